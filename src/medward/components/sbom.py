"""A software bill of materials as Medward holds it, whatever format it came in."""

from __future__ import annotations

from typing import Final, NamedTuple

SUPPORT_SOURCE_PROPERTY: Final = "medward:end-of-support-source"


class Hash(NamedTuple):
    """A component's hash with its algorithm as the file names it, e.g. `SHA-256`."""

    algorithm: str
    content: str


class Property(NamedTuple):
    """One of the name-value pairs Medward reads: support milestones and its own."""

    name: str
    value: str


class Origin(NamedTuple):
    """Where a component of a merged SBOM came from."""

    file: str
    """What the file is called."""
    ref: str
    """How the component is called in that file."""
    parents: tuple[str, ...] = ()
    """Labels of the components it is nested in there, outermost first."""


class Dependency(NamedTuple):
    """What one entry of the dependency graph says."""

    ref: str
    depends_on: tuple[str, ...]


class Problem(NamedTuple):
    """Something in the file that is wrong but leaves the list of components certain."""

    pointer: str
    """JSON pointer (RFC 6901)."""
    message: str
    hint: str = ""


class Component(NamedTuple):
    """One part of a product as its SBOM lists it; an empty text or tuple means the file does not say."""

    ref: str
    name: str
    group: str = ""
    version: str = ""
    type: str = ""
    purl: str = ""
    cpe: str = ""
    swid: str = ""
    supplier: str = ""
    licences: tuple[str, ...] = ()
    hashes: tuple[Hash, ...] = ()
    scope: str = ""
    parents: tuple[str, ...] = ()
    """Labels of the components this one is nested in, outermost first."""
    support_level: str = ""
    """Property `medward:support-level`, e.g. `actively-maintained`."""
    end_of_support: str = ""
    """Property `cdx:lifecycle:milestone:endOfSupport`, an ISO 8601 date."""
    modified: bool = False
    """Whether the file says that it was changed: a flag, or a pedigree with patches or ancestors."""
    properties: tuple[Property, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Further package URLs and CPE names the file gives beside `purl` and `cpe`."""
    content_identifiers: tuple[str, ...] = ()
    """Identifiers computed from its content: SWHID (`swh:1:...`) and gitoid (`gitoid:blob:sha256:...`, OmniBOR)."""
    pointer: str = ""
    """Where in the file the component stands."""
    origins: tuple[Origin, ...] = ()
    """Files the component came from, after merging; empty as read."""
    originator: str = ""
    """Who made it, where the file tells that apart from who supplies it (SPDX originator, CycloneDX manufacturer)."""
    supplier_is_person: bool = False
    """Whether the supplier is a person; SPDX says so, CycloneDX has organisations only."""
    originator_is_person: bool = False
    version_is_from_purl: bool = False
    """Whether the file has no version field and `version` was read from the package URL."""

    @property
    def stated_version(self) -> str:
        """The version field of the file; "" where only the package URL has a version."""
        return "" if self.version_is_from_purl else self.version

    @property
    def label(self) -> str:
        """What a person can find the component by: its reference, else its place in the file."""
        return self.ref or self.pointer

    @property
    def known_as(self) -> str:
        """How records name it: its package URL, else name and version."""
        return self.purl or self.versioned_name

    @property
    def end_of_support_source(self) -> str:
        """Where the end of support comes from, as the property `medward:end-of-support-source` says."""
        return next((one.value for one in self.properties if one.name == SUPPORT_SOURCE_PROPERTY), "")

    @property
    def full_name(self) -> str:
        """Group and name together, as a table shows them."""
        return f"{self.group}/{self.name}" if self.group else self.name

    @property
    def versioned_name(self) -> str:
        """Full name and version, as a sentence names it."""
        return f"{self.full_name} {self.version}".strip()


class Sbom(NamedTuple):
    """One SBOM file."""

    serial: str
    spec_version: str
    timestamp: str
    tools: tuple[str, ...]
    authors: tuple[str, ...]
    root: Component | None
    """The product the SBOM describes; not among `components`."""
    components: tuple[Component, ...]
    """Every component of the file in its order, nested ones after the one that holds them."""
    dependencies: tuple[Dependency, ...]
    lifecycles: tuple[str, ...]
    sha256: str
    problems: tuple[Problem, ...] = ()
    """Empty after a strict reading."""
    notes: tuple[str, ...] = ()
    """What a reader should know: an old format version, an SBOM without components."""
    other_refs: tuple[str, ...] = ()
    """References of services and the like, which dependencies may name although they are no components."""
    version: str = ""
    """Number or name of this issue of the SBOM, as the file gives it."""
    is_signed: bool = False
    """Whether the file holds a signature; nobody verified it. A signature may also lie beside the file."""
    format: str = "CycloneDX"
    """`CycloneDX` or `SPDX`."""
    encoding: str = "JSON"
    """How the format was written down: JSON, XML, tag-value, YAML, RDF/XML or JSON-LD."""
    contains: tuple[Dependency, ...] = ()
    """What one contains, where the format says it in relationships (SPDX), and what is nested in the product.

    Components nested in others have `parents` too.
    """
    described: tuple[str, ...] = ()
    """Labels of the components an SPDX document is about where they are several; nobody said which is the product."""
    author_people: frozenset[str] = frozenset()
    """Those of `authors` who are persons; the others are organisations."""
