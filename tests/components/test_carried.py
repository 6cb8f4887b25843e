"""What the report of a conversion names besides fields: relationships, second names, second licences."""

from __future__ import annotations

import json

import pytest

from medward.components.conversion import TARGETS, convert
from medward.components.reading import sbom_of, take_apart
from medward.components.writing import Stamp
from tests.components import formats

STAMP = Stamp("2026-05-03T10:00:00Z", "medward 0.1.0")


def lost(tree: object, target: str) -> dict[str, tuple[str, ...]]:
    document = take_apart(json.dumps(tree).encode(), "source")
    sbom = sbom_of(document, "0" * 64, "source", strict=True)
    return {one.field: one.examples for one in convert((document, sbom), target, STAMP).lost}


def spdx(*relations: tuple[str, str, str], **fields: object) -> dict[str, object]:
    """Return the small SPDX document with further relationships."""
    ends = ("spdxElementId", "relationshipType", "relatedSpdxElement")
    more = [dict(zip(ends, one, strict=True)) for one in relations]
    return {**formats.SPDX, "relationships": [*formats.SPDX["relationships"], *more], **fields}  # type: ignore[misc]


@pytest.mark.parametrize("target", list(TARGETS))
@pytest.mark.parametrize(
    ("relation", "field", "example"),
    [
        pytest.param(
            ("SPDXRef-rtos", "DEV_DEPENDENCY_OF", "SPDXRef-pump"),
            "source: relationships[].relationshipType",
            "DEV_DEPENDENCY_OF",
            id="used to develop only",
        ),
        pytest.param(
            ("SPDXRef-image", "STATIC_LINK", "SPDXRef-rtos"),
            "source: relationships[].relationshipType",
            "STATIC_LINK",
            id="linked statically",
        ),
        pytest.param(
            ("SPDXRef-image", "DEPENDS_ON", "DocumentRef-other:SPDXRef-a"),
            "source: relationships[]",
            "DocumentRef-other:SPDXRef-a",
            id="in another document",
        ),
        pytest.param(
            ("SPDXRef-rtos", "DEPENDS_ON", "NOASSERTION"),
            "source: relationships[]",
            "NOASSERTION",
            id="on nobody knows what",
        ),
    ],
)
def test_a_relationship_that_says_more_than_is_carried_is_named(
    relation: tuple[str, str, str], field: str, example: str, target: str
) -> None:
    other = {
        "externalDocumentId": "DocumentRef-other",
        "spdxDocument": "https://example.org/other",
        "checksum": {"algorithm": "SHA1", "checksumValue": "ab" * 20},
    }
    found = lost(spdx(relation, externalDocumentRefs=[other]), target)
    assert example in found[field][0]


def test_comments_on_relationships_and_references_are_named() -> None:
    tree = json.loads(json.dumps(spdx()))
    tree["relationships"][0]["comment"] = "by hand"
    tree["packages"][1]["externalRefs"] = [
        {
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": "pkg:generic/image@4.2",
            "comment": "a guess",
        }
    ]
    found = lost(tree, "cyclonedx-1.6")
    assert found["source: relationships[].comment"] == ("by hand",)
    assert found["source: packages[].externalRefs[].comment"] == ("a guess",)


def test_comments_in_tag_value_form_are_named_too() -> None:
    # SPDX 2.3, 7.22 and 11.2: the comment stands after what it is about
    text = formats.TAG_VALUE.decode()
    relation = next(line for line in text.splitlines() if line.startswith("Relationship: "))
    text = text.replace(relation, f"{relation}\nRelationshipComment: <text>by hand</text>")
    reference = next(line for line in text.splitlines() if line.startswith("ExternalRef: "))
    text = text.replace(reference, f"{reference}\nExternalRefComment: a guess")
    document = take_apart(text.encode(), "source")
    sbom = sbom_of(document, "0" * 64, "source", strict=True)
    found = {one.field: one.examples for one in convert((document, sbom), "spdx-2.3", STAMP).lost}
    assert found["source: relationships[].comment"] == ("by hand",)
    assert found["source: packages[].externalRefs[].comment"] == ("a guess",)


def test_a_second_swid_tag_is_named() -> None:
    tree = json.loads(json.dumps(spdx()))
    tree["packages"][1]["externalRefs"] = [
        {"referenceCategory": "SECURITY", "referenceType": "swid", "referenceLocator": f"swid:{one}"}
        for one in ("a", "b")
    ]
    (example,) = lost(tree, "spdx-2.3")["source: packages[].externalRefs[]"]
    assert "swid:b" in example


@pytest.mark.parametrize("target", list(TARGETS))
def test_which_of_the_packages_are_described_is_kept_or_named(target: str) -> None:
    tree = spdx(("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-rtos"))
    document = take_apart(json.dumps(tree).encode(), "source")
    sbom = sbom_of(document, "0" * 64, "source", strict=True)
    result = convert((document, sbom), target, STAMP)
    described = [one.name for one in result.sbom.components if one.ref in result.sbom.described]
    if target.startswith("cyclonedx"):
        (loss,) = [one for one in result.lost if one.field == "document: described"]
        assert (loss.count, loss.examples) == (2, ("SPDXRef-pump", "SPDXRef-rtos"))
    else:
        assert described == ["pump", "rtos"]
        assert [one.field for one in result.lost if one.field == "document: described"] == []


def test_the_name_of_a_document_is_named_where_no_package_has_it() -> None:
    assert lost(spdx(name="SBOM of ward 7"), "spdx-2.3")["source: name"] == ("SBOM of ward 7",)


def test_a_second_author_of_a_component_is_named() -> None:
    tree = json.loads(formats.CYCLONEDX)
    tree["components"][1]["authors"] = [{"name": "Alice"}, {"name": "Bob"}]
    (example,) = lost(tree, "cyclonedx-1.6")["source: components[].authors[]"]
    assert "Bob" in example
    tree["components"][1]["manufacturer"] = {"name": "Maker"}
    assert len(lost(tree, "cyclonedx-1.6")["source: components[].authors[]"]) == 2


def test_a_concluded_licence_beside_another_declared_one_is_named_in_spdx_3() -> None:
    tree = json.loads(formats.SPDX_3)
    graph = tree["@graph"]
    package = next(one for one in graph if one["type"] == "software_Package")
    for kind, licence in (("hasDeclaredLicense", "MIT"), ("hasConcludedLicense", "GPL-2.0-only")):
        about = {"creationInfo": package["creationInfo"]}
        graph += [
            {
                **about, "type": "simplelicensing_LicenseExpression", "spdxId": f"urn:x:{licence}",
                "simplelicensing_licenseExpression": licence,
            },
            {
                **about, "type": "Relationship", "spdxId": f"urn:x:{kind}", "relationshipType": kind,
                "from": package["spdxId"], "to": [f"urn:x:{licence}"],
            },
        ]  # fmt: skip
    (example,) = lost(tree, "spdx-2.3")["source: Relationship hasConcludedLicense"]
    assert example.endswith("GPL-2.0-only")


@pytest.mark.parametrize("target", ["spdx-2.3", "spdx-3.0"])
def test_words_behind_a_date_do_not_become_a_day_of_spdx(target: str) -> None:
    tree = json.loads(formats.CYCLONEDX)
    ends = "2027-12-31 or later"
    tree["components"][1]["properties"] = [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": ends}]
    document = take_apart(json.dumps(tree).encode(), "source")
    result = convert((document, sbom_of(document, "0" * 64, "source", strict=True)), target, STAMP)
    assert b"2027-12-31T" not in result.data
    assert ends in {one.end_of_support for one in result.sbom.components}
