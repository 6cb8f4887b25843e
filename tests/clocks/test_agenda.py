"""The exported calendar, read back by the library that calendars use."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar

from medward.catalogue.shipped import load
from medward.clocks.agenda import agenda
from medward.clocks.engine import obligations
from tests.clocks.events import duties_named, event, fact, places, read

STAMP = datetime(2026, 3, 9, 12, tzinfo=UTC)


def calendar(*, exercise: bool = False, title: str = "Pump restarted") -> Calendar:
    record = event(
        [fact("serious_incident", "2026-03-02T09:00:00+01:00"), fact("death", "2026-03-09T09:00:00+01:00")],
        known={"market.eu": "yes"},
        occurred=places("DE"),
        exercise=exercise,
    )
    found = obligations(duties_named("CLK-EU-02", "CLK-EU-03", "CLK-EU-07"), read(record), load().facts)
    data = agenda(found, record.id, title, STAMP)
    assert data == agenda(found, record.id, title, STAMP)
    read_back = Calendar.from_ical(data)
    assert isinstance(read_back, Calendar)
    return read_back


def test_each_end_is_an_entry_at_its_instant_with_a_reminder() -> None:
    first, second = calendar().walk("VEVENT")
    assert first.decoded("dtstart") == datetime(2026, 3, 12, 22, 59, 59, tzinfo=UTC)
    assert str(first["uid"]) == "LVP-RPE-0001.CLK-EU-02-DE@medward"
    assert first["status"] == "CONFIRMED"
    assert "MDR 87(5)" in first["description"]
    assert len(first.walk("VALARM")) == 1
    assert second["status"] == "CANCELLED"
    assert "replaced by CLK-EU-02" in second["description"]


def test_a_drill_says_so_on_every_entry() -> None:
    drill = calendar(exercise=True)
    assert str(drill["x-wr-calname"]).startswith("EXERCISE")
    for entry in drill.walk("VEVENT"):
        assert str(entry["summary"]).startswith("EXERCISE")
        assert str(entry["description"]).startswith("EXERCISE")


def test_text_cannot_break_out_of_its_line() -> None:
    title = "One\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR; two, three"
    read_back = calendar(title=title)
    shown = str(read_back["x-wr-calname"]).replace("\\", "")
    assert shown == "One END:VCALENDAR BEGIN:VCALENDAR; two, three"
    assert len(read_back.walk("VEVENT")) == 2
