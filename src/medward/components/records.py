"""What people record about components: suppliers, component masters, SBOM documents, notes on instances.

The components themselves are facts, read from the SBOM; a record completes or
judges them.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Record, RefTo, RelativePath, Sha256, Text


class SupplierAgreement(Record):
    """What a supplier promised about security."""

    kind: ClassVar[str] = "supplier-agreement"
    prefix: ClassVar[str] = "SUP"

    supplier: Annotated[str, RefTo("organisation")]
    """Who supplies."""
    security_contact: Text
    """Whom to reach about a vulnerability, and how."""
    notification_days: int
    """Days within which the supplier tells us about a vulnerability."""
    support_until: date | None = None
    """Last day of promised security support."""
    last_assessed_on: date | None = None
    """Day the supplier was last assessed."""
    last_contact_on: date | None = None
    """Day the contact last answered."""
    sbom_received: bool = False
    """Whether the supplier handed over an SBOM."""
    terms: Text
    """What was agreed."""


class SupportLevel(StrEnum):
    """Level of support of a component, as the FDA premarket guidance asks for it."""

    ACTIVELY_MAINTAINED = "actively-maintained"
    NO_LONGER_MAINTAINED = "no-longer-maintained"
    ABANDONED = "abandoned"
    UNKNOWN = "unknown"


class ComponentMaster(Record):
    """What we know of one component line, whichever releases contain it."""

    kind: ClassVar[str] = "component-master"
    prefix: ClassVar[str] = "LIB"

    purl: str = ""
    """Package URL without or with version; matches SBOM components by name, and version when given."""
    cpe: str = ""
    """CPE 2.3 name, where the component has one."""
    name: Text
    """Name of the component, as its supplier writes it."""
    supplier: Text
    """Who makes and maintains it."""
    support_level: SupportLevel
    """How well it is maintained; unknown counts as missing (V15)."""
    end_of_support: date | None = None
    """Last day of its support."""
    end_of_support_source: str = ""
    """Where that date comes from."""
    end_of_support_reason: str = ""
    """Why there is no date, when there is none."""
    licence: str = ""
    """SPDX licence expression."""
    plan: str = ""
    """What we do when support ends before the product's."""


class Generation(StrEnum):
    """When an SBOM was made."""

    PRE_BUILD = "pre-build"
    BUILD = "build"
    POST_BUILD = "post-build"


class SbomDocument(Record):
    """An SBOM file of one deployable of one release."""

    kind: ClassVar[str] = "sbom"
    prefix: ClassVar[str] = "BOM"

    release: Annotated[str, RefTo("release")]
    """Release the SBOM describes."""
    deployable: Text
    """Which deployable of it, e.g. `comms-module`."""
    file: RelativePath
    """The SBOM file."""
    sha256: Sha256
    """Digest of the file when it was recorded."""
    format: Text
    """`CycloneDX` or `SPDX`."""
    spec_version: Text
    """Version of the format, e.g. `1.6`."""
    author: Text
    """Who made the SBOM."""
    tool: Text
    """Tool and version that wrote it."""
    generated_at: AwareDatetime
    """Instant it was written; not before the build started (V16)."""
    generation: Generation
    """Where in the build it was made."""
    build: Text
    """Build id the SBOM belongs to (V16)."""
    serial: str = ""
    """Serial number inside the file, e.g. `urn:uuid:...`."""
    completeness: Text
    """How we know nothing is missing, and what is known to be."""


class Component(Record):
    """A note on one component of one SBOM: what we changed in it and what we use of it."""

    kind: ClassVar[str] = "component"
    prefix: ClassVar[str] = "CMP"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    sbom: Annotated[str, RefTo("sbom")]
    """SBOM that contains it."""
    bom_ref: Text
    """`bom-ref` of the component in that file."""
    name: Text
    """Name of the component, as in that file."""
    component_version: Text
    """Version of the component, as in that file."""
    master: Annotated[str, RefTo("component-master")] = ""
    """What we know of its line."""
    modified: bool = False
    """Whether we changed its source."""
    used_functions: str = ""
    """What of it we call, and what is compiled out."""
