"""Trivy: a database with the same advisories, and what it finds in an SBOM.

Source: aquasecurity/trivy-db, pkg/types/types.go (`Advisory`, `Vulnerability`) and pkg/db (buckets
`<ecosystem>::<source>` > package > identifier, `vulnerability`, `data-source`, metadata.json); Trivy's documentation,
"trivy sbom", options `--cache-dir`, `--skip-db-update`, `--offline-scan`.
"""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby
from typing import TYPE_CHECKING, Final

from peers.bolt import Bucket, write_bolt
from peers.scans import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ECOSYSTEMS: Final = {
    "Go": "go", "Hex": "erlang", "Maven": "maven", "NuGet": "nuget", "Packagist": "composer", "Pub": "pub",
    "PyPI": "pip", "RubyGems": "rubygems", "crates.io": "cargo", "npm": "npm",
}  # fmt: skip
"""Language ecosystems both know, by the name each gives them."""
_METADATA: Final = {
    "Version": 2,
    "NextUpdate": "2099-01-01T00:00:00Z",
    "UpdatedAt": "2026-01-01T00:00:00Z",
    "DownloadedAt": "2026-01-01T00:00:00Z",
}
_EVERY: Final = [">=0", "<0"]
"""Pre-releases of 0.0.0 too."""
_VULNERABLE: Final = """
    SELECT pkg.lookup, adv.name, group_concat(rng.text, char(10))
    FROM pkg JOIN rng ON rng.pkg = pkg.id JOIN adv ON adv.id = rng.adv
    WHERE pkg.eco = ? AND rng.stance = 0
    GROUP BY pkg.lookup, adv.name
    ORDER BY CAST(pkg.lookup AS BLOB), CAST(adv.name AS BLOB)
"""


def write_database(facts: Path, cache: Path) -> int:
    """Write Trivy's database from Medward's and return its size in bytes."""
    folder = cache / "db"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "metadata.json").write_text(json.dumps(_METADATA), encoding="utf-8")
    with sqlite3.connect(facts) as database:
        return write_bolt(folder / "trivy.db", _root(database))


def command(program: str, sbom: Path, cache: Path, report: Path) -> list[str]:
    """Return the command that scans an SBOM without asking any server."""
    return [
        program, "sbom", "--quiet", "--cache-dir", str(cache), "--skip-db-update", "--skip-java-db-update",
        "--skip-vex-repo-update", "--skip-version-check", "--disable-telemetry",
        "--offline-scan", "--scanners", "vuln", "--format", "json", "--output", str(report), str(sbom),
    ]  # fmt: skip


def findings(report: Path) -> frozenset[Finding]:
    """Return what a report names."""
    document = json.loads(report.read_text(encoding="utf-8"))
    return frozenset(
        Finding(one["PkgIdentifier"]["PURL"], one["VulnerabilityID"])
        for result in document.get("Results", ())
        for one in result.get("Vulnerabilities", ())
    )


def _root(database: sqlite3.Connection) -> Bucket:
    """Return every bucket in the order of their names."""
    names = {f"{theirs}::Medward benchmark": ours for ours, theirs in ECOSYSTEMS.items()}
    sources = [
        (name.encode(), _json({"ID": "osv", "Name": "benchmark", "URL": ""})) for name in sorted(names)
    ]
    buckets: dict[bytes, Bucket] = {name.encode(): _packages(database, ours) for name, ours in names.items()}
    buckets[b"data-source"] = sources
    buckets[b"vulnerability"] = _vulnerabilities(database)
    for name in sorted(buckets):
        yield name, buckets[name]


def _packages(database: sqlite3.Connection, ecosystem: str) -> Bucket:
    rows = database.execute(_VULNERABLE, (ecosystem,))
    for package, advisories in groupby(rows, key=lambda row: row[0]):
        yield package.encode(), ((name.encode(), _advisory(texts)) for _, name, texts in advisories)


def _advisory(texts: str) -> bytes:
    ranges = [text.removesuffix(" (listed)") for text in texts.split("\n")]
    return _json({"VulnerableVersions": _EVERY if "every version" in ranges else ranges})


def _vulnerabilities(database: sqlite3.Connection) -> Iterator[tuple[bytes, bytes]]:
    """Return every advisory's texts, as Medward's own report shows them."""
    marks = ", ".join("?" * len(ECOSYSTEMS))
    rows = database.execute(
        f"""SELECT name, summary FROM adv WHERE id IN (
              SELECT rng.adv FROM rng JOIN pkg ON pkg.id = rng.pkg WHERE pkg.eco IN ({marks}))
            ORDER BY CAST(name AS BLOB)""",  # noqa: S608 - question marks only
        tuple(ECOSYSTEMS),
    )
    last = b""
    for name, summary in rows:
        if name.encode() != last:
            last = name.encode()
            yield last, _json({"Title": summary, "Severity": "HIGH"})


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
