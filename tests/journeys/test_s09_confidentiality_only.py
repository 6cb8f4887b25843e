"""Scenario S09: a flaw that hits confidentiality only is controlled, routine, and a question of privacy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.case import Case
from medward.devices.records import Release
from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet
from medward.risk.cvss import score
from medward.vex.records import Assessment
from medward.workspace.controlled import FieldJudgement, field_of, judge_assessment
from medward.workspace.triage_select import one_assessment
from tests.checks.sample import NOW, clean, decision, sealed

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.records import Record

VECTOR = "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N"
LEAK = Assessment(
    id="LVP-VAS-0002",
    title="Ward names readable on the memory card",
    status="affected",
    vulnerability="LVP-VUL-0001",
    release="LVP-REL-0001",
    component="pkg:generic/libble@1.0",
    first_seen_at="2026-05-20T10:00:00Z",
    action_statement="Wipe the card before disposal.",
    vector=VECTOR,
    patient_severity="S0",
    ssvc={"exploitation": "none", "utility": "laborious", "technical_impact": "partial"},
)


def judged(folder: Path, *more: Record, leak: Assessment = LEAK) -> FieldJudgement:
    known = RecordSet(sealed({**clean(), **{one.id: one for one in (leak, *more)}}.values()))
    case = Case(known, known.of(Release)[0], NOW, {}, current_policies(known, NOW.date()))
    return judge_assessment(field_of(folder, case), one_assessment(known, leak.id))


def test_it_is_controlled_and_routine_without_30_and_60_day_clocks(tmp_path: Path) -> None:
    found = judged(tmp_path)
    assert str(score(VECTOR).final.value) == "3.3"
    assert (found.judged.verdict, found.judged.work) == ("controlled", "routine update")
    assert (found.clocks, found.conditions) == ((), ())
    assert not found.needs_somebody


def test_a_privacy_decision_is_opened_and_closes_when_it_is_signed(tmp_path: Path) -> None:
    assert judged(tmp_path).judged.privacy
    assert judged(tmp_path).privacy_decided == ""
    assert judged(tmp_path, decision(2, "privacy", LEAK.id)).privacy_decided == "LVP-DEC-0002"
    draft = decision(2, "privacy", LEAK.id, status="draft")
    assert judged(tmp_path, draft).privacy_decided == ""


def test_an_effect_on_the_patient_or_an_open_question_takes_the_short_way_away(tmp_path: Path) -> None:
    harmful = judged(tmp_path, leak=LEAK.replace(patient_severity="S4"))
    assert "only confidentiality" not in harmful.judged.why[0]
    unknown = judged(tmp_path, leak=LEAK.replace(patient_severity=""))
    assert unknown.judged.verdict == "cannot-tell"
