"""The checks of spdx-tools, asked one element at a time: they say what they say of the whole document.

Expected is what spdx-tools itself says; SPDX 2.3, clauses 7 to 12.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from license_expression import get_spdx_licensing
from spdx_tools.spdx.model import (
    Actor,
    ActorType,
    Annotation,
    AnnotationType,
    Checksum,
    ChecksumAlgorithm,
    CreationInfo,
    Document,
    File,
    Package,
    Relationship,
    RelationshipType,
    Snippet,
    SpdxNoAssertion,
    SpdxNone,
)
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from medward.components.reading import take_apart
from medward.components.spdx2_rules import rule_messages
from medward.components.validation import validation_problems
from tests.components import formats

if TYPE_CHECKING:
    from spdx_tools.spdx.validation.validation_message import ValidationMessage

_MOMENT = datetime(2026, 5, 3, tzinfo=UTC).replace(tzinfo=None)
_DOCUMENT = "SPDXRef-DOCUMENT"
_TOOL = Actor(ActorType.TOOL, "a-1")
_IDS = (
    _DOCUMENT,
    "SPDXRef-p",
    "SPDXRef-q",
    "SPDXRef-f",
    "SPDXRef-s",
    "SPDXRef-none",
    "DocumentRef-x:SPDXRef-y",
    "odd id",
)


def said(messages: list[ValidationMessage]) -> list[tuple[str, str | None]]:
    return [(one.validation_message, one.context.spdx_id) for one in messages]


def document(version: str = "SPDX-2.3", **parts: object) -> Document:
    head = CreationInfo(version, _DOCUMENT, "a", "https://example.org/a", [_TOOL], _MOMENT)
    return Document(head, **parts)  # type: ignore[arg-type]  # lists of the model's classes


def package(spdx_id: str, *, analyzed: bool, licence: str = "MIT") -> Package:
    expression = get_spdx_licensing().parse(licence)
    return Package(spdx_id, "a", SpdxNoAssertion(), files_analyzed=analyzed, license_declared=expression)


def file(spdx_id: str) -> File:
    return File("./a", spdx_id, [Checksum(ChecksumAlgorithm.SHA1, "0" * 40)])


_ids = st.sampled_from(_IDS)
_licences = st.sampled_from(["MIT", "LicenseRef-none", "Nothing-1.0"])


@given(
    version=st.sampled_from(["SPDX-2.2", "SPDX-2.3", "SPDX-2.4"]),
    packages=st.lists(st.tuples(_ids, st.booleans(), _licences), max_size=3),
    others=st.tuples(*[st.lists(_ids, max_size=2)] * 3),
    edges=st.lists(
        st.tuples(_ids, st.sampled_from(list(RelationshipType)), st.sampled_from([*_IDS, None])), max_size=6
    ),
)
def test_the_same_is_said_as_of_the_whole_document(
    version: str,
    packages: list[tuple[str, bool, str]],
    others: tuple[list[str], list[str], list[str]],
    edges: list[tuple[str, RelationshipType, str | None]],
) -> None:
    files, snippets, annotated = others
    one = document(
        version,
        packages=[package(name, analyzed=analyzed, licence=licence) for name, analyzed, licence in packages],
        files=[file(name) for name in files],
        snippets=[Snippet(name, "SPDXRef-f", (1, 2)) for name in snippets],
        annotations=[Annotation(name, AnnotationType.OTHER, _TOOL, _MOMENT, "a") for name in annotated],
        relationships=[Relationship(left, kind, right or SpdxNone()) for left, kind, right in edges],
    )
    assert said(list(rule_messages(one))) == said(validate_full_spdx_document(one))


@pytest.mark.parametrize("kind", [RelationshipType.CONTAINS, RelationshipType.CONTAINED_BY])
def test_a_package_whose_files_were_not_analysed_contains_none(kind: RelationshipType) -> None:
    # SPDX 2.3, 7.8: if false, the package shall not contain any files
    ends = ("SPDXRef-p", "SPDXRef-f")
    if kind is RelationshipType.CONTAINED_BY:
        ends = (ends[1], ends[0])
    one = document(
        packages=[package("SPDXRef-p", analyzed=False)],
        files=[file("SPDXRef-f")],
        relationships=[
            Relationship(ends[0], kind, ends[1]), Relationship(_DOCUMENT, RelationshipType.DESCRIBES, "SPDXRef-p"),
        ],
    )  # fmt: skip
    (found,) = rule_messages(one)
    assert found.validation_message.startswith("package must contain no elements if files_analyzed is False")


def test_the_place_of_what_is_wrong_is_named() -> None:
    # SPDX 2.3, 7.11: the home page is an address; 11.1: both ends of a relationship exist
    tree = json.loads(formats.SPDX_JSON)
    tree["packages"][1]["homepage"] = "no address"
    tree["relationships"].append(
        {"spdxElementId": "SPDXRef-none", "relationshipType": "CONTAINS", "relatedSpdxElement": "NONE"}
    )
    data = json.dumps(tree).encode()
    places = [one.pointer for one in validation_problems(take_apart(data, "a"), data)]
    assert places == ["/packages/1", f"/relationships/{len(tree['relationships']) - 1}"]


def test_the_line_of_what_is_wrong_in_a_tag_value_file_is_named() -> None:
    lines = [*formats.TAG_VALUE.decode().splitlines(), "Relationship: SPDXRef-none CONTAINS NONE", ""]
    data = "\n".join(lines).encode()
    (found,) = validation_problems(take_apart(data, "a"), data)
    assert found.pointer == f"/line/{len(lines) - 1}"


def test_a_document_without_name_is_said_to_lack_it() -> None:
    # SPDX 2.3, 6.4: document name, cardinality 1..1
    data = formats.TAG_VALUE.replace(b"DocumentName: pump 4.2\n", b"")
    (found,) = validation_problems(take_apart(data, "a"), data)
    assert (found.pointer, "CreationInfo lacks 'name'" in found.message) == ("", True)


def test_the_line_of_what_the_grammar_refuses_is_named() -> None:
    lines = [*formats.TAG_VALUE.decode().splitlines(), "Relationship: SPDXRef-pump LIKES SPDXRef-image", ""]
    data = "\n".join(lines).encode()
    (found,) = validation_problems(take_apart(data, "a"), data)
    assert (found.pointer, found.message) == (f"/line/{len(lines) - 1}", "Invalid RelationshipType LIKES")
