"""Five thousand table rows to PDF and to Word, each in a process of its own: at most 8 s and 300 MB.

Twenty sections, five tables of 1,000 rows and 6 columns. With `pdf` or `docx` as argument it does one of them.
Beside it WeasyPrint sets the HTML form of the same document as PDF, which must take at least eight times as long
(performance 8, P9).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from measuring import load, run_python
from peers.runs import program, timed

from medward.dossier.blocks import Column, Paragraph, Row, Section, Table
from medward.dossier.manuscript import Cover, Manuscript
from medward.render.pdf import pdf_files
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file

NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECTIONS, TABLES, ROWS, COLUMNS = 20, 5, 1_000, 6
MOST_SECONDS, MOST_MEGABYTES, LEAST_RATIO = 8.0, 300.0, 8.0


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


def beside(seconds: float) -> bool:
    """Print how much longer WeasyPrint takes for the PDF, and return whether it is enough or nobody can tell.

    Args:
        seconds: Processor seconds of our PDF.
    """
    binary = program("weasyprint", "weasyprint")
    if binary is None:
        print("WeasyPrint: not run: not in .peers/weasyprint or on PATH; `make bench-peers` installs it")
        return True
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_bytes(html_file(manuscript()))
        run = timed([binary, str(page), str(made)])
        if run.code or not made.is_file():
            print(f"WeasyPrint: not run: it ended with {run.code}")
            return True
    ratio = run.processor_seconds / seconds
    print(
        f"WeasyPrint: {run.seconds:.1f} s, {run.processor_seconds:.1f} s of processor, {run.peak_bytes / 1e6:.0f} MB; "
        f"ratio {ratio:.1f}, at least {LEAST_RATIO:.0f}"
    )
    return ratio >= LEAST_RATIO


def main() -> None:
    """Measure both forms and hold them to their budgets."""
    print(load())
    slow, used = False, {}
    for form in ("pdf", "docx"):
        run = run_python(__file__, form)
        used[form] = run.processor_seconds
        print(
            f"{form}: {run.seconds:.1f} s, {run.processor_seconds:.1f} s of processor, {run.peak_megabytes:.0f} MB"
        )
        slow |= run.processor_seconds > MOST_SECONDS or run.peak_megabytes > MOST_MEGABYTES
    slow |= not beside(used["pdf"])
    if slow:
        sys.exit(f"over {MOST_SECONDS:.0f} s, over {MOST_MEGABYTES:.0f} MB, or below the ratio")


if __name__ == "__main__":
    print_one(sys.argv[1]) if len(sys.argv) > 1 else main()
