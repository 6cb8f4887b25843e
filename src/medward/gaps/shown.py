"""What the records say to one question of evidence, and how several answers make one.

>>> combined([Shown(State.MET, ("LVP-PLN-0001",)), Shown(State.MISSING, (), ("Write a plan.",))]).state
<State.PARTLY: 'partly'>
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class State(StrEnum):
    """How far the records show what was asked."""

    MET = "met"
    PARTLY = "partly"
    MISSING = "missing"
    CANNOT_TELL = "cannot-tell"
    """An input is unread or unknown; never the same as met."""
    NOT_APPLICABLE = "not-applicable"
    """A signed decision, or a fact of the product, says that it is not asked."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to one question of evidence."""

    state: State
    records: tuple[str, ...] = ()
    """Ids of the records that show it."""
    missing: tuple[str, ...] = ()
    """What to add, in words a person can act on."""
    owner: str = ""
    """Who answers for the nearest record."""


def combined(answers: Iterable[Shown]) -> Shown:
    """Return one answer for several questions that all have to be shown.

    All met is met, all missing is missing; where nothing lacks and one cannot be told, the
    whole cannot be told; anything between is partly. What does not apply drops out.
    """
    asked = list(answers)
    counted = [one for one in asked if one.state is not State.NOT_APPLICABLE]
    owner = next((one.owner for one in counted if one.owner and one.state is not State.MET), "")
    return Shown(
        state=_state([one.state for one in counted], some_dropped=len(asked) > len(counted)),
        records=tuple(dict.fromkeys(record for one in asked for record in one.records)),
        missing=tuple(dict.fromkeys(words for one in counted for words in one.missing)),
        owner=owner or next((one.owner for one in asked if one.owner), ""),
    )


def _state(states: Sequence[State], *, some_dropped: bool) -> State:
    """Return the state of the whole; nothing asked at all can never be met."""
    if not states:
        return State.NOT_APPLICABLE if some_dropped else State.CANNOT_TELL
    found = set(states)
    if len(found) == 1:
        return states[0]
    return State.CANNOT_TELL if found == {State.MET, State.CANNOT_TELL} else State.PARTLY
