"""S12, the part on support: a product supported until 2030-12-31 with a component supported until 2028-06-30."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.fixtures.device_files import medward, medward_json

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"
NEWLIB = "pkg:generic/newlib@4.4.0"
END = "cdx:lifecycle:milestone:endOfSupport"


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return the sample with the dates of S12; no record plans for the end of newlib's support."""
    folder = tmp_path / "pump"
    shutil.copytree(PUMP, folder)
    for path in (folder / "records").rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if "supported_until: 2031-04-30" in text:
            path.write_text(
                text.replace("supported_until: 2031-04-30", "supported_until: 2030-12-31"), encoding="utf-8"
            )
    bom = folder / "sbom" / "mcu-firmware-4.2.0.cdx.json"
    tree = json.loads(bom.read_text(encoding="utf-8"))
    for part in tree["components"]:
        if part["bom-ref"] == NEWLIB:
            (end,) = [one for one in part["properties"] if one["name"] == END]
            end["value"] = "2028-06-30"
    bom.write_text(json.dumps(tree), encoding="utf-8")
    return folder


def test_s12_shows_thirty_months_uncovered(pump: Path) -> None:
    document = medward_json(pump, "sbom", "support", "--release", "4.2.0")
    assert document["supported_until"] == "2030-12-31"
    rows = document["rows"]
    assert isinstance(rows, list)
    (row,) = [row for row in rows if row["ref"] == NEWLIB]
    assert (row["ends"], row["uncovered_months"], row["standing"]) == ("2028-06-30", 30, "ends-early")


def test_s12_v15_asks_for_a_plan(pump: Path) -> None:
    text = medward(pump, "check").stdout
    assert "support of newlib 4.4.0 ends on 2028-06-30, before the product's on 2030-12-31" in text
