"""Feeds become facts: a Parquet snapshot per source, and one SQLite file over all snapshots in use.

What is finished stays under its digest, so an import that was stopped goes on where it was: sources that are
done are not read again. Only one process builds in a folder at a time.
"""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.facts.master import LICENCE_NOT_STATED, FeedSource, make_snapshot
from medward.facts.parquet import BUILDING
from medward.facts.schema import SNAPSHOTS
from medward.facts.sqlite_form import note_fetched, write_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

__all__ = [
    "LICENCE_NOT_STATED", "FactsInfo", "FeedProblem", "FeedSource", "build_database", "building", "check_names",
    "facts_info", "make_snapshot", "note_fetched", "write_database",
]  # fmt: skip

_LOCK: Final = ".lock"


class FeedProblem(NamedTuple):
    """A record of a source that could not be used."""

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
    snapshots: tuple[Path, ...] = ()
    """The Parquet masters, one folder each."""
    left_behind: tuple[str, ...] = ()
    """Feeds that were in use and are not any more: their snapshot is missing, damaged or of another Medward."""


def build_database(sources: Iterable[FeedSource], folder: Path) -> FactsInfo:
    """Build snapshots and database of `sources` in `folder`, or return what is there already.

    Raises:
        InvalidInputError: A source cannot be read, or says nothing at all; or two have one name.
    """
    wanted = tuple(sources)
    with building(folder):
        snapshots = make_snapshots(wanted, folder)
        database = write_database(snapshots, folder)
        note_fetched(database, {source.name: source.fetched_at for source in wanted})
        return facts_info(database, snapshots, {source.name for source in wanted})


def make_snapshots(sources: Sequence[FeedSource], folder: Path) -> tuple[Path, ...]:
    """Return the Parquet snapshots of sources, those that are not there made one after the other."""
    check_names(sources)
    return tuple(make_snapshot(source, folder / SNAPSHOTS) for source in sources)


def check_names(sources: Sequence[FeedSource]) -> None:
    """Do nothing when every source has a name of its own.

    Raises:
        InvalidInputError: Two have one name.
    """
    names = [source.name for source in sources]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidInputError(
            f"two feeds would have the name {twice!r}",
            place=str(next(source.path for source in sources if source.name == twice)),
            hint="Import them one at a time with --name.",
        )


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold the folder for building; what a killed process left unfinished goes first."""
    folder.mkdir(parents=True, exist_ok=True)
    with folder.joinpath(_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in [*folder.glob(f"{BUILDING}*"), *folder.joinpath(SNAPSHOTS).glob(f"{BUILDING}*")]:
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)
        yield


def facts_info(path: Path, snapshots: tuple[Path, ...], names: Iterable[str]) -> FactsInfo:
    """Return what a database holds of the sources with these names."""
    wanted = sorted(names)
    marks = ", ".join("?" * len(wanted))
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
        one = connection.execute(
            "SELECT total(records), total(ranges), total(withdrawn), total(unkeyed), total(undecided), "
            f"total(without_package) FROM source WHERE name IN ({marks})",
            wanted,
        ).fetchone()
        problems = connection.execute(
            "SELECT source.name, place, message FROM problem JOIN source ON source.id = problem.source "
            f"WHERE source.name IN ({marks})",
            wanted,
        ).fetchall()
    records, ranges, withdrawn, unkeyed, undecided, without_package = map(int, one)
    return FactsInfo(
        path=path,
        digest=path.stem,
        records=records,
        ranges=ranges,
        withdrawn=withdrawn,
        unkeyed=unkeyed,
        undecided=undecided,
        without_package=without_package,
        problems=tuple(FeedProblem(*row) for row in problems),
        snapshots=snapshots,
    )
