"""Sets of versions as half-open spans of keys: comparisons, what two have in common, what either holds.

>>> from medward.vulnerabilities.versions.pep440 import pep440_key
>>> spans = meet(compared(pep440_key, ">=", "1.0"), compared(pep440_key, "<", "2.0"))
>>> [interval.text for interval in as_intervals(spans)]
['>= 1.0, < 2.0']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.vulnerabilities.advisory import Interval
from medward.vulnerabilities.versions.encoding import AFTER, BOTTOM, TOP

if TYPE_CHECKING:
    from medward.vulnerabilities.versions import KeyFunction


class Span(NamedTuple):
    """Versions whose key is in `low <= key < high`, with both ends in words."""

    low: str
    high: str
    since: str = ""
    until: str = ""


Spans = tuple[Span, ...]

EVERY: Final[Spans] = (Span(BOTTOM, TOP),)
NOTHING: Final[Spans] = ()
_OTHER_SIGNS: Final = {"": "=", "==": "=", "===": "=", "<>": "!=", "~=": "~>", "<<": "<", ">>": ">"}


def key_or_refuse(key_of: KeyFunction, version: str) -> str:
    """Return the key of a version a range names.

    Raises:
        InvalidInputError: The scheme gives the version no place.
    """
    key = key_of(version)
    if key is None:
        raise InvalidInputError(
            f"the version {version!r} of the range has no place in the order of its scheme",
            hint="Correct the version, or name the scheme it is written in.",
        )
    return key


def compared(key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return the versions one comparison holds for; `<<`, `>>`, `==` and `<>` are other ways to write a sign."""
    key = key_or_refuse(key_of, version)
    sign = _OTHER_SIGNS.get(sign, sign)
    if sign == "!=":
        return (Span(BOTTOM, key, "", f"< {version}"), Span(key + AFTER, TOP, f"> {version}"))
    if sign == "=":
        return (Span(key, key + AFTER, f"= {version}"),)
    if sign in {"<", "<="}:
        high = key if sign == "<" else key + AFTER
        return (Span(BOTTOM, high, "", f"{sign} {version}"),) if high else NOTHING
    if sign in {">", ">="}:
        return (Span(key if sign == ">=" else key + AFTER, TOP, f"{sign} {version}"),)
    raise InvalidInputError(
        f"{sign!r} is no comparison of versions", hint="Use one of <, <=, =, !=, >= and >."
    )


def between(key_of: KeyFunction, low: str, high: str) -> Spans:
    """Return the versions from `low` up to, but not including, `high`."""
    return meet(compared(key_of, ">=", low), compared(key_of, "<", high))


def meet(*sets: Spans) -> Spans:
    """Return the versions all sets hold."""
    found = EVERY
    for spans in sets:
        found = tuple(cut for one in found for other in spans if (cut := _cut(one, other)) is not None)
    return found


def join(*sets: Spans) -> Spans:
    """Return the versions any of the sets holds, in order; spans that touch or overlap become one."""
    found: list[Span] = []
    for span in sorted(span for spans in sets for span in spans):
        last = found[-1] if found else None
        if last is None or span.low > last.high or (span.low == last.high and not _are_single(last, span)):
            found.append(span)
        elif span.high > last.high:
            found[-1] = Span(last.low, span.high, last.since, span.until or span.since)
    return tuple(found)


def as_intervals(spans: Spans) -> tuple[Interval, ...]:
    """Return spans as intervals of an advisory."""
    return tuple(
        Interval(span.low, span.high, ", ".join(filter(None, (span.since, span.until))) or "every version")
        for span in spans
    )


def _cut(one: Span, other: Span) -> Span | None:
    low, since = max((one.low, one.since), (other.low, other.since))
    high, until = min((one.high, one.until), (other.high, other.until))
    if since.startswith("= "):
        until = ""
    return Span(low, high, since, until) if low < high else None


def _are_single(one: Span, other: Span) -> bool:
    """Return whether both have an end in words, so that they can be told as one."""
    return bool(one.until and other.until) and not one.since.startswith("= ")
