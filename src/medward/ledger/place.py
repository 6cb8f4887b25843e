"""Where a ledger lies: on a place that nobody can write to, SQLite has to be told so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path


def is_fixed(path: Path) -> bool:
    """Return whether nobody can write beside a ledger: then SQLite can make no lock file, and nobody else writes."""
    there = path.is_file() and not path.with_name(f"{path.name}-wal").exists()
    return there and not os.access(path.parent, os.W_OK)


def file_uri(path: Path, mode: str) -> str:
    """Return the address by which SQLite opens a file.

    Args:
        path: The file.
        mode: As SQLite names it, e.g. `mode=ro`; a file that is fixed is opened as unchanging instead.
    """
    return f"file:{quote(str(path))}?{'immutable=1' if is_fixed(path) else mode}"
