"""How a clock stands: filed, stopped, extended, replaced, or run out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from medward.clocks.outcome import Obligation, State
from medward.clocks.records import Effect, Filing, Intervention

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from medward.catalogue.clock import ClockStage
    from medward.catalogue.vocabulary import Value
    from medward.clocks.situation import Situation


def settled(found: Obligation, situation: Situation, now: datetime | None, turn: int) -> Obligation:
    """Return an obligation with its filing, its stop or extension, and its state at an instant.

    `turn` counts the occurrences of a clock that starts anew each time: the second filing
    answers the second occurrence. A clock that repeats is answered by moving on, not by a state.
    """
    for intervention in situation.interventions:
        if _is_about(intervention, found):
            found = _intervened(found, intervention)
    filings = [] if _stage(found).repeats else [item for item in situation.filings if _answers(item, found)]
    if len(filings) > turn:
        return _filed(found, filings[turn])
    over = now is not None and found.due_at is not None and now > found.due_at
    if found.state is State.CANNOT_TELL and over:
        return replace(found, flags=(*found.flags, "already past if it applies"))
    if found.state is not State.OPEN:
        return found
    return replace(found, state=State.MET if _stage(found).keeps else State.MISSED) if over else found


def replaced(found: list[Obligation]) -> tuple[Obligation, ...]:
    """Return obligations with those marked that a shorter one replaces for the same authority.

    A clock that ends later never replaces one that ends earlier.
    """
    marked = {one.key: _marked(one, found) for one in found}
    return tuple(_after(_marked(one, found), marked) for one in found)


def derived_facts(found: Iterable[Obligation], now: datetime | None) -> dict[str, Value]:
    """Return the facts that clocks give: yes when reported in time, no when the limit has passed without."""
    facts: dict[str, Value] = {}
    for one in found:
        if one.state is State.MET:
            facts[one.definition.gives] = True
        elif one.state is State.MISSED or (one.due_at and now and now > one.due_at):
            facts[one.definition.gives] = False
    return facts


def _marked(one: Obligation, found: list[Obligation]) -> Obligation:
    """Return one obligation, marked when another replaces it."""
    if one.due_at is None or one.state not in {State.OPEN, State.MISSED} or one.filed_at is not None:
        return one
    shorter = [other for other in found if _shortens(other, one)]
    if not shorter:
        return one
    best = min(shorter, key=lambda other: (other.due_at, other.label))
    return replace(one, state=State.REPLACED, replaced_by=best.clock, replaced_stage=best.stage)


def _after(one: Obligation, marked: Mapping[tuple[str, str, str], Obligation]) -> Obligation:
    """Return one obligation, replaced when the report it follows is replaced by another clock's."""
    kind, _, name = one.start.partition(":")
    if not name or one.filed_at is not None or one.state is not State.OPEN:
        return one
    clock, stage = (one.clock, name) if kind == "stage" else (name, "")
    earlier = marked.get((clock, stage, one.country))
    if earlier is None or earlier.state is not State.REPLACED:
        return one
    return replace(
        one,
        state=State.REPLACED,
        replaced_by=earlier.replaced_by,
        replaced_stage=earlier.replaced_stage,
    )


def _shortens(other: Obligation, one: Obligation) -> bool:
    """Say whether another clock or stage takes the place of this one."""
    if other.country != one.country or not other.is_triggered or other.due_at is None or one.due_at is None:
        return False
    if other.state is State.STOPPED or other.due_at > one.due_at:
        return False
    if other.clock == one.clock:
        return one.stage in _stage(other).replaces
    return one.clock in other.definition.replaces


def _stage(found: Obligation) -> ClockStage:
    """Return the definition of an obligation's stage."""
    return next(item for item in found.definition.stages if item.name == found.stage)


def _is_about(item: Intervention, found: Obligation) -> bool:
    """Say whether an intervention is about an obligation."""
    return (
        item.clock == found.clock and item.stage in {"", found.stage} and item.country in {"", found.country}
    )


def _answers(item: Filing, found: Obligation) -> bool:
    """Say whether a filing answers an obligation."""
    return item.clock == found.clock and item.stage == found.stage and item.country in {"", found.country}


def _intervened(found: Obligation, item: Intervention) -> Obligation:
    """Return an obligation that a person stopped or extended."""
    said = f"{'stopped' if item.effect is Effect.STOP else 'extended'} by {item.by} on {item.at.date()}: {item.reason}"
    if item.effect is Effect.STOP:
        return replace(found, state=State.STOPPED, intervention=said)
    until = item.until.astimezone(found.start_at.tzinfo) if item.until and found.start_at else item.until
    return replace(found, due_at=until, original_due_at=found.due_at, intervention=said)


def _filed(found: Obligation, filing: Filing) -> Obligation:
    """Return an obligation that was answered, in time or late."""
    late = filing.at - found.due_at if found.due_at and filing.at > found.due_at else None
    return replace(
        found,
        state=State.MISSED if late else State.MET,
        filed_at=filing.at,
        late_by=late,
        reference=filing.reference,
    )
