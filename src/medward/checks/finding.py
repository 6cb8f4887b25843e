"""A rule that is not kept, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

REASON_LENGTH: Final = 15  # practice 3.1, V04
"""Letters a reason has at least."""


class Level(StrEnum):
    """What a finding does."""

    BLOCK = "block"
    WARN = "warn"


class Breach(NamedTuple):
    """What a rule yields: it knows neither its own number nor its gate."""

    record: str
    message: str
    fix: str
    level: Level | None = None
    """Another level than the rule's own, where a policy says so."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """A breach with the rule, its gate and the place of the record."""

    rule: str
    level: Level
    gate: str
    record: str
    message: str
    fix: str
    place: str

    def __str__(self) -> str:
        """Return the one sentence form of practice 3.1, as `ID: Vnn what is wrong. Fix: what to do`."""
        return f"{self.record}: {self.rule} {self.message}. Fix: {self.fix}."
