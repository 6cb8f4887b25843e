"""What applies on a day, and the facts that decided, in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.catalogue.applicability import Applies, applicable, applicable_instruments, condition_of
from medward.errors import InvalidInputError
from tests.catalogue.files import LAW, small

CATALOGUE = small()
DAY = date(2026, 6, 15)
KNOWN = st.dictionaries(st.sampled_from(["market.eu", "market.us", "ivd", "implant"]), st.booleans())


def verdicts(
    facts: dict[str, bool], day: date = DAY, origins: dict[str, str] | None = None
) -> dict[str, Applies]:
    """Return the verdicts by clause."""
    return {one.id: one for one in applicable(CATALOGUE, facts, day, origins)}


def test_a_verdict_names_the_facts_that_decided_and_their_records() -> None:
    found = verdicts({"market.eu": True, "ivd": False}, origins={"market.eu": "LVP-PRD-0001"})
    assert found["LAW-1"].words == "applies: sold in the EU (LVP-PRD-0001) and not an IVD"
    assert verdicts({"market.eu": False})["LAW-3"].words == "does not apply: not sold in the EU"


def test_an_unknown_fact_leaves_it_open_with_its_question() -> None:
    one = verdicts({"market.eu": True})["LAW-3"]
    assert one.verdict is None
    assert one.words == "cannot tell: not known: Is it an IVD?"


def test_a_clause_in_another_instrument_applies_through_that_one() -> None:
    found = verdicts({"market.eu": True, "ivd": True})
    assert (found["LAW-1"].verdict, found["LAW-1"].via) == (True, "EU-TWIN")
    assert found["LAW-1"].words == "applies: through EU-TWIN, sold in the EU and an IVD"
    assert (found["LAW-3"].verdict, found["LAW-3"].via) == (False, "EU-LAW")


def test_the_condition_of_a_clause_is_asked_beside_that_of_its_instrument() -> None:
    facts = {"market.eu": True, "ivd": False}
    assert verdicts({**facts, "implant": True})["LAW-2"].verdict is True
    assert verdicts({**facts, "implant": False})["LAW-2"].words == "does not apply: not an implant"


def test_a_proposal_never_counts() -> None:
    one = verdicts({"market.us": True}, date(2030, 1, 1))["BILL-1"]
    assert (one.verdict, one.words) == (False, "does not apply: a proposal, not law")


def test_an_edition_whose_day_has_not_come_does_not_apply() -> None:
    one = verdicts({"market.eu": True, "ivd": False}, date(2020, 1, 1))["LAW-3"]
    assert (one.verdict, one.words) == (False, "does not apply: applies from 2020-06-01, edition 2020")


def test_a_clause_that_the_edition_of_the_day_does_not_hold_does_not_apply() -> None:
    facts = {"market.eu": True, "ivd": False, "implant": True}
    one = verdicts(facts, date(2022, 1, 1))["LAW-2"]
    assert one.verdict is False
    assert "from edition 2025 on, and edition 2020 counts" in one.words


def test_an_instrument_asks_for_the_market_unless_it_names_one_or_says_always() -> None:
    plain = small(law=LAW.replace("applies: market.eu and not ivd", "applies: implant"))
    assert condition_of(plain, plain.pack("EU-LAW")).names == {"market.eu", "implant"}
    free = small(law=LAW.replace("applies: market.eu and not ivd", "applies: always and implant"))
    assert condition_of(free, free.pack("EU-LAW")).names == {"implant"}
    bare = small(law=LAW.replace("applies: market.eu and not ivd\n", ""))
    assert condition_of(bare, bare.pack("EU-LAW")).names == {"market.eu"}


def test_instruments_are_judged_as_a_whole() -> None:
    found = {
        one.id: one.verdict
        for one in applicable_instruments(CATALOGUE, {"market.eu": True, "ivd": False}, DAY)
    }
    assert found == {"EU-LAW": True, "EU-TWIN": False, "US-BILL": False}


@given(KNOWN, st.sampled_from(["market.eu", "market.us", "ivd", "implant"]), st.sampled_from(["yes", "no"]))
def test_learning_a_fact_never_turns_a_verdict_round(facts: dict[str, bool], name: str, answer: str) -> None:
    before = verdicts(facts)
    after = verdicts({name: answer == "yes", **facts})
    for key, one in before.items():
        assert one.verdict is None or after[key].verdict is one.verdict


def test_a_fact_nobody_defined_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="there is no fact 'wheels'"):
        applicable(CATALOGUE, {"wheels": True}, DAY)


def test_a_standard_binds_only_where_it_is_declared_or_agreed() -> None:
    text = LAW.replace("force: law", "force: standard").replace(
        "applies: market.eu and not ivd", "applies: always"
    )
    found = {one.id: one.words for one in applicable(small(law=text), {}, DAY)}
    assert found["LAW-1"] == "applies where declared or agreed: every product in every market"


def test_a_record_that_states_several_facts_is_named_once_behind_them() -> None:
    facts = {"ivd": True, "implant": True, "market.eu": True}
    one = {
        verdict.words
        for verdict in applicable(
            small(law=LAW.replace("applies: market.eu and not ivd", "applies: ivd and market.eu")),
            facts,
            DAY,
            dict.fromkeys(facts, "LVP-PRD-0001"),
        )
    }
    assert "applies: an IVD and sold in the EU (LVP-PRD-0001)" in one
