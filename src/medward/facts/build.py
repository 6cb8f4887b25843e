"""OSV files become one read-only SQLite file: complete under its own name, or not there at all."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, InvalidRecordError
from medward.facts.schema import FORMAT, TABLES
from medward.facts.sources import AdvisoryFile, advisory_files, source_digest
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.versions import KEY_ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.vulnerabilities.advisory import Advisory, AffectedPackage

LICENCE_NOT_STATED: Final = "not stated"


class FeedSource(NamedTuple):
    """Where one set of advisories comes from."""

    path: Path
    """A folder, .zip, .tar (plain, gz, xz, bz2, zst) or single file of OSV records."""
    name: str
    licence: str = LICENCE_NOT_STATED


class FeedProblem(NamedTuple):
    """A file of a source that could not be used."""

    source: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class FactsInfo:
    """What a build made."""

    path: Path
    digest: str
    records: int
    ranges: int
    withdrawn: int
    unkeyed: int
    """Statements that could not be turned into keys: commit ranges, versions nobody can order."""
    undecided: int
    """Those among them that nothing else decides; components they concern are shown as cannot tell."""
    without_package: int
    problems: tuple[FeedProblem, ...]


def database_name(sources: Iterable[FeedSource]) -> str:
    """Return the file name of the sources' database; contents, names, layout and key algorithm decide it."""
    whole = hashlib.sha256(f"medward facts {FORMAT} keys {KEY_ALGORITHM}\n".encode())
    for source in sources:
        whole.update(f"{source.name}\0{source.licence}\0{source_digest(source.path)}\n".encode())
    return f"{whole.hexdigest()}.db"


def build_database(sources: Iterable[FeedSource], folder: Path) -> FactsInfo:
    """Build the database of `sources` in `folder`, or return the one that is there already.

    Everything is written under a temporary name and renamed at the end, so a broken source, a full disk or a
    killed process leaves `folder` as it was.

    Raises:
        InvalidInputError: A source cannot be read, or holds no OSV record at all.
    """
    wanted = tuple(sources)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / database_name(wanted)
    if not path.exists():
        handle, temporary = tempfile.mkstemp(prefix=".building-", suffix=".db", dir=folder)
        os.close(handle)
        try:
            _write(Path(temporary), path.stem, wanted)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)
    return facts_info(path)


def facts_info(path: Path) -> FactsInfo:
    """Return what a database holds."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        one = connection.execute(
            "SELECT sum(records), sum(withdrawn), sum(without_package) FROM source"
        ).fetchone()
        ranges = connection.execute("SELECT count(*) FROM rng").fetchone()[0]
        unkeyed, undecided = connection.execute("SELECT count(*), total(decides) FROM unkeyed").fetchone()
        problems = connection.execute(
            "SELECT source.name, place, message FROM problem JOIN source ON source.id = problem.source"
        ).fetchall()
    return FactsInfo(
        path=path,
        digest=path.stem,
        records=one[0],
        ranges=ranges,
        withdrawn=one[1],
        unkeyed=unkeyed,
        undecided=int(undecided),
        without_package=one[2],
        problems=tuple(FeedProblem(*row) for row in problems),
    )


def _write(path: Path, digest: str, sources: tuple[FeedSource, ...]) -> None:
    """Fill a new database and make sure it is on the disk."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;" + TABLES
        )
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            [("format", str(FORMAT)), ("key_algorithm", str(KEY_ALGORITHM)), ("digest", digest)],
        )
        writer = _Writer(connection)
        for source in sources:
            writer.add(source)
        connection.commit()
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


class _Writer:
    """Adds sources to one open database; numbers advisories and packages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.packages: dict[tuple[str, str, str, str], int] = {}
        self.advisories = 0
        self.sources = 0

    def add(self, source: FeedSource) -> None:
        """Add every record of a source; what cannot be used becomes a row of `problem`."""
        self.sources += 1
        records = withdrawn = without_package = 0
        date = ""
        for file in advisory_files(source.path):
            for record in self._records(file):
                records += 1
                date = max(date, _date(record))
                without_package += record.without_package
                if record.withdrawn:
                    withdrawn += 1
                else:
                    self._advisory(record)
        if not records:
            raise InvalidInputError(
                "no OSV record was found in it",
                place=str(source.path),
                hint="Give a folder or archive of OSV files (JSON or YAML), e.g. an ecosystem's all.zip.",
            )
        self.connection.execute(
            "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.sources, source.name, date, source_digest(source.path), source.licence,
                records, withdrawn, without_package,
            ),
        )  # fmt: skip

    def _records(self, file: AdvisoryFile) -> Iterator[Advisory]:
        """Return the OSV records of one file; a list of records is read too."""
        try:
            tree = _tree(file)
            for record in tree if isinstance(tree, list) else [tree]:
                yield parse_osv(record, file.name)
        except (InvalidInputError, InvalidRecordError) as error:
            self.connection.execute(
                "INSERT INTO problem VALUES (?, ?, ?)", (self.sources, error.place, error.message)
            )

    def _advisory(self, record: Advisory) -> None:
        self.advisories += 1
        self.connection.execute(
            "INSERT INTO adv VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                self.advisories, self.sources, record.id, record.modified, json.dumps(record.aliases),
                record.summary, json.dumps(record.severities),
            ),
        )  # fmt: skip
        for package in record.affected:
            self._affected(package)

    def _affected(self, package: AffectedPackage) -> None:
        number = self._package(package)
        advisory = self.advisories
        self.connection.executemany(
            "INSERT OR IGNORE INTO rng VALUES (?, ?, ?, ?, ?)",
            [(number, one.low, one.high, advisory, one.text) for one in package.intervals],
        )
        self.connection.executemany(
            "INSERT OR IGNORE INTO listed VALUES (?, ?, ?)",
            [(number, version, advisory) for version in package.versions],
        )
        self.connection.executemany(
            "INSERT OR IGNORE INTO unkeyed VALUES (?, ?, ?, ?)",
            [(number, advisory, one.reason, one.decides) for one in package.unkeyed],
        )

    def _package(self, package: AffectedPackage) -> int:
        """Return the number of a package, its row written on first sight."""
        identity = (package.ecosystem, package.suffix, package.lookup, package.name)
        number = self.packages.get(identity)
        if number is None:
            number = self.packages[identity] = len(self.packages) + 1
            self.connection.execute("INSERT INTO pkg VALUES (?, ?, ?, ?, ?)", (number, *identity))
        return number


def _date(record: Advisory) -> str:
    """Return when a record changed; the year 1 stands for "not set" in feeds written by Go programs."""
    return "" if record.modified.startswith("0001-") else record.modified


def _tree(file: AdvisoryFile) -> object:
    """Return the content of a JSON or YAML file."""
    if file.data is None:
        raise InvalidInputError(file.problem, place=file.name)
    try:
        if file.name.lower().endswith(".json"):
            tree: object = json.loads(file.data)
            return tree
        return _yaml_tree(file.data, file.name)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(f"not JSON: {error}", place=file.name) from None


def _yaml_tree(data: bytes, name: str) -> object:
    """Return a YAML tree in which every scalar is text, so that `1.10` stays a version."""
    import yaml  # noqa: PLC0415 - only some feeds are YAML; scans never import it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        tree: object = yaml.load(data, Loader=loader)  # noqa: S506 - the base loader builds text, lists and mappings only
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInputError(f"not YAML: {error}", place=name) from None
    return tree
