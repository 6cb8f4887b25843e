"""Which way the pages of a document lie: turned for wide content, without a page for each short text between.

A turned page costs a page break before and after it. A few lines between two wide tables would stand alone on a
page, so they move to the turned one.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from math import ceil
from typing import TYPE_CHECKING, Final, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Item: TypeAlias = "dict[str, Json]"
_SHORT: Final = 32
"""Lines up to which upright content beside a turned page moves to it: rather more than half a page."""
_OPENING: Final = 14
"""Lines up to which the beginning of a section moves to the turned page that shows the rest of it."""
_LINE: Final = 112
"""Letters on an upright line."""
_HEADING: Final = 3
_LEADS: Final = 5
"""Lines of the longest paragraph that is kept with what follows."""
_LED: Final = frozenset({"figure", "plot", "table", "matrix", "bars"})
_TALL: Final = 1000
"""Lines said for what has no lines to count, such as a drawing."""


def settled(items: Iterable[tuple[Item, bool]]) -> list[tuple[bool, list[Item]]]:
    """Return the items in runs of upright and turned pages."""
    stretches = [
        (turned, [item for item, _ in group]) for turned, group in groupby(items, key=lambda pair: pair[1])
    ]
    for (turned, inside), (_, after) in pairwise(stretches):
        if not turned and after[0]["k"] != "heading":
            start = _opening(inside)
            after[:0] = inside[start:]
            del inside[start:]
    stretches = [stretch for stretch in stretches if stretch[1]]
    found: list[tuple[bool, list[Item]]] = []
    for turned, inside in stretches:
        lies = turned or (len(stretches) > 1 and sum(map(lines, inside)) <= _SHORT)
        if found and found[-1][0] is lies:
            found[-1][1].extend(inside)
        else:
            found.append((lies, inside))
    for _, inside in found:
        _lead(inside)
    return found


def _opening(inside: list[Item]) -> int:
    """Return where the last section of upright content begins, if it only opens what a turned page then shows.

    Headings and a few lines of text go with the drawing or table they belong to.
    """
    start = len(inside)
    while start and inside[start - 1]["k"] in {"para", "notice"}:
        start -= 1
    while start and inside[start - 1]["k"] == "heading":
        start -= 1
    opens = inside[start:]
    is_section = bool(opens) and opens[0]["k"] == "heading"
    return start if is_section and sum(map(lines, opens)) <= _OPENING else len(inside)


def _lead(items: list[Item]) -> None:
    """Mark each short paragraph that leads to a drawing or table, so that it stays on the page of what it leads to."""
    for number, (item, after) in enumerate(pairwise(items)):
        if item["k"] == "para" and after["k"] in _LED and lines(item) <= _LEADS:
            items[number] = {**item, "leads": True}


def lines(item: Item) -> int:
    """Return about how many upright lines an item takes."""
    match item["k"]:
        case "heading":
            return _HEADING
        case "para" | "notice":
            return 1 + ceil(_letters(item["parts"]) / _LINE)
        case "facts":
            return sum(
                max(1, ceil(_letters(pair) / (_LINE * 0.7))) for pair in cast("list[Json]", item["fields"])
            )
        case "table":
            return 3 + sum(_row_lines(item, row) for row in cast("list[Item]", item["rows"]))
        case "minor" | "annexed":
            return 2
    return _TALL


def _row_lines(item: Item, row: Item) -> int:
    """Return how many lines the tallest cell of a row takes."""
    shares = cast("list[float]", item["shares"])
    pairs = zip(cast("list[Json]", row["cells"]), shares, strict=True)
    return max(
        ceil(_letters(cell) / max(1.0, share / sum(shares) * _LINE)) + _breaks(cell) for cell, share in pairs
    )


def _breaks(cell: Json) -> int:
    return sum(part.get("k") == "br" for part in cast("list[Item]", cell))


def _letters(value: Json) -> int:
    """Return how many letters stand in a tree."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return _letters(value.get("v", ""))
    return sum(map(_letters, value)) if isinstance(value, list) else 0
