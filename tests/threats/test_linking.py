"""Suggestions give their reasons and only ids in use; references that moved on are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from medward.devices.records import Element, ElementKind
from medward.kernel.recordset import RecordSet
from medward.threats.knowledge import Item, ItemKind, ItemState, Relation, Snapshot
from medward.threats.linking import (
    MOST,
    Library,
    anchors,
    changed_references,
    link_problems,
    not_imported,
    suggestions,
)
from medward.threats.records import ExternalReference, KnowledgeSource, Stride, Threat, ThreatKnowledge
from medward.threats.rule import shipped_rules
from medward.threats.stix import Objects, read_stix
from tests.fixtures import knowledge_files as files
from tests.fixtures.lvp_model import element_id, flow, lvp_records
from tests.realdata import bundle, real_data, unpacked

if TYPE_CHECKING:
    from medward.kernel.records import Record

CAPEC = KnowledgeSource.CAPEC
ICS = KnowledgeSource.ATTACK_ICS
CWE = KnowledgeSource.CWE
WIRELESS = flow("F99", "P2", "P3", "Wi-Fi")


def pattern(identity: str, name: str, state: ItemState = ItemState.ACTIVE, **more: tuple[str, ...]) -> Item:
    return Item(ItemKind.ATTACK_PATTERN, identity, name, state, **more)


def capec(*items: Item, version: str = "3.9", date: str = "2030-01-01") -> Snapshot:
    return Snapshot(CAPEC, version, date, "", items, ())


def threat(**more: object) -> Threat:
    given: dict[str, object] = {
        "id": "LVP-THR-0001",
        "title": "Threat",
        "target": element_id("P2"),
        "stride": (Stride.DENIAL_OF_SERVICE,),
        "actor": "Somebody",
        "action": "does something",
        **more,
    }
    return Threat.model_validate(given)


def records(*added: Record) -> RecordSet:
    return RecordSet([*lvp_records(), WIRELESS, *added])


def ids(one: Threat, library: Library, **rules: list[tuple[KnowledgeSource, str]]) -> dict[str, str]:
    return {found.id: "; ".join(found.reasons) for found in suggestions(one, records(one), library, rules)}


def reference(identity: str, name: str = "", source: KnowledgeSource = CAPEC) -> ExternalReference:
    return ExternalReference(source=source, id=identity, name=name, confirmed=True)


def test_an_anchor_needs_a_letter_and_a_word() -> None:
    library = Library([capec(pattern("CAPEC-601", "Jamming"))])
    jam = threat(action="jams the radio")
    assert ids(jam, library) == {"CAPEC-601": "anchor for D and `jams` in the threat"}
    assert ids(threat(action="jams the radio", stride=(Stride.REPUDIATION,)), library) == {}
    assert ids(threat(action="misses jamshed"), library) == {}


def test_the_target_speaks_for_an_anchor_too() -> None:
    library = Library([capec(pattern("CAPEC-601", "Jamming"))])
    assert ids(threat(target=WIRELESS.id), library) == {"CAPEC-601": "anchor for D and `wi-fi` in the target"}


def test_what_is_not_imported_or_not_in_use_is_never_suggested() -> None:
    jam = threat(action="jams the radio")
    assert ids(jam, Library()) == {}
    for state in (ItemState.DEPRECATED, ItemState.REVOKED):
        assert ids(jam, Library([capec(pattern("CAPEC-601", "Jamming", state))])) == {}


def test_what_is_referenced_already_is_not_suggested_again() -> None:
    library = Library([capec(pattern("CAPEC-601", "Jamming"))])
    assert ids(threat(action="jams the radio", references=(reference("CAPEC-601"),)), library) == {}


def test_a_rule_that_the_threat_answers_speaks_for_what_it_names() -> None:
    library = Library([capec(pattern("CAPEC-1", "One"))])
    answered = threat(candidates=("some-rule@1|LVP-ELM-0012",))
    found = ids(answered, library, **{"some-rule": [(CAPEC, "CAPEC-1")]})
    assert found == {"CAPEC-1": "rule some-rule names it"}


def test_a_reference_leads_to_what_its_catalogue_names() -> None:
    weakness = Snapshot(CWE, "1", "2030-01-01", "", (Item(ItemKind.WEAKNESS, "CWE-5", "Five"),), ())
    library = Library([capec(pattern("CAPEC-1", "One", refs=("CWE-5", "CWE-6"))), weakness])
    assert ids(threat(references=(reference("CAPEC-1"),)), library) == {"CWE-5": "CAPEC-1 names it"}


def test_a_pattern_named_after_the_protocol_needs_a_consequence_of_the_letter() -> None:
    wifi = pattern("CAPEC-1", "Evil Wi-Fi", tags=("Availability",))
    other = pattern("CAPEC-2", "Wi-Fi listening", tags=("Confidentiality",))
    found = ids(threat(target=WIRELESS.id), Library([capec(wifi, other)]))
    assert set(found) == {"CAPEC-1"}
    assert "consequence is D" in found["CAPEC-1"]


def test_a_ticked_property_speaks_for_its_threats_that_share_a_word() -> None:
    objects = Objects()
    objects.add(files.bundle(files.emb3d_objects()), "a")
    box = Element(
        id="LVP-ELM-0099",
        title="Box",
        short="H1",
        element_kind=ElementKind.HARDWARE,
        zone="LVP-ZON-0001",
        description="x",
        emb3d_properties=("PID-11", "PID-15"),
    )
    watcher = threat(target=box.id, action="watches the power of the chip")
    found = suggestions(watcher, records(box, watcher), Library([read_stix(objects)]), {})
    assert [one.id for one in found] == ["TID-901"]
    assert "PID-11 is ticked" in found[0].reasons[0]


def test_the_best_founded_come_first_and_no_more_than_some() -> None:
    items = [pattern(f"CAPEC-{number}", f"N{number}") for number in range(20)]
    library = Library([capec(*items, pattern("CAPEC-601", "Jamming"))])
    answered = threat(action="jams it", candidates=("a@1|x", "b@1|x"))
    rules = {"a": [(CAPEC, item.id) for item in items], "b": [(CAPEC, "CAPEC-19")]}
    found = suggestions(answered, records(answered), library, rules)
    assert len(found) == MOST
    assert found[0].id == "CAPEC-19"


def test_a_reference_that_does_not_stand_or_is_gone_or_renamed_is_told() -> None:
    library = Library(
        [capec(pattern("CAPEC-1", "One (first)"), pattern("CAPEC-2", "Two", ItemState.DEPRECATED))]
    )
    given = (
        reference("CAPEC-1", "one"),
        reference("CAPEC-2"),
        reference("CAPEC-3"),
        reference("CAPEC-1", "Uno"),
        reference("T1", source=ICS),
    )
    file = records(threat(references=given))
    assert [problem.what for problem in link_problems(file, library)] == [
        "CAPEC-2 is deprecated in CAPEC 3.9",
        "CAPEC-3 does not stand in CAPEC 3.9",
        "CAPEC-1 is named 'One (first)' in CAPEC 3.9, here 'Uno'",
    ]
    assert not_imported(file, library) == {ICS: 1}
    assert link_problems(file, Library()) == ()


def test_what_replaced_a_revoked_item_is_named() -> None:
    old = Item(ItemKind.TECHNIQUE, "T1", "Old", ItemState.REVOKED)
    new = Item(ItemKind.TECHNIQUE, "T2", "New")
    library = Library([Snapshot(ICS, "18", "2030-01-01", "", (old, new), (Relation(0, "revoked-by", 1),))])
    entry = ThreatKnowledge(
        id="ORG-TKB-0001",
        title="x",
        knowledge_source=ICS,
        external_id="T1",
        name="Old",
        catalogue_version="ATT&CK 17",
    )
    (problem,) = link_problems(records(entry), library)
    assert (problem.record, problem.fix) == ("ORG-TKB-0001", "reference T2 instead")


def test_only_our_references_are_told_when_a_newer_version_is_imported() -> None:
    old = capec(pattern("CAPEC-1", "One"), pattern("CAPEC-2", "Two"), pattern("CAPEC-3", "Three"))
    new = capec(
        pattern("CAPEC-1", "One"), pattern("CAPEC-2", "Zwei"), pattern("CAPEC-3", "Drei"), version="3.10"
    )
    file = records(threat(references=(reference("CAPEC-1"), reference("CAPEC-2"))))
    for order in ([old, new], [new, old]):
        (change,) = changed_references(file, Library(order))
        assert (change.record, change.id) == ("LVP-THR-0001", "CAPEC-2")
        assert change.what == "renamed since 3.9: Two > Zwei"


def real_library() -> Library:
    ics, patterns = Objects(), Objects()
    ics.add(unpacked(real_data() / "threat/mitre-attack/ics-attack-18.1.json.zst"), "ics")
    for name, data in bundle(real_data() / "threat/capec-stix-2.1-objects.tar.zst"):
        patterns.add(data, name)
    return Library([read_stix(ics), read_stix(patterns)])


@pytest.mark.realdata
def test_every_anchor_is_in_use_in_the_real_catalogues() -> None:
    library = real_library()
    found = {one.id: library.item(one.source, one.id) for one in anchors()}
    assert [one for one, item in found.items() if item is None or item.state is not ItemState.ACTIVE] == []
    assert len(found) == 30


@pytest.mark.realdata
def test_every_item_a_shipped_rule_names_is_in_use_in_the_real_catalogues() -> None:
    library = real_library()
    wrong = [
        f"{rule.id}: {link.id}"
        for rule in shipped_rules()
        for link in rule.references
        if link.source in library.newest
        and ((item := library.item(link.source, link.id)) is None or item.state is not ItemState.ACTIVE)
    ]
    assert wrong == []
