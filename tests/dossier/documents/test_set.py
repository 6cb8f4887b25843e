"""The document set as data: everything it names exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.catalogue.shipped import load
from medward.dossier.documents.package_queries import OF_PACKAGE
from medward.dossier.documents.queries import ASKED_WITH, CLAUSES, INDEX, QUERIES
from medward.dossier.documents.shipped import document_set, read_set
from medward.dossier.site import PAGES
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.dossier.documents.outline import SectionOutline


def sections(outlines: Iterable[SectionOutline]) -> Iterator[SectionOutline]:
    """Yield sections and those inside them."""
    for one in outlines:
        yield one
        yield from sections(one.sections)


def all_sections() -> list[SectionOutline]:
    return [found for one in document_set().documents for found in sections(one.sections)]


def test_codes_and_names_are_given_once() -> None:
    documents = document_set().documents
    assert len({one.code for one in documents}) == len(documents)
    assert len({one.name for one in documents}) == len(documents)


def test_every_query_has_an_answer() -> None:
    pages = {page.__name__ for page in PAGES}
    for section in all_sections():
        for name in section.shows:
            asked, page = name.partition(":")[0], name.partition("/")[0]
            known = name in {*QUERIES, *OF_PACKAGE} or asked in {*ASKED_WITH, CLAUSES, INDEX} or page in pages
            assert known, f"{section.title}: {name}"


def test_every_answered_part_stands_in_an_outline_of_the_catalogue() -> None:
    outlines = {one.id: {part.number for part in one.sections} for one in load().outlines}
    for section in all_sections():
        for answer in section.answers:
            outline, _, number = answer.partition("/")
            assert number in outlines.get(outline, set()), f"{section.title}: {answer}"


def test_what_documents_answer_as_a_whole_exists() -> None:
    outlines = {one.id: {part.number for part in one.sections} for one in load().outlines}
    codes = {one.code for one in document_set().documents}
    for also in document_set().answers:
        outline, _, number = also.part.partition("/")
        assert number in outlines.get(outline, set()), also.part
        assert set(also.documents) <= codes, also.part


def test_indexes_and_clause_tables_speak_of_what_the_catalogue_holds() -> None:
    catalogue = load()
    outlines = {one.id for one in catalogue.outlines}
    ids = [one.id for one in catalogue.clauses()]
    for section in all_sections():
        for name in section.shows:
            asked, _, word = name.partition(":")
            assert asked not in {INDEX, "notes"} or word in outlines, name
            assert asked != CLAUSES or any(one.startswith(word.replace("/", "-")) for one in ids), name


def test_packages_name_documents_that_exist() -> None:
    codes = {one.code for one in document_set().documents}
    for package in document_set().packages:
        assert set(package.documents) <= codes
        assert {code for slot in package.slots for code in slot.documents} <= set(package.documents)
        assert set(package.outlines) <= {one.id for one in load().outlines}
        assert all(slot.documents or slot.attachments for slot in package.slots)


def test_the_gap_list_comes_first_in_what_authorities_get() -> None:
    for package in document_set().packages:
        assert package.documents[0] == "00" or not package.outlines, package.id


def test_a_section_without_content_is_in_no_document() -> None:
    assert [one.title for one in all_sections() if not (one.shows or one.narrative or one.sections)] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("documents:\n  - code: x\n", "documents/0/code"),
        ("papers: []\n", "'papers' is no list of documents, packages or answers"),
        ("documents: 1\n", "'documents' is no list of documents, packages or answers"),
    ],
)
def test_a_wrong_file_is_refused_with_the_field(text: str, wanted: str) -> None:
    with pytest.raises(InvalidInputError, match=wanted):
        read_set([("own.yaml", text.encode())])
