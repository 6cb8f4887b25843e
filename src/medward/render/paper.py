"""What a drawing looks like on paper: A4 landscape with the margins of the stylesheet.

A screen pixel is 1/96 inch and a point 1/72 inch, so a letter of 12 px is one of 9 points, less what the
drawing shrinks to fit.
"""

from __future__ import annotations

from typing import Final

WIDTH: Final = 1031.0
"""A4 landscape, 297 mm less margins of 12 mm on both sides, in pixels."""
HEIGHT: Final = 604.0
"""Largest height of a drawing in print: 160 mm, which leaves room for caption and legend."""
LEAST_POINTS: Final = 7.0
"""Smallest letters a reader should meet on paper (practice 7.2)."""
_POINTS_PER_PIXEL: Final = 0.75


def scale(width: float, height: float) -> float:
    """Return by how much a drawing shrinks on paper; it never grows."""
    return min(1.0, WIDTH / width, HEIGHT / height)


def points(pixels: float, width: float, height: float) -> float:
    """Return how large letters of so many pixels come out on paper, in points."""
    return pixels * scale(width, height) * _POINTS_PER_PIXEL
