"""The queue, a watch and a decision read each file once, however many releases and assessments there are.

What is counted is how often a file of the device file is opened, told by Python's own audit events. An own threat
rule is read once for each case that is built, so its file counts cases.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from medward.vex.records import Assessment
from medward.workspace.device import open_device
from medward.workspace.triage import open_queue
from medward.workspace.triage_deciding import Given, decide, write_decided
from medward.workspace.triage_inheriting import confirm, inherit, write_inherited
from medward.workspace.triage_item import sheet
from medward.workspace.vex import release_case
from medward.workspace.vex_suppliers import import_vex
from medward.workspace.watching import watch, write_watch
from tests.fixtures.products import advisory, product, release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from medward.workspace.device import Device

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
RELEASES = 4
PARTS = [("demo", "1.0"), ("other", "1.0"), ("third", "1.0")]
RULE = "threat-rules/own.yaml"
SUPPLIERS = ("Acme", "Beta")


class Opened:
    """Counts opened files while it is switched on; an audit hook cannot be taken out again."""

    def __init__(self) -> None:
        """Listen from here on."""
        self.counts: Counter[str] | None = None
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and self.counts is not None:
            self.counts[str(arguments[0])] += 1


OPENED = Opened()


@contextmanager
def opened(device: Device) -> Iterator[Counter[str]]:
    """Count how often each file of a device file is opened, by its path inside; its digests were taken before."""
    assert device.files
    found: Counter[str] = Counter()
    OPENED.counts = Counter()
    try:
        yield found
    finally:
        counts, OPENED.counts = OPENED.counts, None
        inside = f"{device.folder}/"
        found.update({name.removeprefix(inside): n for name, n in counts.items() if name.startswith(inside)})


def under(counts: Counter[str], name: str) -> set[int]:
    """Return how often the files of one folder were opened."""
    return {count for path, count in counts.items() if path.startswith(f"{name}/")}


@pytest.fixture
def device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Device:
    """A device file of four releases, three matches in each, two suppliers, and a threat rule of its own."""
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    more = [release(number, f"4.{number}.0") for number in range(2, RELEASES + 1)]
    parts = {f"LVP-REL-{number:04d}": PARTS for number in range(1, RELEASES + 1)}
    folder = product(tmp_path / "lvp", parts, release(1, "4.1.0").replace(target=True), *more)
    for number, (name, _) in enumerate(PARTS):
        advisory(folder, f"CVE-2026-{1000 + number}", name)
    (folder / "threat-rules").mkdir()
    (folder / RULE).write_text(own_rule())
    given = open_device(folder)
    for author in SUPPLIERS:
        import_vex(release_case(given, NOW), folder, supplied(tmp_path, author), author, NOW)
    write_watch(given, watch(given, NOW))
    return open_device(folder)


def own_rule() -> str:
    """Return a shipped rule as one of the manufacturer's own."""
    shipped = files("medward.threats") / "rules" / "clock-shifted.yaml"
    return shipped.read_text().replace("id: clock-shifted", "id: own-clock")


def supplied(folder: Path, author: str) -> Path:
    """Write an OpenVEX document."""
    statement = {
        "vulnerability": {"name": "CVE-2026-1000"},
        "products": [{"@id": "pkg:pypi/demo@1.0"}],
        "status": "affected",
        "action_statement": "Update.",
    }
    head = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": f"https://example.com/{author}"}
    about = {"author": author, "timestamp": "2026-05-20T09:00:00Z", "version": 1}
    path = folder / f"{author}.json"
    path.write_text(json.dumps({**head, **about, "statements": [statement]}))
    return path


def test_the_queue_reads_each_sbom_and_each_suppliers_document_once(device: Device) -> None:
    with opened(device) as counts:
        queue = open_queue(device, NOW)
        found = sheet(device, queue)
    assert found is not None
    assert queue.total == RELEASES * len(PARTS)
    assert under(counts, "sbom") == {1}
    assert under(counts, "vex") == {1}
    assert len([name for name in counts if name.startswith("vex/")]) == 2 * len(SUPPLIERS)
    assert counts[RULE] == 1


def test_a_watch_reads_each_sbom_and_each_suppliers_document_once(device: Device) -> None:
    with opened(device) as counts:
        found = watch(device, NOW)
    assert found.look.components == RELEASES * len(PARTS)
    assert under(counts, "sbom") == {1}
    assert under(counts, "vex") == {1}
    assert counts[RULE] == 1


def test_deciding_many_builds_the_case_once(device: Device) -> None:
    given = Given("affected", action="Update.", detail="Every order reaches the parser.", by="ORG-USR-0001")
    with opened(device) as counts:
        decided = decide(device, device.records.of(Assessment), given, NOW)
    assert len(decided.pairs) == RELEASES * len(PARTS)
    assert counts[RULE] == 1


def test_confirming_many_builds_the_case_once(device: Device) -> None:
    first = [one for one in device.records.of(Assessment) if one.release == "LVP-REL-0001"]
    given = Given("affected", action="Update.", detail="Every order reaches the parser.", by="ORG-USR-0001")
    write_decided(device, decide(device, first, given, NOW))
    for version in ("4.2.0", "4.3.0"):
        again = open_device(device.folder)
        write_inherited(again, inherit(again, "4.1.0", version, NOW))
    last = open_device(device.folder)
    taken = [one for one in last.records.of(Assessment) if one.inherited_from]
    assert len(taken) == 2 * len(PARTS)
    with opened(last) as counts:
        pairs = confirm(last, taken, "Compared by hand: the same build flags.", "ORG-USR-0001", NOW)
    assert {after.status for _, after in pairs} == {"affected"}
    assert counts[RULE] == 1
