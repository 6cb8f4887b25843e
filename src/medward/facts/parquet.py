"""DuckDB as Medward asks it, and the files it reads and writes: Parquet in, Parquet out, CSV on the way."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import duckdb

from medward.errors import refused_by_system

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUILDING: Final = ".building-"
"""How names begin that are not finished."""
MEMORY: Final = "380MB"
TYPES: Final = {"int": "BIGINT", "text": "VARCHAR"}
_NUMBER: Final = re.compile('"errno":"([0-9]+)"')
"""Number of the system's error in what DuckDB says."""
_LONGEST_LINE: Final = 8 * 1024 * 1024


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Let a database that cannot write below `folder` be an error a person can act on: most often the disk is full.

    Raises:
        InvalidInputError: What the block wrote could not be written.
    """
    try:
        yield
    except (duckdb.IOException, sqlite3.OperationalError) as error:
        number = _NUMBER.search(str(error))
        reason = os.strerror(int(number[1])) if number else str(error)
        raise refused_by_system(OSError(None, reason, str(folder))) from error


def connect(memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB in memory that writes nothing beside what it is told to."""
    return duckdb.connect(config={"memory_limit": memory, "threads": 2, "preserve_insertion_order": False})


def csv_of(files: Path, types: dict[str, str]) -> str:
    """Return the table function that reads the CSV files of one table, with DuckDB's types by column.

    Lines end as `csv.writer` ends them (RFC 4180): left to guess, DuckDB takes a line feed inside a text for an end.
    """
    columns = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
    texts = ", ".join(f"'{column}'" for column, kind in types.items() if kind == "VARCHAR")
    texts = f"force_not_null = [{texts}], " if texts else ""
    return (
        f"read_csv({quoted(files)}, columns = {{{columns}}}, header = false, "
        f"auto_detect = false, delim = ',', quote = '\"', escape = '\"', {texts}"
        f"new_line = '\\r\\n', parallel = false, max_line_size = {_LONGEST_LINE})"
    )


def quoted(path: Path) -> str:
    """Return a path as SQL text."""
    return "'" + str(path).replace("'", "''") + "'"


def synchronise(path: Path) -> None:
    """Make sure that a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
