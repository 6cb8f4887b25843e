"""How well an exercise was reported: every clock with an end, scored against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from medward.clocks.outcome import Obligation, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, timedelta

EXERCISE: Final = "EXERCISE"
"""Stands on every output of a drill."""


class Verdict(StrEnum):
    """What became of one report."""

    IN_TIME = "filed in time"
    LATE = "filed late"
    NOT_FILED = "not filed"
    RUNNING = "not due yet"
    STOPPED = "stopped with a reason"


@dataclass(frozen=True, slots=True)
class Score:
    """One report of an exercise."""

    obligation: Obligation
    verdict: Verdict
    margin: timedelta | None
    """Time left when it was filed; negative when late; none when it was not filed."""

    @property
    def words(self) -> str:
        """The verdict with its margin, as `filed late by 1 day 2 h`."""
        if self.margin is None:
            return self.verdict
        how = "by" if self.verdict is Verdict.LATE else "with"
        left = "" if self.verdict is Verdict.LATE else " left"
        return f"{self.verdict} {how} {span(abs(self.margin))}{left}"


def scores(found: Iterable[Obligation], now: datetime | None) -> tuple[Score, ...]:
    """Return the score of every report that was due, in the order of the obligations.

    Without an instant to judge at, what was not filed counts as not filed. A replaced clock
    is not scored: the shorter one is.
    """
    judged = [one for one in found if one.due_at is not None and one.is_triggered]
    return tuple(_score(one, now) for one in judged if one.state is not State.REPLACED)


def _score(one: Obligation, now: datetime | None) -> Score:
    """Return the score of one obligation with an end."""
    if one.filed_at is not None and one.due_at is not None:
        margin = one.due_at - one.filed_at
        return Score(one, Verdict.LATE if one.late_by else Verdict.IN_TIME, margin)
    if one.state is State.STOPPED:
        return Score(one, Verdict.STOPPED, None)
    running = now is not None and one.due_at is not None and now <= one.due_at
    return Score(one, Verdict.RUNNING if running else Verdict.NOT_FILED, None)


def span(length: timedelta) -> str:
    """Return a length of time in its two largest units, as `1 day 2 h`."""
    minutes = int(length.total_seconds()) // 60
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    named = [(days, "day" if days == 1 else "days"), (hours, "h"), (left, "min")]
    shown = [f"{count} {unit}" for count, unit in named if count][:2]
    return " ".join(shown) or "less than a minute"
