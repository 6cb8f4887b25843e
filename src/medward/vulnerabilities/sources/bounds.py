"""From lower and upper versions to intervals of keys, the same for every format.

Every function answers with intervals or with an `Unkeyed` that says which version nobody can order.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vulnerabilities.advisory import Interval, Unkeyed
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP, number_key

if TYPE_CHECKING:
    from medward.vulnerabilities.versions import KeyFunction

EVERY_VERSION: Final = Interval(BOTTOM, TOP, "every version")
_SEMVER: Final = frozenset({"semver", "npm", "hex", "cargo", "go"})


class Bound(NamedTuple):
    """One end of a range."""

    version: str
    """ "" for no end."""
    inclusive: bool = True


NO_BOUND: Final = Bound("")


def interval(key_of: KeyFunction, low: Bound, high: Bound) -> Interval | Unkeyed:
    """Return the interval between two bounds.

    >>> from medward.vulnerabilities.versions import key
    >>> from functools import partial
    >>> interval(partial(key, "generic"), Bound("1.0"), Bound("1.2", inclusive=False)).text
    '>= 1.0, < 1.2'
    """
    begin, begin_words = low_key(key_of, low)
    end, end_words = high_key(key_of, high)
    if begin is None or end is None:
        version = low.version if begin is None else high.version
        return Unkeyed(f"the version {version!r:.80} cannot be ordered", decides=True)
    words = ", ".join(filter(None, (begin_words, end_words)))
    if begin >= end:
        return Unkeyed(
            f"the range '{words:.120}' holds no version: its end is before its start", decides=True
        )
    return Interval(begin, end, words or EVERY_VERSION.text)


def exactly(key_of: KeyFunction, version: str) -> Interval | None:
    """Return the interval of one version, None where it has no key."""
    made = key_of(version)
    return None if made is None else Interval(made, made + AFTER, f"= {version}")


def low_key(key_of: KeyFunction, bound: Bound) -> tuple[str | None, str]:
    """Return where versions begin, and the words for it."""
    if not bound.version:
        return BOTTOM, ""
    made = key_of(bound.version)
    if made is None:
        return None, ""
    return (made, f">= {bound.version}") if bound.inclusive else (made + AFTER, f"> {bound.version}")


def high_key(key_of: KeyFunction, bound: Bound) -> tuple[str | None, str]:
    """Return where versions end, and the words for it."""
    if not bound.version:
        return TOP, ""
    made = key_of(bound.version)
    if made is None:
        return None, ""
    return (made + AFTER, f"<= {bound.version}") if bound.inclusive else (made, f"< {bound.version}")


def series(scheme: str, key_of: KeyFunction, prefix: str) -> tuple[str, str] | None:
    """Return low and high key of all versions that begin with `prefix`, as `2.6` in `2.6.*`; None if unclear.

    >>> from medward.vulnerabilities.versions import SCHEMES
    >>> low, high = series("generic", SCHEMES["generic"], "2.6")
    >>> low <= SCHEMES["generic"]("2.6.39") < high, low <= SCHEMES["generic"]("2.7-rc1") < high
    (True, False)
    """
    numbers = prefix.removeprefix("v").split(".")
    if not all(re.fullmatch("[0-9]+", part) for part in numbers):
        return None
    following = [*numbers[:-1], str(int(numbers[-1]) + 1)]
    if scheme in {"generic", ""}:
        low = key_of(prefix)
        return None if low is None else (low, "".join(map(number_key, numbers)) + TOP)
    if scheme in _SEMVER:
        ends = [".".join([*parts, *["0"] * (3 - len(parts))]) for parts in (numbers, following)]
        low, high = key_of(ends[0]), key_of(ends[1] + "-0")
    elif scheme == "pep440":
        low, high = key_of(prefix), key_of(".".join(following) + ".dev0")
    elif scheme == "rubygems":
        low, high = key_of(prefix), key_of(".".join(following) + ".a")
    else:
        return None
    return None if low is None or high is None else (low, high)


def constraints(key_of: KeyFunction, text: str) -> Interval | Unkeyed:
    """Return the interval of comparisons joined by commas or spaces, as `>= 1.0, < 2.0`.

    Source: REST API of GitHub, `vulnerable_version_range`: `= 0.2.0`, `<= 1.0.8`, `< 0.1.11`,
    `>= 4.3.0, < 4.3.5`, `>= 0.0.1`.
    """
    low, high = NO_BOUND, NO_BOUND
    rest = text.strip()
    while rest:
        found = _comparison().match(rest)
        if found is None:
            return Unkeyed(f"the range {text!r:.80} is not read", decides=True)
        sign, version = found["sign"], found["version"]
        if sign in {">=", ">"} and low is NO_BOUND:
            low = Bound(version, inclusive=sign == ">=")
        elif sign in {"<=", "<"} and high is NO_BOUND:
            high = Bound(version, inclusive=sign == "<=")
        elif sign in {"=", "=="} and not (low.version or high.version):
            one = exactly(key_of, version)
            low = high = Bound(version)
            if one is not None and found.end() == len(rest):
                return one
        else:
            return Unkeyed(f"the range {text!r:.80} is not read", decides=True)
        rest = rest[found.end() :]
    return interval(key_of, low, high)


@cache
def _comparison() -> re.Pattern[str]:
    return re.compile(r"(?P<sign>>=|<=|==|=|>|<)\s*(?P<version>[^\s,<>=]+)\s*,?\s*")
