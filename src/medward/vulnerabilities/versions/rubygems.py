"""Keys for RubyGems versions.

A gem version is a row of numbers and letters, and beyond its end it goes on with zeros for ever. Zeros at the
end of the leading numbers and at the end of the whole are dropped.

Shape of a key: one mark per segment: `!` with letters and `!`; `#` a zero after which letters come next;
`$` the end; `%` a zero after which a number comes next; `&` with a number. A zero takes its mark from what
follows it, because the end stands for zeros too and must lie between the two.

Source: Gem::Version of RubyGems (lib/rubygems/version.rb: `VERSION_PATTERN`, `segments`,
`canonical_segments`, `<=>`).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import dropwhile
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_LETTERS: Final = "!"
_LETTERS_END: Final = "!"
_ZERO_BELOW: Final = "#"
_END: Final = "$"
_ZERO_ABOVE: Final = "%"
_NUMBER: Final = "&"


def rubygems_key(text: str) -> str | None:
    """Return the key of a gem version; None for text `Gem::Version` calls malformed, and for empty text.

    >>> rubygems_key("1.a.0.b") < rubygems_key("1.a") < rubygems_key("1.0-rc1") < rubygems_key("1.0")
    True
    >>> rubygems_key("1") == rubygems_key("1.0.0"), rubygems_key("1..0")
    (True, None)
    """
    bare = text.strip(" \t\n\v\f\r")
    if _pattern().fullmatch(bare) is None:
        return None
    segments = _segments().findall(bare.replace("-", ".pre."))
    made: list[str] = []
    rest = _END
    for segment in reversed(_canonical(segments)):
        rest = _mark(segment, rest)
        made.append(rest)
    return "".join(reversed(made)) + _END


def _canonical(segments: list[str]) -> list[str]:
    """Return the segments without the zeros that end the leading numbers, or the whole."""
    start = next((at for at, one in enumerate(segments) if not one.isdecimal()), len(segments))
    return _without_zeros(segments[:start]) + _without_zeros(segments[start:])


def _without_zeros(segments: list[str]) -> list[str]:
    return list(dropwhile(lambda one: not one.strip("0"), reversed(segments)))[::-1]


def _mark(segment: str, following: str) -> str:
    """Return a segment with its mark; `following` is the marked segment after it."""
    if not segment.isdecimal():
        return _LETTERS + segment + _LETTERS_END
    if segment.strip("0"):
        return _NUMBER + number_key(segment)
    return _ZERO_BELOW if following < _END else _ZERO_ABOVE


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of gems need it."""
    return re.compile(r"[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?", re.ASCII)


@cache
def _segments() -> re.Pattern[str]:
    return re.compile("[0-9]+|[A-Za-z]+", re.ASCII)
