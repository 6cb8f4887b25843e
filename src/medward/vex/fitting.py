"""Which components of our SBOMs a statement of somebody else is about.

By package URL, CPE, hash or place in an SBOM; never by name alone. Where a statement names a component inside
a product, both must be ours: what holds for a library in another product says nothing here.

Source: practice 4.15 ("product identified by purl/CPE/UDI + version and by hash"); OpenVEX 0.2.0, subcomponents.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError
from medward.vulnerabilities.cpe import cpe_lookup, parse_cpe
from medward.vulnerabilities.vers import holds, vers_intervals

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.components.purl import Purl
    from medward.components.sbom import Component, Sbom
    from medward.vex.statement import Identity, Statement

_WILD: Final = frozenset({"", "*", "-"})


class Fit(StrEnum):
    """Whether a statement is about a component."""

    YES = "yes"
    CANNOT_TELL = "cannot-tell"


class Place(NamedTuple):
    """One component of one SBOM."""

    deployable: str
    component: Component
    link: str
    """BOM-Link of the component, without the version of the SBOM."""


class Fitted(NamedTuple):
    """A component a statement is about, or may be."""

    place: Place
    fit: Fit


class Inventory:
    """The components of a release by what they can be recognised by."""

    def __init__(self, sboms: Mapping[str, Sbom], product: Identity) -> None:
        """Index the SBOMs, by deployable, of a release known as `product`."""
        self.product = product
        self._by: dict[str, list[Place]] = defaultdict(list)
        for deployable, sbom in sboms.items():
            for part in (*((sbom.root,) if sbom.root else ()), *sbom.components):
                link = f"{sbom.serial.removeprefix('urn:uuid:')}#{part.ref}"
                place = Place(deployable, part, link)
                for name in _names(part, link):
                    self._by[name].append(place)

    def fitting(self, statement: Statement) -> list[Fitted]:
        """Return the components a statement is about, each with whether that is certain."""
        if statement.component is None:
            return list(self._places(statement.product))
        if not self._is_ours(statement.product):
            return []
        return list(self._places(statement.component))

    def _is_ours(self, product: Identity) -> bool:
        """Say whether a product is the release, or a component of it."""
        ours = bool(product.purl) and product.purl.partition("#")[0] == self.product.purl
        return ours or any(True for _ in self._places(product))

    def _places(self, identity: Identity) -> Iterator[Fitted]:
        seen: set[tuple[str, str]] = set()
        for name in _identity_names(identity):
            for place in self._by.get(name, ()):
                fit = _fit(identity, place.component, name)
                key = place.deployable, place.component.label
                if fit is not None and key not in seen:
                    seen.add(key)
                    yield Fitted(place, fit)


def _names(part: Component, link: str) -> Iterator[str]:
    """Yield what a component can be looked up by."""
    for text in dict.fromkeys((part.purl, part.cpe, *part.identifiers)):
        yield from _lookup(text)
    for one in part.hashes:
        yield f"hash:{one.content.lower()}"
    if part.ref:
        yield f"link:{link}"


def _identity_names(identity: Identity) -> Iterator[str]:
    yield from _lookup(identity.purl)
    yield from _lookup(identity.cpe)
    for one in identity.hashes:
        yield f"hash:{one.content.lower()}"
    if identity.bom_link:
        file, _, ref = identity.bom_link.removeprefix("urn:cdx:").partition("#")
        yield f"link:{file.partition('/')[0]}#{ref}"


def _lookup(text: str) -> Iterator[str]:
    try:
        if text.startswith("pkg:"):
            purl = parse_purl(text)
            yield f"purl:{purl.type}/{purl.namespace}/{purl.name}"
        elif text.lower().startswith("cpe:"):
            yield f"cpe:{cpe_lookup(parse_cpe(text))}"
    except InvalidInputError:
        return


def _fit(identity: Identity, part: Component, name: str) -> Fit | None:
    """Return whether a component found by one name has the version, too; none when it has not."""
    kind = name.partition(":")[0]
    if kind in {"hash", "link"} and not identity.version_range:
        return Fit.YES if not identity.version or kind == "hash" else _same(identity.version, part.version)
    if identity.version_range:
        return _in_range(identity.version_range, part.version)
    if kind == "purl":
        wanted = parse_purl(identity.purl)
        if any(_differs(wanted, text) for text in (part.purl,) if text.startswith("pkg:")):
            return None
        return _same(wanted.version or identity.version, part.version)
    return _same(identity.version or _cpe_version(identity.cpe), part.version)


def _same(wanted: str, found: str) -> Fit | None:
    if wanted in _WILD:
        return Fit.YES
    if not found:
        return Fit.CANNOT_TELL
    return Fit.YES if wanted == found else None


def _in_range(text: str, version: str) -> Fit | None:
    """Return whether a version is in a range; a range or version nobody can read is told so."""
    try:
        scheme, intervals = vers_intervals(text)
        inside = holds(intervals, scheme, version) if version else None
    except InvalidInputError:
        inside = None
    if inside is None:
        return Fit.CANNOT_TELL
    return Fit.YES if inside else None


def _differs(wanted: Purl, text: str) -> bool:
    """Say whether two package URLs give one qualifier two values."""
    try:
        found = dict(parse_purl(text).qualifiers)
    except InvalidInputError:
        return False
    return any(found.get(key, value) != value for key, value in wanted.qualifiers)


def _cpe_version(text: str) -> str:
    try:
        return parse_cpe(text).version if text else ""
    except InvalidInputError:
        return ""
