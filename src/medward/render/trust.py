"""The chain of trust of an update: a column per role from build to installation, protections below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.render.cells import Where, esc, record_href
from medward.render.paper import WIDTH
from medward.render.svg import Pen, column_of, drawing, tag, wrapped_into

if TYPE_CHECKING:
    from medward.dossier.blocks import Figure
    from medward.dossier.drawings import TrustBox, TrustDiagram

LETTERS: Final = 11.5
"""Size of the smallest letters."""
_GAP: Final = 14.0
_EDGE: Final = 4.0
_PAD: Final = 8.0
_LINE: Final = 14.5
_HEAD: Final = 30.0
_INK: Final = "#1f2933"
_HOLE: Final = "#a11b12"
_PLAIN: Final = Pen(LETTERS, _LINE)
_BOLD: Final = Pen(LETTERS, _LINE, is_bold=True)
_BOLD_HOLE: Final = Pen(LETTERS, _LINE, is_bold=True, fill=_HOLE)
_NOBODY: Final = "Not recorded"


def trust_svg(figure: Figure, picture: TrustDiagram, where: Where) -> str:
    """Return the drawing of a chain of trust; who does it stands in words, not in colour."""
    width = _column_width(len(picture.columns))
    inner, lowest = [], 0.0
    for number, (title, boxes) in enumerate(picture.columns):
        x = _EDGE + number * (width + _GAP)
        inner.append(_head(f"{number + 1}  {title}", x, width, is_last=number + 1 == len(picture.columns)))
        y = _EDGE + _HEAD + 8
        for box in boxes:
            drawn, height = _box(box, x, y, width, where)
            inner.append(drawn)
            y += height + 8
        if not boxes:
            inner.append(column_of(x + _PAD, y + _LINE, [_NOBODY], _BOLD_HOLE))
            y += 2 * _LINE
        lowest = max(lowest, y)
    below, height = _protections(picture, lowest + 6)
    size = (WIDTH, lowest + 6 + height + _EDGE)
    return drawing(figure.name, size, figure.caption, figure.description, *inner, below)


def _column_width(columns: int) -> float:
    """Return the width of a column."""
    return (WIDTH - 2 * _EDGE - (columns - 1) * _GAP) / columns


def _head(title: str, x: float, width: float, *, is_last: bool) -> str:
    """Return the arrow-shaped head of a column."""
    tip = 0.0 if is_last else _GAP - 4
    corners = [
        (x, _EDGE), (x + width, _EDGE), (x + width + tip, _EDGE + _HEAD / 2), (x + width, _EDGE + _HEAD),
        (x, _EDGE + _HEAD),
    ]  # fmt: skip
    shape = " ".join(f"{left:.2f},{top:.2f}" for left, top in corners)
    ground = tag("polygon", {"points": shape, "fill": "#eef1f5", "stroke": _INK})
    return ground + column_of(x + _PAD, _EDGE + 20, [title], Pen(13, _LINE, is_bold=True))


def _box(box: TrustBox, x: float, y: float, width: float, where: Where) -> tuple[str, float]:
    """Return a box and its height; dashed and said where it is outside our scope."""
    room = width - 2 * _PAD
    title = wrapped_into(box.title, room, LETTERS, is_bold=True)
    if box.is_outside:
        title.append("outside our scope")
    texts = wrapped_into(box.what, room, LETTERS)
    height = (len(title) + len(texts)) * _LINE + 12
    frame: dict[str, str | int | float] = {
        "x": x, "y": y, "width": width, "height": height, "fill": "#ffffff", "stroke": _INK,
        **({"stroke-dasharray": "5 3"} if box.is_outside else {}),
    }  # fmt: skip
    inner = tag("rect", frame) + column_of(x + _PAD, y + 15, title, _BOLD)
    if box.id in where.records:
        inner = f'<a href="{esc(record_href(box.id, where))}">{inner}</a>'
    return inner + column_of(x + _PAD, y + 15 + len(title) * _LINE, texts, _PLAIN), height


def _protections(picture: TrustDiagram, top: float) -> tuple[str, float]:
    """Return the row of protections below the columns, and its height."""
    width = _column_width(len(picture.protections))
    texts = [wrapped_into(text or _NOBODY, width - 2 * _PAD, LETTERS) for _, text in picture.protections]
    height = (max(len(lines) for lines in texts) + 1) * _LINE + 14
    found = []
    for number, ((title, text), lines) in enumerate(zip(picture.protections, texts, strict=True)):
        x = _EDGE + number * (width + _GAP)
        frame: dict[str, str | int | float] = {
            "x": x, "y": top, "width": width, "height": height, "fill": "#f7f3e8",
            "stroke": _INK if text else _HOLE,
        }  # fmt: skip
        pen = _PLAIN if text else _BOLD_HOLE
        found += [
            tag("rect", frame),
            column_of(x + _PAD, top + 16, [title], _BOLD),
            column_of(x + _PAD, top + 16 + _LINE, lines, pen),
        ]
    return "".join(found), height
