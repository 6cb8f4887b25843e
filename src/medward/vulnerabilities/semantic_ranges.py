"""Conditions on semantic versions: npm, Cargo and Hex.

Source: node-semver, README "Ranges" and "Advanced Range Syntax" (npm); The Cargo Book, "Specifying Dependencies",
and the crate semver's documentation of VersionReq (Cargo); Elixir's `Version`, "Requirements" (Hex).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.vulnerabilities.spans import EVERY, NOTHING, Spans, between, compared, join

if TYPE_CHECKING:
    from medward.vulnerabilities.versions import KeyFunction

_ANY: Final = frozenset({"", "*", "x", "X"})
_SEMANTIC_NUMBERS: Final = 3
_ELIXIR_NUMBERS: Final = 2


def semantic_condition(scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition on semantic versions; missing numbers and `x` stand for any."""
    if scheme == "cargo" and sign == "" and "*" not in version:
        sign = "^"
    sign = {"~>": "~", "==": "=", "": "="}.get(sign, sign)
    numbers, tail = _numbers(version)
    if sign in {"^", "~"}:
        return _near(key_of, sign, numbers, tail)
    if len(numbers) == _SEMANTIC_NUMBERS:
        return compared(key_of, sign, joined(numbers) + tail)
    if not numbers:
        return NOTHING if sign in {"<", ">", "!="} else EVERY
    return _partial(key_of, sign, numbers, lowest="" if scheme == "cargo" else "-0")


def _partial(key_of: KeyFunction, sign: str, numbers: list[int], lowest: str) -> Spans:
    """Return a comparison with a version that lacks numbers: it stands for all that begin so."""
    low, high = joined(numbers), joined(raised(numbers)) + "-0"
    if sign == "=":
        return between(key_of, low, high)
    if sign == "!=":
        return join(compared(key_of, "<", low), compared(key_of, ">=", high))
    chosen = {
        "<": ("<", low + lowest),
        ">=": (">=", low),
        ">": (">=", joined(raised(numbers))),
        "<=": ("<", high),
    }
    if sign not in chosen:
        raise InvalidInputError(
            f"{sign!r} is no comparison of semantic versions", hint="Use one of <, <=, =, >=, >, ^ and ~."
        )
    return compared(key_of, *chosen[sign])


def _near(key_of: KeyFunction, sign: str, numbers: list[int], tail: str) -> Spans:
    """Return `^` or `~`: up to the next number that may break, whose pre-releases are outside."""
    if not numbers:
        return EVERY
    if sign == "~":
        kept = numbers[:2]
    else:
        first = next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)
        kept = numbers[: first + 1]
    return between(key_of, joined(numbers) + tail, joined(raised(kept)) + "-0")


def elixir_condition(scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition of Hex: `~> 2.1` goes up to 3.0, `~> 2.1.2` up to 2.2."""
    numbers, tail = _numbers(version)
    if sign != "~>" or len(numbers) < _ELIXIR_NUMBERS:
        return semantic_condition(scheme, key_of, sign, version)
    return between(key_of, joined(numbers) + tail, joined(raised(numbers[:-1])) + "-0")


def _numbers(version: str) -> tuple[list[int], str]:
    """Return the numbers before the first missing or `x`, and the tail with pre-release and build."""
    match = _semantic_pattern().fullmatch(version)
    if match is None:
        raise InvalidInputError(
            f"{version!r} is no semantic version", hint="Write numbers with dots, such as 1.2.3."
        )
    numbers: list[int] = []
    for part in match[1].split("."):
        if part in _ANY:
            return numbers, ""
        numbers.append(int(part))
    tail = match[2] or ""
    return numbers, tail if not tail or tail[0] in "-+" else f"-{tail}"


def joined(numbers: list[int]) -> str:
    """Return numbers as a version, with zeros for missing ones."""
    return ".".join(map(str, [*numbers, 0, 0, 0][: max(3, len(numbers))]))


def raised(numbers: list[int]) -> list[int]:
    """Return numbers whose last one is one higher: the first version that begins otherwise."""
    return [*numbers[:-1], numbers[-1] + 1]


@cache
def _semantic_pattern() -> re.Pattern[str]:
    return re.compile(
        r"[v=]*((?:[0-9]+|[xX*])(?:\.(?:[0-9]+|[xX*])){0,2})([-+]?[0-9A-Za-z][0-9A-Za-z.+-]*)?", re.ASCII
    )
