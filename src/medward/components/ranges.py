"""Whether a text is a range of versions where one version is expected; some schemes would give it a place all the same.

Read with the standard library alone because a scan asks it of every component.

Source: the notations of ranges of npm, Maven, NuGet, Gradle ("Rich versions"), Python, RubyGems and VERS; practice
4.14: a range is no version.
"""

from __future__ import annotations

from typing import Final

_SIGNS: Final = frozenset("<>=^~!≤≥*")
_BRACKETS: Final = frozenset("[](")
_JOINTS: Final = (",", "|", " - ", " to ")
_ANY: Final = frozenset("xX*+")
"""What stands for any number in the last place."""


def is_range(text: str) -> bool:
    """Return whether a text speaks of several versions, or names one as a condition.

    >>> [is_range(text) for text in ("[9.0,9.1)", ">=1.1.1", "~9.0", "9.x", "1.+", "1.0 || 2.0")]
    [True, True, True, True, True, True]
    >>> [is_range(text) for text in ("1.0~rc1+b1", "12.0(2)XC", "(devel)", "1.x-dev", "2^20200101")]
    [False, False, False, False, False]
    """
    first = text[:1]
    if first in _SIGNS:
        return True
    if first in _BRACKETS and text[-1] in "[])" and any(map(str.isdecimal, text)):
        return True
    if any(joint in text for joint in _JOINTS):
        return any(map(str.isdecimal, text))
    start, _, last = text.rpartition(".")
    return last in _ANY and start != ""
