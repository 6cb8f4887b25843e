"""Obligations as an iCalendar file (RFC 5545), so that a calendar reminds people of what is due.

Ends stand in UTC, which every calendar shows in its reader's zone; the recipient's
zone and the way of counting stand in the text. A replaced or stopped clock is sent as
cancelled under its old name, so that importing the file again takes it out.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from icalendar import Alarm, Calendar, Event, vText

from medward.clocks.drill import EXERCISE
from medward.clocks.outcome import DONE, Obligation, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_REMINDER: Final = timedelta(days=-1)


def agenda(found: Iterable[Obligation], event: str, title: str, stamp: datetime) -> bytes:
    """Return a calendar with one entry per end.

    Args:
        found: The obligations; those without an end are left out.
        event: Id of the reporting event, the ground of the entries' names.
        title: Title of the calendar.
        stamp: When it was made.
    """
    listed = [one for one in found if one.due_at is not None]
    drill = any(one.exercise for one in listed)
    calendar = Calendar()
    calendar.add("prodid", "-//Medward//Reporting clocks//EN")
    calendar.add("version", "2.0")
    name = " ".join(title.split())
    calendar.add("x-wr-calname", vText(f"{EXERCISE}: {name}" if drill else name))
    for one in listed:
        calendar.add_component(_entry(one, event, stamp))
    data: bytes = calendar.to_ical()
    return data


def _entry(one: Obligation, event: str, stamp: datetime) -> Event:
    """Return one end as a calendar entry with a reminder a day before."""
    mark = f"{EXERCISE} " if one.exercise else ""
    doubt = "if it applies: " if one.state is State.CANNOT_TELL else ""
    summary = f"{mark}{one.label}: {doubt}{one.definition.duty}"
    entry = Event()
    entry.add("uid", f"{event}.{re.sub(r'[^A-Za-z0-9.-]+', '-', one.label)}@medward")
    entry.add("dtstamp", stamp.astimezone(UTC))
    entry.add("summary", summary)
    if one.due_at is not None:
        entry.add("dtstart", one.due_at.astimezone(UTC))
        entry.add("dtend", one.due_at.astimezone(UTC))
    entry.add("description", f"{mark}{description(one)}")
    entry.add("status", _status(one))
    entry.add("transp", "TRANSPARENT")
    if one.state not in DONE:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", _REMINDER)
        entry.add_component(alarm)
    return entry


def _status(one: Obligation) -> str:
    """Return how sure the entry is, in the words of the standard."""
    if one.state in {State.REPLACED, State.STOPPED}:
        return "CANCELLED"
    return "TENTATIVE" if one.state is State.CANNOT_TELL else "CONFIRMED"


def description(one: Obligation) -> str:
    """Return what a person has to know about an obligation, line by line."""
    clock = one.definition
    lines = [
        f"State: {one.state}" + (f", replaced by {one.replaced_by}" if one.replaced_by else ""),
        f"Counted: {one.counting}" + (f" ({', '.join(one.flags)})" if one.flags else ""),
        f"To: {clock.recipient} by {clock.channel}",
        f"Owed by: {clock.of}",
        f"Citation: {clock.citation} (confidence {clock.confidence})",
        *(f"Reading: {reading.words}" for reading in one.readings),
        *([one.provisional] if one.provisional else []),
        *([one.intervention] if one.intervention else []),
        *(f"Open question: {question}" for question in one.unknown),
    ]
    return "\n".join(lines)
