"""Scenario S07: four CycloneDX justifications into OpenVEX and back, with what is lost and the perimeter trap."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.vex.documents import read_vex, write_vex
from medward.vex.losses import losses
from medward.vex.statement import VexFormat, VexStatus
from tests.fixtures.device_files import medward

if TYPE_CHECKING:
    from pathlib import Path

WORDS = ("requires_environment", "protected_at_perimeter", "requires_configuration", "code_not_reachable")
CVES = {word: f"CVE-2026-{1000 + number}" for number, word in enumerate(WORDS)}


def cyclonedx() -> bytes:
    """Return the CycloneDX VEX the scenario begins with."""
    return json.dumps(
        {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
            "metadata": {
                "timestamp": "2026-05-04T14:07:00Z",
                "supplier": {"name": "Meridian"},
                "component": {
                    "bom-ref": "pump",
                    "type": "device",
                    "name": "pump",
                    "version": "4.2.0",
                    "purl": "pkg:generic/meridian/pump@4.2.0",
                },
            },
            "vulnerabilities": [
                {
                    "id": CVES[word],
                    "analysis": {
                        "state": "not_affected",
                        "justification": word,
                        "detail": f"Because of {word}.",
                    },
                    "affects": [{"ref": "pump"}],
                }
                for word in WORDS
            ],
        }
    ).encode()


def test_the_loss_report_has_three_lines() -> None:
    lost = losses(read_vex(cyclonedx(), "x.json").statements, VexFormat.OPENVEX)
    assert [one.vulnerability for one in lost] == [CVES[word] for word in WORDS[:3]]


def test_a_protection_at_the_perimeter_comes_out_as_affected_with_an_action() -> None:
    document = json.loads(write_vex(read_vex(cyclonedx(), "x.json"), VexFormat.OPENVEX))
    found = {one["vulnerability"]["name"]: one for one in document["statements"]}
    trap = found[CVES["protected_at_perimeter"]]
    assert trap["status"] == "affected"
    assert "keep that protection in place" in trap["action_statement"]
    assert "justification" not in trap
    others = [one for name, one in found.items() if name != CVES["protected_at_perimeter"]]
    assert {one["status"] for one in others} == {"not_affected"}


def test_the_original_term_stands_in_the_detail_and_comes_back() -> None:
    openvex = write_vex(read_vex(cyclonedx(), "x.json"), VexFormat.OPENVEX)
    for one in json.loads(openvex)["statements"]:
        word = next(word for word, name in CVES.items() if name == one["vulnerability"]["name"])
        assert f"justification: {word}" in one["status_notes"]
        assert f"Because of {word}." in one["status_notes"]
    again = json.loads(write_vex(read_vex(openvex, "y.json"), VexFormat.CYCLONEDX))
    back = {one["id"]: one["analysis"] for one in again["vulnerabilities"]}
    for word, name in CVES.items():
        assert (back[name]["state"], back[name]["justification"]) == ("not_affected", word)


@pytest.mark.parametrize("kind", VexFormat)
def test_the_meaning_is_the_same_in_every_format(kind: VexFormat) -> None:
    first = read_vex(cyclonedx(), "x.json")
    data = write_vex(first, kind) if kind is not VexFormat.CSAF else None
    if data is not None:
        second = read_vex(data, "y.json")
        assert [(one.status, one.justification) for one in second.statements] == [
            (one.status, one.justification) for one in first.statements
        ]
    assert [one.status for one in first.statements].count(VexStatus.AFFECTED) == 1


def test_a_person_converts_the_file_and_reads_three_lines(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(cyclonedx())
    done = medward(
        tmp_path,
        "vex",
        "convert",
        str(tmp_path / "in.json"),
        "--format",
        "openvex",
        "-o",
        str(tmp_path / "out.json"),
    )
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stdout.splitlines() if line.lstrip().startswith("CVE-")]
    assert len(rows) == 3
    assert done.stdout.startswith("3 statements say less in OpenVEX")


def test_marked_as_inside_the_product_it_is_not_affected(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_bytes(cyclonedx())
    trap = CVES["protected_at_perimeter"]
    done = medward(
        tmp_path, "vex", "convert", str(tmp_path / "in.json"), "--format", "csaf",
        "--namespace", "https://meridian.example", "--inside-product", trap, "-o", str(tmp_path / "out.json"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = {one.vulnerability: one for one in read_vex((tmp_path / "out.json").read_bytes(), "x").statements}
    assert found[trap].status is VexStatus.NOT_AFFECTED
    assert found[trap].term is not None
    assert found[trap].term.inside_product
    assert medward(tmp_path, "vex", "check", str(tmp_path / "out.json")).returncode == 0
