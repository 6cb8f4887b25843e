"""The engine: facts about an event in, obligations with their ends out.

Nothing here reads a clock or a file. The rules:

- A clock runs for every reading of its start; the earliest end alarms.
- A yes is never taken back by the engine; a named person stops a clock, with a reason.
- A shorter clock replaces a longer one for the same authority; both stay visible.
- What cannot be told says which question is open, and when the end would be.

Sources: regulation catalogue US section C2, EU and others section H; practice 4.22.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.clocks.counting import Due, due, with_day_off
from medward.clocks.outcome import Obligation, Reading, State
from medward.clocks.records import Knower
from medward.clocks.states import derived_facts, replaced, settled
from medward.clocks.territories import EASTERNMOST, EU_ZONES, OCCURRENCE, jurisdiction_of, zone_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from medward.catalogue.clock import ClockStage
    from medward.catalogue.vocabulary import Fact
    from medward.clocks.duties import Duty
    from medward.clocks.situation import Moment, Situation

AWARENESS: Final = {
    "aware": frozenset(
        {
            *("serious_incident", "death", "serious_deterioration", "unanticipated_deterioration"),
            *("serious_injury", "life_threatening", "serious_public_health_threat"),
            *("malfunction_could_recur", "near_incident"),
        }
    ),
    "vulnerability_learned": frozenset({"uncontrolled_risk", "unacceptable_vulnerability", "exploited"}),
}
"""Starts that are also reached by learning other facts: whoever learns of a death is aware of the incident.

A death learned later therefore counts from the first awareness of the incident (MDR Art. 87(5)).
"""


class Target(NamedTuple):
    """One authority of a clock: its country where there are several, and its time."""

    country: str
    zone: ZoneInfo
    calendar: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Start:
    """One reading of when a stage starts."""

    event: str
    at: datetime
    words: str
    own: bool = True
    """Whether it is the definition's start and not another reading of it."""


@dataclass(frozen=True, slots=True)
class View:
    """What one evaluation looks at."""

    situation: Situation
    vocabulary: Mapping[str, Fact]
    now: datetime | None
    found: list[Obligation]
    """Obligations so far, for stages that start with an earlier filing."""


def obligations(
    ready: Sequence[Duty],
    situation: Situation,
    vocabulary: Mapping[str, Fact],
    *,
    now: datetime | None = None,
    proposals: bool = False,
) -> tuple[Obligation, ...]:
    """Return every deadline that runs, ran, or may run, in the order of the duties.

    Clocks that the facts rule out are left out; `excluded` says why. Proposals are left out
    unless asked for.
    """
    chosen = [duty for duty in ready if proposals or not duty.proposed]
    giving = [duty for duty in chosen if duty.clock.gives]
    if giving:
        first = _evaluated(giving, View(situation, vocabulary, now, []))
        known = {**derived_facts(first, now), **situation.facts}
        situation = replace(situation, facts=known)
    return replaced(_evaluated(chosen, View(situation, vocabulary, now, [])))


def excluded(
    ready: Iterable[Duty], situation: Situation, vocabulary: Mapping[str, Fact]
) -> dict[str, tuple[str, ...]]:
    """Return the clocks that do not run, each with the facts that rule it out."""
    found = {}
    for duty in ready:
        for predicate in (duty.applies, duty.when):
            if predicate.holds(situation.facts) is False:
                found[duty.clock.id] = predicate.why(situation.facts, vocabulary)
                break
    return found


def _evaluated(chosen: Iterable[Duty], view: View) -> list[Obligation]:
    """Return the obligations of some duties before one replaces another."""
    for duty in chosen:
        applies = duty.applies.holds(view.situation.facts)
        if applies is False:
            continue
        for number, condition in enumerate(duty.stages):
            if condition.holds(view.situation.facts) is not False:
                view.found.extend(_of_stage(duty, number, view))
    return view.found


def _of_stage(duty: Duty, number: int, view: View) -> list[Obligation]:
    """Return the obligations of one stage: one per authority, and per occurrence where each starts its own."""
    made = []
    stage = duty.clock.stages[number]
    for target in _targets(duty, stage, view.situation):
        starts = _starts(duty, stage, target, view)
        groups = [[start] for start in starts] if stage.each and starts else [starts]
        for turn, group in enumerate(groups):
            obligation = _one(duty, stage, target, group, view)
            if obligation is not None:
                told = _told(obligation, duty, number, view)
                made.append(settled(told, view.situation, view.now, turn))
    return made


