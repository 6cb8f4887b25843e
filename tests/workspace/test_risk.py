"""Which open assessments reopen a risk (practice 2.3-B)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from medward.kernel.recordset import RecordSet
from medward.threats.stride import candidates
from medward.vex.records import Assessment
from medward.workspace.risk import open_events
from tests.fixtures.lvp_model import flow_id, lvp_records, threat_for
from tests.fixtures.risk_cases import harms, release, risk

F18 = flow_id("F18")
THREAT = threat_for(next(item for item in candidates(RecordSet(lvp_records())) if item.target == F18), 42)
RISK = risk(17, "S4", "E2", threats=(THREAT.id,), status="accepted")


def assessment(**changes: object) -> Assessment:
    fields: dict[str, object] = {
        "id": "LVP-VAS-0231",
        "title": "BLE stack",
        "vulnerability": "LVP-VUL-0231",
        "release": "LVP-REL-0002",
        "component": "ble-stack 1.2",
        "interfaces": (F18,),
        "first_seen_at": datetime(2026, 6, 1, tzinfo=UTC),
    }
    return Assessment.model_validate({**fields, **changes})


def events(item: Assessment) -> dict[str, tuple[str, ...]]:
    records = RecordSet([*lvp_records(), *harms(), release(), THREAT, RISK, item])
    return open_events(records, release())


@pytest.mark.parametrize(
    ("changes", "reopens"),
    [
        pytest.param({"status": "new"}, True, id="new"),
        pytest.param({"status": "under-investigation"}, True, id="under investigation"),
        pytest.param({"status": "affected"}, True, id="affected, control undetermined"),
        pytest.param({"status": "affected", "control_state": "uncontrolled"}, True, id="uncontrolled"),
        pytest.param({"status": "affected", "control_state": "controlled"}, False, id="controlled"),
        pytest.param({"status": "not-affected"}, False, id="not affected"),
        pytest.param({"status": "fixed"}, False, id="fixed"),
        pytest.param({"release": "LVP-REL-0003"}, False, id="another release"),
        pytest.param({"interfaces": (flow_id("F09"),)}, False, id="another interface"),
        pytest.param({"risks": ("LVP-RSK-0099",)}, False, id="names another risk"),
    ],
)
def test_an_unsettled_assessment_reopens_the_risks_it_bears_on(
    changes: dict[str, object],
    reopens: bool,  # noqa: FBT001 - a case
) -> None:
    assert ("LVP-RSK-0017" in events(assessment(**changes))) is reopens


def test_the_event_names_assessment_and_vulnerability() -> None:
    assert events(assessment())["LVP-RSK-0017"] == ("vulnerability: LVP-VAS-0231 (LVP-VUL-0231) is new",)
