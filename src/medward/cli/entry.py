"""Where the program `medward` starts: the short way for `scan FILE --json`, the command line for everything else."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final, NoReturn

from medward.cli.outcome import end_with

if TYPE_CHECKING:
    from collections.abc import Callable

_SCAN: Final = "medward.cli.scan_now"
_ALL: Final = "medward.cli.main"


def main() -> NoReturn:
    """Run what the command line asks for and turn every outcome into its exit code."""
    end_with(run)


def run() -> int:
    """Run what the command line asks for and return its exit code."""
    if sys.argv[1:2] == ["scan"] and "--json" in sys.argv:
        scan = import_module(_SCAN)
        wanted = scan.plain_scan(sys.argv[1:])
        if wanted is not None:
            scan.run(wanted)
    whole: Callable[[], int] = import_module(_ALL).run
    return whole()
