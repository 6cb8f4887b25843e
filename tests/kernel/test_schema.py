"""The JSON Schema is valid 2020-12 and accepts and refuses what the program does."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from medward.kernel.schema import device_file_schema, kind_value
from medward.kinds import KINDS, record_class

SCHEMA = device_file_schema([record_class(kind.name) for kind in KINDS])
HARM = {
    "kind": "harm/1",
    "id": "LVP-HRM-0007",
    "title": "Over-infusion",
    "hazard": "H-7",
    "sequence": "a",
    "situation": "b",
    "harm": "c",
    "severity": "S4",
    "safety_file": "SRF 7",
    "safety_file_severity": "S4",
}


def test_it_is_a_valid_2020_12_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_it_offers_every_kind() -> None:
    offered = SCHEMA["properties"]["kind"]["enum"]  # type: ignore[index,call-overload]  # JSON
    assert offered == [kind_value(record_class(kind.name)) for kind in KINDS]


def test_a_good_record_passes_whether_numbers_are_text_or_not() -> None:
    validator = Draft202012Validator(SCHEMA)
    assert list(validator.iter_errors(HARM)) == []
    assert list(validator.iter_errors({**HARM, "version": 2})) == []
    assert list(validator.iter_errors({**HARM, "version": "2", "title": 4.2})) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"unknown": "x"}, id="unknown field"),
        pytest.param({"severity": "bad"}, id="wrong pattern"),
        pytest.param({"status": "done"}, id="state of no lifecycle"),
        pytest.param({"kind": "harmful/1"}, id="unknown kind"),
        pytest.param({"version": "two"}, id="not a number"),
        pytest.param({"confidential": "secret"}, id="not in the enumeration"),
    ],
)
def test_a_bad_record_fails(change: dict[str, object]) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors({**HARM, **change}))


def test_a_missing_field_fails() -> None:
    short = {name: value for name, value in HARM.items() if name != "harm"}
    assert [error.validator for error in Draft202012Validator(SCHEMA).iter_errors(short)] == ["required"]
