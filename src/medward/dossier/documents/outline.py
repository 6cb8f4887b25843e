"""The form of the files in `set/`: documents with their sections, and packages that pick documents for someone.

A section says what it shows by the names of queries, where hand-written text goes by the name of a slot, and which
parts of an authority's outline it answers. Nothing in it is a number or a sentence about the product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field, StringConstraints

from medward.kernel.records import Part, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
    is_one_page: bool = False
    """Whether it has to stay on one page, and so explains no abbreviations."""
    only_if: str = ""
    """Fact about the product, as `lay_user`; where it is recorded as false the document is left out."""
    sections: Annotated[tuple[SectionOutline, ...], Field(min_length=1)]
    """Its sections in order."""


class Also(Part):
    """Documents that answer a part of an outline as a whole, beside the sections that say so themselves."""

    part: Text
    """Part of an outline of the catalogue, as `AU-SET/2`."""
    documents: Annotated[tuple[Code, ...], Field(min_length=1)]
    """Documents that answer it."""


class Slot(Part):
    """A place of a template, and which documents go there."""

    slot: Text
    """Name the template gives it."""
    title: Text
    """What the template asks for there."""
    documents: tuple[Code, ...] = ()
    """Documents that answer it."""
    attachments: tuple[Text, ...] = ()
    """Machine-readable files that answer it: `sbom`, `vex`."""


class Template(Part):
    """Another version of a template, as far as it is known."""

    name: Text
    """Template and version, as `eSTAR 7.1`."""
    note: Text
    """What is known of it and what is not; stands before the table of slots."""
    confidence: Text
    """How sure we are (marks of the catalogue)."""
    sources: tuple[Text, ...] = ()
    """Where that comes from."""
    slots: tuple[Slot, ...] = ()
    """Its places; empty takes those of the package."""


def every_section(sections: Iterable[SectionOutline]) -> Iterator[SectionOutline]:
    """Yield sections and those inside them, in reading order."""
    for one in sections:
        yield one
        yield from every_section(one.sections)


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
    other_templates: tuple[Template, ...] = ()
    """Other versions of the template that are in use."""
    outlines: tuple[Text, ...] = ()
    """Outlines of the catalogue that its documents have to answer, part by part."""
    attachments: tuple[Text, ...] = ()
    """Machine-readable files beside the documents: `sbom`, `vex`."""
    paper: Text = "a4"
    """`a4` or `us-letter`."""

    def for_template(self, name: str) -> PackageOutline:
        """Return the package arranged for a version of its template; an empty name is the usual one.

        Raises:
            KeyError: No such version is described.
        """
        if name in {"", self.template}:
            return self
        found = {one.name: one for one in self.other_templates}[name]
        return self.model_copy(
            update={
                "template": found.name,
                "confidence": found.confidence,
                "sources": found.sources,
                "slots": found.slots or self.slots,
            }
        )

    @property
    def template_note(self) -> str:
        """What is known of the version it is arranged for; empty where that is the usual one."""
        return next((one.note for one in self.other_templates if one.name == self.template), "")


class DocumentSet(Part):
    """Everything in `set/` together."""

    documents: tuple[DocumentOutline, ...]
    packages: tuple[PackageOutline, ...] = ()
    answers: tuple[Also, ...] = ()

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
