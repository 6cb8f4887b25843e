"""The pump's gaps in four jurisdictions: counted, traced to records, and turned by what is taken away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from medward.catalogue.pack import query_parts
from medward.catalogue.shipped import load
from medward.gaps.evaluate import evaluate
from tests.fixtures.device_files import medward, medward_json, write_device
from tests.gaps.pump import pump, without

if TYPE_CHECKING:
    from pathlib import Path

    from medward.gaps.evaluate import ClauseGap

FOUR = ("us", "eu", "uk", "ca")
STATES = ("met", "partly", "missing", "cannot-tell", "not-applicable")
REST_ON_THE_SBOM = {
    "sbom",
    "sbom-ntia",
    "sbom-cisa",
    "sbom-field",
    "sbom-support",
    "sbom-machine-readable",
    "component-end-of-support",
    "vulnerability-match",
    "vulnerability-assessment",
}
"""Queries that read the SBOMs of the release: made, complete, supported, matched, and every match assessed."""

TURNED = {
    "the clause asks for the SBOM itself, or for a file that holds it": (
        *("FDA-ESTAR-2", "FDA-OTS-1", "PMG-RM-06", "PMG-3P-01", "PMG-SB-01", "PMG-SB-02", "PMG-LB-06"),
        *("PMG-CY-04", "PMG-CY-06", "PMG-C-F5", "PMG-V-12", "FDA-RTA-1", "524B-13", "524B-17"),
        *("EU-MDCG16-4.2b", "UK-44ZF", "UK-SSCOP", "CA-CYB-7"),
    ),
    "it asks which fields the SBOM holds": ("PMG-SB-02", "PMG-SB-05", "PMG-CY-04"),
    "it asks how long components are supported, which the SBOM with its component masters says": (
        *("FDA-OTS-3", "FDA-OTSCY05-1", "PMG-RM-06", "PMG-3P-04", "PMG-SB-03", "PMG-SB-04", "PMG-SB-05"),
        *("PMG-LB-13", "PMG-CY-04", "PMG-CY-07", "PMG-C-H4", "SBF-18", "SBF-19", "524B-08", "524B-18"),
        *("EU-MDR-G6", "CA-MDR-13"),
    ),
    "it asks that components are watched, and only the SBOM can be matched against advisories": (
        *("PM16-03", "PM16-27", "PMG-VU-01", "PMG-TE-05", "EU-MDCG16-3.8", "EU-MDR-AnIII.1a"),
    ),
    "it asks that each known vulnerability is judged, and without the SBOM nobody knows which there are": (
        *("FDA-MDDT-1", "FDA-OTS-2", "PM16-04", "PM16-07", "PM16-08", "PM16-17", "PM16-25", "PM16-28"),
        *("PMG-RM-03", "PMG-RM-06", "PMG-3P-01", "PMG-VU-01", "PMG-VU-02", "PMG-LC-03", "PMG-CY-06"),
        *("524B-17", "EU-MDCG16-2.4a", "EU-MDCG16-3.1-6", "EU-MDCG16-3.4b", "EU-MDCG16-5.1", "EU-MDR-G8"),
        *("EU-MDR-A10.12", "UK-DTAC", "UK-44ZG", "CA-MDR-57"),
    ),
}
"""Clauses that turn when the SBOMs of release 4.2.0 are taken away, by why they rest on them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gaps") / "lvp"
    made = medward(folder.parent, "init", str(folder), "--sample", "infusion-pump")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, object]:
    return medward_json(folder, "gaps", "--for", ",".join(FOUR))


def test_every_clause_says_where_it_stands_and_why(found: dict[str, object]) -> None:
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    for one in clauses:
        assert one["status"] in STATES
        assert one["jurisdiction"] in FOUR
        assert bool(one["missing"]) or one["status"] in {"met", "not-applicable"}
        assert one["records"] or one["status"] != "met"
        assert one["reason"]
        assert one["text"]
        assert one["confidence"] in {"V", "V2", "K", "P"}
    ids = [one["id"] for one in clauses]
    assert len(ids) == len(set(ids))
    assert {
        clause.id for clause in load().clauses() if load().pack_of(clause.id).jurisdiction in FOUR
    } >= set(ids)


def test_the_counts_are_those_of_the_clauses(found: dict[str, object]) -> None:
    clauses, counts = found["clauses"], found["counts"]
    assert isinstance(clauses, list)
    assert isinstance(counts, dict)
    for state in STATES:
        assert counts["states"][state] == sum(one["status"] == state for one in clauses)
    assert counts["total"] == len(clauses)
    assert counts["asked"] == counts["total"] - counts["states"]["not-applicable"]
    for group in ("by_jurisdiction", "by_force", "by_pack"):
        assert sum(one["asked"] for one in counts[group].values()) == counts["asked"]


def test_the_pump_is_neither_complete_nor_empty_anywhere(found: dict[str, object]) -> None:
    counts = found["counts"]
    assert isinstance(counts, dict)
    for place in FOUR:
        here = counts["by_jurisdiction"][place]
        assert here["met"] > 0
        assert here["partly"] + here["missing"] > 0


