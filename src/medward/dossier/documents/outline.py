"""The form of the files in `set/`: documents with their sections, and packages that pick documents for someone.

A section says what it shows by the names of queries, where hand-written text goes by the name of a slot, and which
parts of an authority's outline it answers. Nothing in it is a number or a sentence about the product.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from medward.kernel.records import Part, Text

Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}[a-z]?$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class SectionOutline(Part):
    """One section of a document."""

    title: Text
    """Its heading."""
    narrative: str = ""
    """Slot of the hand-written text that opens it; empty where the tables say all."""
    guidance: str = ""
    """What the author should write there."""
    shows: tuple[Text, ...] = ()
    """Queries whose blocks follow, in order: a name of `queries`, or `page/Section title` of the browsable dossier."""
    answers: tuple[Text, ...] = ()
    """Parts of outlines of the catalogue it answers, as `US-TM/4`."""
    sections: tuple[SectionOutline, ...] = ()
    """Sections inside it."""


class DocumentOutline(Part):
    """One document of the set."""

    code: Code
    """Its place in the set, as `03`."""
    name: Slug
    """Name of its files."""
    title: Text
    """What stands on the cover."""
    purpose: Text
    """What it is for, in one sentence."""
    is_about_others: bool = False
    """Whether it says which other documents of the package show something, and so is made after them."""
    sections: Annotated[tuple[SectionOutline, ...], Field(min_length=1)]
    """Its sections in order."""


class Slot(Part):
    """A place of a template, and which documents go there."""

    slot: Text
    """Name the template gives it."""
    title: Text
    """What the template asks for there."""
    documents: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Documents that answer it."""


class PackageOutline(Part):
    """What one reader gets: documents, their order and where each belongs in the template."""

    id: Slug
    """Name of the package, as `us`."""
    jurisdictions: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Markets it is for, as the catalogue abbreviates them."""
    title: Text
    """What the index says."""
    template: str = ""
    """Template and version it is arranged for; empty where there is none."""
    confidence: Text = "P"
    """How sure we are of the arrangement (marks of the catalogue)."""
    sources: tuple[Text, ...] = ()
    """Where the arrangement comes from."""
    documents: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Documents in it, in order."""
    slots: tuple[Slot, ...] = ()
    """Places of the template."""
    attachments: tuple[Text, ...] = ()
    """Machine-readable files beside the documents: `sbom`, `vex`."""
    paper: Text = "a4"
    """`a4` or `us-letter`."""


class DocumentSet(Part):
    """Everything in `set/` together."""

    documents: tuple[DocumentOutline, ...]
    packages: tuple[PackageOutline, ...] = ()

    def document(self, code: str) -> DocumentOutline:
        """Return the document with a code.

        Raises:
            KeyError: There is none.
        """
        return {one.code: one for one in self.documents}[code]

    def package(self, name: str) -> PackageOutline:
        """Return the package with a name.

        Raises:
            KeyError: There is none.
        """
        return {one.id: one for one in self.packages}[name]
