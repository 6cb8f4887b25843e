"""What documents 08 to 13 and 15 show of the sample pump, beside what its files say."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml

import medward.examples
from medward.catalogue.shipped import load
from medward.dossier.blocks import Block, Notice, Table, plain, tables_of
from medward.dossier.documents import (
    component_queries,
    executive_queries,
    metrics_queries,
    trace_queries,
    verification_queries,
    vulnerability_queries,
)
from medward.dossier.documents.authority_queries import answered
from medward.dossier.documents.queries import Asked
from medward.dossier.pages.context import Context, prepare
from medward.errors import InvalidInputError
from medward.vex.documents import check_vex, read_vex
from medward.vex.records import Assessment
from medward.workspace.building import gather
from medward.workspace.device import open_device
from medward.workspace.package_vex import vex_files

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
OUTLINES = (
    "US-SBOM", "US-SUP", "US-VULN", "US-ANOM", "US-MET", "US-TEST", "US-PEN", "US-CMP", "US-CVD", "US-EOSP",
    "US-TRACE",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the sample pump."""
    folder = tmp_path_factory.mktemp("evidence") / "pump"
    shutil.copytree(Path(medward.examples.__file__).parent / "infusion-pump", folder)
    return folder


@pytest.fixture(scope="module")
def context(folder: Path) -> Context:
    return prepare(gather(open_device(folder), NOW))


def table(blocks: tuple[Block, ...], name: str) -> list[list[str]]:
    """Return a table as text."""
    (found,) = [one for one in tables_of(blocks) if one.name == name]
    return [[plain(cell) for cell in row.cells] for row in found.rows]


def test_every_part_of_the_evidence_outlines_is_answered_in_the_us_package() -> None:
    known = answered(("08", "09", "10", "11", "12", "13", "15"))
    parts = [
        f"{one.id}/{part.number}" for one in load().outlines if one.id in OUTLINES for part in one.sections
    ]
    assert len(parts) > 80
    assert [part for part in parts if part not in known] == []


def test_every_component_stands_in_document_08_with_its_hash_or_that_it_has_none(
    context: Context, folder: Path
) -> None:
    rows = [
        row for one in tables_of(component_queries.components(context)) for row in table((one,), one.name)
    ]
    listed = [
        part
        for path in (folder / "sbom").glob("*-4.2.0.cdx.json")
        for part in json.loads(path.read_text(encoding="utf-8"))["components"]
    ]
    assert len(rows) == len(listed)
    assert sum("SHA-256 " in row[4] for row in rows) == sum(bool(part.get("hashes")) for part in listed)
    assert all(row[4] for row in rows)


def test_support_gaps_name_every_component_that_ends_early_once(context: Context) -> None:
    blocks = component_queries.support_gaps(context)
    (found,) = [one for one in blocks if isinstance(one, Table)]
    assert found.caption.startswith(f"{context.counts.ending_early} components ")
    days = [date.fromisoformat(row[0]) for row in table(blocks, "support-gaps")]
    assert days == sorted(days)
    assert all(day < date(2031, 4, 30) for day in days)


def test_months_uncovered_are_those_between_the_two_days(context: Context) -> None:
    for row in table(component_queries.support_gaps(context), "support-gaps"):
        first = date.fromisoformat(row[0]) + timedelta(days=1)
        months = (2031 - first.year) * 12 + 4 - first.month + (first.day <= 30)
        assert int(row[2]) == months, row[0]


def test_operating_systems_are_those_of_the_sboms(context: Context) -> None:
    rows = table(component_queries.operating_systems(context), "operating-systems")
    assert sorted((row[0], row[1], row[2]) for row in rows) == [
        ("debian", "12.12", "comms-module"),
        ("debian", "12.12", "ward-gateway"),
    ]


def test_every_assessment_stands_in_one_of_the_two_tables(context: Context) -> None:
    here = table(vulnerability_queries.assessed(context), "vulnerabilities-assessed")
    there = table(vulnerability_queries.in_the_field(context), "vulnerabilities-other-releases")
    releases = Counter(one.release for one in context.facts.records.of(Assessment))
    assert (len(here), len(there)) == (releases["LVP-REL-0002"], releases["LVP-REL-0001"])
    assert here[0][7] == "affected"


def test_an_assessment_is_rated_by_its_own_answers_and_not_by_the_class_of_its_risk(context: Context) -> None:
    # LVP-VAS-0030 is being looked at and names no vector, so nothing can be told; its risk LVP-RSK-0022 reads A.
    # LVP-VAS-0011: AC:H 1 + PR:H 2 = 3 obstacles -> E2, with S2 -> A (practice 4.5 and 4.6).
    rows = table(vulnerability_queries.assessed(context), "vulnerabilities-assessed")
    rated = {row[0].split()[-1]: row[10] for row in rows}
    assert rated["LVP-VAS-0030"] == "cannot tell; S4; LVP-RSK-0022"
    assert rated["LVP-VAS-0011"] == "controlled; S2, E2, A; LVP-RSK-0014"
    assert rated["LVP-VAS-0007"] == "no risk; LVP-RSK-0005"


