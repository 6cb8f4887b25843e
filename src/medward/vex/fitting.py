"""Which components of our SBOMs a statement of somebody else is about.

By package URL, CPE, hash or place in an SBOM; never by name alone. Where a statement names a component inside
a product, both must be ours: what holds for a library in another product says nothing here, and what holds for it
in a product we use says nothing for sure of the same library that another part brought.

Source: practice 4.15 ("product identified by purl/CPE/UDI + version and by hash"); OpenVEX 0.2.0, subcomponents.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from medward.components.purl import parse_purl
from medward.components.sbom import Component
from medward.errors import InvalidInputError
from medward.vulnerabilities.cpe import (
    ANY,
    Relation,
    compare_names,
    compare_values,
    cpe_lookup,
    cpe_scheme,
    parse_cpe,
    plain,
)
from medward.vulnerabilities.sources.bounds import is_one_version
from medward.vulnerabilities.vers import holds, vers_intervals
from medward.vulnerabilities.versions import compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.components.sbom import Sbom
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
    sbom_version: str = ""
    """Version of the SBOM, "" where it gives none."""
    is_root: bool = False
    """Whether the component is what the SBOM describes."""


class Fitted(NamedTuple):
    """A component a statement is about, or may be."""

    place: Place
    fit: Fit


class Inventory:
    """The components of a release by what they can be recognised by."""

    def __init__(self, sboms: Mapping[str, Sbom], product: Identity) -> None:
        """Index the SBOMs, by deployable, of a release known as `product`."""
        self._release = Component(
            "",
            product.name,
            version=product.version,
            purl=product.purl,
            cpe=product.cpe,
            hashes=product.hashes,
        )
        self._release_names = {*_names(self._release, ""), *_udi_names(product)}
        self._by: dict[str, list[Place]] = defaultdict(list)
        for deployable, sbom in sboms.items():
            for part in (*((sbom.root,) if sbom.root else ()), *sbom.components):
                link = f"{sbom.serial.removeprefix('urn:uuid:')}#{unquote(part.ref)}"
                place = Place(deployable, part, sbom.version, part is sbom.root)
                for name in _names(part, link):
                    self._by[name].append(place)

    def fitting(self, statement: Statement) -> list[Fitted]:
        """Return the components a statement is about, each with whether that is certain."""
        if statement.component is None:
            return list(self._places(statement.product))
        parts = list(self._places(statement.component))
        ours = self.release_fit(statement.product)
        if ours is not None:
            return [Fitted(one.place, _less_certain(one.fit, ours)) for one in parts]
        holders = list(self._places(statement.product)) if parts else []
        found = ((one.place, _inside(one, holders)) for one in parts)
        return [Fitted(place, fit) for place, fit in found if fit is not None]

    def release_fit(self, product: Identity) -> Fit | None:
        """Return whether a product is the release: by package URL, CPE, hash or UDI-DI, and by version."""
        names = (*_identity_names(product), *_udi_names(product))
        fits = [_fit(product, self._release, name) for name in names if name in self._release_names]
        return _surest(fits)

    def is_about_release(self, statement: Statement) -> bool:
        """Say whether a statement is about the release as a whole, or about a product that is called like it."""
        if statement.component is not None:
            return False
        called = {
            _called(statement.product.name),
            _called(f"{statement.product.supplier} {statement.product.name}"),
        }
        return self.release_fit(statement.product) is not None or _called(self._release.name) in called

    def fit_as_whole(self, statement: Statement) -> Fit | None:
        """Return whether a statement is about the release as a whole; a name alone leaves that open."""
        if statement.component is not None:
            return None
        fit = self.release_fit(statement.product)
        if fit is not None or not self.is_about_release(statement):
            return fit
        version = statement.product.version
        is_other = _version_fit(statement.product, version, (self._release.version,), "generic") is None
        return None if is_other else Fit.CANNOT_TELL

    def _places(self, identity: Identity) -> Iterator[Fitted]:
        seen: set[tuple[str, str]] = set()
        for name in _identity_names(identity):
            for place in self._by.get(name, ()):
                fit = _fit(identity, place.component, name)
                if (
                    fit is not None
                    and name.startswith("link:")
                    and _link_version(identity) != place.sbom_version
                ):
                    fit = Fit.CANNOT_TELL  # another edition of the SBOM may have given the reference anew
                key = place.deployable, place.component.label
                if fit is not None and key not in seen:
                    seen.add(key)
                    yield Fitted(place, fit)


def _called(name: str) -> str:
    return " ".join(name.casefold().split())


def _inside(part: Fitted, holders: Iterable[Fitted]) -> Fit | None:
    """Return whether a component is the one inside a product of somebody else that we use.

    It has to be in the same deployable. It is certain for what that SBOM describes as a whole, for an operating
    system, and for what is nested in the product; elsewhere another part may have brought the component.
    """
    fits = [
        _less_certain(
            _less_certain(part.fit, one.fit), Fit.YES if _holds(one.place, part.place) else Fit.CANNOT_TELL
        )
        for one in holders
        if one.place.deployable == part.place.deployable
    ]
    return _surest(fits)


def _holds(holder: Place, part: Place) -> bool:
    whole = holder.is_root or holder.component.type == "operating-system"
    return whole or holder.component.label in part.component.parents


def _less_certain(one: Fit, other: Fit) -> Fit:
    return Fit.YES if one is other is Fit.YES else Fit.CANNOT_TELL


def _surest(fits: Iterable[Fit | None]) -> Fit | None:
    """Return yes when one of several comparisons says so, else that nobody can tell when one says that."""
    found = set(fits)
    return next((fit for fit in (Fit.YES, Fit.CANNOT_TELL) if fit in found), None)


def _names(part: Component, link: str) -> Iterator[str]:
    """Yield what a component can be looked up by."""
    for text in dict.fromkeys((part.purl, part.cpe, *part.identifiers)):
        yield from _lookup(text)
    for one in part.hashes:
        yield f"hash:{one.content.lower()}"
    if part.ref:
        yield f"link:{link}"


def _link_version(identity: Identity) -> str:
    """Return the version of the SBOM that a BOM-Link names."""
    return identity.bom_link.partition("#")[0].rpartition("/")[2]


def _identity_names(identity: Identity) -> Iterator[str]:
    yield from _lookup(identity.purl)
    yield from _lookup(identity.cpe)
    for one in identity.hashes:
        yield f"hash:{one.content.lower()}"
    if identity.bom_link:
        file, _, ref = identity.bom_link.removeprefix("urn:cdx:").partition("#")
        yield f"link:{file.partition('/')[0]}#{unquote(ref)}"


def _udi_names(identity: Identity) -> Iterator[str]:
    if identity.udi:
        yield f"udi:{identity.udi}"


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
    if kind == "hash" and not identity.version_range:
        return Fit.YES
    if kind in {"purl", "cpe"}:
        texts = (part.purl, part.cpe, *part.identifiers)
        compared = _purl_fit if kind == "purl" else _cpe_fit
        return _surest(compared(identity, part, text) for text in texts if name in _lookup(text))
    return _version_fit(identity, identity.version, (part.version,), "generic")


def _purl_fit(identity: Identity, part: Component, text: str) -> Fit | None:
    """Return whether a package URL of a component is the one of an identity.

    A qualifier with two values makes two packages; one that only the statement gives may or may not hold for ours.
    """
    wanted, found = parse_purl(identity.purl), parse_purl(text)
    ours = dict(found.qualifiers)
    if any(ours.get(key, value) != value for key, value in wanted.qualifiers):
        return None
    is_told = all(key in ours for key, _ in wanted.qualifiers)
    version = _version_fit(
        identity, wanted.version or identity.version, (part.version, found.version), wanted.type
    )
    return _less_certain(version, Fit.YES if is_told else Fit.CANNOT_TELL) if version else None


def _cpe_fit(identity: Identity, part: Component, text: str) -> Fit | None:
    """Return whether a CPE name of a component is among those that the name of an identity means.

    Source: NISTIR 7696, table 6-3, for what is beside the version.
    """
    wanted, found = parse_cpe(identity.cpe), parse_cpe(text)
    relation = compare_names(wanted._replace(version=ANY), found._replace(version=ANY))
    if relation is Relation.DISJOINT:
        return None
    is_meant = relation in {Relation.EQUAL, Relation.SUPERSET}
    stated = plain(wanted.version) if wanted.version not in _WILD else identity.version
    if not identity.version_range and compare_values(wanted.version, found.version) is Relation.SUPERSET:
        stated = ""  # a pattern of versions that holds ours, as `1.2*`
    version = _version_fit(
        identity, stated, (part.version, plain(found.version)), cpe_scheme(cpe_lookup(wanted))
    )
    return _less_certain(version, Fit.YES if is_meant else Fit.CANNOT_TELL) if version else None


def _version_fit(identity: Identity, wanted: str, found: tuple[str, ...], scheme: str) -> Fit | None:
    """Return whether a component of these versions, all of them names of one, has the version of an identity."""
    known = [version for version in found if version not in _WILD]
    if identity.version_range:
        return _in_range(identity.version_range, known[0] if known else "")
    if wanted in _WILD:
        return Fit.YES
    if not known:
        return Fit.CANNOT_TELL
    same = _surest(_same(wanted, version, scheme) for version in known)
    return same or (Fit.CANNOT_TELL if _may_be_several(identity, wanted) else None)


def _may_be_several(identity: Identity, wanted: str) -> bool:
    """Say whether a version in words can be several, as `4.x` or `2.0 | 2.1`; that of a package URL is always one.

    Read as one it would be that of no component, and hide that a component is affected.
    """
    try:
        has_own = bool(identity.purl) and bool(parse_purl(identity.purl).version)
    except InvalidInputError:
        has_own = False
    return not has_own and any(map(str.isdigit, wanted)) and not is_one_version(wanted)


def _same(wanted: str, found: str, scheme: str) -> Fit | None:
    """Return whether two versions are one; what stands at one place of the order, written otherwise, may be."""
    if _bare(wanted) == _bare(found):
        return Fit.YES
    return Fit.CANNOT_TELL if compare(scheme, wanted, found) == 0 else None


def _bare(version: str) -> str:
    """Return a version without the letter v that some write before the number."""
    return version[1:] if version[:1] in {"v", "V"} and version[1:2].isdigit() else version


def _in_range(text: str, version: str) -> Fit | None:
    """Return whether a version is in a range; a range or version nobody can read is told so."""
    if text.startswith("vers:") and text.partition("/")[2] == "*":
        return Fit.YES  # every version, also of a scheme whose order nobody knows, as `vers:all/*`
    try:
        scheme, intervals = vers_intervals(text)
        inside = holds(intervals, scheme, version) if version else None
    except InvalidInputError:
        inside = None
    if inside is None:
        return Fit.CANNOT_TELL
    return Fit.YES if inside else None
