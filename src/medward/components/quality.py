"""How complete an SBOM is, by the lists regulators and agencies use.

Every profile answers `complete components / all components` and names the components that fail, field by
field. What belongs to the document as a whole is listed apart and does not make components incomplete.

Source: NTIA "The Minimum Elements For a Software Bill of Materials" (2021), data fields; CISA "2025 Minimum
Elements" (draft of August 2025), added fields; FDA "Cybersecurity in Medical Devices" (2025) V.A.4(b):
support level and end-of-support date on top of the NTIA elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple, TypedDict

from medward.components.purl import parse_purl
from medward.components.sbom import Component, Hash, Sbom
from medward.errors import InvalidInputError

SUPPORT_LEVELS: Final = frozenset({"actively-maintained", "no-longer-maintained", "abandoned"})
"""Levels of support the FDA guidance names; `unknown` is an answer, not a complete one."""
_NO_VERSIONS: Final = frozenset({"unknown", "latest", "*", "n/a", "none", "noassertion"})
_NO_NAMES: Final = frozenset({"unknown", "n/a", "noassertion"})
_CPE_IDENTITY: Final = slice(2, 5)
"""Part, vendor and product of `cpe:2.3:part:vendor:product:...` (NISTIR 7695, 6.2)."""


class Fill(NamedTuple):
    """What a side file adds to one component; an empty value adds nothing."""

    supplier: str = ""
    version: str = ""
    purl: str = ""
    cpe: str = ""
    licences: tuple[str, ...] = ()
    hashes: tuple[Hash, ...] = ()
    support_level: str = ""
    end_of_support: str = ""


class ProfileResult(TypedDict):
    """One profile's answer."""

    complete: int
    total: int
    failing: dict[str, list[str]]
    """Field to the references of the components that lack it, in the order of the SBOM."""
    document: list[str]
    """What the document as a whole lacks."""


_Check = Callable[[Component], bool]


def profiles(sbom: Sbom, fills: Mapping[str, Fill] | None = None) -> dict[str, ProfileResult]:
    """Return the profiles `ntia`, `cisa` and `fda` of an SBOM.

    Args:
        sbom: The SBOM as read; it is not changed.
        fills: What a side file adds, by component reference; it never replaces what the SBOM states.
    """
    components = [filled(component, fills or {}) for component in sbom.components]
    related = _related(sbom)
    ntia: dict[str, _Check] = {
        "supplier": lambda one: _is_named(one.supplier),
        "name": lambda one: _is_named(one.name),
        "version": lambda one: _is_version(one.version),
        "identifier": _has_identifier,
        "relationship": lambda one: bool(one.parents) or one.ref in related,
    }
    cisa: dict[str, _Check] = {
        **ntia,
        "hash": lambda one: bool(one.hashes),
        "licence": lambda one: bool(one.licences),
    }
    fda: dict[str, _Check] = {
        **ntia,
        "support_level": lambda one: one.support_level in SUPPORT_LEVELS,
        "end_of_support": lambda one: _day(one.end_of_support) is not None,
    }
    basic = [*_lacking(author=sbom.authors, timestamp=sbom.timestamp)]
    more = [*basic, *_lacking(tool=sbom.tools, generation_context=sbom.lifecycles)]
    return {
        "ntia": _result(components, ntia, basic),
        "cisa": _result(components, cisa, more),
        "fda": _result(components, fda, basic),
    }


def past_end_of_support(sbom: Sbom, fills: Mapping[str, Fill] | None, today: date) -> tuple[str, ...]:
    """Return the references of components whose end of support lies before `today`."""
    found = []
    for component in sbom.components:
        ends = _day(filled(component, fills or {}).end_of_support)
        if ends is not None and ends < today:
            found.append(component.label)
    return tuple(found)


def filled(component: Component, fills: Mapping[str, Fill]) -> Component:
    """Return a component with what the side file adds where the SBOM says nothing."""
    fill = fills.get(component.ref)
    if fill is None:
        return component
    return replace(
        component,
        supplier=component.supplier or fill.supplier,
        version=component.version or fill.version,
        purl=component.purl or fill.purl,
        cpe=component.cpe or fill.cpe,
        licences=component.licences or fill.licences,
        hashes=component.hashes or fill.hashes,
        support_level=_known(component.support_level) or fill.support_level or component.support_level,
        end_of_support=component.end_of_support or fill.end_of_support,
    )


