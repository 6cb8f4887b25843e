"""Hand-written text in its place: paragraphs, with every number asked from the facts.

A number typed into the text would be the first thing to be wrong after the next change, so text names it
(`{risks}`) and the document prints what the file says then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.view_fields import live
from medward.dossier.blocks import Block, Notice, Number, Paragraph
from medward.dossier.tones import Tone
from medward.governance.narratives import Narrative

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.dossier.counts import Counts
    from medward.dossier.documents.outline import SectionOutline
    from medward.dossier.pages.context import Context

_PLACE: Final = re.compile(r"\{([a-z_]+)\}")


def figures(counts: Counts) -> dict[str, Number]:
    """Return every number a text may ask for, by name."""
    return {
        "elements": Number(counts.elements), "interfaces": Number(counts.interfaces),
        "crossings": Number(counts.crossings), "candidates": Number(counts.candidates),
        "threats": Number(counts.threats), "risks": Number(counts.risks), "controls": Number(counts.controls),
        "controls_verified": Number(counts.controls_verified, counts.controls),
        "requirements": Number(counts.requirements),
        "requirements_verified": Number(counts.requirements_verified, counts.requirements),
        "tests": Number(counts.tests), "tests_passed": Number(counts.tests_passed, counts.tests),
        "evidence": Number(counts.evidence), "components": Number(len(counts.components)),
        "components_supported": Number(counts.supported, len(counts.components)),
        "matches": Number(len(counts.matches)), "undecided_matches": Number(counts.undecided_matches),
        "blocking": Number(counts.blocking), "warnings": Number(counts.warnings),
    }  # fmt: skip


def narrative_of(slot: str, context: Context) -> Narrative | None:
    """Return the text in use written for a slot: for the target release before one for every release."""
    release = context.facts.release
    wanted = release.id if release else ""
    found = [item for item in live(context.facts.records, Narrative) if item.slot == slot]
    for one in (*(item for item in found if item.release == wanted), *found):
        if one.release in {"", wanted}:
            return one
    return None


def narrated(section: SectionOutline, context: Context) -> tuple[Block, ...]:
    """Return the text of a section, or what is still to be written there."""
    if not section.narrative:
        return ()
    written = narrative_of(section.narrative, context)
    if written is None:
        words = f"No text is recorded for {section.narrative}. {section.guidance}".strip()
        return (Notice("Still to be written", (words,), Tone.ATTENTION),)
    known = figures(context.counts)
    return tuple(Paragraph(tuple(_parts(part, known))) for part in re.split(r"\n\s*\n", written.text))


def unknown_figures(text: str, counts: Counts) -> tuple[str, ...]:
    """Return the names a text asks for and nobody knows."""
    return tuple(name for name in _PLACE.findall(text) if name not in figures(counts))


def _in_words(figure: Number | str) -> Number | str:
    """Return a share as it is read in a sentence, `29 of 30`."""
    if isinstance(figure, str) or figure.of is None:
        return figure
    return f"{figure.value:,} of {figure.of:,}"


def _parts(text: str, known: Mapping[str, Number]) -> Iterator[str | Number]:
    """Yield the text with numbers in their places; a name nobody knows stays visible."""
    flat, at = " ".join(text.split()), 0
    for found in _PLACE.finditer(flat):
        yield flat[at : found.start()]
        yield _in_words(known.get(found.group(1), found.group()))
        at = found.end()
    yield flat[at:]
