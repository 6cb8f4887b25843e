"""Builds events for the tests of the clocks, and asks the engine about them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from medward.catalogue.shipped import load
from medward.clocks.duties import Duty, duties
from medward.clocks.engine import obligations
from medward.clocks.records import ReportingEvent
from medward.clocks.situation import Situation, situation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from medward.clocks.outcome import Obligation


def event(learned: list[dict[str, object]], **fields: object) -> ReportingEvent:
    """Return an event with these facts."""
    return ReportingEvent.model_validate(
        {
            "id": "LVP-RPE-0001",
            "title": "An event",
            "summary": "What happened",
            "learned": learned,
            **fields,
        }
    )


def fact(name: str, at: str, value: str = "yes", by: str = "employee") -> dict[str, object]:
    """Return one learned fact."""
    return {"fact": name, "at": at, "value": value, "by": by}


def places(*countries: str) -> list[dict[str, str]]:
    """Return where it happened."""
    return [{"country": country} for country in countries]


@cache
def shipped_duties() -> tuple[Duty, ...]:
    """Return the clocks of the shipped catalogue."""
    return duties(load().packs)


@cache
def duties_named(*ids: str) -> tuple[Duty, ...]:
    """Return some clocks of the shipped catalogue."""
    return tuple(duty for duty in shipped_duties() if duty.clock.id in ids)


def read(record: ReportingEvent, product: Mapping[str, bool] | None = None) -> Situation:
    """Return an event as the engine reads it."""
    return situation(record, product or {}, load().facts)


def found(
    record: ReportingEvent, *ids: str, now: datetime | None = None, proposals: bool = False
) -> dict[str, Obligation]:
    """Return the obligations of some clocks, all of them when none is named, by label."""
    ready = duties_named(*ids) if ids else shipped_duties()
    asked = obligations(ready, read(record), load().facts, now=now, proposals=proposals)
    return {one.label: one for one in asked}


def due(record: ReportingEvent, label: str) -> str:
    """Return when one obligation ends, as text."""
    end = found(record, label.split(maxsplit=1)[0])[label].due_at
    return end.isoformat() if end else "none"
