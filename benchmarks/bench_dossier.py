"""The dossier: the whole United States package as a person waits for it, and what each document costs.

Budgets (issue 6): the pump in 20 s from a cold start; a product with 1,500 risks, 3,000 tests and 5,000 components in
60 s and 1 GB. What is held against them is the processor time of the program, so that other work on the machine does
not count, and the memory of all its processes together. With `build` or `table` and a folder it does one of
the two there.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from measuring import load, run_python
from synthetic_product import Product, write_product

import medward.examples
from medward.dossier.documents.fitting import fitting
from medward.render.pdf import pdf_files
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file
from medward.workspace.device import open_device
from medward.workspace.packaging import Order, assembled, build_package, package_context, package_outline

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGETS: Final = {"pump": (20.0, float("inf")), "product": (60.0, 1024.0)}
"""Seconds of processor and megabytes."""
NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
ORDER: Final = Order("us")


def spent(make: Callable[[], object]) -> float:
    """Return the processor seconds of one call."""
    start = time.process_time()
    make()
    return time.process_time() - start


def build(folder: Path) -> None:
    """Make the package, and say that it was made."""
    made = build_package(open_device(folder), ORDER, folder / "packages/us", now=NOW)
    print(json.dumps({"documents": len(made.documents), "files": len(made.files)}))


def table(folder: Path) -> None:
    """Print what each document costs in each form."""
    start = time.process_time()
    context = package_context(open_device(folder), ORDER, NOW)
    outline = fitting(package_outline(ORDER), context)
    gathered, start = time.process_time() - start, time.process_time()
    made = assembled(outline, context)
    print(f"facts {gathered:.1f} s, block trees {time.process_time() - start:.1f} s; then per document:")
    print(f"{'document':<42} {'set':>6} {'pdf':>6} {'docx':>6} {'html':>6}")
    for one in made:
        start = time.process_time()
        ready = typeset(one.manuscript)
        costs = (
            time.process_time() - start,
            spent(lambda ready=ready: pdf_files(ready, "us-letter", NOW)),
            spent(lambda ready=ready: word_file(ready, "us-letter", NOW)),
            spent(lambda one=one: html_file(one.manuscript)),
        )
        print(f"{one.manuscript.slug:<42} {' '.join(f'{cost:6.2f}' for cost in costs)}")


def main() -> int:
    """Print time, memory and the cost table of both; return 1 when one is over its budget."""
    failed = False
    print(load())
    with tempfile.TemporaryDirectory() as temporary:
        pump, product = Path(temporary) / "pump", Path(temporary) / "product"
        shutil.copytree(Path(medward.examples.__file__).parent / "infusion-pump", pump)
        write_product(product, Product())
        for folder in (pump, product):
            run = run_python(__file__, "build", str(folder))
            seconds, megabytes = BUDGETS[folder.name]
            over = run.processor_seconds > seconds or run.peak_megabytes > megabytes
            failed = failed or over
            print(
                f"\nUS package of the {folder.name}, cold: {run.processor_seconds:.1f} s of processor (budget "
                f"{seconds:.0f} s), {run.seconds:.1f} s on the clock, {run.peak_megabytes:.0f} MB"
                f"{'  OVER' if over else ''}"
            )
            sys.stdout.flush()
            run_table(folder)
    return int(failed)


def run_table(folder: Path) -> None:
    """Print the cost table from a process of its own."""
    subprocess.run([sys.executable, __file__, "table", str(folder)], check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        {"build": build, "table": table}[sys.argv[1]](Path(sys.argv[2]))
    else:
        sys.exit(main())
