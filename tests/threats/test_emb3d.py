"""EMB3D: ticked properties bring threats, decided threats count, both numbers are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from medward.catalogue.records import CatalogueControl, ControlCategory
from medward.controls.records import Control, ControlType
from medward.devices.records import Element, ElementKind
from medward.kernel.recordset import RecordSet
from medward.threats.emb3d import Coverage, coverage
from medward.threats.records import Disposition, ExternalReference, KnowledgeSource, Stride, Threat
from medward.threats.stix import Objects, read_stix
from tests.fixtures import knowledge_files as files

if TYPE_CHECKING:
    from medward.kernel.records import Record
    from medward.threats.knowledge import Snapshot

PROPERTIES = ("PID-11", "PID-15", "PID-901", "PID-902")


def ours() -> Snapshot:
    objects = Objects()
    objects.add(files.bundle(files.emb3d_objects()), "ours")
    return read_stix(objects, version="9.9")


def board(*properties: str, number: int = 1, kind: ElementKind = ElementKind.HARDWARE) -> Element:
    return Element(
        id=f"LVP-ELM-{number:04d}",
        title="Board",
        short=f"H{number}",
        element_kind=kind,
        description="x",
        emb3d_properties=properties,
    )


def answer(identity: str, disposition: Disposition, *, confirmed: bool, number: int = 1) -> Threat:
    return Threat(
        id=f"LVP-THR-{number:04d}",
        title="x",
        target="LVP-ELM-0001",
        stride=(Stride.TAMPERING,),
        actor="Somebody",
        action="does it",
        disposition=disposition,
        references=(ExternalReference(source=KnowledgeSource.EMB3D, id=identity, confirmed=confirmed),),
    )


def look(*records: Record) -> Coverage:
    return coverage(RecordSet(list(records)), ours())


def test_a_ticked_property_brings_its_threats() -> None:
    found = look(board("PID-11", "PID-15"))
    assert [(one.id, one.properties) for one in found.elements[0].threats] == [
        ("TID-901", ("PID-11",)),
        ("TID-902", ("PID-15",)),
    ]
    assert (found.dispositioned, found.applicable) == (0, 2)


def test_a_property_within_another_brings_the_threats_of_both() -> None:
    assert [one.id for one in look(board("PID-902")).elements[0].threats] == ["TID-903"]


def test_only_a_confirmed_and_decided_threat_counts() -> None:
    cases = [
        (Disposition.MITIGATE, True, 1),
        (Disposition.NOT_APPLICABLE, True, 1),
        (Disposition.MITIGATE, False, 0),
        (Disposition.UNDECIDED, True, 0),
    ]
    for disposition, confirmed, expected in cases:
        found = look(board("PID-15"), answer("TID-902", disposition, confirmed=confirmed))
        faced = found.elements[0].threats[0]
        assert (found.dispositioned, found.applicable) == (expected, 1)
        assert faced.answered_by == ("LVP-THR-0001",) * expected
        assert faced.open == ("LVP-THR-0001",) * (1 - expected)


def test_a_threat_on_another_element_does_not_count() -> None:
    found = look(board(), board("PID-15", number=2), answer("TID-902", Disposition.MITIGATE, confirmed=True))
    assert (found.dispositioned, found.applicable) == (0, 1)


def test_mitigations_name_the_controls_that_cover_them() -> None:
    item = CatalogueControl(
        id="ORG-CAT-0001",
        title="x",
        name="x",
        fda_category=ControlCategory.INTEGRITY,
        emb3d_mitigations=("MID-901",),
        verification_hint="x",
    )
    control = Control(
        id="LVP-CTL-0001",
        title="x",
        control_type=ControlType.PREVENT,
        layer="x",
        design="x",
        parameters="x",
        catalogue=item.id,
    )
    (offer,) = look(board("PID-15"), item, control).elements[0].threats[0].mitigations
    assert (offer.id, offer.catalogue, offer.controls) == ("MID-901", ("ORG-CAT-0001",), ("LVP-CTL-0001",))


def test_without_a_bundle_nothing_can_be_told() -> None:
    found = coverage(RecordSet([board("PID-15")]), None)
    assert found.version == ""
    assert found.elements[0].unknown == ("PID-15",)
    assert found.elements[0].threats == ()


def test_a_property_that_the_bundle_does_not_have_is_unknown() -> None:
    assert look(board("PID-15", "PID-77")).elements[0].unknown == ("PID-77",)


def test_what_is_built_and_has_no_property_is_listed() -> None:
    person = Element(
        id="LVP-ELM-0009", title="x", short="E", element_kind=ElementKind.EXTERNAL, description="x"
    )
    assert look(board(), person).unticked == ("LVP-ELM-0001",)


def test_a_circle_of_properties_ends() -> None:
    objects = files.emb3d_objects()
    objects.append(files.link(objects[2], "subproperty-of", objects[3]))
    gathered = Objects()
    gathered.add(files.bundle(objects), "ours")
    found = coverage(RecordSet([board("PID-902")]), read_stix(gathered))
    assert [one.id for one in found.elements[0].threats] == ["TID-903"]


@given(st.sets(st.sampled_from(PROPERTIES)), st.sampled_from(PROPERTIES))
def test_ticking_one_more_never_takes_a_threat_away(ticked: set[str], more: str) -> None:
    before = look(board(*sorted(ticked)))
    after = look(board(*sorted({*ticked, more})))
    assert after.applicable >= before.applicable
    assert before.dispositioned <= before.applicable
