"""Clauses beside records: queries of their own or of expectations, what does not apply, what cannot be told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.catalogue.catalogue import assemble
from medward.catalogue.pack import Force
from medward.catalogue.reading import read_sheet
from medward.catalogue.shipped import load, shipped_sheets
from medward.gaps.evaluate import Basis, evaluate, tallied
from medward.gaps.shown import State
from medward.kernel.recordset import RecordSet
from tests.checks.sample import case as signed_case
from tests.checks.sample import clean, decision
from tests.gaps.pump import changed, pump

if TYPE_CHECKING:
    from medward.catalogue.catalogue import Catalogue
    from medward.checks.case import Case
    from medward.gaps.evaluate import ClauseGap

PRODUCT = "LVP-PRD-0001"
COMMON = """\
expectations:
  - id: CSE-01
    title: An intended use
    artefact: Intended use
    shown_by: [intended-use]
  - id: CSE-02
    title: An SBOM
    artefact: SBOM
    shown_by: [sbom, sbom-support]
"""
PACK = """\
pack: medward-pack/1
urn: urn:medward:{place}:own
code: {code}
title: A text made for a test
issuer: Nobody
number: none
jurisdiction: {place}
force: guidance
asks: what the tests need
licence: ours
{applies}confidence: V
sources: {{S: made up}}
editions:
  - {{id: '2024', issued: 2024-01-01, applies_from: 2024-01-01, stage: {stage}, confidence: V, sources: [S]}}
