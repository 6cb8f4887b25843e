"""The parts a document of one jurisdiction has, and what each part must say, in our words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from medward.catalogue.marks import Mark
from medward.catalogue.pack import Code
from medward.kernel.records import Part, Text

OUTLINE_ID = r"^[A-Z0-9][A-Z0-9.]*(-[A-Z0-9.]+)*$"


class OutlineSection(Part):
    """One part of a document."""

    number: Text
    """Place in the document, as `3` or `3.2`."""
    title: Text
    """What it is about."""
    text: str = ""
    """What it must say, where the title does not say it all."""


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
