"""Facts a company states about itself for the law."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from medward.governance.company import CompanyFacts


def test_a_fact_that_is_left_out_is_unknown_and_a_no_is_a_no() -> None:
    assert CompanyFacts().public_company is None
    assert CompanyFacts.model_validate({"public_company": "false"}).public_company is False


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("true", True, id="yes"),
        pytest.param("no", False, id="no"),
        pytest.param("1", 1, id="a number"),
        pytest.param(True, True, id="yes, read back"),
        pytest.param(0, 0, id="a number, read back"),
    ],
)
def test_further_facts_keep_yes_and_numbers_apart(written: object, meant: int | bool) -> None:  # noqa: FBT001 - a table column
    value = CompanyFacts.model_validate({"further": {"remote_maintenance": written}}).further[
        "remote_maintenance"
    ]
    assert (value, type(value)) == (meant, type(meant))


@pytest.mark.parametrize("further", [{"public_company": "true"}, {"Not a name": "true"}, {"size": "big"}])
def test_a_further_fact_with_a_field_of_its_own_or_without_sense_is_refused(further: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="further"):
        CompanyFacts.model_validate({"further": further})
