"""Components of many releases as rows: what is asked about each distinct one, with its key made once.

A *part* is a distinct component: releases share most of theirs, so advisories are asked once for all of them. Its
number is made from what it states, so a part has the same number in every release and on every day.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from medward.components.sbom import Component
from medward.facts.rows import content_number
from medward.facts.schema import Table, table
from medward.vulnerabilities.ecosystems import DISTRIBUTIONS, RELEASES_VARY, Identity, states_sources
from medward.vulnerabilities.identity import CPE, asked
from medward.vulnerabilities.sources.vendors import VENDOR
from medward.vulnerabilities.streams import OUTSIDE, WITH_MODULES
from medward.vulnerabilities.versions import has_cycles, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.vulnerabilities.identity import Asked

PORTFOLIO: Final[dict[str, Table]] = {
    "uses": table("release text, ref text, part int", "release, ref, part"),
    "parts": table(
        "part int, purl text, cpe text, version text, name text, supplier text, identifiers text, stated int, "
        "eco text, rel text, lookup text, asked text, key text, ordered int, keyed int, circular int, "
        "source_name int, by_hand int",
        "part",
    ),
    "lookups": table("part int, eco text, lookup text", "part, eco, lookup"),
}
"""`uses` says which release has which part; `lookups` are the further names a part is asked by."""


class Part(NamedTuple):
    """One row of `parts`: what the component states, then what is asked."""

    part: int
    purl: str
    cpe: str
    version: str
    name: str
    supplier: str
    identifiers: str
    """JSON list."""
    stated: int
    """Whether its SBOM names source packages where they differ."""
    eco: str
    rel: str
    lookup: str
    asked: str
    """The version that is asked."""
    key: str
    ordered: int
    """Whether the ecosystem has a version order."""
    keyed: int
    circular: int
    """Whether the order has circles, so that ranges next to the version are compared one by one."""
    source_name: int
    by_hand: int
    """Whether only the pure matcher can judge it, whatever the advisories say."""


Use: TypeAlias = tuple[str, str, int]
"""Release, component and part."""


class PartRows:
    """Rows of parts and their look-ups, once each."""

    def __init__(self) -> None:
        """Start empty."""
        self.parts: dict[int, Part] = {}
        self.lookups: set[tuple[int, str, str]] = set()
        self._known: dict[tuple[object, ...], int] = {}

    def add(self, release: str, components: Sequence[Component]) -> list[Use]:
        """Add the components of one release and return which parts it has."""
        stated = states_sources(component.purl for component in components)
        known = self._known
        uses: list[Use] = []
        for one in components:
            what = (one.purl, one.version, one.cpe, one.identifiers, one.supplier, one.name, stated)
            number = known.get(what)
            if number is None:
                number = known[what] = self._part(one, stated=stated)
            uses.append((release, one.label, number))
        return uses

    def _part(self, component: Component, *, stated: bool) -> int:
        part, lookups = encoded(component, stated=stated)
        self.parts.setdefault(part.part, part)
        self.lookups.update((part.part, *one) for one in lookups)
        return part.part


def encoded(component: Component, *, stated: bool) -> tuple[Part, set[tuple[str, str]]]:
    """Return the row of a component and the further ecosystems and names it is asked by."""
    said = asked(component, sources_stated=stated)
    package = said.package
    further = bool(component.cpe or component.identifiers or component.supplier)
    counts = not isinstance(package, Identity) or package.ecosystem in DISTRIBUTIONS
    told = (
        component.purl, component.cpe, component.version, component.name if further else "",
        component.supplier, json.dumps(component.identifiers), int(stated and counts),
    )  # fmt: skip
    number = content_number(json.dumps(told).encode())
    if not isinstance(package, Identity):
        return Part(number, *told, "", "", "", "", "", 0, 0, 0, 0, 1), _lookups(said)
    at = key(package.scheme, package.version) if package.scheme else None
    return (
        Part(
            number, *told, package.ecosystem, package.release, package.name, package.version, at or "",
            int(bool(package.scheme)), int(at is not None), int(at is not None and has_cycles(package.scheme)),
            int(package.is_source_name), int(_is_by_hand(package)),
        ),
        _lookups(said),
    )  # fmt: skip


def _is_by_hand(package: Identity) -> bool:
    """Return whether no join tells which releases or module streams a package is of."""
    is_of_stream = package.ecosystem in WITH_MODULES and package.stream != OUTSIDE
    return package.ecosystem in RELEASES_VARY or is_of_stream


def _lookups(said: Asked) -> set[tuple[str, str]]:
    return {
        *((one.ecosystem, one.name) for one in said.others),
        *((VENDOR, one.lookup) for one in said.makers),
        *((CPE, one.lookup) for one in said.products),
    }


def component_of(part: Part) -> Component:
    """Return the component a part stands for; what advisories are not asked by is left out."""
    return Component(
        ref=str(part.part),
        name=part.name,
        version=part.version,
        purl=part.purl,
        cpe=part.cpe,
        supplier=part.supplier,
        identifiers=tuple(json.loads(part.identifiers)),
    )


def encoded_again(parts: Iterable[Part]) -> PartRows:
    """Return parts with keys of the present algorithm, their numbers unchanged."""
    rows = PartRows()
    for old in parts:
        part, lookups = encoded(component_of(old), stated=bool(old.stated))
        rows.parts[old.part] = part._replace(part=old.part, stated=old.stated)
        rows.lookups.update((old.part, *one) for one in lookups)
    return rows
