"""Pictures of views hold what the records say, no more and no less."""

from __future__ import annotations

from pathlib import Path

from medward.devices.records import Element, Interface, View
from medward.devices.use_cases import UseCase
from medward.dossier.sequences import sequence, steps_table
from medward.dossier.views import flow_diagram, trust_diagram
from medward.kernel.recordset import RecordSet
from medward.threats.stride import crossings
from medward.workspace.device import open_device

EXAMPLES = Path(__file__).parents[2] / "src" / "medward" / "examples"
LVP = open_device(EXAMPLES / "infusion-pump").records


def view(identity: str) -> View:
    found = LVP.get(identity)
    assert isinstance(found, View)
    return found


def test_the_whole_system_shows_every_element_and_flow_with_its_protocol() -> None:
    picture = flow_diagram(LVP, crossings(LVP))
    assert {node.id for node in picture.nodes} == {item.id for item in LVP.of(Element)}
    assert {flow.id for flow in picture.flows} == {item.id for item in LVP.of(Interface)}
    labels = {flow.id: (flow.label, flow.port) for flow in picture.flows}
    assert labels["LVP-IFC-0009"] == ("F09 MQTT 3.1.1 over TLS 1.3", "TCP 8883")
    assert labels["LVP-IFC-0027"][1] == "TCP 2575/443"


def test_the_multi_patient_view_marks_what_is_shared_in_words() -> None:
    picture = flow_diagram(LVP, (), view("LVP-VIW-0002"))
    notes = {node.short: node.note for node in picture.nodes if node.emphasis == "shared"}
    assert notes == {
        "P3": "SHARED: 96 pumps, 24 patients",
        "P4": "SHARED: 4,812 pumps",
        "P5": "SHARED: 4,812 pumps",
        "P7": "SHARED: 4,812 pumps",
        "D4": "SHARED: pumps unknown",
    }
    assert [flow.id for flow in picture.flows if flow.emphasis] == ["LVP-IFC-0022"]


def test_the_update_view_marks_what_lies_outside_our_scope() -> None:
    picture = flow_diagram(LVP, (), view("LVP-VIW-0003"))
    assert {node.short for node in picture.nodes if node.emphasis == "outside"} == {"EE3", "EE5"}


def test_the_chain_of_trust_has_a_column_per_role_even_an_empty_one() -> None:
    empty = view("LVP-VIW-0003").model_copy(update={"trust_chain": (), "rollback": ""})
    assert [title for title, _ in trust_diagram(LVP, empty).columns] == [
        "Builds", "Signs", "Stores", "Distributes", "Verifies", "Installs",
    ]  # fmt: skip
    assert trust_diagram(LVP, empty).protections[0] == ("Rollback", "")


def test_a_step_without_a_flow_happens_where_the_step_before_arrived() -> None:
    case = LVP.get("LVP-SUC-0001")
    assert isinstance(case, UseCase)
    steps = sequence(LVP, case).steps
    assert [(step.source, step.target) for step in steps] == [
        ("LVP-ELM-0002", "LVP-ELM-0015"), ("LVP-ELM-0002", "LVP-ELM-0015"),
        ("LVP-ELM-0015", "LVP-ELM-0015"), ("LVP-ELM-0015", "LVP-ELM-0015"),
    ]  # fmt: skip
    assert [step.number for step in steps] == [1, 2, 3, 4]
    assert [label for label, _ in steps[0].notes] == ["Check", "Log", "If it fails"]


def test_a_use_case_without_any_flow_is_drawn_at_its_actor() -> None:
    case = UseCase.model_validate(
        {"id": "LVP-SUC-0099", "title": "x", "actor": "LVP-ACR-0001", "state": "therapy",
         "steps": [{"action": "thinks"}]}
    )  # fmt: skip
    picture = sequence(RecordSet([case]), case)
    assert [line.id for line in picture.lifelines] == ["LVP-ACR-0001"]
    assert dict(picture.steps[0].notes) == dict.fromkeys(("Check", "Log", "If it fails"), "not recorded")


def test_the_table_of_steps_has_a_row_per_step_and_a_column_per_question() -> None:
    for case in LVP.of(UseCase):
        table = steps_table(LVP, case)
        assert len(table.rows) == len(case.steps)
        assert [column.title for column in table.columns][3:] == [
            "Identity check", "Authorisation", "Cryptography and integrity", "Log event", "If it fails",
        ]  # fmt: skip