def test_a_release_in_the_field_that_was_not_matched_is_said_not_to_be(context: Context) -> None:
    # 4.1.0 is in the field with its own SBOMs; the document is made for 4.2.0 and matches those of 4.2.0.
    notice, _ = vulnerability_queries.in_the_field(context)
    assert isinstance(notice, Notice)
    assert notice in executive_queries.uncontrolled(context)
    assert str(notice.parts[0]).startswith(
        "The components of 1 other release in use (4.1.0) were not matched for this document."
    )


def test_an_old_snapshot_is_said_to_be_older_than_the_policy_allows(context: Context, folder: Path) -> None:
    assert "within the policy" in repr(vulnerability_queries.snapshot(context))
    later = prepare(gather(open_device(folder), NOW + timedelta(days=60)))
    assert "older than the policy allows" in repr(vulnerability_queries.snapshot(later))


def test_measures_of_the_pump_count_what_its_records_say(context: Context) -> None:
    rows = table(metrics_queries.values(context), "metrics")
    affected = {
        one.vulnerability
        for one in context.facts.records.of(Assessment)
        if one.status in {"affected", "fixed"}
    }
    assert rows[0][1] == f"1/{len(affected)}"
    data = table(metrics_queries.data(context), "metrics-data")
    assert {row[1] for row in data} == affected


def test_a_device_without_history_prints_no_zero(folder: Path) -> None:
    early = prepare(gather(open_device(folder), datetime(2024, 1, 1, tzinfo=UTC)))
    (notice,) = metrics_queries.values(early)
    assert isinstance(notice, Notice)
    assert notice.title == "No history yet"


def test_the_plan_says_how_it_is_measured(context: Context) -> None:
    assert "LVP-PLN-0002" in repr(metrics_queries.plan(context))


def test_open_anomalies_are_neither_fixed_nor_false(context: Context) -> None:
    rows = table(verification_queries.anomalies(context), "anomalies")
    assert rows
    assert {row[6] for row in rows}.isdisjoint({"fixed", "false positive"})
    assert all(row[2] for row in rows)


def test_every_control_leads_to_where_it_is_built(context: Context) -> None:
    rows = table(trace_queries.to_build(context), "trace-to-build")
    assert len(rows) == context.counts.controls
    assert any("comms-module, 108 components" in row[3] for row in rows)
    told = {row[1] for row in table(trace_queries.to_user(context), "trace-to-user")}
    assert told == {"labelling", "anomaly"}


def test_statements_of_every_assessed_release_lie_beside_in_three_formats(
    context: Context, folder: Path
) -> None:
    files = vex_files(open_device(folder), context)
    assert len(files) == 6
    for path, data in files.items():
        assert not [one for one in check_vex(data, path).found if one.level == "error"], path
        assert read_vex(data, path).statements
    (csaf,) = [data for path, data in files.items() if path.startswith("vex/csaf/") and "4_2_0" in path]
    assert json.loads(csaf)["document"]["category"] == "csaf_vex"


def test_without_an_address_of_the_manufacturer_no_statement_is_written(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(folder, bare)
    path = bare / "records" / "organisation" / "organisations.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("meridian-infusion.example", "meridian"), encoding="utf-8")
    device = open_device(bare)
    with pytest.raises(InvalidInputError, match="neither address nor mail"):
        vex_files(device, prepare(gather(device, NOW)))


def test_each_anomaly_says_how_it_was_found_as_its_record_does(context: Context, folder: Path) -> None:
    text = (folder / "records/verification/findings.yaml").read_text("utf-8")
    recorded = {one["id"]: one["finding_source"].replace("-", " ") for one in yaml.safe_load_all(text) if one}
    shown = {row[0]: row[3] for row in table(verification_queries.anomalies(context), "anomalies")}
    assert shown
    assert shown == {name: recorded[name] for name in shown}


def test_a_clause_that_is_met_misses_nothing_and_none_leads_to_an_index_or_the_gap_list(
    context: Context,
) -> None:
    asked = Asked(context, ("00", "01", "42"))
    for code in ("00", "01", "42"):
        asked.remember(code, [record.id for record in context.facts.records])
    rows = table(asked.blocks("clauses:524B"), "clauses-524b")
    assert {code for row in rows for code in row[4].split(", ")} <= {"01", "none"}
    assert all((row[2] == "met") is (row[5] == "nothing") for row in rows)
