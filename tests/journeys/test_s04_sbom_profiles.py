"""S04: four lists over 120 components, with its numbers, and a fill file that completes one of them.

Practice S04 counts a component as incomplete when any field of the list is missing. NTIA 2021: no supplier
c001-c009, no version c008-c010, no package URL or CPE c010-c014; together c001-c014, so 106 of 120. The CISA
draft adds hash (c001-c030) and licence (c025-c040): c001-c040, so 80. FDA adds level and end of support
(c050-c063) to NTIA: 14 and 14, so 92. c015 lacks its hash only, which NTIA does not ask for.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from medward.cli import sbom

if TYPE_CHECKING:
    from pathlib import Path


def component(number: int) -> dict[str, object]:
    """Return component `c<number>` as S04 describes it."""
    name = f"c{number:03}"
    found: dict[str, object] = {"type": "library", "bom-ref": name, "name": name}
    if not 1 <= number <= 9:
        found["supplier"] = {"name": "Supplier"}
    if not 8 <= number <= 10:
        found["version"] = "1.0"
    if not 10 <= number <= 14:
        found["purl"] = f"pkg:generic/{name}@1.0"
    if not 1 <= number <= 30:
        found["hashes"] = [{"alg": "SHA-256", "content": "00"}]
    if not 25 <= number <= 40:
        found["licenses"] = [{"license": {"id": "MIT"}}]
    if not 50 <= number <= 63:
        ends = "2025-12-31" if 64 <= number <= 67 else "2031-12-31"
        found["properties"] = [
            {"name": "medward:support-level", "value": "actively-maintained"},
            {"name": "cdx:lifecycle:milestone:endOfSupport", "value": ends},
        ]
    return found


def refs(first: int, last: int) -> list[str]:
    return [f"c{number:03}" for number in range(first, last + 1)]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-01T12:00:00Z")
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {
            "timestamp": "2026-05-01T00:00:00Z",
            "authors": [{"name": "PSE"}],
            "component": {"type": "device", "bom-ref": "pump", "name": "pump", "version": "4.2.0"},
        },
        "components": [component(number) for number in range(1, 121)],
        "dependencies": [{"ref": "pump", "dependsOn": refs(1, 120)}],
    }
    path = tmp_path / "pump.cdx.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def fill_file(tmp_path: Path) -> Path:
    """Return a fill file for c001 to c014, as a person keeps it in git."""
    lines = ["about: {by: ORG-USR-0003, why: letters of the suppliers}"]
    for number in range(1, 15):
        lines += [
            f"c{number:03}:",
            "  supplier: Supplier",
            "  version: 1.0",
            f"  purl: pkg:generic/c{number:03}@1.0",
        ]
    path = tmp_path / "fill.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def checked(*arguments: object) -> dict[str, dict[str, dict[str, object]]]:
    done = CliRunner().invoke(sbom.command, ["check", "--json", *map(str, arguments)])
    assert done.exit_code in {0, 1}, done.output
    document: dict[str, dict[str, dict[str, object]]] = json.loads(done.stdout)
    return document


def test_s04_gives_106_80_and_92_of_120(file: Path) -> None:
    found = checked(file)["profiles"]
    assert [(found[name]["complete"], found[name]["total"]) for name in ("ntia", "cisa-draft", "fda")] == [
        (106, 120), (80, 120), (92, 120),
    ]  # fmt: skip
    shown = CliRunner().invoke(sbom.command, ["check", str(file)]).output
    assert [share for share in ("88.3 %", "66.7 %", "76.7 %") if share not in shown] == []


def test_s04_names_the_failing_components_field_by_field(file: Path) -> None:
    found = checked(file)["profiles"]
    assert found["ntia"]["failing"] == {
        "supplier": refs(1, 9),
        "version": refs(8, 10),
        "identifier": refs(10, 14),
    }
    draft, fda = found["cisa-draft"]["failing"], found["fda"]["failing"]
    assert draft == {**found["ntia"]["failing"], "hash": refs(1, 30), "licence": refs(25, 40)}
    assert fda == {**found["ntia"]["failing"], "support_level": refs(50, 63), "end_of_support": refs(50, 63)}


def test_s04_does_not_list_c015_under_ntia(file: Path) -> None:
    found = checked(file)["profiles"]
    assert "c015" not in json.dumps(found["ntia"])
    assert "c015" in json.dumps(found["cisa-draft"])


def test_s04_finds_four_components_past_their_end_of_support(file: Path) -> None:
    assert checked(file)["past_end_of_support"] == refs(64, 67)


def test_s04_is_complete_by_ntia_with_a_fill_file_and_the_sbom_stays_as_it_is(
    file: Path, fill_file: Path
) -> None:
    before = file.read_bytes()
    result = checked(file, "--fill", fill_file)["profiles"]["ntia"]
    assert (result["complete"], result["total"], result["failing"]) == (120, 120, {})
    assert file.read_bytes() == before
    assert CliRunner().invoke(sbom.command, ["check", str(file)]).exit_code == 1
    assert CliRunner().invoke(sbom.command, ["check", str(file), "--fill", str(fill_file)]).exit_code == 0


def test_s04_the_2026_edition_asks_the_same_of_each_component_and_more_of_the_document(file: Path) -> None:
    found = checked(file)["profiles"]
    assert found["cisa"]["failing"] == found["cisa-draft"]["failing"]
    assert set(found["cisa"]["document"]) == {"generation_context", "tool", "tool_version"}


def test_s04_the_template_asks_for_exactly_what_is_missing(file: Path, tmp_path: Path) -> None:
    text = CliRunner().invoke(sbom.command, ["fill", str(file), "--template", "--profile", "ntia"]).output
    asked = [
        line.split(":")[0].strip() for line in text.splitlines() if line.startswith("  ") and "#" not in line
    ]
    assert (asked.count("supplier"), asked.count("version"), asked.count("purl")) == (9, 3, 5)
    answered = text.replace("supplier:", "supplier: S").replace("version:", "version: 1.0").replace(
        "purl:", "purl: pkg:generic/x@1"
    )  # fmt: skip
    (tmp_path / "fill.yaml").write_text(answered, encoding="utf-8")
    assert checked(file, "--fill", tmp_path / "fill.yaml")["profiles"]["ntia"]["complete"] == 120
