"""Characters nobody can see or that steer a reader, spelled out: `[U+202E]` says what stands there.

Control characters, characters that turn the direction of text, halves of a pair and non-characters could hide or
change what a page says, or could not be written at all. They are shown by their number, so nothing is lost in silence.

Source: Unicode 15.1, chapter 23 (special areas and format characters); UAX 9, explicit directional formatting.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_STEERING: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff]"
)


def legible(words: str) -> str:
    r"""Return text with every character that hides or steers spelled out.

    >>> legible("pump\u202egnp.exe\x07")
    'pump[U+202E]gnp.exe[U+0007]'
    """
    return _STEERING.sub(lambda found: spelled(found.group()), words.replace("\r\n", "\n"))


def spelled(letter: str) -> str:
    """Return a character by its number, as `[U+1F600]`."""
    return f"[U+{ord(letter):04X}]"


def without(words: str, missing: Collection[str]) -> str:
    """Return text with the characters no font can show spelled out."""
    return "".join(spelled(letter) if letter in missing else letter for letter in words) if missing else words
