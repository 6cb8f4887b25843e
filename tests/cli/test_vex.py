"""`medward vex` as a person or script meets it, on the sample pump and with suppliers' documents."""

from __future__ import annotations

import hashlib
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


def test_a_document_whose_short_name_is_taken_does_not_replace_the_other(pump: Path, tmp_path: Path) -> None:
    path = openvex(tmp_path, "affected")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    medward(pump, "vex", "import", str(openvex(tmp_path, "fixed", author="A CERT")))
    (note,) = (pump / "vex").glob("*.received.json")
    document = note.with_name(note.name.replace(".received", ""))
    note.rename(note.with_name(f"{digest[:16]}.received.json"))
    document.rename(note.with_name(f"{digest[:16]}.json"))
    assert medward_json(pump, "vex", "import", str(path))["file"] == f"vex/{digest}.json"
    (one,) = medward_json(pump, "vex", "conflicts", "--all")["questions"]  # type: ignore[misc] - JSON
    assert {side["status"] for side in one["sides"] if side["voice"] == "supplier"} == {"affected", "fixed"}


def test_a_document_about_our_own_product_is_said_to_be_one(pump: Path, tmp_path: Path) -> None:
    path = openvex(tmp_path, "affected", author="A CERT")
    made = json.loads(medward(pump, "vex", "export", "--format", "openvex").stdout)
    path.write_text(path.read_text().replace(DJANGO, made["statements"][0]["products"][0]["@id"]))
    done = medward(pump, "vex", "import", str(path)).stdout
    assert (
        "0 statements fit components of release 4.2.0; `medward watch` holds each against every supported release"
    ) in done
    assert "1 statement is about the product as a whole, or one of its name" in done
    shown = medward(pump, "vex", "conflicts")
    assert shown.returncode == 1
    assert "1 about the product as a whole, 1 contradiction" in shown.stdout
    assert f"{CVE} in the product as a whole" in shown.stdout
    (one,) = medward_json(pump, "vex", "conflicts")["questions"]  # type: ignore[misc] - JSON
    assert (one["component"], one["deployable"], one["conflict"]) == ("", "", True)


def test_an_author_that_is_not_the_documents_own_is_told(pump: Path, tmp_path: Path) -> None:
    path = openvex(tmp_path, "affected")
    note = "the document itself names Django Software Foundation as its author"
    assert note in medward(pump, "vex", "import", str(path), "--author", "A distributor").stdout
    told = medward(pump, "vex", "convert", str(path), "--format", "openvex", "--author", "A distributor")
    assert (
        "the file names Django Software Foundation as its author; written as of A distributor" in told.stderr
    )


def test_an_author_written_otherwise_is_the_documents_own(pump: Path, tmp_path: Path) -> None:
    path = openvex(tmp_path, "affected")
    done = medward(pump, "vex", "import", str(path), "--author", "DJANGO  Software Foundation")
    assert "as its author" not in done.stdout
    assert done.stdout.startswith("OpenVEX 0.2.0 of Django Software Foundation,")


@pytest.mark.parametrize(
    "name",
    [
        "meridian infusion  systems",
        "Meridian\u00a0Infusion Systems",
        "Meridian Infusion\u200b Systems",
        "\uff2deridian Infusion Systems",
    ],
)
def test_our_own_word_is_refused_however_our_name_is_written(pump: Path, tmp_path: Path, name: str) -> None:
    done = medward(pump, "vex", "import", str(openvex(tmp_path, "affected", author=name)))
    assert done.returncode == 2
    assert "own word" in done.stderr
    assert not list((pump / "vex").glob("*.received.json"))


def test_a_version_without_end_is_not_written_with_a_history_without_end(tmp_path: Path) -> None:
    path = openvex(tmp_path, "affected", version=2_000_000_000)
    done = medward(
        tmp_path, "vex", "convert", str(path), "--format", "csaf", "--namespace", "https://e.example"
    )
    assert done.returncode == 0
    assert "the file is version 2000000000; written as version 1" in done.stderr


def test_what_cannot_be_read_is_refused_and_nothing_is_kept(pump: Path, tmp_path: Path) -> None:
    path = openvex(tmp_path, "perhaps")
    done = medward(pump, "vex", "import", str(path))
    assert done.returncode == 2
    assert "perhaps-Django-1.json#/statements/0/status: status is 'perhaps'" in done.stderr
    assert not (pump / "vex").exists()


XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="2"
    serialNumber="urn:uuid:0f7b2b52-6c1c-4a0e-8d7a-0a4a2f8f3c11">
  <metadata>
    <timestamp>2026-05-20T09:00:00Z</timestamp>
    <supplier><name>Django Software Foundation</name></supplier>
  </metadata>
  <vulnerabilities>
    <vulnerability>
      <id>{CVE}</id>
      <recommendation>Update.</recommendation>
      <analysis><state>exploitable</state></analysis>
      <affects><target><ref>{DJANGO}</ref></target></affects>
    </vulnerability>
  </vulnerabilities>
</bom>
"""
JSON = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:0f7b2b52-6c1c-4a0e-8d7a-0a4a2f8f3c11",
    "version": 2,
    "metadata": {
        "timestamp": "2026-05-20T09:00:00Z",
        "supplier": {"name": "Django Software Foundation"},
    },
    "vulnerabilities": [
        {
            "id": CVE,
            "recommendation": "Update.",
            "analysis": {"state": "exploitable"},
            "affects": [{"ref": DJANGO}],
        }
    ],
}


def test_a_suppliers_word_in_xml_counts_as_its_twin_in_json(pump: Path, tmp_path: Path) -> None:
    (tmp_path / "word.xml").write_text(XML, encoding="utf-8")
    (tmp_path / "word.json").write_text(json.dumps(JSON), encoding="utf-8")
    other = Path(shutil.copytree(pump, tmp_path / "other"))
    done = medward(pump, "vex", "import", str(tmp_path / "word.xml"))
    assert done.returncode == 0, done.stderr
    twin = medward(other, "vex", "import", str(tmp_path / "word.json"))
    told = "CycloneDX 1.6 of Django Software Foundation, version 2: 1 statement"
    assert done.stdout.splitlines()[:2] == twin.stdout.splitlines()[:2]
    assert done.stdout.startswith(f"{told}\n1 statement fits components of release 4.2.0\n")
    (kept,) = (pump / "vex").glob("*.xml")
    assert kept.read_text(encoding="utf-8") == XML
    assert f"kept as vex/{kept.name}" in done.stdout
    shown = medward_json(pump, "vex", "conflicts")
    assert shown == medward_json(other, "vex", "conflicts")
    (question,) = shown["questions"]  # type: ignore[misc] - JSON
    assert ("supplier", "affected") in {(side["voice"], side["status"]) for side in question["sides"]}


def test_xml_imported_twice_is_kept_once_and_noticed_when_altered(pump: Path, tmp_path: Path) -> None:
    path = tmp_path / "word.xml"
    path.write_text(XML, encoding="utf-8")
    medward(pump, "vex", "import", str(path))
    assert "the very same document is kept already" in medward(pump, "vex", "import", str(path)).stdout
    (kept,) = (pump / "vex").glob("*.xml")
    kept.write_text(XML.replace("exploitable", "not_affected"), encoding="utf-8")
    done = medward(pump, "vex", "conflicts")
    assert done.returncode == 2
    assert f"vex/{kept.name}: the document was altered since it came" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("exploitable", "perhaps", "word.xml:12: Element 'state': "),
        ("<bom ", '<!DOCTYPE bom [<!ENTITY x SYSTEM "file:///etc/passwd">]><bom ', "word.xml: the XML has a DOCTYPE"),
        ("</bom>", "", "word.xml:17: not readable as XML"),
    ],
)  # fmt: skip
def test_xml_that_cannot_be_read_is_refused_and_nothing_is_kept(
    pump: Path, tmp_path: Path, old: str, new: str, says: str
) -> None:
    path = tmp_path / "word.xml"
    path.write_text(XML.replace(old, new), encoding="utf-8")
    done = medward(pump, "vex", "import", str(path))
    assert done.returncode == 2
    assert says in done.stderr
    assert not (pump / "vex").exists()


def test_check_and_convert_take_xml(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(XML, encoding="utf-8")
    bad.write_text(XML.replace("exploitable", "perhaps"), encoding="utf-8")
    assert medward(tmp_path, "vex", "check", str(good)).stdout.startswith("CycloneDX 1.6: valid (0 errors")
    checked = medward(tmp_path, "vex", "check", str(bad))
    assert checked.returncode == 1
    assert "line 12" in checked.stdout
    out = tmp_path / "out.json"
    assert (
        medward(tmp_path, "vex", "convert", str(good), "--format", "openvex", "-o", str(out)).returncode == 0
    )
    (one,) = read_vex(out.read_bytes(), "out.json").statements
    assert (one.vulnerability, one.product.purl, one.action) == (CVE, DJANGO, "Update.")
