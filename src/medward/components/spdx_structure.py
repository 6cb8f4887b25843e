"""The end both SPDX readers share: packages, edges and files as the one value, with what there is to say of them.

Source: SPDX 2.3, clause 11, and SPDX 3.0.1, Relationship: what contains and what needs what stands beside the packages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.components.containment import grouped, parents_by_ref, placed
from medward.components.sbom import Dependency
from medward.kernel.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.components.fields import Fields
    from medward.components.sbom import Component, Sbom


class Structure(NamedTuple):
    """What a file says of its packages together."""

    contains: tuple[tuple[str, str], ...]
    """Pairs of holder and held."""
    needs: tuple[tuple[str, str], ...]
    """Pairs of one and what it depends on; "" for nothing at all."""
    files: int
    unknown: frozenset[str] = frozenset()
    """Those of whom the file says that what they need or contain is not known, or not in full."""


def structured(head: Sbom, found: Structure, fields: Fields) -> Sbom:
    """Return an SBOM of plain packages, the product among them, as components in what contains them, with all edges.

    Raises:
        LimitError: Nested too deeply.
    """
    parents = parents_by_ref(found.contains, head.root.ref if head.root else "", fields)
    components = placed(head.components, head.root, parents)
    return head._replace(
        components=components,
        dependencies=_entries(found.needs),
        contains=_entries(found.contains),
        problems=tuple(fields.problems),
        notes=(*head.notes, *_notes(found, components)),
        format="SPDX",
    )


def _entries(edges: Iterable[tuple[str, str]]) -> tuple[Dependency, ...]:
    return tuple(Dependency(ref, others) for ref, others in grouped(edges).items())


def _notes(found: Structure, components: tuple[Component, ...]) -> Iterator[str]:
    if found.files:
        yield f"It lists {plural(found.files, 'file')}; files are not read as components."
    if found.unknown:
        whole = plural(len(found.unknown), "package")
        yield f"For {whole} it says that what is needed or contained is not known in full."
    if not components:
        yield "This SBOM lists no components."
