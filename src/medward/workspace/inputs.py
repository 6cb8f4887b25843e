"""The one way a file that somebody names is read: a path, or `-` for standard input, within a size limit.

Standard library and Medward only: the quick scan starts here.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from medward.errors import LimitError, NotFoundError

STANDARD_INPUT: Final = Path("-")
_STANDARD_INPUT_NAME: Final = "standard input"


def given_bytes(path: Path, most: int, *, hint: str, split: str = "Split it.") -> bytes:
    """Return what is in a file, or what standard input holds for `-`; too much is refused before all is read.

    Args:
        path: The file.
        most: Bytes it may have.
        hint: What to give instead of a path that leads nowhere.
        split: What to do with one that is too large.

    Raises:
        NotFoundError: There is no such file.
        LimitError: It is larger than `most`.
    """
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read(most + 1)
        if len(data) > most:
            raise LimitError(f"more than {most:,} bytes", place=given_name(path), hint=split)
        return data
    if not path.is_file():
        raise not_a_file(path, hint)
    size = path.stat().st_size
    if size > most:
        raise LimitError(f"{size:,} bytes; at most {most:,} are read", place=str(path), hint=split)
    return path.read_bytes()


def given_name(path: Path) -> str:
    """Return what a file is called in messages.

    >>> given_name(Path("sbom/a.json")), given_name(Path("-"))
    ('sbom/a.json', 'standard input')
    """
    return _STANDARD_INPUT_NAME if path == STANDARD_INPUT else str(path)


def short_name(path: Path) -> str:
    """Return what a file is called where its folder is no help.

    >>> short_name(Path("sbom/a.json")), short_name(Path("-"))
    ('a.json', 'standard input')
    """
    return _STANDARD_INPUT_NAME if path == STANDARD_INPUT else path.name


def not_a_file(path: Path, hint: str) -> NotFoundError:
    """Return the error that says why there is nothing to read at `path`: it does not exist, or is something else."""
    if not path.exists():
        return NotFoundError(f"there is no file {path}", hint=hint)
    what = "a folder" if path.is_dir() else "a pipe or device"
    return NotFoundError(f"{path} is {what}; a file is expected", hint=hint)
