"""How states, classes and instants are put into words, the same on every page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from medward.dossier.blocks import Badge, Cell, Code, Phrase
from medward.dossier.tones import Tone
from medward.kernel.words import spelled

_TONES: Final[dict[Tone, frozenset[str]]] = {
    Tone.GOOD: frozenset(
        {
            "passed", "verified", "effective", "approved", "mitigated", "fixed", "active", "ready", "released",
            "actively-maintained", "not-affected", "closed", "implemented", "yes", "mitigate",
        }
    ),
    Tone.ATTENTION: frozenset(
        {
            "draft", "in-review", "treating", "identified", "assessed", "reopened", "under-investigation", "new",
            "accepted", "transferred", "passed-with-deviation", "no-longer-maintained", "warning", "undecided",
            "controls-verified", "residual-assessed", "requested", "impact-assessed",
            "accept", "transfer", "open", "fix", "maybe",
        }
    ),
    Tone.BAD: frozenset({"failed", "blocked", "blocking", "missing", "unacceptable", "affected", "abandoned"}),
    Tone.UNKNOWN: frozenset({"unknown", "cannot-tell", "undetermined", "not-run", "not computed", "no record"}),
}  # fmt: skip
_TONE_OF: Final = {word: tone for tone, words in _TONES.items() for word in words}

CLASS_WORDS: Final = {"A": "acceptable", "R": "needs a benefit-risk decision", "U": "unacceptable"}
CLASS_TONES: Final = {"A": Tone.GOOD, "R": Tone.ATTENTION, "U": Tone.BAD}

STRIDE_WORDS: Final = {
    "S": "spoofing",
    "T": "tampering",
    "R": "repudiation",
    "I": "information disclosure",
    "D": "denial of service",
    "E": "elevation of privilege",
}

CATEGORY_WORDS: Final = {
    "authentication": "Authentication",
    "authorization": "Authorization",
    "cryptography": "Cryptography",
    "code-data-execution-integrity": "Code, data and execution integrity",
    "confidentiality": "Confidentiality",
    "event-detection-logging": "Event detection and logging",
    "resiliency-recovery": "Resiliency and recovery",
    "firmware-software-updates": "Firmware and software updates",
}
"""The eight control categories (practice 4.17) in the order of the guidance."""


TEST_KIND_WORDS: Final = {
    "fuzz": "fuzz testing",
    "sast": "static analysis (SAST)",
    "dast": "dynamic analysis (DAST)",
    "sca": "software composition analysis (SCA)",
}
"""Kinds of test that are known by an abbreviation, spelled out."""


def badge(word: str) -> Badge:
    """Return a state as a badge; a word without a meaning of its own stays neutral."""
    return Badge(spelled(word), _TONE_OF.get(word, Tone.NEUTRAL))


def marked(sentence: str) -> str | Phrase:
    """Return a sentence whose `commands` and names of fields stand in a fixed-width face.

    A sentence with a mark that is never closed stays as it is.
    """
    parts = sentence.split("`")
    if len(parts) == 1 or len(parts) % 2 == 0:
        return sentence
    return Phrase(tuple(Code(part) if number % 2 else part for number, part in enumerate(parts) if part))


def class_badge(letter: str) -> Badge:
    """Return a risk class as its letter and meaning."""
    return Badge(letter, CLASS_TONES[letter]) if letter in CLASS_TONES else Badge("unknown", Tone.UNKNOWN)


def instant(moment: datetime) -> str:
    """Return date, time and offset as they are signed and shown (21 CFR 11.50(a)(2))."""
    zone = (
        "UTC"
        if moment.utcoffset() == UTC.utcoffset(None)
        else moment.strftime("UTC%z")[:6] + ":" + moment.strftime("%z")[3:]
    )
    return f"{moment:%Y-%m-%d %H:%M:%S} {zone}"


def shown_instant(stored: str) -> str:
    """Return a stored ISO instant for people, unchanged where it is not one."""
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    return instant(moment) if moment.tzinfo else stored


def or_unknown(value: str) -> Cell:
    """Return a value, or the word unknown as a badge: nothing is shown as fine because it is empty."""
    return value or Badge("unknown", Tone.UNKNOWN)
