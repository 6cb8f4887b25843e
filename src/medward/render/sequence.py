"""Sequence diagrams of security use cases: lifelines on the left, what protects each step on the right.

Every step has a row of its own, as tall as its longest text, so nothing can lie on something else. A sheet is
as high as A4 landscape allows; longer sequences go on with their lifelines repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.render.cells import Where, esc, record_href
from medward.render.paper import HEIGHT, WIDTH
from medward.render.sheets import Sheet
from medward.render.svg import Pen, column_of, drawing, ems, tag, wrapped_into

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.dossier.blocks import Figure
    from medward.dossier.drawings import Lifeline, SequenceDiagram, SequenceStep

LETTERS: Final = 11.5
"""Size of running text."""
_HEAD_LETTERS: Final = 9.8
_HEAD_LINES: Final = 5
_PAD: Final = 8.0
_PANEL: Final = 372.0
"""Width of the texts on the right."""
_AREA: Final = WIDTH - _PANEL - 2 * _PAD
_LINE: Final = 15.0
_HEAD: Final = 78.0
"""Height of the boxes above the lifelines."""
_INK: Final = "#1f2933"
_SOFT: Final = "#5b6573"
_PLAIN: Final = Pen(LETTERS, _LINE)
_BOLD: Final = Pen(LETTERS, _LINE, is_bold=True)


@dataclass(frozen=True, slots=True)
class _Band:
    """A part of a sheet over its whole width, drawn at a height given later."""

    height: float
    step: SequenceStep | None
    branches: tuple[tuple[str, ...], ...] = ()
    """Lines of each abnormal branch."""


def sequence_sheets(figure: Figure, picture: SequenceDiagram, where: Where) -> list[Sheet]:
    """Return the drawing of a use case, on as many sheets as it takes."""
    groups = _grouped(_bands(picture))
    found = []
    for number, bands in enumerate(groups, 1):
        title = f"Sheet {number} of {len(groups)}" if len(groups) > 1 else ""
        name = f"{figure.name}-{number}" if number > 1 else figure.name
        caption = f"{figure.caption}. {title}".rstrip(". ")
        height = _HEAD + 2 * _PAD + sum(band.height for band in bands)
        inner = _sheet(picture, bands, where)
        found.append(Sheet(title, drawing(name, (WIDTH, height), caption, figure.description, *inner)))
    return found


def _bands(picture: SequenceDiagram) -> list[_Band]:
    """Return a band per step, and one for the abnormal branches."""
    found = [_Band(_step_height(step), step) for step in picture.steps]
    if picture.abnormal:
        branches = tuple(
            tuple(wrapped_into(f"{chr(ord('A') + number % 26)}  {branch}", WIDTH - 6 * _PAD, LETTERS))
            for number, branch in enumerate(picture.abnormal)
        )
        found.append(_Band(sum(len(lines) * _LINE + 8 for lines in branches) + 2 * _LINE, None, branches))
    return found


def _step_height(step: SequenceStep) -> float:
    """Return the height that the texts of a step need."""
    return max(3, len(_texts(step))) * _LINE + 14


def _texts(step: SequenceStep) -> list[tuple[str, Pen]]:
    """Return the lines on the right of a step: what happens in bold, then each note with its label."""
    room = _PANEL - 2 * _PAD
    action = wrapped_into(f"{step.number}  {step.action}", room, LETTERS, is_bold=True)
    notes = [line for label, text in step.notes for line in wrapped_into(f"{label}: {text}", room, LETTERS)]
    return [*((line, _BOLD) for line in action), *((line, _PLAIN) for line in notes)]


def _grouped(bands: Sequence[_Band]) -> list[list[_Band]]:
    """Return the bands of each sheet, none higher than a page; a single band may be."""
    groups: list[list[_Band]] = [[]]
    room, used = HEIGHT - _HEAD - 2 * _PAD, 0.0
    for band in bands:
        if groups[-1] and used + band.height > room:
            groups.append([])
            used = 0.0
        groups[-1].append(band)
        used += band.height
    return groups


def _sheet(picture: SequenceDiagram, bands: Sequence[_Band], where: Where) -> list[str]:
    """Return everything drawn on one sheet."""
    columns = {
        line.id: _PAD + _AREA * (number + 0.5) / len(picture.lifelines)
        for number, line in enumerate(picture.lifelines)
    }
    top = _PAD + _HEAD
    foot = top + sum(band.height for band in bands if band.step)
    found = [
        _lifeline(line, columns[line.id], foot, _AREA / len(columns), where) for line in picture.lifelines
    ]
    y = top
    for band in bands:
        if band.step:
            found.append(_step(band.step, columns, y, band.height))
        if band.branches:
            found.append(_abnormal(band, foot))
        y += band.height
    return found


def _lifeline(line: Lifeline, x: float, foot: float, room: float, where: Where) -> str:
    """Return a box with the name of an element, and the line below it."""
    width = min(room - 4, 150)
    texts = wrapped_into(f"{line.short} {line.label}".strip(), width - 1, _HEAD_LETTERS)
    if len(texts) > _HEAD_LINES:
        texts = [*texts[: _HEAD_LINES - 1], f"{texts[_HEAD_LINES - 1][:-1]}\u2026"]
    frame: dict[str, str | int | float] = {
        "x": x - width / 2, "y": _PAD, "width": width, "height": _HEAD - 6, "fill": "#eef1f5", "stroke": _INK,
        **({"stroke-dasharray": "5 3"} if line.is_outside else {}),
    }  # fmt: skip
    first = _PAD + (_HEAD - 6) / 2 - (len(texts) - 1) * 6.5 + 4
    names = column_of(x, first, texts, Pen(_HEAD_LETTERS, 13, anchor="middle"))
    box = tag("rect", frame) + names
    if line.id in where.records:
        box = f'<a href="{esc(record_href(line.id, where))}">{box}</a>'
    down: dict[str, str | int | float] = {
        "x1": x, "y1": _PAD + _HEAD - 6, "x2": x, "y2": foot, "stroke": _SOFT, "stroke-dasharray": "3 4",
    }  # fmt: skip
    return tag("line", down) + box


def _step(step: SequenceStep, columns: dict[str, float], y: float, height: float) -> str:
    """Return a row: rule above, arrow with its label on the left, texts on the right."""
    rule = tag("line", {"x1": _PAD, "y1": y, "x2": WIDTH - _PAD, "y2": y, "stroke": "#d5dbe2"})
    panel = "".join(
        column_of(WIDTH - _PANEL, y + 16 + number * _LINE, [line], pen)
        for number, (line, pen) in enumerate(_texts(step))
    )
    start, end = columns[step.source], columns[step.target]
    level = y + height / 2 + 6
    shape = _arrow(start, end, level) if start != end else _inside(start, level)
    return rule + _label(step, (start + end) / 2, level - 11) + shape + panel


def _label(step: SequenceStep, middle: float, y: float) -> str:
    """Return the number and flow above an arrow, on white so that lifelines do not run through it."""
    text = f"{step.number}  {step.flow or 'inside'}"
    width = ems(text) * LETTERS * 1.07 + 8
    x = min(max(middle, _PAD + width / 2), _PAD + _AREA - width / 2)
    ground: dict[str, str | int | float] = {
        "x": x - width / 2, "y": y - 12, "width": width, "height": 16, "fill": "#ffffff", "class": "label",
    }  # fmt: skip
    return tag("rect", ground) + column_of(x, y, [text], Pen(LETTERS, _LINE, is_bold=True, anchor="middle"))


def _arrow(start: float, end: float, y: float) -> str:
    """Return an arrow with a filled head."""
    back = -8 if end > start else 8
    line = tag("line", {"x1": start, "y1": y, "x2": end + back, "y2": y, "stroke": _INK, "stroke-width": 1.6})
    head = f"{end:.2f},{y:.2f} {end + back:.2f},{y - 4.5:.2f} {end + back:.2f},{y + 4.5:.2f}"
    return line + tag("polygon", {"points": head, "fill": _INK})


def _inside(x: float, y: float) -> str:
    """Return the bar of something done inside one element."""
    bar: dict[str, str | int | float] = {
        "x": x - 6, "y": y - 4, "width": 12, "height": 20, "fill": "#f7f3e8", "stroke": _INK,
    }  # fmt: skip
    return tag("rect", bar)


def _abnormal(band: _Band, top: float) -> str:
    """Return the frame with abnormal branches."""
    frame: dict[str, str | int | float] = {
        "x": _PAD, "y": top + 4, "width": WIDTH - 2 * _PAD, "height": band.height - 4,
        "fill": "#fbf7ee", "stroke": "#8a5a00",
    }  # fmt: skip
    found = [tag("rect", frame)]
    found.append(column_of(2 * _PAD, top + 4 + 1.1 * _LINE, ["Abnormal branches"], _BOLD))
    y = top + 2.5 * _LINE
    for lines in band.branches:
        found.append(column_of(3 * _PAD, y, list(lines), _PLAIN))
        y += len(lines) * _LINE + 8
    return "".join(found)
