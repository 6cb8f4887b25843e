"""Folders for what is needed only while something runs; what killed processes left goes at the next start."""

from __future__ import annotations

import fcntl
import shutil
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = ".scratch-"
_LOCK: Final = ".scratch.lock"
_HELD: Final = ".held"
"""File in each folder that its process holds locked; the system lets go of it however the process ends."""


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Yield an empty folder below `folder` that goes when the block ends; those of processes that died go first."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as own:
        inside = _held_folder(folder, own)
        inside.mkdir()
        yield inside


def _held_folder(folder: Path, own: ExitStack) -> Path:
    """Return where files can go, below a folder that is held locked and removed when `own` ends."""
    with folder.joinpath(_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{_PREFIX}*"):
            if not _is_held(left):
                shutil.rmtree(left, ignore_errors=True)
        made = Path(own.enter_context(TemporaryDirectory(prefix=_PREFIX, dir=folder)))
        held = own.enter_context(made.joinpath(_HELD).open("w"))
        fcntl.flock(held, fcntl.LOCK_EX)
    return made / "files"


def _is_held(folder: Path) -> bool:
    """Return whether a process works in a folder."""
    try:
        with folder.joinpath(_HELD).open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # held, or another user's
        return True
    return False
