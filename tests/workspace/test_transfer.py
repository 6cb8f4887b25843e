"""The safety file beside the pump's records (practice 4.13)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import medward
from medward.kernel.text import read_yaml
from tests.fixtures.device_files import medward as run
from tests.fixtures.device_files import medward_json
from tests.risk.test_reqif import document, hazard

SAMPLE = Path(medward.__file__).parent / "examples" / "infusion-pump"
FILE = "safety/SRF-LVP-011-v7.csv"


@pytest.fixture
def pump(tmp_path: Path) -> Path:
    """Return a copy of the pump."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "pump"))


def test_the_safety_file_of_the_sample_equals_its_harms(pump: Path) -> None:
    found = medward_json(pump, "transfer", "compare", str(pump / FILE))
    assert (found["entries"], found["harms"], found["differences"], found["written"]) == (6, 6, [], False)


def test_each_change_of_the_safety_file_is_listed_and_nothing_is_written(pump: Path) -> None:
    lines = (pump / FILE).read_text("utf-8").splitlines()
    assert lines[1].startswith("HZ-LVP-008")
    lines[1] = lines[1].replace(",S5,7", ",S4,8")
    lines[2] = lines[2].replace("high-alert drug", "drug")
    del lines[3]
    lines.append("HZ-LVP-099,A new situation,A new harm,S3,8")
    newer = pump.parent / "newer.csv"
    newer.write_text("\n".join(lines), "utf-8")
    before = {path: path.read_bytes() for path in pump.rglob("*") if path.is_file()}
    shown = run(pump, "transfer", "compare", str(newer))
    assert shown.returncode == 1
    found = medward_json(pump, "transfer", "compare", str(newer))["differences"]
    assert isinstance(found, list)
    assert [(one["hazard"], one["change"]) for one in found] == [
        ("HZ-LVP-008", "newer version"),
        ("HZ-LVP-008", "changed severity"),
        ("HZ-LVP-012", "changed text"),
        ("HZ-LVP-099", "missing here"),
        ("HZ-LVP-021", "missing in the safety file"),
    ]
    assert {path: path.read_bytes() for path in pump.rglob("*") if path.is_file()} == before


def test_a_reqif_file_is_read_as_well(pump: Path) -> None:
    path = pump.parent / "srf.reqif"
    path.write_bytes(document(hazard(1, "HZ-LVP-008"), hazard(2, "")))
    found = medward_json(pump, "transfer", "compare", str(path))
    assert found["skipped"] == ["OBJ-2: no hazard id"]
    differences = found["differences"]
    assert isinstance(differences, list)
    assert [one["change"] for one in differences if one["hazard"] == "HZ-LVP-008"] == ["changed text"]


@pytest.mark.parametrize(
    ("name", "words"), [("srf.xlsx", "neither .csv nor .reqif"), ("none.csv", "there is no file")]
)
def test_another_file_is_refused_with_a_plain_error(pump: Path, name: str, words: str) -> None:
    shown = run(pump, "transfer", "compare", name)
    assert shown.returncode == 2
    assert words in shown.stderr


def test_stubs_give_each_owed_transfer_a_free_number(pump: Path) -> None:
    owed = medward_json(pump, "transfer", "owed")["to_safety"]
    assert isinstance(owed, list)
    documents = read_yaml(run(pump, "transfer", "stubs").stdout.encode(), "stubs.yaml")
    assert [(one.data["risk"], one.data["harm"]) for one in documents] == [
        (one["record"], one["harm"]) for one in owed
    ]
    taken = (pump / "records/risks/safety-transfers.yaml").read_text("utf-8")
    assert not [one.data["id"] for one in documents if f"id: {one.data['id']}\n" in taken]


def test_a_review_that_finds_a_hazard_gives_the_stub_of_a_harm(pump: Path) -> None:
    path = pump / "records/controls/side-effect-reviews.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("acceptable: true", "acceptable: false", 1), "utf-8")
    documents = read_yaml(run(pump, "transfer", "stubs").stdout.encode(), "stubs.yaml")
    harm = documents[0].data
    assert harm["kind"] == "harm/1"
    assert harm["tags"] == ["new_hazard of LVP-SFX-0001"]
    assert str(harm["situation"]).startswith("Pumps run on the old library")
    assert harm["severity"] == "(to be filled)"
