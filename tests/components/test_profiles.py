"""Which fields each regulator's list asks for, and what counts as an answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.components.fills import Fill
from medward.components.profiles import profiles
from medward.components.quality import reached
from medward.components.reading import read_sbom
from medward.components.sbom import Component, Dependency, Hash

if TYPE_CHECKING:
    from medward.components.sbom import Sbom


def one(**fields: object) -> Sbom:
    part = {
        "type": "library",
        "bom-ref": "x",
        "name": "x",
        "version": "1.0",
        "purl": "pkg:generic/x@1.0",
        **fields,
    }
    return read_sbom(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [part]}).encode(), "x"
    )


def test_placeholders_do_not_count_as_given() -> None:
    assert "version" in profiles(one(version="latest"))["ntia"]["failing"]
    assert "version" in profiles(one(version="^1.2"))["ntia"]["failing"]
    assert "identifier" in profiles(one(purl="", cpe="cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"))["ntia"]["failing"]
    assert "identifier" in profiles(one(purl="x"))["ntia"]["failing"]
    further = one(purl="x")
    assert "identifier" not in profiles(further._replace(components=(
        further.components[0]._replace(identifiers=("pkg:generic/a@1",)),
    )))["ntia"]["failing"]  # fmt: skip
    support = [{"name": "medward:support-level", "value": "unknown"}]
    assert "support_level" in profiles(one(properties=support))["fda"]["failing"]


@pytest.mark.parametrize("word", ["TBD", "undefined", "null", "(none)", "<unknown>", "not available", "-"])
def test_a_word_that_fills_an_open_field_is_no_answer(word: str) -> None:
    found = profiles(one(version=word, supplier={"name": word}, licenses=[{"license": {"name": word}}]))
    assert {"version", "supplier", "licence"} <= set(found["cisa"]["failing"])


@pytest.mark.parametrize("word", ["NOASSERTION", "unknown", "to be computed"])
def test_a_word_in_place_of_a_hash_is_no_hash(word: str) -> None:
    sbom = one()
    part = sbom.components[0]._replace(hashes=(Hash("SHA-256", word),))
    assert "hash" in profiles(sbom._replace(components=(part,)))["cisa"]["failing"]


def test_an_author_called_unknown_and_a_time_that_is_none_are_missing_in_the_document() -> None:
    given_ = one()._replace(authors=("unknown",), timestamp="yesterday", tools=("NOASSERTION",))
    assert {"author", "timestamp", "tool"} <= set(profiles(given_)["cisa"]["document"])
    stated = given_._replace(authors=("unknown", "Alice"), timestamp="2026-06-01T12:00:00+02:00")
    assert profiles(stated)["ntia"]["document"] == []


def test_words_behind_a_date_make_it_no_date() -> None:
    ends = [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2027-12-31 or later"}]
    assert "end_of_support" in profiles(one(properties=ends))["fda"]["failing"]


def test_a_version_in_the_package_url_alone_leaves_the_version_field_missing() -> None:
    found = profiles(one(version=""))
    assert "version" in found["ntia"]["failing"]


def test_a_component_outside_the_graph_lacks_its_relationship() -> None:
    assert profiles(one())["ntia"]["failing"] == {"supplier": ["x"], "relationship": ["x"]}


@pytest.mark.parametrize("ref", ["boot", ""])
def test_a_component_nested_in_the_product_is_related_to_it_and_reached(ref: str) -> None:
    held = {"type": "library", "name": "boot", "version": "1.0", **({"bom-ref": ref} if ref else {})}
    pump = {"type": "device", "bom-ref": "pump", "name": "pump", "version": "4.2.0", "components": [held]}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": pump}}
    sbom = read_sbom(json.dumps(bom).encode(), "x")
    assert "relationship" not in profiles(sbom)["ntia"]["failing"]
    assert reached(sbom) == (1, 1)


def test_cisa_2026_asks_more_of_the_document_than_the_draft() -> None:
    found = profiles(one())
    assert found["cisa-draft"]["document"] == ["author", "timestamp", "tool", "generation_context"]
    assert found["cisa"]["document"] == ["author", "timestamp", "generation_context", "tool", "tool_version"]
    assert found["cisa"]["cannot_tell"] == ["author_signature"]
    assert found["ntia"]["document"] == ["author", "timestamp"]


def test_a_hash_without_algorithm_fails_cisa_2026_only() -> None:
    sbom = one()
    part = sbom.components[0]._replace(hashes=(Hash("", "00"),))
    found = profiles(sbom._replace(components=(part,)))
    assert found["cisa"]["failing"]["hash_algorithm"] == ["x"]
    assert "hash" not in found["cisa"]["failing"]
    assert "hash_algorithm" not in found["cisa-draft"]["failing"]


def test_what_an_sbom_says_it_does_not_know_is_told_from_what_it_keeps_back() -> None:
    said = [
        {"name": "cdx:cisa:unknown-information", "value": "Component License"},
        {"name": "cdx:cisa:withheld-information", "value": "Component Hash Value"},
    ]
    found = profiles(one(version="NOASSERTION", properties=said))
    for name in ("cisa", "cisa-draft"):
        assert found[name]["declared_unknown"] == {"version": ["x"], "licence": ["x"]}
        assert found[name]["withheld"] == {"hash": ["x"]}
        assert {"version", "licence", "hash"} <= set(found[name]["failing"])
    assert found["ntia"]["declared_unknown"] == {}


@pytest.mark.parametrize("word", ["unknown", "NOASSERTION", "N/A", "none", " Unknown "])
def test_unknown_is_a_recorded_answer_but_never_a_complete_one(word: str) -> None:
    found = profiles(one(supplier={"name": word}, licenses=[{"license": {"name": word}}]))
    assert {"supplier", "licence"} <= set(found["cisa"]["failing"])
    assert {"supplier", "licence"} <= set(found["cisa"]["declared_unknown"])


def test_each_profile_says_its_edition_and_how_sure_medward_is_of_it() -> None:
    found = profiles(one())
    assert "2026" in found["cisa"]["edition"]
    assert "draft" in found["cisa-draft"]["edition"]
    assert [found[name]["confidence"] for name in ("ntia", "cisa", "cisa-draft", "fda")] == [
        "V",
        "V2",
        "V",
        "V",
    ]


FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "supplier": st.sampled_from(["", "unknown", "Someone"]),
        "version": st.sampled_from(["", "latest", "^1", "1.0"]),
        "licences": st.sampled_from([(), ("NOASSERTION",), ("MIT",)]),
        "support_level": st.sampled_from(["", "unknown", "abandoned"]),
        "end_of_support": st.sampled_from(["", "soon", "2030-01-01"]),
    },
)
ALL = Fill(
    supplier="A", version="9", purl="pkg:generic/x@9", licences=("X",), hashes=(Hash("SHA-256", "0"),),
    support_level="abandoned", end_of_support="2031-01-01",
)  # fmt: skip


@given(FIELDS, st.booleans())
def test_damaging_a_component_never_makes_a_profile_milder(
    fields: dict[str, str],
    is_damaged: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    whole = Component(
        ref="x", name="x", version="1", supplier="A", purl="pkg:generic/x@1", licences=("MIT",),
        hashes=(Hash("SHA-256", "0"),), support_level="abandoned", end_of_support="2031-01-01",
    )  # fmt: skip
    damaged = whole._replace(**fields) if is_damaged else whole
    before, after = profiles(holding(whole)), profiles(holding(damaged))
    assert all(after[name]["complete"] <= before[name]["complete"] for name in before)


@given(FIELDS)
def test_a_fill_only_ever_completes(fields: dict[str, str]) -> None:
    sbom = holding(Component(ref="x", name="x")._replace(**fields))
    bare, completed = profiles(sbom), profiles(sbom, {"x": ALL})
    for name in bare:
        assert completed[name]["complete"] >= bare[name]["complete"]
        assert set(completed[name]["failing"]) <= set(bare[name]["failing"])


def holding(component: Component) -> Sbom:
    return one()._replace(components=(component,), dependencies=(Dependency("x", ()),))
