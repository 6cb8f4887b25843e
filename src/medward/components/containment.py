"""Which component sits in which, from relationships: SPDX says it there, CycloneDX by nesting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.components.fields import Fields
    from medward.components.sbom import Component

MAX_DEPTH: Final = 64
"""As for nested CycloneDX components."""


def parents_by_ref(edges: Iterable[tuple[str, str]], root: str, fields: Fields) -> dict[str, tuple[str, ...]]:
    """Return what each one is contained in, outermost first, from pairs of holder and held.

    Who is held by several keeps the first. Being held by the product itself is no
    nesting. A circle is reported, and those in it count as held by nobody.

    Raises:
        LimitError: Nested too deeply.
    """
    holder: dict[str, str] = {}
    for outer, inner in edges:
        if outer not in {inner, root}:
            holder.setdefault(inner, outer)
    return {ref: chain for ref in holder if (chain := _chain(ref, holder, fields))}


def placed(
    packages: Iterable[Component], root: Component | None, parents: Mapping[str, tuple[str, ...]]
) -> tuple[Component, ...]:
    """Return the components without the product, each with what contains it."""
    return tuple(
        one._replace(parents=parents[one.ref]) if one.ref in parents else one
        for one in packages
        if one is not root
    )


def _chain(ref: str, holder: Mapping[str, str], fields: Fields) -> tuple[str, ...]:
    """Return the holders of one, outermost first."""
    chain: list[str] = []
    outer = holder.get(ref)
    while outer is not None:
        if outer == ref or outer in chain:
            if outer == ref:
                fields.report(
                    "/relationships", f"{ref!r} contains itself through {', '.join(chain[::-1]) or ref!r}"
                )
            return ()
        if len(chain) == MAX_DEPTH:
            raise LimitError(
                f"components are nested more than {MAX_DEPTH} deep",
                place=fields.where("/relationships"),
                hint="Flatten the structure.",
            )
        chain.append(outer)
        outer = holder.get(outer)
    return tuple(reversed(chain))


def grouped(edges: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the second parts of pairs by the first, each once, in the order met; "" adds an empty entry."""
    found: dict[str, dict[str, None]] = {}
    for one, other in edges:
        entry = found.setdefault(one, {})
        if other:
            entry[other] = None
    return {one: tuple(others) for one, others in found.items()}
