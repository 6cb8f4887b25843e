"""The ends of an event as a calendar file, apart from the rest, so that only an export loads its library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.clocks.agenda import agenda

if TYPE_CHECKING:
    from datetime import datetime

    from medward.workspace.clocks import Judgement


def calendar_of(judgement: Judgement, stamp: datetime) -> bytes:
    """Return the ends of an event as an iCalendar file; those of an exercise are marked."""
    return agenda(judgement.obligations, judgement.event.id, judgement.event.title, stamp)
