"""The texts of the pacemaker: every package is built without text still to be written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.dossier.documents.gap_list import Topic
from medward.dossier.documents.shipped import document_set
from medward.governance.narratives import Narrative
from medward.workspace.device import Device, open_device
from medward.workspace.packaging import build_package, gaps_of_packages
from medward.workspace.reviewing import review_package
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LEFT_OPEN = {"IPG-REQ-0020", "IPG-RSK-0016"}
"""The sample leaves one rollout test not run, and the risk that rests on it without a decision."""
ABOUT_THE_FORM = {"H05", "H06"}
"""Questions on signature and state: the documents of the sample are drafts."""
ABOUT_WHAT_IS_OPEN = {"R05", "C01", "C02", "C04", "V02", "S05", "S06", "U03"}
"""Questions on the test that was not run, the assessment under way, and components without a day of end of support."""


@pytest.fixture(scope="module")
def pacemaker(tmp_path_factory: pytest.TempPathFactory) -> Device:
    folder = tmp_path_factory.mktemp("pacemaker") / "ipg"
    start_sample(folder, "pacemaker")
    return open_device(folder)


@pytest.mark.parametrize("package", [one.id for one in document_set().packages])
def test_no_package_waits_for_a_text(pacemaker: Device, package: str) -> None:
    ((_, gaps),) = gaps_of_packages(pacemaker, [package], NOW)
    assert [one.subject for one in gaps if one.topic in (Topic.TEXT, Topic.FILE)] == []
    assert {one.subject for one in gaps if one.is_blocking} == LEFT_OPEN


@pytest.mark.parametrize(("package", "reviewer"), [("us", "fda"), ("eu-mdr", "notified-body")])
def test_reviewers_find_only_what_the_sample_leaves_open(
    pacemaker: Device, package: str, reviewer: str, tmp_path: Path
) -> None:
    build_package(pacemaker, package, tmp_path / package, now=NOW, forms=("html",))
    letter = review_package([tmp_path / package], reviewer, today=NOW.date())
    assert letter.unanswered == ()
    assert {point.question.id for point in letter.points} <= ABOUT_THE_FORM | ABOUT_WHAT_IS_OPEN


def test_each_slot_has_one_text(pacemaker: Device) -> None:
    slots = [one.slot for one in pacemaker.records.of(Narrative)]
    assert len(slots) == len(set(slots))
