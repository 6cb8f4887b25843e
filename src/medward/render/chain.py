"""A chain from threat to evidence, drawn in columns from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.render.cells import Where, esc, record_href
from medward.render.svg import drawing, lines, tag, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.dossier.blocks import Figure
    from medward.dossier.drawings import ChainDiagram, ChainNode

WIDTH, HEIGHT, GAP_X, GAP_Y, TOP = 172, 88, 26, 12, 34
_LETTERS, _LINES = 23, 3


def chain_svg(figure: Figure, picture: ChainDiagram, where: Where) -> str:
    """Return the drawing of a chain."""
    places = _places(picture)
    tallest = max((y for _, y in places.values()), default=TOP) + HEIGHT + 12
    heads = [words(_left(number), 18, title, "chain-head") for number, title in enumerate(picture.columns)]
    arrows = [_arrow(places[source], places[target]) for source, target in picture.links]
    boxes = [_box(node, places[node.id], where) for node in picture.nodes]
    empty = [
        words(_left(number), TOP + 24, "nothing here", "chain-empty")
        for number in range(len(picture.columns))
        if not any(node.column == number for node in picture.nodes)
    ]
    width = len(picture.columns) * (WIDTH + GAP_X) - GAP_X + 12
    return drawing(
        figure.name, (width, tallest), figure.caption, figure.description, *heads, *arrows, *boxes, *empty
    )


def _left(column: int) -> int:
    """Return the left edge of a column."""
    return 6 + column * (WIDTH + GAP_X)


def _places(picture: ChainDiagram) -> Mapping[str, tuple[int, int]]:
    """Return the upper left corner of every box."""
    filled: dict[int, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for node in picture.nodes:
        row = filled.get(node.column, 0)
        filled[node.column] = row + 1
        places[node.id] = (_left(node.column), TOP + row * (HEIGHT + GAP_Y))
    return places


def _arrow(source: tuple[int, int], target: tuple[int, int]) -> str:
    """Return a curve from the right edge of one box to the left edge of another, with an arrow head."""
    x1, y1 = source[0] + WIDTH, source[1] + HEIGHT // 2
    x2, y2 = target[0], target[1] + HEIGHT // 2
    middle = (x1 + x2) // 2
    curve = tag(
        "path", {"class": "chain-link", "d": f"M{x1},{y1} C{middle},{y1} {middle},{y2} {x2 - 6},{y2}"}
    )
    head = tag("path", {"class": "chain-point", "d": f"M{x2},{y2} l-7,-4 v8 z"})
    return curve + head


def _box(node: ChainNode, place: tuple[int, int], where: Where) -> str:
    """Return one record: id, title in two lines, state in a word."""
    x, y = place
    inner = [
        tag(
            "rect",
            {
                "class": f"chain-box {node.tone.value}",
                "x": x,
                "y": y,
                "width": WIDTH,
                "height": HEIGHT,
                "rx": 4,
            },
        ),
        words(x + 8, y + 17, node.id, "chain-id"),
        *(
            words(x + 8, y + 34 + 14 * i, line, "chain-title")
            for i, line in enumerate(lines(node.title, _LETTERS, _LINES))
        ),
        words(x + 8, y + HEIGHT - 7, node.word, f"chain-word {node.tone.value}"),
    ]
    return tag(
        "a", {"href": record_href(node.id, where)}, tag("title", {}, esc(f"{node.id}: {node.title}")), *inner
    )
