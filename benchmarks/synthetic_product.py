"""A whole product of any size: model, risks, tests with evidence, SBOMs, vulnerabilities; the same files every time.

Nothing in it is real, and nothing is drawn at random: sizes and turns decide everything.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final, NamedTuple

from synthetic import Sizes, write_device_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

DEPLOYABLES: Final = ("firmware", "gateway", "cloud", "app", "editor")
_TESTS_A_RUN: Final = 10
_COMPONENTS_A_VULNERABILITY: Final = 25
_KINDS: Final = ("vulnerability", "fuzz", "penetration", "requirement", "threat-mitigation", "sast")
_LEVELS: Final = ("actively-maintained", "no-longer-maintained", "abandoned", "actively-maintained")
_STATES: Final = ("affected", "under-investigation", "new")
_BUILD: Final = "1.0.0+1"
_MAKER: Final = """\
kind: person/1
id: ORG-USR-0001
title: Product security
printed_name: Robin Bench
roles: [security, regulatory]
organisation: ORG-ORG-0001
"""


class Product(NamedTuple):
    """How large a product is."""

    records: Sizes = Sizes(
        interfaces=150, threats=1_500, risks=1_500, controls=400, requirements=1_500, tests=3_000, links=1
    )
    components: int = 5_000


def write_product(folder: Path, product: Product) -> None:
    """Write the device file of a product into an empty folder."""
    write_device_file(folder, product.records)
    _amend(folder / "records/release.yaml", lambda text: text.replace("[firmware]", _list(DEPLOYABLES)))
    _amend(
        folder / "records/release.yaml",
        lambda text: text.replace("roles: [m", "contacts: [security@maker.example]\nroles: [m"),
    )
    _amend(folder / "records/tests.yaml", _by_kind)
    parts = [_component(number) for number in range(product.components)]
    tests = product.records.tests
    _write(folder, "people", [_MAKER])
    _write(folder, "evidence", _evidence(folder, tests))
    _write(folder, "sboms", _sboms(folder, parts))
    _write(folder, "vulnerabilities", _vulnerabilities(folder, parts, product.records.interfaces))
    _write(folder, "views", [_view(product.records.interfaces)])


def _amend(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def _write(folder: Path, name: str, documents: Iterable[str]) -> None:
    (folder / "records" / f"{name}.yaml").write_text("---\n".join(documents), encoding="utf-8")


def _list(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"


def _by_kind(tests: str) -> str:
    """Return the tests shared among the kinds in turns."""
    first, *others = tests.split("test_kind: requirement")
    return first + "".join(
        f"test_kind: {_KINDS[number % len(_KINDS)]}{rest}" for number, rest in enumerate(others)
    )


def _evidence(folder: Path, tests: int) -> Iterator[str]:
    """Write a file of results for every ten tests and yield its record; one run in fifty failed."""
    (folder / "evidence").mkdir()
    for run, start in enumerate(range(1, tests + 1, _TESTS_A_RUN), start=1):
        names = [f"BIG-TST-{number:04d}" for number in range(start, min(start + _TESTS_A_RUN, tests + 1))]
        failed = int(run % 50 == 0)
        cases = "".join(f'<testcase name="{name}"/>' for name in names)
        data = f'<testsuite name="run {run}" tests="{len(names)}" failures="{failed}">{cases}</testsuite>\n'
        (folder / f"evidence/run-{run:04d}.xml").write_text(data, encoding="utf-8")
        yield (
            f"kind: evidence/1\nid: BIG-EVD-{run:04d}\ntitle: Run {run}\nstatus: active\ntests: {_list(names)}\n"
            f"release: BIG-REL-0001\nbuild: {_BUILD}\nfile: evidence/run-{run:04d}.xml\n"
            f"sha256: {hashlib.sha256(data.encode()).hexdigest()}\nevidence_kind: junit\ntool: bench runner 1.0\n"
            f"run_at: 2026-02-{run % 28 + 1:02d}T09:00:00Z\nresult: {'failed' if failed else 'passed'}\n"
            "environment: Test bench with production build\n"
        )


def _component(number: int) -> dict[str, object]:
    """Return a component as CycloneDX has it; one in seven says nothing of its support."""
    name, version = f"component-{number:05d}", f"{number % 7 + 1}.{number % 11}.{number % 5}"
    purl = f"pkg:npm/{name}@{version}"
    found: dict[str, object] = {
        "type": "library", "bom-ref": purl, "supplier": {"name": f"Supplier {number % 90}"}, "name": name,
        "version": version, "purl": purl, "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(purl.encode()).hexdigest()}],
    }  # fmt: skip
    if number % 7:
        found["properties"] = [
            {"name": "medward:support-level", "value": _LEVELS[number % len(_LEVELS)]},
            {"name": "cdx:lifecycle:milestone:endOfSupport", "value": f"{2026 + number % 9}-06-30"},
            {"name": "medward:end-of-support-source", "value": "The supplier's page of releases"},
        ]
    return found


def _sboms(folder: Path, parts: list[dict[str, object]]) -> Iterator[str]:
    """Write an SBOM for each deployable and yield its record; every component depends on the next one."""
    (folder / "sbom").mkdir()
    for number, deployable in enumerate(DEPLOYABLES, start=1):
        inside = parts[number - 1 :: len(DEPLOYABLES)]
        root = f"deployable:{deployable}@1.0.0"
        refs = [root, *(str(one["bom-ref"]) for one in inside)]
        serial = f"urn:uuid:00000000-0000-4000-8000-{number:012d}"
        main = {"type": "firmware", "bom-ref": root, "name": deployable, "version": "1.0.0"}
        data = json.dumps(
            {
                "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": serial, "version": 1,
                "metadata": {
                    "timestamp": "2026-01-01T09:00:00Z", "authors": [{"name": "Maker"}], "component": main,
                    "lifecycles": [{"phase": "build"}],
                    "tools": {"components": [{"type": "application", "name": "bench", "version": "1"}]},
                },
                "components": inside,
                "dependencies": [
                    {"ref": ref, "dependsOn": refs[at + 1 : at + 2]} for at, ref in enumerate(refs)
                ],
            }
        )  # fmt: skip
        (folder / f"sbom/{deployable}.cdx.json").write_text(data, encoding="utf-8")
        yield (
            f"kind: sbom/1\nid: BIG-BOM-{number:04d}\ntitle: SBOM of {deployable}\nstatus: effective\n"
            f"release: BIG-REL-0001\ndeployable: {deployable}\nfile: sbom/{deployable}.cdx.json\n"
            f"sha256: {hashlib.sha256(data.encode()).hexdigest()}\nformat: CycloneDX\nspec_version: '1.6'\n"
            f"author: Maker\ntool: bench 1\ngenerated_at: 2026-01-01T09:00:00Z\ngeneration: build\nbuild: {_BUILD}\n"
            f"serial: {serial}\ncompleteness: Taken from the build; nothing is known to be missing.\n"
        )


def _vulnerabilities(folder: Path, parts: list[dict[str, object]], interfaces: int) -> Iterator[str]:
    """Write an advisory for every 25th component and yield the vulnerability with its assessment."""
    (folder / "advisories").mkdir()
    for number, part in enumerate(parts[::_COMPONENTS_A_VULNERABILITY], start=1):
        name = f"CVE-2025-{number + 10_000}"
        advisory = {
            "schema_version": "1.6.0", "id": name, "modified": "2026-01-10T00:00:00Z",
            "published": "2026-01-09T00:00:00Z",
            "summary": f"Flaw {number} of {part['name']}",
            "affected": [{
                "package": {"ecosystem": "npm", "name": part["name"]},
                "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "99.0.0"}]}],
            }],
        }  # fmt: skip
        (folder / f"advisories/{name}.json").write_text(json.dumps(advisory), encoding="utf-8")
        yield (
            f"kind: vulnerability/1\nid: BIG-VUL-{number:04d}\ntitle: Flaw {number}\nidentifier: {name}\n"
            "sources:\n- Daily match\npublished_on: 2026-01-09\naware_at: 2026-01-10T08:00:00Z\ncwes: [CWE-345]\n"
            f"summary: A crafted message is taken by {part['name']}.\n"
        )
        state = _STATES[number % len(_STATES)]
        action = "action_statement: Update with release 1.1.\n" if state == "affected" else ""
        yield (
            f"kind: assessment/1\nid: BIG-VAS-{number:04d}\ntitle: Flaw {number} in {part['name']}\nstatus: {state}\n"
            f"vulnerability: BIG-VUL-{number:04d}\nrelease: BIG-REL-0001\ncomponent: {part['purl']}\n"
            f"interfaces: [BIG-IFC-{number % interfaces + 1:04d}]\nfirst_seen_at: 2026-01-10T08:00:00Z\n"
            f"decided_at: 2026-01-12T08:00:00Z\ndetail: The component reads messages of the gateway.\n{action}"
        )


def _view(interfaces: int) -> str:
    """Return the global view of the model."""
    elements = (f"BIG-ELM-{n:04d}" for n in range(1, 11))
    flows = (f"BIG-IFC-{n:04d}" for n in range(1, interfaces + 1))
    return (
        "kind: view/1\nid: BIG-VIW-0001\ntitle: Global system view\nview_kind: global\n"
        f"narrative: Every part and every flow.\nelements: {_list(elements)}\ninterfaces: {_list(flows)}\n"
    )
