"""Asking the SQLite form about components: what every source says, judged by `vulnerabilities.matching`.

Standard library and Medward only: this is the path of `scan`.
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack, closing
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.facts.database import UNKEYED, Database, Feed
from medward.facts.exploitation import exploitation_in
from medward.facts.questions import name_questions
from medward.vulnerabilities.aliases import View as Called
from medward.vulnerabilities.aliases import alias_groups
from medward.vulnerabilities.ecosystems import (
    CASELESS,
    DISTRIBUTIONS,
    RELEASES_VARY,
    Identity,
    concerns,
    states_sources,
)
from medward.vulnerabilities.identity import CPE, asked, purl_with_source, stated_names
from medward.vulnerabilities.intervals import bounds_of
from medward.vulnerabilities.matching import (
    Confidence,
    Evidence,
    Judgement,
    Match,
    Statement,
    Tier,
    Verdict,
    judge,
)
from medward.vulnerabilities.streams import release_of
from medward.vulnerabilities.versions import compare, has_cycles, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from medward.components.sbom import Component
    from medward.facts.database import Package
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.cpe import Cpe
    from medward.vulnerabilities.identity import Asked

_PRODUCTS: Final = "medward.facts.products"
"""Loaded for components that have a CPE name or a maker."""
VERDICTS: Final = (Verdict.AFFECTED, Verdict.NOT_AFFECTED, Verdict.CANNOT_TELL, Verdict.CANNOT_TELL)
"""By place of the stance in a row."""


class Thin(NamedTuple):
    """An ecosystem of which the sources name fewer packages than components are clean, so that clean says little."""

    ecosystem: str
    named: int
    """Packages of it that the sources name."""
    clean: int


class ScanResult(NamedTuple):
    """A judgement for every component, in their order, and what it rests on."""

    judgements: tuple[tuple[Component, Judgement], ...]
    feeds: tuple[Feed, ...]
    exploitation: dict[str, Exploitation]
    """What is known of attacks, by CVE id of a match."""
    thin: tuple[Thin, ...] = ()


def match_components(
    databases: Iterable[Path], components: Iterable[Component], around: Iterable[Component] = ()
) -> ScanResult:
    """Return a judgement of every component by the advisories of all databases together.

    Configurations that need other products find them among the components and what is `around` them: the product.

    Raises:
        NotFoundError: A database is not there.
        InvalidInputError: A file is no database of this layout and key algorithm.
    """
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(Database(path))) for path in databases]
        wanted = tuple(components)
        sources_stated = states_sources(map(purl_with_source, wanted))
        present = frozenset(name for one in (*wanted, *around) for name in stated_names(one))
        questions = [asked(component, sources_stated=sources_stated) for component in wanted]
        _look_up(opened, questions)
        judged = {one: judge(_evidence(opened, one, present)) for one in dict.fromkeys(questions)}
        judged = _with_cves(opened, judged)
        results = [(component, judged[one]) for component, one in zip(wanted, questions, strict=True)]
        return ScanResult(
            name_questions(opened, results),
            tuple(feed for database in opened for feed in database.feeds()),
            exploitation_in(
                opened, (name for one in judged.values() for match in one.matches for name in match.group)
            ),
            tuple(_thin(opened, questions, judged)),
        )


def _with_cves(databases: list[Database], judged: dict[Asked, Judgement]) -> dict[Asked, Judgement]:
    """Return the judgements with the CVE of each match of which only records about other packages say it.

    What is known of attacks is filed under the CVE; one that several CVEs could be is left without.
    """
    lacking = {
        name
        for one in judged.values()
        for match in one.matches
        if not _cves(match.group)
        for name in match.group
    }
    views = [Called(*row) for database in databases for row in database.called(lacking)] if lacking else []
    if not any(view.cves for view in views):
        return judged
    stands_for: dict[str, set[str]] = {}
    for group in alias_groups(views):
        for name in group.ids:
            stands_for.setdefault(name, set()).update(_cves((group.name,)))
    return {
        question: one._replace(matches=tuple(_with_cve(match, one, stands_for) for match in one.matches))
        for question, one in judged.items()
    }


def _with_cve(match: Match, among: Judgement, stands_for: dict[str, set[str]]) -> Match:
    """Return a match with its CVE, unless it has one, or another match of the component is that."""
    if _cves(match.group):
        return match
    found = set().union(*(stands_for.get(name, ()) for name in match.group))
    if len(found) != 1 or any(found & set(one.group) for one in among.matches):
        return match
    return match._replace(group=tuple(sorted({*match.group, *found})))


def _cves(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith("CVE-")}


def _thin(
    databases: list[Database], questions: list[Asked], judged: dict[Asked, Judgement]
) -> Iterator[Thin]:
    """Yield the ecosystems of which more components are clean than the sources name packages."""
    clean = Counter(
        one.package.ecosystem
        for one in questions
        if isinstance(one.package, Identity) and judged[one].verdict is Verdict.NOT_AFFECTED
    )
    for ecosystem, count in sorted(clean.items()):
        named = sum(database.named(ecosystem, count) for database in databases)
        if named < count:
            yield Thin(ecosystem, named, count)


def feeds_of(path: Path) -> tuple[Feed, ...]:
    """Return the sources of one database."""
    with closing(Database(path)) as database:
        return tuple(database.feeds())


def _look_up(databases: list[Database], questions: Iterable[Asked]) -> None:
    """Read what the judgements will ask for, in the order of the tables."""
    identities = dict.fromkeys(identity for one in questions for identity in _identities(one))
    for database in databases:
        database.look_up_packages({(one.ecosystem, one.name) for one in identities})
        database.look_up_said(
            {
                (package.id, _key(identity), identity.version)
                for identity in identities
                for _, package in _packages([database], identity)
                if not _lacks_release(identity, package)
            }
        )


def _identities(one: Asked) -> tuple[Identity, ...]:
    return (one.package, *one.others) if isinstance(one.package, Identity) else one.others


@lru_cache(maxsize=4096)
def _key(identity: Identity) -> str | None:
    return key(identity.scheme, identity.version) if identity.scheme else None


def _evidence(databases: list[Database], one: Asked, present: frozenset[Cpe]) -> Evidence:
    """Return everything the databases have on one component."""
    statements: list[Statement] = []
    own: list[tuple[Database, Package]] = []
    for identity in _identities(one):
        for database, package in _packages(databases, identity):
            own.append((database, package))
            statements += _statements(database, package, identity)
    lower: list[Statement] = []
    named: frozenset[str] = frozenset()
    if one.makers or one.products:
        lower, named = import_module(_PRODUCTS).ask_products(databases, one, present)
    known: set[str] = set()
    if lower:
        known.update(*(database.names_about(package.id) for database, package in own))
    package_asked = one.package
    return Evidence(
        asked=one,
        statements=[*statements, *lower],
        known=frozenset(known),
        is_covered=isinstance(package_asked, Identity)
        and any(_covers(database, package_asked) for database in databases),
        is_named=bool(own),
        has_products=bool(one.products) and any(database.covers(CPE) for database in databases),
        named_products=named,
    )


def _covers(database: Database, identity: Identity) -> bool:
    """Return whether silence of a database about a package means anything: it speaks of the package's release."""
    if identity.ecosystem not in RELEASES_VARY:
        return database.covers(identity.ecosystem, identity.release)
    return any(concerns(release_of(suffix), identity) for suffix in database.suffixes(identity.ecosystem))


