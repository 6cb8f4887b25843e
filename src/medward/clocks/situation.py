"""The facts of one event as the engine reads them: what is known, since when, and by whom.

A yes stays a yes: what was learned once keeps its clock running until a named person
stops it, so a later no never resets anything. Numbers keep the largest, choices
are collected.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from medward.catalogue.vocabulary import Fact, Facts, FactType, Value
from medward.clocks.calendars import holidays_of
from medward.clocks.records import Effect, Filing, Intervention, Knower, Place, ReportingEvent
from medward.clocks.territories import jurisdiction_of, zone_of
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

HAPPENED_IN: Final = "happened_in"
_WORDS: Final = {"yes": True, "no": False, "true": True, "false": False}
_HINT: Final = (
    "The names stand in the catalogue's facts.yaml; `medward clock explain ID` lists those of a clock."
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant at which a fact was learned, or at which something happened."""

    at: datetime
    by: Knower
    fact: str


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything about one event, ready to be judged."""

    facts: Facts
    """Product, company and event facts together."""
    moments: Mapping[str, tuple[Moment, ...]]
    """Affirmed facts of the event with their instants, earliest first."""
    denied: frozenset[str] = frozenset()
    """Facts that were affirmed and later denied."""
    places: tuple[Place, ...] = ()
    filings: tuple[Filing, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    calendars: Mapping[str, str] = field(default_factory=dict)
    exercise: bool = False


def situation(event: ReportingEvent, product: Facts, vocabulary: Mapping[str, Fact]) -> Situation:
    """Return an event as the engine reads it.

    Raises:
        InvalidInputError: A fact nobody defined, a value that does not fit, or an unknown zone; `place` is
            the JSON pointer in the record.
    """
    facts: dict[str, Value] = dict(product)
    for name, text in event.known.items():
        facts[name] = typed(name, text, vocabulary, f"/known/{name}")
    moments: dict[str, list[Moment]] = {}
    said: dict[str, list[Value]] = {}
    for number, item in enumerate(event.learned):
        value = typed(item.fact, item.value, vocabulary, f"/learned/{number}")
        said.setdefault(item.fact, []).append(value)
        if value is not False:
            moments.setdefault(item.fact, []).append(Moment(item.at, item.by, item.fact))
    facts.update({name: _together(values) for name, values in said.items()})
    _check_names(event)
    if event.occurred:
        facts[HAPPENED_IN] = frozenset(jurisdiction_of(place.country) for place in event.occurred)
    return Situation(
        facts,
        {name: tuple(sorted(found, key=lambda moment: moment.at)) for name, found in moments.items()},
        frozenset(name for name, values in said.items() if False in values and True in values),
        event.occurred,
        tuple(sorted(event.filings, key=lambda filing: filing.at)),
        _ordered(event.interventions),
        event.calendars,
        event.exercise,
    )


def doubts(
    event: ReportingEvent, seen: Situation, vocabulary: Mapping[str, Fact], now: datetime
) -> list[str]:
    """Return what a person has to check before relying on the ends: contradictions, and days ahead of `now`.

    Both keep counting: a yes runs on until a named person stops it, and an instant may be a slip.
    """
    denied = [
        f"{vocabulary[name].yes or name}: said and also denied; the yes counts until a named person stops it"
        for name in sorted(seen.denied)
    ]
    ahead = [
        f"{vocabulary[item.fact].yes or item.fact}: learned on {item.at:%Y-%m-%d %H:%M%z}, after the instant"
        f" this is judged at, {now:%Y-%m-%d %H:%M%z}"
        for item in event.learned
        if item.at > now
    ]
    return [*denied, *ahead]


def typed(name: str, text: Sequence[str] | str, vocabulary: Mapping[str, Fact], place: str) -> Value:
    """Return the text of a fact as its value.

    Raises:
        InvalidInputError: No such fact, or a value it does not take.
    """
    fact = vocabulary.get(name)
    if fact is None:
        raise InvalidInputError(f"there is no fact {name!r}", place=place, hint=_HINT)
    value = _value(fact, (text,) if isinstance(text, str) else tuple(text))
    if value is None or not fact.takes(value):
        shown = text if isinstance(text, str) else ", ".join(text)
        takes = ", ".join(fact.choices) or ("a whole number" if fact.type is FactType.NUMBER else "yes, no")
        raise InvalidInputError(
            f"{name} is {shown!r}; it takes {takes}", place=place, hint=f"It answers: {fact.question}"
        )
    return value


def _value(fact: Fact, texts: tuple[str, ...]) -> Value | None:
    """Return texts as a value; none when they cannot be one."""
    if fact.type is FactType.CHOICE:
        return frozenset(texts)
    if len(texts) != 1:
        return None
    if fact.type is FactType.NUMBER:
        return int(texts[0]) if texts[0].isdecimal() else None
    return _WORDS.get(texts[0].lower())


def _together(values: list[Value]) -> Value:
    """Return what several statements of one fact amount to: the most that was ever said."""
    if isinstance(values[0], bool):
        return True in values
    if isinstance(values[0], int):
        return max(value for value in values if isinstance(value, int))
    return frozenset().union(*(value for value in values if isinstance(value, frozenset)))


def _check_names(event: ReportingEvent) -> None:
    """Refuse a time zone or a holiday calendar nobody knows."""
    for number, place in enumerate(event.occurred):
        if place.zone:
            with _at(f"/occurred/{number}/zone"):
                zone_of(place.zone)
    year = event.learned[0].at.year
    for name, calendar in event.calendars.items():
        with _at(f"/calendars/{name}"):
            holidays_of(calendar, year)


@contextmanager
def _at(place: str) -> Iterator[None]:
    """Give an error the pointer of the field it is about."""
    try:
        yield
    except InvalidInputError as error:
        raise InvalidInputError(error.message, place=place, hint=error.hint) from error


def _ordered(found: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
    """Return stops before extensions, each in the order of their instants."""
    return tuple(sorted(found, key=lambda item: (item.effect is not Effect.STOP, item.at)))
