"""Eleven questions beyond STRIDE that a medical device has to answer.

Source: practice 4.1, the medical prompts; the wording is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.threats.records import Threat

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet


class Prompt(NamedTuple):
    """One question; a threat names it in `prompts` when it answers it."""

    name: str
    question: str


PROMPTS: tuple[Prompt, ...] = (
    Prompt(
        "misuse by authorised user", "What can an authorised user do that harms, by intent or in a hurry?"
    ),
    Prompt("unsafe default", "What is open, enabled or shared when the device leaves its box?"),
    Prompt("battery drain", "What keeps the device awake or busy until its energy is gone?"),
    Prompt("alarm suppression", "What delays, silences or hides an alarm?"),
    Prompt("wrong patient association", "What binds data or therapy to another patient?"),
    Prompt("clock manipulation", "What happens when the clock is wrong, jumps or stops?"),
    Prompt(
        "emergency access abuse",
        "How could the way in for emergencies be abused, or be shut when it is needed?",
    ),
    Prompt("safety-limit bypass", "What moves or ignores a limit that protects the patient?"),
    Prompt("cross-patient or fleet effect", "What reaches many devices or many patients at once?"),
    Prompt("service mode left on", "What if service mode or a service account stays on?"),
    Prompt(
        "decommissioned unit resale", "What remains in a device that was sold, lent, returned or thrown away?"
    ),
)

NAMES = frozenset(prompt.name for prompt in PROMPTS)


def unanswered_prompts(records: RecordSet) -> tuple[Prompt, ...]:
    """Return the questions no threat answers."""
    answered = {name for threat in records.of(Threat) for name in threat.prompts}
    return tuple(prompt for prompt in PROMPTS if prompt.name not in answered)


def unknown_prompts(records: RecordSet) -> tuple[tuple[str, str], ...]:
    """Return (threat id, name) for every prompt name that is none of the eleven."""
    return tuple(
        (threat.id, name) for threat in records.of(Threat) for name in threat.prompts if name not in NAMES
    )
