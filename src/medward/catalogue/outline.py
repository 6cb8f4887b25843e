"""The parts a document of one jurisdiction has, and what each part must say, in our words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from medward.catalogue.marks import Mark
from medward.catalogue.pack import Code
from medward.kernel.records import Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTLINE_ID = r"^[A-Z0-9][A-Z0-9.]*(-[A-Z0-9.]+)*$"


class OutlineSection(Part):
    """One part of a document."""

    number: Text
    """Place in the document, as `3` or `3.2`."""
    title: Text
    """What it is about."""
    text: str = ""
    """What it must say, where the title does not say it all."""
    answered_by: tuple[Text, ...] = ()
    """Outlines (`US-TM`), parts of them (`US-TM/4`) and clauses whose content answers it, for those who write it."""
    asked_by: tuple[Code, ...] = ()
    """Instruments that say what belongs here, for those who write it."""


class Outline(Part):
    """One document or form as an authority expects it."""

    id: Annotated[str, StringConstraints(pattern=OUTLINE_ID)]
    """Stable id, as `CA-CYB-SECTION`."""
    title: Text
    """What the document is called."""
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,4}$")]
    """Whose expectation it is; `intl` for none in particular."""
    deliverable: str = ""
    """Code of `deliverables.yaml`, where it is one of them."""
    instruments: tuple[Code, ...] = ()
    """Instruments it answers."""
    sections: Annotated[tuple[OutlineSection, ...], Field(min_length=1)]
    """Its parts in order."""
    confidence: Mark
    """How sure we are that it is expected so."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where it comes from."""


def answering(outline: Outline) -> Iterator[tuple[str, str]]:
    """Yield id and title of an outline and of each of its parts: what `answered_by` may name beside clauses."""
    yield outline.id, outline.title
    for part in outline.sections:
        yield f"{outline.id}/{part.number}", part.title
