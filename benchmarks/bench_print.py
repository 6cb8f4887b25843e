"""Five thousand table rows to PDF and to Word, each in a process of its own: at most 8 s and 300 MB.

Twenty sections, five tables of 1,000 rows and 6 columns. With `pdf` or `docx` as argument it does one of them.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import Final

from measuring import load, run_python

from medward.dossier.blocks import Column, Paragraph, Row, Section, Table
from medward.dossier.manuscript import Cover, Manuscript
from medward.render.pdf import pdf_files
from medward.render.typeset import typeset
from medward.render.word import word_file

NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECTIONS, TABLES, ROWS, COLUMNS = 20, 5, 1_000, 6
MOST_SECONDS, MOST_MEGABYTES = 8.0, 300.0


def table(number: int) -> Table:
    """Return one table of the document."""
    rows = tuple(
        Row(tuple(f"Row {row}, cell {cell}: what was tested and found" for cell in range(COLUMNS)))
        for row in range(ROWS)
    )
    return Table(f"t{number}", f"Table {number}", tuple(Column(f"Column {n}") for n in range(COLUMNS)), rows)


def manuscript() -> Manuscript:
    """Return the document."""
    cover = Cover("DOC-1", "A", "Tests", "Pump", "1.0", "Company", "draft", "Confidential", "nobody", "today")
    return Manuscript("tests", cover, tuple(
        Section(f"Section {n}", (Paragraph(("Some running text. " * 20,)), *((table(n),) if n < TABLES else ())))
        for n in range(SECTIONS)
    ))  # fmt: skip


def print_one(form: str) -> None:
    """Print in one form and say how long it took."""
    document, started = manuscript(), time.perf_counter()
    ready = typeset(document)
    made = pdf_files(ready, "a4", NOW) if form == "pdf" else {"docx": word_file(ready, "a4", NOW)}
    print(json.dumps({"seconds": time.perf_counter() - started, "bytes": sum(map(len, made.values()))}))


def main() -> None:
    """Measure both forms and hold them to their budgets."""
    print(load())
    slow = False
    for form in ("pdf", "docx"):
        run = run_python(__file__, form)
        print(
            f"{form}: {run.seconds:.1f} s, {run.processor_seconds:.1f} s of processor, {run.peak_megabytes:.0f} MB"
        )
        slow |= run.processor_seconds > MOST_SECONDS or run.peak_megabytes > MOST_MEGABYTES
    print("WeasyPrint: not run, it is not among the peers yet")
    if slow:
        sys.exit(f"over the budget of {MOST_SECONDS:.0f} s and {MOST_MEGABYTES:.0f} MB")


if __name__ == "__main__":
    print_one(sys.argv[1]) if len(sys.argv) > 1 else main()
