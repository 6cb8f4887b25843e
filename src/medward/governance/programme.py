"""The security programme of the company: reviews, exercises, sources watched, collaborations, adoptions.

These are the organisation-level facts that authorities ask for beside the device:
who looked at the programme, whether the incident plan was exercised, which sources
are read, what is assessed again and when, which collaboration the company is part
of, and which edition of a law or guidance it works to.

Source: practice 2.1 stages 10 and 14; FDA postmarket guidance 2016, sections V.B
and IX; crosswalk expectations CSE-01, CSE-45, CSE-46, CSE-50 and CSE-54, all in
our words.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.months import months_after
from medward.kernel.records import Part, Record, RefTo, Sha256, Text


class Action(Part):
    """Something decided that somebody does by a day."""

    what: Text
    """What is done."""
    owner: Annotated[str, RefTo("person")]
    """Who does it."""
    due_on: date
    """Day by which it is done."""
    done_on: date | None = None
    """Day it was done; none while it is open."""
    outcome: str = ""
    """What came of it, with the record or number that shows it."""

    def is_overdue(self, today: date) -> bool:
        """Say whether it is open after its day."""
        return self.done_on is None and self.due_on < today


class ManagementReview(Record):
    """A meeting in which management judged the security programme and gave it resources."""

    kind: ClassVar[str] = "management-review"
    prefix: ClassVar[str] = "MRV"

    held_on: date
    """Day of the meeting."""
    attendees: Annotated[tuple[str, ...], RefTo("person"), Field(min_length=1)]
    """Who took part."""
    inputs: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What was presented."""
    reviewed: Annotated[tuple[str, ...], RefTo()] = ()
    """Records that were looked at."""
    conclusions: Text
    """What management concluded on suitability and effect of the programme."""
    resources: Text
    """Money, people or tools decided, or that none were needed and why."""
    actions: tuple[Action, ...] = ()
    """What was decided to be done."""
    next_on: date | None = None
    """Day of the next review."""


class ExerciseKind(StrEnum):
    """How an exercise is run."""

    TABLETOP = "tabletop"
    TECHNICAL = "technical"
    DRILL = "drill"