clauses:
{clauses}
"""


def clause(name: str, more: str = "", confidence: str = "V") -> str:
    """Return a clause with further lines."""
    return (
        f"  - id: {name}\n    ref: '1'\n    text: Do it.\n    phase: [plan]\n    evidence: something\n{more}"
        f"    confidence: {confidence}\n    sources: [S]\n"
    )


def catalogue(*clauses: str, place: str = "us", applies: str = "", stage: str = "adopted") -> Catalogue:
    """Return a catalogue of one pack."""
    whole = f"applies: {applies}\n" if applies else ""
    pack = PACK.format(place=place, code="OWN", applies=whole, stage=stage, clauses="".join(clauses))
    shared = [sheet for sheet in shipped_sheets() if sheet.file == "catalogue/facts.yaml"]
    return assemble(
        [*shared, read_sheet(COMMON.encode(), "common.yaml"), read_sheet(pack.encode(), "own.yaml")]
    )


def only(case: Case, known: Catalogue, place: str = "us") -> ClauseGap:
    """Return the one clause that was judged."""
    (found,) = evaluate(case, known, (place,)).clauses
    return found


def with_decision(case: Case, **fields: object) -> Case:
    """Return the case with a decision that declares OWN-1 not applicable, signed as the policy asks."""
    record = decision(900, "not-applicable", **{"absent": ("OWN-1",), **fields})
    return replace(case, records=RecordSet([*case.records, record]))


def test_a_clause_with_queries_of_its_own_asks_only_those() -> None:
    found = only(
        pump(),
        catalogue(clause("OWN-1", "    expectations: {CSE-02: equal}\n    shown_by: [intended-use]\n")),
    )
    assert (found.status, found.basis) == (State.MET, Basis.OWN)
    assert [query for query, _ in found.answers] == ["intended-use"]
    assert found.reason == "applies: sold in the United States (LVP-PRD-0001)"


@pytest.mark.parametrize(
    ("relation", "basis"), [("equal", "whole"), ("subset", "whole"), ("intersects", "shared")]
)
def test_a_clause_without_queries_asks_those_of_all_its_expectations(relation: str, basis: str) -> None:
    found = only(
        pump(), catalogue(clause("OWN-1", f"    expectations: {{CSE-01: {relation}, CSE-02: intersects}}\n"))
    )
    assert [query for query, _ in found.answers] == ["intended-use", "sbom", "sbom-support"]
    assert found.status is State.PARTLY
    assert found.basis.value == basis
    assert any("decode-uri-component" in words for words in found.missing)


def test_a_condition_that_is_false_says_which_record_states_the_fact() -> None:
    found = only(pump(), catalogue(clause("OWN-1", "    applies: ivd\n    shown_by: [sbom]\n")))
    assert found.status is State.NOT_APPLICABLE
    assert found.records == (PRODUCT,)
    assert found.reason == f"does not apply: not an IVD ({PRODUCT})"


def test_an_unknown_fact_leaves_the_clause_open_and_names_where_it_belongs() -> None:
    case = changed(pump(), PRODUCT, regulatory={})
    found = only(case, catalogue(clause("OWN-1", "    applies: radio\n    shown_by: [intended-use]\n")))
    assert found.status is State.CANNOT_TELL
    assert found.missing == (
        f"Does the product contain radio equipment? State it in `regulatory.radio` of {PRODUCT}.",
    )
    assert found.owner == case.records.get(PRODUCT).owner


def test_a_class_nobody_knows_is_unknown_and_says_what_it_takes() -> None:
    case = changed(pump(), PRODUCT, classes={"us": "2"})
    found = only(
        case, catalogue(clause("OWN-1", "    applies: class.us = II\n    shown_by: [intended-use]\n"))
    )
    assert found.status is State.CANNOT_TELL
    assert "class.us is '2' there; it takes one of I, II, III" in found.missing[0]


def test_a_decision_that_nobody_signed_does_not_take_a_clause_away() -> None:
    known = catalogue(clause("OWN-1", "    shown_by: [intended-use]\n"))
    found = only(with_decision(pump()), known)
    assert found.status is State.MET
    assert any("Declared not applicable, but LVP-DEC-0900 is not signed" in words for words in found.missing)


def test_a_signed_decision_takes_a_clause_away_and_says_why() -> None:
    signed = decision(900, "not-applicable", absent=("OWN-1",), rationale="No such part is built in.")
    case = signed_case({**clean(), signed.id: signed})
    known = catalogue(clause("OWN-1", "    shown_by: [mds2]\n"), clause("OWN-2", "    shown_by: [mds2]\n"))
    first, second = evaluate(case, known, ("us",)).clauses
    assert (first.status, first.records) == (State.NOT_APPLICABLE, ("LVP-DEC-0900",))
    assert first.reason == "declared not applicable: No such part is built in."
    assert second.status is State.MISSING


def test_what_is_voluntary_does_not_apply_until_somebody_records_it() -> None:
    known = catalogue(clause("OWN-1", "    shown_by: [voluntary document unicorn register, sbom-support]\n"))
    found = only(pump(), known)
    assert (found.status, found.missing) == (State.NOT_APPLICABLE, ())
    assert found.reason == "does not apply: voluntary, none recorded"
    taken_up = catalogue(clause("OWN-1", "    shown_by: [voluntary document threat model, sbom-support]\n"))
    assert only(pump(), taken_up).status is State.PARTLY


def test_a_voluntary_thing_beside_a_duty_drops_out_alone() -> None:
    known = catalogue(clause("OWN-1", "    shown_by: [intended-use, voluntary document unicorn register]\n"))
    found = only(pump(), known)
    assert (found.status, found.reason) == (State.MET, "applies: sold in the United States (LVP-PRD-0001)")


@pytest.mark.parametrize("name", ["PMG-CT-99", "FDA-QSUB-1"])
def test_nobody_has_to_ask_fda_before_submitting(name: str) -> None:
    found = next(one for one in evaluate(pump(), load(), ("us",)).clauses if one.clause.id == name)
    assert (found.status, found.reason) == (
        State.NOT_APPLICABLE,
        "does not apply: voluntary, none recorded",
    )


def test_a_place_where_it_is_not_sold_is_judged_as_if_it_were() -> None:
    known = catalogue(clause("OWN-1", "    shown_by: [submission]\n"), place="jp")
    gaps = evaluate(pump(), known, ("jp",))
    assert gaps.assumed == ("jp",)
    assert gaps.clauses[0].status is State.MISSING
    assert gaps.clauses[0].missing == ("Prepare the submission of release 4.2.0 for Japan.",)


def test_a_proposal_is_never_listed_as_a_duty() -> None:
    known = catalogue(clause("OWN-1", "    shown_by: [sbom]\n"), stage="proposal")
    assert evaluate(pump(), known, ("us",)).clauses == ()


def test_the_force_of_a_clause_goes_before_that_of_its_instrument() -> None:
    known = catalogue(
        clause("OWN-1", "    force: law\n    shown_by: [sbom]\n"), clause("OWN-2", "    shown_by: [sbom]\n")
    )
    first, second = evaluate(pump(), known, ("us",)).clauses
    assert (first.force, second.force) == (Force.LAW, Force.GUIDANCE)


def test_counts_leave_out_what_does_not_apply() -> None:
    known = catalogue(
        clause("OWN-1", "    shown_by: [intended-use]\n"),
        clause("OWN-2", "    shown_by: [mds2]\n"),
        clause("OWN-3", "    applies: ivd\n    shown_by: [mds2]\n"),
    )
    found = tallied(evaluate(pump(), known, ("us",)).clauses)
    assert (found.met, found.asked, found.states[State.NOT_APPLICABLE]) == (1, 2, 1)


def test_a_text_whose_day_has_not_come_is_said_by_no_record() -> None:
    known = catalogue(clause("OWN-1", "    shown_by: [sbom]\n"))
    early = replace(pump(), now=pump().now.replace(year=2023))
    found = only(early, known)
    assert (found.status, found.records) == (State.NOT_APPLICABLE, ())
    assert found.reason == "does not apply: applies from 2024-01-01, edition 2024"
