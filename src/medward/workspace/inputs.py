"""What is said when a file that somebody names is not there to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


def not_a_file(path: Path, hint: str) -> NotFoundError:
    """Return the error that says why there is nothing to read at `path`: it does not exist, or is a folder."""
    what = f"{path} is a folder; a file is expected" if path.is_dir() else f"there is no file {path}"
    return NotFoundError(what, hint=hint)
