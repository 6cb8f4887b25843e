"""How complete an SBOM is, by the lists regulators and agencies use.

Every profile answers `complete components / all components` and names the components that fail, field by
field. What belongs to the document as a whole is listed apart and does not make components incomplete. A
field that says `unknown` fails like an empty one; where the list asks for it, it is also counted as declared.

Sources: NTIA, "The Minimum Elements For a Software Bill of Materials" (July 2021), data fields. CISA, "2025
Minimum Elements for a Software Bill of Materials" (draft for comment, August 2025). CISA and partners, "2026
Minimum Elements for a Software Bill of Materials" (29 July 2026), appendix A; its list of fields is taken from
public descriptions that agree with each other. FDA, "Cybersecurity in Medical Devices" (2025) V.A.4(b):
support level and end-of-support date on top of the NTIA elements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from medward.components.fills import Fill, filled
from medward.components.stated import (
    SUPPORT_LEVELS,
    day_of,
    has_identifier,
    is_digest,
    is_named,
    is_unknown,
    is_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.components.sbom import Component, Sbom

UNKNOWN_PROPERTY: Final = "cdx:cisa:unknown-information"
WITHHELD_PROPERTY: Final = "cdx:cisa:withheld-information"
"""Statements per field as proposed for the CycloneDX property taxonomy (pull request 186, not yet accepted)."""


class ProfileResult(TypedDict):
    """One profile's answer."""

    complete: int
    total: int
    failing: dict[str, list[str]]
    """Field to the references of the components that lack it, in the order of the SBOM."""
    document: list[str]
    """What the document as a whole lacks."""
    cannot_tell: list[str]
    """What the file cannot show, such as a signature that lies beside it."""
    declared_unknown: dict[str, list[str]]
    """Of the failing ones, those the SBOM says it does not know; only where the edition asks."""
    withheld: dict[str, list[str]]
    """Of the failing ones, those the SBOM says it keeps back; only where the edition asks."""
    edition: str
    confidence: str
    """V: read in the issuer's own text. V2: descriptions by others that agree."""


_Check = Callable[[str, "Component"], bool]


class Profile(NamedTuple):
    """One list of elements."""

    title: str
    edition: str
    confidence: str
    component: tuple[str, ...]
    """Fields of each component, in the order of the list."""
    document: tuple[str, ...]
    """Fields of the document."""
    tells_unknown: bool = False
    """Whether the list asks to tell the unknown from the withheld."""
    note: str = ""


_NTIA: Final = ("supplier", "name", "version", "identifier", "relationship")
PROFILES: Final = {
    "ntia": Profile(
        "NTIA 2021", "Minimum Elements for an SBOM, July 2021", "V", _NTIA, ("author", "timestamp")
    ),
    "cisa": Profile(
        "CISA 2026",
        "2026 Minimum Elements for an SBOM, 29 July 2026",
        "V2",
        (*_NTIA, "hash", "hash_algorithm", "licence"),
        ("author", "author_signature", "timestamp", "format_name", "format_version",
         "generation_context", "tool", "tool_version", "sbom_version"),
        tells_unknown=True,
        note="by public descriptions that agree; not adopted by the FDA; a signature may lie beside the file",
    ),
    "cisa-draft": Profile(
        "CISA 2025 draft",
        "2025 Minimum Elements for an SBOM, draft for comment, August 2025",
        "V",
        (*_NTIA, "hash", "licence"),
        ("author", "timestamp", "tool", "generation_context"),
        tells_unknown=True,
        note="replaced by the edition of 2026",
    ),
    "fda": Profile(
        "FDA premarket",
        "Cybersecurity in Medical Devices, V.A.4(b)",
        "V",
        (*_NTIA, "support_level", "end_of_support"),
        ("author", "timestamp"),
    ),
}  # fmt: skip
"""Lists by the key that commands and JSON use."""

_ELEMENT_NAMES: Final = {
    "supplier": ("component producer", "supplier name", "software producer"),
    "name": ("component name",),
    "version": ("component version", "version of the component"),
    "identifier": ("component identifiers", "software identifiers", "other unique identifiers"),
    "relationship": ("component dependency relationship", "dependency relationship"),
    "hash": ("component hash value", "component hash"),
    "hash_algorithm": ("component hash algorithm",),
    "licence": ("component license", "license"),
}
"""How CISA's two editions and NTIA name each field, for statements about what is not known."""


