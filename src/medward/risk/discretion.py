"""The four conditions under which FDA does not intend to enforce reporting of a correction.

Each is answered yes, no or unknown, with what answers it. Nothing here says "exempt":
while one condition is unknown, nobody can tell, and discretion is FDA's.

Source: FDA postmarket guidance 2016, VII.B; practice 4.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What can be said of a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition with its answer and what answers it."""

    text: str
    answer: Answer
    evidence: str


def answer_of(value: object) -> Answer:
    """Return a fact as an answer; what nobody stated is unknown."""
    if isinstance(value, bool):
        return Answer.YES if value else Answer.NO
    return Answer.UNKNOWN


def opposite(answer: Answer) -> Answer:
    """Return the answer to the opposite question; unknown stays unknown."""
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, answer)


def any_of(*answers: Answer) -> Answer:
    """Return whether one of several holds; one open answer keeps a no from being told."""
    if Answer.YES in answers:
        return Answer.YES
    return Answer.UNKNOWN if Answer.UNKNOWN in answers else Answer.NO


def conclusion(conditions: tuple[Condition, ...]) -> str:
    """Return what follows from the conditions, in words that promise nothing."""
    failed = [one.text for one in conditions if one.answer is Answer.NO]
    unknown = [one.text for one in conditions if one.answer is Answer.UNKNOWN]
    if failed:
        return f"not all conditions are met ({'; '.join(failed)}): report the correction under 21 CFR 806"
    if unknown:
        return f"cannot be told while open: {'; '.join(unknown)}"
    return "all four conditions are met; whether to enforce stays FDA's discretion, keep this with the file"