class Exercise(Record):
    """A rehearsal of a plan against a scenario; without `held_on` it is still planned."""

    kind: ClassVar[str] = "exercise"
    prefix: ClassVar[str] = "EXR"

    exercise_kind: ExerciseKind
    """Tabletop (talked through), technical (on systems) or drill (people and systems, unannounced)."""
    scenario: Text
    """What is assumed to have happened."""
    plan: Annotated[str, RefTo("plan")]
    """Plan that is exercised."""
    planned_for: date
    """Day it was planned for."""
    held_on: date | None = None
    """Day it was held; none while it was not."""
    participants: Annotated[tuple[str, ...], RefTo("person", "organisation")] = ()
    """Who took part, from inside and outside."""
    observations: tuple[Text, ...] = ()
    """What went well and what did not."""
    actions: tuple[Action, ...] = ()
    """What is changed because of it."""
    filed_as: str = ""
    """Number of the report in the quality system."""

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have been held and was not."""
        return self.held_on is None and self.planned_for < today


class IntelligenceKind(StrEnum):
    """Where news of vulnerabilities and threats comes from."""

    FEED = "feed"
    AUTHORITY = "authority"
    COLLABORATION = "collaboration"
    SUPPLIER = "supplier"
    RESEARCHERS = "researchers"
    FIELD = "field"


class IntelligenceSource(Record):
    """A source of news on vulnerabilities and threats that the company reads regularly."""

    kind: ClassVar[str] = "intelligence-source"
    prefix: ClassVar[str] = "TIS"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    source_kind: IntelligenceKind
    """Feed, authority, collaboration (ISAO, ISAC), supplier, researchers, or the field (complaints, service, logs)."""
    covers: Text
    """What it tells about."""
    received_by: Text
    """How it arrives: a feed read by machine, a mail list, a portal."""
    readers: Annotated[tuple[str, ...], RefTo("person"), Field(min_length=1)]
    """Who reads it, a deputy included."""
    interval_days: Annotated[int, Field(ge=1)]
    """Longest time between two readings."""
    last_checked_on: date | None = None
    """Day of the last reading; none when nobody has read it yet."""
    membership: Annotated[str, RefTo("membership")] = ""
    """Membership it comes with."""
    supplier: Annotated[str, RefTo("organisation")] = ""
    """Supplier whose notices it carries."""
    filed_as: str = ""
    """Where readings are noted."""

    def is_overdue(self, today: date) -> bool:
        """Say whether it was not read for longer than its interval."""
        return self.last_checked_on is None or (today - self.last_checked_on).days > self.interval_days


class AssessedAgain(StrEnum):
    """What is assessed again in intervals."""

    THREAT_MODEL = "threat-model"
    RISK_FILE = "risk-file"
    PENETRATION_TEST = "penetration-test"
    PLAN = "plan"
    SUPPLIER = "supplier"
    COMPONENT_SUPPORT = "component-support"
    ACCESS_RIGHTS = "access-rights"
    AUDIT = "audit"
    OTHER = "other"


class Performance(Part):
    """One time a periodic assessment was done."""

    done_on: date
    """Day it was finished."""
    done_by: Text
    """Who did it."""
    outcome: Text
    """What it showed."""
    records: Annotated[tuple[str, ...], RefTo()] = ()
    """Records that show it: evidence, findings, decisions, changes."""
    filed_as: str = ""
    """Number of the report in the quality system."""


class PeriodicAssessment(Record):
    """Something that is assessed again in intervals, and each time it was done."""

    kind: ClassVar[str] = "periodic-assessment"
    prefix: ClassVar[str] = "PAS"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    assessed: AssessedAgain
    """What sort of thing is assessed."""
    subjects: Annotated[tuple[str, ...], RefTo()] = ()
    """Records that are assessed."""
    method: Text
    """How it is done and what ends it."""
    interval_months: Annotated[int, Field(ge=1)]
    """Longest time between two assessments."""
    first_due_on: date
    """Day by which it is done the first time."""
    performed: tuple[Performance, ...] = ()
    """Each time it was done, oldest first."""
    sources: Annotated[tuple[str, ...], RefTo("requirement-source")] = ()
    """Clauses that ask for it."""

    @property
    def last_done_on(self) -> date | None:
        """Day it was done last; none when it never was."""
        return max((one.done_on for one in self.performed), default=None)

    @property
    def due_on(self) -> date:
        """Day by which it is done next: the interval after the last time, else the first due day."""
        last = self.last_done_on
        return self.first_due_on if last is None else months_after(last, self.interval_months)

    def is_overdue(self, today: date) -> bool:
        """Say whether its day has passed."""
        return self.due_on < today


class Sharing(StrEnum):
    """Which way information went."""

    GIVEN = "given"
    RECEIVED = "received"


class Participation(Part):
    """One thing shared in a collaboration: objective evidence of taking part."""

    shared_on: date
    """Day it was shared."""
    sharing: Sharing
    """Whether we gave or received it."""
    what: Text
    """What was shared."""
    records: Annotated[tuple[str, ...], RefTo()] = ()
    """Records it led to or came from: vulnerabilities, assessments, risks."""


class Membership(Record):
    """The company's part in a collaboration such as an information sharing organisation (ISAO, ISAC).

    The fields hold the four criteria of active participation in the FDA postmarket
    guidance of 2016, section IX: member, the collaboration's documented policies,
    what we share, and our process for using what we receive.
    """

    kind: ClassVar[str] = "membership"
    prefix: ClassVar[str] = "MEM"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    collaboration: Annotated[str, RefTo("organisation")]
    """Body we are, or want to be, a member of."""
    covers: Text
    """Which devices and threats it shares information about."""
    since: date | None = None
    """First day of membership; none while we are not a member yet."""
    until: date | None = None
    """Last day of membership."""
    contact: Annotated[str, RefTo("person")]
    """Who takes part for us."""
    agreement: str = ""
    """Number of the signed agreement; empty while none is signed."""
    policies: str = ""
    """Where the collaboration's documented policies are filed."""
    process: Annotated[str, RefTo("plan")] = ""
    """Plan that says how we use and share information, down to risk assessments."""
    participation: tuple[Participation, ...] = ()
    """What was shared, oldest first."""

    def is_member_on(self, day: date) -> bool:
        """Say whether an agreement was signed and membership had begun and not ended on a day."""
        began = self.since is not None and self.since <= day
        return bool(self.agreement) and began and (self.until is None or day <= self.until)


class Adoption(Record):
    """The signed decision to work to one edition of a law, guidance or standard."""

    kind: ClassVar[str] = "adoption"
    prefix: ClassVar[str] = "ADP"

    pack: Annotated[Text, Field(pattern=r"^urn:medward:[a-z]+:[a-z0-9][a-z0-9.-]*$")]
    """Name of the pack, e.g. `urn:medward:us:fda-pmg`."""
    edition: Text
    """Edition that counts from `valid_from` on."""
    pack_sha256: Sha256
    """Digest of the pack as it was adopted; another digest later means that its content changed."""
    replaces: str = ""
    """Edition of the same pack that it replaces; empty for the first."""
    why: Text
    """Why it is adopted, and why on that day."""
    impact: Text
    """What the change means for the file, in summary."""
    affected: Annotated[tuple[str, ...], RefTo()] = ()
    """Records that are worked over because of it."""
    actions: tuple[Action, ...] = ()
    """What is done, by whom and when."""