def _packages(databases: list[Database], identity: Identity) -> Iterator[tuple[Database, Package]]:
    """Return the packages of that name which can concern the component's release."""
    for database in databases:
        for package in database.packages(identity.ecosystem, identity.name):
            if identity.ecosystem not in DISTRIBUTIONS or concerns(package.suffix, identity):
                yield database, package


def _statements(database: Database, package: Package, identity: Identity) -> Iterator[Statement]:
    """Return what the advisories of one package say at the component's version."""
    ecosystem = f"{identity.ecosystem}:{package.suffix}" if package.suffix else identity.ecosystem
    words = f"{ecosystem} package {package.name}"
    confidence, doubt = _confidence(identity, package)

    def statement(advisory: int, text: str, verdict: Verdict) -> Statement:
        known = database.advisory(advisory)
        return Statement(known, words, identity.version, verdict, text, Tier.PURL, confidence, doubt)

    at = _key(identity)
    why = _why_unordered(identity, package, at)
    if why:
        rows = {row[0]: why for row in database.everything(package.id)}
    elif at is not None and has_cycles(identity.scheme):
        rows = dict(_circular(database, package, identity, at))
    else:
        rows = {}
    for advisory, text in rows.items():
        yield statement(advisory, text, Verdict.CANNOT_TELL)
    if not _lacks_release(identity, package):
        for row in database.said(package.id, at, identity.version):
            yield statement(row.advisory, _words(row.text, row.stance), VERDICTS[row.stance])


