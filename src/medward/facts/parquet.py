"""DuckDB as Medward asks it, and the files it reads and writes: Parquet in, Parquet out, CSV on the way."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

BUILDING: Final = ".building-"
"""How names begin that are not finished."""
MEMORY: Final = "380MB"
TYPES: Final = {"int": "BIGINT", "text": "VARCHAR"}
_LONGEST_LINE: Final = 8 * 1024 * 1024


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
