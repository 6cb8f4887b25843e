"""How each ecosystem writes a range of versions, brought down to comparisons.

Everywhere `||` (or `|`) parts alternatives and a comma or a space joins conditions; Maven and NuGet use brackets.

Source: Gem::Requirement and Gem::Version#bump, #release (RubyGems); Composer, "Versions and constraints", and
composer/semver VersionParser.php `parseConstraint`; PyPA version specifiers (Python); Maven,
"Introduction to the Dependency Mechanism" and POM Reference, "Dependency Version Requirement Specification";
Microsoft, "NuGet package version reference", "Version ranges"; Conan, "Version ranges"; dpkg(1) and Debian Policy
7.1 (Debian); nginx and OpenSSL security pages (lists of versions, `1.2.3+`, `1.2.3-1.2.9`); GitHub's and GitLab's
advisories, which join comparisons by commas and `||` in every ecosystem.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.vulnerabilities.semantic_ranges import elixir_condition, joined, raised, semantic_condition
from medward.vulnerabilities.spans import EVERY, Span, Spans, between, compared, join, meet
from medward.vulnerabilities.versions.encoding import BOTTOM, TOP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from medward.vulnerabilities.versions import KeyFunction

_ANY: Final = frozenset({"", "*", "x", "X"})
_BARE_IS_A_RANGE: Final = frozenset({"cargo", "nuget"})
"""Elsewhere two bare versions in a row cannot both hold: they are a list, as nginx and OpenSSL write it."""
_RUBY_PARTS: Final = 2
_ABOVE_LOCAL: Final = "~"
"""Above the letter a local part's key begins with, see `versions.pep440`."""


def spans_of(scheme: str, key_of: KeyFunction, text: str) -> Spans:
    """Return the versions a range holds, in the notation of `scheme`.

    Raises:
        InvalidInputError: Not such a range.
    """
    if scheme in {"maven", "nuget"} and any(mark in text for mark in "[]()"):
        return join(*(_bracket(key_of, one) for one in _brackets(text)))
    if scheme == "hex":
        text = _words().sub(lambda word: "||" if word[0] == " or " else " ", text)
    alternatives = [one.strip() for one in _bar().split(text)]
    kept = [one for one in alternatives if one] or [""]
    return join(*(_all(scheme, key_of, one) for one in kept))


def _all(scheme: str, key_of: KeyFunction, text: str) -> Spans:
    """Return what satisfies every condition of one alternative; versions in a row without signs are a list."""
    text = text.partition(", include_prerelease")[0] if scheme == "conan" else text
    hyphen = _hyphen().fullmatch(text)
    if hyphen is not None and scheme in {"npm", "cargo", "composer", "semver", "go"}:
        return _from_to(scheme, key_of, hyphen[1], hyphen[2])
    conditions = list(_conditions(text))
    if not conditions:
        return EVERY
    found = [_condition(scheme, key_of, sign, version) for sign, version in conditions]
    is_list = scheme not in _BARE_IS_A_RANGE and not any(sign for sign, _ in conditions)
    return join(*found) if is_list else meet(*found)


def _conditions(text: str) -> Iterator[tuple[str, str]]:
    """Return sign and version of each condition.

    Raises:
        InvalidInputError: A sign without a version.
    """
    rest = text
    while rest := rest.lstrip(", \t"):
        match = _condition_pattern().match(rest)
        if match is None:
            raise InvalidInputError(
                f"{rest[:40]!r} is no condition on a version", hint="Write a comparison such as >=1.2.3."
            )
        yield match[1], match[2]
        rest = rest[match.end() :]


