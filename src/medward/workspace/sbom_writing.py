"""Writing an SBOM that Medward made itself, in any format it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward import __version__
from medward.components.conversion import TARGETS
from medward.components.writing import Stamp
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.sbom import Sbom

TOOL: Final = f"medward {__version__}"
FORMATS: Final = tuple(TARGETS)
USUAL: Final = "cyclonedx-1.6"


def write_sbom_file(sbom: Sbom, path: Path, target: str = USUAL) -> None:
    """Write an SBOM; the file is whole or not there."""
    write_atomically(path, sbom_bytes(sbom, target))


def sbom_bytes(sbom: Sbom, target: str = USUAL) -> bytes:
    """Return an SBOM in a format of `FORMATS`; it carries the time it was made, not the time of writing."""
    return TARGETS[target](sbom, Stamp(sbom.timestamp, TOOL)).data
