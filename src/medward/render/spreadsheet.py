"""Tables as CSV files that a spreadsheet opens without running anything.

A cell that begins with `=`, `+`, `-`, `@`, tab or carriage return could be read as
a formula; it gets a leading apostrophe unless it is a plain number.

Source: OWASP, CSV Injection, in our words.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from medward.dossier.blocks import Table, plain

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def table_csv(table: Table) -> bytes:
    """Return a table as UTF-8 CSV with a byte order mark, which spreadsheets need to read it as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutral(column.title) for column in table.columns])
    writer.writerows([neutral(plain(item)) for item in row.cells] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def neutral(words: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    stripped = words.lstrip(" \n\v\f\u00a0")
    risky = stripped.startswith(_RISKY) or words.startswith(("\t", "\r"))
    return f"'{words}" if risky and not _NUMBER.fullmatch(words) else words
