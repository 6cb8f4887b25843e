"""cve-bin-tool: its database filled by its own reader of NVD's feed 1.1, and what it finds in an SBOM.

Source: cve-bin-tool 3.4: cvedb.py (`CVEDB.init_database`, `populate_db`; the cache lies in `~/.cache/cve-bin-tool`),
data_sources/nvd_source.py (`NVD_Source.format_data`), cli.py (options `--offline`, `--sbom`, `--sbom-file`),
sbom_manager/parse.py (a package URL goes before a CPE name), output_engine (fields of the JSON report).
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from typing import TYPE_CHECKING, Final

from peers.nvd import Product
from peers.scans import Finding

if TYPE_CHECKING:
    from pathlib import Path

_FILL: Final = """
import json, pathlib, sys
from cve_bin_tool.cvedb import CVEDB
from cve_bin_tool.data_sources.nvd_source import NVD_Source
database = CVEDB(sources=[])
database.cachedir.mkdir(parents=True, exist_ok=True)
database.init_database()
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    database.data = [(NVD_Source().format_data(json.loads(file.read_bytes())["CVE_Items"]), "NVD")]
    database.populate_db()
"""


def write_database(program: Path, feed: Path, home: Path) -> None:
    """Fill the cache of a home folder from feed files, with the interpreter the program has beside it."""
    home.mkdir(parents=True)
    subprocess.run(
        [program.parent / "python", "-c", _FILL, feed],
        env={**os.environ, "HOME": str(home)}, check=True, capture_output=True,
    )  # fmt: skip


def command(program: str, home: Path, sbom: Path, report: Path) -> list[str]:
    """Return the scan without any download; it would not write over an earlier report."""
    line = shlex.join([
        program, "--offline", "--sbom", "cyclonedx", "--sbom-file", str(sbom),
        "--format", "json", "--output-file", str(report),
    ])  # fmt: skip
    return ["/bin/sh", "-c", f"rm -f {shlex.quote(str(report))}; HOME={shlex.quote(str(home))} exec {line}"]


def findings(report: Path) -> frozenset[Finding]:
    """Return what a report names."""
    return frozenset(
        Finding(Product(one["vendor"], one["product"], one["version"]).cpe, one["cve_number"])
        for one in json.loads(report.read_text(encoding="utf-8"))
    )
