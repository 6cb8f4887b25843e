"""Organisations, people, plans, decisions, changes, documents and signatures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from medward.governance.company import CompanyFacts
from medward.kernel.lifecycle import CHANGE, PLAIN, Lifecycle, Meaning, Role
from medward.kernel.records import Part, Record, RefTo, RelativePath, Sha256, Text


class OrganisationRole(StrEnum):
    """What a company or body is to the manufacturer."""

    MANUFACTURER = "manufacturer"
    AUTHORISED_REPRESENTATIVE = "authorised-representative"
    IMPORTER = "importer"
    HEALTHCARE_PROVIDER = "healthcare-provider"
    SUPPLIER = "supplier"
    REGULATOR = "regulator"
    CERT = "cert"
    INFORMATION_SHARING = "information-sharing"
    """An ISAO, ISAC or similar body."""


class Organisation(Record):
    """A company, hospital, supplier or authority."""

    kind: ClassVar[str] = "organisation"
    prefix: ClassVar[str] = "ORG"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    legal_name: Text
    """Name in the commercial register."""
    roles: Annotated[tuple[OrganisationRole, ...], Field(min_length=1)]
    """What it is to us."""
    parent: Annotated[str, RefTo("organisation")] = ""
    """The organisation it belongs to; a hospital site names its trust."""
    contacts: tuple[Text, ...] = ()
    """Mail addresses or telephone numbers, each with its purpose."""
    pgp_key: str = ""
    """Fingerprint of the key for confidential reports."""
    regulatory: CompanyFacts = CompanyFacts()
    """What it is to the law; decides which duties it has."""


class EarlierKey(Part):
    """A public key a person used before; what was signed with it in that time stays valid."""

    public_key: Text
    """Base64 of the 32-byte Ed25519 key."""
    valid_from: date | None = None
    """First day it was used; none when nobody noted it."""
    valid_until: date
    """Last day it was used; a signature of a later day does not count."""

    def was_used_on(self, day: date) -> bool:
        """Say whether it was the person's key on a day."""
        return (self.valid_from is None or self.valid_from <= day) and day <= self.valid_until


class Person(Record):
    """Somebody who edits, reviews or signs. Never deleted."""

    kind: ClassVar[str] = "person"
    prefix: ClassVar[str] = "USR"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    printed_name: Text
    """Name as it stands beside a signature (21 CFR 11.50(a)(1))."""
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    """What the person may do."""
    organisation: Annotated[str, RefTo("organisation")] = ""
    """Employer."""
    identity_verified_by: str = ""
    """Who checked the identity (21 CFR 11.100(b))."""
    identity_verified_on: date | None = None
    """Day of that check."""
    public_key: str = ""
    """Base64 of the 32-byte Ed25519 key that proves this person's signatures."""
    earlier_keys: tuple[EarlierKey, ...] = ()
    """Keys used before, each with its time; signatures made with them in that time count (V25)."""


class PlanKind(StrEnum):
    """What a plan is for (practice 3, row 10)."""

    SECURITY = "security"
    MANAGEMENT = "management"
    TEST = "test"
    INCIDENT_RESPONSE = "incident-response"
    CVD_POLICY = "cvd-policy"


class PlanSection(Part):
    """One headed section of a plan."""

    heading: Text
    """Heading of the section."""
    text: Text
    """What it says."""


class Plan(Record):
    """How security work is done for a product: security, postmarket, test, incident or disclosure plan."""

    kind: ClassVar[str] = "plan"
    prefix: ClassVar[str] = "PLN"

    plan_kind: PlanKind
    """Which plan it is."""
    scope: Text
    """What it covers and what it does not."""
    cadence: Text
    """How often its activities happen."""
    sections: Annotated[tuple[PlanSection, ...], Field(min_length=1)]
    """The text, section by section."""
    policies: Annotated[tuple[str, ...], RefTo("policy")] = ()
    """Policies it applies."""
    sources: Annotated[tuple[str, ...], RefTo("requirement-source")] = ()
    """Clauses it answers."""


