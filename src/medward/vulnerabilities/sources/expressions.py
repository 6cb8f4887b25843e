"""Versions as publishers of CSAF write them into a branch: `vers:` ranges, comparisons, lists and a few phrases.

Parts stand between `|`; a lower end is closed by the upper end that follows it, as VERS has it and as CISA writes
`>= 4.4 | <= 4.12`. What cannot be ordered is said, not guessed: `< 4.x` leaves the series itself open, since publishers
write it for series that are affected (ICSA-23-355-02), and `8.1x` may be a series or one version.

Source: CSAF 2.0, 3.1.2.3 (names of version branches); VERS, "How to parse".
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.vulnerabilities.advisory import Interval, Unkeyed
from medward.vulnerabilities.native import spans_of
from medward.vulnerabilities.sources.bounds import (
    EVERY_VERSION,
    NO_BOUND,
    SILENT,
    Bound,
    Versions,
    exactly,
    interval,
    is_one_version,
    series_prefix,
)
from medward.vulnerabilities.spans import Span, as_intervals, join
from medward.vulnerabilities.vers import LONGEST_RANGE, native_intervals
from medward.vulnerabilities.versions.encoding import BOTTOM, TOP

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from medward.vulnerabilities.sources.bounds import Ordering
    from medward.vulnerabilities.versions import KeyFunction


_LONGEST: Final = 2000
"""Characters of an expression; the longest in CISA's documents has some hundred."""
ALL_VERSIONS: Final = Versions((EVERY_VERSION,))


def versions_of(ordering: Ordering, text: str) -> Versions:
    """Return what an expression says.

    >>> from medward.vulnerabilities.sources.bounds import ordering_of
    >>> [one.text for one in versions_of(ordering_of("generic"), "vers:generic/>=1.0|<1.4|2.0").intervals]
    ['>= 1.0, < 1.4', '= 2.0']
    """
    text = text.strip().removeprefix("0 ")  # `0 < 8.0.1`: from the first version on
    if len(text) > _LONGEST:
        return Versions(
            unkeyed=(Unkeyed(f"a range of {len(text):,} characters is not evaluated", decides=True),)
        )
    if _words_before_sign().search(text):
        return Versions(unkeyed=(Unkeyed(f"the words in {text!r:.80} are not evaluated", decides=True),))
    signs = text.replace("=<", "<=").replace("=>", ">=")
    body = _prefix().sub("", signs.replace("_", " ").strip(), count=1).strip()
    if body in {"*", ""}:
        return ALL_VERSIONS
    parts = [_one_part(ordering, low, high) for low, high in _pairs(body)]
    unkeyed = [each for one in parts for each in one.unkeyed]
    if _excludes().search(body):
        unkeyed.append(Unkeyed(f"the exclusion in {text!r:.80} is not evaluated", decides=True))
    intervals = tuple(each for one in parts for each in one.intervals)
    return Versions(intervals, tuple(each for one in parts for each in one.versions), tuple(unkeyed))


def _one_part(ordering: Ordering, low: Bound, high: Bound) -> Versions:
    """Return what one range says, or one version where both ends are it."""
    loose = next((one.version for one in (low, high) if _may_be_series().fullmatch(one.version)), "")
    if loose:
        return Versions(unkeyed=(Unkeyed(f"{loose!r:.80} may be one version or a series", decides=True),))
    if low == high and low.inclusive:
        one = exactly(ordering, low.version)
        return Versions((one,)) if one else Versions((), (low.version,), _if_no_version(low.version))
    found = interval(ordering, low, high)
    if isinstance(found, Unkeyed):
        return Versions(unkeyed=(found,))
    return Versions((found,), (), _series_left_open(high))


def _series_left_open(high: Bound) -> tuple[Unkeyed, ...]:
    """Return that nobody can tell of a series whether a range that ends before it holds it."""
    if high.inclusive or not series_prefix(high.version):
        return ()
    return (Unkeyed(f"whether '< {high.version:.60}' holds {high.version:.60} cannot be told", decides=True),)


def _if_no_version(text: str) -> tuple[Unkeyed, ...]:
    """Return that a text without a key is not one version, where it is not."""
    return () if is_one_version(text) else (Unkeyed(f"{text!r:.80} is not one version", decides=True),)


