"""The lists a person sees of threats (practice 4.1)."""

from __future__ import annotations

from medward.kernel.recordset import RecordSet
from medward.threats.stride import Method, candidates
from medward.workspace.threats import threat_report
from tests.fixtures.lvp_model import flow, flow_id, lvp_records, threat_for

THREAT = threat_for(
    next(item for item in candidates(RecordSet(lvp_records())) if item.target == flow_id("F18")), 42
)


def test_the_report_lists_what_the_rules_alone_do_not_find() -> None:
    records = RecordSet(
        [*lvp_records(), flow("F29", "EE1", "EE2", "spoken word"), THREAT.replace(prompts=("typo",))]
    )
    report = threat_report(records, Method.INTERACTION)
    assert [item.interface for item in report.unread] == [flow_id("F29")]
    assert len(report.untouched) == 16
    assert len(report.prompts) == 11
    assert report.unknown_prompts == ((THREAT.id, "typo"),)
