"""Plants defects one by one into the pump's US package and prints which question of `dossier review` finds each.

The clean package is the sample as built, with what the sample leaves open on purpose closed in the built files by
`CLOSING`; every edit is listed in the report. Run `make review-corpus` to refresh docs/reference/review-corpus.md.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from medward.dossier.review.letter import Letter, review
from medward.dossier.review.points import Case
from medward.kernel.canonical import sha256_hex
from medward.workspace.device import open_device
from medward.workspace.packaging import build_package
from medward.workspace.reviewing import read_document, read_files, superseded_editions
from medward.workspace.starting import start

sys.path.insert(0, str(Path(__file__).parent))
from review_defects import DEFECTS, Defect, Files, NotPlantedError  # noqa: E402 - a neighbour, not a package

DAY = date(2026, 6, 15)
REPORT = Path(__file__).parents[1] / "docs" / "reference" / "review-corpus.md"
PRINTED = "10-"
"""Document that is also handed over in Word and PDF; the others in HTML, to save time."""
