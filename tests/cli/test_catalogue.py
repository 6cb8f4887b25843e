"""The commands of the catalogue on the shipped files and the sample pump."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from medward.catalogue.catalogue import pack_digest
from medward.catalogue.shipped import load
from medward.cli.main import program
from medward.errors import MedwardError
from medward.governance.programme import Adoption
from medward.workspace.device import open_device

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"
PACK = """\
pack: medward-pack/1
urn: urn:medward:us:house
code: HOUSE
title: House rule
issuer: Us
number: none
jurisdiction: us
force: scheme
asks: More.
licence: Ours.
confidence: P
sources: {OWN: Decided by the board}
editions:
  - {id: '1', issued: 2026-01-01, confidence: P, sources: [OWN]}
clauses:
  - id: HOUSE-1
    ref: '1'
    text: Review the threat model twice a year.
    phase: [risk]
    evidence: Review
    confidence: P
    sources: [OWN]
    expectations: {CSE-07: intersects}
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is kept between runs away from the person who runs the tests, and fix the present."""
    monkeypatch.setenv("MEDWARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MEDWARD_NOW", "2026-06-15T09:00:00+02:00")


def catalogue(folder: Path, *arguments: str, code: int = 0) -> str:
    """Return what a command of the catalogue prints."""
    result = CliRunner().invoke(program, ["-C", str(folder), "catalogue", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def refused(folder: Path, *arguments: str) -> str:
    """Return why a command of the catalogue is refused."""
    result = CliRunner().invoke(program, ["-C", str(folder), "catalogue", *arguments])
    assert isinstance(result.exception, MedwardError), result.output
    return str(result.exception)


def as_json(folder: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON of several shapes
    """Return what a command of the catalogue prints as JSON."""
    return json.loads(catalogue(folder, *arguments, "--json"))


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the sample pump."""
    folder = tmp_path / "pump"
    shutil.copytree(PUMP, folder)
    return folder


def test_a_row_nobody_checked_never_looks_like_a_regulators_text() -> None:
    for clause in load().clauses():
        if not clause.confidence.is_checked:
            shown = catalogue(PUMP, "show", clause.id)
            assert f"{clause.confidence.words.capitalize()}: {clause.text}" in shown
            break
    checked = catalogue(PUMP, "show", "PMG-TM-01")
    assert "In our words: " in checked
    assert "Confidence V: checked against the text." in checked
    assert "Source PMG-T26: " in checked


def test_an_outline_says_what_answers_its_parts_and_who_asks_for_them() -> None:
    shown = catalogue(PUMP, "show", "US-ESTAR")
    assert "Answered by: 524B-04 (Inventory of interfaces); US-INTEROP/1 (Inventory of interfaces)" in shown
    assert "Asked by: FDA-SW23" in shown


@pytest.mark.parametrize("name", ["FDA-PMG", "urn:medward:us:fda-pmg", "CSE-07", "CLK-EU-02", "PMG-TM-01"])
def test_everything_is_shown_in_words_and_as_json(name: str) -> None:
    assert catalogue(PUMP, "show", name)
    found = as_json(PUMP, "show", name)
    assert isinstance(found, list)
    assert len(found) >= 1


def test_what_is_not_in_the_catalogue_is_said_to_be_missing() -> None:
    run = refused(PUMP, "show", "PMG-XX-99")
    assert "the catalogue has nothing called 'PMG-XX-99'" in run


def test_verdicts_name_facts_with_their_records() -> None:
    found = as_json(PUMP, "applicable", "--for", "us,eu")
    rows = {row["id"]: row for row in found["verdicts"]}
    assert rows["EU-MDR"]["verdict"] is True
    assert "sold in the EU (LVP-PRD-0001)" in rows["EU-MDR"]["why"]
    assert rows["EU-IVDR"]["verdict"] is False
    assert rows["US-524B"]["verdict"] is True


def test_no_proposal_applies() -> None:
    found = as_json(PUMP, "applicable")
    proposals = [row for row in found["verdicts"] if "a proposal, not law" in row["why"]]
    assert proposals
    assert not [row["id"] for row in proposals if row["verdict"] is not False]


def test_a_place_the_catalogue_does_not_know_is_refused() -> None:
    run = refused(PUMP, "list", "--for", "us,atlantis")
    assert "no jurisdiction 'atlantis'" in run


def test_counts_are_those_of_the_catalogue() -> None:
    found = as_json(PUMP, "counts")
    assert found["clauses"] == len(load().clauses())
    assert found["clocks"] == len(load().clocks())


def test_the_matrix_covers_every_expectation() -> None:
    found = as_json(PUMP, "matrix", "--for", "us,eu,uk,ca")
    assert list(found["expectations"]) == [row.id for row in load().expectations]


def test_two_editions_are_compared_and_a_difference_ends_with_1() -> None:
    run = catalogue(PUMP, "diff", "FDA-PMG@2025-06-27", "FDA-PMG@2026-02-03", code=1)
    assert "Reworded (" in run
    assert "Moved (" in run
    same = catalogue(PUMP, "diff", "FDA-PMG@2026-02-03", "FDA-PMG")
    assert "No difference in" in same


def test_two_files_are_compared(tmp_path: Path) -> None:
    for name, text in (("a.yaml", PACK), ("b.yaml", PACK.replace("twice", "three times"))):
        (tmp_path / name).write_text(text)
    run = catalogue(PUMP, "diff", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), code=1)
    assert "before: Review the threat model twice a year." in run


