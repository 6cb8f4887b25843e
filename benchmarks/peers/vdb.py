"""AppThreat vulnerability-db: a store with the same OSV documents, and what its library finds in an SBOM.

Its own converter and store take the documents, its own search answers for the whole SBOM, each in a process of its
environment. It keeps whole records and a row under one identifier, the CVE where a document names exactly one;
documents it leaves out (Go and PyPA ones that name a GitHub advisory, disputed ones) and rows it joins under one CVE
are therefore compared by the identifiers it stored.

Source: appthreat-vulnerability-db 7.0.3: vdb/lib/osv.py (`OSVSource`), vdb/lib/db.py (`optimize_and_close_all`),
vdb/lib/search.py (`search_bom_detailed`), vdb/lib/config.py (`VDB_HOME`, `NVD_START_YEAR`: what is older is dropped).
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

from peers.runs import PEERS
from peers.scans import Answer, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from portfolio_data import Part

PYTHON: Final = PEERS / "vdb" / "bin" / "python"
_SETTINGS: Final = """
import json, os, sys
os.environ.update(VDB_HOME=sys.argv[1], VDB_CACHE=sys.argv[1], NVD_START_YEAR="1999")
"""
_STORE: Final = f"""{_SETTINGS}
import time, zipfile
from vdb.lib import db
from vdb.lib.osv import OSVSource
archive, names = zipfile.ZipFile(sys.argv[2]), sys.stdin.read().split()
documents = [json.loads(archive.read(name)) for name in names]
source, stored, rows = OSVSource(), {{}}, 0
for first in range(0, len(documents), 200):
    batch = []
    for document in documents[first : first + 200]:
        found = source.convert(document)
        stored[document["id"]] = sorted({{one.id for one in found}})
        batch += found
    rows += len(batch)
    source.store(batch)
db.optimize_and_close_all()
print(json.dumps({{"rows": rows, "seconds": time.process_time(), "stored": stored}}))
"""
_SEARCH: Final = f"""{_SETTINGS}
from vdb.lib.search import search_bom_detailed
json.dump(search_bom_detailed(sys.argv[2], with_data=False), sys.stdout)
"""
_STORED: Final = "stored.json"
_ADVISORIES: Final = """
    SELECT DISTINCT adv.name
    FROM pkg JOIN rng ON rng.pkg = pkg.id JOIN adv ON adv.id = rng.adv
    WHERE pkg.eco = ? AND pkg.name = ?
"""


class NotRunError(Exception):
    """The peer could not do it; the message is its own."""


class Store(NamedTuple):
    """What a store holds and what it took."""

    rows: int
    seconds: float
    """Of processor time of the whole process, from the archive to the packed store."""
    stored: dict[str, list[str]]
    """By document the identifiers its rows have; none where the converter leaves it out."""


def store(archive: Path, members: Iterable[str], folder: Path) -> Store:
    """Convert and store members of an archive of OSV documents.

    Raises:
        NotRunError: Its own message.
    """
    folder.mkdir(parents=True)
    run = subprocess.run(
        [PYTHON, "-c", _STORE, folder, archive],
        input="\n".join(members), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        raise NotRunError(run.stderr.strip().splitlines()[-1])
    made = run.stdout.splitlines()[-1]
    (folder / _STORED).write_text(made, encoding="utf-8")
    return Store(**json.loads(made))


def stored(folder: Path) -> Store | None:
    """Return what `store` made in a folder earlier."""
    made = folder / _STORED
    return Store(**json.loads(made.read_text(encoding="utf-8"))) if made.exists() else None


def members_for(facts: Path, parts: Iterable[Part]) -> list[str]:
    """Return the members with every document that names one of these packages."""
    with closing(sqlite3.connect(f"file:{facts}?mode=ro", uri=True)) as database:
        names = {
            name for part in parts for (name,) in database.execute(_ADVISORIES, (part.ecosystem, part.name))
        }
    return [f"{name}.json" for name in sorted(names)]


def command(folder: Path, sbom: Path) -> list[str]:
    """Return the search; its answer is printed as JSON."""
    return [str(PYTHON), "-c", _SEARCH, str(folder), str(sbom)]


def findings(report: Path) -> frozenset[Finding]:
    """Return what an answer names."""
    document = json.loads(report.read_text(encoding="utf-8"))
    return frozenset(
        Finding(component["locator"]["purl"], one["cve_id"])
        for component in document["components"]
        for one in component["results"]
    )


def as_stored(ours: Answer, made: Store) -> Answer:
    """Return Medward's answer by the identifiers of the store, without documents its converter leaves out."""
    affected = (Finding(one.component, name) for one in ours.affected for name in made.stored[one.advisory])
    return Answer(frozenset(affected), ours.unsure)
