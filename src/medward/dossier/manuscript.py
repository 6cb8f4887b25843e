"""A document as it is handed in: cover, signatures, revisions and numbered sections around the block tree.

A `Manuscript` is a value like a page. PDF, Word and the single HTML file are made from the same one, so the
three cannot differ in what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from medward.dossier.blocks import Details, Figure, Section

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.dossier.blocks import Block

Watermark: TypeAlias = Literal["", "DRAFT", "EXERCISE"]
PaperSize: TypeAlias = Literal["a4", "us-letter"]
SHORT_HASH: Final = 16
"""Digits of a hash that are printed where the whole stands elsewhere."""
LANGUAGE: Final = "en"
"""Of every document (RFC 5646)."""


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature as it is printed (21 CFR 11.50: printed name, date and time, meaning)."""

    name: str
    role: str
    meaning: str
    signed_at: str
    """Date, time and zone."""
    id: str
    digest: str
    """SHA-256 of the signed content."""

    def cells(self) -> tuple[str, ...]:
        """Return it as the row of a table, its hash shortened."""
        return self.name, self.role, self.meaning, self.signed_at, self.id, self.digest[:SHORT_HASH]


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One line of the revision history."""

    revision: str
    date: str
    change: str
    reason: str
    author: str

    def cells(self) -> tuple[str, ...]:
        """Return it as the row of a table."""
        return self.revision, self.date, self.change, self.reason, self.author


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first page says and every page repeats in part."""

    number: str
    """Document number, e.g. `DOC-CYB-LVP-003`."""
    revision: str
    title: str
    product: str
    release: str
    company: str
    status: str
    """State of the controlled document in a word."""
    classification: str
    package: str
    """For whom this copy was made, e.g. `United States, eSTAR 7`."""
    generated: str
    """The one place where the time of generation stands."""
    people: tuple[tuple[str, str], ...] = ()
    """Part in the document (author, reviewer, approver) and printed name."""
    watermark: Watermark = ""
    short_hash: str = ""
    """First digits of the digest of the document's inputs."""

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return the labelled lines of the first page; what is not known is left out."""
        lines = (
            ("Product", self.product), ("Release", self.release), ("Prepared for", self.package),
            ("Status", self.status), ("Classification", self.classification),
            *self.people, ("Generated", self.generated), ("Short hash of inputs", self.short_hash),
        )  # fmt: skip
        return tuple((label, value) for label, value in lines if value)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A whole document."""

    slug: str
    """Name of its files without ending."""
    cover: Cover
    sections: tuple[Section, ...]
    signatures: tuple[SignatureLine, ...] = ()
    revisions: tuple[RevisionLine, ...] = ()


def figures_of(blocks: Iterable[Block]) -> Iterator[Figure]:
    """Yield every figure of a block tree in reading order."""
    for block in blocks:
        if isinstance(block, Figure):
            yield block
        elif isinstance(block, Section | Details):
            yield from figures_of(block.blocks)
