"""The gaps of a device file as pages of their own, with the same content as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from medward import __version__
from medward.dossier.pages.regulation import regulation
from medward.dossier.words import instant
from medward.errors import RefusedChangeError
from medward.render.html import Stamp, html_files
from medward.workspace.gaps import to_json

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.gaps.evaluate import Gaps
    from medward.workspace.device import Device

DATA: Final = "gaps.json"
"""Name of the file that holds the same as the pages."""


def write_pages(device: Device, gaps: Gaps, out: Path, now: datetime) -> Path:
    """Write the pages of the gaps into a folder, with the same content as JSON, and return the folder.

    Raises:
        RefusedChangeError: The folder holds something else.
    """
    if out.is_dir() and any(out.iterdir()) and not (out / DATA).is_file():
        raise RefusedChangeError(
            f"{out} exists and holds no gaps; nothing was written", hint="Name a new or empty folder."
        )
    stamp = Stamp(
        product=device.settings.name,
        release=f"release {gaps.release}",
        generated=instant(now),
        program=f"Medward {__version__}",
    )
    written = html_files(regulation(gaps, home="index"), stamp)
    written[DATA] = (json.dumps(to_json(gaps, gaps.clauses), ensure_ascii=False, indent=2) + "\n").encode()
    for name, data in written.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return out
