"""cpe2cve of facebookincubator/nvdtools: reads NVD's feed 1.1 at every start and CPE names from standard input.

Source: nvdtools, README "cpe2cve" and cmd/cpe2cve/config.go (options `-cpe`, `-cve`, `-idxd`, `-nproc`, `-e`).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from peers.scans import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from peers.nvd import Product


def write_names(path: Path, named: Iterable[Product]) -> None:
    """Write CPE names, one a line."""
    path.write_text("".join(f"{one.cpe}\n" for one in named), encoding="utf-8")


def command(program: str, feed: Path, names: Path) -> list[str]:
    """Return the look-up with its index, on two processors; it prints the name and a CVE a line."""
    files = [str(file) for file in sorted(feed.glob("*.json"))]
    line = shlex.join([program, "-cpe", "1", "-cve", "2", "-idxd", "-nproc", "2", *files])
    return ["/bin/sh", "-c", f"exec {line} < {shlex.quote(str(names))}"]


def findings(report: Path) -> frozenset[Finding]:
    """Return what it printed."""
    lines = (line.split("\t") for line in report.read_text(encoding="utf-8").splitlines())
    return frozenset(Finding(name, cve) for name, cve in lines)
