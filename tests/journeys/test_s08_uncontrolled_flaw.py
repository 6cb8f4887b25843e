"""Scenario S08, its risk: an uncontrolled Bluetooth flaw, its clocks, its work order, and units protected so far."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from medward.checks.case import Case
from medward.devices.records import Release
from medward.errors import InvalidRecordError
from medward.governance.defaults import current_policies
from medward.governance.programme import Membership
from medward.kernel.recordset import RecordSet
from medward.verification.records import Evidence
from medward.vex.records import Assessment, InterimControl
from medward.workspace.controlled import FieldJudgement, field_of, judge_assessment
from medward.workspace.triage_select import one_assessment
from tests.checks.sample import clean, sealed
from tests.fixtures.device_files import medward, medward_json, write_device
from tests.fixtures.products import AWARE, FLAW

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.records import Record

REPORT = b"the service menu switches the radio off"
SHA = hashlib.sha256(REPORT).hexdigest()
OFF = InterimControl(
    measure="Bluetooth switched off in the service menu",
    closes=True,
    evidence=("LVP-EVD-0001",),
    units_reported=1204,
    reported_on=date(2026, 3, 10),
)
JUDGED = Assessment(
    id="LVP-VAS-0002",
    title="Rate can be written without pairing",
    status="affected",
    vulnerability=FLAW.id,
    release="LVP-REL-0001",
    component="pkg:generic/libble@1.0",
    risks=("LVP-RSK-0001",),
    harms=("LVP-HRM-0001",),
    first_seen_at=AWARE,
    decided_at="2026-03-03T16:00:00-05:00",
    action_statement="Switch Bluetooth off.",
    vector="CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H",
    ssvc={"exploitation": "none", "utility": "laborious", "technical_impact": "total"},
    units_concerned=4812,
    interim=(OFF,),
)


def records(*changed: Record) -> list[Record]:
    """Return the device file with the flaw, and what is changed in it."""
    known = clean()
    evidence = known["LVP-EVD-0001"]
    assert isinstance(evidence, Evidence)
    known |= {one.id: one for one in (FLAW, JUDGED, evidence.replace(sha256=SHA), *changed)}
    return sealed(known.values())


def judged(folder: Path, now: str, *changed: Record) -> FieldJudgement:
    """Return the flaw as it is judged at an instant."""
    known = RecordSet(records(*changed))
    moment = datetime.fromisoformat(now)
    policies = current_policies(known, moment.date())
    case = Case(known, known.of(Release)[0], moment, {"evidence/4.2.0/ble.xml": SHA}, policies)
    return judge_assessment(field_of(folder, case), one_assessment(known, JUDGED.id))


def ends(found: FieldJudgement) -> dict[str, str]:
    """Return the day each clock ends on."""
    return {one.label: one.due_at.date().isoformat() for one in found.clocks if one.due_at}


def test_e4_and_s4_are_u_and_uncontrolled_with_clocks_on_1_april_and_1_may(tmp_path: Path) -> None:
    found = judged(tmp_path, "2026-03-04T09:00:00-05:00")
    assert (found.judged.levels, [*found.judged.cells]) == (("E4",), ["U"])
    assert (found.asked.severity, found.judged.verdict) == ("S4", "uncontrolled")
    assert found.judged.work == "out of cycle, as soon as possible"
    assert ends(found) == {"CLK-11": "2026-04-01", "CLK-12": "2026-05-01"}
    assert found.order.supplier == ("out-of-cycle",)


def test_a_public_exploit_gives_e5_and_immediate_and_leaves_the_awareness_where_it_was(
    tmp_path: Path,
) -> None:
    before = judged(tmp_path, "2026-03-20T09:00:00-04:00")
    after = judged(tmp_path, "2026-03-20T09:00:00-04:00", FLAW.replace(exploit="poc"))
    assert (after.judged.levels, after.order.supplier) == (("E5",), ("immediate",))
    assert ends(after) == ends(before)
    starts = {one.start_at for one in after.clocks if one.start_at}
    assert starts == {datetime.fromisoformat(AWARE)}


def test_a_measure_counts_for_1204_reported_units_and_3608_remain(tmp_path: Path) -> None:
    units = judged(tmp_path, "2026-03-12T09:00:00-04:00").judged.units
    assert units is not None
    assert (units.concerned, units.configured, units.remaining) == (4812, 1204, 3608)
    unproven = JUDGED.replace(interim=(OFF.model_copy(update={"evidence": ()}),))
    refused = judged(tmp_path, "2026-03-12T09:00:00-04:00", unproven).judged.units
    assert refused is not None
    assert refused.remaining == 4812


def test_all_units_reported_stops_the_clocks_from_being_asked_for(tmp_path: Path) -> None:
    everywhere = JUDGED.replace(interim=(OFF.model_copy(update={"units_reported": 4812}),))
    found = judged(tmp_path, "2026-03-12T09:00:00-04:00", everywhere)
    assert (found.judged.verdict, found.clocks) == ("controlled", ())


def test_discretion_stays_open_while_conditions_are_unknown_and_ends_with_a_missed_clock(
    tmp_path: Path,
) -> None:
    member = Membership(
        id="ORG-MEM-0001",
        title="ISAO",
        collaboration="ORG-ORG-0001",
        covers="pumps",
        contact="ORG-USR-0001",
        agreement="A-1",
        since=date(2025, 1, 1),
        participation=({"shared_on": date(2026, 1, 5), "sharing": "given", "what": "indicators"},),
    )
    early = {one.text: one.answer.value for one in judged(tmp_path, "2026-03-12T09:00:00-04:00").conditions}
    assert len(early) == 4
    assert set(early.values()) == {"unknown"}
    late = judged(tmp_path, "2026-06-01T09:00:00-04:00", member)
    answers = [one.answer.value for one in late.conditions]
    assert answers == ["unknown", "no", "no", "yes"]


def test_the_command_says_so_ends_with_1_and_never_says_exempt(tmp_path: Path) -> None:
    folder = write_device(tmp_path, records(), "LVP-REL-0001")
    (folder / "evidence/4.2.0").mkdir(parents=True)
    (folder / "evidence/4.2.0/ble.xml").write_bytes(REPORT)
    shown = medward(folder, "risk", "controlled", JUDGED.id)
    assert shown.returncode == 1
    assert "uncontrolled: out of cycle, as soon as possible" in shown.stdout
    assert "4,812 concerned, 1,204 protected by an interim measure, 3,608 as they were" in shown.stdout
    assert "Clock CLK-11: 2026-04-01, missed" in shown.stdout
    assert "exempt" not in shown.stdout
    listed = medward_json(folder, "risk", "controlled")["assessments"]
    assert isinstance(listed, list)
    assert {one["id"]: one["verdict"] for one in listed} == {
        "LVP-VAS-0001": "no-risk",
        "LVP-VAS-0002": "uncontrolled",
    }


def test_an_assessment_under_investigation_does_not_stop_the_clocks(tmp_path: Path) -> None:
    found = judged(tmp_path, "2026-03-04T09:00:00-05:00", JUDGED.replace(status="under-investigation"))
    assert ends(found)["CLK-11"] == "2026-04-01"
    assert found.judged.verdict == "uncontrolled"


def test_an_answer_or_a_metric_that_does_not_exist_is_named(tmp_path: Path) -> None:
    odd = OFF.model_copy(update={"closes": False, "changes": ("MAV:Q",)})
    found = judged(tmp_path, "2026-03-12T09:00:00-04:00", JUDGED.replace(interim=(odd,)))
    assert any("does not count" in line and "AV has no value 'Q'" in line for line in found.judged.why)
    with pytest.raises(InvalidRecordError, match="LVP-VAS-0002: supplier: 'huge' is no answer to utility"):
        judged(tmp_path, "2026-03-12T09:00:00-04:00", JUDGED.replace(ssvc={"utility": "huge"}))
