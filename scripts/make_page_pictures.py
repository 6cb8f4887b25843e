"""Write ten pages of the infusion pump's US package as pictures into docs/images/pages.

Needs pdftoppm (poppler-utils). Colours are reduced so that each file stays under 120 kB.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PIL import Image

from medward.workspace.device import open_device
from medward.workspace.packaging import build_package
from medward.workspace.starting import start_sample

OUT: Final = Path(__file__).parent.parent / "docs" / "images" / "pages"
NOW: Final = datetime(2026, 6, 15, 12, tzinfo=UTC)
MOST_BYTES: Final = 120_000
PAGES: Final = (
    ("01-security-plan", 1), ("01-security-plan", 3), ("02-architecture-and-views", 12),
    ("03-threat-model", 5), ("04-cybersecurity-risk-assessment", 5), ("07-security-controls", 4),
    ("08-sbom-and-support", 4), ("09-vulnerability-assessment", 5), ("11-test-plan-and-reports", 3),
    ("20-statement-524b", 3),
)  # fmt: skip
"""Document and page."""


def picture(pdf: Path, page: int) -> bytes:
    """Return a page as a small PNG."""
    wanted = ["pdftoppm", "-r", "70", "-f", str(page), "-l", str(page), "-png", str(pdf)]
    made = subprocess.run(wanted, check=True, capture_output=True)
    stream = io.BytesIO()
    Image.open(io.BytesIO(made.stdout)).quantize(48).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def main() -> None:
    """Build the package and write the pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start_sample(folder / "pump", "infusion-pump")
        build_package(open_device(folder / "pump"), "us", folder / "us", now=NOW, forms=("pdf",))
        for document, page in PAGES:
            data = picture(folder / "us" / f"{document}.pdf", page)
            if len(data) > MOST_BYTES:
                sys.exit(f"{document}, page {page}: {len(data):,} bytes")
            (OUT / f"{document}-{page}.png").write_bytes(data)
            print(f"{document}, page {page}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
