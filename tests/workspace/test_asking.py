"""Asking an audit question: what stands beside it narrows the answer, or the answer says that it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.errors import InvalidInputError, NotFoundError
from medward.workspace.asking import answers
from medward.workspace.device import open_device
from tests.checks.sample import clean
from tests.fixtures.device_files import write_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.device import Device

NOW = datetime(2026, 6, 15, 7, tzinfo=UTC)


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return open_device(write_device(tmp_path / "pump", list(clean().values()), "LVP-REL-0001"))


def summary(device: Device, text: str) -> str:
    ((_, answer),) = answers(device, text, NOW)
    return answer.summary


@pytest.mark.parametrize("text", ["7 LVP-THR-9999", "1 LVP-THR-9999", "7 lvp-thr-9999"])
def test_a_record_that_does_not_exist_is_refused_not_replaced_by_another(device: Device, text: str) -> None:
    with pytest.raises(NotFoundError, match="there is no record LVP-THR-9999"):
        answers(device, text, NOW)


def test_a_day_of_no_calendar_is_refused_not_replaced_by_today(device: Device) -> None:
    with pytest.raises(InvalidInputError, match="2026-02-30 is not a day"):
        answers(device, "15 2026-02-30", NOW)


def test_an_id_may_be_written_small(device: Device) -> None:
    assert summary(device, "7 lvp-thr-0002") == summary(device, "7 LVP-THR-0002")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("7 pairing", "; not narrowed by pairing"),
        ("1 LVP-ZON-0001 2026-03-14", "; not narrowed by LVP-ZON-0001, 2026-03-14"),
        ("15 2026-03-14", ""),
        ("6 Z1", ""),
        ("27 CVE-2020-24977", ""),
        ("23 libble", ""),
    ],
)
def test_what_narrows_nothing_is_named(device: Device, text: str, left: str) -> None:
    _, sign, rest = summary(device, text).partition("; not narrowed by")
    assert sign + rest == left
