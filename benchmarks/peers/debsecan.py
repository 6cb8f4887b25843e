"""debsecan: its data and a dpkg status file with the same advisories and packages, and what it finds.

Source: debsecan 0.4.20.1, /usr/bin/debsecan: `fetch_data` (zlib; `VERSION 1`, then vulnerabilities, packages and
sources, each part ended by an empty line), `Vulnerability.__init__` (package, number, flags, fixed version, further
fixed versions), `rate_system` (fields of the status file), options `--source`, `--suite`, `--status`, `--format`.
"""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING, Final, NamedTuple

from peers.scans import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from portfolio_data import Part

SUITE: Final = "bookworm"
_BELOW: Final = "< "
_SOURCE_WITH_A_FIX: Final = "S  F"
"""Flags: a source package, no urgency, not remote, a fix is there."""
_ROWS: Final = """
    SELECT pkg.name, adv.name, rng.text
    FROM pkg JOIN rng ON rng.pkg = pkg.id JOIN adv ON adv.id = rng.adv
    WHERE pkg.eco = 'Debian' AND pkg.suffix = '12' AND rng.stance = 0
    ORDER BY pkg.name, adv.name
"""


class Written(NamedTuple):
    """What the data of debsecan hold."""

    rows: int
    size_bytes: int


def write_data(facts: Path, folder: Path) -> Written:
    """Write what debsecan would download for a suite, from Medward's database.

    Raises:
        ValueError: A range is not of the kind debsecan knows, everything below one version.
    """
    with closing(sqlite3.connect(f"file:{facts}?mode=ro", uri=True)) as database:
        rows = database.execute(_ROWS).fetchall()
    for package, advisory, text in rows:
        if not text.startswith(_BELOW) or "," in text:
            raise ValueError(f"debsecan knows no range like {text!r} ({package}, {advisory})")
    numbers = {name: number for number, name in enumerate(sorted({advisory for _, advisory, _ in rows}))}
    lines = [
        "VERSION 1",
        *(f"{name},,{name}" for name in numbers),
        "",
        *(
            f"{package},{numbers[advisory]},{_SOURCE_WITH_A_FIX},{text.removeprefix(_BELOW)},"
            for package, advisory, text in rows
        ),
        "",
        *(f"{package},{package}" for package in dict.fromkeys(row[0] for row in rows)),
        "",
    ]
    packed = zlib.compress("\n".join([*lines, ""]).encode())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUITE).write_bytes(packed)
    return Written(len(rows), len(packed))


def write_status(path: Path, parts: Iterable[Part]) -> None:
    """Write packages as dpkg records them."""
    records = (
        f"Package: {part.name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {part.version}\n"
        for part in parts
    )
    path.write_text("\n".join(records), encoding="utf-8")


def command(program: str, data: Path, status: Path) -> list[str]:
    """Return the command that rates the packages; its lists of the installation are left out."""
    nothing = str(data / "nothing")
    return [
        program, "--config", nothing, "--history", nothing, "--whitelist", nothing, "--suite", SUITE,
        "--source", data.as_uri(), "--status", str(status), "--format", "simple",
    ]  # fmt: skip


def findings(report: Path, parts: Iterable[Part]) -> frozenset[Finding]:
    """Return what a list of `--format simple` names: vulnerability and package."""
    purls = {part.name: part.purl for part in parts}
    lines = (line.split(" ") for line in report.read_text(encoding="utf-8").splitlines())
    return frozenset(Finding(purls[package], advisory) for advisory, package in lines)
