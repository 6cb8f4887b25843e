"""Scenario S19, its clocks: a finder's report on Friday 18:00, acknowledged within 5 working days, public on day 90.

The limits are the company's own (practice 2.3-C), so they stand in a pack of the company's.
"""

from __future__ import annotations

from datetime import datetime

import pytest

from medward.catalogue.pack import Pack
from medward.catalogue.shipped import load
from medward.clocks.duties import duties
from medward.clocks.engine import obligations
from medward.clocks.outcome import State
from tests.clocks.events import event, fact, read

FRIDAY = "2026-11-20T18:00:00-05:00"
OWN = {
    "pack": "medward-pack/1",
    "urn": "urn:medward:intl:own-cvd",
    "code": "OWN-CVD",
    "title": "Handling of reported vulnerabilities",
    "issuer": "The manufacturer",
    "number": "none",
    "jurisdiction": "intl",
    "force": "scheme",
    "asks": "Answer finders in time.",
    "licence": "Own words",
    "confidence": "P",
    "editions": [{"id": "1", "applies_from": "2026-01-01", "confidence": "P", "sources": ["OWN"]}],
    "clocks": [
        {
            "id": "CLK-C01",
            "duty": "Answer to the finder",
            "trigger": "A finder's report",
            "when": "vulnerability_learned",
            "of": "manufacturer",
            "stages": [
                {
                    "name": name,
                    "start": "vulnerability_learned",
                    "amount": amount,
                    "unit": unit,
                    "words": name,
                }
                for name, amount, unit in (
                    ("acknowledgement", 5, "working-days"),
                    ("status, day 30", 30, "calendar-days"),
                    ("status, day 60", 60, "calendar-days"),
                    ("publication", 90, "calendar-days"),
                )
            ],
            "zone": "America/New_York",
            "holidays": "US-FED",
            "recipient": "Finder",
            "channel": "Mail",
            "citation": "Policy of the company",
            "confidence": "P",
            "sources": ["OWN"],
        }
    ],
}


@pytest.fixture(scope="module")
def told() -> dict[str, tuple[State, str]]:
    """Return state and end of each stage on 1 February 2027."""
    filings = [
        {"clock": "CLK-C01", "stage": "acknowledgement", "at": "2026-11-23T10:00:00-05:00"},
        {"clock": "CLK-C01", "stage": "status, day 30", "at": "2026-12-22T10:00:00-05:00"},
    ]
    record = event([fact("vulnerability_learned", FRIDAY)], filings=filings)
    ready = duties([Pack.model_validate(OWN)])
    now = datetime.fromisoformat("2027-02-01T12:00:00-05:00")
    found = obligations(ready, read(record), load().facts, now=now)
    return {one.stage: (one.state, one.due_at.isoformat()) for one in found if one.due_at}


def test_the_acknowledgement_runs_from_friday_evening_over_thanksgiving(
    told: dict[str, tuple[State, str]],
) -> None:
    assert told["acknowledgement"] == (State.MET, "2026-11-30T23:59:59-05:00")


def test_status_updates_are_shown_as_met_or_missed(told: dict[str, tuple[State, str]]) -> None:
    assert told["status, day 30"] == (State.MISSED, "2026-12-20T23:59:59-05:00")
    assert told["status, day 60"] == (State.MISSED, "2027-01-19T23:59:59-05:00")


def test_publication_is_planned_for_day_90(told: dict[str, tuple[State, str]]) -> None:
    assert told["publication"] == (State.OPEN, "2027-02-18T23:59:59-05:00")
