"""Ten bad device files, each refused with place, cause and fix; the ledger stays byte for byte."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from medward.errors import MedwardError
from medward.kernel.text import MAX_FILE_BYTES
from medward.workspace.device import open_device
from tests.fixtures.device_files import medward

if TYPE_CHECKING:
    from pathlib import Path

ZONE = "kind: zone/1\nid: LVP-ZON-000{n}\ntitle: Zone {n}\nshort: Z{n}\ntrust: trusted\n"
RELEASE = (
    "kind: release/1\nid: LVP-REL-000{n}\ntitle: Release {n}\nof: LVP-PRD-0001\nrelease_version: 4.{n}.0\n"
    "build: 4.{n}.0+1\nbuild_started_at: 2026-01-0{n}T08:00:00Z\nsupported_until: 2030-12-31\n"
    "deployables: [firmware]\nprevious: LVP-REL-000{previous}\n"
)
PRODUCT = (
    "kind: product/1\nid: LVP-PRD-0001\ntitle: Pump\nname: Pump\nmanufacturer: ORG-ORG-0001\ndevice_type: external\n"
    "classes:\n  us: II\nmarkets: [us]\nsupport_until: 2030-12-31\ndescription: A pump.\n---\n"
    "kind: organisation/1\nid: ORG-ORG-0001\ntitle: Maker\nlegal_name: Maker\nroles: [manufacturer]\n"
)
CIRCLE = "---\n".join([PRODUCT, RELEASE.format(n=1, previous=2), RELEASE.format(n=2, previous=1)])
ELEMENT = """\
kind: element/1
id: LVP-ELM-0001
title: P
short: P1
element_kind: process
zone: LVP-ZON-0077
description: d
"""
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

BAD_FILES = {
    "unknown field": (
        "records/a.yaml",
        ZONE.format(n=1) + "colour: red\n",
        "records/a.yaml:6",
        "no such field",
        "explain zone",
    ),
    "wrong type": (
        "records/a.yaml",
        ZONE.format(n=1) + "version: two\n",
        "records/a.yaml:6",
        "version is 'two'",
        "Correct",
    ),
    "duplicate id in two files": (
        "records/b.yaml",
        ZONE.format(n=9),
        "records/z.yaml:1",
        "used twice, first at records/b.yaml:1",
        "next free number",
    ),
    "dangling link": (
        "records/a.yaml",
        ELEMENT,
        "records/a.yaml:1",
        "zone points to LVP-ZON-0077, which does not exist",
        "Create LVP-ZON-0077",
    ),
    "cycle": (
        "records/a.yaml",
        CIRCLE,
        "records/a.yaml:19",
        "circle: LVP-REL-0001 > LVP-REL-0002 > LVP-REL-0001",
        "Remove one",
    ),
    "bad date": (
        "records/a.yaml",
        ZONE.format(n=1) + "review_due: 2026-02-30\n",
        "records/a.yaml:6",
        "review_due is '2026-02-30'",
        "Correct",
    ),
    "two documents with one id": (
        "records/a.yaml",
        ZONE.format(n=1) + "---\n" + ZONE.format(n=1),
        "records/a.yaml:7",
        "used twice, first at records/a.yaml:1",
        "next free number",
    ),
    "60 MB YAML": (
        "records/a.yaml",
        "# filler\n" * (60 * 1024 * 1024 // 9),
        "records/a.yaml:1",
        f"at most {MAX_FILE_BYTES:,}",
        "Split",
    ),
    "constructor tag": (
        "records/a.yaml",
        ZONE.format(n=1) + "owner: !!python/object/apply:os.system [true]\n",
        "records/a.yaml:6",
        "the tag",
        "Remove it",
    ),
    "anchor bomb": (
        "records/a.yaml",
        ZONE.format(n=1) + BOMB,
        "records/a.yaml:6",
        "the anchor '&a'",
        "Write the value out",
    ),
}


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """Return a good device file with one applied changeset."""
    (tmp_path / "records").mkdir()
    (tmp_path / "medward.yaml").write_text("product: LVP\nname: Pump\n")
    (tmp_path / "records" / "z.yaml").write_text(ZONE.format(n=9))
    assert medward(tmp_path, "apply", "--yes").returncode == 0
    return tmp_path


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_device_file_is_refused_and_loses_nothing(device: Path, name: str) -> None:
    path, text, place, cause, fix = BAD_FILES[name]
    ledger = device / ".medward" / "ledger.db"
    before = ledger.read_bytes()
    (device / path).write_text(text)
    result = medward(device, "apply", "--yes", "-m", "try")
    assert result.returncode == 2
    assert result.stdout == ""
    first, hint = result.stderr.splitlines()
    assert first.startswith(f"error: {place}: ")
    assert cause in first
    assert fix in hint
    assert ledger.read_bytes() == before
    (device / path).unlink()
    assert medward(device, "verify").returncode == 0


def test_a_folder_without_settings_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(MedwardError, match=r"no medward\.yaml") as caught:
        open_device(tmp_path)
    assert "medward init" in caught.value.hint


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("id: IPG-ZON-0001", "belongs to product IPG"),
        ("id: LVP-THR-0001", "the id of kind 'zone' contains -ZON-"),
        ("id: zone 1", "id is 'zone 1'"),
        ("kind: zone/2", "reads zone/1"),
        ("kind: region/1", "there is no kind 'region'"),
        ("status: done", "status 'done'"),
    ],
)
def test_identity_kind_and_state_are_checked(device: Path, field: str, message: str) -> None:
    name = field.split(":", maxsplit=1)[0]
    lines = [field if line.startswith(f"{name}:") else line for line in ZONE.format(n=1).splitlines()]
    if name == "status":
        lines.append(field)
    (device / "records" / "a.yaml").write_text("\n".join(lines))
    with pytest.raises(MedwardError) as caught:
        open_device(device)
    assert message in str(caught.value)


def test_a_link_to_the_wrong_kind_is_refused(device: Path) -> None:
    (device / "records" / "a.yaml").write_text(ZONE.format(n=1) + "owner: LVP-ZON-0009\n")
    with pytest.raises(MedwardError, match="a zone; it takes person or organisation"):
        open_device(device)


def test_a_record_file_that_is_a_link_out_of_the_folder_is_refused(device: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text(ZONE.format(n=1))
    (device / "records" / "link.yaml").symlink_to(outside)
    with pytest.raises(MedwardError, match="leaves the device file"):
        open_device(device)


def test_evidence_that_is_a_link_out_of_the_folder_is_refused(device: Path, tmp_path: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.xml"
    outside.write_text("<testsuite/>")
    (device / "evidence").mkdir()
    (device / "evidence" / "run.xml").symlink_to(outside)
    with pytest.raises(
        MedwardError, match=r"evidence/run\.xml: the file is a link that leaves the device file"
    ):
        _ = open_device(device).files


def test_a_record_file_with_a_shouted_ending_is_read(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "medward.yaml").write_text("product: LVP\nname: Pump\n", encoding="utf-8")
    (tmp_path / "records" / "A.YAML").write_text(ZONE.format(n=1), encoding="utf-8")
    assert list(open_device(tmp_path).records.by_id) == ["LVP-ZON-0001"]


@pytest.mark.parametrize("make", ["folder", "broken link", "pipe"])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, make: str) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "medward.yaml").write_text("product: LVP\nname: Pump\n", encoding="utf-8")
    odd = tmp_path / "records" / "odd.yaml"
    if make == "folder":
        odd.mkdir()
    elif make == "pipe":
        os.mkfifo(odd)
    else:
        odd.symlink_to(tmp_path / "records" / "gone.yaml")
    with pytest.raises(MedwardError, match=r"records/odd.yaml: not a file that can be read"):
        open_device(tmp_path)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("status: bogus\n", "LVP-ZON-0001: status 'bogus': must be one of"),
        ("title: ''\n", "LVP-ZON-0001: title is empty"),
    ],
)
def test_a_refusal_is_said_in_words(tmp_path: Path, line: str, part: str) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "medward.yaml").write_text("product: LVP\nname: Pump\n", encoding="utf-8")
    text = ZONE.format(n=1).replace("title: Zone 1\n", "") if line.startswith("title") else ZONE.format(n=1)
    (tmp_path / "records" / "a.yaml").write_text(text + line, encoding="utf-8")
    with pytest.raises(MedwardError) as caught:
        open_device(tmp_path)
    assert part in str(caught.value)
    assert "{" not in str(caught.value)


def test_a_number_json_cannot_carry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    (tmp_path / "medward.yaml").write_text("product: LVP\nname: Pump\n", encoding="utf-8")
    (tmp_path / "records" / "a.yaml").write_text(ZONE.format(n=1) + f"version: {10**25}\n", encoding="utf-8")
    refused = medward(tmp_path, "apply", "--yes")
    assert (refused.returncode, "not writable as JSON" in refused.stderr) == (2, True)
