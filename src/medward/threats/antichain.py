"""Families of sets of which none contains another, each set a bit mask.

Attack trees and paths are asked for minimal sets: of leaves, of controls. A family is kept minimal at
every step, so it never grows with combinations that a smaller one makes superfluous.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Family: TypeAlias = "tuple[int, ...]"
"""Masks, smallest sets first, none of them within another."""


MOST_PAIRS: Final = 200_000
"""Pairs looked at when two families are combined; beyond that only the smallest sets take part."""


def minimal(masks: Iterable[int], most: int = 0) -> tuple[Family, bool]:
    """Return the masks that contain no other one, and whether some beyond the first `most` were left out."""
    kept: list[int] = []
    for mask in sorted(set(masks), key=lambda item: (item.bit_count(), item)):
        if any(smaller & mask == smaller for smaller in kept):
            continue
        if most and len(kept) == most:
            return tuple(kept), True
        kept.append(mask)
    return tuple(kept), False


def either(families: Sequence[Family], most: int) -> tuple[Family, bool]:
    """Return the minimal sets of "any of these", and whether some were dropped to keep at most `most`."""
    return minimal((mask for family in families for mask in family), most)


def combined(families: Sequence[Family], most: int) -> tuple[Family, bool]:
    """Return the minimal sets of "all of these", and whether some were dropped to keep at most `most`."""
    found: Family = (0,)
    dropped = False
    for family in sorted(families, key=len):
        room = max(1, MOST_PAIRS // max(1, len(found)))
        found, more = minimal((left | right for left in found for right in family[:room]), most)
        dropped |= more or len(family) > room
    return found, dropped


def hitting_sets(family: Family, most_work: int) -> Family | None:
    """Return the minimal sets that share a member with every set of `family`; none when it is too much work.

    One set is added at a time: what hits it stays, what misses it is completed by each of its members and
    kept when no set that stays is within it. Completed sets never contain each other, since none of the sets
    they come from has a member of the added one (Berge 1989). An empty set cannot be hit.
    """
    found: list[int] = [0]
    work = 0
    for mask in family:
        hits = [one for one in found if one & mask]
        misses = [one for one in found if not one & mask]
        work += len(misses) * mask.bit_count() * (len(hits) + 1)
        if work > most_work:
            return None
        longer = [one | 1 << number for one in misses for number in members(mask)]
        found = hits + [one for one in longer if not any(hit & one == hit for hit in hits)]
    return tuple(sorted(found, key=lambda item: (item.bit_count(), item)))


def members(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set, smallest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
