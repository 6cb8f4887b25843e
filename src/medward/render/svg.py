"""Small helpers for drawings: attributes and text are escaped here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.render.cells import esc

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Pen:
    """How lines of text are written."""

    size: float = 12
    step: float = 15
    """From one baseline to the next."""
    is_bold: bool = False
    anchor: str = "start"
    fill: str = "#1f2933"


def tag(name: str, attributes: dict[str, str | int | float], *inner: str) -> str:
    """Return an SVG element; `inner` is SVG already."""
    listed = "".join(f' {key}="{esc(_short(value))}"' for key, value in attributes.items())
    return f"<{name}{listed}>{''.join(inner)}</{name}>" if inner else f"<{name}{listed}/>"


def words(x: float, y: float, content: str, kind: str = "", anchor: str = "start") -> str:
    """Return a line of text."""
    attributes: dict[str, str | int | float] = {"x": x, "y": y}
    if kind:
        attributes["class"] = kind
    if anchor != "start":
        attributes["text-anchor"] = anchor
    return tag("text", attributes, esc(content))


def drawing(name: str, size: tuple[float, float], title: str, description: str, *inner: str) -> str:
    """Return a whole drawing with a title and a description for screen readers."""
    width, height = (_short(value) for value in size)
    key = "".join(letter if letter.isalnum() else "-" for letter in name)
    return (
        f'<svg class="drawing told" role="{role("".join(inner))}" aria-labelledby="{esc(key)}-t {esc(key)}-d" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{esc(key)}-t">{esc(title)}</title><desc id="{esc(key)}-d">{esc(description)}</desc>'
        f"{''.join(inner)}</svg>"
    )


def role(inner: str) -> str:
    """Return the role of a drawing: an image's content is hidden from assistive technology, so one with links is none.

    Source: WAI-ARIA 1.2, 7.1 (children presentational); Accessible Rich Internet Applications, role `img`.
    """
    return "group" if "<a " in inner else "img"


def fitted(content: str, letters: int) -> str:
    """Return text that fits into so many letters, with an ellipsis where it was cut."""
    return content if len(content) <= letters else f"{content[: letters - 1].rstrip()}\u2026"


def lines(content: str, letters: int, most: int) -> list[str]:
    """Break text into at most `most` lines of `letters`, cutting the last one with an ellipsis."""
    found = [""]
    for word in content.split():
        if found[-1] and len(found[-1]) + 1 + len(word) > letters:
            found.append(word)
        else:
            found[-1] = f"{found[-1]} {word}".lstrip()
    if len(found) > most:
        found = [*found[: most - 1], " ".join(found[most - 1 :])]
    return [fitted(line, letters) for line in found]


def wrapped(content: str, letters: int) -> list[str]:
    """Break text into lines of at most so many letters and cut nothing; a longer word breaks, best at a hyphen."""
    return _broken(content, lambda line: len(line) <= letters, letters)


def wrapped_into(content: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """Break text of a size into lines that fit into a width, and cut nothing."""
    room = width / size / (_BOLDER if is_bold else 1)
    return _broken(content, lambda line: ems(line) <= room, max(1, int(room / _WIDEST)))


def ems(content: str) -> float:
    """Return about how wide text is, in its size: the classes of width of Helvetica and its likes."""
    return sum(_widths(letter) for letter in content)


def _widths(letter: str) -> float:
    """Return the width of a letter; scripts without such classes count as the widest."""
    if letter in "ijl'|":
        return 0.24
    if letter in ".,;:!I /ft()[]-r":
        return 0.34
    if letter in "mwM":
        return 0.84
    if letter in "W@%" or letter > "\u024f":
        return _WIDEST
    return 0.74 if letter.isupper() or letter in "&+=<>~" else 0.556


_WIDEST: Final = 1.0
_BOLDER: Final = 1.07
"""How much wider bold text runs."""


def _broken(content: str, fits: Callable[[str], bool], letters: int) -> list[str]:
    """Break text into lines that fit; a word that does not is cut into pieces of so many letters."""
    found = [""]
    for word in content.split():
        pieces = (
            [word] if len(word) <= letters or (len(word) < _LONG and fits(word)) else _pieces(word, letters)
        )
        for number, piece in enumerate(pieces):
            longer = f"{found[-1]} {piece}".lstrip()
            if found[-1] and (number or not fits(longer)):
                found.append(piece)
            else:
                found[-1] = longer
    return found


_LONG: Final = 200
"""Longest word that is measured before it is cut."""


def _pieces(word: str, letters: int) -> list[str]:
    """Return a word in pieces that fit into a line."""
    found, start = [], 0
    while len(word) - start > letters:
        cut = word.rfind("-", start + 1, start + letters) + 1 or start + letters
        found.append(word[start:cut])
        start = cut
    return [*found, word[start:]]


def column_of(x: float, y: float, texts: list[str], pen: Pen) -> str:
    """Return lines of text below each other, the first one's baseline at `y`."""
    weight = ' font-weight="bold"' if pen.is_bold else ""
    inner = "".join(
        words(x, y + number * pen.step, line, anchor=pen.anchor) for number, line in enumerate(texts)
    )
    return f'<g font-size="{_short(pen.size)}" fill="{pen.fill}"{weight}>{inner}</g>'


def _short(value: str | float) -> str:
    """Return a coordinate with at most two decimals, the same on every machine."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
