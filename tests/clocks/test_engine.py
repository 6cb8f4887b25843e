"""What the engine promises: nothing resets quietly, the earliest alarms, unknown is said."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.catalogue.shipped import load
from medward.clocks.engine import AWARENESS, excluded, obligations
from medward.clocks.outcome import State
from tests.clocks.events import due, duties_named, event, fact, found, places, read, shipped_duties

if TYPE_CHECKING:
    from medward.clocks.outcome import Obligation

EU = {"market.eu": "yes"}
US = {"market.us": "yes"}
MONDAY = "2026-03-02T08:00:00+01:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def incident(*more: dict[str, object], **fields: object) -> dict[str, Obligation]:
    """Return what follows from a serious incident learned on a Monday in Berlin."""
    record = event([fact("serious_incident", MONDAY), *more], known=EU, occurred=places("DE"), **fields)
    return found(record, "CLK-EU-01", "CLK-EU-02", "CLK-EU-03")


def test_a_death_learned_later_shortens_the_clock_from_first_awareness() -> None:  # MDR Art. 87(5)
    told = incident(fact("death", "2026-03-09T15:00:00+01:00"))
    assert told["CLK-EU-02 DE"].due_at == at("2026-03-12T23:59:59+01:00")
    longer = told["CLK-EU-03 DE"]
    assert (longer.state, longer.replaced_by) == (State.REPLACED, "CLK-EU-02")
    assert longer.due_at == at("2026-03-17T23:59:59+01:00")


@pytest.mark.parametrize(
    ("country", "aware", "expected", "later"),
    [
        pytest.param(
            "DE", "2026-03-13T10:00:00+01:00", "2026-03-28T23:59:59+01:00", "2026-03-30", id="Saturday"
        ),
        pytest.param(
            "FR", "2026-04-29T10:00:00+02:00", "2026-05-14T23:59:59+02:00", "2026-05-15", id="Ascension Day"
        ),
        pytest.param(
            "GR", "2026-03-29T10:00:00+03:00", "2026-04-13T23:59:59+03:00", "2026-04-14", id="Orthodox Easter"
        ),
    ],
)
def test_the_alarm_stays_on_a_day_off_and_the_later_end_is_shown(
    country: str, aware: str, expected: str, later: str
) -> None:  # Regulation 1182/71 Art. 3(4); MDCG 2023-3 rev.2, question 14
    record = event([fact("serious_incident", aware)], known=EU, occurred=places(country))
    (one,) = found(record, "CLK-EU-03").values()
    assert one.due_at == at(expected)
    assert [
        reading.due_at.date().isoformat()
        for reading in one.readings
        if reading.start_at is None and reading.due_at
    ] == [later]


def test_a_threat_counts_from_the_threat_in_the_eu_and_from_the_incident_in_great_britain() -> None:
    learned = [fact("aware", MONDAY), fact("serious_public_health_threat", "2026-03-05T09:00:00+01:00")]
    record = event(learned, known={**EU, "market.uk": "yes"}, occurred=places("DE", "GB"))
    assert due(record, "CLK-EU-01 DE") == "2026-03-07T23:59:59+01:00"  # a Saturday, shown and not moved
    assert due(record, "CLK-UK-01") == "2026-03-04T23:59:59+00:00"


def test_whoever_handles_complaints_is_aware_for_the_manufacturer() -> None:  # MDCG 2023-3 rev.2, question 15
    record = event(
        [fact("serious_incident", MONDAY, by="complaint-handler")], known=EU, occurred=places("DE")
    )
    assert due(record, "CLK-EU-03 DE") == "2026-03-17T23:59:59+01:00"


def test_awareness_of_reportability_is_shown_as_a_later_reading() -> None:
    told = incident(fact("reportability_learned", "2026-03-10T09:00:00+01:00"))["CLK-EU-03 DE"]
    assert told.due_at == at("2026-03-17T23:59:59+01:00")
    assert at("2026-03-25T23:59:59+01:00") in [reading.due_at for reading in told.readings]


def test_a_clock_that_ends_later_replaces_nothing() -> None:
    told = incident(
        fact("death", "2026-03-03T15:00:00+01:00"),
        fact("serious_public_health_threat", "2026-03-11T15:00:00+01:00"),
    )
    assert told["CLK-EU-01 DE"].due_at == at("2026-03-13T23:59:59+01:00")
    assert told["CLK-EU-02 DE"].state is State.OPEN
    assert told["CLK-EU-03 DE"].replaced_by == "CLK-EU-02"


def test_a_threat_of_two_days_replaces_both_longer_clocks() -> None:
    told = incident(fact("death", MONDAY), fact("serious_public_health_threat", MONDAY))
    assert told["CLK-EU-01 DE"].state is State.OPEN
    assert {told[f"CLK-EU-0{n} DE"].replaced_by for n in (2, 3)} == {"CLK-EU-01"}


def test_each_member_state_has_its_own_obligation_in_its_own_time() -> None:
    record = event(
        [fact("death", "2026-03-02T23:30:00+00:00")],
        known=EU,
        occurred=[
            {"country": "PT"},
            {"country": "FI"},
            {"country": "ES", "zone": "Atlantic/Canary"},
            {"country": "US"},
        ],
    )
    told = found(record, "CLK-EU-02")
    assert {label: one.due_at.isoformat() for label, one in told.items() if one.due_at} == {
        "CLK-EU-02 ES": "2026-03-12T23:59:59+00:00",
        "CLK-EU-02 FI": "2026-03-13T23:59:59+02:00",
        "CLK-EU-02 PT": "2026-03-12T23:59:59+00:00",
    }


def test_an_unknown_member_state_is_counted_where_the_day_ends_first() -> None:
    record = event([fact("death", MONDAY)], known=EU)
    (one,) = found(record, "CLK-EU-02").values()
    assert one.state is State.CANNOT_TELL
    assert one.zone == "Europe/Helsinki"
    assert any("Where did it happen" in question for question in one.unknown)
    assert one.flags[-1].startswith("the member state is not known")


def test_awareness_in_two_zones_alarms_on_the_earliest_instant() -> None:
    record = event(
        [
            fact("aware", "2026-03-03T09:00:00+09:00"),
            fact("aware", "2026-03-02T20:00:00-05:00"),
            fact("death", "2026-03-05T09:00:00-05:00"),
        ],
        known=US,
        occurred=places("US"),
    )
    one = found(record, "CLK-01")["CLK-01"]
    assert one.start_at == at("2026-03-03T09:00:00+09:00")  # an hour before 20:00 in New York
    assert one.due_at == at("2026-04-01T23:59:59-04:00")


def test_an_ambiguous_start_shows_all_readings() -> None:
    record = event(
        [fact("aware", MONDAY), fact("death", "2026-03-05T09:00:00-05:00")], known=US, occurred=places("US")
    )
    one = found(record, "CLK-01")["CLK-01"]
    ends = [reading.due_at for reading in one.readings]
    assert ends == [at("2026-04-01T23:59:59-04:00"), at("2026-04-04T23:59:59-04:00")]
    assert one.due_at == min(end for end in ends if end)


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        pytest.param("regulatory", "2026-03-09T23:59:59-04:00", id="whose duty is reporting"),
        pytest.param("management", "2026-03-09T23:59:59-04:00", id="who manages such staff"),
        pytest.param("employee", "none", id="anybody else does not start it"),
    ],
)
def test_the_five_day_clock_starts_with_oversight(role: str, expected: str) -> None:  # 21 CFR 803.3
    record = event([fact("remedial_action_needed", MONDAY, by=role)], known=US, occurred=places("US"))
    assert due(record, "CLK-02 remedial action") == expected


@pytest.mark.parametrize(
    ("clock", "role"), [("CLK-05 death", "hospital"), ("CLK-06 death or serious injury", "importer")]
)
def test_only_who_owes_a_duty_starts_it(clock: str, role: str) -> None:
    own = event([fact("death", MONDAY, by=role)], known=US, occurred=places("US"))
    foreign = event([fact("death", MONDAY)], known=US, occurred=places("US"))
    assert due(own, clock) != "none"
    assert due(foreign, clock) == "none"
    assert found(own, "CLK-01")["CLK-01"].state is State.CANNOT_TELL
    assert role in found(foreign, clock.split(maxsplit=1)[0])[clock].unknown[0]


def test_every_supplement_starts_its_own_clock() -> None:  # 21 CFR 803.56
    record = event(
        [
            fact("new_information", "2026-03-02T09:00:00-05:00"),
            fact("new_information", "2026-04-01T09:00:00-04:00"),
        ],
        known=US,
        filings=[{"clock": "CLK-03", "at": "2026-03-20T09:00:00-04:00"}],
    )
    told = obligations(duties_named("CLK-03"), read(record), load().facts)
    assert [(one.state, one.due_at) for one in told] == [
        (State.MET, at("2026-04-01T23:59:59-04:00")),
        (State.OPEN, at("2026-05-01T23:59:59-04:00")),
    ]


def test_a_yearly_report_moves_on_with_each_filing() -> None:
    fields = {"known": {**EU, "class.eu": "III"}}
    certified = [fact("certified.eu", "2024-06-01T00:00:00+02:00")]
    label = "CLK-EU-10 class IIb and III"
    assert due(event(certified, **fields), label) == "2025-06-01T23:59:59+02:00"
    filed = [{"clock": "CLK-EU-10", "stage": "class IIb and III", "at": "2025-05-01T00:00:00+02:00"}]
    assert due(event(certified, filings=filed, **fields), label) == "2026-06-01T23:59:59+02:00"


def test_a_report_that_follows_another_counts_from_its_filing() -> None:  # NIS2 Art. 23(4)(d)
    known = {"nis2_entity": "important"}
    learned = [fact("significant_incident", "2026-01-28T10:00:00+01:00")]
    label = "CLK-EU-15 final or progress report"
    waiting = found(event(learned, known=known), "CLK-EU-14", "CLK-EU-15")[label]
    assert waiting.due_at == at("2026-02-28T23:59:59+01:00")  # a month from the limit of 31 January
    filed = [{"clock": "CLK-EU-14", "at": "2026-01-29T10:00:00+01:00"}]
    told = found(event(learned, known=known, filings=filed), "CLK-EU-14", "CLK-EU-15")[label]
    assert told.due_at == at("2026-02-28T23:59:59+01:00")  # the last day of a shorter month


def test_what_follows_a_replaced_report_is_replaced_too() -> None:
    record = event(
        [fact("death", MONDAY), fact("malfunction_could_recur", MONDAY)],
        known={"market.ca": "yes"},
        occurred=places("CA"),
    )
    told = found(record, "CLK-CA-01", "CLK-CA-02", "CLK-CA-04")
    assert told["CLK-CA-02"].replaced_by == "CLK-CA-01"
    assert told["CLK-CA-04 after the 10-day report"].state is State.OPEN
    assert told["CLK-CA-04 after the 30-day report"].replaced_by == "CLK-CA-01"


STOP = {
    "clock": "CLK-EU-03",
    "effect": "stop",
    "at": "2026-03-04T09:00:00+01:00",
    "by": "ORG-USR-0005",
    "reason": "Not related to the device: the cause was the catheter",
}


def test_a_clock_is_stopped_only_by_a_named_person_with_a_reason() -> None:
    told = incident(interventions=[STOP])["CLK-EU-03 DE"]
    assert told.state is State.STOPPED
    assert "ORG-USR-0005" in told.intervention
    assert "catheter" in told.intervention


def test_an_extension_keeps_the_first_end_visible() -> None:
    longer = {**STOP, "effect": "extend", "until": "2026-03-20T12:00:00+01:00"}
    told = incident(interventions=[longer])["CLK-EU-03 DE"]
    assert told.due_at == at("2026-03-20T12:00:00+01:00")
    assert told.original_due_at == at("2026-03-17T23:59:59+01:00")


def test_a_later_no_resets_nothing() -> None:
    told = incident(fact("serious_incident", "2026-03-05T09:00:00+01:00", "no"))["CLK-EU-03 DE"]
    assert told.due_at == at("2026-03-17T23:59:59+01:00")
    assert any("later denied" in reason for reason in told.why)


@pytest.mark.parametrize(
    ("filed", "state", "late"),
    [
        pytest.param("2026-03-17T23:59:59+01:00", State.MET, None, id="in the last second"),
        pytest.param("2026-03-18T00:59:59+01:00", State.MISSED, timedelta(hours=1), id="an hour late"),
    ],
)
def test_a_filing_meets_or_misses_its_end(filed: str, state: State, late: timedelta | None) -> None:
    told = incident(filings=[{"clock": "CLK-EU-03", "country": "DE", "at": filed}])["CLK-EU-03 DE"]
    assert (told.state, told.late_by) == (state, late)


def test_a_filing_in_one_member_state_answers_no_other() -> None:
    record = event(
        [fact("serious_incident", MONDAY)],
        known=EU,
        occurred=places("DE", "FR"),
        filings=[{"clock": "CLK-EU-03", "country": "FR", "at": "2026-03-04T09:00:00+01:00"}],
    )
    told = found(record, "CLK-EU-03")
    assert (told["CLK-EU-03 DE"].state, told["CLK-EU-03 FR"].state) == (State.OPEN, State.MET)


def test_without_a_filing_the_end_passes() -> None:
    record = event([fact("serious_incident", MONDAY)], known=EU, occurred=places("DE"))
    before, after = at("2026-03-17T23:59:59+01:00"), at("2026-03-18T00:00:00+01:00")
    assert found(record, "CLK-EU-03", now=before)["CLK-EU-03 DE"].state is State.OPEN
    assert found(record, "CLK-EU-03", now=after)["CLK-EU-03 DE"].state is State.MISSED


def test_what_is_not_known_is_asked_and_the_end_shown_as_it_would_be() -> None:
    record = event([fact("death", MONDAY)], occurred=places("US"))
    one = found(record, "CLK-01")["CLK-01"]
    assert one.state is State.CANNOT_TELL
    assert one.unknown == ("not known: Is the product sold in the United States?",)
    assert one.due_at == at("2026-04-01T23:59:59-04:00")


def test_an_open_question_whose_end_has_passed_is_flagged() -> None:
    record = event([fact("death", MONDAY)], occurred=places("US"))
    one = found(record, "CLK-01", now=at("2026-04-02T06:00:00+00:00"))["CLK-01"]
    assert (one.state, one.flags) == (State.CANNOT_TELL, ("already past if it applies",))


def test_what_the_facts_rule_out_is_left_out_with_its_reason() -> None:
    record = event([fact("death", MONDAY, "no")], known={"market.us": "no"}, occurred=places("US"))
    assert found(record, "CLK-01") == {}
    why = excluded(duties_named("CLK-01"), read(record), load().facts)
    assert why == {"CLK-01": ("not sold in the United States",)}


NOTICE = [
    fact("vulnerability_learned", "2026-03-02T09:10:00-05:00"),
    fact("uncontrolled_risk", "2026-03-04T09:00:00-05:00"),
    fact("corrective_communication", "2026-03-13T09:00:00-04:00"),
    fact("reduces_health_risk", "2026-03-13T09:00:00-04:00"),
]
POSTMARKET = ("CLK-08", "CLK-11", "CLK-12", "CLK-13")


def notice(
    *more: dict[str, object], now: str, member: str = "yes", **fields: object
) -> dict[str, Obligation]:
    """Return the US clocks of a vulnerability whose users were told on day 11."""
    record = event([*NOTICE, *more], known={**US, "isao_member": member}, occurred=places("US"), **fields)
    return found(record, *POSTMARKET, now=at(now))


def test_a_notice_with_instructions_starts_the_correction_provisionally() -> None:
    told = notice(now="2026-03-14T09:00:00-04:00")
    one = told["CLK-08 correction"]
    assert one.due_at == at("2026-03-27T23:59:59-04:00")  # 10 working days from Friday 13 March
    assert one.provisional.startswith("provisional")


@pytest.mark.parametrize(
    ("more", "member", "now"),
    [
        pytest.param(
            [fact("death", "2026-03-14T09:00:00-04:00")],
            "yes",
            "2026-03-15T09:00:00-04:00",
            id="harm is known",
        ),
        pytest.param([], "no", "2026-03-15T09:00:00-04:00", id="no ISAO"),
        pytest.param(
            [], "yes", "2026-04-02T09:00:00-04:00", id="day 30 passed without a filed communication"
        ),
        pytest.param([], "yes", "2026-05-02T09:00:00-04:00", id="day 60 passed without a fix"),
    ],
)
def test_a_failed_condition_of_discretion_raises_the_report_at_once(
    more: list[dict[str, object]], member: str, now: str
) -> None:
    told = notice(*more, now=now, member=member)
    assert told["CLK-08 correction"].provisional.startswith("raised")
    assert told["CLK-13"].is_triggered


def test_communication_and_fix_in_time_keep_discretion() -> None:
    filings = [
        {"clock": "CLK-11", "at": "2026-03-13T09:00:00-04:00"},
        {"clock": "CLK-12", "at": "2026-04-20T09:00:00-04:00"},
    ]
    none = [fact(name, "2026-05-02T09:00:00-04:00", "no") for name in ("death", "serious_injury")]
    told = notice(*none, now="2026-05-03T09:00:00-04:00", filings=filings)
    assert {told["CLK-11"].state, told["CLK-12"].state} == {State.MET}
    assert "CLK-13" not in told
    assert told["CLK-08 correction"].provisional.startswith("provisional")


def test_a_correction_that_was_initiated_is_not_provisional() -> None:
    told = notice(fact("correction_started", "2026-03-20T09:00:00-04:00"), now="2026-03-21T09:00:00-04:00")
    one = told["CLK-08 correction"]
    assert one.provisional == ""
    assert one.due_at == at("2026-03-27T23:59:59-04:00")
    assert len(one.readings) >= 2


def test_a_duty_counts_only_from_its_first_day() -> None:  # CRA Art. 14 since 11 September 2026
    known = {**EU, "cra_in_scope": "yes"}
    early = event([fact("exploited", "2026-09-10T12:00:00+02:00")], known=known)
    late = event([fact("exploited", "2026-09-11T12:00:00+02:00")], known=known)
    assert "CLK-EU-20 early warning" not in found(early, "CLK-EU-20")
    assert due(late, "CLK-EU-20 early warning") == "2026-09-12T12:00:00+02:00"


def test_a_chosen_calendar_counts() -> None:
    learned = [fact("report_requested", "2026-04-02T15:00:00+01:00")]
    known = {"market.uk": "yes"}
    assert due(event(learned, known=known), "CLK-UK-09") == "2026-04-09T23:59:59+01:00"
    chosen = event(learned, known=known, calendars={"UK-ENG": "GB-SCT"})
    assert due(chosen, "CLK-UK-09") == "2026-04-08T23:59:59+01:00"  # Easter Monday is no holiday in Scotland


def test_an_exercise_is_marked_on_every_obligation() -> None:
    assert all(one.exercise for one in incident(exercise=True).values())


HARM = sorted(
    AWARENESS["aware"] | {"aware", "remedial_action_needed", "personal_data_breach", "fsca_decided"}
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda t: f"{t.isoformat()}+01:00")  # noqa: DTZ001 - the offset follows
facts = st.builds(
    fact, st.sampled_from(HARM), instants, by=st.sampled_from(["employee", "regulatory", "hospital"])
)
MARKETS = {f"market.{code}": "yes" for code in ("us", "eu", "uk", "ca", "au")} | {"gdpr_role": "controller"}


def ends(learned: list[dict[str, object]]) -> dict[str, Obligation]:
    """Return what follows from some facts, sold and happened in several places."""
    return found(event(learned, known=MARKETS, occurred=places("DE", "US", "GB", "CA", "AU")))


@settings(max_examples=60)
@given(st.lists(facts, min_size=1, max_size=5), facts)
def test_learning_more_never_moves_an_end_later(
    learned: list[dict[str, object]], more: dict[str, object]
) -> None:
    before, after = ends(learned), ends([*learned, more])
    for label, one in before.items():
        if one.due_at is not None and one.is_triggered:
            then = after[label]
            assert then.due_at is not None, label
            assert then.due_at <= one.due_at, label


@settings(max_examples=30)
@given(st.lists(facts, min_size=1, max_size=4), instants)
def test_a_fact_of_another_matter_changes_nothing(learned: list[dict[str, object]], when: str) -> None:
    before, after = ends(learned), ends([*learned, fact("sale_ended", when)])
    touched = {label for label in after if label.startswith("CLK-CA-15")}
    assert {k: v.due_at for k, v in before.items() if k not in touched} == {
        k: v.due_at for k, v in after.items() if k not in touched
    }


@settings(max_examples=30)
@given(
    st.permutations(
        [
            fact("aware", MONDAY),
            fact("death", "2026-03-09T15:00:00+01:00"),
            fact("serious_incident", "2026-03-04T15:00:00+01:00"),
        ]
    )
)
def test_the_order_of_facts_does_not_matter(learned: list[dict[str, object]]) -> None:
    assert ends(learned) == ends(sorted(learned, key=lambda item: str(item["at"])))


@pytest.mark.parametrize("duty", shipped_duties(), ids=lambda duty: duty.clock.id)
def test_a_clock_replaces_only_clocks_of_its_own_jurisdiction(duty: object) -> None:
    places_of = {one.clock.id: one.jurisdiction for one in shipped_duties()}
    clock = duty.clock  # type: ignore[attr-defined]  # parametrised
    assert {places_of[name] for name in clock.replaces} <= {places_of[clock.id]}
