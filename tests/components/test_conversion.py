"""Converting: what is not named as lost is there again, and other programs read the result."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

import pytest
from cyclonedx.model.bom import Bom
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spdx_python_model import v3_0_1 as model
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.parser.tagvalue.parser import Parser

from medward.components.conversion import TARGETS, Conversion, convert
from medward.components.quality import reached
from medward.components.reading import sbom_of, take_apart
from medward.components.writing import Stamp
from tests.components import formats

if TYPE_CHECKING:
    from medward.components.sbom import Sbom

STAMP = Stamp("2026-05-03T10:00:00Z", "medward 0.1.0")
SOURCES = {
    "CycloneDX": formats.CYCLONEDX,
    "CycloneDX XML": formats.CYCLONEDX_XML,
    "SPDX": formats.SPDX_JSON,
    "tag-value": formats.TAG_VALUE,
    "RDF": formats.RDF,
    "SPDX 3": formats.SPDX_3,
}


def converted(data: bytes, target: str) -> tuple[Sbom, Conversion]:
    document = take_apart(data, "source")
    sbom = sbom_of(document, "0" * 64, "source", strict=True)
    return sbom, convert((document, sbom), target, STAMP)


@pytest.mark.parametrize("target", list(TARGETS))
@pytest.mark.parametrize("source", list(SOURCES))
def test_nothing_of_the_small_sbom_is_lost_but_what_the_report_names(source: str, target: str) -> None:
    sbom, result = converted(SOURCES[source], target)
    lost = {one.field for one in result.lost}
    # the comment in the tag-value file, and the address of its maker, are no part of the one value
    allowed = {"source: packages[].comment", "source: creationInfo.creators[]"}
    assert lost <= allowed
    names = [(one.name, one.version, one.purl, one.supplier, one.licences) for one in sbom.components]
    again = [(one.name, one.version, one.purl, one.supplier, one.licences) for one in result.sbom.components]
    assert sorted(again) == sorted(names)


def test_what_is_lost_is_named_with_count_and_example() -> None:
    tree = json.loads(formats.CYCLONEDX)
    tree["components"][1]["externalReferences"] = [{"type": "website", "url": "https://example.org"}]
    tree["vulnerabilities"] = [{"id": "CVE-2026-0001"}]
    tree["components"][1]["properties"] = [{"name": "other:tool", "value": "x"}]
    _, result = converted(json.dumps(tree).encode(), "spdx-2.3")
    lost = {one.field: one for one in result.lost}
    assert set(lost) == {
        "source: vulnerabilities",
        "source: components[].externalReferences",
        "source: components[].properties[]",
    }
    assert lost["source: components[].externalReferences"].count == 1
    assert "https://example.org" in lost["source: components[].externalReferences"].examples[0]


def test_being_contained_in_the_product_is_named_as_lost_in_cyclonedx() -> None:
    contains = {
        "spdxElementId": "SPDXRef-pump",
        "relationshipType": "CONTAINS",
        "relatedSpdxElement": "SPDXRef-image",
    }
    tree = {**formats.SPDX, "relationships": [*formats.SPDX["relationships"], contains]}  # type: ignore[misc]
    _, result = converted(json.dumps(tree).encode(), "cyclonedx-1.6")
    assert [(one.field, one.examples) for one in result.lost if not one.field.startswith("source")] == [
        ("contains", ("SPDXRef-pump contains SPDXRef-image",))
    ]


def test_what_is_nested_in_the_product_stays_contained_in_it() -> None:
    # CycloneDX 1.6, metadata.component may hold components of its own
    tree = json.loads(formats.CYCLONEDX)
    tree["metadata"]["component"]["components"] = [
        {"type": "library", "bom-ref": "boot", "name": "boot", "version": "1"}
    ]
    for target in ("spdx-2.3", "spdx-2.3-tag-value", "spdx-3.0"):
        sbom, result = converted(json.dumps(tree).encode(), target)
        (boot,) = [one for one in result.sbom.components if one.name == "boot"]
        assert result.sbom.root is not None
        held = {
            ref
            for entry in result.sbom.contains
            if entry.ref == result.sbom.root.ref
            for ref in entry.depends_on
        }
        assert boot.ref in held, target
        assert reached(result.sbom) == reached(sbom)
    _, flat = converted(json.dumps(tree).encode(), "cyclonedx-1.6")
    assert [one.examples for one in flat.lost if one.field == "contains"] == [("SPDXRef-pump contains boot",)]


@pytest.mark.parametrize("target", list(TARGETS))
def test_the_same_content_gives_the_same_bytes(target: str) -> None:
    _, first = converted(formats.CYCLONEDX, target)
    _, second = converted(formats.CYCLONEDX, target)
    assert first.data == second.data
    changed = formats.CYCLONEDX.replace(b'"version": "4.1"', b'"version": "4.2"')
    assert converted(changed, target)[1].sbom.serial != first.sbom.serial


def test_independent_libraries_read_what_is_written() -> None:
    for target in ("cyclonedx-1.6", "cyclonedx-1.7"):
        bom = Bom.from_json(json.loads(converted(formats.SPDX_JSON, target)[1].data))  # type: ignore[attr-defined]
        assert {one.name for one in bom.components} == {"image", "rtos"}
        assert bom.metadata.component.name == "pump"
    document = JsonLikeDictParser().parse(json.loads(converted(formats.CYCLONEDX, "spdx-2.3")[1].data))
    assert {one.name for one in document.packages} == {"pump", "image", "mbedtls", "rtos"}
    text = StringIO(converted(formats.CYCLONEDX, "spdx-2.3-tag-value")[1].data.decode()).read()
    assert {one.name for one in Parser().parse(text).packages} == {"pump", "image", "mbedtls", "rtos"}
    graph = model.SHACLObjectSet()
    model.JSONLDDeserializer().read(BytesIO(converted(formats.CYCLONEDX, "spdx-3.0")[1].data), graph)
    assert {one.name for one in graph.foreach_type("software_Package")} == {
        "pump",
        "image",
        "mbedtls",
        "rtos",
    }


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"]), min_size=1, max_size=12
).filter(lambda text: text.strip() == text and bool(text))
parts = st.fixed_dictionaries(
    {"type": st.sampled_from(["library", "firmware", "device-driver", "platform", "data"]), "name": words},
    optional={
        "group": words,
        "version": words,
        "purl": st.sampled_from(["pkg:npm/a@1", "pkg:pypi/b@2.0", "not a purl"]),
        "cpe": st.sampled_from([formats.CPE, "cpe:/a:x:y:1", "cpe:nonsense"]),
        "supplier": st.fixed_dictionaries({"name": words}),
        "author": words,
        "scope": st.sampled_from(["required", "optional", "excluded"]),
        "licenses": st.lists(
            st.sampled_from([{"license": {"id": "MIT"}}, {"license": {"name": "Own, version 2"}}]), max_size=2
        ),
        "hashes": st.lists(
            st.sampled_from([{"alg": "SHA-256", "content": "ab" * 32}, {"alg": "MD5", "content": "cd" * 32}]),
            max_size=2,
        ),
        "modified": st.just(True),  # noqa: FBT003 - a value of JSON
        "properties": st.lists(
            st.sampled_from(
                [
                    {"name": "medward:support-level", "value": "abandoned"},
                    {"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-06-30"},
                ]
            ),
            max_size=2,
            unique_by=lambda one: one["name"],
        ),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(parts, max_size=4), st.sampled_from(list(TARGETS)), st.data())
def test_convert_then_read_gives_the_same_but_what_the_report_names(
    components: list[dict[str, object]], target: str, data: st.DataObject
) -> None:
    refs = [f"ref {number}" for number in range(len(components))]
    for ref, component in zip(refs, components, strict=True):
        component["bom-ref"] = ref
    edges = [
        {"ref": ref, "dependsOn": data.draw(st.lists(st.sampled_from(refs), unique=True))} for ref in refs
    ]
    tree = {**json.loads(formats.CYCLONEDX), "components": components, "dependencies": edges}
    sbom, result = converted(json.dumps(tree).encode(), target)
    named = {one.field.removeprefix("component: ") for one in result.lost}
    fields = (
        "group",
        "name",
        "version",
        "type",
        "purl",
        "cpe",
        "supplier",
        "originator",
        "licences",
        "scope",
    )
    more = ("support_level", "end_of_support", "modified")
    for field in (name for name in (*fields, *more) if name not in named):
        before = sorted(str(getattr(one, field)) for one in sbom.components)
        assert sorted(str(getattr(one, field)) for one in result.sbom.components) == before, field
    # the licences of several names, and what the tag-value writer of spdx-tools trims, are all that may go
    assert named <= (
        {"licences", "name", "version", "supplier", "originator", "group"} if "tag" in target else set()
    )
