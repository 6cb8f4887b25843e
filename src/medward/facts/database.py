"""The SQLite form opened for asking: read-only, one prepared statement per question, advisories decoded once.

Standard library and Medward only: this is on the path of `scan`.
"""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from medward.errors import InvalidInputError, NotFoundError
from medward.facts.schema import FORMAT
from medward.vulnerabilities.advisory import Exploitation, Severity
from medward.vulnerabilities.matching import KnownAdvisory
from medward.vulnerabilities.versions import KEY_ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_HINT: Final = "Import the feed again: medward feeds import PATH."
_HEAD_BYTES: Final = 100
_LARGEST_PAGE: Final = 65_536
"""Size of a page the head writes as 1."""
_AT_ONCE: Final = 64
"""Values one statement asks for."""
_MARKS: Final = ", ".join("?" * _AT_ONCE)
"""What stands for `?*` in a statement."""
_PACKAGES: Final = "SELECT lookup, id, suffix, name FROM pkg WHERE eco = ? AND lookup IN (?*)"
_SAID: Final = """
SELECT adv, text, stance, term FROM rng WHERE pkg = ?1 AND lo <= ?2 AND ?2 < hi
UNION ALL
SELECT adv, '= ' || version || ' (listed)', stance, 0 FROM listed WHERE pkg = ?1 AND version = ?3
UNION ALL
SELECT adv, reason, 3, 0 FROM unkeyed WHERE pkg = ?1 AND decides
"""
_ALL: Final = """
SELECT adv, lo, hi, text, stance, term FROM rng WHERE pkg = ?1
UNION ALL
SELECT adv, NULL, NULL, version, stance, 0 FROM listed WHERE pkg = ?1
UNION ALL
SELECT adv, NULL, NULL, reason, 3, 0 FROM unkeyed WHERE pkg = ?1 AND decides
"""
_OUTSIDE: Final = """
SELECT adv, text, stance, term FROM rng
WHERE pkg = ?1 AND NOT (lo <= ?2 AND ?2 < hi) AND (?3 OR text GLOB '*[A-Za-z]*')
"""
_NAMES: Final = """
SELECT name FROM alias WHERE adv IN (
  SELECT adv FROM rng WHERE pkg = ?1 UNION SELECT adv FROM listed WHERE pkg = ?1
  UNION SELECT adv FROM unkeyed WHERE pkg = ?1
)
"""
_CALLED: Final = """
SELECT DISTINCT source.name, adv.name, adv.aliases
FROM alias JOIN adv ON adv.id = alias.adv JOIN source ON source.id = adv.source
WHERE alias.name IN (?*)
"""
_ADVISORIES: Final = """
SELECT adv.id, adv.name, adv.aliases, adv.summary, adv.severities, adv.modified, source.name, source.date,
  adv.published, adv.cwes
FROM adv JOIN source ON source.id = adv.source
WHERE adv.id IN (?*)
"""
_COVERED: Final = "SELECT 1 FROM covers WHERE eco = ?1 AND (?2 = '' OR suffix IN ('', ?2)) LIMIT 1"
_EXPLOITATION: Final = "SELECT * FROM exploitation WHERE cve IN (?*)"
_FEEDS: Final = """
SELECT name, date, digest, records, withdrawn,
  (SELECT count(*) FROM problem WHERE problem.source = source.id), licence, fetched_at, kind
FROM source ORDER BY id
"""

_CACHE_KILOBYTES: Final = 500
"""Pages kept: enough for the upper levels of each index; leaves are read once when asked in order."""
UNKEYED: Final = 3
"""Place of a stance in a row of `said` that stands for a reason instead."""


class Feed(NamedTuple):
    """One source of advisories inside a database."""

    name: str
    date: str
    digest: str
    records: int
    withdrawn: int
    problems: int
    licence: str
    fetched_at: str = ""
    kind: str = ""


def is_readable(path: Path) -> bool:
    """Return whether a file is a whole database of this layout and key algorithm."""
    try:
        Database(path).close()
    except (InvalidInputError, NotFoundError):
        return False
    return True


