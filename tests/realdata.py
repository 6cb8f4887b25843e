"""Where the shared real data lies, and how its compressed bundles are opened."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
import zstandard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BESIDE_THE_REPOSITORY: Final = Path(__file__).resolve().parents[2] / "shared" / "data"


def real_data() -> Path:
    """Return the folder of real data: `$MEDWARD_DATA`, else beside the repository.

    Where it is missing, CI fails and everywhere else the test says that it was not run.
    """
    folder = Path(os.environ.get("MEDWARD_DATA") or _BESIDE_THE_REPOSITORY)
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail(f"real data absent at {folder}; CI must run these tests")
        pytest.skip("not run: real data absent")
    return folder


def bundle(path: Path) -> Iterator[tuple[str, bytes]]:
    """Return name and content of every file in a `.tar.zst`, licence texts left out."""
    with (
        path.open("rb") as packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and not member.name.startswith("LICENSE-FILES/"):
                yield member.name, content.read()


def tell(record_property: Callable[[str, object], None], *lines: str) -> None:
    """Keep figures of a passing test; `conftest.py` prints them at the end, from parallel workers too."""
    for line in lines:
        record_property("figures", line)


def unpacked(path: Path) -> bytes:
    """Return the content of a `.zst` file."""
    with path.open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        return stream.read()
