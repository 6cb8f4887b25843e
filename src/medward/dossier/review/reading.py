"""What a reviewer has before them: documents as headed text and tables, component lists, manifest and index.

Nothing here comes from the records. A document of others in Word, PDF or HTML becomes the same values; a PDF has
lines and pages but no tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LABEL = 30
"""A label is shorter than this."""

LineKind: TypeAlias = Literal["heading", "text", "label", "figure"]
MarkKind: TypeAlias = Literal["tracked change", "comment", "hidden text", "red text", "annotation"]


@dataclass(frozen=True)
class Line:
    """A heading, a paragraph, a labelled value or the words in and below a figure."""

    kind: LineKind
    text: str
    level: int = 0
    page: int = 0
    """Page of a PDF, 0 where the form has no pages."""


@dataclass(frozen=True)
class Grid:
    """A table: caption, header and rows as text."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    page: int = 0

    @property
    def text(self) -> str:
        """Return caption, header and cells."""
        return "\n".join((self.caption, " | ".join(self.header), *(" | ".join(row) for row in self.rows)))

    def column(self, *words: str) -> int:
        """Return the place of the first column whose title holds one of these words, or -1."""
        for number, title in enumerate(self.header):
            if any(word in title.lower() for word in words):
                return number
        return -1


@dataclass(frozen=True)
class Mark:
    """Something left in a file that should not be handed in."""

    kind: MarkKind
    text: str
    page: int = 0


@dataclass(frozen=True)
class Passage:
    """A headed part of a document with what stands in it, parts inside it included."""

    title: str
    level: int
    page: int
    blocks: tuple[Line | Grid, ...]

    @cached_property
    def text(self) -> str:
        """Return its words."""
        return "\n".join((self.title, *(block.text for block in self.blocks)))

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Return its tables."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))


@dataclass(frozen=True)
class ReadDocument:
    """One document as read from one file."""

    path: str
    form: str
    title: str
    blocks: tuple[Line | Grid, ...]
    marks: tuple[Mark, ...] = ()
    pages: int = 0
    read_pages: int = 0
    """Pages read as text; fewer than `pages` where another form of the document was read in full."""

    @property
    def stem(self) -> str:
        """Return the path without its ending, shared by the forms of one document."""
        return self.path.rpartition(".")[0]

    @property
    def has_tables(self) -> bool:
        """Return whether tables can be told from text in this form; in a PDF they cannot."""
        return self.form != "pdf"

    @cached_property
    def text(self) -> str:
        """Return all words."""
        return "\n".join((self.title, *(block.text for block in self.blocks)))

    @cached_property
    def lowered(self) -> str:
        """Return all words in lower case."""
        return self.text.lower()

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """Return its tables."""
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Return its headed parts in reading order."""
        return tuple(self._passages())

    @cached_property
    def facts(self) -> Mapping[str, str]:
        """Return the labelled values before the first section: product, release, status and the like."""
        found: dict[str, str] = {}
        headings = 0
        for block in self.blocks:
            if isinstance(block, Grid):
                continue
            headings += block.kind == "heading" and block.level > 1
            if headings:
                break
            label, mark, value = block.text.partition(":")
            if mark and len(label) < _LABEL:
                found.setdefault(label.strip().lower(), value.strip())
        return found

    def _passages(self) -> Iterator[Passage]:
        for start, block in enumerate(self.blocks):
            if not (isinstance(block, Line) and block.kind == "heading"):
                continue
            end = start + 1
            while end < len(self.blocks) and not self._closes(end, block.level):
                end += 1
            yield Passage(block.text, block.level, block.page, self.blocks[start + 1 : end])

    def _closes(self, number: int, level: int) -> bool:
        block = self.blocks[number]
        return isinstance(block, Line) and block.kind == "heading" and block.level <= level

    def located(self) -> Iterator[tuple[str, Line | Grid]]:
        """Yield every block with the heading it stands under."""
        heading = ""
        for block in self.blocks:
            if isinstance(block, Line) and block.kind == "heading":
                heading = block.text
            yield heading, block


@dataclass(frozen=True)
class BomEntry:
    """A component of a machine-readable component list."""

    name: str
    version: str
    supplier: str
    identifier: str
    support: str
    end_of_support: str


@dataclass(frozen=True)
class Bom:
    """A machine-readable component list."""

    path: str
    format: str
    made_at: str
    entries: tuple[BomEntry, ...]
    links: int
    """Relations between components that do not start at the product itself."""


@dataclass(frozen=True)
class Manifest:
    """What the package says of itself."""

    generated_at: str
    release: str
    inputs: Mapping[str, Mapping[str, str]]
    """Digest of each input by document."""
    digests: Mapping[str, str]
    """SHA-256 by file."""


@dataclass(frozen=True)
class ReadPackage:
    """Everything that was handed over."""

    documents: tuple[ReadDocument, ...]
    """One per document, in the form that says most."""
    copies: tuple[ReadDocument, ...] = ()
    """The same documents in their other forms."""
    boms: tuple[Bom, ...] = ()
    statements: tuple[str, ...] = ()
    """Machine-readable vulnerability statements (VEX)."""
    manifest: Manifest | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of the files as they are."""
    unread: tuple[tuple[str, str], ...] = ()
    """Files that could not be read, with the reason."""
    not_read: tuple[tuple[str, str], ...] = ()
    """Files, or parts of them, of a form that is not read here, with the reason; nobody judged them."""
