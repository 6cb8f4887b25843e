"""One process at a time."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from medward.errors import NetworkError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def locked(path: Path, message: str) -> Iterator[None]:
    """Hold a lock while the block runs; the system lets go of it when the process ends, however it ends.

    Raises:
        NetworkError: Another process holds it.
    """
    with path.open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NetworkError(
                message, place=str(path), hint="Wait until it is done, then try again."
            ) from None
        yield
