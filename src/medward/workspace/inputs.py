"""What is said when a file that somebody names is not there to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


def not_a_file(path: Path, hint: str) -> NotFoundError:
    """Return the error that says why there is nothing to read at `path`: it does not exist, or is something else."""
    if not path.exists():
        return NotFoundError(f"there is no file {path}", hint=hint)
    what = "a folder" if path.is_dir() else "a pipe or device"
    return NotFoundError(f"{path} is {what}; a file is expected", hint=hint)
