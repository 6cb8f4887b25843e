"""Whether a vulnerability is under control, as judged from the answers, beside what is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Badge, Block, Field, Items, KeyValues, Notice, Section, listed
from medward.dossier.tones import Tone
from medward.kernel.words import spelled

if TYPE_CHECKING:
    from medward.dossier.facts import ControlLine

_TONES: Final = {
    "no-risk": Tone.GOOD, "controlled": Tone.GOOD, "uncontrolled": Tone.BAD, "cannot-tell": Tone.UNKNOWN,
}  # fmt: skip


def control_badge(line: ControlLine) -> Badge:
    """Return the verdict; where it contradicts what is recorded, it is never shown as fine."""
    tone = _TONES[line.verdict]
    return Badge(spelled(line.verdict), Tone.ATTENTION if line.flags and tone is Tone.GOOD else tone)


def rating_words(line: ControlLine) -> str:
    """Return severity, exploitability and class, as `S4, E2 or E3, R or U`; none where nothing is at risk.

    Exploitability and class are left out while nobody has answered what an attacker needs.
    """
    if line.verdict == "no-risk":
        return ""
    severity = f"severity {line.severity}" if line.severity == "unknown" else line.severity
    told = (severity, " or ".join(line.levels), " or ".join(spelled(one) for one in line.classes))
    return ", ".join(part for part in told if part)


def judgement(line: ControlLine) -> Section:
    """Return the section of an assessment's page that says how it was judged, and where that contradicts the record."""
    rating = rating_words(line)
    blocks: list[Block] = [
        KeyValues(
            (
                Field("Control state, computed", control_badge(line)),
                *((Field("Severity, exploitability, class", rating),) if rating else ()),
                Field("Why", listed(line.why)),
            )
        )
    ]
    if line.flags:
        blocks.append(Notice("The record and its answers disagree", (Items(line.flags),), Tone.ATTENTION))
    return Section(f"Under control in release {line.release}?", tuple(blocks))
