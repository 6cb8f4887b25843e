"""What the engine returns: obligations with everything a person needs to act and to check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from medward.catalogue.clock import Clock


class State(StrEnum):
    """How a clock stands."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    STOPPED = "stopped"
    REPLACED = "replaced"
    """Another clock ends earlier; this one stays visible."""
    CANNOT_TELL = "cannot-tell"
    """A fact is missing; where a start is known, the end is shown as it would be."""


DONE: Final = frozenset({State.REPLACED, State.STOPPED, State.MET})
"""States in which nothing is due any more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read when a clock starts or ends."""

    words: str
    start_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """One deadline of one clock for one authority."""

    definition: Clock
    jurisdiction: str
    stage: str
    """Name of the stage; empty for the only one."""
    country: str
    """Country whose authority is meant, where one jurisdiction has several."""
    words: str
    """The limit as the definition says it."""
    state: State
    start: str = ""
    """Event it was counted from."""
    start_at: datetime | None = None
    due_at: datetime | None = None
    zone: str = ""
    counting: str = ""
    """How the end was counted, in words."""
    readings: tuple[Reading, ...] = ()
    """All ways to read it, where there are several; the earliest end alarms."""
    flags: tuple[str, ...] = ()
    """What a person should see, as `a Saturday`."""
    replaced_by: str = ""
    replaced_stage: str = ""
    """Stage of the replacing clock, where it has several."""
    why: tuple[str, ...] = ()
    """Facts that decided."""
    unknown: tuple[str, ...] = ()
    """Questions to settle."""
    provisional: str = ""
    """Why it runs although its own start has not happened yet."""
    filed_at: datetime | None = None
    late_by: timedelta | None = None
    reference: str = ""
    intervention: str = ""
    """Who stopped or extended it, when and why."""
    original_due_at: datetime | None = None
    """The end before an extension."""
    exercise: bool = False
    proposed: bool = False
    """Not law: shown on request, never a duty."""

    @property
    def clock(self) -> str:
        """Id of the clock."""
        return self.definition.id

    @property
    def label(self) -> str:
        """Clock, stage and country on one line."""
        return " ".join(part for part in (self.clock, self.stage, self.country) if part)

    @property
    def key(self) -> tuple[str, str, str]:
        """What a filing or an intervention names."""
        return self.clock, self.stage, self.country

    @property
    def is_triggered(self) -> bool:
        """Whether the facts suffice to say that it runs or ran."""
        return self.state is not State.CANNOT_TELL
