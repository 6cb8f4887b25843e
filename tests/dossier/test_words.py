"""Instants carry their offset; plurals and badges say what they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from medward.dossier.tones import Tone
from medward.dossier.words import badge, class_badge, instant, shown_instant
from medward.kernel.words import plural


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 6, 15, 9, tzinfo=UTC), "2026-06-15 09:00:00 UTC"),
        (datetime(2026, 6, 15, 9, tzinfo=timezone(timedelta(hours=2))), "2026-06-15 09:00:00 UTC+02:00"),
        (
            datetime(2026, 6, 15, 9, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
            "2026-06-15 09:00:00 UTC-03:30",
        ),
    ],
)
def test_an_instant_is_shown_with_its_offset(moment: datetime, text: str) -> None:
    assert instant(moment) == text


def test_an_instant_without_a_zone_is_shown_as_it_is_stored() -> None:
    assert shown_instant("2026-06-15T09:00:00") == "2026-06-15T09:00:00"


def test_a_class_nobody_knows_is_unknown_and_not_acceptable() -> None:
    assert class_badge("cannot-tell").tone is Tone.UNKNOWN


def test_a_state_without_a_meaning_of_its_own_is_neutral() -> None:
    assert badge("some-state").tone is Tone.NEUTRAL


def test_one_thing_is_singular() -> None:
    assert (plural(1, "match", "matches"), plural(0, "match", "matches")) == ("1 match", "0 matches")
