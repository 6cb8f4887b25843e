"""Do keys order versions as each scheme's own comparator does? `make keys-check` asks a million pairs a scheme.

A disagreement is listed with both answers. Where a scheme's own order has cycles (Maven, Conan), each disagreement is
proved to lie on one, by the comparator's own answers; what is not proved counts as a disagreement. Known differences
of an oracle that is not the ecosystem's own are told apart by the rule that explains them, see `EXPLAINED`.
"""

from __future__ import annotations

import os
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from medward.vulnerabilities.versions import has_cycles, key
from medward.vulnerabilities.versions.conan import conan_order
from medward.vulnerabilities.versions.maven import maven_order
from tests.vulnerabilities.versions.oracles import ORACLES, Absent, asked
from tests.vulnerabilities.versions.pairs import pool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAIRS: Final = 1_000_000
_SHOWN: Final = 10


OWN_ORDERS: Final = {"maven": maven_order, "conan": conan_order}

Difference: TypeAlias = tuple[str, str, str, str]
"""Two versions, our answer and the oracle's."""


class Result(NamedTuple):
    """What one scheme's comparison gave."""

    scheme: str
    pairs: int
    real: int
    refused: int
    """Pairs of which the oracle does not read one."""
    cycles: int
    explained: int
    wrong: tuple[Difference, ...]
    seconds: float
    absent: str = ""

    def line(self) -> str:
        """Return the result as one line of the report."""
        name = ORACLES[self.scheme].name
        if self.absent:
            return f"{self.scheme:10} NOT RUN: {self.absent}"
        notes = f"{self.cycles} proved cycles, " if has_cycles(self.scheme) else ""
        notes += f"{self.explained} explained, " if self.explained else ""
        return (
            f"{self.scheme:10} {self.pairs:>10,} pairs ({self.real:,} real) against {name}: {notes}"
            f"{self.refused:,} not read by it, {len(self.wrong)} disagreements, {self.seconds:.0f} s"
        )


def revision_zero(a: str, b: str) -> bool:
    """Return whether one of the two lacks a revision: apk ranks none below `-r0`, univers as `-r0`."""
    return ("-r" in a) != ("-r" in b)


def apk_text(a: str, b: str) -> bool:
    """Return whether univers reads one of the two by Gentoo's rules where apk has its own.

    apk-tools 3, src/version.c (`apk_version_compare_fuzzy` and its order of tokens): the first number is a number
    whatever it begins with; a further one that begins with a zero is compared as it is written, where univers takes
    zeros off its end first; a suffix without a number (`_p`) is not the one numbered 0 (`_p0`).
    """
    return revision_zero(a, b) or any(
        re.search(r"(?:^|\.)0[0-9]+|_[a-z]+(?![a-z0-9])", one) for one in (a, b)
    )


def beyond_32_bits(a: str, b: str) -> bool:
    """Return whether a label is a number too large for .NET's int, which NuGet then compares as text.

    NuGet.Versioning, VersionComparer.cs (`int.TryParse`); univers takes numbers of any size.
    """
    return any(int(one) > 2**31 - 1 for text in (a, b) for one in re.findall("[0-9]{10,}", text))


def before_release(a: str, b: str) -> bool:
    """Return whether one of the two is a stage before a release, which univers ranks as text after it.

    OPENSSL_VERSION_NUMBER(3): development is 0, betas are 1 to 14 by number, a release is 15.
    """
    return "-" in a or "-" in b


EXPLAINED: Final[dict[str, Callable[[str, str], bool]]] = {
    "apk": apk_text,
    "nuget": beyond_32_bits,
    "openssl": before_release,
}


