"""`knowledge` as a person uses it: import, look, suggest, check, follow EMB3D."""

from __future__ import annotations

import json
import shutil
from importlib.resources import as_file
from importlib.resources import files as resources
from typing import TYPE_CHECKING

import pytest

from tests.fixtures import knowledge_files as files
from tests.fixtures.device_files import medward, medward_json

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """A copy of the pump, with room for what is kept between runs."""
    with as_file(resources("medward").joinpath("examples/infusion-pump")) as sample:
        shutil.copytree(sample, tmp_path / "pump")
    return tmp_path / "pump"


def bring(folder: Path, name: str, objects: list[dict[str, object]]) -> str:
    path = folder.parent / name
    path.write_bytes(files.bundle(objects))
    return medward(folder, "knowledge", "import", str(path)).stdout


def test_without_a_bundle_the_coverage_cannot_be_told(pump: Path) -> None:
    result = medward(pump, "knowledge", "emb3d")
    assert result.returncode == 1
    assert result.stdout.startswith("cannot tell: no EMB3D bundle is imported; 17 properties ticked")
    found = medward_json(pump, "knowledge", "emb3d")
    assert (found["version"], found["dispositioned"], found["applicable"]) == (None, None, None)


def test_the_way_from_property_to_mitigation_and_back(pump: Path) -> None:
    said = bring(pump, "emb3d-stix-2.0.1.json", files.emb3d_objects())
    assert "EMB3D 2.0.1 (2030-01-01)\n  3 threats in use\n  4 properties in use\n" in said
    result = medward(pump, "knowledge", "emb3d")
    assert "LVP-ELM-0011 Therapy controller: PID-11, PID-123" in result.stdout
    assert "TID-902 Port of the makers is opened (PID-15): open" in result.stdout
    assert "MID-901 Close the port: no control names it" in result.stdout
    assert "EMB3D 2.0.1: 0 of 4 dispositioned" in result.stdout
    threats = pump / "records" / "threats" / "inside-the-pump.yaml"
    named = "references:\n  - source: EMB3D\n    id: TID-902\n    confirmed: true\n"
    threats.write_text(threats.read_text().replace("references:\n", named, 1))
    assert medward_json(pump, "knowledge", "emb3d")["dispositioned"] == 2, "a flow between both"


def test_import_status_list_and_show_agree(pump: Path) -> None:
    bring(pump, "ics.json", [files.technique("T0001", "One"), files.technique("T0002", "Two", revoked=True)])
    status = medward_json(pump, "knowledge", "status")["imported"]
    assert status[0]["counts"]["technique"]["total"] == 2  # type: ignore[index]  # JSON
    listed = medward_json(pump, "knowledge", "list")["items"]
    assert [one["id"] for one in listed] == ["T0001"]  # type: ignore[attr-defined]  # JSON
    assert "Two (revoked)" in medward(pump, "knowledge", "show", "T0002").stdout
    assert "T0002" in medward(pump, "knowledge", "list", "--all", "--search", "two").stdout
    missing = medward(pump, "knowledge", "show", "T9999")
    assert missing.returncode == 2
    assert "no imported catalogue has T9999" in missing.stderr
    assert "not imported: CAPEC, ATTACK-ENTERPRISE, EMB3D, CWE" in medward(pump, "knowledge", "status").stdout


def test_a_suggestion_is_written_unconfirmed_and_only_when_asked(pump: Path) -> None:
    alarm = files.technique("T0878", "Alarm Suppression")
    bring(pump, "ics.json", [alarm])
    texts = {path: path.read_bytes() for path in pump.rglob("*.yaml")}
    found = medward_json(pump, "knowledge", "suggest")["suggestions"]
    assert {(one["id"], one["confirmed"]) for one in found} == {("T0878", False)}  # type: ignore[attr-defined]  # JSON
    assert all(one["reasons"] for one in found)  # type: ignore[attr-defined]  # JSON
    assert {path: path.read_bytes() for path in pump.rglob("*.yaml")} == texts
    threat = found[0]["threat"]  # type: ignore[index]  # JSON
    said = medward(pump, "knowledge", "suggest", threat, "--add").stdout
    assert f"{threat}: 1 reference written to records/threats/" in said
    assert "unconfirmed" in said
    assert medward(pump, "knowledge", "suggest", threat).stdout.startswith("Nothing to suggest.")


def test_a_reference_that_moved_on_is_told_by_both_checks(pump: Path) -> None:
    old = files.technique("T0860", "Wireless Compromise", "2030-01-01T00:00:00Z")
    new = files.technique("T0860", "Radio Compromise", "2031-01-01T00:00:00Z")
    bring(pump, "old.json", [old])
    bring(pump, "new.json", [new])
    result = medward(pump, "knowledge", "check")
    assert result.returncode == 1
    assert "T0860 is named 'Radio Compromise' in ATTACK-ICS as of 2031-01-01, here" in result.stdout
    assert "renamed since as of 2030-01-01: Wireless Compromise > Radio Compromise" in result.stdout
    assert "cannot tell:" in result.stdout
    findings = json.loads(medward(pump, "check", "--json").stdout)["findings"]
    told = [one for one in findings if one["rule"] == "V32" and "T0860" in one["message"]]
    assert told
    assert {one["level"] for one in told} == {"warn"}


def test_a_bad_bundle_is_refused_with_a_pointer(pump: Path) -> None:
    (pump.parent / "bad.json").write_bytes(files.bundle([{"type": "malware"}]))
    result = medward(pump, "knowledge", "import", str(pump.parent / "bad.json"))
    assert result.returncode == 2
    assert "bad.json#/objects/0/id" in result.stderr
