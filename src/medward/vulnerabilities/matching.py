"""From what advisories say about a package to a verdict about one component, with its proof.

Three values, never two: what could not be evaluated is `CANNOT_TELL` with a reason, and nothing that is
missing makes a verdict milder.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vulnerabilities.ecosystems import CASELESS, DISTRIBUTIONS, Identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.vulnerabilities.advisory import Severity


class Verdict(StrEnum):
    """Whether a vulnerability touches a component."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    CANNOT_TELL = "cannot-tell"  # a version or range nobody could order; shown to the user


class Confidence(StrEnum):
    """How sure the identification of the package is; the version comparison itself is exact."""

    HIGH = "high"  # ecosystem and name are those of the advisory
    MEDIUM = (
        "medium"  # name differs in case, only a binary package's name is known, or another registry's package
    )


class KnownAdvisory(NamedTuple):
    """An advisory as a facts database holds it."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    severities: tuple[Severity, ...]
    modified: str
    source: str
    source_date: str


class Statement(NamedTuple):
    """What one advisory says about the package of a component at its version."""

    advisory: KnownAdvisory
    package: str
    suffix: str
    verdict: Verdict
    text: str
    """The range that holds the version, or the reason nobody can tell."""


class Match(NamedTuple):
    """One advisory that touches a component, or may touch it."""

    advisory: KnownAdvisory
    verdict: Verdict
    confidence: Confidence
    proof: str


class Judgement(NamedTuple):
    """The result for one component: matches, or clean, or the reason nobody can tell."""

    matches: tuple[Match, ...]
    unknown: str
    """Why nobody can tell, "" otherwise. Never filled together with an affected match."""
    unknown_advisories: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The one word for the component."""
        if self.matches:
            return Verdict.AFFECTED
        return Verdict.CANNOT_TELL if self.unknown else Verdict.NOT_AFFECTED


_SHOWN_ADVISORIES: Final = 3


def judge(
    identity: Identity, statements: Iterable[Statement], *, is_covered: bool, is_named: bool
) -> Judgement:
    """Return the judgement of one component.

    Args:
        identity: The package and version asked about.
        statements: What the advisories of all loaded sources say at this version.
        is_covered: Whether any loaded source holds advisories of the ecosystem (and release).
        is_named: Whether any loaded advisory names the package at all.
    """
    affected: dict[tuple[str, str], Statement] = {}
    unsure: dict[tuple[str, str], Statement] = {}
    for statement in statements:
        side = affected if statement.verdict is Verdict.AFFECTED else unsure
        side.setdefault((statement.advisory.source, statement.advisory.id), statement)
    for known in affected.keys() & unsure.keys():
        del unsure[known]
    if affected:
        return Judgement(
            tuple(_match(identity, one) for one in sorted((affected | unsure).values(), key=_order)), ""
        )
    if unsure:
        return _unsure(list(unsure.values()))
    return Judgement((), _uncovered(identity, is_covered=is_covered, is_named=is_named))


def _order(statement: Statement) -> tuple[bool, str, str]:
    return statement.verdict is not Verdict.AFFECTED, statement.advisory.id, statement.advisory.source


def _unsure(statements: list[Statement]) -> Judgement:
    """Return cannot-tell with the advisories and the first reason."""
    statements.sort(key=_order)
    ids = tuple(dict.fromkeys(statement.advisory.id for statement in statements))
    shown = ", ".join(ids[:_SHOWN_ADVISORIES])
    more = len(ids) - _SHOWN_ADVISORIES
    named = shown if more <= 0 else f"{shown} and {more} more"
    return Judgement((), f"{named}: {statements[0].text}", ids)


def _uncovered(identity: Identity, *, is_covered: bool, is_named: bool) -> str:
    """Return why silence of the advisories means nothing, "" where it means clean."""
    where = f"{identity.ecosystem}:{identity.release}" if identity.release else identity.ecosystem
    if not is_covered:
        return f"no advisory source loaded for ecosystem {where}"
    if not is_named and not identity.is_source_name:
        return (
            f"advisories of {identity.ecosystem} name source packages; the package URL gives only the name "
            "of the binary package (no upstream qualifier)"
        )
    return ""


def _match(identity: Identity, statement: Statement) -> Match:
    """Return the match with identifier, range, source and confidence in its proof."""
    confidence, doubt = _confidence(identity, statement)
    known = statement.advisory
    ecosystem = f"{identity.ecosystem}:{statement.suffix}" if statement.suffix else identity.ecosystem
    package = f"{ecosystem} package {statement.package}"
    if statement.verdict is Verdict.AFFECTED:
        finding = f"version {identity.version} is in '{statement.text}'"
    else:
        finding = f"cannot tell for version {identity.version}: {statement.text}"
    proof = (
        f"{package}; {finding}; {known.id} from {known.source} ({known.source_date[:10] or 'undated'}); "
        f"confidence {confidence.value}{doubt}"
    )
    return Match(known, statement.verdict, confidence, proof)


def _confidence(identity: Identity, statement: Statement) -> tuple[Confidence, str]:
    """Return the confidence with the doubt that lowered it."""
    if not identity.is_source_name:
        return Confidence.MEDIUM, " (binary package name taken for the source package)"
    if statement.suffix and identity.ecosystem not in DISTRIBUTIONS:
        return Confidence.MEDIUM, " (advisory speaks of the registry after the colon)"
    if identity.ecosystem not in CASELESS and identity.shown != statement.package:
        return Confidence.MEDIUM, " (names differ in case)"
    return Confidence.HIGH, ""