def _condition(scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return what satisfies one condition."""
    family = _FAMILIES.get(scheme)
    if family is not None:
        return family(scheme, key_of, sign, version)
    if version in _ANY and sign in {"", "=", "=="}:
        return EVERY
    return compared(key_of, sign, version)


def _from_to(scheme: str, key_of: KeyFunction, low: str, high: str) -> Spans:
    """Return `a - b`; missing numbers of b stand for any."""
    return meet(_condition(scheme, key_of, ">=", low), _condition(scheme, key_of, "<=", high))


# --- RubyGems, Composer, Python, Conan, nginx --------------------------------------------------------------------


def _gem(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition of RubyGems; `~>` compares the release, so pre-releases of its end are outside."""
    if sign != "~>":
        return compared(key_of, sign, version)
    parts = _letters_or_numbers().findall(version.replace("-", ".pre."))
    kept = parts[: next((at for at, part in enumerate(parts) if not part.isdecimal()), len(parts))]
    kept = kept[:-1] if len(kept) > 1 else kept
    if not kept:
        raise InvalidInputError(f"{version!r} is no gem version", hint="Write ~> 1.2.")
    end = ".".join([*kept[:-1], str(int(kept[-1]) + 1)])
    # `A` is the lowest text a segment can be: the first pre-release of the end.
    return between(key_of, version, f"{end}.A")


def _composer(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition of Composer; a lower bound and an exclusive upper bound begin at development states."""
    bare = _stability().sub("", version)
    numbers = _leading_numbers(bare)
    is_open = bare[-2:] in {".*", ".x", ".X"}
    if bare in _ANY:
        return EVERY
    if sign in {"^", "~", "~>"}:
        kept = numbers[: max(1, len(numbers) - 1)] if sign != "^" else numbers[: _first(numbers) + 1]
        return between(key_of, _begin(bare), ".".join(map(str, raised(kept))) + ".0-dev")
    if is_open:
        return between(
            key_of, ".".join(map(str, numbers)) + "-dev", ".".join(map(str, raised(numbers))) + "-dev"
        )
    return compared(key_of, sign, _begin(bare) if sign in {"<", ">="} else bare)


def _first(numbers: list[int]) -> int:
    return next((at for at, number in enumerate(numbers) if number), len(numbers) - 1)


def _begin(version: str) -> str:
    """Return a version with the development state before it, unless it states a stability."""
    return f"{version}-dev" if _plain_numbers().fullmatch(version) else version


def _leading_numbers(version: str) -> list[int]:
    """Return the numbers a version begins with."""
    match = _leading().match(version)
    if match is None:
        if version in _ANY:
            return []
        raise InvalidInputError(f"{version!r} has no number", hint="A branch has no place in the order.")
    return [int(part) for part in match[1].split(".")]


def _python(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a specifier; `==1.2` holds for local versions too, `==1.2.*` for all that begins so.

    `<` and `>` are plain comparisons: PEP 440 leaves out pre-releases of `<1.2`, advisories do not.
    """
    if version in _ANY and not sign:
        return EVERY
    if version.endswith(".*"):
        start = version.removesuffix(".*")
        inside = between(key_of, f"{start}.dev0", f"{_bumped(start)}.dev0")
    elif sign == "~=":
        end = _bumped(version.rpartition(".")[0])
        return between(key_of, version, f"{end}.dev0")
    elif sign in {"", "=", "==", "!="} and "+" not in version:
        (span,) = compared(key_of, "=", version)
        inside = (span._replace(high=span.low + _ABOVE_LOCAL),)
    else:
        return compared(key_of, sign, version)
    return _outside(inside[0], version) if sign == "!=" else inside


def _outside(span: Span, version: str) -> Spans:
    below = Span(BOTTOM, span.low, "", f"< {version}")
    return (below, Span(span.high, TOP, f"> {version}", ""))


def _bumped(release: str) -> str:
    """Return a release, with its epoch, whose last number is one higher."""
    match = _release().match(release)
    if match is None:
        raise InvalidInputError(f"{release!r} is no release number", hint="Write ~= 1.4.2 or == 1.4.*.")
    epoch, numbers = match[1] or "", match[2].split(".")
    return epoch + ".".join([*numbers[:-1], str(int(numbers[-1]) + 1)])


def _conan(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition of Conan; the end of `~` and `^` lies below its pre-releases: `2-`."""
    bare = version.removesuffix("-") or "0"
    if bare in _ANY:
        return EVERY
    if bare.endswith("*"):
        sign, bare = "=*", bare.rstrip("*").rstrip(".")
        if not bare:
            return EVERY
    if sign not in {"^", "~", "=*"}:
        return compared(key_of, sign, bare)
    numbers = _leading_numbers(bare)
    kept = {"^": numbers[: _first(numbers) + 1], "~": numbers[:2], "=*": numbers}[sign]
    return between(key_of, bare, ".".join(map(str, raised(kept))) + "-")


def _nginx(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition of nginx: `1.4.1+` ends with its stable branch, an even second number."""
    low, hyphen, high = version.partition("-")
    if hyphen and low and high[:1].isdecimal():
        return meet(compared(key_of, ">=", low), compared(key_of, "<=", high))
    if sign or not version.endswith("+"):
        return compared(key_of, sign, version)
    low = version.removesuffix("+")
    numbers = _leading_numbers(low)
    if len(numbers) < _RUBY_PARTS or numbers[1] % 2:
        return compared(key_of, ">=", low)
    return between(key_of, low, joined(raised(numbers[:2])))


# --- Maven, NuGet ------------------------------------------------------------------------------------------------


def _brackets(text: str) -> Iterator[str]:
    """Return each bracketed range of `[1.0,2.0),[3.0,)`."""
    rest = text.strip()
    while rest:
        match = _bracketed().match(rest)
        if match is None:
            raise InvalidInputError(
                f"{rest[:40]!r} is no range in brackets", hint="Write [1.0,2.0) or (,1.0]."
            )
        yield match[1]
        rest = rest[match.end() :].lstrip(", ")


def _bracket(key_of: KeyFunction, text: str) -> Spans:
    opening, inside, closing = text[0], text[1:-1], text[-1]
    low, comma, high = (part.strip() for part in inside.partition(","))
    if not comma:
        if not low or (opening, closing) != ("[", "]"):
            raise InvalidInputError(f"{text!r} names no version", hint="Write [1.0] for exactly 1.0.")
        return compared(key_of, "=", low)
    since = compared(key_of, ">=" if opening == "[" else ">", low) if low else EVERY
    until = compared(key_of, "<=" if closing == "]" else "<", high) if high else EVERY
    return meet(since, until)


def _maven(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a comparison as advisories write it; a bare version is a wish in Maven, not a range."""
    if not sign and version not in _ANY:
        raise InvalidInputError(
            f"a bare version such as {version!r} is only a wish in Maven", hint="Write [1.0] or >= 1.0."
        )
    return EVERY if version in _ANY else compared(key_of, sign, version)


def _nuget(_scheme: str, key_of: KeyFunction, sign: str, version: str) -> Spans:
    """Return a condition of NuGet: a bare version is a lower bound, `1.2.*` every version that begins so."""
    if version in _ANY:
        return EVERY
    if version.endswith(".*"):
        numbers = _leading_numbers(version)
        return between(key_of, f"{_dotted(numbers)}-0", f"{_dotted(raised(numbers))}-0")
    return compared(key_of, sign or ">=", version)


def _dotted(numbers: list[int]) -> str:
    return ".".join(map(str, numbers))


_FAMILIES: Final[dict[str, Callable[[str, KeyFunction, str, str], Spans]]] = {
    "npm": semantic_condition,
    "cargo": semantic_condition,
    "hex": elixir_condition,
    "rubygems": _gem,
    "composer": _composer,
    "pep440": _python,
    "conan": _conan,
    "nginx": _nginx,
    "maven": _maven,
    "nuget": _nuget,
}


@cache
def _bar() -> re.Pattern[str]:
    return re.compile(r"\|\|?")


@cache
def _words() -> re.Pattern[str]:
    return re.compile(" (?:and|or) ")


@cache
def _hyphen() -> re.Pattern[str]:
    return re.compile(r"([^\s<>=^~,]+)\s+-\s+([^\s<>=^~,]+)")


@cache
def _condition_pattern() -> re.Pattern[str]:
    return re.compile(r"(===|<<|>>|<=|>=|==|!=|<>|~=|~>|[<>=^~]?)\s*([^\s,<>=^~!]+)")


@cache
def _letters_or_numbers() -> re.Pattern[str]:
    return re.compile("[0-9]+|[A-Za-z]+", re.ASCII)


@cache
def _stability() -> re.Pattern[str]:
    return re.compile("@(?:stable|RC|beta|alpha|dev)$", re.IGNORECASE)


@cache
def _plain_numbers() -> re.Pattern[str]:
    return re.compile(r"v?[0-9]+(?:\.[0-9]+)*", re.ASCII)


@cache
def _leading() -> re.Pattern[str]:
    return re.compile(r"v?([0-9]+(?:\.[0-9]+)*)", re.ASCII)


@cache
def _release() -> re.Pattern[str]:
    return re.compile(r"v?([0-9]+!)?([0-9]+(?:\.[0-9]+)*)", re.ASCII)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(r"([\[(][^\[\]()]*[\])])")
