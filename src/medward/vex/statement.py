"""The one internal statement from which every VEX format is written, and into which every one is read.

A statement says of one product, and where it is known of one component in it, how it stands to one
vulnerability. The word of the format it came from is kept beside our own, so that nothing finer is lost.

Source: practice 4.15; CISA, Minimum Requirements for VEX (2023), in our words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from medward.components.sbom import Hash
    from medward.vex.records import Justification


class VexFormat(StrEnum):
    """A format of VEX documents."""

    CYCLONEDX = "cyclonedx"
    OPENVEX = "openvex"
    CSAF = "csaf"

    @property
    def label(self) -> str:
        """Name as people write it."""
        return {"cyclonedx": "CycloneDX", "openvex": "OpenVEX", "csaf": "CSAF"}[self.value]


class VexStatus(StrEnum):
    """The four statuses all VEX formats share."""

    UNDER_INVESTIGATION = "under-investigation"
    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    FIXED = "fixed"

    @property
    def strictness(self) -> int:
        """Place among the four: the higher, the more a reader has to do."""
        return ("not-affected", "fixed", "under-investigation", "affected").index(self.value)


class Tlp(StrEnum):
    """Who may read a document: the label of the Traffic Light Protocol, as CSAF 2.0 spells it."""

    WHITE = "WHITE"
    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


class Response(StrEnum):
    """What the author does about it, in the words of CycloneDX `analysis.response`."""

    CAN_NOT_FIX = "can_not_fix"
    WILL_NOT_FIX = "will_not_fix"
    UPDATE = "update"
    ROLLBACK = "rollback"
    WORKAROUND_AVAILABLE = "workaround_available"


class Term(NamedTuple):
    """State and justification in the words of CycloneDX, which has more of them than the other formats."""

    state: str
    justification: str = ""
    inside_product: bool = False
    """Whether the mitigation is built in and neither user nor attacker can switch it off (practice 4.15)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a product or component is known by; an empty text means that nobody says."""

    name: str = ""
    version: str = ""
    purl: str = ""
    cpe: str = ""
    hashes: tuple[Hash, ...] = ()
    version_range: str = ""
    """As `vers`, where a document speaks of many versions."""
    udi: str = ""
    """UDI-DI of the device."""
    deployable: str = ""
    """Part of the release that holds the component."""
    supplier: str = ""
    bom_link: str = ""
    """Place in an SBOM: `urn:cdx:serial/version#ref`."""
    id: str = ""
    """Further id of the document's own, where it is neither package URL nor CPE."""

    @property
    def label(self) -> str:
        """What a person can recognise it by."""
        named = f"{self.name} {self.version}".strip() if self.name else ""
        elsewhere = f"{self.bom_link or self.id or 'an unnamed product'} {self.version}".strip()
        return self.purl or named or self.cpe or elsewhere


@dataclass(frozen=True, slots=True)
class Statement:
    """How one product stands to one vulnerability."""

    vulnerability: str
    product: Identity
    status: VexStatus
    aliases: tuple[str, ...] = ()
    component: Identity | None = None
    justification: Justification | None = None
    term: Term | None = None
    """The word of CycloneDX, when the statement came from there or is meant so."""
    detail: str = ""
    """Reasoning."""
    impact: str = ""
    """Why it does not matter, or what follows, for readers."""
    action: str = ""
    """What users do."""
    responses: tuple[Response, ...] = ()
    fix_is_coming: bool = False
    """Whether a fix is planned or made, and not available yet; only CSAF has a place for it."""
    summary: str = ""
    """What the vulnerability is."""
    weaknesses: tuple[str, ...] = ()
    """CWE ids."""
    vector: str = ""
    """CVSS vector for this product."""
    issued: datetime | None = None
    """Since when it says so."""
    updated: datetime | None = None
    id: str = ""
    """Id of the record or of the statement in its document."""

    @property
    def said_at(self) -> datetime | None:
        """When it was last said: of two statements about one product the later counts."""
        return self.updated or self.issued

    @property
    def ids(self) -> frozenset[str]:
        """Every id of the vulnerability, in capitals, so that two sources meet."""
        return frozenset(name.upper() for name in (self.vulnerability, *self.aliases))


class Revision(NamedTuple):
    """One entry of a document's history."""

    number: str
    at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class VexDocument:
    """One document with the statements of one author."""

    format: VexFormat
    spec_version: str
    id: str
    author: str
    version: str
    """As the document counts it."""
    timestamp: datetime | None
    """When this version was issued."""
    statements: tuple[Statement, ...]
    sha256: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()
    """What a reader should know: what is missing, what was left out."""
    first_issued: datetime | None = None
    revisions: tuple[Revision, ...] = ()
    namespace: str = ""
    """Address of the author."""
    publisher: str = "vendor"
    """What the author is to the products, in the words of CSAF 2.0; `other` where nobody says."""
    tlp: Tlp = Tlp.WHITE
    """Who may read it; only CSAF has a place for it."""
