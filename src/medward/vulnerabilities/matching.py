"""From what advisories say about a package or product to a verdict about one component, with its proof.

Three values, never two: what could not be evaluated is `CANNOT_TELL` with a reason, and nothing that is
missing makes a verdict milder. What several sources say of one vulnerability is one match with several views; the
source that names the package itself has the word before one that names a product (docs/adr/0017).
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vulnerabilities.aliases import View as Called
from medward.vulnerabilities.aliases import alias_groups
from medward.vulnerabilities.calibration import PRECISION, Precision
from medward.vulnerabilities.ecosystems import DISTRIBUTIONS, Unidentified

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from medward.vulnerabilities.advisory import Severity
    from medward.vulnerabilities.identity import Asked


class Verdict(StrEnum):
    """Whether a vulnerability touches a component."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"
    CANNOT_TELL = "cannot-tell"  # a version or range nobody could order; shown to the user


class Confidence(StrEnum):
    """How sure the identification is; the version comparison itself is exact."""

    HIGH = "high"  # ecosystem and name are those of the advisory
    MEDIUM = "medium"  # a name differs in case, stands for another, or is the CPE name of a product
    LOW = (
        "low"  # the advisory asks for more than the SBOM says, or its package's own sources do not know of it
    )


class Tier(StrEnum):
    """What identified the component, the surest first."""

    PURL = "purl"
    VENDOR = "vendor"
    CPE = "cpe"


_TIERS: Final = tuple(Tier)
_SURENESS: Final = tuple(Confidence)


class KnownAdvisory(NamedTuple):
    """An advisory as a facts database holds it."""

    id: str
    aliases: tuple[str, ...]
    summary: str
    severities: tuple[Severity, ...]
    modified: str
    source: str
    source_date: str
    published: str = ""
    cwes: tuple[str, ...] = ()


class Statement(NamedTuple):
    """What one advisory says about the package or product of a component at its version."""

    advisory: KnownAdvisory
    package: str
    """What it names, in words: `PyPI package demo`."""
    version: str
    """The component's version as it was compared."""
    verdict: Verdict
    text: str
    """The range that holds the version, or the reason nobody can tell."""
    tier: Tier = Tier.PURL
    confidence: Confidence = Confidence.HIGH
    doubt: str = ""
    """What lowered the confidence."""


class View(NamedTuple):
    """One source's word on a vulnerability of a component."""

    source: str
    source_date: str
    advisory: str
    tier: Tier
    verdict: Verdict
    text: str
    severities: tuple[Severity, ...]
    published: str = ""
    cwes: tuple[str, ...] = ()


class Match(NamedTuple):
    """One vulnerability that touches a component, or may touch it."""

    advisory: KnownAdvisory
    """The surest of the views."""
    verdict: Verdict
    confidence: Confidence
    proof: str
    tier: Tier = Tier.PURL
    affected: str = ""
    """The range that holds the version."""
    group: tuple[str, ...] = ()
    """Every id of the vulnerability, from all sources together."""
    views: tuple[View, ...] = ()

    @property
    def precision(self) -> Precision | None:
        """How often matches of this tier and confidence were right where people had checked; none if nobody did."""
        return PRECISION.get((self.tier.value, self.confidence.value))


class Question(NamedTuple):
    """Something a person could look at; it is no match and changes no verdict."""

    text: str
    advisories: tuple[str, ...] = ()


class Judgement(NamedTuple):
    """The result for one component: matches, or clean, or the reason nobody can tell."""

    matches: tuple[Match, ...]
    unknown: str
    """Why nobody can tell, "" otherwise. Never filled together with an affected match."""
    unknown_advisories: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    beyond: str = ""
    """Why nobody can tell about vulnerabilities that are not named here; "" where silence means clean."""

    @property
    def verdict(self) -> Verdict:
        """The one word for the component."""
        if self.matches:
            return Verdict.AFFECTED
        return Verdict.CANNOT_TELL if self.unknown else Verdict.NOT_AFFECTED


class Evidence(NamedTuple):
    """Everything the loaded sources have on one component."""

    asked: Asked
    statements: Sequence[Statement] = ()
    known: frozenset[str] = frozenset()
    """Ids of advisories that name the component's own package, whether its version is in range or not."""
    is_covered: bool = False
    """Whether any source holds advisories of the package's ecosystem (and release)."""
    is_named: bool = False
    """Whether any advisory names the package at all."""
    has_products: bool = False
    """Whether any source names products by CPE."""
    named_products: frozenset[str] = frozenset()
    """Which of the component's products any advisory names."""


