"""Policies as records: scales, matrix, acceptance, signatures, SBOM gate, service levels, numbering.

The shipped defaults stand in `defaults/`; practice 4.4 to 4.6 gives their content
and marks them as proposals [P]: a company adopts or replaces them by signing.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from medward.kernel.lifecycle import Meaning, Role
from medward.kernel.records import Decimal, Part, Record, Text


class Acceptability(StrEnum):
    """The three classes of a risk cell (practice 4.6)."""

    ACCEPTABLE = "A"
    NEEDS_BENEFIT_RISK = "R"
    UNACCEPTABLE = "U"


class ScaleLevel(Part):
    """One level of a scale."""

    code: Text
    """Short code, e.g. `S3`."""
    name: Text
    """One word."""
    text: Text
    """What it means."""


class SeverityScale(Part):
    """Severity of patient harm, and the two scales that never mix with it (practice 4.4)."""

    policy_kind: Literal["severity"]
    """Says that this is a severity scale."""
    patient: Annotated[tuple[ScaleLevel, ...], Field(min_length=3)]
    """Mildest first."""
    privacy: tuple[ScaleLevel, ...] = ()
    """Parallel scale for personal data."""
    operation: tuple[ScaleLevel, ...] = ()
    """Parallel scale for care delivery."""


class ExploitabilityMethod(StrEnum):
    """How exploitability is read from the answers (practice 4.5)."""

    OBSTACLE_COUNT = "obstacle-count"
    CVSS_EXPLOITABILITY = "cvss-exploitability"
    EXPERT_JUDGEMENT = "expert-judgement"


class Band(Part):
    """A level that counts from a threshold on."""

    level: Text
    """Exploitability level, e.g. `E4`."""
    at_least: Decimal
    """Smallest value (obstacles or sub-score) of the band."""


class ExploitabilityModel(Part):
    """Exploitability in levels; nothing in it is a probability (practice 4.5)."""

    policy_kind: Literal["exploitability"]
    """Says that this is a model of exploitability."""
    method: ExploitabilityMethod
    """How a level is read from the answers."""
    levels: Annotated[tuple[ScaleLevel, ...], Field(min_length=3)]
    """Hardest to exploit first."""
    weights: dict[str, dict[str, int]] = Field(default_factory=dict)
    """For obstacle count: obstacles per metric and value, e.g. `AV: {N: 0, A: 1}`."""
    bands: tuple[Band, ...] = ()
    """From the smallest threshold up."""
    evidence_steps: dict[str, int] = Field(default_factory=dict)
    """Levels added when an exploit is known: `none`, `poc`, `active`."""


class RiskMatrix(Part):
    """Which combination of severity and exploitability falls into which class (practice 4.6)."""

    policy_kind: Literal["risk-matrix"]
    """Says that this is a risk matrix."""
    severities: Annotated[tuple[Text, ...], Field(min_length=3, max_length=7)]
    """Row labels, mildest first."""
    exploitabilities: Annotated[tuple[Text, ...], Field(min_length=3, max_length=7)]
    """Column labels, hardest first."""
    cells: dict[str, tuple[Acceptability, ...]]
    """One row per severity, one class per exploitability."""
    multi_patient_shift: Annotated[int, Field(ge=0, le=3)] = 1
    """Columns to move right when several patients can be harmed at once."""


class AcceptanceRule(Part):
    """Which signatures a kind of decision needs."""

    decision_kind: Text
    """Kind of decision, e.g. `accept-residual`."""
    meanings: Annotated[tuple[Meaning, ...], Field(min_length=1)]
    """Signatures it needs."""
    max_days: int | None = None
    """Longest time the decision may count; none means no limit."""


class AcceptancePolicy(Part):
    """Who accepts what (practice 2.4 and 4.12)."""

    policy_kind: Literal["acceptance"]
    """Says that this is an acceptance policy."""
    rules: Annotated[tuple[AcceptanceRule, ...], Field(min_length=1)]
    """One rule per kind of decision."""
    multi_patient_extra: tuple[Meaning, ...] = (Meaning.ACCEPTANCE_EXECUTIVE,)
    """Signatures that a multi-patient risk needs on top."""


class SignatureRule(Part):
    """Which signatures a record needs to be in one of these states."""

    record_kinds: tuple[Text, ...] = ()
    """Kinds the rule is for; empty means every kind without a rule of its own."""
    states: tuple[Text, ...] = ()
    """States the rule is for, signed ones or others; empty means every signed state of the kind."""
    meanings: tuple[Meaning, ...]
    """Required meanings; empty means no signature is needed."""
    people: Annotated[int, Field(ge=1)] = 1
    """How many different people sign."""
    four_eyes: bool = False
    """Whether somebody other than the author has to be among them."""


class MeaningRule(Part):
    """Who may give a meaning."""

    meaning: Meaning
    """What the signature says."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    """Roles that may say it."""
    training: str = ""
    """Training topic the signer needs on that day; empty means none."""
    statement: Text
    """The sentence the signer agrees to."""


class SignaturePolicy(Part):
    """Who signs what, with which words (practice 2.4)."""

    policy_kind: Literal["signatures"]
    """Says that this is a signature policy."""
    rules: Annotated[tuple[SignatureRule, ...], Field(min_length=1)]
    """Which records need which signatures."""
    meanings: Annotated[tuple[MeaningRule, ...], Field(min_length=1)]
    """Who may give which."""
    session_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    """Idle time after which a signing session ends."""


class SbomGate(Part):
    """What an SBOM must show before G4 opens (practice 4.14, V14, V15)."""

    policy_kind: Literal["sbom-gate"]
    """Says that this is an SBOM gate."""
    profile: Literal["ntia", "cisa", "cisa-draft", "fda"]
    """Regulator's list: which fields every component needs (V14)."""
    support_blocks: bool = False
    """Whether a missing support level blocks (true) or warns (false)."""
    end_of_support_blocks: bool = False
    """Whether support ending before the product's blocks (true) or warns (false)."""
    snapshot_days: Annotated[int, Field(ge=1)] = 30
    """Oldest vulnerability snapshot at submission (V21)."""
    feed_warning_days: Annotated[int, Field(ge=1)] = 7
    """Days from which the age of a feed is a warning (V34)."""
    feed_blocking_days: Annotated[int, Field(ge=1)] = 30
    """Days from which the age of a feed blocks (V34)."""


