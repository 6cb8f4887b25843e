"""Facts a manufacturer states about a product for the law."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from medward.devices.regulatory import ProductFacts, Production, UsSubmission


def test_every_fact_may_be_left_out_and_is_then_unknown() -> None:
    assert ProductFacts().model_dump(exclude_defaults=True) == {}
    assert ProductFacts().companion_products is None


def test_an_empty_list_of_companion_products_says_that_there_are_none() -> None:
    stated = ProductFacts.model_validate({"companion_products": []})
    assert stated.model_dump(mode="json", exclude_defaults=True) == {"companion_products": []}


def test_values_are_those_of_the_vocabulary() -> None:
    stated = ProductFacts.model_validate(
        {"us_submissions": ["pma", "pma-supplement"], "production": "series", "further": {"pccp": "false"}}
    )
    assert stated.us_submissions == (UsSubmission.PMA, UsSubmission.PMA_SUPPLEMENT)
    assert stated.production is Production.SERIES
    assert stated.further == {"pccp": False}


@pytest.mark.parametrize(
    "wrong", [{"us_submissions": ["512k"]}, {"radio": "perhaps"}, {"further": {"radio": "true"}}]
)
def test_a_value_nobody_knows_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ProductFacts.model_validate(wrong)
