"""What working to another edition touches in the file of the sample pump."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from medward.catalogue.diff import How, Side
from medward.catalogue.shipped import load
from medward.clocks.records import Learned, ReportingEvent
from medward.gaps.impact import NOT_ASKED, OTHERS, Impact, impact
from medward.governance.records import Document, InputSnapshot
from medward.kernel.recordset import RecordSet
from tests.gaps.pump import changed, pump, without_kind

FDA = load().pack("FDA-PMG")
OLD = Side("FDA-PMG@2025-06-27", FDA, "2025-06-27")
NEW = Side("FDA-PMG@2026-02-03", FDA, "2026-02-03")


def of_fda() -> Impact:
    """Return the impact of the edition of February 2026 on the pump."""
    return impact(pump(), load(), OLD, NEW)


def test_every_clause_that_differs_has_its_state_before_and_after() -> None:
    found = of_fda()
    assert tuple(one.id for one in found.clauses) == found.difference.clauses
    words = {"met", "partly", "missing", "cannot-tell", "not-applicable"}
    assert {one.before for one in found.clauses} | {one.after for one in found.clauses} <= words


def test_a_clause_that_came_was_not_asked_before() -> None:
    bare = Side("nothing", FDA.model_copy(update={"clauses": ()}), NEW.edition)
    found = impact(pump(), load(), bare, NEW)
    assert len(found.clauses) == len(NEW.clauses)
    assert {one.before for one in found.clauses} == {NOT_ASKED}
    assert {one.how for one in found.clauses} == {(How.ADDED,)}


def test_cited_clauses_plans_submission_and_product_are_touched() -> None:
    named = {heading: [one.id for one in group] for heading, group in of_fda().by_kind.items()}
    assert "ORG-REG-0001" in named["Cited clauses"]
    assert "LVP-PLN-0001" in named["Plans"]
    assert named["Submissions"] == ["LVP-SUB-0001"]
    assert named["Products"] == ["LVP-PRD-0001"]
    assert set(named["Documents"]) == {"LVP-DOC-0003", "LVP-DOC-0015"}


def test_a_cited_section_names_the_clauses_that_differ_in_it() -> None:
    why = {one.id: one.why for one in of_fda().records}
    assert "cites Section V.A of edition" in why["ORG-REG-0001"]
    assert "PMG-RM-01" in why["ORG-REG-0001"]
    assert "which does not differ" in why["ORG-REG-0010"]  # Section VI.A, labelling


def test_records_that_show_a_clause_are_touched_only_when_it_asks_otherwise() -> None:
    found = of_fda()
    moved = {one.id for one in found.clauses if not one.asks_otherwise}
    assert moved
    for one in found.records:
        assert not [name for name in moved if f"shows {name}" in one.why]


def test_a_document_built_from_a_touched_plan_is_touched() -> None:
    case = pump()
    document = case.records.get("LVP-DOC-0015")
    assert isinstance(document, Document)
    part = InputSnapshot(record="LVP-PLN-0001", version=1, sha256="0" * 64)
    found = impact(changed(case, document.id, inputs=(part,)), load(), OLD, NEW)
    why = {one.id: one.why for one in found.records}[document.id]
    assert "built from LVP-PLN-0001" in why


def test_an_open_reporting_event_is_touched_by_an_instrument_with_clocks() -> None:
    event = ReportingEvent(
        id="LVP-RPE-0900",
        title="Wrong rate",
        summary="A pump ran at a wrong rate.",
        learned=(Learned(fact="aware", at=datetime(2026, 6, 1, 9, tzinfo=UTC)),),
    )
    case = replace(pump(), records=RecordSet([*pump().records, event]))
    mdr = load().pack("EU-MDR")
    first, last = mdr.editions[0].id, mdr.newest.id
    found = impact(case, load(), Side("old", mdr, first), Side("new", mdr, last))
    open_ones = {one.id: one.why for one in found.by_kind["Open reporting events"]}
    assert "CLK-EU-01" in open_ones["LVP-RPE-0900"]
    assert "LVP-RPE-0900" not in {one.id for one in impact(case, load(), OLD, NEW).records}


def test_without_the_records_the_state_is_worse_and_the_clauses_the_same() -> None:
    bare = impact(without_kind(pump(), "test", "evidence"), load(), OLD, NEW)
    full = of_fda()
    assert [one.id for one in bare.clauses] == [one.id for one in full.clauses]
    before = {one.id: one.after for one in full.clauses}
    assert any(one.after == "missing" and before[one.id] != "missing" for one in bare.clauses)


def test_every_record_stands_under_one_heading_and_the_summary_counts_them() -> None:
    found = of_fda()
    assert sum(len(group) for group in found.by_kind.values()) == len(found.records)
    assert OTHERS in found.by_kind
    assert f"{len(found.records)} records to look at again" in found.summary