_SHOWN_ADVISORIES: Final = 3


def judge(evidence: Evidence) -> Judgement:
    """Return the judgement of one component."""
    silence = _silence(evidence)
    if not evidence.statements:
        return Judgement((), silence, beyond=silence)
    affected: list[Match] = []
    unsure: list[Match] = []
    beside: list[Statement] = []
    for ids, members in _grouped(_heard(evidence, beside)):
        match = _match(ids, members)
        if match is not None:
            (affected if match.verdict is Verdict.AFFECTED else unsure).append(match)
    affected.sort(key=_order)
    unsure.sort(key=_order)
    questions = _beside_questions(evidence, beside)
    if affected:
        return Judgement((*affected, *unsure), "", (), questions, silence)
    if unsure:
        ids = tuple(dict.fromkeys(match.advisory.id for match in unsure))
        return Judgement((), f"{_shown(ids)}: {unsure[0].affected}", ids, questions, silence)
    return Judgement((), silence, (), questions, silence)


def _grouped(statements: list[Statement]) -> Iterator[tuple[tuple[str, ...], list[Statement]]]:
    """Return the ids of each vulnerability with what is said of it; an erratum speaks of each of its own.

    Most advisories share no id with another one and need no grouping.
    """
    said: dict[tuple[str, ...], list[Statement]] = {}
    for one in statements:
        said.setdefault((one.advisory.source, *_every_id(one)), []).append(one)
    bearers = Counter([name for names in said for name in set(names[1:])])
    shared: dict[Called, list[Statement]] = {}
    for (source, *names), members in said.items():
        if "\n".join(["", *names]).count("\nCVE-") <= 1 and max([bearers[name] for name in names]) == 1:
            yield tuple(sorted(names)), members
        else:
            shared[Called(source, names[0], tuple(names[1:]))] = members
    for group in alias_groups(shared) if shared else ():
        yield group.ids, [one for view in group.views for one in shared[view]]


def _heard(evidence: Evidence, beside: list[Statement]) -> list[Statement]:
    """Return the statements that count; those about a product which the package's own source overrules go.

    What is neither known to the distribution nor its business to be silent about is put `beside`.
    """
    package = evidence.asked.package
    if isinstance(package, Unidentified):
        return [_unsure_of(one, package) for one in evidence.statements]
    heard = [one for one in evidence.statements if one.tier is Tier.PURL]
    shared = frozenset(name for one in heard for name in _every_id(one))
    for one in evidence.statements:
        ids = frozenset(_every_id(one))
        if one.tier is Tier.PURL:
            continue
        if ids & shared:
            heard.append(one)
        elif ids & evidence.known:  # the package's own source knows it and this version is out of range
            continue
        elif package.ecosystem in DISTRIBUTIONS:
            _beside_distribution(evidence, one, heard, beside)
        elif evidence.is_covered:
            heard.append(_lowered(one, f"sources of {package.ecosystem} do not know it for this package"))
        else:
            heard.append(one)
    return heard


def _unsure_of(one: Statement, package: Unidentified) -> Statement:
    """Return a statement about a product as far as a package URL that says something else leaves it standing."""
    if package.is_outside or one.tier is Tier.PURL or one.verdict is not Verdict.AFFECTED:
        return one
    return one._replace(
        verdict=Verdict.CANNOT_TELL, text=f"{package.reason}; {one.package} is in '{one.text}'"
    )


def _beside_distribution(
    evidence: Evidence, one: Statement, heard: list[Statement], beside: list[Statement]
) -> None:
    """Sort a statement about an upstream product: distributions mend in place, so its range decides nothing."""
    if evidence.is_covered:
        beside.append(one)
    elif one.verdict is not Verdict.NOT_AFFECTED:
        why = f"{one.package} {one.text}, but a distribution may have mended it in place"
        heard.append(one._replace(verdict=Verdict.CANNOT_TELL, text=why))


def _lowered(statement: Statement, doubt: str) -> Statement:
    doubts = ", ".join(filter(None, (statement.doubt, doubt)))
    return statement._replace(confidence=Confidence.LOW, doubt=doubts)


def _every_id(statement: Statement) -> tuple[str, ...]:
    return (statement.advisory.id, *statement.advisory.aliases)


