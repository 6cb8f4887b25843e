"""Ranges in words become intervals of keys: VERS, and the notation of each ecosystem.

>>> scheme, intervals = vers_intervals("vers:npm/1.2.3|>=2.0.0|<5.0.0")
>>> scheme, [interval.text for interval in intervals]
('npm', ['= 1.2.3', '>= 2.0.0, < 5.0.0'])
>>> [interval.text for interval in native_intervals("npm", "^1.2 || 3.x")]
['>= 1.2.0, < 2.0.0-0', '>= 3.0.0, < 4.0.0-0']

Source: VERS specification (package-url/vers-spec), "Normalized, canonical representation and validation",
"Checking if a version is contained within a range"; the notations are named where they are read, in `native`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from medward.errors import InvalidInputError, LimitError
from medward.vulnerabilities.native import spans_of
from medward.vulnerabilities.spans import EVERY, Span, Spans, as_intervals, compared, join, meet
from medward.vulnerabilities.versions import key, scheme_function, scheme_name
from medward.vulnerabilities.versions.encoding import TOP

if TYPE_CHECKING:
    from medward.vulnerabilities.advisory import Interval
    from medward.vulnerabilities.versions import KeyFunction

LONGEST_RANGE: Final = 100_000
"""Characters of a range. The longest in public data list some hundred versions."""
_HINT: Final = "A VERS range reads vers:npm/>=1.0.0|<2.0.0; see the VERS specification."


def vers_intervals(text: str) -> tuple[str, tuple[Interval, ...]]:
    """Return scheme and intervals of a VERS range.

    Versions may stand in any order, and characters may be encoded that need not be: the meaning is the same.

    Raises:
        InvalidInputError: Not a VERS range, or its versions have no order Medward knows.
        LimitError: The range is too long.
    """
    _limit(text)
    kind, colon, rest = text.partition(":")
    scheme, slash, constraints = rest.partition("/")
    if kind != "vers" or not (colon and slash) or _scheme_pattern().fullmatch(scheme) is None:
        raise InvalidInputError(f"{text[:80]!r} is not a VERS range", hint=_HINT)
    if constraints == "*":
        return scheme, as_intervals(EVERY)
    key_of = _key_function(scheme)
    return scheme, as_intervals(_vers_spans(key_of, [_constraint(one) for one in _split(constraints)]))


def native_intervals(scheme: str, text: str) -> tuple[Interval, ...]:
    """Return the intervals of a range in the notation of its ecosystem.

    What is between two bounds belongs to the range, pre-releases included, even where the ecosystem's resolver
    would not choose one: an installed pre-release is as vulnerable as its neighbours.

    Raises:
        InvalidInputError: The text is not a range, or a version in it has no place in the order.
        LimitError: The range is too long.
    """
    _limit(text)
    function = _key_function(scheme)
    return as_intervals(join(spans_of(scheme_name(scheme) or "", function, text)))


def holds(intervals: tuple[Interval, ...], scheme: str, version: str) -> bool | None:
    """Return whether a version is in one of the intervals; None where the version has no key.

    >>> holds(vers_intervals("vers:pypi/>=1.0|<2.0")[1], "pypi", "1.5rc1")
    True
    """
    made = key(scheme, version)
    return None if made is None else any(one.low <= made < one.high for one in intervals)


def _key_function(scheme: str) -> KeyFunction:
    function = scheme_function(scheme)
    if function is None:
        raise InvalidInputError(
            f"Medward knows no order of versions named {scheme!r}",
            hint="`medward versions schemes` lists the orders it knows.",
        )
    return function


def _limit(text: str) -> None:
    if len(text) > LONGEST_RANGE:
        raise LimitError(
            f"a range of {len(text):,} characters; Medward reads up to {LONGEST_RANGE:,}",
            hint="Split the range.",
        )


def _split(constraints: str) -> list[str]:
    """Return the constraints between the bars, none of them empty or with white space."""
    parts = constraints.split("|")
    if any(not part for part in parts):
        raise InvalidInputError(f"{constraints[:80]!r} has an empty constraint", hint=_HINT)
    if any(character.isspace() for character in constraints):
        raise InvalidInputError(f"{constraints[:80]!r} holds white space", hint=_HINT)
    return parts


def _constraint(text: str) -> tuple[str, str]:
    """Return sign and version of one constraint."""
    match = _constraint_pattern().fullmatch(text)
    if match is None:
        raise InvalidInputError(f"{text[:80]!r} is no constraint of a VERS range", hint=_HINT)
    return match[1] or "=", unquote(match[2], errors="strict")


def _vers_spans(key_of: KeyFunction, constraints: list[tuple[str, str]]) -> Spans:
    """Return the versions that satisfy a VERS range.

    Single versions are in or out whatever else is said; the other constraints alternate in the order of their
    versions, after those that say nothing new are dropped.
    """
    single = [compared(key_of, sign, version) for sign, version in constraints if sign == "="]
    excluded = [compared(key_of, sign, version) for sign, version in constraints if sign == "!="]
    bounds = [
        bound
        for sign, version in constraints
        if sign not in {"=", "!="}
        for bound in compared(key_of, sign, version)
    ]
    ranges = _stretches(bounds) if bounds or single or not excluded else EVERY
    return meet(join(ranges, *single), *excluded)


def _stretches(bounds: list[Span]) -> Spans:
    """Return the stretches between bounds; of several lower bounds in a row the first counts, of upper the last."""
    found: list[Span] = []
    low: Span | None = None
    high: Span | None = None
    for bound in sorted(bounds, key=lambda one: (one.low, True) if one.high == TOP else (one.high, False)):
        if bound.high != TOP:
            low, high = low or EVERY[0], bound
        elif high is not None:
            found += meet((low or EVERY[0],), (high,))
            low, high = bound, None
        else:
            low = low or bound
    if low is not None:
        found += meet((low,), (high or EVERY[0],))
    return tuple(found)


@cache
def _scheme_pattern() -> re.Pattern[str]:
    return re.compile(r"[a-z0-9.-]+", re.ASCII)


@cache
def _constraint_pattern() -> re.Pattern[str]:
    return re.compile(r"(!=|<=|>=|<|>|=)?((?:[^%<>=!*|]|%[0-9A-Fa-f]{2})+)")
