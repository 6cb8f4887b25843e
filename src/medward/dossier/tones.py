"""How a word is to be taken."""

from __future__ import annotations

from enum import StrEnum


class Tone(StrEnum):
    """How a word is to be taken; a renderer adds colour, the word alone must say it."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    UNKNOWN = "unknown"
    NEUTRAL = "neutral"
