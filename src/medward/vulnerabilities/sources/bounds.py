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

    The `*` of `2.*` means infinity: that series belongs to the range, however the bound is written.
    """
    if not bound.version:
        return TOP, ""
    prefix = series_prefix(bound.version)
    if prefix:
        found = series(ordering, prefix)
        return (None, "") if found is None else (found[1], f"<= {prefix}.*")
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
def _series() -> re.Pattern[str]:
    return re.compile(r"[vV]?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?:\.[xX*])+")