def _known(support_level: str) -> str:
    """Return a support level that says something; a recorded `unknown` may be completed."""
    return "" if support_level == "unknown" else support_level


def warnings(sbom: Sbom) -> dict[str, list[str]]:
    """Return doubts that do not make a component incomplete: kind of doubt to component references."""
    found: dict[str, list[str]] = {}
    seen: set[tuple[str, str, str]] = set()
    for component in sbom.components:
        identity = (component.purl or component.full_name, component.version, component.cpe)
        for doubt in _doubts(component):
            found.setdefault(doubt, []).append(component.label)
        if identity in seen:
            found.setdefault("listed more than once", []).append(component.label)
        seen.add(identity)
    if sbom.root is None:
        found["no root component"] = []
    elif not sbom.root.version:
        found["root component without a version"] = [sbom.root.label]
    return found


def reached(sbom: Sbom) -> tuple[int, int]:
    """Return how many components the dependency graph reaches from the root, and how many there are."""
    edges: dict[str, list[str]] = {}
    for dependency in (*sbom.dependencies, *sbom.contains):
        edges.setdefault(dependency.ref, []).extend(dependency.depends_on)
    waiting = [sbom.root.ref] if sbom.root is not None else []
    found = set(waiting)
    while waiting:
        for ref in edges.get(waiting.pop(), []):
            if ref not in found:
                found.add(ref)
                waiting.append(ref)
    return sum(1 for component in sbom.components if component.ref in found), len(sbom.components)


def _result(components: list[Component], checks: Mapping[str, _Check], document: list[str]) -> ProfileResult:
    failing = {
        field: [component.label for component in components if not holds(component)]
        for field, holds in checks.items()
    }
    incomplete = sum(1 for component in components if not all(holds(component) for holds in checks.values()))
    return ProfileResult(
        complete=len(components) - incomplete,
        total=len(components),
        failing={field: labels for field, labels in failing.items() if labels},
        document=document,
    )


def _lacking(**given: object) -> Iterator[str]:
    """Return the names of what is empty."""
    return (name for name, value in given.items() if not value)


def _related(sbom: Sbom) -> set[str]:
    """Return the references that stand anywhere in the dependency graph, or are said to contain or be contained."""
    return {
        ref for entry in (*sbom.dependencies, *sbom.contains) for ref in (entry.ref, *entry.depends_on) if ref
    }


def _doubts(component: Component) -> Iterator[str]:
    if component.purl and not _parses(component.purl):
        yield "package URL does not parse"
    if component.cpe and not _is_cpe(component.cpe):
        yield "CPE names no product"
    if component.version and not _is_version(component.version):
        yield "version is a placeholder or a range"
    if component.hashes and not any(_is_strong(one.algorithm) for one in component.hashes):
        yield "no hash of SHA-256 or stronger"
    if component.modified:
        yield "modified by the supplier of the SBOM"


def _has_identifier(component: Component) -> bool:
    """Return whether a package URL, a CPE or a SWID tag tells the component from others."""
    return (
        (bool(component.purl) and _parses(component.purl))
        or (bool(component.cpe) and _is_cpe(component.cpe))
        or bool(component.swid)
    )


def _parses(purl: str) -> bool:
    try:
        parse_purl(purl)
    except InvalidInputError:
        return False
    return True


def _is_cpe(cpe: str) -> bool:
    """Return whether part, vendor and product are stated; `cpe:2.3:*` identifies nothing."""
    if cpe.startswith("cpe:2.3:"):
        identity = cpe.split(":")[_CPE_IDENTITY]
    else:
        identity = cpe.removeprefix("cpe:/").split(":")[:3] if cpe.startswith("cpe:/") else []
    return len(identity) == 3 and all(part not in {"", "*", "-"} for part in identity)  # noqa: PLR2004 - part, vendor, product


def _is_named(text: str) -> bool:
    return bool(text.strip()) and text.strip().lower() not in _NO_NAMES


def _is_version(text: str) -> bool:
    """Return whether the text states one version, not a range or a placeholder."""
    plain = text.strip().lower()
    return bool(plain) and plain not in _NO_VERSIONS and plain[0] not in "^~<>=" and "||" not in plain


def _is_strong(algorithm: str) -> bool:
    return algorithm.upper().replace("_", "-") not in {"MD5", "SHA-1", "SHA1"}


def _day(text: str) -> date | None:
    """Return a date from ISO 8601 text, with or without a time."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
