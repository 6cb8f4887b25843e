"""What a hash printed on a document stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidRecordError
from medward.governance.records import Signature
from medward.workspace.device import open_device
from medward.workspace.short_hash import meant_by
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.device import Device


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Device:
    folder: Path = tmp_path_factory.mktemp("short") / "pump"
    start_sample(folder, "infusion-pump")
    return open_device(folder)


def test_a_record_is_found_by_the_beginning_of_its_digest(device: Device) -> None:
    record = next(iter(device.records))
    assert f"record {record.id}" in [one.what for one in meant_by(device, record.digest[:16])]


def test_the_hash_printed_beside_a_signature_leads_to_what_was_signed(device: Device) -> None:
    signature = device.records.of(Signature)[0]
    found = {one.what: one for one in meant_by(device, signature.content_sha256[:16].upper())}
    signed = found[f"signature {signature.id} on {signature.record}"]
    record = next((one for one in device.records if one.id == signature.record), None)
    assert signed.is_current is (record is not None and record.digest == signature.content_sha256)


def test_a_hash_of_nothing_is_found_nowhere(device: Device) -> None:
    assert meant_by(device, "0" * 16) == []


@pytest.mark.parametrize("wrong", ["abc", "not a hash at all", ""])
def test_what_is_no_short_hash_is_refused(device: Device, wrong: str) -> None:
    with pytest.raises(InvalidRecordError, match="short hash"):
        meant_by(device, wrong)
