"""SBOM files on disk, read within a size limit before anything else happens.

Like the scan that starts here, this module imports the standard library and Medward only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.json_text import json_tree
from medward.components.reading import MAX_BYTES, read_sbom
from medward.workspace.inputs import given_bytes, given_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from medward.components.sbom import Sbom

_HINT_FILE: Final = "Give the path of a CycloneDX or SPDX file, or - for standard input."


def read_sbom_file(path: Path, *, strict: bool, decode: Callable[[bytes, str], object] = json_tree) -> Sbom:
    """Return the SBOM at `path`, `-` for standard input; one above the size limit is refused before it is read.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: See `read_sbom`.
    """
    return read_sbom(sbom_bytes(path), given_name(path), strict=strict, decode=decode)


def sbom_bytes(path: Path) -> bytes:
    """Return the bytes of an SBOM file, or of standard input for `-`.

    Raises:
        NotFoundError: There is no such file.
        LimitError: It is larger than an SBOM may be.
    """
    return given_bytes(path, MAX_BYTES, hint=_HINT_FILE, split="Split it per deployable.")
