"""What `medward scan` does once its arguments are known, and its short way in.

`scan FILE --json` is what other programs call, often and cold. Reading those few arguments here spares them the
command line library, a third of such a scan; everything else goes the usual way, and does the same. Standard
library and Medward only.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn

from medward.workspace.feeds_in_use import database_for, installed_databases, medward_home
from medward.workspace.scan import scan_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.workspace.scan import ScanReport

_LARGE_BYTES: Final = 8 * 1024 * 1024
_AS_JSON: Final = ("medward.cli.json_rows", "medward.workspace.scan_json")
FOUND: Final = 1
"""Exit code when anything matches."""


class Wanted(NamedTuple):
    """A scan whose report is JSON."""

    file: Path
    feeds: tuple[Path, ...]


def plain_scan(arguments: Sequence[str]) -> Wanted | None:
    """Return the scan these arguments ask for, nothing unless they are `scan FILE --json` with or without feeds.

    >>> plain_scan(["scan", "a.json", "--json", "--feeds", "b.db"]).feeds == (Path("b.db"),)
    True
    >>> plain_scan(["scan", "a.json"]), plain_scan(["scan", "--json"]), plain_scan(["scan", "--help", "--json"])
    (None, None, None)
    """
    if arguments[:1] != ["scan"] or "--json" not in arguments or "" in arguments:
        return None
    files, feeds, rest = [], [], iter(arguments[1:])
    for one in rest:
        name, sign, value = one.partition("=")
        if name == "--feeds":
            value = value if sign else next(rest, "")
            if not value or value.startswith("-"):
                return None
            feeds.append(Path(value))
        elif not one.startswith("-"):
            files.append(Path(one))
        elif one != "--json":
            return None
    return Wanted(files[0], tuple(feeds)) if len(files) == 1 else None


def scan_now(file: Path, feeds: Iterable[Path]) -> ScanReport:
    """Return the report of a file, or of standard input for `-`, by the imported feeds and these."""
    if file.is_file() and file.stat().st_size > _LARGE_BYTES:
        sys.stderr.write(f"reading {file} ({file.stat().st_size / 1e6:.0f} MB) ...\n")
    home = medward_home()
    chosen = dict.fromkeys([*installed_databases(home), *(database_for(path, home) for path in feeds)])
    return scan_file(file, chosen)


def print_as_json(report: ScanReport) -> None:
    """Print a report for programs."""
    rows, members = map(import_module, _AS_JSON)
    rows.print_members(members.json_members(report))


def run(wanted: Wanted) -> NoReturn:
    """Scan, print the report as JSON and leave the program at once.

    What it holds goes with its process; taking it apart before would be a twentieth of a scan.
    """
    report = scan_now(wanted.file, wanted.feeds)
    print_as_json(report)
    os._exit(FOUND if report.matched else 0)
