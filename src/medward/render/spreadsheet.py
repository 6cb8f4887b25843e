"""Tables as CSV files that a spreadsheet opens without running anything.

A cell that begins with `=`, `+`, `-`, `@`, tab or carriage return could be read as
a formula; it gets a leading apostrophe unless it is a plain number.

Source: OWASP, CSV Injection, in our words.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Table, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.kernel.rows import Rows

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Table) -> bytes:
    """Return a table as UTF-8 CSV with a byte order mark, which spreadsheets need to read it as UTF-8."""
    head = tuple(column.title for column in table.columns)
    return _csv(head, (tuple(plain(item) for item in row.cells) for row in table.rows))


def rows_csv(table: Rows) -> bytes:
    """Return plain rows in the same form as `table_csv`."""
    return _csv(table.head, table.rows)


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """Return head and rows with every risky cell neutral."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(neutral, head))
    writer.writerows(map(neutral, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def neutral(words: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    stripped = words.lstrip(" \n\v\f\u00a0")
    risky = stripped.startswith(_RISKY) or words.startswith(("\t", "\r"))
    return f"'{words}" if risky and not _NUMBER.fullmatch(words) else words
