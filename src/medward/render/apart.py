"""What is too long to be printed inside a document: tables, and runs of entries such as the protocol of every test.

Setting hundreds of pages of entries takes most of a gigabyte, and nobody leafs through them; they go to an annex in
the form of a table, one row for each field.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from medward.render.blocks import anchor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.render.typeset import Json, Typeset

LONGEST: Final = 400
"""Rows or entries printed inside a document: some fifteen pages, which a reader still leafs through; more go apart."""
_ENTRY: Final = ("minor", "facts")
"""An entry: what it is about, and its fields."""
_HEAD: Final[list[Json]] = ["About", "Field", "What it says"]
_SHARES: Final[list[Json]] = [22, 16, 62]
_Placed: TypeAlias = "tuple[dict[str, Json], bool]"


def folded(ready: Typeset) -> Typeset:
    """Return a document in which each run of more than `LONGEST` entries is a table, named after its heading."""
    items, taken = ready.items, {str(item["name"]) for item, _ in ready.items if item["k"] == "table"}
    found: list[_Placed] = []
    heading, start = ready.manuscript.slug, 0
    while start < len(items):
        if items[start][0]["k"] == "heading":
            heading = str(items[start][0]["text"])
        end = _end_of_run(items, start)
        if (end - start) // len(_ENTRY) > LONGEST:
            name = next(name for name in _names(heading) if name not in taken)
            taken.add(name)
            found.append((_table(name, heading, items[start:end]), False))
        else:
            end = max(end, start + 1)
            found += items[start:end]
        start = end
    return replace(ready, items=tuple(found))


def _end_of_run(items: tuple[_Placed, ...], start: int) -> int:
    """Return where the entries that follow each other from `start` on end."""
    end = start
    while tuple(item["k"] for item, _ in items[end : end + len(_ENTRY)]) == _ENTRY:
        end += len(_ENTRY)
    return end


def _names(heading: str) -> Iterator[str]:
    """Yield names for what stands under a heading; the first is the usual one."""
    usual = anchor(heading)
    yield usual
    yield from (f"{usual}-{number}" for number in count(2))


def _table(name: str, heading: str, entries: tuple[_Placed, ...]) -> dict[str, Json]:
    """Return entries as a table with a row for each of their fields."""
    pairs = list(zip(entries[:: len(_ENTRY)], entries[1 :: len(_ENTRY)], strict=True))
    rows = [row for (about, _), (fields, _) in pairs for row in _rows(about, fields)]
    return {
        "k": "table", "name": name, "caption": heading, "empty": [], "head": _HEAD, "right": [False] * 3,
        "shares": _SHARES, "rows": rows, "counted": f"{len(pairs):,} entries",
    }  # fmt: skip


def _rows(about: dict[str, Json], fields: dict[str, Json]) -> Iterator[Json]:
    """Yield the rows of an entry; those after the first name it by what stands before its title."""
    words = str(about["text"])
    for label, parts in cast("list[tuple[str, Json]]", fields["fields"]):
        cells: list[Json] = [[{"k": "t", "v": words}], [{"k": "t", "v": label}], parts]
        yield {"tone": "neutral", "anchor": "", "breakable": True, "cells": cells}
        words = words.split("  ", maxsplit=1)[0]