class DecisionKind(StrEnum):
    """What was decided (practice 3, row 30), plus the statements that rules V02-V05, V13 ask for."""

    ACCEPT_RESIDUAL = "accept-residual"
    BENEFIT_RISK = "benefit-risk"
    NO_PATIENT_HARM = "no-patient-harm"
    BULK_DISPOSITION = "bulk-disposition"
    DECLARED_ABSENT = "declared-absent"
    NOT_APPLICABLE = "not-applicable"
    NOT_REPORTABLE = "not-reportable"
    NO_NEW_SUBMISSION = "no-new-submission"
    EVIDENCE_REUSE = "evidence-reuse"
    EXCEPTION = "exception"
    VEX = "vex"
    OVERALL_RESIDUAL = "overall-residual"
    """The statement about all residual security risks together (practice 4.12)."""
    PRIVACY = "privacy"
    """What follows for personal data, where the patient is not at risk (practice 4.9)."""
    CONTROL = "control"
    """Whether the risk of vulnerabilities in the field is controlled (practice 4.9); `outcome` is that word alone."""
    CLOCK_RESTART = "clock-restart"
    """That clocks of a vulnerability count from another instant than the awareness recorded first."""
    FIELD_UPDATE = "field-update"
    """Whether units in the field, implants above all, are updated (practice S20)."""


class UpdateHarm(Part):
    """One harm on one side of a decision about an update; it is never added to another."""

    harm: Annotated[str, RefTo("harm")] = ""
    """Harm of the safety file, when it is one."""
    text: Text
    """What can happen to the patient."""
    share: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]+)?$")] = ""
    """Share of patients in percent, where it was observed, as `0.02`; never a guess about an attacker."""
    source: Text
    """Where this was taken from."""


class FieldCount(Part):
    """Units on one day; each unit stands in one row only."""

    on: date
    """Day of the count."""
    updated: Annotated[int, Field(ge=0)] = 0
    """Updated and verified."""
    declined: Annotated[int, Field(ge=0)] = 0
    """The patient declined."""
    deferred: Annotated[int, Field(ge=0)] = 0
    """Put off to a later visit."""


class FieldUpdate(Part):
    """What speaks for an update of units in the field, what against it, and how far it has come."""

    risk: Annotated[str, RefTo("risk")]
    """Risk of leaving the units as they are."""
    of_updating: tuple[UpdateHarm, ...] = ()
    """What the update itself can do to a patient."""
    of_waiting: tuple[UpdateHarm, ...] = ()
    """What can happen while the unit stays as it is, besides the risk."""
    patient_letter: Annotated[str, RefTo("label", "document")] = ""
    """What patients are told."""
    not_recommended: tuple[Text, ...] = ()
    """Options that are advised against, as `prophylactic replacement`, each with the reason."""
    units: Annotated[int, Field(ge=0)]
    """Units ever distributed with the affected release."""
    gone: Annotated[int, Field(ge=0)] = 0
    """Of these, explanted, decommissioned, or with a deceased patient; never eligible."""
    unreachable: Annotated[int, Field(ge=0)] = 0
    """Of these, not heard of for more than twelve months; listed apart, not eligible."""
    counts: tuple[FieldCount, ...] = ()
    """Progress, one row per day of counting."""


class Decision(Record):
    """A question, the options weighed, and what was decided, why and until when."""

    kind: ClassVar[str] = "decision"
    prefix: ClassVar[str] = "DEC"

    decision_kind: DecisionKind
    """What sort of decision it is; the acceptance policy says which signatures it needs."""
    subjects: Annotated[tuple[str, ...], RefTo()] = ()
    """Records it decides about."""
    absent: tuple[Text, ...] = ()
    """For `declared-absent` and `not-applicable`: interface purposes or control categories it covers."""
    question: Text
    """What had to be decided."""
    options: tuple[Text, ...] = ()
    """What was considered."""
    outcome: Text
    """What was decided."""
    rationale: Text
    """Why."""
    benefit: str = ""
    """For benefit-risk: what the patient gains from the function."""
    why_not_further: str = ""
    """For benefit-risk: why further reduction is impracticable."""
    user_information: str = ""
    """What users are told."""
    field_update: FieldUpdate | None = None
    """For field-update: both sides of the decision."""
    trigger: str = ""
    """What would reopen the decision."""
    expires_on: date | None = None
    """Last day it counts."""


