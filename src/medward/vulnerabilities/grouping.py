"""Which ids mean one vulnerability: those a source calls aliases, without what an erratum of many only mentions.

>>> ids_of("GHSA-1", ("CVE-1",)), ids_of("ALSA-1", ("CVE-1", "CVE-2"))
(('GHSA-1', 'CVE-1'), ('ALSA-1',))
>>> grouped([("a", "b"), ("c",), ("b", "d")], lambda names: names)
[[('a', 'b'), ('b', 'd')], [('c',)]]

Source: OSV schema 1.7, `aliases` ("the same vulnerability"), `related` and `upstream`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def ids_of(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids an advisory makes one vulnerability of; one about several CVE records joins none of them."""
    if len({one for one in (name, *aliases) if one.startswith("CVE-")}) > 1:
        return (name,)
    return (name, *aliases)


def grouped(items: Iterable[T], ids: Callable[[T], tuple[str, ...]]) -> list[list[T]]:
    """Return the items in groups that share an id, directly or through others."""
    group_of: dict[str, list[T]] = {}
    names_of: dict[int, list[str]] = {}
    for item in items:
        own = ids(item)
        home: list[T] = group_of.get(own[0], [])
        names = names_of.setdefault(id(home), [])
        for name in own:
            other = group_of.get(name)
            if other is None:
                names.append(name)
            elif other is not home:
                home += other
                moved = names_of.pop(id(other))
                names += moved
                for one in moved:
                    group_of[one] = home
            group_of[name] = home
        home.append(item)
    return list({id(group): group for group in group_of.values()}.values())
