"""Facts as they are written become values, or are refused with their place."""

from __future__ import annotations

import pytest

from medward.errors import InvalidInputError
from tests.clocks.events import event, fact, places, read

AT = "2026-03-02T09:00:00+01:00"


def test_places_become_jurisdictions() -> None:
    seen = read(event([fact("aware", AT)], occurred=places("DE", "XI", "GB", "NZ")))
    assert seen.facts["happened_in"] == frozenset({"eu", "uk", "other"})


def test_without_a_place_it_is_not_known_where_it_happened() -> None:
    assert "happened_in" not in read(event([fact("aware", AT)])).facts


def test_a_yes_stays_a_yes_and_is_remembered_as_denied() -> None:
    seen = read(event([fact("death", AT), fact("death", "2026-03-05T09:00:00+01:00", "no")]))
    assert seen.facts["death"] is True
    assert seen.denied == {"death"}


def test_of_several_numbers_the_largest_counts() -> None:
    seen = read(event([fact("breach_people", AT, "20"), fact("breach_people", AT, "1204")]))
    assert seen.facts["breach_people"] == 1204


def test_choices_are_collected() -> None:
    seen = read(event([fact("pma_change", AT, "supplement"), fact("pma_change", AT, "thirty-day-notice")]))
    assert seen.facts["pma_change"] == frozenset({"supplement", "thirty-day-notice"})


def test_a_no_starts_nothing() -> None:
    assert "death" not in read(event([fact("death", AT, "no")])).moments


@pytest.mark.parametrize(
    ("fields", "place", "message"),
    [
        pytest.param({"known": {"market.mars": "yes"}}, "/known/market.mars", "no fact", id="unknown name"),
        pytest.param(
            {"known": {"market.us": "perhaps"}}, "/known/market.us", "takes yes, no", id="not yes or no"
        ),
        pytest.param({"known": {"class.eu": "IV"}}, "/known/class.eu", "takes I, Is", id="no such choice"),
        pytest.param(
            {"occurred": [{"country": "DE", "zone": "Europe/Bonn"}]},
            "/occurred/0/zone",
            "no time zone",
            id="zone",
        ),
        pytest.param(
            {"calendars": {"US-FED": "XX"}}, "/calendars/US-FED", "no holiday calendar", id="calendar"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    fields: dict[str, object], place: str, message: str
) -> None:
    with pytest.raises(InvalidInputError, match=message) as caught:
        read(event([fact("aware", AT)], **fields))
    assert caught.value.place == place


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "1_000"])
def test_a_number_is_a_whole_number(value: str) -> None:
    with pytest.raises(InvalidInputError, match="whole number") as caught:
        read(event([fact("aware", AT), fact("breach_people", AT, value)]))
    assert caught.value.place == "/learned/1"
