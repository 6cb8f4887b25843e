"""Import of 370,000 OSV documents from one zip to keyed Parquet and SQLite, and the rates of the other formats.

`MEDWARD_BENCH_DOCUMENTS` sets another number. The peer, AppThreat's vdb, converts and stores a sample of the same
documents in an environment of its own (`make bench-peers`); it keeps whole records, prose included.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import zipfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from least_work import least_import
from measuring import Budget, judged, run_python
from peers import vdb
from portfolio_data import DOCUMENTS
from portfolio_runs import osv_archive
from tests.realdata import bundle

from medward.facts.sources import advisory_files
from medward.vulnerabilities.sources.detect import kind_of
from medward.vulnerabilities.sources.read import read_feed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = Path(os.environ.get("MEDWARD_DATA", ROOT.parent / "shared" / "data"))
SAMPLE: Final = 20_000
IMPORT: Final = """
import json, sys
from pathlib import Path
from medward.facts.build import FeedSource, build_database
if __name__ == "__main__":
    info = build_database([FeedSource(Path(sys.argv[1]), "osv")], Path(sys.argv[2]))
    print(json.dumps({"records": info.records, "ranges": info.ranges, "problems": len(info.problems)}))
"""


def main() -> int:
    """Print times, memory and rates; return 1 when they are over the budget."""
    documents = int(os.environ.get("MEDWARD_BENCH_DOCUMENTS", DOCUMENTS))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        archive = osv_archive(folder)
        print(f"{documents:,} documents, {archive.stat().st_size / 1e6:.0f} MB zip")
        (folder / "run.py").write_text(IMPORT, encoding="utf-8")
        run = run_python(str(folder / "run.py"), str(archive), str(folder / "facts"))
        print(
            f"import      {run.seconds:.1f} s, processors {run.processor_seconds:.1f} s, {run.peak_megabytes:.0f} MB"
        )
        print(f"            {documents / run.seconds:,.0f} documents/s, {run.output}")
        sizes = {kind: _size(folder / "facts", kind) for kind in ("*.parquet", "*.db")}
        print(f"            Parquet {sizes['*.parquet'] / 1e6:.0f} MB, SQLite {sizes['*.db'] / 1e6:.0f} MB")
        kept = judged(f"import of {DOCUMENTS:,} documents", run, Budget(10, 500))
        least = least_import(archive, next((folder / "facts").glob("[!.]*.db")), folder)
        print(
            f"least work  {least.seconds:.1f} processor s: inflating {least.inflating:.1f}, decoding "
            f"{least.decoding:.1f}, inserting the same rows into SQLite {least.inserting:.1f}"
        )
        _peer(folder, archive, (documents / run.processor_seconds, documents / least.seconds))
    _other_formats()
    return 0 if kept else 1


def _size(folder: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in folder.rglob(pattern))


def _peer(folder: Path, archive: Path, ours: tuple[float, float]) -> None:
    """Print the rate of the peer over a sample, beside ours and that of the least work."""
    if not vdb.PYTHON.exists():
        print("vdb         not run: not installed (make bench-peers)")
        return
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    sample = names[:: max(1, len(names) // SAMPLE)][:SAMPLE]
    try:
        made = vdb.store(archive, sample, folder / "vdb")
    except vdb.NotRunError as error:
        print(f"vdb         not run: {error}")
        return
    rate = len(sample) / made.seconds
    kept = sum(map(bool, made.stored.values()))
    print(
        f"vdb         {rate:,.0f} documents/s over a sample of {len(sample):,}, of which it keeps {kept:,}; "
        f"{made.rows:,} rows"
    )
    reached, least = (one / rate for one in ours)
    print(
        f"ratio       {reached:.0f} by processor time, ours to finished Parquet and SQLite (wanted: 60; the least work "
        f"alone is {least:.0f} times as fast)"
    )


def _other_formats() -> None:
    """Print how fast records of other formats are read, in one process."""
    for name, files in (
        ("NVD 1.1", _single(DATA / "nvd" / "nvdcve-1.1-2018.json.zst")),
        ("NVD override", bundle(DATA / "nvd" / "anchore-nvd-data-overrides.tar.zst")),
        ("CVE 5", bundle(DATA / "cve" / "cisa-vulnrichment.tar.zst")),
    ):
        read = list(islice((one for one in files if one[0].endswith(".json")), 5_000))
        started = time.process_time()
        records = sum(1 for file, data in read for _ in read_feed(kind_of(file, data), data, file))
        seconds = time.process_time() - started
        print(f"{name:<12}{records / seconds:,.0f} records/s ({records:,} records, one process)")


def _single(path: Path) -> Iterator[tuple[str, bytes]]:
    for file in advisory_files(path):
        if file.data is not None:
            yield file.name, file.data


if __name__ == "__main__":
    sys.exit(main())
