"""STIX bundles: what is kept, what is counted, what is refused and where."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError, LimitError, MedwardError, UnreadableTextError
from medward.threats.knowledge import ItemKind, ItemState, Snapshot
from medward.threats.records import KnowledgeSource
from medward.threats.stix import Objects, read_stix
from tests.fixtures import knowledge_files as files
from tests.realdata import bundle, real_data, tell, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable


def read(*contents: bytes) -> Snapshot:
    objects = Objects()
    for number, data in enumerate(contents):
        objects.add(data, f"{number}.json")
    return read_stix(objects)


def counts(snapshot: Snapshot) -> dict[str, tuple[int, int, int]]:
    return {row.kind.value: (row.active, row.deprecated, row.revoked) for row in snapshot.counts}


def plain_counts(entries: list[dict[str, object]]) -> Counter[tuple[object, str]]:
    """Count types and states with nothing but the JSON."""
    return Counter(
        (
            one["type"],
            "revoked"
            if one.get("revoked")
            else "deprecated"
            if one.get("x_mitre_deprecated") or one.get("x_capec_status") in ("Deprecated", "Obsolete")
            else "active",
        )
        for one in entries
    )


def agree(snapshot: Snapshot, entries: list[dict[str, object]], kinds: dict[str, str]) -> None:
    """Every object is an item of its kind and state, or counted as not kept."""
    expected = plain_counts(entries)
    for stix_type, kind in kinds.items():
        found = tuple(expected[stix_type, state.value] for state in ItemState)
        assert counts(snapshot)[kind] == found
    others = Counter(one["type"] for one in entries if one["type"] not in {*kinds, "relationship"})
    assert {k: v for k, v in snapshot.not_kept.items() if k != "relationship"} == others
    assert snapshot.dangling == snapshot.unusable == ()


def parsed(data: bytes) -> list[dict[str, object]]:
    objects: list[dict[str, object]] = json.loads(data)["objects"]
    return objects


@pytest.mark.realdata
def test_attack_for_ics_is_counted_as_the_file_has_it(record_property: Callable[[str, object], None]) -> None:
    data = unpacked(real_data() / "threat/mitre-attack/ics-attack-18.1.json.zst")
    snapshot, entries = read(data), parsed(data)
    kinds = {
        "attack-pattern": "technique",
        "course-of-action": "mitigation",
        "x-mitre-tactic": "tactic",
        "x-mitre-asset": "asset",
    }
    agree(snapshot, entries, kinds)
    kept = {one["id"] for one in entries if one["type"] in kinds}
    links = [one for one in entries if one["type"] == "relationship"]
    inside = {
        (one["source_ref"], one["relationship_type"], one["target_ref"])
        for one in links
        if {one["source_ref"], one["target_ref"]} <= kept
    }
    assert len(snapshot.relations) == len(inside)
    assert snapshot.not_kept["relationship"] == len(links) - len(inside)
    assert (snapshot.source, snapshot.version) == (KnowledgeSource.ATTACK_ICS, "18.1")
    assert counts(snapshot)["technique"] == (83, 12, 0)
    tell(record_property, f"ATT&CK for ICS 18.1: {counts(snapshot)}")


@pytest.mark.realdata
def test_attack_enterprise_is_counted_as_the_files_have_it(
    record_property: Callable[[str, object], None],
) -> None:
    contents = [
        data for _, data in bundle(real_data() / "threat/mitre-attack/enterprise-attack-objects.tar.zst")
    ]
    snapshot = read(*contents)
    kinds = {"attack-pattern": "technique", "course-of-action": "mitigation", "x-mitre-tactic": "tactic"}
    agree(snapshot, [one for data in contents for one in parsed(data)], kinds)
    assert snapshot.source is KnowledgeSource.ATTACK_ENTERPRISE
    assert counts(snapshot)["technique"] == (691, 12, 132)
    tell(record_property, f"ATT&CK Enterprise: {counts(snapshot)}")


@pytest.mark.realdata
def test_capec_is_counted_as_the_files_have_it(record_property: Callable[[str, object], None]) -> None:
    contents = [data for _, data in bundle(real_data() / "threat/capec-stix-2.1-objects.tar.zst")]
    snapshot = read(*contents)
    entries = [one for data in contents for one in parsed(data)]
    agree(snapshot, entries, {"attack-pattern": "attack pattern", "course-of-action": "mitigation"})
    lists = ("x_capec_child_of_refs", "x_capec_can_precede_refs", "x_capec_peer_of_refs")
    listed = {
        (one["id"], key, target)
        for one in entries
        for key in lists
        for target in one.get(key, [])  # type: ignore[attr-defined]  # a list in CAPEC
    }
    joined = {(one["source_ref"], one["target_ref"]) for one in entries if one["type"] == "relationship"}
    assert len(snapshot.relations) == len(listed) + len(joined)
    assert (snapshot.source, snapshot.version) == (KnowledgeSource.CAPEC, "3.9")
    assert counts(snapshot)["attack pattern"] == (558, 57, 0)
    tell(record_property, f"CAPEC 3.9: {counts(snapshot)}")


def test_emb3d_gives_properties_threats_and_mitigations() -> None:
    snapshot = read(files.bundle(files.emb3d_objects()))
    assert snapshot.source is KnowledgeSource.EMB3D
    assert counts(snapshot) == {"threat": (3, 0, 0), "property": (4, 0, 0), "mitigation": (2, 0, 0)}
    assert [one.id for one in snapshot.after("PID-15", "relates-to")] == ["TID-902"]
    assert [one.id for one in snapshot.before("TID-902", "mitigates")] == ["MID-901"]
    item = snapshot.item("TID-901")
    assert item is not None
    assert (item.refs, item.kind) == (("CWE-1300",), ItemKind.THREAT)


def test_no_text_of_the_publisher_is_kept() -> None:
    words = "A long description that belongs to somebody else."
    snapshot = read(files.bundle([files.technique("T0001", "Ours", description=words)]))
    assert words.encode() not in snapshot.body


def test_objects_in_many_files_are_one_catalogue() -> None:
    objects = files.emb3d_objects()
    one_by_one = read(*(files.bundle([one]) for one in objects))
    assert one_by_one.body == read(files.bundle(objects)).body
    assert read(*(json.dumps(one).encode() for one in objects)).body == one_by_one.body


def test_a_relationship_to_nowhere_is_listed() -> None:
    here, gone = files.technique("T0001", "Here"), files.technique("T0002", "Gone")
    snapshot = read(files.bundle([here, files.link(here, "revoked-by", gone)]))
    assert snapshot.relations == ()
    assert snapshot.dangling == (
        f"0.json#/objects/1: revoked-by leads to {gone['id']}, which stands nowhere",
    )


def test_of_two_versions_of_an_object_the_newer_counts_and_the_other_is_listed() -> None:
    old = files.technique("T0001", "Old name", "2029-01-01T00:00:00.000Z")
    new = files.technique("T0001", "New name", "2031-01-01T00:00:00.000Z")
    for order in ([old, new], [new, old]):
        snapshot = read(files.bundle(order))
        assert [item.name for item in snapshot.items] == ["New name"]
        assert len(snapshot.unusable) == 1
        assert "0.json#/objects/1" in snapshot.unusable[0]


def test_two_objects_with_one_id_and_time_but_other_content_are_refused() -> None:
    one, other = files.technique("T0001", "One"), files.technique("T0001", "Other")
    with pytest.raises(InvalidInputError, match="other content") as caught:
        read(files.bundle([one, other]))
    assert caught.value.place == "0.json#/objects/1/id"


def test_an_object_without_an_id_of_the_catalogue_is_listed() -> None:
    nameless = files.technique("T0002", "x")
    nameless["external_references"] = []
    snapshot = read(files.bundle([files.technique("T0001", "Ours"), nameless]))
    assert len(snapshot.items) == 1
    assert snapshot.unusable[0].startswith("0.json#/objects/1: attack-pattern--")


def test_revoked_counts_before_deprecated() -> None:
    both = files.technique("T0001", "x", revoked=True, x_mitre_deprecated=True)
    assert read(files.bundle([both])).items[0].state is ItemState.REVOKED


GOOD = files.technique("T0001", "x")
BAD = [
    (b"", "not JSON"),
    (b"[1]", "#"),
    (b'{"type": "bundle"}', "#/objects"),
    (b'{"type": "bundle", "objects": {}}', "#/objects"),
    (files.bundle([7]), "#/objects/0"),
    (files.bundle([GOOD, {"id": "x"}]), "#/objects/1/type"),
    (files.bundle([{**GOOD, "id": "attack-pattern--1"}]), "#/objects/0/id"),
    (files.bundle([{**GOOD, "id": GOOD["id"], "type": "malware"}]), "#/objects/0/id"),
    (files.bundle([{**GOOD, "name": "  "}]), "#/objects/0/name"),
    (files.bundle([GOOD, {**files.link(GOOD, "uses", GOOD), "target_ref": 4}]), "#/objects/1/target_ref"),
    (b'{"a": NaN}', "NaN"),
    (b"\xff\xfe", "UTF-8"),
]


@pytest.mark.parametrize(("data", "said"), BAD)
def test_a_bad_bundle_is_refused_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read(data)
    assert said in str(caught.value)
    assert caught.value.hint


def test_a_bundle_of_no_known_catalogue_is_refused() -> None:
    mobile = {**GOOD, "x_mitre_domains": ["mobile-attack"]}
    with pytest.raises(InvalidInputError, match="mobile-attack"):
        read(files.bundle([mobile]))
    with pytest.raises(InvalidInputError, match="no catalogue"):
        read(files.bundle([]))


def test_depth_number_and_size_are_limited() -> None:
    with pytest.raises(LimitError, match="nested"):
        read(b'{"a":' * 100_000)
    with pytest.raises(LimitError, match="more than 1 objects"):
        Objects(most=1).add(files.bundle([GOOD, files.technique("T0002", "y")]), "a")
    with pytest.raises(LimitError, match="at most 10"):
        Objects(most_bytes=10).add(files.bundle([GOOD]), "a")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from(["type", "id", "objects", "name", "x"]), x),
    )
)
def test_any_json_is_read_or_refused_in_words(tree: object) -> None:
    with suppress(MedwardError):
        read(json.dumps(tree).encode())


def test_a_hundred_thousand_objects_are_read(record_property: Callable[[str, object], None]) -> None:
    made = [files.technique(f"T{number}", f"Technique {number}") for number in range(50_000)]
    made += [files.link(made[number - 1], "revoked-by", made[number]) for number in range(1, 50_001 - 1)]
    data = files.bundle(made)
    start = time.perf_counter()
    snapshot = read(data)
    took = time.perf_counter() - start
    assert (len(snapshot.items), len(snapshot.relations)) == (50_000, 49_999)
    tell(record_property, f"{len(made):,} STIX objects in {took:.1f} s")


def test_truncated_json_names_its_line() -> None:
    with pytest.raises(UnreadableTextError) as caught:
        read(files.bundle([GOOD])[:-5])
    assert caught.value.place == "0.json:1"
