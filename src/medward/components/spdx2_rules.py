"""The checks of spdx-tools on an SPDX 2 document, in a time that grows with the document.

spdx-tools looks through the whole document for every element and every relationship: 20,000 packages take four
minutes. Here each of its checks gets a small document that holds only what the element is about, so that it finds the
same and looks through next to nothing. What it says of the document as a whole is said here in its words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from spdx_tools.spdx.model.document import Document
from spdx_tools.spdx.model.relationship import RelationshipType
from spdx_tools.spdx.validation.annotation_validator import validate_annotations
from spdx_tools.spdx.validation.creation_info_validator import validate_creation_info
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document
from spdx_tools.spdx.validation.extracted_licensing_info_validator import validate_extracted_licensing_infos
from spdx_tools.spdx.validation.file_validator import validate_files
from spdx_tools.spdx.validation.package_validator import validate_packages
from spdx_tools.spdx.validation.relationship_validator import validate_relationships
from spdx_tools.spdx.validation.snippet_validator import validate_snippets
from spdx_tools.spdx.validation.validation_message import (
    SpdxElementType,
    ValidationContext,
    ValidationMessage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spdx_tools.spdx.model.file import File
    from spdx_tools.spdx.model.package import Package
    from spdx_tools.spdx.model.relationship import Relationship
    from spdx_tools.spdx.model.snippet import Snippet

_KNOWN: Final = ("SPDX-2.2", "SPDX-2.3")


def rule_messages(document: Document) -> Iterator[ValidationMessage]:
    """Yield what spdx-tools says against a document, in its order."""
    version = document.creation_info.spdx_version
    if version not in _KNOWN:
        yield from validate_full_spdx_document(document)
        return
    around = _Around(document)
    yield from validate_creation_info(document.creation_info, version)
    for package in document.packages:
        yield from validate_packages([package], version, around.package(package))
    yield from validate_files(document.files, version, around.elements())
    for snippet in document.snippets:
        yield from validate_snippets([snippet], version, around.elements(snippet.file_spdx_id))
    for annotation in document.annotations:
        yield from validate_annotations([annotation], around.elements(annotation.spdx_id))
    for one in document.relationships:
        ends = around.elements(one.spdx_element_id, one.related_spdx_element_id)
        yield from validate_relationships([one], version, ends)
    yield from validate_extracted_licensing_infos(document.extracted_licensing_info)
    yield from _of_the_whole(document)


class _Around:
    """Small documents out of a large one."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._packages: dict[str, Package] = {one.spdx_id: one for one in document.packages}
        self._files: dict[str, File] = {one.spdx_id: one for one in document.files}
        self._snippets: dict[str, Snippet] = {one.spdx_id: one for one in document.snippets}
        self._contents: dict[object, list[Relationship]] = defaultdict(list)
        for one in document.relationships:
            if one.relationship_type == RelationshipType.CONTAINS:
                self._contents[one.spdx_element_id].append(one)
            elif one.relationship_type == RelationshipType.CONTAINED_BY:
                self._contents[_key(one.related_spdx_element_id)].append(one)

    def elements(self, *ends: object) -> Document:
        """Return a document of the elements with some ids, of those that are there."""
        ids = list(dict.fromkeys(map(_key, ends)))
        return Document(
            self._document.creation_info,
            packages=[self._packages[one] for one in ids if one in self._packages],
            files=[self._files[one] for one in ids if one in self._files],
            snippets=[self._snippets[one] for one in ids if one in self._snippets],
            extracted_licensing_info=self._document.extracted_licensing_info,
        )

    def package(self, package: Package) -> Document:
        """Return a document of a package and what it contains."""
        contents = self._contents.get(package.spdx_id, [])
        ends = (end for one in contents for end in (one.spdx_element_id, one.related_spdx_element_id))
        small = self.elements(*ends)
        small.relationships = contents
        return small


def _key(end: object) -> str:
    """Return an id; what stands for none or for nobody knows has no element."""
    return end if isinstance(end, str) else ""


def _of_the_whole(document: Document) -> Iterator[ValidationMessage]:
    """Yield that nothing is described, and which ids stand twice."""
    own = document.creation_info.spdx_id
    context = ValidationContext(spdx_id=own, element_type=SpdxElementType.DOCUMENT)
    is_single = len(document.packages) == 1 and not document.files and not document.snippets
    if not is_single and not any(_describes(one, own) for one in document.relationships):
        yield ValidationMessage(
            f'there must be at least one relationship "{own} DESCRIBES ..." or "... DESCRIBED_BY {own}" when there '
            "is not only a single package present",
            context,
        )
    counts = Counter([own])
    counts.update(one.spdx_id for one in document.files)
    counts.update(one.spdx_id for one in document.packages)
    counts.update(one.spdx_id for one in document.snippets)
    twice = sorted(spdx_id for spdx_id, count in counts.items() if count > 1)
    if twice:
        yield ValidationMessage(
            f"every spdx_id must be unique within the document, but found the following duplicates: {twice}",
            context,
        )


def _describes(one: Relationship, document: str) -> bool:
    if one.relationship_type == RelationshipType.DESCRIBES:
        return bool(one.spdx_element_id == document)
    return one.relationship_type == RelationshipType.DESCRIBED_BY and bool(
        one.related_spdx_element_id == document
    )
