"""What side files and component masters add to an SBOM; nothing they say replaces what the SBOM says.

>>> from medward.components.sbom import Component
>>> part = Component(ref="a", name="a", version="1.0")
>>> filled(part, {"a": Fill(supplier="Zephyr Project", version="2.0")}).supplier
'Zephyr Project'
>>> contradictions([part], {"a": Fill(version="2.0")})[0][1:]
('version', '1.0', '2.0', '')
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.identity import line_of, release_of, with_version
from medward.components.sbom import SUPPORT_SOURCE_PROPERTY, Component, Hash, Property
from medward.components.stated import is_digest, is_named, is_unknown, is_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Fill(NamedTuple):
    """What is known about one component besides its SBOM; an empty value adds nothing."""

    supplier: str = ""
    version: str = ""
    purl: str = ""
    cpe: str = ""
    licences: tuple[str, ...] = ()
    hashes: tuple[Hash, ...] = ()
    support_level: str = ""
    end_of_support: str = ""
    end_of_support_source: str = ""
    by: str = ""
    """Who filled it."""
    why: str = ""
    """What it rests on."""
    then: tuple[Fill, ...] = ()
    """Further fills, each for what is still open after those before it."""

    def followed_by(self, other: Fill) -> Fill:
        """Return this fill, then the other for what this one leaves open."""
        return self._replace(then=(*self.then, other._replace(then=()), *other.then))

    @property
    def each(self) -> tuple[Fill, ...]:
        """Every fill in the order they count."""
        return (self, *self.then)


class Contradiction(NamedTuple):
    """A field about which a fill says something else than the SBOM or a fill before it, whose word stands."""

    ref: str
    field: str
    stated: str
    filled: str
    by: str


class Addition(NamedTuple):
    """A field that a fill completes."""

    ref: str
    field: str
    value: str
    by: str
    why: str


FIELDS: Final = (
    "supplier", "version", "purl", "cpe", "licences", "hashes",
    "support_level", "end_of_support", "end_of_support_source",
)  # fmt: skip
"""Fields a fill can complete, in the order people read them."""
OF_ONE_VERSION: Final = frozenset({"version", "purl", "hashes"})
"""Fields that differ from version to version, so that a fill for a whole line cannot give them."""


def filled(component: Component, fills: Mapping[str, Fill]) -> Component:
    """Return a component with what the fills add where the SBOM says nothing, or that nobody knows."""
    fill = fills.get(component.label)
    for one in fill.each if fill is not None else ():
        component = _with(component, one)
    return component


def _with(component: Component, fill: Fill) -> Component:
    is_new = bool(fill.end_of_support_source) and not component.end_of_support_source
    source = [Property(SUPPORT_SOURCE_PROPERTY, fill.end_of_support_source)] if is_new else []
    return component._replace(
        supplier=_said(component.supplier) or fill.supplier or component.supplier,
        version=_said(component.version) or fill.version or component.version,
        version_is_from_purl=component.version_is_from_purl and fill.version != component.version,
        purl=component.purl or fill.purl,
        cpe=component.cpe or fill.cpe,
        licences=_all_said(component.licences) or fill.licences or component.licences,
        hashes=component.hashes if any(map(is_digest, component.hashes)) else fill.hashes or component.hashes,
        support_level=_said(component.support_level) or fill.support_level or component.support_level,
        end_of_support=_said(component.end_of_support) or fill.end_of_support or component.end_of_support,
        properties=(*component.properties, *source),
    )


def fills_for(
    components: Iterable[Component], given: Mapping[str, Fill]
) -> tuple[dict[str, Fill], frozenset[str]]:
    """Return what keyed fills say about each component, by reference, and the keys that met none.

    A key is a component's reference, a package URL with version or one without; the more exact key goes
    first, field by field. A package URL meets a component whatever qualifiers that one has.
    """
    found: dict[str, Fill] = {}
    met: set[str] = set()
    for component in components:
        line = line_of(component.purl)
        release = release_of(component.purl)
        if not release and is_version(component.version):
            release = with_version(line, component.version)
        keys = [component.label, component.purl, release, line]
        hits = [key for key in dict.fromkeys(keys) if key and key in given]
        met.update(hits)
        if hits:
            fill = given[hits[0]]
            for key in hits[1:]:
                fill = fill.followed_by(given[key])
            found[component.label] = fill
    return found, frozenset(given.keys() - met)


def additions(components: Iterable[Component], fills: Mapping[str, Fill]) -> list[Addition]:
    """Return every field the fills complete, in the order of the SBOM."""
    found = []
    for component in components:
        fill = fills.get(component.label)
        before = component
        for one in fill.each if fill is not None else ():
            after = _with(before, one)
            found += [
                Addition(component.label, name, shown(_field(after, name)), one.by, one.why)
                for name in FIELDS
                if _field(after, name) != _field(before, name)
            ]
            before = after
    return found


def _field(component: Component, name: str) -> str | tuple[Hash, ...] | tuple[str, ...]:
    """Return a field as the file has it: a version that only the package URL states is none."""
    value: str | tuple[Hash, ...] | tuple[str, ...] = getattr(
        component, "stated_version" if name == "version" else name
    )
    return value


def contradictions(components: Iterable[Component], fills: Mapping[str, Fill]) -> list[Contradiction]:
    """Return where the SBOM and a fill, or two fills, say different things, in the order of the SBOM."""
    found: list[Contradiction] = []
    for component in components:
        fill = fills.get(component.label)
        after = filled(component, fills)
        for one in fill.each if fill is not None else ():
            found += _contradictions(one, after)
    return found


def shown(value: str | tuple[Hash, ...] | tuple[str, ...]) -> str:
    """Return a field's value as one line."""
    if isinstance(value, str):
        return value
    return ", ".join(f"{one.algorithm}:{one.content}" if isinstance(one, Hash) else one for one in value)


def _contradictions(fill: Fill, after: Component) -> Iterator[Contradiction]:
    for name in FIELDS:
        given, kept = getattr(fill, name), getattr(after, name)
        if given and given != kept and not _agrees(name, kept, given):
            yield Contradiction(after.label, name, shown(kept), shown(given), fill.by)


def _agrees(name: str, kept: str | tuple[Hash, ...], given: str | tuple[Hash, ...]) -> bool:
    """Return whether two values that differ can both be true."""
    if isinstance(given, str) and is_unknown(given):
        return True
    if name == "hashes":
        algorithms = {one.algorithm: one.content.lower() for one in kept if isinstance(one, Hash)}
        return all(
            algorithms.get(one.algorithm, one.content).lower() == one.content.lower()
            for one in given
            if isinstance(one, Hash)
        )
    if name == "purl" and isinstance(kept, str) and isinstance(given, str):
        return release_of(kept) == release_of(given) != "" or line_of(kept) == given
    return name == "end_of_support_source"


def _said(text: str) -> str:
    """Return a text that says something; a recorded `unknown` may be completed."""
    return text if is_named(text) else ""


def _all_said(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if is_named(text))