class QueueCriterion(StrEnum):
    """What orders the work on vulnerabilities (practice 4.11)."""

    UNCONTROLLED = "uncontrolled"
    SSVC_IMMEDIATE = "ssvc-immediate"
    EXPLOITED = "exploited"
    SEVERITY = "severity"
    SSVC_OUT_OF_CYCLE = "ssvc-out-of-cycle"
    CONTRADICTED = "contradicted"  # by a supplier; after harm and attacks, before what is only expected
    EPSS = "epss"
    OVERDUE = "overdue"
    CVSS = "cvss"


PATIENT_FIRST: Final = (QueueCriterion.UNCONTROLLED, QueueCriterion.SEVERITY)
"""Criteria of harm to patients; what is known of IT exposure never comes before them (practice 4.11)."""
_IT_EXPOSURE: Final = (QueueCriterion.EPSS, QueueCriterion.CVSS)


class ServiceLevels(Part):
    """How long vulnerability work may wait, and in which order it is done (practice 2.3-C, 4.11, V17)."""

    policy_kind: Literal["vuln-sla"]
    """Says that these are service levels."""
    new_days: Annotated[int, Field(ge=0)] = 3
    """Days an assessment may stay new."""
    under_investigation_days: Annotated[int, Field(ge=0)] = 30
    """Days it may stay under investigation."""
    undetermined_days: Annotated[int, Field(ge=0)] = 7
    """Days the control state of an affected release may stay undetermined."""
    known_exploited_working_days: Annotated[int, Field(ge=0)] = 3
    """Working days for a vulnerability that is being exploited."""
    working_days_of: Text = "MON-FRI"
    """Holiday calendar of these working days, as `US-FED` or `DE`."""
    queue: tuple[QueueCriterion, ...] = tuple(QueueCriterion)
    """Criteria by which work is ordered, the first one first; each once. `contradicted` may be left out: it then
    comes before `epss`, as in policies older than it."""
    severe_from: Text = "S3"
    """Mildest severity of patient harm that counts as severe in that order."""
    epss_score: Decimal = "0.10"
    """EPSS score from which on it counts in that order."""
    epss_percentile: Decimal = "0.95"
    """EPSS percentile from which on it counts in that order."""
    epss_jump: Decimal = "0.10"
    """Rise of the EPSS score between two looks that is told."""

    @property
    def order(self) -> tuple[QueueCriterion, ...]:
        """The order with every criterion."""
        if QueueCriterion.CONTRADICTED in self.queue:
            return self.queue
        place = self.queue.index(QueueCriterion.EPSS)
        return (*self.queue[:place], QueueCriterion.CONTRADICTED, *self.queue[place:])

    @model_validator(mode="after")
    def _orders_patients_first(self) -> Self:
        named = {*self.queue, QueueCriterion.CONTRADICTED}
        if len(set(self.queue)) != len(self.queue) or named != set(QueueCriterion):
            raise ValueError(f"queue: names each criterion once: {', '.join(QueueCriterion)}")
        first_exposure = min(self.queue.index(one) for one in _IT_EXPOSURE)
        late = [one for one in PATIENT_FIRST if self.queue.index(one) > first_exposure]
        if late:
            raise ValueError(f"queue: epss and cvss never come before {', '.join(late)}: patients come first")
        return self


