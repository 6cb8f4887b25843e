"""OSCAL 1.2: what we write is read by an independent implementation, and comes back unchanged."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from trestle.oscal.catalog import Catalog as TrestleCatalog
from trestle.oscal.common import OscalVersion
from trestle.oscal.mapping import MappingCollection as TrestleMapping

from medward.catalogue.oscal import OSCAL_VERSION, catalog_of, expectations_of, lost_in_export, mapping_of
from medward.catalogue.oscal_reading import read_catalog, read_mapping
from medward.catalogue.pack import Pack, Relation
from medward.catalogue.shipped import load
from medward.errors import InvalidInputError

AT = datetime(2026, 11, 22, tzinfo=UTC)
FOREIGN = Path(__file__).parents[1] / "fixtures" / "oscal" / "foreign-catalog.json"


def _without_what_oscal_lacks(pack: Pack) -> Pack:
    """Return a pack without clocks, dated changes, and the relations that stand in the mapping."""
    clauses = tuple(one.model_copy(update={"expectations": {}}) for one in pack.clauses)
    return pack.model_copy(update={"clauses": clauses, "clocks": (), "upcoming": ()})


def test_every_pack_is_a_catalogue_that_trestle_reads() -> None:
    for pack in load().packs:
        document = json.loads(json.dumps(catalog_of(pack, AT)))
        read = TrestleCatalog.model_validate(document["catalog"])
        assert len(read.controls or ()) == len(pack.clauses)


def test_the_version_written_is_one_trestle_knows() -> None:
    assert OscalVersion(OSCAL_VERSION)


def test_every_pack_comes_back_unchanged() -> None:
    for pack in load().packs:
        back = read_catalog(json.loads(json.dumps(catalog_of(pack, AT))), "pack.json")
        assert Pack.model_validate(back.tree) == _without_what_oscal_lacks(pack), pack.code
        assert not back.assumed
        assert not back.left_out


def test_the_mapping_is_read_by_trestle_and_comes_back_whole() -> None:
    packs = load().packs
    document = json.loads(json.dumps(mapping_of(packs, AT)))
    TrestleMapping.model_validate(document["mapping-collection"])
    back = {(one.source, one.relation, one.target) for one in read_mapping(document, "mapping.json")}
    assert back == {
        (clause.id, relation.value, expectation)
        for pack in packs
        for clause in pack.clauses
        for expectation, relation in clause.expectations.items()
    }
    assert {relation for _, relation, _ in back} <= {one.value for one in Relation}


def test_the_expectations_are_a_catalogue_of_their_own() -> None:
    document = json.loads(json.dumps(expectations_of(load().expectations, AT)))
    read = TrestleCatalog.model_validate(document["catalog"])
    assert [control.id for control in read.controls or ()] == [one.id for one in load().expectations]


def test_the_same_pack_gives_the_same_bytes() -> None:
    pack = load().packs[0]
    assert json.dumps(catalog_of(pack, AT)) == json.dumps(catalog_of(pack, AT))


def test_an_export_names_what_it_leaves_behind() -> None:
    packs = {pack.code: pack for pack in load().packs}
    assert lost_in_export(packs["US-806"])[0].endswith("clocks")
    bare = packs["US-806"].model_copy(update={"clocks": (), "upcoming": ()})
    assert lost_in_export(bare) == ()


def test_a_foreign_catalogue_becomes_a_pack_that_says_what_was_assumed() -> None:
    read = read_catalog(json.loads(FOREIGN.read_text()), FOREIGN.name)
    pack = Pack.model_validate(read.tree)
    assert [(one.id, one.ref, one.confidence) for one in pack.clauses] == [
        ("NET-1", "NET-1", "K"),
        ("NET-1.1", "net-1.1", "K"),
    ]
    assert pack.clauses[0].text == "Keep medical devices in zones of their own: one zone per ward."
    assert pack.editions[0].id == "3"
    assert any("2 controls" in line for line in read.assumed)
    assert read.left_out == ("params",)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "an object is expected"),
        ({}, "'catalog' is missing"),
        ({"catalog": {"metadata": {}}}, "'title' is missing"),
        ({"catalog": {"metadata": {"title": "x"}, "controls": [{"title": "no id"}]}}, "'id' is missing"),
    ],
)
def test_what_is_no_catalogue_is_refused_with_its_place(document: object, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words) as caught:
        read_catalog(json.loads(json.dumps(document)), "bad.json")
    assert caught.value.place.startswith("bad.json#/")


def test_a_catalogue_nested_without_end_is_refused() -> None:
    control: dict[str, object] = {"id": "a-1", "title": "x"}
    for _ in range(40):
        control = {"id": "a-1", "title": "x", "controls": [control]}
    document = {"catalog": {"metadata": {"title": "deep"}, "controls": [control]}}
    with pytest.raises(InvalidInputError, match="nested deeper"):
        read_catalog(json.loads(json.dumps(document)), "deep.json")


def test_a_relationship_oscal_does_not_define_is_refused() -> None:
    document = json.loads(json.dumps(mapping_of(load().packs, AT)))
    broken = copy.deepcopy(document)
    broken["mapping-collection"]["mappings"][0]["maps"][0]["relationship"] = "somewhat-like"
    with pytest.raises(InvalidInputError, match="somewhat-like") as caught:
        read_mapping(broken, "m.json")
    assert caught.value.place == "m.json#/mapping-collection/mappings/0/maps/0/relationship"


def test_an_empty_mapping_is_not_written() -> None:
    with pytest.raises(ValueError, match="no clause has a relation"):
        mapping_of((), AT)