def profiles(sbom: Sbom, fills: Mapping[str, Fill] | None = None) -> dict[str, ProfileResult]:
    """Return every profile's answer for an SBOM.

    Args:
        sbom: The SBOM as read; it is not changed.
        fills: What is known besides, by component label; it never replaces what the SBOM states.
    """
    components = [filled(component, fills or {}) for component in sbom.components]
    related = _related(sbom)
    checks: dict[str, Callable[[Component], bool]] = {
        "supplier": lambda one: is_named(one.supplier),
        "name": lambda one: is_named(one.name),
        "version": lambda one: is_version(one.stated_version),
        "identifier": has_identifier,
        "relationship": lambda one: bool(one.parents) or one.label in related,
        "hash": lambda one: any(map(is_digest, one.hashes)),
        "hash_algorithm": lambda one: not one.hashes or any(part.algorithm.strip() for part in one.hashes),
        "licence": lambda one: any(is_named(text) for text in one.licences),
        "support_level": lambda one: one.support_level in SUPPORT_LEVELS,
        "end_of_support": lambda one: day_of(one.end_of_support) is not None,
    }
    failing = {
        name: [one for one in components if not holds(one)] for name, holds in checks.items()
    }  # fmt: skip
    return {name: _result(profile, sbom, failing) for name, profile in PROFILES.items()}


def _result(profile: Profile, sbom: Sbom, failing: Mapping[str, list[Component]]) -> ProfileResult:
    lacking = {name: failing[name] for name in profile.component if failing[name]}
    incomplete = {id(one) for parts in lacking.values() for one in parts}
    document, cannot_tell = _document(profile, sbom)
    told = lacking if profile.tells_unknown else {}
    return ProfileResult(
        complete=len(sbom.components) - len(incomplete),
        total=len(sbom.components),
        failing={name: [one.label for one in parts] for name, parts in lacking.items()},
        document=document,
        cannot_tell=cannot_tell,
        declared_unknown=_those(told, is_declared_unknown),
        withheld=_those(told, is_withheld),
        edition=profile.edition,
        confidence=profile.confidence,
    )


def _those(lacking: Mapping[str, Iterable[Component]], says: _Check) -> dict[str, list[str]]:
    """Return of the failing components, by field, those about which the SBOM says something."""
    found = {name: [one.label for one in parts if says(name, one)] for name, parts in lacking.items()}
    return {name: labels for name, labels in found.items() if labels}


def is_declared_unknown(name: str, component: Component) -> bool:
    """Return whether a component says that nobody knows one of its fields."""
    texts = {
        "supplier": (component.supplier,),
        "version": (component.stated_version,),
        "licence": component.licences,
        "name": (component.name,),
    }
    return any(map(is_unknown, texts.get(name, ()))) or _declares(UNKNOWN_PROPERTY, name, component)


def is_withheld(name: str, component: Component) -> bool:
    """Return whether a component says that its maker keeps one of its fields back."""
    return _declares(WITHHELD_PROPERTY, name, component)


def _declares(name: str, field: str, component: Component) -> bool:
    words = _ELEMENT_NAMES.get(field, ())
    return any(one.name == name and one.value.strip().lower() in words for one in component.properties)


def _document(profile: Profile, sbom: Sbom) -> tuple[list[str], list[str]]:
    """Return what the document lacks, and what its file cannot show."""
    present = {
        "author": any(map(is_named, sbom.authors)),
        "author_signature": sbom.is_signed,
        "timestamp": day_of(sbom.timestamp) is not None,
        "format_name": bool(sbom.spec_version),
        "format_version": bool(sbom.spec_version),
        "generation_context": any(map(is_named, sbom.lifecycles)),
        "tool": any(map(is_named, sbom.tools)),
        "tool_version": bool(sbom.tools) and all(map(_is_versioned, sbom.tools)),
        "sbom_version": bool(sbom.version or sbom.serial),
    }
    lacking = [name for name in profile.document if not present[name]]
    beside = [name for name in lacking if name == "author_signature"]
    return [name for name in lacking if name not in beside], beside


def _is_versioned(tool: str) -> bool:
    """Return whether a tool stands with a version, as `syft 1.38.0`."""
    words = tool.split()
    return len(words) > 1 and any(sign.isdigit() for sign in words[-1])


def _related(sbom: Sbom) -> set[str]:
    """Return the labels of what stands anywhere in the dependency graph or in the product."""
    entries = (*sbom.dependencies, *sbom.contains)
    return {ref for entry in entries for ref in (entry.ref, *entry.depends_on) if ref}