def _match(ids: tuple[str, ...], members: list[Statement]) -> Match | None:
    """Return what the sources together say of one vulnerability; None when they say it does not touch."""
    if len(members) > 1:
        members.sort(key=_sureness)
    chosen = _deciding(members)
    if chosen is None:
        return None
    views = tuple(
        dict.fromkeys(
            View(
                one.advisory.source, one.advisory.source_date, one.advisory.id, one.tier, one.verdict, one.text,
                one.advisory.severities, one.advisory.published, one.advisory.cwes,
            )
            for one in members
        )
    )  # fmt: skip
    own = chosen.advisory
    group = tuple(sorted({*ids, own.id}))
    unplaced = [name for name in own.aliases if not name.startswith("CVE-")]
    aliases = tuple(sorted({*group, *unplaced} - {own.id}))
    known = own if aliases == own.aliases else own._replace(aliases=aliases)
    return Match(
        known, chosen.verdict, chosen.confidence, _proof(chosen), chosen.tier, chosen.text, group, views
    )


def _deciding(members: list[Statement]) -> Statement | None:
    """Return the statement that counts, tier after tier; affected before unsure before not affected.

    A lower tier is heard only while the higher ones leave the question open, and cannot close it as clean.
    """
    if len(members) == 1:
        return None if members[0].verdict is Verdict.NOT_AFFECTED else members[0]
    unsure: Statement | None = None
    for tier in _TIERS:
        said = {one.verdict: one for one in reversed(members) if one.tier is tier}
        if Verdict.AFFECTED in said:
            return said[Verdict.AFFECTED]
        unsure = unsure or said.get(Verdict.CANNOT_TELL)
        if Verdict.NOT_AFFECTED in said and unsure is None:
            return None
    return unsure


def _sureness(statement: Statement) -> tuple[int, int, str, str, str]:
    known = statement.advisory
    return (
        _TIERS.index(statement.tier), _SURENESS.index(statement.confidence), known.id, known.source, statement.text
    )  # fmt: skip


def _order(match: Match) -> tuple[str, str, tuple[str, ...]]:
    return match.advisory.id, match.advisory.source, match.group


def _shown(ids: tuple[str, ...]) -> str:
    shown = ", ".join(ids[:_SHOWN_ADVISORIES])
    more = len(ids) - _SHOWN_ADVISORIES
    return shown if more <= 0 else f"{shown} and {more} more"


def _beside_questions(evidence: Evidence, beside: Iterable[Statement]) -> tuple[Question, ...]:
    """Return what upstream sources say that the distribution's own sources do not know of."""
    ids = tuple(sorted({one.advisory.id for one in beside if one.verdict is Verdict.AFFECTED}))
    package = evidence.asked.package
    if not ids or isinstance(package, Unidentified):
        return ()
    text = f"upstream ranges hold the version; the sources of {package.ecosystem} do not name {_shown(ids)}"
    return (Question(text, ids),)


def _silence(evidence: Evidence) -> str:
    """Return why silence of the advisories means nothing, "" where it means clean."""
    package = evidence.asked.package
    if isinstance(package, Unidentified):
        return _product_silence(evidence, package)
    where = f"{package.ecosystem}:{package.release}" if package.release else package.ecosystem
    if not evidence.is_covered:
        return f"no advisory source loaded for ecosystem {where}"
    if not evidence.is_named and not package.is_source_name:
        return (
            f"advisories of {package.ecosystem} name source packages; the package URL gives only the name "
            "of the binary package (no upstream qualifier)"
        )
    return ""


def _product_silence(evidence: Evidence, package: Unidentified) -> str:
    """Return why silence about the products of a component without package means nothing."""
    products = evidence.asked.products
    if not package.is_outside:
        return package.reason
    if not products:
        names = "; ".join(evidence.asked.unread) or "no CPE name"
        return f"{package.reason}; {names}"
    if not evidence.has_products:
        return f"{package.reason}; no source loaded that names products by CPE"
    if not all(product.version for product in products):
        return "no version"
    unnamed = [product.lookup for product in products if product.lookup not in evidence.named_products]
    if len(unnamed) == len(products):
        return f"no loaded source names {_shown(tuple(unnamed))}, so their silence means nothing"
    return ""


def _proof(statement: Statement) -> str:
    """Return identifier, range, source and confidence as one sentence."""
    known = statement.advisory
    if statement.verdict is Verdict.AFFECTED:
        finding = f"version {statement.version or '(none stated)'} is in '{statement.text}'"
    else:
        finding = f"cannot tell for version {statement.version or '(none stated)'}: {statement.text}"
    doubt = f" ({statement.doubt})" if statement.doubt else ""
    return (
        f"{statement.package}; {finding}; {known.id} from {known.source} ({known.source_date[:10] or 'undated'}); "
        f"confidence {statement.confidence.value}{doubt}"
    )
