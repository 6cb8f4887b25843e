"""Clocks of a device file and of a file of facts: errors with file and line, marks on exercises."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from medward.clocks.outcome import State
from medward.errors import InvalidInputError, MedwardError, NotFoundError
from medward.workspace.clock_calendar import calendar_of
from medward.workspace.clocks import judge, judge_open, read_event, ready_duties, to_json
from medward.workspace.device import open_device

PUMP = Path(__file__).parents[2] / "src" / "medward" / "examples" / "infusion-pump"
REPORTING = PUMP / "records" / "reporting"
NOW = datetime.fromisoformat("2026-06-15T12:00:00+00:00")
FACTS = """\
kind: reporting-event/1
id: LVP-RPE-0009
title: A pump stopped
summary: A pump stopped.
occurred:
  - country: DE
known:
  market.eu: 'yes'
learned:
  - fact: serious_incident
    at: 2026-03-02T09:00:00+01:00
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_facts_alone_suffice_without_a_device_file(tmp_path: Path) -> None:
    judgement = judge(tmp_path, read_event(written(tmp_path, FACTS)), NOW)
    (one,) = [one for one in judgement.running if one.clock == "CLK-EU-03"]
    assert one.due_at is not None
    assert one.due_at.isoformat() == "2026-03-17T23:59:59+01:00"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        pytest.param("serious_incident", "serious_accident", 10, "no fact 'serious_accident'", id="fact"),
        pytest.param("market.eu: 'yes'", "market.eu: perhaps", 8, "takes yes, no", id="value"),
        pytest.param("09:00:00+01:00", "09:00:00", 11, "timezone", id="no offset"),
        pytest.param("country: DE", "country: UK", 6, "write GB", id="country"),
        pytest.param("known:", "knwon:", 8, "no such field", id="unknown field"),
        pytest.param("reporting-event/1", "reporting-event/2", 1, "reads reporting-event/1", id="version"),
        pytest.param("reporting-event/1", "threats/1", 1, "no kind", id="kind"),
        pytest.param("id: LVP", "id: [LVP", 3, "not readable", id="not YAML"),
    ],
)
def test_a_bad_file_of_facts_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    path = written(tmp_path, FACTS.replace(old, new, 1))
    with pytest.raises(MedwardError, match=message) as caught:
        judge(tmp_path, read_event(path), NOW)
    assert caught.value.place == f"{path.as_posix()}:{line}"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param("  - clock: CLK-99\n    at: 2026-03-03T09:00:00+01:00\n", "CLK-99", id="no such clock"),
        pytest.param(
            "  - clock: CLK-EU-03\n    stage: final\n    at: 2026-03-03T09:00:00+01:00\n",
            "no stage 'final'",
            id="no such stage",
        ),
    ],
)
def test_a_filing_that_answers_nothing_is_refused(tmp_path: Path, rows: str, message: str) -> None:
    path = written(tmp_path, f"{FACTS}filings:\n{rows}")
    with pytest.raises(InvalidInputError, match=message) as caught:
        judge(tmp_path, read_event(path), NOW)
    assert caught.value.place.startswith(f"{path.as_posix()}:1")


def test_two_records_or_another_kind_are_no_facts(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="2 documents"):
        read_event(written(tmp_path, f"{FACTS}---\n{FACTS}"))
    zone = "kind: zone/1\nid: LVP-ZON-0001\ntitle: Inside\ntrust: high\n"
    with pytest.raises(MedwardError):
        read_event(written(tmp_path, zone))
    with pytest.raises(NotFoundError):
        read_event(tmp_path / "none.yaml")


def test_the_closed_event_of_the_pump_met_every_clock_it_ran() -> None:
    judgement = judge(PUMP, read_event(REPORTING / "event-gateway-restart.yaml"), NOW)
    assert {one.state for one in judgement.running} == {State.MET}
    assert {one.clock for one in judgement.running} == {"CLK-01", "CLK-03", "CLK-EU-03", "CLK-EU-08"}
    assert not judgement.scores


def test_the_exercise_of_the_pump_is_scored_and_marked_everywhere() -> None:
    judgement = judge(PUMP, read_event(REPORTING / "exercise-stolen-login.yaml"), NOW)
    told = {score.obligation.label: score.words for score in judgement.scores}
    assert told["CLK-EU-02 DE"] == "filed in time with 2 days 13 h left"
    assert told["CLK-CA-01"] == "filed late by 1 day 16 h"
    assert told["CLK-EU-17"] == "not filed"
    document = to_json(judgement)
    assert document["watermark"] == "EXERCISE"
    assert {row["watermark"] for row in (*document["obligations"], *document["scores"])} == {"EXERCISE"}
    calendar = Calendar.from_ical(calendar_of(judgement, NOW))
    assert all(str(entry["summary"]).startswith("EXERCISE") for entry in calendar.walk("VEVENT"))


def test_a_real_event_can_be_run_as_a_drill_and_bears_no_mark_otherwise(tmp_path: Path) -> None:
    given = read_event(written(tmp_path, FACTS))
    assert to_json(judge(tmp_path, given, NOW, drill=True))["watermark"] == "EXERCISE"
    assert "EXERCISE" not in json.dumps(to_json(judge(tmp_path, given, NOW)))


def test_open_events_of_a_device_file_are_judged_and_closed_ones_rest(tmp_path: Path) -> None:
    folder = tmp_path / "pump"
    shutil.copytree(PUMP, folder)
    assert judge_open(open_device(folder), NOW) == []
    event = FACTS.replace("LVP-RPE-0009", "LVP-RPE-0003")
    (folder / "records" / "reporting" / "new.yaml").write_text(event, encoding="utf-8")
    (judgement,) = judge_open(open_device(folder), NOW)
    assert any(one.clock == "CLK-EU-03" and one.state is State.MISSED for one in judgement.running)


def test_a_companys_own_clock_runs_beside_the_shipped_ones(tmp_path: Path) -> None:
    assert len(ready_duties(tmp_path)[1]) == 118


def test_a_contradiction_and_a_day_ahead_are_said_before_any_end(tmp_path: Path) -> None:
    text = FACTS + (
        "  - {fact: death, at: 2026-03-03T09:00:00+01:00}\n"
        "  - {fact: death, value: 'no', at: 2026-03-04T09:00:00+01:00}\n"
    )
    given = read_event(written(tmp_path, text))
    late = judge(tmp_path, given, NOW)
    assert late.doubts == ("a death: said and also denied; the yes counts until a named person stops it",)
    early = judge(tmp_path, given, datetime.fromisoformat("2026-03-02T12:00:00+00:00"))
    assert any(
        "a death: learned on 2026-03-03 09:00+0100, after the instant this is judged at" in words
        for words in early.doubts
    )
    assert to_json(late)["doubts"] == list(late.doubts)
