"""What a reporting event is: who learned what, when and where, what was filed, and what was stopped."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self, TypeAlias

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from medward.catalogue.clock import CLOCK_ID
from medward.clocks.territories import COUNTRIES, SLIPS
from medward.kernel.lifecycle import Lifecycle, Transition
from medward.kernel.records import Part, Record, RefTo, Text

if TYPE_CHECKING:
    from datetime import datetime

FACT: Final = r"^[a-z_][a-z0-9_.]*$"

_FIRST_YEAR: Final = 1950
_LAST_YEAR: Final = 2150


def _plausible(at: datetime) -> datetime:
    """Refuse a year that can only be a slip."""
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(f"the year {at.year} is a slip; {_FIRST_YEAR} to {_LAST_YEAR} are read")
    return at


Instant: TypeAlias = Annotated[AwareDatetime, AfterValidator(_plausible)]
"""An instant with its offset, in a year of our time."""

REPORTING: Final = Lifecycle(  # practice 2.3-I
    "regulatory report",
    "started",
    {
        ("started", "decided"): Transition(guard="reportable or not, with the reason"),
        ("decided", "submitted"): Transition(signed=True, guard="the report as it was sent"),
        ("submitted", "follow-up"): Transition(),
        ("decided", "closed"): Transition(signed=True, guard="not reportable, by a signed decision"),
        ("submitted", "closed"): Transition(signed=True, guard="no clock is open"),
        ("follow-up", "closed"): Transition(signed=True, guard="no clock is open"),
        ("closed", "follow-up"): Transition(guard="new information, as version + 1"),
    },
    frozenset({"closed"}),
)


class Knower(StrEnum):
    """In which role somebody learned something."""

    EMPLOYEE = "employee"
    REGULATORY = "regulatory"
    """Whose duty is event reporting (21 CFR 803.3)."""
    MANAGEMENT = "management"
    """Who manages regulatory, scientific or technical staff (21 CFR 803.3)."""
    REPRESENTATIVE = "representative"
    """Authorised representative, sponsor or marketing authorisation holder, for the manufacturer."""
    IMPORTER = "importer"
    DISTRIBUTOR = "distributor"
    HOSPITAL = "hospital"
    INVESTIGATOR = "investigator"
    COMPLAINT_HANDLER = "complaint-handler"
    """Who handles complaints for the manufacturer (MDCG 2023-3 rev.2, question 15)."""
    SUPPLIER = "supplier"
    """Whoever processes data or runs a service for the manufacturer."""
    AUTHORITY = "authority"


class Learned(Part):
    """One fact, and the instant it was learned or happened."""

    fact: Annotated[str, StringConstraints(pattern=FACT)]
    """Name in the catalogue's vocabulary."""
    value: tuple[Text, ...] | Text = "yes"
    """`yes`, `no`, a number, a choice or several choices."""
    at: Instant
    """When it was learned, or, for something that happens at an instant, when it happened; with offset."""
    by: Knower = Knower.EMPLOYEE
    """In which role."""
    who: Annotated[str, RefTo("person", "organisation")] = ""
    """Who learned it, as a record."""
    how: str = ""
    """From what: complaint, log, finder's mail, authority's letter."""


def _country(code: str) -> str:
    """Refuse a code of no country: what happened nowhere starts no clock."""
    if code not in COUNTRIES:
        raise ValueError(f"no country with an authority; write {SLIPS.get(code, 'an ISO 3166 code, as DE')}")
    return code


class Place(Part):
    """A country in which it happened."""

    country: Annotated[str, AfterValidator(_country)]
    """ISO 3166 code; `XI` for Northern Ireland, where EU device law counts."""
    zone: str = ""
    """IANA time zone where it is not the country's capital's."""
    note: str = ""
    """Sites or numbers."""


class Filing(Part):
    """One report that was sent."""

    clock: Annotated[str, StringConstraints(pattern=CLOCK_ID)]
    """Clock it answers."""
    stage: str = ""
    """Stage of the clock, where it has several."""
    country: str = ""
    """Country whose authority received it, where several did."""
    at: Instant
    """When it was received, or sent where no receipt is known."""
    by: Annotated[str, RefTo("person", "organisation")] = ""
    """Who sent it."""
    reference: str = ""
    """Number given by the recipient."""


class Effect(StrEnum):
    """What a recorded intervention does to a clock."""

    STOP = "stop"
    EXTEND = "extend"


class Intervention(Part):
    """A clock that a named person stopped or extended, and why."""

    clock: Annotated[str, StringConstraints(pattern=CLOCK_ID)]
    """Clock it is about."""
    stage: str = ""
    """Stage; empty means all."""
    country: str = ""
    """Country; empty means all."""
    effect: Effect
    """Stop or extend."""
    until: Instant | None = None
    """For an extension, the new limit."""
    at: Instant
    """When it was decided."""
    by: Annotated[str, RefTo("person")]
    """Who decided."""
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=15)]
    """Why, in at least 15 letters, with the clause or the authority's letter."""
    decision: Annotated[str, RefTo("decision")] = ""
    """Signed decision behind it."""

    @model_validator(mode="after")
    def _says_until_when(self) -> Self:
        if (self.effect is Effect.EXTEND) != (self.until is not None):
            raise ValueError("until: needed for an extension, and only there")
        return self


class ReportingEvent(Record):
    """Something that may have to be reported: the facts from which the clocks follow."""

    kind: ClassVar[str] = "reporting-event"
    prefix: ClassVar[str] = "RPE"
    lifecycle: ClassVar[Lifecycle] = REPORTING

    exercise: bool = False
    """Whether it is a drill; every output then says so."""
    summary: Text
    """What happened, for a stranger."""
    occurred: tuple[Place, ...] = ()
    """Where it happened; empty means not known yet."""
    known: dict[str, Text | tuple[Text, ...]] = Field(default_factory=dict)
    """Facts of product or company that the records do not tell, as `market.eu: yes`."""
    learned: Annotated[tuple[Learned, ...], Field(min_length=1)]
    """What was learned, in any order."""
    filings: tuple[Filing, ...] = ()
    """Reports that were sent."""
    interventions: tuple[Intervention, ...] = ()
    """Clocks stopped or extended, each with a name and a reason."""
    calendars: dict[str, Text] = Field(default_factory=dict)
    """Holiday calendars chosen for this event: by clock id, or by the calendar a clock names."""
    about: Annotated[tuple[str, ...], RefTo()] = ()
    """Records it is about: vulnerabilities, assessments, findings, changes."""
