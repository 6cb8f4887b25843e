"""Scenario S08, its clocks: an uncontrolled Bluetooth flaw, learned on 2 March 2026 at 09:10 at -05:00."""

from __future__ import annotations

from datetime import datetime

from medward.clocks.outcome import State
from tests.clocks.events import event, fact, found, places

US = {"market.us": "yes", "cyber_device": "yes", "isao_member": "yes"}
FLAW = [
    fact("vulnerability_learned", "2026-03-02T09:10:00-05:00"),
    fact("uncontrolled_risk", "2026-03-03T16:00:00-05:00"),
]


def test_the_communication_is_due_on_1_april_and_the_fix_on_1_may() -> None:
    told = found(event(FLAW, known=US, occurred=places("US")), "CLK-11", "CLK-12")
    assert {label: one.due_at.date().isoformat() for label, one in told.items() if one.due_at} == {
        "CLK-11": "2026-04-01",
        "CLK-12": "2026-05-01",
    }


def test_a_public_exploit_leaves_the_awareness_where_it_was() -> None:
    exploit = fact("exploited", "2026-03-20T11:00:00-05:00")
    before = found(event(FLAW, known=US, occurred=places("US")), "CLK-11", "CLK-12", "CLK-15")
    after = found(event([*FLAW, exploit], known=US, occurred=places("US")), "CLK-11", "CLK-12", "CLK-15")
    assert before == after
    assert {one.start_at for one in after.values()} == {datetime.fromisoformat("2026-03-02T09:10:00-05:00")}


def test_without_communication_in_30_days_the_correction_must_be_reported() -> None:
    started = [
        *FLAW,
        fact("correction_started", "2026-04-10T09:00:00-04:00"),
        fact("reduces_health_risk", "2026-04-10T09:00:00-04:00"),
    ]
    now = datetime.fromisoformat("2026-04-11T09:00:00-04:00")
    told = found(
        event(started, known=US, occurred=places("US")), "CLK-08", "CLK-11", "CLK-12", "CLK-13", now=now
    )
    assert told["CLK-11"].state is State.MISSED
    assert told["CLK-13"].due_at == datetime.fromisoformat("2026-04-24T23:59:59-04:00")
