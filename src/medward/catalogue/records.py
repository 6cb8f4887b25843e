"""Where requirements come from: clauses of law and standards, and catalogue controls."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Record, RefTo, Text


class SourceStatus(StrEnum):
    """Whether a text counts."""

    IN_FORCE = "in-force"
    DRAFT = "draft"
    SUPERSEDED = "superseded"


class RequirementSource(Record):
    """A clause of a law, guidance or standard, in our own words."""

    kind: ClassVar[str] = "requirement-source"
    prefix: ClassVar[str] = "REG"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    publication: Text
    """Name of the law, guidance or standard."""
    edition: Text
    """Edition or day of issue, as the publisher writes it."""
    clause: Text
    """Clause, article or section in that edition."""
    paraphrase: Text
    """Our words; standard text is never copied."""
    jurisdiction: Text
    """Where it counts, as `us`, `eu`, `international`."""
    source_status: SourceStatus
    """Whether the text is in force, a draft, or superseded."""
    confidence: Literal["V1", "V", "K", "P"]
    """How sure we are: primary source, secondary source, practice, proposal."""
    valid_to: date | None = None
    """Last day it counts; none while nothing replaces it."""
    checked_on: date | None = None
    """Day on which somebody last compared this record with the text."""
    checked_by: Annotated[str, RefTo("person")] = ""
    """Who compared it."""


class ControlCategory(StrEnum):
    """The eight control categories of the FDA premarket guidance (practice 4.17)."""

    AUTHENTICATION = "authentication"
    AUTHORIZATION = "authorization"
    CRYPTOGRAPHY = "cryptography"
    INTEGRITY = "code-data-execution-integrity"
    CONFIDENTIALITY = "confidentiality"
    DETECTION = "event-detection-logging"
    RESILIENCY = "resiliency-recovery"
    UPDATES = "firmware-software-updates"


class CatalogueControl(Record):
    """A control the company reuses across products."""

    kind: ClassVar[str] = "catalogue-control"
    prefix: ClassVar[str] = "CAT"

    name: Text
    """What the control is called across products."""
    fda_category: ControlCategory
    """The one category it counts in."""
    mdcg_capabilities: tuple[Text, ...] = ()
    """Capabilities of MDCG 2019-16, as `NAUT`, `TXIG`."""
    iec62443_4_2: tuple[Text, ...] = ()
    """Component requirements, as `CR 1.2`."""
    emb3d_mitigations: tuple[Text, ...] = ()
    """EMB3D mitigation ids."""
    verification_hint: Text
    """How such a control is usually verified."""
    sources: Annotated[tuple[str, ...], RefTo("requirement-source")] = ()
    """Clauses that ask for it."""
