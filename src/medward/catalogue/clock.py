"""What a reporting clock is: who must tell whom, how long after what, and what else moves it.

Only the definition stands here, as data of a pack; the arithmetic is in `medward.clocks`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from medward.catalogue.days import Day
from medward.catalogue.marks import Mark
from medward.kernel.records import Part, Text

CLOCK_ID = r"^CLK-([A-Z]{2}-)?[A-Z]?[0-9]{1,2}[a-z]?$"


class Unit(StrEnum):
    """What a limit counts in."""

    HOURS = "hours"
    CALENDAR_DAYS = "calendar-days"
    WORKING_DAYS = "working-days"
    """Monday to Friday without the holidays of the named calendar."""
    MONTHS = "months"
    YEARS = "years"
    NONE = "none"
    """The law names no number, or the manufacturer's own plan does."""


class ClockStage(Part):
    """One deadline of a clock; most clocks have one, staged reports have several."""

    name: str = ""
    """As `early warning`; empty for the only one."""
    start: Text
    """Event that starts it: a name of `facts.yaml`, `stage:<name>` for the filing of an earlier stage, or
    `filed:<clock>` for the filing of an earlier clock."""
    readings: tuple[Text, ...] = ()
    """Other events that may be read as the start; all are shown, the earliest alarms."""
    amount: Annotated[int, Field(ge=0)] = 0
    """How many units; 0 with unit `none`."""
    unit: Unit
    """What is counted."""
    before: bool = False
    """Whether the report must be there before the start event, not after it."""
    words: Text
    """The limit as our words say it, as `immediately, at most 10 days`."""
    when: str = ""
    """Predicate over the facts of the event, beside the clock's own; empty asks nothing more."""
    replaces: tuple[Text, ...] = ()
    """Other stages that this one shortens when both are triggered; they stay visible."""
    known_by: tuple[Text, ...] = ()
    """Roles whose knowledge starts it, where the law names fewer than everybody who owes it."""
    each: bool = False
    """Whether every occurrence of the start event starts a deadline of its own, as supplements do."""
    repeats: bool = False
    """Whether it falls due again, that long after the last time."""
    from_year_end: bool = False
    """Whether it is counted from the end of the year of its start."""
    keeps: bool = False
    """Whether something must be kept that long, instead of done within it."""
    zone: str = ""
    """Time zone where it differs from the clock's."""


class DayOff(Part):
    """What a law says about a limit that ends on a day off."""

    law: Text
    """Where it says so."""
    days: tuple[Literal["saturday", "sunday", "holiday"], ...] = ("saturday", "sunday", "holiday")
    """Days off in its sense."""
    holidays: Text
    """Calendar of its holidays, as `CA-FED`; `occurrence` for the country where it happened."""
    moves: bool = False
    """Whether the limit surely moves; otherwise the later end is shown as a reading, and the earlier one counts."""


class Clock(Part):
    """One reporting duty and its deadlines."""

    id: Annotated[str, StringConstraints(pattern=CLOCK_ID)]
    """Stable id, as `CLK-EU-02`."""
    duty: Text
    """What must be done."""
    trigger: Text
    """What starts the duty, in words."""
    when: Text
    """The same as a predicate over the facts of an event."""
    applies: str = ""
    """Predicate over product and company facts in place of the pack's own: one pack may hold the clock of two
    laws, as the MDR's and the IVDR's; empty means the pack's own."""
    of: Text
    """Who owes it, as `manufacturer`, `importer`, `hospital`."""
    stages: Annotated[tuple[ClockStage, ...], Field(min_length=1)]
    """Its deadlines in order."""
    zone: Text
    """Time zone of the recipient by IANA name, or `occurrence` for the zone of the state where it happened."""
    holidays: str = ""
    """Calendar for working days, as `US-FED`; empty where none is needed."""
    recipient: Text
    """Who must be told."""
    channel: Text
    """Form or portal."""
    follow_up: str = ""
    """What comes after."""
    replaces: tuple[str, ...] = ()
    """Clocks that this one shortens when both are triggered; they stay visible."""
    day_off: DayOff | None = None
    """What the law says where the last day is a day off; without it nothing moves."""
    holds_while: str = ""
    """Predicate; while it is not false, a clock started only by another reading is provisional."""
    gives: str = ""
    """Fact that a report in time makes true and a missed limit makes false."""
    citation: Text
    """Article or section."""
    applies_from: Day | None = None
    """First day the duty counts, where it differs from the instrument's."""
    applies_until: Day | None = None
    """Last day it counts."""
    proposed: bool = False
    """Not law: shown on request, never raised as a duty."""
    confidence: Mark
    """How sure we are."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where it comes from."""
    note: str = ""
    """Which parts are less sure, or how a day is counted."""
