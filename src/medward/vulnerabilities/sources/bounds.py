"""From lower and upper versions to intervals of keys, the same for every format.

Every function answers with intervals or with an `Unkeyed` that says which version nobody can order.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vulnerabilities.advisory import Interval, Unkeyed
from medward.vulnerabilities.versions import key
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP, number_key

if TYPE_CHECKING:
    from medward.vulnerabilities.versions import KeyFunction

EVERY_VERSION: Final = Interval(BOTTOM, TOP, "every version")
_SEMVER: Final = frozenset({"semver", "npm", "hex", "cargo", "go"})
_FIRST: Final = {"pep440": ".dev0", "rubygems": ".a", "generic": "-dev"}
"""What makes the first pre-release of a series, by scheme."""


class Bound(NamedTuple):
    """One end of a range."""

    version: str
    """ "" for no end."""
    inclusive: bool = True


NO_BOUND: Final = Bound("")


class Versions(NamedTuple):
    """Which versions a statement is about."""

    intervals: tuple[Interval, ...] = ()
    versions: tuple[str, ...] = ()
    """Single versions without a key."""
    unkeyed: tuple[Unkeyed, ...] = ()


SILENT: Final = Versions(unkeyed=(Unkeyed("it gives no versions and no ranges", decides=True),))
"""What a statement says that names no version: an empty list is silence, not a word that nothing is affected."""


class Ordering(NamedTuple):
    """How the versions of one product are ordered."""

    scheme: str
    key_of: KeyFunction


@cache
def ordering_of(scheme: str) -> Ordering:
    """Return the ordering of a scheme; where there is no such scheme no version has a key."""
    return Ordering(scheme, partial(key, scheme))


def interval(ordering: Ordering, low: Bound, high: Bound) -> Interval | Unkeyed:
    """Return the interval between two bounds.

    >>> interval(ordering_of("generic"), Bound("1.0"), Bound("1.2", inclusive=False)).text
    '>= 1.0, < 1.2'
    """
    begin, begin_words = low_key(ordering, low)
    end, end_words = high_key(ordering, high)
    if begin is None or end is None:
        version = low.version if begin is None else high.version
        return Unkeyed(f"the version {version!r:.80} cannot be ordered", decides=True)
    words = ", ".join(filter(None, (begin_words, end_words)))
    if begin >= end:
        return Unkeyed(f"the range '{words:.120}' ends before it starts", decides=True)
    return Interval(begin, end, words or EVERY_VERSION.text)


def exactly(ordering: Ordering, version: str) -> Interval | None:
    """Return the interval of one version or of a series such as `2.6.*`, None where it has no key."""
    prefix = series_prefix(version)
    if prefix:
        found = series(ordering, prefix)
        return None if found is None else Interval(*found, f"= {prefix}.*")
    made = ordering.key_of(version)
    return None if made is None else Interval(made, made + AFTER, f"= {version}")


def is_one_version(text: str) -> bool:
    """Return whether a text can be a version by itself: what it equals is that version, and nothing else is.

    >>> [is_one_version(text) for text in ("15.1(3)T", "11.3.3 MSR2", "R2-S3")]
    [True, True, True]
    >>> [is_one_version(text) for text in ("8.5.0 to 8.5.6", "1.0.0-1.2.3", "≤1.2", "3.0, 4.0", "see vendor", "TBD")]
    [False, False, False, False, False, False]
    >>> is_one_version("V3.X.16")
    False
    """
    is_several = _range_of_two().fullmatch(text) or _wild_number().search(text)
    return _one().fullmatch(text) is not None and not is_several


def low_key(ordering: Ordering, bound: Bound) -> tuple[str | None, str]:
    """Return where versions begin, and the words for it."""
    if not bound.version:
        return BOTTOM, ""
    prefix = series_prefix(bound.version)
    if prefix:
        found = series(ordering, prefix)
        return (None, "") if found is None else (found[0], f">= {prefix}")
    made = ordering.key_of(bound.version)
    if made is None:
        return None, ""
    return (made, f">= {bound.version}") if bound.inclusive else (made + AFTER, f"> {bound.version}")


def high_key(ordering: Ordering, bound: Bound) -> tuple[str | None, str]:
    """Return where versions end, and the words for it.

    A series such as `2.x` belongs to the range up to and including it, and not to the one below it.
    """
    if not bound.version:
        return TOP, ""
    prefix = series_prefix(bound.version)
    if prefix:
        found = series(ordering, prefix)
        if found is None:
            return None, ""
        return (found[1], f"<= {prefix}.*") if bound.inclusive else (found[0], f"< {prefix}.*")
    made = ordering.key_of(bound.version)
    if made is None:
        return None, ""
    return (made + AFTER, f"<= {bound.version}") if bound.inclusive else (made, f"< {bound.version}")


def series_prefix(version: str) -> str:
    """Return `2.6` of `2.6.*`, `v2.6.x` and `2.6.X`, "" of anything else."""
    found = _series().fullmatch(version)
    return found[1] if found else ""


def series(ordering: Ordering, prefix: str) -> tuple[str, str] | None:
    """Return low and high key of all versions that begin with `prefix`, as `2.6` in `2.6.*`; None if unclear.

    Pre-releases of the series are in it.

    >>> low, high = series(ordering_of("generic"), "2.6")
    >>> low <= key("generic", "2.6-rc1") < key("generic", "2.6.39") < high, low <= key("generic", "2.7-rc1") < high
    (True, False)

    Source: PEP 440, "Version matching" (prefix match); node-semver, README "Prerelease Tags", `includePrerelease`.
    """
    scheme, key_of = ordering
    numbers = prefix.split(".")
    following = [*numbers[:-1], str(int(numbers[-1]) + 1)]
    low = high = None
    if scheme in _SEMVER:
        low, high = (key_of(_three(one) + "-0") for one in (numbers, following))
    elif scheme in _FIRST:
        low, high = (key_of(".".join(one) + _FIRST[scheme]) for one in (numbers, following))
    if scheme == "generic":
        high = "".join(map(number_key, numbers)) + TOP
    return None if low is None or high is None else (low, high)


def _three(numbers: list[str]) -> str:
    return ".".join([*numbers, "0", "0"][: max(3, len(numbers))])


@cache
def _one() -> re.Pattern[str]:
    """Match one word with a digit, or a number and a short word such as `SP2`, both without marks of ranges."""
    return re.compile(
        r"(?=[^0-9]*[0-9])[^\s,;|<>=≤≥*~^+][^\s,;|<>=≤≥*]*(?<!\+)|v?[0-9][^\s,;|<>=≤≥*]* [a-z]{1,4}[-.]?[0-9][\w.-]*",
        re.IGNORECASE,
    )


@cache
def _range_of_two() -> re.Pattern[str]:
    """Match `1.0.0-1.2.3`, which is more often a range than a version."""
    return re.compile(r"v?[0-9]+(?:\.[0-9]+)+[-\u2013]v?[0-9]+(?:\.[0-9]+)+", re.ASCII | re.IGNORECASE)


@cache
def _wild_number() -> re.Pattern[str]:
    """Match a number left open, as the second one of `V3.X.16`."""
    return re.compile(r"[0-9]\.[xX](?:\.|$)")


@cache
def _series() -> re.Pattern[str]:
    return re.compile(r"[vV]?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?:\.[xX*])+")
