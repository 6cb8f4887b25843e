"""Hand-written text of documents: a record of its own, so that building a document again never loses it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from medward.kernel.records import Record, RefTo, Text


class Narrative(Record):
    """Text a person wrote for one place of the documents; numbers in it are asked for by name."""

    kind: ClassVar[str] = "narrative"
    prefix: ClassVar[str] = "NAR"

    slot: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Place it is written for, as `threat-model-method`."""
    release: Annotated[str, RefTo("release")] = ""
    """Release it speaks of; empty for every release."""
    text: Text
    """Paragraphs with an empty line between; `{threats}` stands for a number of the file, and is filled in."""