def test_the_unproven_requirement_is_told_where_it_matters(found: dict[str, object]) -> None:
    clauses = found["clauses"]
    assert isinstance(clauses, list)
    waiting = [one for one in clauses if any("LVP-REQ-0024" in words for words in one["missing"])]
    assert {one["jurisdiction"] for one in waiting} >= {"us", "eu", "ca"}
    assert all(one["status"] != "met" for one in waiting)


def states(clauses: tuple[ClauseGap, ...]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return state and words of each clause."""
    return {one.clause.id: (one.status.value, one.missing) for one in clauses}


def test_taking_the_sbom_away_turns_exactly_the_clauses_that_rest_on_it() -> None:
    case = pump()
    bare = without(
        case,
        lambda record: record.kind in {"sbom", "component"} and record.id in _of_release(case.release.id),
    )
    before = evaluate(case, load(), FOUR).clauses
    after = evaluate(bare, load(), FOUR).clauses
    first, second = states(before), states(after)
    turned = {name for name, state in first.items() if second[name] != state}
    resting = {
        one.clause.id
        for one in before
        if any(query_parts(query)[0] in REST_ON_THE_SBOM for query, _ in one.answers)
    }
    assert turned == {name for names in TURNED.values() for name in names}
    assert turned == resting
    assert {one.pack.jurisdiction for one in before if one.clause.id in turned} == set(FOUR)
    assert not [name for name in turned if second[name][0] == "met"]
    assert all(any("SBOM" in words for words in second[name][1]) for name in turned)


def _of_release(release: str) -> set[str]:
    """Return the SBOM records of a release and the notes on their components."""
    records = pump().records
    documents = {one.id for one in records if one.kind == "sbom" and getattr(one, "release", "") == release}
    notes = {one.id for one in records if one.kind == "component" and getattr(one, "sbom", "") in documents}
    return documents | notes


def test_the_command_names_one_clause_with_each_query(folder: Path) -> None:
    shown = medward(folder, "gaps", "--clause", "PMG-SB-02", "--for", "us")
    assert shown.returncode == 0, shown.stderr
    assert "PMG-SB-02" in shown.stdout
    assert "shown by" in shown.stdout


def test_gaps_are_information_unless_somebody_asks_to_fail(folder: Path) -> None:
    assert medward(folder, "gaps", "--for", "us").returncode == 0
    assert medward(folder, "gaps", "--for", "us", "--fail-on", "partly").returncode == 1


def test_standards_are_shown_only_when_asked_for(folder: Path) -> None:
    assert medward_json(folder, "gaps")["jurisdictions"] == ["us", "eu", "uk", "ca"]
    assert medward_json(folder, "gaps", "--for", "intl")["jurisdictions"] == ["intl"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--for", "mars"), "knows no jurisdiction 'mars'"),
        (("--status", "fine"), "there is no such state"),
        (("--for", "us", "--clause", "EU-MDR-A10.9"), "is no clause of us"),
    ],
)
def test_a_wrong_question_is_refused_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    shown = medward(folder, "gaps", *arguments)
    assert shown.returncode == 2
    assert words in shown.stderr


def test_the_pages_carry_the_same_numbers(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages"
    made = medward(folder, "gaps", "--for", ",".join(FOUR), "--html", str(out))
    assert made.returncode == 0, made.stderr
    data = json.loads((out / "gaps.json").read_text(encoding="utf-8"))
    page = (out / "regulation-eu.html").read_text(encoding="utf-8")
    here = data["counts"]["by_jurisdiction"]["eu"]
    assert f"{here['met']} of {here['asked']} clauses met" in page
    assert ": 1 of 1 clause met" in (out / "regulation-us.html").read_text(encoding="utf-8")
    for one in data["clauses"]:
        if one["jurisdiction"] == "eu":
            assert one["id"] in page
    assert medward(folder, "gaps", "--html", str(folder)).returncode == 2


def test_after_apply_the_audit_trail_is_shown(folder: Path) -> None:
    medward(folder, "apply", "--yes")
    clauses = medward_json(folder, "gaps", "--for", "us", "--clause", "US-11.10e")["clauses"]
    assert isinstance(clauses, list)
    assert clauses[0]["queries"]["audit-trail"] == "met"


def test_the_dossier_holds_the_pages_of_its_markets(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "dossier"
    made = medward(folder, "dossier", "build", "--out", str(out))
    assert made.returncode == 0, made.stderr
    for name in ("regulation", *(f"regulation-{place}" for place in FOUR)):
        assert (out / f"{name}.html").is_file()
        assert f'href="{name}.html"' in (out / "index.html").read_text(encoding="utf-8")
    assert 'href="records/LVP-REQ-0024.html"' in (out / "regulation.html").read_text(encoding="utf-8")


def test_without_a_market_there_is_nothing_to_judge_by(tmp_path: Path) -> None:
    case = pump()
    changes = {"ORG-ORG-0001": {}, "LVP-PRD-0001": {"markets": ("mars",)}, case.release.id: {"previous": ""}}
    write_device(
        tmp_path, [case.records.get(name).replace(owner="", **more) for name, more in changes.items()]
    )
    shown = medward(tmp_path, "gaps")
    assert shown.returncode == 2
    assert "no product record names a market of the catalogue" in shown.stderr
    assert medward(tmp_path, "gaps", "--for", "us").returncode == 0