def _check_whole(path: Path) -> None:
    """Refuse a file that was cut: its head says how many pages of which size it has (SQLite file format, 1.3)."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    size, pages = int.from_bytes(head[16:18]), int.from_bytes(head[28:32])
    said, found = (_LARGEST_PAGE if size == 1 else size) * pages, path.stat().st_size
    if head.startswith(b"SQLite format 3\0") and found < said:
        raise InvalidInputError(
            f"not a whole advisory database: {found:,} of {said:,} bytes", place=str(path), hint=_HINT
        )


class Package(NamedTuple):
    """A package or product as advisories name it."""

    id: int
    suffix: str
    name: str


class Said(NamedTuple):
    """One row about a package at a version."""

    advisory: int
    text: str
    stance: int
    term: int


class Database:
    """One open facts file."""

    def __init__(self, path: Path) -> None:
        """Open it and see that it is of this layout and key algorithm.

        Raises:
            NotFoundError: It is not there.
            InvalidInputError: It is something else.
        """
        if not path.is_file():
            raise NotFoundError(f"there is no advisory database {path}", hint=_HINT)
        _check_whole(path)
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        self._ask = self._connection.execute
        try:
            self._ask(f"PRAGMA cache_size = -{_CACHE_KILOBYTES}")
            meta = dict(self._ask("SELECT name, value FROM meta").fetchall())
        except sqlite3.DatabaseError as error:
            self.close()
            raise InvalidInputError(
                f"not an advisory database: {error}", place=str(path), hint=_HINT
            ) from None
        if (meta.get("format"), meta.get("key_algorithm")) != (str(FORMAT), str(KEY_ALGORITHM)):
            self.close()
            raise InvalidInputError(
                f"built with layout {meta.get('format')} and key algorithm {meta.get('key_algorithm')}; "
                f"this Medward reads {FORMAT} and {KEY_ALGORITHM}",
                place=str(path),
                hint=_HINT,
            )
        self._advisories: dict[int, KnownAdvisory] = {}
        self._packages: dict[tuple[str, str], list[Package]] = {}
        self._said: dict[tuple[int, str | None, str], list[Said]] = {}
        self._terms: dict[int, tuple[str, tuple[tuple[str, ...], ...]]] = {}
        self._covered: dict[tuple[str, str], bool] = {}
        self._suffixes: dict[str, frozenset[str]] = {}

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def feeds(self) -> Iterator[Feed]:
        """Return the sources in the order they were imported."""
        return (Feed(*row) for row in self._ask(_FEEDS))

    def covers(self, ecosystem: str, release: str = "") -> bool:
        """Return whether silence about a package of this ecosystem and release means anything."""
        known = self._covered.get((ecosystem, release))
        if known is None:
            known = self._ask(_COVERED, (ecosystem, release)).fetchone() is not None
            self._covered[ecosystem, release] = known
        return known

    def named(self, ecosystem: str, most: int) -> int:
        """Return how many packages of an ecosystem the sources name, counted up to `most`."""
        query = "SELECT count(*) FROM (SELECT 1 FROM pkg WHERE eco = ? LIMIT ?)"
        return int(self._ask(query, (ecosystem, most)).fetchone()[0])

    def suffixes(self, ecosystem: str) -> frozenset[str]:
        """Return the releases of an ecosystem, as advisories write them, about which silence means anything."""
        known = self._suffixes.get(ecosystem)
        if known is None:
            rows = self._ask("SELECT suffix FROM covers WHERE eco = ?", (ecosystem,))
            known = self._suffixes[ecosystem] = frozenset(suffix for (suffix,) in rows)
        return known

    def ecosystems(self) -> list[str]:
        """Return the ecosystems of the packages, by skipping from one to the next."""
        found: list[str] = []
        while row := self._ask(
            "SELECT min(eco) FROM pkg WHERE eco > ?", (found[-1] if found else "",)
        ).fetchone():
            if row[0] is None:
                break
            found.append(row[0])
        return found

    def packages(self, ecosystem: str, lookup: str) -> list[Package]:
        """Return the packages of one name in all their releases and spellings."""
        known = self._packages.get((ecosystem, lookup))
        if known is None:
            self.look_up_packages([(ecosystem, lookup)])
            known = self._packages[ecosystem, lookup]
        return known

    def said(self, package: int, key: str | None, version: str) -> list[Said]:
        """Return every row that speaks of a package at a version; a version without a key is in no range."""
        known = self._said.get((package, key, version))
        if known is None:
            known = [Said(*row) for row in self._ask(_SAID, (package, key, version))]
        return known

    def look_up_packages(self, names: Iterable[tuple[str, str]]) -> None:
        """Ask for the packages of many names, given by ecosystem and look-up.

        One table after the other, each in its order, reads a page once; asked in turn they push each other out.
        """
        for ecosystem, some in groupby(sorted(names), itemgetter(0)):
            lookups = [lookup for _, lookup in some]
            self._packages |= {(ecosystem, lookup): [] for lookup in lookups}
            for lookup, *row in self._each(_PACKAGES, lookups, ecosystem):
                self._packages[ecosystem, lookup].append(Package(*row))

    def look_up_said(self, questions: Iterable[tuple[int, str | None, str]]) -> None:
        """Ask what is said of many packages at a version, and for the advisories that say it."""
        for question in sorted(questions, key=lambda one: one[0]):
            self._said[question] = self.said(*question)
        self._look_up_advisories(sorted({row.advisory for rows in self._said.values() for row in rows}))

    def everything(self, package: int) -> list[tuple[int, str | None, str | None, str, int, int]]:
        """Return every row about a package with its keys; rows of listed versions and reasons have none."""
        return self._ask(_ALL, (package,)).fetchall()

    def outside(self, package: int, key: str, *, plain: bool) -> Iterator[Said]:
        """Return the ranges of a package that do not hold a version; those without letters only where `plain`."""
        return (Said(*row) for row in self._ask(_OUTSIDE, (package, key, plain)))

    def names_about(self, package: int) -> set[str]:
        """Return ids and aliases of every advisory about a package."""
        return {name for (name,) in self._ask(_NAMES, (package,))}

    def called(self, names: Iterable[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Return source, id and aliases of every advisory that has one of the names, whatever it is about."""
        for source, name, aliases in self._each(_CALLED, sorted(names)):
            yield source, name, tuple(json.loads(aliases))

    def advisory(self, number: int) -> KnownAdvisory:
        """Return an advisory, decoded once."""
        if number not in self._advisories:
            self._look_up_advisories([number])
        return self._advisories[number]

    def _look_up_advisories(self, numbers: Sequence[int]) -> None:
        rows = list(self._each(_ADVISORIES, numbers))
        lists = json.loads(f"[{','.join([f'[{row[2]}, {row[4]}, {row[9]}]' for row in rows])}]")
        for row, (aliases, severities, cwes) in zip(rows, lists, strict=True):
            number, name, _, summary, _, modified, source, date, published, _ = row
            vectors = tuple([Severity(*one) for one in severities])
            self._advisories[number] = KnownAdvisory(
                name, tuple(aliases), summary, vectors, modified, source, date, published, tuple(cwes)
            )

    def term(self, number: int) -> tuple[str, tuple[tuple[str, ...], ...]]:
        """Return CPE criteria and the groups of names of which one each must be present too."""
        known = self._terms.get(number)
        if known is None:
            criteria, groups = self._ask(
                "SELECT criteria, requires FROM term WHERE id = ?", (number,)
            ).fetchone()
            known = self._terms[number] = (criteria, tuple(tuple(group) for group in json.loads(groups)))
        return known

    def products_called(self, names: Iterable[str]) -> Iterator[tuple[str, Package]]:
        """Return look-up and row of products whose own name, without vendor, is one of `names`."""
        query = (
            "SELECT lookup, id, suffix, name FROM pkg "
            "WHERE eco = 'cpe' AND substr(lookup, instr(substr(lookup, 3), ':') + 3) IN "
            "(SELECT value FROM json_each(?))"
        )
        rows = self._ask(query, (json.dumps(sorted(names)),))
        return ((row[0], Package(*row[1:])) for row in rows)

    def exploitation(self, cves: Sequence[str]) -> Iterator[Exploitation]:
        """Return what each source says of attacks that use these vulnerabilities."""
        return (Exploitation(*row) for row in self._each(_EXPLOITATION, cves))

    def _each(self, query: str, values: Sequence[object], *before: object) -> Iterator[tuple[Any, ...]]:
        """Return the rows of all values, asked for many at once; the last one fills the places that are left.

        A lone value, as the matching of CPE names asks, gets a statement of its own: it takes less than half the time.
        """
        if len(values) == 1:
            yield from self._ask(query.replace("?*", "?"), (*before, *values))
            return
        statement = query.replace("?*", _MARKS)
        for start in range(0, len(values), _AT_ONCE):
            some = list(values[start : start + _AT_ONCE])
            yield from self._ask(statement, (*before, *some, *[some[-1]] * (_AT_ONCE - len(some))))