def _pairs(body: str) -> list[tuple[Bound, Bound]]:
    """Return the ranges of an expression; equal bounds are a single version."""
    found: list[tuple[Bound, Bound]] = []
    start: Bound | None = None
    for sign, raw in _parts().findall(body):
        version = _and().sub("", raw).strip(" ,")
        if not version or sign == "!=":
            continue
        if sign in {">", ">="}:
            if start is not None:
                found.append((start, NO_BOUND))
            start = Bound(version, inclusive=sign == ">=")
        elif sign in {"<", "<="}:
            found.append((start or NO_BOUND, Bound(version, inclusive=sign == "<=")))
            start = None
        else:
            found.append((Bound(version), Bound(version)))
    return found if start is None else [*found, (start, NO_BOUND)]


def native_versions(scheme: str, texts: Iterable[str]) -> Versions:
    """Return the versions that any of several ranges in an ecosystem's own notation holds; of no range nobody can tell.

    >>> [one.text for one in native_versions("npm", ["^1.2.0", "= 0.9.1"]).intervals]
    ['>= 1.2.0, < 2.0.0-0', '= 0.9.1']
    """
    intervals: dict[Interval, None] = {}
    unkeyed: dict[Unkeyed, None] = {}
    for text in texts:
        try:
            found = native_intervals(scheme, text)
        except InvalidInputError as error:
            unkeyed[Unkeyed(error.message, decides=True)] = None
            continue
        intervals.update(dict.fromkeys(found))
        if not found:
            unkeyed[Unkeyed(f"the range {text!r:.80} holds no version", decides=True)] = None
    return Versions(tuple(intervals), (), tuple(unkeyed)) if intervals or unkeyed else SILENT


def versions_outside(notation: str, key_of: KeyFunction, safe: Collection[str]) -> Versions:
    """Return every version that none of the ranges holds: affected is what is neither mended nor untouched.

    Args:
        notation: How the ranges are written: that of which scheme.
        key_of: How the versions are ordered.
        safe: The ranges.

    >>> from medward.vulnerabilities.versions import SCHEMES
    >>> found = versions_outside("rubygems", SCHEMES["rubygems"], ["< 7.1.0", ">= 7.1.3.1"])
    >>> [one.text for one in found.intervals]
    ['>= 7.1.0, < 7.1.3.1']
    """
    longest = max(safe, key=len, default="")
    if len(longest) > LONGEST_RANGE:
        return Versions(
            unkeyed=(Unkeyed(f"a range of {len(longest):,} characters is not evaluated", decides=True),)
        )
    try:
        spans = join(*(spans_of(notation, key_of, text) for text in safe))
    except InvalidInputError as error:
        return Versions(unkeyed=(Unkeyed(error.message, decides=True),))
    outside: list[Span] = []
    low, since = BOTTOM, ""
    for span in spans:
        if low < span.low:
            outside.append(Span(low, span.low, since, _before(span.since)))
        low, since = span.high, _after(span)
    if low < TOP:
        outside.append(Span(low, TOP, since, ""))
    return Versions(as_intervals(tuple(outside)))


def _before(since: str) -> str:
    """Return the end of what lies before a span."""
    sign, _, version = since.partition(" ")
    return f"{'<=' if sign == '>' else '<'} {version}"


def _after(span: Span) -> str:
    """Return the start of what lies behind a span."""
    sign, _, version = (span.until or span.since).partition(" ")
    return f"{'>=' if sign == '<' else '>'} {version}"


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(
        r"vers:[a-z0-9.+-]+/|(?:all|any)(?: versions?)?(?=\s*(?:[<>=]|$))|versions?\s", re.IGNORECASE
    )


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(r"(!=|<=|>=|==|=|<|>|)\s*([^|<>=!]+)")


@cache
def _may_be_series() -> re.Pattern[str]:
    """Match `8.1x`, by which GE means 8.10 to 8.19; OpenSSL's 1.0.2x and Mitsubishi's 1.597X are versions."""
    return re.compile(r"[vV]?[0-9]+\.[0-9]+x")


@cache
def _words_before_sign() -> re.Pattern[str]:
    """Match `NMC2 <= 6.9` and `All BIOS versions < V22`: the range is that of a part of the product."""
    return re.compile(
        r"(?:^|[/|])(?!\s*(?:all|any)?(?:[ _]versions?)?[ _]*[<>=])[^/|<>=!]*[^\s/|<>=!_][^/|<>=!]*[<>]",
        re.IGNORECASE,
    )


@cache
def _and() -> re.Pattern[str]:
    return re.compile(r"\s+and$", re.IGNORECASE)


@cache
def _excludes() -> re.Pattern[str]:
    return re.compile("!=")
