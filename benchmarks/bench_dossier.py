"""The dossier: the whole United States package of the pump as a person waits for it, and what each document costs.

Budget: 20 s for the package from a cold start (issue 6). What is held against it is the processor time of the program,
so that other work on the machine does not count; the time on the clock is printed beside it.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import medward.examples
from medward.render.pdf import pdf_file
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file
from medward.workspace.device import open_device
from medward.workspace.packaging import Order, assembled, package_context, package_outline

BUDGET_SECONDS = 20.0
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def cold(folder: Path) -> tuple[float, float, float]:
    """Return processor seconds, seconds on the clock and the largest memory in MB of one build by the command."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "medward", "-C", str(folder), "dossier", "build", "--for", "us"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "MEDWARD_NOW": NOW.isoformat()},
    )
    waited, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert run.returncode == 0, run.stderr
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, waited, after.ru_maxrss / 1024


def spent(make: object) -> float:
    """Return the processor seconds of one call."""
    assert callable(make)
    start = time.process_time()
    make()
    return time.process_time() - start


def main() -> int:
    """Print the package's time and the cost table; return 1 when the package is over its budget."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "pump"
        shutil.copytree(Path(medward.examples.__file__).parent / "infusion-pump", folder)
        used, waited, memory = cold(folder)
        over = "" if used <= BUDGET_SECONDS else "  OVER"
        print(
            f"US package, cold: {used:.1f} s of processor (budget {BUDGET_SECONDS:.0f} s), {waited:.1f} s on the"
        )
        print(f"clock, {memory:.0f} MB{over}\n")
        start = time.process_time()
        order = Order("us")
        context, outline = package_context(open_device(folder), order, NOW), package_outline(order)
        gathered, start = time.process_time() - start, time.process_time()
        made = assembled(outline, context)
        print(
            f"facts {gathered:.1f} s, block trees {time.process_time() - start:.1f} s; then per document:\n"
        )
        print(f"{'document':<42} {'pdf':>6} {'docx':>6} {'html':>6}")
        for one in made:
            text = one.manuscript
            pdf = spent(lambda text=text: pdf_file(typeset(text), "us-letter", NOW))
            docx = spent(lambda text=text: word_file(typeset(text), "us-letter", NOW))
            html = spent(lambda text=text: html_file(text))
            print(f"{text.slug:<42} {pdf:>6.2f} {docx:>6.2f} {html:>6.2f}")
    return int(used > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