class Numbering(Part):
    """How documents are numbered (practice 2.2)."""

    policy_kind: Literal["numbering"]
    """Says that this is a numbering scheme."""
    document_pattern: Text = "DOC-CYB-{product}-{number:03d} rev {revision}"
    """Document number with places for `product`, `number` and `revision`."""
    digits: Annotated[int, Field(ge=4, le=8)] = 4
    """Digits of a record number, zero-padded."""


class ClockTable(Part):
    """Reporting periods; the catalogue owns the legal ones, this adds the company's own."""

    policy_kind: Literal["clocks"]
    """Says that this is a table of clocks."""
    own_days: dict[str, int] = Field(default_factory=dict)
    """Company clock name to days."""


class DetectionTuning(Part):
    """Thresholds of log detection (practice 5)."""

    policy_kind: Literal["detection"]
    """Says that these are thresholds of detection."""
    thresholds: dict[str, Decimal] = Field(default_factory=dict)
    """Detection rule to threshold."""
    suppression_days: Annotated[int, Field(ge=1, le=90)] = 90
    """Longest time a suppression may last, in days (V31)."""


PolicyContent: TypeAlias = Annotated[
    SeverityScale
    | ExploitabilityModel
    | RiskMatrix
    | AcceptancePolicy
    | SignaturePolicy
    | SbomGate
    | ServiceLevels
    | Numbering
    | ClockTable
    | DetectionTuning,
    Field(discriminator="policy_kind"),
]


class Policy(Record):
    """A rule of the company as data: versioned, signed, replaceable."""

    kind: ClassVar[str] = "policy"
    prefix: ClassVar[str] = "POL"

    name: Text
    """Short name people use, e.g. `MATRIX-1`."""
    rule: PolicyContent
    """The rule itself; `policy_kind` says which."""
    valid_to: date | None = None
    """Last day it counts."""

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        return self

    @property
    def label(self) -> str:
        """Name and version as printed beside a decision, e.g. `MATRIX-1@1`."""
        return f"{self.name}@{self.version}"

    @property
    def subject(self) -> str:
        """Title without the mark of a proposal; status and signatures say whether the company took it on."""
        return self.title.removesuffix("[P]").rstrip()
