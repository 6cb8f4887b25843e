"""An exercise is scored against the ends, to the minute."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from medward.catalogue.shipped import load
from medward.clocks.drill import Verdict, scores, span
from medward.clocks.engine import obligations
from tests.clocks.events import duties_named, event, fact, places, read

AWARE = "2026-03-02T09:00:00+01:00"
END = datetime.fromisoformat("2026-03-17T23:59:59+01:00")


def scored(now: datetime | None, **fields: object) -> list[tuple[Verdict, str]]:
    record = event(
        [fact("serious_incident", AWARE)],
        known={"market.eu": "yes"},
        occurred=places("DE"),
        exercise=True,
        **fields,
    )
    found = obligations(duties_named("CLK-EU-03"), read(record), load().facts, now=now)
    return [(score.verdict, score.words) for score in scores(found, now)]


def filed(at: datetime) -> list[dict[str, str]]:
    return [{"clock": "CLK-EU-03", "country": "DE", "at": at.isoformat()}]


@pytest.mark.parametrize(
    ("margin", "verdict", "words"),
    [
        pytest.param(
            timedelta(days=2, hours=3), Verdict.IN_TIME, "filed in time with 2 days 3 h left", id="early"
        ),
        pytest.param(
            timedelta(), Verdict.IN_TIME, "filed in time with less than a minute left", id="at the end"
        ),
        pytest.param(-timedelta(hours=25), Verdict.LATE, "filed late by 1 day 1 h", id="late"),
    ],
)
def test_a_filed_report_has_its_margin(margin: timedelta, verdict: Verdict, words: str) -> None:
    assert scored(None, filings=filed(END - margin)) == [(verdict, words)]


def test_what_was_not_filed_is_said() -> None:
    assert scored(None) == [(Verdict.NOT_FILED, "not filed")]
    assert scored(END + timedelta(seconds=1)) == [(Verdict.NOT_FILED, "not filed")]
    assert scored(END) == [(Verdict.RUNNING, "not due yet")]


def test_a_stopped_clock_counts_as_stopped() -> None:
    stop = {
        "clock": "CLK-EU-03",
        "effect": "stop",
        "at": AWARE,
        "by": "ORG-USR-0005",
        "reason": "Not related to the device at all",
    }
    assert scored(None, interventions=[stop]) == [(Verdict.STOPPED, "stopped with a reason")]


def test_a_span_has_its_two_largest_units() -> None:
    assert span(timedelta(days=3, hours=4, minutes=5)) == "3 days 4 h"
    assert span(timedelta(minutes=61)) == "1 h 1 min"
