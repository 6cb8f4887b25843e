"""The components of a portfolio on disk: three Parquet files and a list that says which are in use.

Adding releases writes new files beside the old ones and then renames the list, so a stopped program leaves the
portfolio as it was.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, NotFoundError
from medward.facts.parquet import BUILDING, TYPES, connect, csv_of, quoted, synchronise
from medward.facts.portfolio_parts import LAYOUT, PORTFOLIO, PartRows, Stated, Use, encoded_again
from medward.vulnerabilities.versions import KEY_ALGORITHM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import duckdb

    from medward.components.sbom import Component

_LIST: Final = "components.json"
_AT_ONCE: Final = 50_000
_HINT: Final = "Add releases first: medward portfolio add SBOM --release NAME."


class Stored(NamedTuple):
    """The files in use."""

    folder: Path
    digest: str
    releases: int
    components: int
    parts: int

    def file(self, name: str) -> Path:
        """Return the file of `uses`, `parts` or `lookups`."""
        return self.folder / f"{name}.parquet"


def stored(folder: Path) -> Stored:
    """Return the components of a portfolio, with keys of the present algorithm.

    Raises:
        NotFoundError: Nothing was added yet.
        InvalidInputError: The list of files cannot be read.
    """
    path = folder / _LIST
    if not path.is_file():
        raise NotFoundError(f"there is no portfolio in {folder}", hint=_HINT)
    try:
        said = json.loads(path.read_bytes())
        found = Stored(
            folder / said["digest"], said["digest"], said["releases"], said["components"], said["parts"]
        )
        is_present = said["keys"] == [LAYOUT, KEY_ALGORITHM]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(f"not a list of components: {error}", place=str(path), hint=_HINT) from error
    return found if is_present else _renewed(found, folder)


def add_releases(folder: Path, releases: Iterable[tuple[str, Sequence[Component]]]) -> Stored:
    """Add releases to a portfolio; one that is there is replaced. They are taken one after the other."""
    rows = PartRows()
    old = stored(folder) if (folder / _LIST).is_file() else None
    return _put(folder, rows, ((release, rows.add(release, found)) for release, found in releases), old)


def release_names(found: Stored) -> list[str]:
    """Return the releases of a portfolio."""
    with closing(connect()) as engine:
        rows = engine.execute(
            f"SELECT DISTINCT release FROM read_parquet({quoted(found.file('uses'))}) ORDER BY release"
        ).fetchall()
    return [name for (name,) in rows]


def _renewed(old: Stored, folder: Path) -> Stored:
    """Return the portfolio with its parts made again, because the columns or the key algorithm are others."""
    with closing(connect()) as engine:
        stated = f"SELECT {', '.join(Stated._fields)} FROM read_parquet({quoted(old.file('parts'))})"
        rows = encoded_again(Stated(*row) for row in engine.execute(stated).fetchall())
        uses = engine.execute(f"SELECT * FROM read_parquet({quoted(old.file('uses'))})")
        return _put(folder, rows, (("", some) for some in iter(lambda: uses.fetchmany(_AT_ONCE), [])), None)


def _put(
    folder: Path, rows: PartRows, releases: Iterable[tuple[str, list[Use]]], old: Stored | None
) -> Stored:
    """Write new files from the old ones and new releases, and put them into use."""
    folder.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder))
    try:
        replaced = set()
        with building.joinpath("uses-0.csv").open("w", encoding="utf-8", newline="") as stream:
            for release, uses in releases:
                replaced.add(release)
                csv.writer(stream).writerows(uses)
        tables: dict[str, Iterable[Sequence[str | int]]] = {
            "parts": rows.parts.values(),
            "lookups": rows.lookups,
        }
        for name, some in tables.items():
            with building.joinpath(f"{name}-0.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(some)
        finished = building / "finished"
        finished.mkdir()
        with closing(connect()) as engine:
            engine.execute("SET temp_directory = ?", [str(building / "spilled")])
            engine.execute("CREATE TEMP TABLE replaced (release VARCHAR)")
            if old is not None:
                engine.execute("INSERT INTO replaced SELECT unnest(?)", [sorted(replaced)])
            counts = {name: _write(engine, name, building, finished, old) for name in PORTFOLIO}
            file = quoted(finished / "uses.parquet")
            (count,) = engine.execute(f"SELECT count(DISTINCT release) FROM read_parquet({file})").fetchall()[
                0
            ]
        digest = _digest(finished)
        found = Stored(folder / digest, digest, count, counts["uses"], counts["parts"])
        _use(folder, found, finished)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return found


def _write(
    engine: duckdb.DuckDBPyConnection, name: str, building: Path, finished: Path, old: Stored | None
) -> int:
    """Write one table and return how many rows it has."""
    columns = {column: TYPES[kind] for column, kind in PORTFOLIO[name].columns}
    query = f"SELECT * FROM {csv_of(building / f'{name}-*.csv', columns)}"
    if old is not None:
        kept = "WHERE release NOT IN (SELECT release FROM replaced)" if name == "uses" else ""
        query += f" UNION {'ALL' if name == 'uses' else ''} SELECT * FROM read_parquet({quoted(old.file(name))}) {kept}"
    if name != "uses":
        still = f"SELECT part FROM read_parquet({quoted(finished / 'uses.parquet')})"
        query = f"SELECT * FROM ({query}) WHERE part IN ({still})"
    order = "part, release, ref" if name == "uses" else ", ".join(PORTFOLIO[name].key)
    path = quoted(finished / f"{name}.parquet")
    copied = engine.execute(f"COPY (SELECT * FROM ({query}) ORDER BY {order}) TO {path} (COMPRESSION zstd)")
    return int(copied.fetchall()[0][0])


def _use(folder: Path, found: Stored, finished: Path) -> None:
    """Move finished files to their place, name them in the list, and remove what it no longer names."""
    for file in finished.iterdir():
        synchronise(file)
    if not found.folder.exists():
        finished.rename(found.folder)
    temporary = folder / f"{_LIST}.new"
    said = {
        "digest": found.digest, "releases": found.releases, "components": found.components,
        "parts": found.parts, "keys": [LAYOUT, KEY_ALGORITHM],
    }  # fmt: skip
    with temporary.open("w", encoding="utf-8") as stream:
        json.dump(said, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / _LIST)
    for other in folder.iterdir():
        if other.is_dir() and other.name != found.digest and not other.name.startswith((BUILDING, "match")):
            shutil.rmtree(other)


def _digest(finished: Path) -> str:
    whole = sha256()
    for file in sorted(finished.iterdir()):
        whole.update(file.name.encode() + sha256(file.read_bytes()).digest())
    return whole.hexdigest()
