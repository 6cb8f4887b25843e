"""Versions as publishers of CSAF write them into a branch: `vers:` ranges, comparisons, lists and a few phrases.

Parts stand between `|`; a lower end is closed by the upper end that follows it, as VERS has it and as CISA writes
`>= 4.4 | <= 4.12`. What cannot be ordered is said, not guessed.

Source: CSAF 2.0, 3.1.2.3 (names of version branches); VERS, "How to parse".
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Interval, Unkeyed
from medward.vulnerabilities.sources.bounds import EVERY_VERSION, NO_BOUND, Bound, Versions, exactly, interval

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.bounds import Ordering


ALL_VERSIONS: Final = Versions((EVERY_VERSION,))


def versions_of(ordering: Ordering, text: str) -> Versions:
    """Return what an expression says.

    >>> from medward.vulnerabilities.sources.bounds import ordering_of
    >>> [one.text for one in versions_of(ordering_of("generic"), "vers:generic/>=1.0|<1.4|2.0").intervals]
    ['>= 1.0, < 1.4', '= 2.0']
    """
    if _words_before_sign().search(text):
        return Versions(unkeyed=(Unkeyed(f"the words in {text!r:.80} are not evaluated", decides=True),))
    body = _prefix().sub("", text.replace("_", " ").strip(), count=1).strip()
    if body in {"*", ""}:
        return ALL_VERSIONS
    intervals: list[Interval] = []
    versions: list[str] = []
    unkeyed: list[Unkeyed] = []
    for low, high in _pairs(body):
        if low == high and low.inclusive:
            one = exactly(ordering, low.version)
            intervals += [one] if one else []
            versions += [] if one else [low.version]
            continue
        found = interval(ordering, low, high)
        if isinstance(found, Unkeyed):
            unkeyed.append(found)
        else:
            intervals.append(found)
    if _excludes().search(body):
        unkeyed.append(Unkeyed(f"the exclusion in {text!r:.80} is not evaluated", decides=True))
    return Versions(tuple(intervals), tuple(versions), tuple(unkeyed))


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


@cache
def _prefix() -> re.Pattern[str]:
    return re.compile(
        r"vers:[a-z0-9.+-]+/|(?:all|any)(?: versions?)?(?=\s*(?:[<>=]|$))|versions?\s", re.IGNORECASE
    )


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(r"(!=|<=|>=|==|=|<|>|)\s*([^|<>=!]+)")


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
