"""A decided vulnerability comes back when it is exploited, when its component changes, or when its time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.vex.records import Assessment
from medward.workspace.device import open_device
from tests.fixtures.at import json_at, run_at
from tests.fixtures.products import EVIDENCED, advisory, known_exploited, product

if TYPE_CHECKING:
    from pathlib import Path

DECIDED = "2026-06-05T09:00:00+02:00"
NOW = "2026-06-12T09:00:00+02:00"


def test_kev_brings_it_back_with_three_working_days_and_a_confirmation_settles_it(tmp_path: Path) -> None:
    folder = product(tmp_path, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(DECIDED, folder, "watch")
    run_at(DECIDED, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, "--expires", "2026-06-20")
    assert json_at(NOW, folder, "triage", "list")["items"] == []

    known_exploited(folder, "CVE-2026-0001", added="2026-06-10")
    changed = json_at(NOW, folder, "watch")["changed"]
    assert isinstance(changed, list)
    assert [one["what"] for one in changed] == ["known exploited"]
    (item,) = _items(NOW, folder)
    assert item["causes"] == [
        "known exploited since 2026-06-10, decided 2026-06-05",
        "used in attacks, decided 2026-06-05",
    ]
    assert (
        "V17 not-affected, and has to be looked at again: known exploited"
        in run_at(NOW, folder, "check").stdout
    )

    run_at(NOW, folder, "triage", "confirm", "LVP-VAS-0001", "--text", "The parser is still compiled out.")
    assert _items(NOW, folder) == []
    record = open_device(folder).records.find("LVP-VAS-0001", Assessment)
    assert record is not None
    assert (record.status, record.version) == ("not-affected", 2)

    (expired,) = _items("2026-06-21T09:00:00+02:00", folder)
    assert expired["causes"] == ["expired on 2026-06-20"]


def _items(now: str, folder: Path) -> list[dict[str, object]]:
    found = json_at(now, folder, "triage", "list")["items"]
    assert isinstance(found, list)
    return found
