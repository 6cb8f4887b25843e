"""The least that any program in Python does for the same answer: it says how near a budget can be reached at all.

Neither judges anything: the import inflates and decodes every document and inserts rows that are there already, the
scan asks SQLite what was asked before and prints rows it was given.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from measuring import run_python
from peers.runs import timed

if TYPE_CHECKING:
    from pathlib import Path

_ROUNDS: Final = 9
_IMPORT: Final = """
import json, sqlite3, sys, time, zipfile, zlib
from contextlib import closing
import msgspec
from medward.facts.schema import INDEXES, MASTER, TABLES

class Record(msgspec.Struct):
    id: str
    affected: list[msgspec.Raw] = []

spent = {"inflating": 0.0, "decoding": 0.0, "inserting": 0.0}
decode, now = msgspec.json.Decoder(Record).decode, time.process_time
with zipfile.ZipFile(sys.argv[1]) as archive, open(sys.argv[1], "rb") as file:
    members = archive.infolist()
    for start in range(0, len(members), 10_000):
        packed = []
        for one in members[start : start + 10_000]:
            file.seek(one.header_offset + 26)
            name, extra = file.read(2), file.read(2)
            file.seek(int.from_bytes(name, "little") + int.from_bytes(extra, "little"), 1)
            packed.append(file.read(one.compress_size))
        begun = now()
        documents = [zlib.decompress(one, -zlib.MAX_WBITS) for one in packed]
        inflated = now()
        for document in documents:
            decode(document)
        spent["inflating"] += inflated - begun
        spent["decoding"] += now() - inflated
with closing(sqlite3.connect(sys.argv[2])) as made, closing(sqlite3.connect(sys.argv[3])) as database:
    database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
    for table in MASTER:
        if table == "problem":
            continue
        rows = made.execute(f"SELECT * FROM {table}")
        marks = ", ".join("?" * len(rows.description))
        while some := rows.fetchmany(50_000):
            begun = now()
            database.executemany(f"INSERT INTO {table} VALUES ({marks})", some)
            spent["inserting"] += now() - begun
    begun = now()
    database.executescript(INDEXES)
    spent["inserting"] += now() - begun
print(json.dumps(spent))
"""
_ASKED: Final = """
import marshal, sqlite3, sys
from pathlib import Path
asked, connect = [], sqlite3.connect

class Noted(sqlite3.Connection):
    def execute(self, query, values=()):
        asked.append((query, tuple(values)))
        return super().execute(query, values)

sqlite3.connect = lambda *arguments, **named: connect(*arguments, factory=Noted, **named)
from medward.workspace.scan import scan_file
from medward.workspace.scan_json import to_json
report = to_json(scan_file(Path(sys.argv[1]), [Path(sys.argv[2])]))
Path(sys.argv[3]).write_bytes(marshal.dumps((asked, report["matches"])))
print(len(asked))
"""
_SCAN: Final = """
import time
import json, marshal, sqlite3, sys
begun = time.perf_counter()
with open(sys.argv[3], "rb") as given:
    asked, rows = marshal.load(given)
given = time.perf_counter() - begun
with open(sys.argv[1], "rb") as sbom:
    json.load(sbom)
database = sqlite3.connect(f"file:{sys.argv[2]}?mode=ro&immutable=1", uri=True)
for query, values in asked:
    database.execute(query, values).fetchall()
encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
print(given)
print(",".join([encode(row) for row in rows]))
"""


class LeastImport(NamedTuple):
    """Processor seconds of the steps no import does without."""

    inflating: float
    decoding: float
    inserting: float

    @property
    def seconds(self) -> float:
        """All of them."""
        return sum(self)


def least_import(archive: Path, database: Path, folder: Path) -> LeastImport:
    """Return what the least import of an archive costs, of which `database` was made."""
    program = folder / "least_import.py"
    program.write_text(_IMPORT, encoding="utf-8")
    run = run_python(str(program), str(archive), str(database), str(folder / "least.db"))
    return LeastImport(**{name: float(str(value)) for name, value in run.output.items()})


def least_scan(sbom: Path, facts: Path) -> str:
    """Return the line that says how long the least scan of an SBOM takes from a cold start."""
    given, printed = sbom.with_suffix(".given"), sbom.with_suffix(".least")
    command = [sys.executable, "-c", _ASKED, str(sbom), str(facts), str(given)]
    asked = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    seconds = []
    for _ in range(_ROUNDS):
        run = timed([sys.executable, "-c", _SCAN, str(sbom), str(facts), str(given)], printed)
        with printed.open(encoding="utf-8") as lines:
            seconds.append(run.seconds - float(lines.readline()))
    return (
        f"  least work    {1000 * statistics.median(seconds):7,.0f} ms (best {1000 * min(seconds):,.0f}): Python reads "
        f"the SBOM, asks SQLite the same {asked:,}\n  questions and prints the same rows; it judges nothing"
    )