def _one(duty: Duty, stage: ClockStage, target: Target, starts: list[Start], view: View) -> Obligation | None:
    """Return one obligation with its readings; none when the duty did not count at its start."""
    counted = [(start, _due(duty, stage, start, target, view)) for start in starts]
    counted = [
        (start, end) for start, end in counted if duty.counts_on(start.at.astimezone(target.zone).date())
    ]
    if starts and not counted:
        return None
    best, end = min(counted, key=_earliest) if counted else (None, None)
    clock = duty.clock
    return Obligation(
        definition=clock,
        jurisdiction=duty.jurisdiction,
        stage=stage.name,
        country=target.country,
        words=stage.words,
        state=State.OPEN,
        start=best.event if best else stage.start,
        start_at=best.at.astimezone(target.zone) if best else None,
        due_at=end.at if end else None,
        zone=str(target.zone),
        counting=end.words if end else stage.words,
        readings=_readings(counted, end),
        flags=(*(end.flags if end else ()), *((target.doubt,) if target.doubt else ())),
        provisional=_provisional(duty, counted, view),
        exercise=view.situation.exercise,
        proposed=duty.proposed,
    )


def _earliest(pair: tuple[Start, Due | None]) -> tuple[datetime, datetime]:
    """Order readings by end, those without a number by start."""
    start, end = pair
    return (end.at if end else start.at), start.at


def _told(found: Obligation, duty: Duty, number: int, view: View) -> Obligation:
    """Add what decided, and what is open."""
    facts, words = view.situation.facts, view.vocabulary
    stage, condition = duty.clock.stages[number], duty.stages[number]
    why: list[str] = []
    unknown: list[str] = []
    for predicate in (duty.applies, condition):
        decided = predicate.holds(facts)
        (why if decided else unknown).extend(predicate.why(facts, words))
    why.extend(
        f"{words[name].yes or name} was later denied; a yes runs until a named person stops the clock"
        for name in sorted(view.situation.denied & condition.names)
    )
    asked = {*duty.applies.deciding(facts), *condition.deciding(facts)} if unknown else set()
    if found.start_at is None and found.start not in asked:
        unknown.append(_question(found.start, words, _roles(duty, stage)))
    state = State.CANNOT_TELL if unknown else State.OPEN
    return replace(found, why=tuple(dict.fromkeys(why)), unknown=tuple(dict.fromkeys(unknown)), state=state)


def _question(start: str, words: Mapping[str, Fact], roles: str) -> str:
    """Return what to ask when a start is not known."""
    if ":" in start:
        return f"not filed yet: {start.partition(':')[2]}"
    fact = words.get(start)
    return f"not known{roles}: {fact.question if fact else start}"


def _roles(duty: Duty, stage: ClockStage) -> str:
    """Say whose knowledge is asked for, where it is not anybody's in the company."""
    own = duty.knowers if duty.clock.of in {"importer", "hospital", "investigator"} else frozenset()
    knowers = frozenset(stage.known_by) or own
    return f" for {' or '.join(sorted(knowers))}" if knowers else ""


def _provisional(duty: Duty, counted: list[tuple[Start, Due | None]], view: View) -> str:
    """Say why a clock runs although its own start has not happened; empty when it has."""
    if duty.holds is None or not counted or any(start.own for start, _ in counted):
        return ""
    if duty.holds.holds(view.situation.facts) is False:
        reasons = "; ".join(duty.holds.why(view.situation.facts, view.vocabulary))
        return f"raised: a condition for waiting has failed ({reasons})"
    return f"provisional: counted from {counted[0][0].words}, held open while {duty.clock.holds_while}"


