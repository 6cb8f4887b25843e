"""Writing files so that a crash leaves the old one or the new one, never half."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data` in one step.

    Raises:
        OSError: It cannot be written; the error names `path`, not the file beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        beside = NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115 - closed below
    except OSError as error:
        error.filename = str(path)
        raise
    with beside as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary = Path(file.name)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    temporary.replace(path)
