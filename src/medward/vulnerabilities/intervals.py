"""Events of a range become half-open intervals of keys, whatever format the events came in.

Source: OSV schema 1.7, sections `affected[].ranges[].events` and "Evaluation".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.advisory import Interval
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP

if TYPE_CHECKING:
    from medward.vulnerabilities.versions import KeyFunction

_PAIR: Final = 2
_ENDS: Final = frozenset({"fixed", "last_affected"})


def intervals_of(events: list[tuple[str, str]], key_of: KeyFunction) -> tuple[tuple[Interval, ...], str]:
    """Return the intervals of one range and "", or no intervals and why the range has no keys.

    Events are put in the order of their versions, as the schema's evaluation does; of two at the same version
    the one written later counts.

    >>> from medward.vulnerabilities.versions.semver import semver_key
    >>> [i.text for i in intervals_of([("introduced", "0"), ("fixed", "1.2.0")], semver_key)[0]]
    ['< 1.2.0']
    """
    if len(events) == _PAIR and events[0][0] == "introduced" and events[1][0] in _ENDS:
        pair = _pair(events[0][1], *events[1], key_of)
        if pair is not None:
            return (pair,), ""
    if not any(name == "introduced" for name, _ in events):
        return (), "a range without an introduced event"
    timeline: list[tuple[str, bool, str]] = []
    for name, version in events:
        if name == "limit":
            continue
        key = BOTTOM if name == "introduced" and version == "0" else key_of(version)
        if key is None:
            return (), f"the {name} version {version!r} cannot be ordered"
        timeline.append(
            (key + AFTER if name == "last_affected" else key, name == "introduced", _words(name, version))
        )
    limit, why = _limit(events, key_of)
    if why:
        return (), why
    timeline.sort(key=lambda event: event[0])
    return tuple(_walk(timeline, limit)), ""


def _pair(start: str, name: str, end: str, key_of: KeyFunction) -> Interval | None:
    """Return the interval of a beginning and an end in their order, as most ranges are; None to look closer."""
    low, high = BOTTOM if start == "0" else key_of(start), key_of(end)
    if low is None or high is None:
        return None
    high, words = (high, f"< {end}") if name == "fixed" else (high + AFTER, f"<= {end}")
    if not low < high < TOP:
        return None
    return Interval(low, high, words if start == "0" else f">= {start}, {words}")


def _walk(timeline: list[tuple[str, bool, str]], limit: tuple[str, str]) -> list[Interval]:
    """Return the stretches in which the package is affected."""
    found: list[Interval] = []
    start: tuple[str, str] | None = None
    for key, begins, words in [*timeline, (limit[0], False, limit[1])]:
        if begins and start is None:
            start = (key, words)
        elif not begins and start is not None:
            high, end = (key, words) if key < limit[0] else limit
            if start[0] < high:
                found.append(
                    Interval(start[0], high, ", ".join(filter(None, (start[1], end))) or "every version")
                )
            start = None
    return found


def _limit(events: list[tuple[str, str]], key_of: KeyFunction) -> tuple[tuple[str, str], str]:
    """Return the highest limit with its words; a version above every limit is outside the range."""
    versions = [version for name, version in events if name == "limit"]
    if not versions or "*" in versions:
        return (TOP, ""), ""
    keys = [(key_of(version), version) for version in versions]
    known = [(key, f"< {version}") for key, version in keys if key is not None]
    if len(known) < len(keys):
        return (TOP, ""), "a limit cannot be ordered"
    return max(known), ""


def _words(name: str, version: str) -> str:
    if name == "introduced":
        return "" if version == "0" else f">= {version}"
    return f"< {version}" if name == "fixed" else f"<= {version}"


def bounds_of(text: str) -> tuple[str, ...]:
    """Return the versions an interval's text names.

    >>> bounds_of(">= 1.2, < 2.0"), bounds_of("= 1.0 (listed)"), bounds_of("every version")
    (('1.2', '2.0'), ('1.0',), ())
    """
    return tuple(part.split(" ")[1] for part in text.split(", ") if part.startswith(("<", ">", "=")))