def _targets(duty: Duty, stage: ClockStage, situation: Situation) -> list[Target]:
    """Return the authorities of a stage, each with its zone and calendar."""
    clock = duty.clock
    chosen = situation.calendars
    calendar = chosen.get(clock.id) or chosen.get(clock.holidays) or clock.holidays
    name = stage.zone or clock.zone
    if name != OCCURRENCE:
        return [Target("", zone_of(name), calendar)]
    here = [place for place in situation.places if jurisdiction_of(place.country) == duty.jurisdiction]
    if not here:
        doubt = "the member state is not known: counted in the easternmost, where the day ends first"
        return [Target("", zone_of(EASTERNMOST), "" if calendar == OCCURRENCE else calendar, doubt)]
    by_country = {place.country: place for place in reversed(here)}
    return [
        Target(country, zone_of(place.zone or EU_ZONES[country]), _national(calendar, country))
        for country, place in sorted(by_country.items())
    ]


def _national(calendar: str, country: str) -> str:
    """Return the calendar of the country where it happened, unless another was chosen."""
    return ("GB-NIR" if country == "XI" else country) if calendar in {"", OCCURRENCE} else calendar


def _starts(duty: Duty, stage: ClockStage, target: Target, view: View) -> list[Start]:
    """Return every reading of a stage's start that the facts hold, its own first."""
    found = []
    for number, name in enumerate((stage.start, *stage.readings)):
        if ":" in name:
            found += _after_filing(duty, name, target, view)
        else:
            known = {start.at for start in found}
            found += [
                Start(
                    name, moment.at, f"{moment.fact} ({moment.by}, {moment.at.isoformat()})", own=number == 0
                )
                for moment in _moments(name, duty, stage, view.situation)
                if moment.at not in known
            ]
    return found


def _moments(name: str, duty: Duty, stage: ClockStage, situation: Situation) -> list[Moment]:
    """Return the instants of a start: all of them for stages that start each time, else the first."""
    knowers = _knowers(duty, stage)
    names = {name, *AWARENESS.get(name, ()), *(duty.when.names if name in AWARENESS else ())}
    found = [moment for known in names for moment in situation.moments.get(known, ()) if moment.by in knowers]
    ordered = sorted(found, key=lambda moment: (moment.at, moment.fact))
    return ordered if stage.each else ordered[:1]


def _knowers(duty: Duty, stage: ClockStage) -> frozenset[Knower]:
    """Return the roles whose knowledge starts a stage."""
    return frozenset(map(Knower, stage.known_by)) or duty.knowers


def _after_filing(duty: Duty, name: str, target: Target, view: View) -> list[Start]:
    """Return the start of a stage that follows an earlier report: its filing, or while there is none its limit."""
    kind, _, what = name.partition(":")
    clock, stage = (duty.clock.id, what) if kind == "stage" else (what, "")
    for earlier in view.found:
        if (earlier.clock, earlier.stage, earlier.country) != (clock, stage, target.country):
            continue
        if earlier.filed_at is not None:
            return [Start(name, earlier.filed_at, f"{earlier.label} filed")]
        if earlier.due_at is not None and earlier.is_triggered:
            return [Start(name, earlier.due_at, f"the limit of {earlier.label}, which is not filed yet")]
    return []


def _due(duty: Duty, stage: ClockStage, start: Start, target: Target, view: View) -> Due | None:
    """Return the end of a stage for one reading."""
    times = 1
    if stage.repeats:
        times += sum(
            filing.clock == duty.clock.id and filing.at >= start.at for filing in view.situation.filings
        )
    end = due(stage, start.at, target.zone, target.calendar, times)
    rule = duty.clock.day_off
    if end is None or rule is None or stage.unit in {"hours", "working-days"} or stage.before:
        return end
    calendar = target.calendar if rule.holidays == OCCURRENCE else rule.holidays
    return with_day_off(end, rule, calendar or "MON-FRI")


def _readings(counted: list[tuple[Start, Due | None]], chosen: Due | None) -> tuple[Reading, ...]:
    """Return all readings where there are several."""
    found = [Reading(f"from {start.words}", start.at, end.at if end else None) for start, end in counted]
    extra = []
    if chosen is not None and chosen.moved is not None:
        extra.append(Reading("if the last day off moves the end to the next working day", None, chosen.moved))
    if chosen is not None and chosen.unmoved is not None:
        extra.append(Reading("the last day itself, if the end does not move", None, chosen.unmoved))
    if chosen is not None and chosen.without_holidays not in {None, chosen.at}:
        extra.append(Reading("if no holiday is left out", None, chosen.without_holidays))
    return tuple(found + extra) if len(found) + len(extra) > 1 else ()
