"""`medward vex` as a person or script meets it, on the sample pump and with suppliers' documents."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from medward import examples
from medward.kernel.rewrite import rewrite_fields
from medward.vex.documents import check_vex, read_vex
from medward.vex.statement import VexFormat
from tests.fixtures.device_files import medward, medward_json

SAMPLE = Path(examples.__file__).parent / "infusion-pump"
CVE = "CVE-2025-13372"
DJANGO = "pkg:pypi/django@5.2.8"


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the sample pump."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "pump"))


def openvex(folder: Path, status: str, *, author: str = "Django Software Foundation", **more: Any) -> Path:  # noqa: ANN401 - JSON
    """Write what a supplier says of the pump's Django."""
    statement = {
        "vulnerability": {"name": CVE},
        "products": [{"@id": DJANGO}],
        "status": status,
        **({"action_statement": "Update."} if status == "affected" else {}),
        **({"justification": "vulnerable_code_not_present"} if status == "not_affected" else {}),
    }
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "@id": f"https://example.com/{author.replace(' ', '-')}",
        "author": author,
        "timestamp": "2026-05-20T09:00:00Z",
        "version": 1,
        "statements": [statement],
        **more,
    }
    path = folder / f"{status}-{author.partition(' ')[0]}-{document['version']}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", VexFormat)
def test_export_writes_a_valid_document_and_counts_what_it_says(pump: Path, kind: VexFormat) -> None:
    out = pump.parent / "out.json"
    done = medward(pump, "vex", "export", "--format", kind.value, "-o", str(out))
    assert done.returncode == 0, done.stderr
    counts = "51 statements (6 affected, 1 fixed, 42 not affected, 2 under investigation)"
    assert done.stdout.startswith(f"Vulnerabilities of Meridian LVP-900 4.2.0: {counts}\n")
    assert check_vex(out.read_bytes(), "x").is_valid


def test_printed_the_document_is_all_there_is_on_the_output(pump: Path) -> None:
    done = medward(pump, "vex", "export", "--format", "openvex", "--vulnerability", CVE)
    (one,) = read_vex(done.stdout.encode(), "x").statements
    assert (one.vulnerability, one.component and one.component.purl) == (CVE, DJANGO)
    assert "1 statement (1 not affected)" in done.stderr
    assert "the analysis run searched for both" not in done.stdout  # reasoning is internal


def test_a_component_that_comes_back_reopens_the_decision_everywhere(pump: Path) -> None:
    path = pump / "sbom" / "comms-module-4.2.0.cdx.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["components"].append(
        {
            "bom-ref": "client",
            "type": "library",
            "name": "openssh-client",
            "version": "1:9.2p1-2+deb12u7",
            "purl": "pkg:deb/debian/openssh-client@1:9.2p1-2%2Bdeb12u7?arch=arm64",
        }
    )
    path.write_text(json.dumps(document), encoding="utf-8")
    done = medward(pump, "vex", "assumptions")
    assert done.returncode == 1
    assert "LVP-VAS-0028  broken" in done.stdout
    found = medward_json(pump, "vex", "assumptions")
    assert [one["id"] for one in found["assessments"] if one["reopened"]] == ["LVP-VAS-0028"]  # type: ignore[attr-defined] - JSON
    checked = medward(pump, "check").stdout
    assert "LVP-VAS-0028: V18 reopened: the assumption that pkg:deb/debian/openssh-client" in checked
    exported = medward(pump, "vex", "export", "--format", "openvex", "-o", str(pump.parent / "o.json"))
    assert "LVP-VAS-0028 goes out as under investigation: reopened: the assumption" in exported.stdout
    assert "41 not affected, 3 under investigation" in exported.stdout


def test_a_model_edit_reopens_the_decision_that_rests_on_it(pump: Path) -> None:
    path = pump / "records" / "model" / "interfaces-pump.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(rewrite_fields(text, "LVP-IFC-0028", {"default": "on"}), encoding="utf-8")
    done = medward(pump, "vex", "assumptions")
    assert done.returncode == 1
    told = json.dumps(medward_json(pump, "vex", "assumptions"))
    assert "LVP-IFC-0028 (F28) is on as delivered" in told


def test_a_suppliers_word_is_kept_shown_and_never_our_decision(pump: Path, tmp_path: Path) -> None:
    before = (pump / "records" / "vulnerabilities" / "assessments.yaml").read_bytes()
    done = medward(pump, "vex", "import", str(openvex(tmp_path, "affected")))
    assert done.returncode == 0, done.stderr
    assert "1 statement fits components of release 4.2.0" in done.stdout
    assert (pump / "records" / "vulnerabilities" / "assessments.yaml").read_bytes() == before
    shown = medward(pump, "vex", "conflicts")
    assert shown.returncode == 1
    assert f"{CVE} in {DJANGO}, cloud-fleet-service" in shown.stdout
    assert "supplier  Django Software Foundation  affected" in shown.stdout
    assert "LVP-VAS-0002" in shown.stdout


def test_authors_who_contradict_each_other_are_both_shown(pump: Path, tmp_path: Path) -> None:
    medward(pump, "vex", "import", str(openvex(tmp_path, "not_affected")))
    medward(pump, "vex", "import", str(openvex(tmp_path, "affected", author="A CERT")))
    (one,) = medward_json(pump, "vex", "conflicts")["questions"]  # type: ignore[misc] - JSON
    told = {(side["name"], side["status"]) for side in one["sides"] if side["voice"] == "supplier"}
    assert told == {("Django Software Foundation", "not-affected"), ("A CERT", "affected")}


def test_an_older_version_that_comes_later_changes_nothing(pump: Path, tmp_path: Path) -> None:
    medward(
        pump, "vex", "import", str(openvex(tmp_path, "fixed", version=2, timestamp="2026-06-01T09:00:00Z"))
    )
    done = medward(pump, "vex", "import", str(openvex(tmp_path, "affected")))
    assert "a later version of it is at hand, so it changes nothing" in done.stdout
    found = medward_json(pump, "vex", "conflicts", "--all")["questions"]
    told = {side["status"] for one in found for side in one["sides"] if side["voice"] == "supplier"}  # type: ignore[attr-defined] - JSON
    assert told == {"fixed"}


def test_what_cannot_be_read_is_refused_and_nothing_is_kept(pump: Path, tmp_path: Path) -> None:
    path = openvex(tmp_path, "perhaps")
    done = medward(pump, "vex", "import", str(path))
    assert done.returncode == 2
    assert "perhaps-Django-1.json#/statements/0/status: status is 'perhaps'" in done.stderr
    assert not (pump / "vex").exists()
