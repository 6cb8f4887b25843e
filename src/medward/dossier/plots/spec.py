"""What every plot shares: sizes, colours with a second carrier, and the specification as canonical text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH: Final = 530
"""Width of a drawing area in pixels: with its labels it fills an upright page without shrinking below 7 points."""
INK: Final = "#1b2430"
FILLS: Final = {
    "good": "#17622b",
    "attention": "#c98a1b",
    "bad": "#96201a",
    "unknown": "#7d74b8",
    "neutral": "#8a95a3",
}
"""Fills by tone; their greys differ in print, and each mark carries its word or number beside."""


def spec_text(spec: Mapping[str, object]) -> str:
    """Return a specification as JSON with sorted keys, the same text for the same plot."""
    return json.dumps(spec, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def values(rows: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """Return data as a specification holds it."""
    return {"values": [dict(row) for row in rows]}


def axis(title: str, **more: object) -> dict[str, object]:
    """Return an axis with a title and quiet lines."""
    return {"title": title, "labelLimit": 320, "gridColor": "#e3e7ec", **more}


def by_tone(field: str, words: Mapping[str, str], title: str) -> dict[str, object]:
    """Return a colour encoding of words, each with the fill of its tone, in the order given."""
    return {
        "field": field,
        "type": "nominal",
        "title": title,
        "scale": {"domain": list(words), "range": [FILLS[tone] for tone in words.values()]},
    }


def day_axis(title: str) -> dict[str, object]:
    """Return an axis of days in UTC, so that a plot is the same on every machine."""
    return axis(title, format="%Y-%m")
