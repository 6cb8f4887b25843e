"""Asking the SQLite form about components: one prepared statement per table, opened read-only.

Standard library and Medward only: this is the path of `scan`.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, NotFoundError
from medward.facts.schema import FORMAT
from medward.vulnerabilities.advisory import Severity
from medward.vulnerabilities.ecosystems import DISTRIBUTIONS, Identity, Unidentified, identify, states_sources
from medward.vulnerabilities.intervals import bounds_of
from medward.vulnerabilities.matching import Judgement, KnownAdvisory, Statement, Verdict, judge
from medward.vulnerabilities.versions import KEY_ALGORITHM, compare, has_cycles, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from medward.components.sbom import Component

_HINT: Final = "Import the feed again: medward feeds import PATH."

_PACKAGES: Final = "SELECT id, suffix, name FROM pkg WHERE eco = ? AND lookup = ?"
_ADVISORY: Final = (
    "adv.id, adv.name, adv.aliases, adv.summary, adv.severities, adv.modified, source.name, source.date"
)
_IN_RANGE: Final = f"""
SELECT {_ADVISORY}, rng.text
FROM rng JOIN adv ON adv.id = rng.adv JOIN source ON source.id = adv.source
WHERE rng.pkg = ? AND rng.lo <= ? AND ? < rng.hi AND rng.stance = 0
"""  # noqa: S608 - no value enters the text
_WITHIN: Final = "rng.lo <= ? AND ? < rng.hi"
_OUT_OF_RANGE: Final = _IN_RANGE.replace(_WITHIN, f"NOT ({_WITHIN})")
_LISTED: Final = f"""
SELECT {_ADVISORY}, '= ' || listed.version || ' (listed)'
FROM listed JOIN adv ON adv.id = listed.adv JOIN source ON source.id = adv.source
WHERE listed.pkg = ? AND listed.version = ? AND listed.stance = 0
"""  # noqa: S608 - no value enters the text
_UNKEYED: Final = f"""
SELECT {_ADVISORY}, unkeyed.reason
FROM unkeyed JOIN adv ON adv.id = unkeyed.adv JOIN source ON source.id = adv.source
WHERE unkeyed.pkg = ? AND unkeyed.decides
"""  # noqa: S608 - no value enters the text
_ANY: Final = f"""
SELECT {_ADVISORY}, ''
FROM adv JOIN source ON source.id = adv.source
WHERE adv.id IN (
  SELECT adv FROM rng WHERE pkg = ?1
  UNION SELECT adv FROM listed WHERE pkg = ?1
  UNION SELECT adv FROM unkeyed WHERE pkg = ?1 AND decides
)
"""  # noqa: S608 - no value enters the text


class Feed(NamedTuple):
    """One source of advisories inside a database."""

    name: str
    date: str
    digest: str
    records: int
    withdrawn: int
    problems: int
    licence: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """A judgement for every component, in their order, and what it rests on."""

    judgements: tuple[tuple[Component, Judgement], ...]
    feeds: tuple[Feed, ...]


def match_components(databases: Iterable[Path], components: Iterable[Component]) -> ScanResult:
    """Return a judgement of every component by the advisories of all databases together.

    Raises:
        NotFoundError: A database is not there.
        InvalidInputError: A file is no database of this layout and key algorithm.
    """
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(_Database(path))) for path in databases]
        wanted = tuple(components)
        sources_stated = states_sources(component.purl for component in wanted)
        judged: dict[tuple[str, str], Judgement] = {}
        results = []
        for component in wanted:
            asked = (component.purl, component.version)
            if asked not in judged:
                judged[asked] = _judged(opened, identify(*asked, sources_stated=sources_stated))
            results.append((component, judged[asked]))
        return ScanResult(tuple(results), tuple(feed for database in opened for feed in database.feeds()))


def feeds_of(path: Path) -> tuple[Feed, ...]:
    """Return the sources of one database."""
    with closing(_Database(path)) as database:
        return tuple(database.feeds())


def _judged(databases: list[_Database], identity: Identity | Unidentified) -> Judgement:
    if isinstance(identity, Unidentified):
        return Judgement((), identity.reason)
    version_key = key(identity.scheme, identity.version) if identity.scheme else None
    statements: list[Statement] = []
    is_named = False
    for database in databases:
        for package in database.packages(identity):
            is_named = True
            statements += database.statements(package, identity, version_key)
    return judge(
        identity,
        statements,
        is_covered=any(database.covers(identity) for database in databases),
        is_named=is_named,
    )


class _Package(NamedTuple):
    id: int
    suffix: str
    name: str


class _Database:
    """One open facts file."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise NotFoundError(f"there is no advisory database {path}", hint=_HINT)
        self.connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            meta = dict(self.connection.execute("SELECT name, value FROM meta").fetchall())
            self.releases = set(self.connection.execute("SELECT DISTINCT eco, suffix FROM pkg").fetchall())
        except sqlite3.DatabaseError as error:
            self.connection.close()
            raise InvalidInputError(
                f"not an advisory database: {error}", place=str(path), hint=_HINT
            ) from None
        if (meta.get("format"), meta.get("key_algorithm")) != (str(FORMAT), str(KEY_ALGORITHM)):
            self.connection.close()
            raise InvalidInputError(
                f"built with layout {meta.get('format')} and key algorithm {meta.get('key_algorithm')}; "
                f"this Medward reads {FORMAT} and {KEY_ALGORITHM}",
                place=str(path),
                hint=_HINT,
            )
        self.ecosystems = {eco for eco, _ in self.releases}
        self._advisories: dict[int, KnownAdvisory] = {}

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def feeds(self) -> Iterator[Feed]:
        """Return the sources in the order they were imported."""
        rows = self.connection.execute(
            "SELECT name, date, digest, records, withdrawn, "
            "(SELECT count(*) FROM problem WHERE problem.source = source.id), licence FROM source ORDER BY id"
        )
        return (Feed(*row) for row in rows)

    def covers(self, identity: Identity) -> bool:
        """Return whether silence about a package of this ecosystem and release means anything."""
        if not identity.release:
            return identity.ecosystem in self.ecosystems
        return bool({(identity.ecosystem, identity.release), (identity.ecosystem, "")} & self.releases)

    def packages(self, identity: Identity) -> list[_Package]:
        """Return the packages of that name which can concern the component's release."""
        found = [
            _Package(*row) for row in self.connection.execute(_PACKAGES, (identity.ecosystem, identity.name))
        ]
        if identity.ecosystem not in DISTRIBUTIONS or not identity.release:
            return found
        return [package for package in found if package.suffix in {"", identity.release}]

    def statements(
        self, package: _Package, identity: Identity, version_key: str | None
    ) -> Iterator[Statement]:
        """Return what the advisories of one package say at one version."""
        if identity.ecosystem in DISTRIBUTIONS and package.suffix and not identity.release:
            yield from self._about(
                _ANY,
                (package.id,),
                package,
                f"the package URL does not say which release of {identity.ecosystem}",
            )
            return
        yield from self._about(_LISTED, (package.id, identity.version), package)
        if version_key is not None:
            yield from self._about(_IN_RANGE, (package.id, version_key, version_key), package)
            if has_cycles(identity.scheme):
                yield from self._circular(package, identity, version_key)
        elif identity.scheme:
            why = f"its version {identity.version!r} is not a {identity.scheme} version and cannot be ordered"
            yield from self._about(_ANY, (package.id,), package, why)
        for statement in self._about(_UNKEYED, (package.id,), package):
            yield statement._replace(verdict=Verdict.CANNOT_TELL)

    def _circular(self, package: _Package, identity: Identity, version_key: str) -> Iterator[Statement]:
        """Return the ranges around the version which only the key, not the scheme itself, can tell apart."""
        for statement in self._about(_OUT_OF_RANGE, (package.id, version_key, version_key), package):
            for bound in bounds_of(statement.text):
                if compare(identity.scheme, identity.version, bound) is None:
                    why = f"the {identity.scheme} order of {identity.version} and {bound} runs in a circle"
                    yield statement._replace(verdict=Verdict.CANNOT_TELL, text=why)

    def _about(
        self, query: str, values: tuple[object, ...], package: _Package, unsure: str = ""
    ) -> Iterator[Statement]:
        """Return one statement per row; with `unsure`, rows say only that nobody can tell."""
        for row in self.connection.execute(query, values):
            yield Statement(
                advisory=self._advisory(row[:-1]),
                package=package.name,
                suffix=package.suffix,
                verdict=Verdict.CANNOT_TELL if unsure else Verdict.AFFECTED,
                text=unsure or row[-1],
            )

    def _advisory(self, row: tuple[int, str, str, str, str, str, str, str]) -> KnownAdvisory:
        """Return an advisory, decoded once."""
        number, name, aliases, summary, severities, modified, source, date = row
        known = self._advisories.get(number)
        if known is None:
            known = self._advisories[number] = KnownAdvisory(
                id=name,
                aliases=tuple(json.loads(aliases)),
                summary=summary,
                severities=tuple(Severity(*pair) for pair in json.loads(severities)),
                modified=modified,
                source=source,
                source_date=date,
            )
        return known
