"""What was issued is on record in the device file, and every format and package counts on from it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from medward import examples
from medward.kernel.rewrite import rewrite_fields
from medward.vex.documents import read_vex
from medward.vex.statement import VexFormat
from tests.fixtures.at import run_at

SAMPLE = Path(examples.__file__).parent / "infusion-pump"
NOW = "2026-06-15T09:00:00+02:00"
LATER = "2026-06-16T09:00:00+02:00"
OPEN = "LVP-VAS-0038"
"""Under investigation in the sample."""


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the sample pump."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "pump"))


def rewrite(folder: Path, identity: str, **fields: str) -> None:
    path = folder / "records" / "vulnerabilities" / "assessments.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(rewrite_fields(text, identity, fields), encoding="utf-8")


def numbers(folder: Path, now: str) -> list[str]:
    """Return the version of the document in each format."""
    found = []
    for kind in VexFormat:
        done = run_at(now, folder, "vex", "export", "--format", kind.value)
        assert done.returncode == 0, done.stderr
        found.append(read_vex(done.stdout.encode(), "x").version)
    return found


def test_each_change_is_the_next_version_in_every_format(pump: Path) -> None:
    assert numbers(pump, NOW) == ["1", "1", "1"]
    rewrite(pump, OPEN, status="affected", action_statement="Nothing to do.")
    assert numbers(pump, LATER) == ["2", "2", "2"]
    rewrite(pump, OPEN, status="under-investigation")
    assert numbers(pump, LATER) == ["3", "3", "3"]
    done = run_at(LATER, pump, "vex", "export", "--format", "csaf")
    tracking = json.loads(done.stdout)["document"]["tracking"]
    summaries = [one["summary"] for one in tracking["revision_history"]]
    assert summaries[0] == "First issued"
    assert "pkg:golang/github.com/go-chi/chi/v5@v5.2.3: under investigation, now affected" in summaries[1]
    assert "pkg:golang/github.com/go-chi/chi/v5@v5.2.3: affected, now under investigation" in summaries[2]


def test_the_same_records_give_the_same_bytes_and_a_part_is_a_document_of_its_own(pump: Path) -> None:
    first = run_at(NOW, pump, "vex", "export", "--format", "openvex")
    assert "version 1: no earlier issue is on record in vex/; if there is one, name it with" in first.stderr
    again = run_at(LATER, pump, "vex", "export", "--format", "openvex")
    assert again.stdout == first.stdout
    assert "version 1: First issued" in again.stderr
    rewrite(pump, OPEN, status="affected", action_statement="Nothing to do.")
    run_at(LATER, pump, "vex", "export", "--format", "openvex")
    part = run_at(LATER, pump, "vex", "export", "--format", "openvex", "--vulnerability", "CVE-2025-13372")
    assert json.loads(part.stdout)["version"] == 1


def test_without_the_record_an_earlier_issue_tells_the_number(pump: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    run_at(NOW, pump, "vex", "export", "--format", "openvex", "-o", str(earlier))
    earlier.write_text(earlier.read_text().replace('"version": 1,', '"version": 7,'))
    shutil.rmtree(pump / "vex")
    done = run_at(LATER, pump, "vex", "export", "--format", "openvex", "--after", str(earlier))
    assert json.loads(done.stdout)["version"] == 8
    assert numbers(pump, LATER) == ["8", "8", "8"]
    other = run_at(
        NOW, pump, "vex", "export", "--format", "csaf", "--release", "4.1.0", "--after", str(earlier)
    )
    assert other.returncode == 2
    assert "earlier.json: it is https://meridian-infusion.example/vex/VEX-LVP-4.2.0, not" in other.stderr


def test_an_altered_record_is_refused(pump: Path) -> None:
    numbers(pump, NOW)
    (path,) = (pump / "vex").glob("*.issued.json")
    path.write_text(path.read_text().replace('"number": 1', '"number": 3'))
    done = run_at(NOW, pump, "vex", "export", "--format", "csaf")
    assert done.returncode == 2
    assert f"vex/{path.name}: the issues are not numbered from 1 in the order of time" in done.stderr
