"""What changed from one SBOM to another: components that came, went, moved, or are no longer the same.

A component is the same one when its package URL without version is, else when group and name are. Where an
SBOM holds several of one component, equal identifiers belong together, then equal versions, and the rest is
paired in order. A version that moves takes its package URL and CPE name along; any other change of an identifier,
a qualifier included, is a difference of its own.

>>> from medward.components.sbom import Component
>>> before = [Component(ref="a", name="mbedtls", version="3.6.1"), Component(ref="b", name="zlib", version="1")]
>>> after = [Component(ref="a", name="mbedtls", version="3.6.2")]
>>> [(one.what.value, one.name) for one in compared(before, after)]
[('removed', 'zlib'), ('version', 'mbedtls')]
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.identity import full_name_of, product_line, versionless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from medward.components.sbom import Component


_YES_OR_NO: Final = {True: "yes", False: "no"}
_SHIPPED: Final = "required"
"""Scope of what states none (CycloneDX, `component.scope`)."""


class What(StrEnum):
    """What happened to a component."""

    SUSPICIOUS_HASH = "suspicious-hash"
    """Another hash under the same name and version: somebody rebuilt it, or replaced it."""
    ADDED = "added"
    REMOVED = "removed"
    VERSION = "version"
    MODIFIED = "modified"
    HASH = "hash"
    LICENCE = "licence"
    SUPPLIER = "supplier"
    SUPPORT = "support"
    IDENTIFIER = "identifier"
    SCOPE = "scope"
    MOVED = "moved"
    DEPENDENCY = "dependency"


class Direction(StrEnum):
    """Which way a version went, by the order of its own scheme."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    """Written differently, but equal in the scheme's order."""
    CANNOT_TELL = "cannot-tell"


class Difference(NamedTuple):
    """One change of one component."""

    what: What
    name: str
    before: str
    after: str
    ref: str
    """Label in the SBOM after, or before where the component was removed."""
    direction: Direction | None = None
    """Only for a change of version."""


def no_order(before: Component, after: Component) -> Direction:
    """Return that nobody can tell which version is higher."""
    del before, after
    return Direction.CANNOT_TELL


def compared(
    before: Iterable[Component],
    after: Iterable[Component],
    order: Callable[[Component, Component], Direction] = no_order,
) -> list[Difference]:
    """Return every difference, the suspicious ones first, then by kind and name.

    Args:
        before: Components of the earlier SBOM.
        after: Components of the later one.
        order: Which way a version went; components know no version schemes.
    """
    old, new = list(before), list(after)
    names = {one.label: one.full_name for one in old}, {one.label: one.full_name for one in new}
    pairs, gone, come = paired(old, new)
    found = [Difference(What.REMOVED, one.full_name, one.version, "", one.label) for one in gone]
    found += [Difference(What.ADDED, one.full_name, "", one.version, one.label) for one in come]
    for left, right in pairs:
        found += _changes(left, right, order)
        found += _moves(left, right, names)
    place = {what: index for index, what in enumerate(What)}
    return sorted(found, key=lambda one: (place[one.what], one.name, one.before, one.after, one.ref))


def paired(
    old: Sequence[Component], new: Sequence[Component]
) -> tuple[list[tuple[Component, Component]], list[Component], list[Component]]:
    """Return what belongs together, the likest first, what is gone and what came."""
    pairs: list[tuple[Component, Component]] = []
    for line in (product_line, full_name_of):
        for likeness in (_twin, _known_as, _version, _any):
            more, old, new = _paired_by((line, likeness), old, new)
            pairs += more
    return pairs, list(old), list(new)


def _paired_by(
    likeness: tuple[Callable[[Component], str], Callable[[Component], tuple[object, ...]]],
    old: Sequence[Component],
    new: Sequence[Component],
) -> tuple[list[tuple[Component, Component]], list[Component], list[Component]]:
    """Pair components that are alike in the order of their versions; return the pairs and what is left over."""
    line, more = likeness
    alike: dict[tuple[object, ...], list[Component]] = defaultdict(list)
    for one in sorted(new, key=_place):
        alike[line(one), *more(one)].append(one)
    pairs: list[tuple[Component, Component]] = []
    left: list[Component] = []
    for one in sorted(old, key=_place):
        others = alike[line(one), *more(one)]
        if others:
            pairs.append((one, others.pop(0)))
        else:
            left.append(one)
    return pairs, left, [one for rest in alike.values() for one in rest]