def _lacks_release(identity: Identity, package: Package) -> bool:
    return identity.ecosystem in DISTRIBUTIONS and bool(package.suffix) and not identity.release


def _why_unordered(identity: Identity, package: Package, at: str | None) -> str:
    """Return why no range about a package can be asked, or nothing."""
    if _lacks_release(identity, package):
        return f"the package URL does not say which release of {identity.ecosystem}"
    if at is None and identity.scheme:
        return f"its version {identity.version!r} is not a {identity.scheme} version and cannot be ordered"
    return ""


def _words(text: str, stance: int) -> str:
    return text if stance in {0, 1, UNKEYED} else f"{text}: the source is still looking into it"


def _circular(database: Database, package: Package, identity: Identity, at: str) -> Iterator[tuple[int, str]]:
    """Return the ranges around the version which only the key, not the scheme itself, can tell apart.

    A circle needs letters, such as those of a pre-release, in the version or in a bound.
    """
    numbers = _leading_numbers(identity.version)
    has_letters = identity.version.upper() != identity.version.lower()
    for row in database.outside(package.id, at, plain=has_letters):
        for bound in bounds_of(row.text):
            if _numbers_decide(numbers, _leading_numbers(bound)):
                continue
            if compare(identity.scheme, identity.version, bound) is None:
                yield (
                    row.advisory,
                    f"the {identity.scheme} order of {identity.version} and {bound} runs in a circle",
                )


def _leading_numbers(version: str) -> list[str]:
    """Return the numbers a version starts with, without leading zeros."""
    found = []
    for part in version.split("."):
        if not part.isdecimal():
            break
        found.append(part.lstrip("0"))
    return found


def _numbers_decide(one: list[str], other: list[str]) -> bool:
    """Return whether two versions differ in a number both have: no comparison reads on from there."""
    return any(mine != theirs for mine, theirs in zip(one, other, strict=False))


def _confidence(identity: Identity, package: Package) -> tuple[Confidence, str]:
    """Return the confidence with the doubt that lowered it."""
    if not identity.is_source_name:
        return Confidence.MEDIUM, "binary package name taken for the source package"
    is_from_there = bool(package.suffix) and identity.registry.rstrip("/") == package.suffix.rstrip("/")
    if identity.registry and not is_from_there:
        return (
            Confidence.MEDIUM,
            f"it comes from {identity.registry}; taken for the public package of that name",
        )
    if package.suffix and identity.ecosystem not in DISTRIBUTIONS and not is_from_there:
        return Confidence.MEDIUM, "advisory speaks of the registry after the colon"
    if identity.ecosystem not in CASELESS and identity.shown != package.name:
        is_case = identity.shown.lower() == package.name.lower()
        return Confidence.MEDIUM, f"names differ in {'case' if is_case else 'spelling'}"
    return Confidence.HIGH, ""
