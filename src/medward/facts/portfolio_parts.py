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
from medward.vulnerabilities.identity import CPE, asked, purl_with_source
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
        "eco text, rel text, stream text, lookup text, asked text, key text, ordered int, keyed int, circular int, "
        "source_name int, by_hand int",
        "part",
    ),
    "lookups": table("part int, eco text, lookup text", "part, eco, lookup"),
}
"""`uses` says which release has which part; `lookups` are the further names a part is asked by.

Of `parts`, the columns up to `stated` are those of `Stated`, and the others what is asked: ecosystem, release of a
distribution, module stream of an RPM, name, and the version with its key. `ordered` says whether the ecosystem has a
version order, `circular` whether the order has circles, so that ranges next to the version are compared one by one,
and `by_hand` whether only the pure matcher can judge the part, whatever the advisories say.
"""
LAYOUT: Final = 7
"""Number of these tables' columns and of what is asked; a portfolio of another one is made again from `Stated`."""


class Stated(NamedTuple):
    """What a component states, as far as advisories are asked by it."""

    part: int
    purl: str
    """With the source package where the SBOM names it beside it."""
    cpe: str
    version: str
    name: str
    supplier: str
    identifiers: str
    """JSON list."""
    stated: int
    """Whether its SBOM names source packages where they differ."""


PartRow: TypeAlias = tuple[str | int, ...]
"""One row of `parts`."""
Use: TypeAlias = tuple[str, str, int]
"""Release, component and part."""


class PartRows:
    """Rows of parts and their look-ups, once each."""

    def __init__(self) -> None:
        """Start empty."""
        self.parts: dict[int, PartRow] = {}
        self.lookups: set[tuple[int, str, str]] = set()
        self._known: dict[tuple[object, ...], int] = {}

    def add(self, release: str, components: Sequence[Component]) -> list[Use]:
        """Add the components of one release and return which parts it has."""
        purls = [purl_with_source(one) for one in components]
        stated = states_sources(purls)
        known = self._known
        uses: list[Use] = []
        for one, purl in zip(components, purls, strict=True):
            what = (purl, one.version, one.cpe, one.identifiers, one.supplier, one.name, stated)
            number = known.get(what)
            if number is None:
                number = known[what] = self._add(one, purl, stated=stated)
            uses.append((release, one.label, number))
        return uses

    def put(self, part: Stated, said: Asked) -> None:
        """Put a part and what is asked about it."""
        self.parts.setdefault(part.part, (*part, *_asked_row(said)))
        self.lookups.update((part.part, *one) for one in _lookups(said))

    def _add(self, component: Component, purl: str, *, stated: bool) -> int:
        said = asked(component, sources_stated=stated)
        package = said.package
        further = bool(component.cpe or component.identifiers or component.supplier)
        counts = not isinstance(package, Identity) or package.ecosystem in DISTRIBUTIONS
        told = (
            purl, component.cpe, component.version, component.name if further else "",
            component.supplier, json.dumps(component.identifiers), int(stated and counts),
        )  # fmt: skip
        number = content_number(json.dumps(told).encode())
        self.put(Stated(number, *told), said)
        return number


def _asked_row(said: Asked) -> PartRow:
    """Return what `parts` holds behind the columns of `Stated`."""
    package = said.package
    if not isinstance(package, Identity):
        return "", "", "", "", "", "", 0, 0, 0, 0, 1
    at = key(package.scheme, package.version) if package.scheme else None
    return (
        package.ecosystem, package.release, package.stream, package.name, package.version, at or "",
        int(bool(package.scheme)), int(at is not None), int(at is not None and has_cycles(package.scheme)),
        int(package.is_source_name), int(_is_by_hand(package)),
    )  # fmt: skip


def _is_by_hand(package: Identity) -> bool:
    """Return whether no join tells which releases a package is of, or which module streams of all of them."""
    is_of_stream = package.ecosystem in WITH_MODULES and package.stream != OUTSIDE
    return package.ecosystem in RELEASES_VARY or (is_of_stream and not package.release)


def _lookups(said: Asked) -> set[tuple[str, str]]:
    return {
        *((one.ecosystem, one.name) for one in said.others),
        *((VENDOR, one.lookup) for one in said.makers),
        *((CPE, one.lookup) for one in said.products),
    }


def component_of(part: Stated) -> Component:
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


def encoded_again(parts: Iterable[Stated]) -> PartRows:
    """Return the rows of parts as they are asked about now, their numbers unchanged."""
    rows = PartRows()
    for part in parts:
        rows.put(part, asked(component_of(part), sources_stated=bool(part.stated)))
    return rows
