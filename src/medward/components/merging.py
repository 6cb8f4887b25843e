"""Several SBOMs as one, such as device, subsystem and image: no component loses where it came from.

Components are one when their package URL with version is, or, where a component has none, when their SHA-256
(else the next stronger hash) is and no name, group, version or package URL contradicts it. A file whose product is
listed as a component of another file hangs below that component. Nothing depends on the order of the files, only on
what they are called.

>>> from medward.components.sbom import Component, Sbom
>>> def sbom(*names: str) -> Sbom:
...     parts = tuple(Component(ref=name, name=name, purl=f"pkg:generic/{name}@1") for name in names)
...     return Sbom("", "1.6", "", (), (), parts[0], parts[1:], (), (), "")
>>> merged = merge({"device": sbom("pump", "image"), "image": sbom("image", "zlib")})
>>> [(one.name, [origin.file for origin in one.origins]) for one in merged.sbom.components]
[('image', ['device', 'image']), ('zlib', ['image'])]
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from medward.components.joining import Conflict, Member, conflicts, grouped, joined
from medward.components.sbom import Component, Dependency, Sbom
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Edge(NamedTuple):
    """One dependency of the merged graph."""

    ref: str
    on: str
    origins: tuple[tuple[str, str, str], ...]
    """Files that state it, each with its own references; none where it comes from nesting or from joining."""


class About(NamedTuple):
    """What one file is about."""

    ref: str
    """In the merged SBOM."""
    label: str
    """In the file."""


@dataclass(frozen=True, slots=True)
class Merged:
    """Several SBOMs as one."""

    sbom: Sbom
    edges: tuple[Edge, ...]
    conflicts: tuple[Conflict, ...]
    roots: Mapping[str, About]
    """What each file is about, by file."""


class Part(NamedTuple):
    """One file's share of a merged SBOM."""

    root: str
    components: tuple[Component, ...]
    """With the references and places they had in that file."""
    dependencies: tuple[tuple[str, str], ...]


def merge(sboms: Mapping[str, Sbom], product: Component | None = None) -> Merged:
    """Return the SBOMs, by the name of their file, as one.

    Args:
        sboms: What to merge; every one needs a root component.
        product: What the whole is about; without it, the one file whose product is part of no other.

    Raises:
        InvalidInputError: A file does not say what it is about, or no file stands above all others.
    """
    groups = grouped(sboms)
    of = {(one.file, one.component.label): ref for ref, group in groups.items() for one in group}
    roots = {file: About(of[file, one.root.label], one.root.label) for file, one in sboms.items() if one.root}
    tops = sorted({ref for ref in (one.ref for one in roots.values()) if _is_top(groups[ref])})
    nodes = {ref: joined(ref, group) for ref, group in groups.items()}
    root = _product(product, tops, nodes)
    edges = _edges(sboms, of)
    if root.ref not in nodes:
        edges += [Edge(root.ref, top, ()) for top in tops]
    components = tuple(nodes[ref] for ref in sorted(nodes) if ref != root.ref)
    found = [each for ref, group in groups.items() for each in conflicts(ref, group)]
    return Merged(_whole(sboms, root, components, edges), tuple(sorted(edges)), tuple(sorted(found)), roots)


def split(merged: Merged) -> dict[str, Part]:
    """Return what each file had, by the origins the merged SBOM keeps."""
    every = [one for one in (merged.sbom.root, *merged.sbom.components) if one is not None]
    parts: dict[str, list[Component]] = {file: [] for file in merged.roots}
    for one in every:
        for origin in one.origins:
            if origin.ref != merged.roots[origin.file].label:
                parts[origin.file].append(one._replace(ref=origin.ref, parents=origin.parents, origins=()))
    return {
        file: Part(merged.roots[file].label, tuple(components), _links(merged, file))
        for file, components in parts.items()
    }


def _links(merged: Merged, file: str) -> tuple[tuple[str, str], ...]:
    """Return the dependencies one file states, in its own references."""
    origins = {origin for edge in merged.edges for origin in edge.origins}
    return tuple(sorted((ref, on) for stated_in, ref, on in origins if stated_in == file))


def _is_top(group: Sequence[Member]) -> bool:
    """Return whether no file lists the product of another file as its component."""
    about = {one.file for one in group if one.is_root}
    return not any(one.file not in about or len(about) > 1 for one in group if not one.is_root)


def _product(product: Component | None, tops: Sequence[str], nodes: Mapping[str, Component]) -> Component:
    """Return what the whole is about."""
    if product is not None:
        return product._replace(ref=product.ref if product.ref not in nodes else f"{product.ref}#product")
    if len(tops) == 1:
        return nodes[tops[0]]
    raise InvalidInputError(
        f"{len(tops)} of the files are about a product that is part of no other: {', '.join(tops)}"
        if tops
        else "every file is about something that another file lists as its part",
        hint="Name the product they make up: --name and --version.",
    )


def _edges(sboms: Mapping[str, Sbom], of: Mapping[tuple[str, str], str]) -> list[Edge]:
    """Return every dependency with what states it; a nested component hangs below the one that holds it."""
    stated: dict[tuple[str, str], set[tuple[str, str, str]]] = defaultdict(set)
    for file, sbom in sboms.items():
        for one in sbom.dependencies:
            for on in one.depends_on:
                pair = (of.get((file, one.ref), f"{file}#{one.ref}"), of.get((file, on), f"{file}#{on}"))
                stated[pair].add((file, one.ref, on))
        for one in sbom.contains:
            for on in one.depends_on:
                stated.setdefault((of.get((file, one.ref), ""), of.get((file, on), "")), set())
        for component in sbom.components:
            if component.parents and (file, component.parents[-1]) in of:
                stated.setdefault((of[file, component.parents[-1]], of[file, component.label]), set())
    return [Edge(left, right, tuple(sorted(origins))) for (left, right), origins in stated.items()]


def _whole(
    sboms: Mapping[str, Sbom], root: Component, components: tuple[Component, ...], edges: Iterable[Edge]
) -> Sbom:
    """Return the merged SBOM; edges to services, which are no components, stay in `Merged.edges` alone."""
    known = {root.ref, *(one.ref for one in components)}
    below: dict[str, set[str]] = {ref: set() for ref in known}
    left_out = 0
    for edge in edges:
        if edge.ref in known and edge.on in known:
            below[edge.ref] |= {edge.on} - {edge.ref}
        else:
            left_out += 1
    note = f"{left_out} dependencies on services or on what no file lists were left out"
    return Sbom(
        serial="",
        spec_version="1.6",
        timestamp="",
        tools=_all(one.tools for one in sboms.values()),
        authors=_all(one.authors for one in sboms.values()),
        root=root,
        components=components,
        dependencies=tuple(Dependency(ref, tuple(sorted(on))) for ref, on in sorted(below.items())),
        lifecycles=_all(one.lifecycles for one in sboms.values()),
        author_people=frozenset().union(*(one.author_people for one in sboms.values())),
        sha256="",
        notes=(note,) if left_out else (),
    )


def _all(lists: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({text for texts in lists for text in texts}))