def checked(scheme: str, count: int = PAIRS) -> Result:
    """Return how the keys of a scheme compare with its oracle."""
    started = time.perf_counter()
    versions, pairs, real = pool(scheme, count)
    keys = [key(scheme, one) or "" for one in versions]
    assert all("!" <= character <= "~" for made in keys for character in made)
    try:
        answers = asked(scheme, versions, pairs)
    except Absent as why:
        return Result(scheme, 0, 0, 0, 0, 0, (), 0, str(why))
    assert len(answers) == len(pairs)
    differing = [
        (versions[a], versions[b], "<=>"[(keys[a] > keys[b]) - (keys[a] < keys[b]) + 1], answer)
        for (a, b), answer in zip(pairs, answers, strict=True)
        if answer not in ("?", "<=>"[(keys[a] > keys[b]) - (keys[a] < keys[b]) + 1])
    ]
    explains = EXPLAINED.get(scheme)
    left = [one for one in differing if explains is None or not explains(one[0], one[1])]
    proved = proved_cycles(scheme, left) if has_cycles(scheme) else set()
    wrong = [one for one in left if one not in proved]
    return Result(
        scheme, len(pairs), real, answers.count("?"), len(left) - len(wrong), len(differing) - len(left),
        tuple(wrong), time.perf_counter() - started,
    )  # fmt: skip


def proved_cycles(scheme: str, differing: Sequence[Difference]) -> set[Difference]:
    """Return those whose two versions the comparator itself joins the other way round, by way of others.

    The way is looked for with Medward's own writing of the comparison; the comparator then confirms every step.
    """
    ways = {one: way for one in differing if (way := way_up(scheme, one)) is not None}
    texts = sorted({text for way in ways.values() for text in way})
    number = {text: at for at, text in enumerate(texts)}
    steps = sorted({(number[a], number[b]) for way in ways.values() for a, b in pairwise(way)})
    said = dict(zip(steps, asked(scheme, texts, steps), strict=True)) if steps else {}
    return {
        one for one, way in ways.items() if all(said[number[a], number[b]] in "<=" for a, b in pairwise(way))
    }


def way_up(scheme: str, one: Difference) -> tuple[str, ...] | None:
    """Return versions, each not above the next, from the one the comparator calls higher to the lower."""
    order = OWN_ORDERS[scheme]
    low, high = (one[0], one[1]) if one[3] == "<" else (one[1], one[0])
    others = sorted(between(*one[:2]))
    above = [other for other in others if order(high, other) <= 0]
    below = [other for other in others if order(other, low) <= 0]
    direct = next((other for other in above if other in below), None)
    if direct is not None:
        return high, direct, low
    return next(((high, a, b, low) for a in above for b in below if order(a, b) <= 0), None)


def between(a: str, b: str) -> set[str]:
    """Return versions that may lie between two: what each begins with, and numbers in place of what follows."""
    found = set()
    for text in (a, b):
        for match in re.finditer("[.+-]|(?<=[0-9])(?=[^0-9.+-])|(?<=[^0-9.+-])(?=[0-9])|$", text):
            start = text[: match.start()].rstrip(".+-")
            found |= {start, f"{start}.1", f"{start}-1", f"{start}-x", f"{start}.0.1"}
        for match in re.finditer("(?:^|[.+-])([0-9]*)", text):
            start, digits = text[: match.start(1)], match[1]
            found |= {f"{start}{number}" for number in (2, 10, 100)}
            found |= {f"{start}{digits}", f"{start}{int(digits or 0) + 1}", f"{start}{'9' * len(digits)}"}
    return found - {""}


def main() -> None:
    """Check every scheme, or those named on the command line, and fail on a disagreement."""
    count = int(os.environ.get("PAIRS", PAIRS))
    schemes = sys.argv[1:] or list(ORACLES)
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        results = []
        for result in workers.map(checked, schemes, [count] * len(schemes)):
            sys.stdout.write(f"{result.line()}\n")
            sys.stdout.flush()
            for a, b, ours, theirs in result.wrong[:_SHOWN]:
                sys.stdout.write(f"    {a!r} {ours} {b!r} here, {theirs} there\n")
            results.append(result)
    absent = [result.scheme for result in results if result.absent]
    if any(result.wrong for result in results) or (absent and os.environ.get("CI")):
        sys.exit("keys disagree with an oracle, or one is missing in CI")


if __name__ == "__main__":
    main()
