"""What a reporting event refuses: unnamed interventions, thin reasons, times without a zone."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from tests.clocks.events import event, fact

AT = "2026-03-02T09:00:00+01:00"
STOP = {
    "clock": "CLK-01",
    "effect": "stop",
    "at": AT,
    "by": "ORG-USR-0005",
    "reason": "Not caused by the device",
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"reason": "no need"}, "at least 15", id="a thin reason"),
        pytest.param({"by": None}, "by", id="nobody named"),
        pytest.param({"effect": "extend"}, "until", id="an extension without an end"),
        pytest.param({"until": AT}, "until", id="a stop with an end"),
        pytest.param({"clock": "MDR"}, "clock", id="no clock"),
    ],
)
def test_an_intervention_needs_a_name_and_a_reason(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        event([fact("aware", AT)], interventions=[{**STOP, **change}])


def test_an_instant_needs_its_offset() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        event([fact("aware", "2026-03-02T09:00:00")])


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1026-03-02T09:00:00+01:00"]
)
def test_a_year_that_can_only_be_a_slip_is_refused(at: str) -> None:
    with pytest.raises(ValidationError, match="slip"):
        event([fact("aware", at)])


@pytest.mark.parametrize(
    ("code", "hint"),
    [("UK", "GB"), ("EL", "GR"), ("RE", "FR"), ("PR", "US"), ("ZZ", "as DE"), ("de", "as DE"), ("", "as DE")],
)
def test_a_code_of_no_country_is_refused(code: str, hint: str) -> None:
    with pytest.raises(ValidationError, match=hint):
        event([fact("aware", AT)], occurred=[{"country": code}])


def test_an_event_without_facts_is_none() -> None:
    with pytest.raises(ValidationError):
        event([])


def test_an_event_begins_as_started() -> None:
    record = event([fact("aware", AT)])
    assert (record.status, record.prefix, record.exercise) == ("started", "RPE", False)
