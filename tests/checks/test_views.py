"""Architecture views answer what FDA lists, or it is said what is missing and where it should stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from medward.checks.views import check_views, functions_asked
from medward.devices.records import View, ViewKind
from medward.devices.use_cases import OperatingState, SecurityFunction, UseCase
from medward.kernel.recordset import RecordSet
from medward.workspace.device import open_device

EXAMPLES = Path(__file__).parents[2] / "src" / "medward" / "examples"
LVP = open_device(EXAMPLES / "infusion-pump").records
IPG = open_device(EXAMPLES / "pacemaker").records


def without(records: RecordSet, record: str, **changes: object) -> RecordSet:
    """Return the records with some fields of one record replaced."""
    found = records.get(record)
    changed = type(found).model_validate({**found.model_dump(), **changes})
    return RecordSet([changed if item.id == record else item for item in records])


def lacks(records: RecordSet, code: str, kind: ViewKind) -> list[tuple[str, str]]:
    """Return what one group of one kind of view lacks."""
    return [
        (lack.record, lack.message)
        for check in check_views(records)
        if check.kind is kind
        for field in check.fields
        if field.code == code
        for lack in field.lacks
    ]


def test_a_file_without_views_misses_all_four() -> None:
    found = check_views(RecordSet([]))
    assert [check.kind for check in found] == list(ViewKind)
    assert not any(check.is_complete for check in found)
    assert {field.code for check in found for field in check.fields} == {"PMG-AV-01"}


def test_each_view_is_asked_the_twelve_groups_and_its_own() -> None:
    own = {
        ViewKind.GLOBAL: "PMG-AV-02",
        ViewKind.MULTI_PATIENT: "PMG-AV-03",
        ViewKind.UPDATE: "PMG-AV-04",
        ViewKind.USE_CASE: "PMG-AV-05",
    }
    groups = [f"PMG-V-{number:02}" for number in range(1, 13)]
    for check in check_views(LVP):
        assert [field.code for field in check.fields] == [own[check.kind], *groups]


@pytest.mark.parametrize(
    ("records", "open_point"),
    [
        pytest.param(
            LVP, ("multi-patient", "PMG-AV-03", "LVP-ELM-0024"), id="pump: reach of one library tree"
        ),
        pytest.param(IPG, ("global", "PMG-V-03", "IPG-IFC-0018"), id="pacemaker: protocol without version"),
    ],
)
def test_the_views_of_a_sample_have_one_open_point(
    records: RecordSet, open_point: tuple[str, str, str]
) -> None:
    found = [
        (check.kind.value, field.code, lack.record)
        for check in check_views(records)
        for field in check.fields
        for lack in field.lacks
    ]
    assert found == [open_point]


def test_an_implant_is_asked_five_functions_more() -> None:
    assert [item.value for item in functions_asked(LVP)] == [
        "user-login", "therapy-change", "remote-monitoring", "software-update", "service-access",
        "emergency-override", "key-renewal", "connection-loss",
    ]  # fmt: skip
    assert set(functions_asked(IPG)) == set(SecurityFunction)


@pytest.mark.parametrize("function", functions_asked(LVP))
def test_a_function_no_use_case_follows_is_missing(function: SecurityFunction) -> None:
    cases = [
        type(item).model_validate(
            {**item.model_dump(), "covers": [one for one in item.covers if one is not function]}
        )
        if isinstance(item, UseCase)
        else item
        for item in LVP
    ]
    found = lacks(RecordSet(cases), "PMG-AV-05", ViewKind.USE_CASE)
    assert found == [("LVP-VIW-0004", f"no use case follows {function.replace('-', ' ')}")]


@pytest.mark.parametrize("state", OperatingState)
def test_a_state_no_use_case_happens_in_is_missing(state: OperatingState) -> None:
    left = RecordSet([item for item in LVP if not (isinstance(item, UseCase) and item.state is state)])
    words = [message for _, message in lacks(left, "PMG-AV-05", ViewKind.USE_CASE)]
    assert f"no use case happens in the state {state}" in words


def test_an_omission_counts_only_for_what_is_asked() -> None:
    views = [item for item in IPG.of(View) if item.view_kind is ViewKind.USE_CASE]
    changed = without(IPG, views[0].id, omitted=[{"what": "alarms", "reason": "none"}])
    found = lacks(changed, "PMG-AV-05", ViewKind.USE_CASE)
    assert (views[0].id, "no use case happens in the state alarm") in found
    assert (views[0].id, "omits 'alarms', which is neither a function nor a state") in found


@pytest.mark.parametrize("role", ["builds", "signs", "stores", "distributes", "verifies", "installs"])
def test_a_chain_of_trust_without_a_role_is_incomplete(role: str) -> None:
    view = LVP.get("LVP-VIW-0003")
    assert isinstance(view, View)
    chain = [step.model_dump() for step in view.trust_chain if step.role != role]
    changed = without(LVP, view.id, trust_chain=chain)
    assert lacks(changed, "PMG-AV-04", ViewKind.UPDATE) == [("LVP-VIW-0003", f"who {role} is not said")]


@pytest.mark.parametrize("field", ["rollback", "power_loss", "partial_fleet", "update_evidence"])
def test_an_update_view_tells_its_protections(field: str) -> None:
    changed = without(LVP, "LVP-VIW-0003", **{field: ""})
    assert len(lacks(changed, "PMG-AV-04", ViewKind.UPDATE)) == 1


def test_a_multi_patient_risk_that_is_not_discussed_is_missing() -> None:
    changed = without(LVP, "LVP-VIW-0002", mentions=["LVP-RSK-0005", "LVP-RSK-0006"])
    found = lacks(changed, "PMG-AV-03", ViewKind.MULTI_PATIENT)
    assert ("LVP-RSK-0012", "can harm several patients at once and is not discussed") in found


def test_a_part_of_the_system_is_shown_or_said_to_be_absent() -> None:
    view = LVP.get("LVP-VIW-0001")
    assert isinstance(view, View)
    parts = [part.model_dump() for part in view.parts if part.part != "patient-home"]
    found = lacks(without(LVP, view.id, parts=parts), "PMG-AV-02", ViewKind.GLOBAL)
    assert found == [(view.id, "patient home is neither shown nor said to be absent")]


def test_a_flow_whose_end_is_not_shown_is_not_taken_for_drawn() -> None:
    view = LVP.get("LVP-VIW-0002")
    assert isinstance(view, View)
    elements = [item for item in view.elements if item != "LVP-ELM-0002"]
    found = lacks(without(LVP, view.id, elements=elements), "PMG-V-02", ViewKind.MULTI_PATIENT)
    assert found == [("LVP-IFC-0015", "is listed, but one of its ends is not among the elements of the view")]


def test_taking_a_field_away_never_makes_a_view_more_complete() -> None:
    def missing(records: RecordSet) -> int:
        return sum(len(field.lacks) for check in check_views(records) for field in check.fields)

    before = missing(LVP)
    for item in [*LVP.of(UseCase), *LVP.of(View)]:
        for name in ("covers", "session", "abnormal", "parts", "shared_reach", "trust_chain", "mentions"):
            if getattr(item, name, None):
                empty = "" if name == "session" else ()
                assert missing(without(LVP, item.id, **{name: empty})) >= before
