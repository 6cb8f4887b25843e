"""Claims that are often read and are wrong, each with what is right and where that stands."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from medward.catalogue.marks import Mark
from medward.catalogue.pack import ClauseId, Code
from medward.kernel.records import Part, Text


class Correction(Part):
    """One wrong claim and the fact that corrects it."""

    id: ClauseId
    """Stable id, as `COR-US-01`."""
    wrong: Text
    """What is claimed."""
    right: Text
    """What is so."""
    about: tuple[Code, ...] = ()
    """Instruments it is about."""
    confidence: Mark
    """How sure we are."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where it comes from."""