class ImpactAnswers(Part):
    """The six questions of a change (practice 2.3-J)."""

    security: Text
    """What it changes in threats, risks and controls."""
    safety: Text
    """What it changes in the safety file."""
    submission: Text
    """Whether an authority must be asked or told."""
    labelling: Text
    """What it changes in what users read."""
    sbom: Text
    """Which components it changes."""
    fleet: Text
    """What it means for devices in the field."""


class Change(Record):
    """A change to the product or its file, with its impact and regression set."""

    kind: ClassVar[str] = "change"
    prefix: ClassVar[str] = "CHG"
    lifecycle: ClassVar[Lifecycle] = CHANGE

    what: Text
    """What changes."""
    why: Text
    """Why it changes."""
    impact: ImpactAnswers | None = None
    """Answers; required from `impact-assessed` on."""
    release: Annotated[str, RefTo("release")]
    """Release that carries the change."""
    affected: Annotated[tuple[str, ...], RefTo()] = ()
    """Records the change touches."""
    decision: Annotated[str, RefTo("decision")] = ""
    """Decision on a new submission."""
    regression: Annotated[tuple[str, ...], RefTo("test")] = ()
    """Tests to run again."""


class InputSnapshot(Part):
    """One record version that went into a document."""

    record: Annotated[str, RefTo()]
    """Record that went in."""
    version: Annotated[int, Field(ge=1)]
    """Its version then."""
    sha256: Sha256
    """Digest of its canonical content then."""


class Document(Record):
    """A controlled document: built from records for a release, or written for the whole company."""

    kind: ClassVar[str] = "document"
    prefix: ClassVar[str] = "DOC"

    number: Text
    """Human document number, as `DOC-CYB-LVP-012 rev C`."""
    document_kind: Text
    """Which document of the set it is, e.g. `threat model report`."""
    jurisdiction: str = ""
    """Jurisdiction of a view; empty for the common part."""
    release: Annotated[str, RefTo("release")] = ""
    """Release it describes; empty for a procedure or statement of the company."""
    inputs: tuple[InputSnapshot, ...] = ()
    """Records it was built from; a later change makes it stale (V26). A company's own text has none."""
    files: tuple[RelativePath, ...] = ()
    """Built files."""


class Submission(Record):
    """A package of documents sent to an authority or body."""

    kind: ClassVar[str] = "submission"
    prefix: ClassVar[str] = "SUB"

    jurisdiction: Text
    """Where it goes."""
    number: str = ""
    """Number given by the authority."""
    release: Annotated[str, RefTo("release")]
    """Release it is about."""
    documents: Annotated[tuple[str, ...], RefTo("document")] = ()
    """Documents in it."""
    submitted_on: date | None = None
    """Day it was sent."""


class Signature(Record):
    """An electronic signature, bound to exact content (21 CFR 11.50, 11.70).

    It covers the digest of the signed content, its own id and the previous
    signature of this device file, so it cannot be moved, dropped or reordered
    unnoticed.
    """

    kind: ClassVar[str] = "signature"
    prefix: ClassVar[str] = "SIG"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    record: Annotated[str, RefTo()]
    """Record that was signed."""
    record_version: Annotated[int, Field(ge=1)]
    """Its version."""
    content_sha256: Sha256
    """Digest of its canonical content."""
    meaning: Meaning
    """What the signature says."""
    signer: Annotated[str, RefTo("person")]
    """Who signed."""
    printed_name: Text
    """Name as printed."""
    signed_at: AwareDatetime
    """Instant with offset."""
    policy: str = ""
    """Signature policy in force, as `ORG-POL-0005@1`."""
    statement: Text
    """The sentence the signer agreed to."""
    previous: Sha256
    """Digest of the previous signature record of this device file; zeros for the first."""
    public_key: Text
    """Base64 of the signer's 32-byte Ed25519 public key."""
    value: Text
    """Base64 of the Ed25519 signature over the canonical record without this field."""
