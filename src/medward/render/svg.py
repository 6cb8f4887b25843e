"""Small helpers for drawings: attributes and text are escaped here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from medward.render.cells import esc


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
        f'<svg class="drawing told" role="img" aria-labelledby="{esc(key)}-t {esc(key)}-d" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{esc(key)}-t">{esc(title)}</title><desc id="{esc(key)}-d">{esc(description)}</desc>'
        f"{''.join(inner)}</svg>"
    )


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
    found = [""]
    for word in content.split():
        for number, piece in enumerate(_pieces(word, letters)):
            gap = " " if found[-1] and number == 0 else ""
            if found[-1] and (number or len(found[-1]) + 1 + len(piece) > letters):
                found.append(piece)
            else:
                found[-1] = f"{found[-1]}{gap}{piece}"
    return found


def _pieces(word: str, letters: int) -> list[str]:
    """Return a word in pieces that fit into a line."""
    found = []
    while len(word) > letters:
        cut = word.rfind("-", 1, letters) + 1 or letters
        found.append(word[:cut])
        word = word[cut:]
    return [*found, word]


def letters_in(width: float, size: float) -> int:
    """Return how many letters of a size surely fit into a width: running text is narrower than 0.53 of its size."""
    return max(1, int(width / (0.53 * size)))


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
