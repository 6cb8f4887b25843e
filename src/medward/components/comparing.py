"""What differs between an SBOM and what was read back from its conversion."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from medward.components.extras import END_OF_SUPPORT_PROPERTY, SUPPORT_LEVEL_PROPERTY
from medward.components.writing import every_component

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from medward.components.sbom import Component, Dependency, Sbom

_DERIVED: Final = frozenset({SUPPORT_LEVEL_PROPERTY, END_OF_SUPPORT_PROPERTY})
_FIELDS: Final[Mapping[str, Callable[[Component], object]]] = {
    "group": lambda one: one.group,
    "name": lambda one: one.name,
    "version": lambda one: one.stated_version,
    "type": lambda one: one.type,
    "purl": lambda one: one.purl,
    "cpe": lambda one: one.cpe,
    "swid": lambda one: one.swid,
    "identifiers": lambda one: sorted(one.identifiers),
    "content identifiers": lambda one: sorted(one.content_identifiers),
    "supplier": lambda one: (one.supplier, one.supplier_is_person),
    "originator": lambda one: (one.originator, one.originator_is_person),
    "licences": lambda one: one.licences,
    "hashes": lambda one: sorted((each.algorithm, each.content.lower()) for each in one.hashes),
    "scope": lambda one: one.scope,
    "support_level": lambda one: one.support_level,
    "end_of_support": lambda one: one.end_of_support,
    "modified": lambda one: one.modified,
    "properties": lambda one: sorted(each for each in one.properties if each.name not in _DERIVED),
}
_SHOWN: Final = 60


def differences(before: Sbom, after: Sbom, refs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield field and example of everything that reads otherwise than before.

    Args:
        before: The SBOM.
        after: The converted one, read back.
        refs: References of the second by those of the first.
    """
    yield from _document(before, after)
    kept = set(after.described)
    yield from (("document: described", ref) for ref in before.described if refs.get(ref, ref) not in kept)
    waiting: defaultdict[object, deque[Component]] = defaultdict(deque)
    for one in every_component(after):
        waiting[one.ref or _likeness(one)].append(one)
    for one in every_component(before):
        found = waiting.get(refs.get(one.label, one.ref) or _likeness(one)) or waiting.get(_likeness(one))
        if not found:
            yield "component", one.versioned_name
            continue
        yield from _component(one, found.popleft(), refs)
    yield from _edges("dependency", (before.dependencies, after.dependencies), refs)
    held = {(one.parents[-1], one.label) for one in after.components if one.parents}
    told = {(one.ref, other) for one in after.contains for other in one.depends_on}
    for entry in before.contains:
        for other in entry.depends_on:
            edge = refs.get(entry.ref, entry.ref), refs.get(other, other)
            if edge not in held | told:
                yield "contains", f"{entry.ref} contains {other}"


def _document(before: Sbom, after: Sbom) -> Iterator[tuple[str, str]]:
    """Yield what the file says of itself and no longer does; the tool that converted is added, not lost."""
    for name, old, new in (
        ("document: author", before.authors, after.authors),
        ("document: tool", before.tools, after.tools),
        ("document: lifecycle", before.lifecycles, after.lifecycles),
        ("document: author who is a person", before.author_people, after.author_people),
    ):
        yield from ((name, one) for one in sorted(set(old) - set(new)))
    if before.root is not None and after.root is None:
        yield "document: product", before.root.versioned_name
    if not _same_instant(before.timestamp, after.timestamp):
        yield "document: timestamp", f"{before.timestamp} became {after.timestamp}"


def _same_instant(one: str, other: str) -> bool:
    """Say whether two timestamps agree to the second; SPDX writes no fractions and UTC only."""
    return not one or one == other or _second(one) == _second(other)


def _second(text: str) -> object:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.replace(microsecond=0).astimezone(UTC) if moment.tzinfo else text


def _component(one: Component, other: Component, refs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, field in _FIELDS.items():
        old, new = field(one), field(other)
        if old != new:
            yield f"component: {name}", f"{one.versioned_name}: {_shown(old)} became {_shown(new)}"
    old_parent = refs.get(one.parents[-1], one.parents[-1]) if one.parents else ""
    new_parent = other.parents[-1] if other.parents else ""
    if old_parent != new_parent and not new_parent.startswith("/"):
        yield (
            "component: place",
            f"{one.versioned_name}: in {old_parent or 'nothing'} became {new_parent or 'nothing'}",
        )


def _edges(
    name: str, entries: tuple[tuple[Dependency, ...], tuple[Dependency, ...]], refs: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the edges, and the statements of none, that are gone."""
    before, after = entries
    there = {(one.ref, other) for one in after for other in one.depends_on or ("",)}
    for one in before:
        for other in one.depends_on or ("",):
            if one.ref and (refs.get(one.ref, one.ref), refs.get(other, other)) not in there:
                yield name, f"{one.ref} needs {other or 'nothing'}"


def _likeness(one: Component) -> tuple[str, ...]:
    """Return what a component without a reference is found again by."""
    return one.full_name, one.version, one.purl, one.cpe


def _shown(value: object) -> str:
    text = str(value) if value else "nothing"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
