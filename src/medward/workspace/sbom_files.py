"""SBOM files on disk, read within a size limit before anything else happens.

Like the scan that starts here, this module imports the standard library and Medward only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.json_text import json_tree
from medward.components.reading import MAX_BYTES, read_sbom
from medward.errors import LimitError
from medward.workspace.inputs import not_a_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medward.components.sbom import Sbom

_HINT_FILE: Final = "Give the path of a CycloneDX or SPDX file; `medward scan -` reads standard input."


def read_sbom_file(path: Path, *, strict: bool, decode: Callable[[bytes, str], object] = json_tree) -> Sbom:
    """Return the SBOM at `path`; a file above the size limit is refused before it is read.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: See `read_sbom`.
    """
    return read_sbom(sbom_bytes(path), str(path), strict=strict, decode=decode)


def sbom_bytes(path: Path) -> bytes:
    """Return the bytes of an SBOM file.

    Raises:
        NotFoundError: There is no such file.
        LimitError: It is larger than an SBOM may be.
    """
    if not path.is_file():
        raise not_a_file(path, _HINT_FILE)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise LimitError(
            f"{size:,} bytes; an SBOM may have {MAX_BYTES:,}",
            place=str(path),
            hint="Split it per deployable.",
        )
    return path.read_bytes()