@pytest.mark.parametrize("time", ["24", "m", "0m", "two years"])
def test_a_time_ahead_that_is_none_is_refused(time: str) -> None:
    assert "is no time ahead" in refused(PUMP, "upcoming", "--within", time)


def test_the_company_reads_its_own_instruments_beside_the_shipped_ones(pump: Path) -> None:
    (pump / "packs").mkdir()
    (pump / "packs" / "house.yaml").write_text(PACK)
    assert "Our proposal, not a regulator's statement: Review" in catalogue(pump, "show", "HOUSE-1")
    assert "HOUSE-1" in catalogue(pump, "crosswalk", "CSE-07")
    assert "Nothing is wrong." in catalogue(pump, "check")


def test_an_id_of_a_shipped_row_is_refused_for_the_company(pump: Path) -> None:
    (pump / "packs").mkdir()
    (pump / "packs" / "house.yaml").write_text(PACK.replace("id: HOUSE-1", "id: PMG-TM-01"))
    run = refused(pump, "list")
    assert (
        "packs/house.yaml:16: PMG-TM-01: the id stands twice, first at catalogue/packs/us/fda-pmg.yaml:"
        in run
    )


def test_a_file_is_checked_with_all_its_defects(tmp_path: Path) -> None:
    path = tmp_path / "house.yaml"
    path.write_text(PACK.replace("CSE-07", "CSE-99").replace("[risk]", "[risk]\n    shown_by: [magic]"))
    run = catalogue(PUMP, "check", str(path), code=1)
    assert f"{path}:24: there is no expectation 'CSE-99'" in run
    assert "there is no evidence query 'magic'" in run


def test_an_import_that_would_break_the_catalogue_writes_nothing(pump: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.json"
    catalogue(pump, "export", "FDA-PMG", "--format", "oscal", "-o", str(copy))
    said = refused(pump, "import", str(copy))
    assert "copy.json: urn:medward:us:fda-pmg: the id stands twice" in said
    assert "nothing was written" in said
    assert not (pump / "packs").exists()


def test_adopting_prints_what_it_touches_and_writes_a_draft(pump: Path) -> None:
    before = {path: path.read_bytes() for path in (pump / "records").rglob("*.yaml")}
    dry = catalogue(pump, "adopt", "FDA-PMG@2026-02-03", "--dry-run")
    assert "PMG-RM-01 V.A; ISO 13485 7.1" in dry
    assert "ORG-REG-0001" in dry
    assert "LVP-PLN-0001" in dry
    assert "LVP-SUB-0001" in dry
    assert {path: path.read_bytes() for path in (pump / "records").rglob("*.yaml")} == before
    found = as_json(pump, "adopt", "FDA-PMG@2026-02-03", "--why", "It is in force.")
    record = open_device(pump).records.find(found["written"], Adoption)
    assert record is not None
    assert (record.status, record.replaces) == ("draft", "2025-06-27")
    assert record.pack_sha256 == pack_digest(load().pack("FDA-PMG"))
    again = refused(pump, "adopt", "FDA-PMG@2026-02-03", "--why", "Again.")
    assert "adopts FDA-PMG@2026-02-03 already" in again


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["FDA-PMG@2026-02-03"], "an adoption needs a reason"),
        (["FDA-PMG@2022-04-08", "--why", "x"], "a proposal, not law"),
        (["FDA-PMG@1999", "--why", "x"], "has no edition '1999'"),
        (
            ["FDA-PMG@2026-02-03", "--why", "x", "--from", "1999-01-01"],
            "was issued on 2026-02-03, after 1999",
        ),
    ],
)
def test_an_adoption_without_reason_or_of_a_proposal_is_refused(arguments: list[str], message: str) -> None:
    assert message in refused(PUMP, "adopt", *arguments)


def test_an_adoption_of_an_edition_that_no_longer_counts_is_told() -> None:
    notes = as_json(PUMP, "applicable")["adoptions"]
    assert any(
        "ORG-ADP-0001 works to FDA-PMG@2025-06-27; edition 2026-02-03 counts on 2026-06-15." in one
        for one in notes
    )


def test_another_evidence_query_leaves_what_was_adopted_as_it_was() -> None:
    pack = load().pack("FDA-PMG")
    first, *rest = pack.clauses
    asked = pack.model_copy(update={"clauses": (first.model_copy(update={"shown_by": ("sbom",)}), *rest)})
    assert pack_digest(asked) == pack_digest(pack)
    worded = pack.model_copy(update={"clauses": (first.model_copy(update={"text": "Else."}), *rest)})
    assert pack_digest(worded) != pack_digest(pack)


def test_an_adoption_of_other_content_is_told(pump: Path) -> None:
    path = pump / "records" / "plans" / "adoptions.yaml"
    digest = pack_digest(load().pack("FDA-PMG"))
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"pack_sha256: '{digest}'" if "pack_sha256" in one else one for one in lines))
    assert not any("were changed since" in one for one in as_json(pump, "applicable")["adoptions"])
    path.write_text(path.read_text().replace(digest, "0" * 64))
    assert any(
        "FDA-PMG were changed since it was adopted" in one for one in as_json(pump, "applicable")["adoptions"]
    )