def _place(component: Component) -> tuple[str, str]:
    return component.version, component.label


def _twin(component: Component) -> tuple[object, ...]:
    """Return what two listings of one component share when it did not even move."""
    return *_known_as(component), component.ref, len(component.parents)


def _known_as(component: Component) -> tuple[object, ...]:
    return component.version, tuple(sorted(_identifiers(component)))


def _version(component: Component) -> tuple[object, ...]:
    return (component.version,)


def _any(component: Component) -> tuple[object, ...]:
    del component
    return ()


def _changes(
    old: Component, new: Component, order: Callable[[Component, Component], Direction]
) -> Iterator[Difference]:
    name, ref = new.full_name, new.label
    if old.version != new.version:
        yield Difference(What.VERSION, name, old.version, new.version, ref, order(old, new))
    yield from _hash_change(old, new)
    moved = old.version != new.version
    was, known = (_identifiers(one, one.version if moved else "") for one in (old, new))
    texts = [
        (What.MODIFIED, _YES_OR_NO[old.modified], _YES_OR_NO[new.modified]),
        (What.LICENCE, " AND ".join(sorted(old.licences)), " AND ".join(sorted(new.licences))),
        (What.SUPPLIER, old.supplier, new.supplier),
        (What.SUPPORT, _support(old), _support(new)),
        (What.IDENTIFIER, _only(was, known), _only(known, was)),
        (What.SCOPE, old.scope or _SHIPPED, new.scope or _SHIPPED),
    ]
    for what, left, right in texts:
        if left != right:
            yield Difference(what, name, left, right, ref)


def _identifiers(component: Component, version: str = "") -> dict[str, str]:
    """Return what identifies a component, by one spelling of it; `version`, where given, is left out of that."""
    texts = (component.purl, component.cpe, component.swid, *component.identifiers)
    return {versionless(text, version): text for text in texts if text}


def _only(these: Mapping[str, str], those: Mapping[str, str]) -> str:
    """Return the identifiers of the first that the second lacks."""
    return ", ".join(sorted(text for spelling, text in these.items() if spelling not in those))


def _hash_change(old: Component, new: Component) -> Iterator[Difference]:
    """Yield a changed hash, which is suspicious under one version, or that algorithms came or went under it."""
    left, right = _digests(old), _digests(new)
    for algorithm in sorted(left.keys() & right.keys()):
        if left[algorithm] != right[algorithm]:
            if old.version == new.version:
                before, after = f"{algorithm}:{left[algorithm]}", f"{algorithm}:{right[algorithm]}"
                yield Difference(What.SUSPICIOUS_HASH, new.full_name, before, after, new.label)
            return
    is_other = old.version == new.version or not left.keys() & right.keys()
    if left.keys() != right.keys() and is_other:
        yield Difference(
            What.HASH, new.full_name, ", ".join(sorted(left)), ", ".join(sorted(right)), new.label
        )


def _digests(component: Component) -> dict[str, str]:
    """Return hashes by algorithm, and what SWHIDs and gitoids say of the content by what stands before it."""
    parts = [text.partition(";")[0].rpartition(":") for text in sorted(component.content_identifiers)]
    found = {kind: digest.lower() for kind, _, digest in parts}
    return found | {one.algorithm: one.content.lower() for one in component.hashes}


def _moves(
    old: Component, new: Component, names: tuple[dict[str, str], dict[str, str]]
) -> Iterator[Difference]:
    """Yield that a component is nested elsewhere, by the names of what holds it."""
    left = " > ".join(names[0].get(label, label) for label in old.parents)
    right = " > ".join(names[1].get(label, label) for label in new.parents)
    if left != right:
        yield Difference(What.MOVED, new.full_name, left or "top", right or "top", new.label)


def _support(component: Component) -> str:
    """Return level and end of support as one text."""
    return ", ".join(
        text
        for text in (
            component.support_level,
            component.end_of_support and f"until {component.end_of_support}",
        )
        if text
    )
