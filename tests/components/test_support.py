"""How long components are supported, beside how long the product is."""

from __future__ import annotations

import calendar
import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.components.reading import read_sbom
from medward.components.sbom import Component, Property
from medward.components.support import Known, Standing, ends_before, support_rows, uncovered_months
from tests.components import formats

LETTER = Property("medward:end-of-support-source", "letter")
UNTIL, TODAY = date(2030, 12, 31), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("ends", "until", "months"),
    [
        pytest.param(date(2028, 6, 30), date(2030, 12, 31), 30, id="S12"),
        pytest.param(date(2030, 12, 31), date(2030, 12, 31), 0, id="the same day"),
        pytest.param(date(2031, 6, 30), date(2030, 12, 31), 0, id="later"),
        pytest.param(date(2030, 12, 30), date(2030, 12, 31), 1, id="one day is one month begun"),
        pytest.param(date(2030, 11, 30), date(2030, 12, 31), 1, id="one month to the day"),
        pytest.param(date(2030, 11, 29), date(2030, 12, 31), 2, id="one month and a day"),
        pytest.param(date(2028, 1, 31), date(2028, 2, 29), 1, id="the whole of a leap February"),
    ],
)
def test_months_without_support_are_months_begun(ends: date, until: date, months: int) -> None:
    assert uncovered_months(ends, until) == months


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, DAYS)
def test_counting_month_by_month_gives_the_same(ends: date, until: date) -> None:
    first = ends + timedelta(days=1)
    count, start = 0, first
    while start <= until:
        count += 1
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        start = date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
    assert uncovered_months(ends, until) == count


@given(DAYS, DAYS)
def test_no_month_is_uncovered_exactly_when_support_lasts(ends: date, until: date) -> None:
    assert (uncovered_months(ends, until) == 0) == (not ends_before(ends.isoformat(), until))


@pytest.mark.parametrize(
    ("ends", "standing", "reason"),
    [
        ("2031-01-01", Standing.COVERED, ""),
        ("2030-12-31", Standing.COVERED, ""),
        ("2028-06-30T00:00:00Z", Standing.ENDS_EARLY, ""),
        ("2026-05-31", Standing.ENDED, ""),
        ("", Standing.CANNOT_TELL, "not recorded"),
        ("unknown", Standing.CANNOT_TELL, "recorded as unknown"),
        ("next year", Standing.CANNOT_TELL, "'next year' is no date"),
    ],
)
def test_a_component_stands_in_one_of_four_ways(ends: str, standing: Standing, reason: str) -> None:
    (row,) = support_rows([(Component(ref="a", name="a", end_of_support=ends), Known())], UNTIL, TODAY)
    assert (row.standing, row.reason) == (standing, reason)


def test_unknown_is_a_recorded_answer_and_silence_is_none() -> None:
    parts = [
        (Component(ref=level, name="a", support_level=level), Known())
        for level in ("", "unknown", "abandoned", "??")
    ]
    assert {row.ref: row.level for row in support_rows(parts, UNTIL, TODAY)} == {
        "": "", "unknown": "unknown", "abandoned": "abandoned", "??": "unknown",
    }  # fmt: skip


def test_a_row_carries_source_reason_and_plan() -> None:
    part = Component(ref="a", name="a", end_of_support="2028-06-30", properties=(LETTER,))
    (row,) = support_rows([(part, Known("", "replace it"))], UNTIL, TODAY, "mcu")
    assert (row.source, row.plan, row.deployable, row.uncovered_months) == ("letter", "replace it", "mcu", 30)
    (row,) = support_rows([(Component(ref="a", name="a"), Known("in-house"))], UNTIL, TODAY)
    assert (row.reason, row.uncovered_months) == ("in-house", None)


def test_those_that_lose_support_first_stand_first() -> None:
    ends = ["2031-01-01", "", "2027-01-01", "2029-01-01"]
    parts = [(Component(ref=str(i), name="a", end_of_support=one), Known()) for i, one in enumerate(ends)]
    assert [row.ref for row in support_rows(parts, UNTIL, TODAY)] == ["2", "3", "0", "1"]


@pytest.mark.parametrize(
    ("days", "ends"),
    [
        (("2027-01-01", "2035-01-01"), "2027-01-01"),
        (("2035-01-01", "2027-01-01"), "2027-01-01"),
        (("2035-01-01", "soon"), "2035-01-01"),
    ],
)
def test_of_two_ends_of_support_the_first_counts(days: tuple[str, str], ends: str) -> None:
    stated = [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": day} for day in days]
    levels = [{"name": "medward:support-level", "value": one} for one in ("abandoned", "actively-maintained")]
    one = {"type": "library", "name": "a", "properties": [*stated, *levels]}
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [one]}
    (found,) = read_sbom(json.dumps(bom).encode(), "a.json").components
    assert (found.end_of_support, found.support_level) == (ends, "abandoned")


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (["deployed", "noSupport"], "no-longer-maintained"),
        (["support", "endOfSupport"], "endOfSupport"),
        (["deployed", "support"], "actively-maintained"),
    ],
)
def test_of_several_levels_of_spdx_3_the_one_that_promises_least_counts(words: list[str], level: str) -> None:
    # SPDX 3.0.1, Artifact: supportLevel may stand several times
    tree = json.loads(formats.SPDX_3)
    package = next(one for one in tree["@graph"] if one.get("name") == "rtos")
    package["supportLevel"] = words
    read = read_sbom(json.dumps(tree).encode(), "a.json")
    assert [one.support_level for one in read.components if one.name == "rtos"] == [level]
