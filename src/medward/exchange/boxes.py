"""Which drawn box lies in which: how two tools say what belongs to a zone."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle on the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """How large it is."""
        return self.width * self.height

    def holds(self, other: Box) -> bool:
        """Say whether the middle of another box lies inside, and that it is not larger."""
        x, y = other.x + other.width / 2, other.y + other.height / 2
        inside = self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height
        return inside and other.area <= self.area


def innermost(box: Box, boxes: list[tuple[str, Box]], *, without: str = "") -> str:
    """Return the name of the smallest box around another, "" when there is none."""
    around = [(one.area, name) for name, one in boxes if name != without and one.holds(box)]
    return min(around)[1] if around else ""
