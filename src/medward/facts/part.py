"""A share of a source becomes rows in CSV files, the form in which DuckDB takes them fastest.

Two processes each read half of a large zip. They share nothing: a part is complete when its process says so.
"""

from __future__ import annotations

import csv
import gc
import re
from contextlib import ExitStack, closing
from multiprocessing import get_context
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, MedwardError
from medward.facts.readers import ONE_RECORD_EACH, Reader
from medward.facts.rows import Rows
from medward.facts.schema import PARTS
from medward.facts.sources import Share, advisory_files, zip_members
from medward.vulnerabilities.advisory import Advisory, Exploitation, Issued, Lifecycle, Problem
from medward.vulnerabilities.sources.detect import FeedKind

if TYPE_CHECKING:
    from _csv import Writer
    from collections.abc import Iterable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from medward.vulnerabilities.sources.read import Said

PROCESSES: Final = 2
_WORTH_TWO_PROCESSES: Final = 20_000
"""Members of a zip from which starting a second interpreter pays."""
_ROWS_AT_ONCE: Final = 20_000


CATALOGUES: Final = frozenset({FeedKind.KEV.value, FeedKind.EPSS.value})
"""Kinds of which one file is all there is: what it does not list was not there on its day."""


_DAY: Final = re.compile("[12][0-9]{3}-[01][0-9]-[0-3][0-9]")


class Counts(NamedTuple):
    """What was read."""

    records: int = 0
    withdrawn: int = 0
    without_package: int = 0
    dates: tuple[tuple[str, str], ...] = ()
    """The newest date of each kind of feed that gives one."""
    kinds: tuple[str, ...] = ()
    problem: str = ""
    """The first thing that could not be used, with its place."""

    @property
    def date(self) -> str:
        """How new the source is: its newest advisory, but no newer than a catalogue in it; "" when nobody says."""
        days = dict(self.dates)
        others = [day for kind, day in self.dates if kind not in CATALOGUES]
        catalogues = [days.get(kind, "") for kind in self.kinds if kind in CATALOGUES]
        return min([max(others), *catalogues] if others else catalogues, default="")

    def with_(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(
            self.records + other.records,
            self.withdrawn + other.withdrawn,
            self.without_package + other.without_package,
            tuple(sorted(_newest((*self.dates, *other.dates)).items())),
            tuple(sorted({*self.kinds, *other.kinds})),
            self.problem or other.problem,
        )


def _newest(dates: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, day in dates:
        found[kind] = max(day, found.get(kind, ""))
    return found


def write_parts(path: Path, name: str, folder: Path) -> Counts:
    """Write the rows of a source to `folder`, as `<table>-<part>.csv`.

    Raises:
        InvalidInputError: The source cannot be read.
    """
    if zip_members(path) < _WORTH_TWO_PROCESSES:
        return write_part(path, name, folder, Share())
    context = get_context("spawn")
    running = []
    for index in range(PROCESSES):
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(
            target=_work, args=(path, name, folder, Share(index, PROCESSES), sender), daemon=True
        )
        process.start()
        sender.close()
        running.append((process, receiver))
    counts = Counts()
    try:
        for process, receiver in running:
            counts = counts.with_(_received(receiver, path))
            process.join()
    finally:
        for process, receiver in running:
            process.terminate()
            process.join()
            receiver.close()
    return counts


def _received(receiver: Connection, path: Path) -> Counts:
    """Return what a process counted, or raise what it raised."""
    try:
        found = receiver.recv()
    except EOFError as error:
        raise InvalidInputError(
            "a process that read it was stopped",
            place=str(path),
            hint="Import it again; what was finished is kept. Where memory is short, close other programs.",
        ) from error
    if isinstance(found, MedwardError):
        raise found
    return Counts(*found)


def _work(path: Path, name: str, folder: Path, share: Share, sender: Connection) -> None:
    """Write one part in a process of its own and say what came of it."""
    gc.disable()  # rows hold no circles, and looking for some costs a third of the time
    with closing(sender):
        try:
            sender.send(tuple(write_part(path, name, folder, share)))
        except MedwardError as error:
            sender.send(error)


def write_part(path: Path, name: str, folder: Path, share: Share) -> Counts:
    """Write the rows of one share of a source; numbers of intervals count in each share by themselves."""
    with ExitStack() as stack:
        files = {
            table: stack.enter_context(
                folder.joinpath(f"{table}-{share.number}.csv").open("w", encoding="utf-8", newline="")
            )
            for table in PARTS
        }
        writers = {table: csv.writer(file) for table, file in files.items()}
        rows = Rows(name)
        tally, reader = _Tally(), Reader()
        for file in advisory_files(path, share):
            kind, said = reader.read(file)
            tally.add(said, rows, kind)
            if len(rows.ranges) > _ROWS_AT_ONCE or len(rows.tables["adv"]) > _ROWS_AT_ONCE:
                _flush(rows, writers, files["rng"])
        _flush(rows, writers, files["rng"])
    return tally.counts()


def _flush(rows: Rows, writers: dict[str, Writer], ranges: IO[str]) -> None:
    for table, found in rows.tables.items():
        writers[table].writerows(found)
        found.clear()
    ranges.write("".join(rows.ranges))
    rows.ranges.clear()


class _Tally:
    """Counts what goes into the rows."""

    def __init__(self) -> None:
        self.records = self.withdrawn = self.without_package = 0
        self.dates: dict[str, str] = {}
        self.problem = ""
        self.kinds: set[str] = set()

    def counts(self) -> Counts:
        return Counts(
            self.records,
            self.withdrawn,
            self.without_package,
            tuple(sorted(self.dates.items())),
            tuple(sorted(self.kinds - {""})),
            self.problem,
        )

    def add(self, said: Iterable[Said], rows: Rows, kind: FeedKind) -> None:
        """Add what one file says."""
        for one in said:
            if isinstance(one, Advisory):
                self._advisory(one, rows, kind)
            elif isinstance(one, Problem):
                rows.add_problem(one.place, one.message)
                self.problem = self.problem or f"{one.place}: {one.message}"
            elif isinstance(one, Issued):
                self._dated(kind, one.at)
            else:
                self.records += 1
                self.kinds.add(kind.value)
                if isinstance(one, Exploitation):
                    rows.add_exploitation(one)
                    self._dated(kind, one.kev_added if kind is FeedKind.KEV else one.epss_date)
                elif isinstance(one, Lifecycle):
                    rows.add_lifecycle(one)

    def _advisory(self, one: Advisory, rows: Rows, kind: FeedKind) -> None:
        self.records += 1
        self.kinds.add(kind.value)
        self.without_package += one.without_package
        self._dated(kind, one.modified)
        is_replaceable = kind in ONE_RECORD_EACH
        if not one.withdrawn:
            names_something = bool(one.affected or one.products)
            rows.add(one, kind.value, is_replaceable=is_replaceable and names_something)
            return
        self.withdrawn += 1
        if is_replaceable:
            rows.add_withdrawn(one, kind.value)

    def _dated(self, kind: FeedKind, day: str) -> None:
        """Note how new what was read is; other words, and the year 1 that Go programs write for none, tell nothing."""
        if _DAY.match(day) and day > self.dates.get(kind.value, ""):
            self.dates[kind.value] = day
