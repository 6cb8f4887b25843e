"""Scenario S20: whether 23,400 implants are updated; both sides shown, nothing added, every unit in one row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from medward.governance.records import FieldCount, FieldUpdate, UpdateHarm
from medward.risk.records import Risk
from tests.checks.sample import clean, decision, sealed
from tests.fixtures.device_files import medward, medward_json, write_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.records import Record

UPDATE = FieldUpdate(
    risk="LVP-RSK-0001",
    of_updating=(
        UpdateHarm(
            harm="LVP-HRM-0001",
            text="Programmed settings are lost and the device paces in back-up mode",
            share="0.02",
            source="validation report, 3 of 15,000 updates",
        ),
    ),
    patient_letter="LVP-LBL-0006",
    not_recommended=("prophylactic replacement: the operation harms more patients than it helps",),
    units=23_400,
    gone=410,
    counts=(
        FieldCount(on=date(2026, 1, 10), updated=2000, declined=100, deferred=400),
        FieldCount(on=date(2026, 5, 30), updated=7127, declined=1502, deferred=3318),
    ),
)


def write(folder: Path, update: FieldUpdate = UPDATE, *, status: str = "effective", skip: str = "") -> Path:
    """Write a device file whose risk is S4, E2, class R, with a decision about the update."""
    known = clean()
    risk = known["LVP-RSK-0001"]
    assert isinstance(risk, Risk)
    e2 = risk.initial.model_copy(update={"vector": "AV:P/AC:L/PR:N/UI:N"})
    plain = risk.replace(initial=e2, claims=())
    made = decision(2, "field-update", "LVP-RSK-0001", field_update=update, status=status)
    records: list[Record] = [*({**known, plain.id: plain, made.id: made}.values())]
    return write_device(folder, sealed(records, skip=skip), "LVP-REL-0001")


def test_both_sides_stand_beside_each_other_and_nothing_is_added(tmp_path: Path) -> None:
    shown = medward(write(tmp_path), "risk", "update", "LVP-DEC-0002")
    assert shown.returncode == 0, shown.stderr
    staying, updating = shown.stdout.split("\nUpdating\n")
    assert "severity S4, exploitability E2, class R; no probability is estimated for an attack" in staying
    assert "severity S4 (LVP-HRM-0001), observed in 0.02 % of patients" in updating
    assert "total" not in shown.stdout.lower()
    assert "not recommended: prophylactic replacement" in shown.stdout


def test_7127_of_22990_eligible_are_31_percent_with_declined_and_deferred_apart(tmp_path: Path) -> None:
    found = medward_json(write(tmp_path), "risk", "update")["decisions"]
    assert isinstance(found, list)
    assert found[0]["cell"] == "R"
    assert found[0]["progress"] == {
        "eligible": 22_990,
        "updated": 7127,
        "declined": 1502,
        "deferred": 3318,
        "pending": 11_043,
        "percent": "31.0",
        "gone": 410,
        "unreachable": 0,
    }


def test_medical_quality_and_executive_sign_and_patients_get_a_letter(tmp_path: Path) -> None:
    bare = UPDATE.model_copy(update={"patient_letter": ""})
    folder = write(tmp_path, bare, skip="LVP-DEC-0002")
    shown = medward(folder, "risk", "update")
    assert shown.returncode == 1
    for lacking in ("acceptance-medical", "acceptance-quality", "acceptance-executive", "patient letter"):
        assert f"Missing: {'signature ' if 'acc' in lacking else ''}{lacking}" in shown.stdout


def test_a_unit_counted_twice_is_refused_with_its_place(tmp_path: Path) -> None:
    twice = UPDATE.model_copy(
        update={"counts": (FieldCount(on=date(2026, 5, 30), updated=22_990, declined=5),)}
    )
    shown = medward(write(tmp_path, twice), "risk", "update")
    assert shown.returncode == 2
    assert "LVP-DEC-0002: on 2026-05-30" in shown.stderr
    assert "5 more than the 22990 eligible units" in shown.stderr
    assert "decision.yaml:" in shown.stderr
