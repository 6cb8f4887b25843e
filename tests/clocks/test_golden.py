"""One golden case per clock of the catalogue: facts in, due instants with their zones out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from medward.catalogue.shipped import load
from medward.clocks.outcome import State
from tests.clocks.events import event, found, places

ROWS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("golden.yaml").read_text())["rows"]


def learned(row: dict[str, Any]) -> list[dict[str, object]]:
    """Return the facts of a row."""
    facts = []
    for name, said in row["learned"].items():
        *values, at = said if isinstance(said, list) else [said]
        instant, _, role = at.partition(" ")
        facts.append({"fact": name, "value": values or "yes", "at": instant, "by": role or "employee"})
    return facts


def filings(row: dict[str, Any]) -> list[dict[str, str]]:
    """Return the reports of a row that were sent."""
    named = [(*name.partition(" "), at) for name, at in row.get("filed", {}).items()]
    return [{"clock": clock, "stage": stage, "at": at} for clock, _, stage, at in named]


@pytest.mark.parametrize("row", ROWS, ids=[row["clock"] for row in ROWS])
def test_each_clock_ends_when_its_law_says(row: dict[str, Any]) -> None:
    record = event(learned(row), known=row["known"], occurred=places(*row["where"]), filings=filings(row))
    earlier = [name.partition(" ")[0] for name in row.get("filed", {})]
    clocks = {row["clock"], *earlier, *row.get("beside", [])}
    told = {
        label.removeprefix(row["clock"]).strip(): one.due_at.isoformat() if one.due_at else "none"
        for label, one in found(record, *sorted(clocks), proposals="proposals" in row).items()
        if one.clock == row["clock"] and one.state is not State.CANNOT_TELL
    }
    assert told == row["due"], row["why"]


def test_every_clock_has_exactly_one_case() -> None:
    cases = Counter(row["clock"] for row in ROWS)
    assert set(cases) == {clock.id for clock in load().clocks()}
    assert max(cases.values()) == 1
    assert len(cases) >= 118


def test_proposals_are_never_a_duty() -> None:
    rows = [row for row in ROWS if "proposals" in row]
    assert {row["clock"] for row in rows} == {
        "CLK-27",
        "CLK-28",
        "CLK-EU-F1",
        "CLK-EU-F2",
        "CLK-UK-F1",
        "CLK-CA-F1",
    }
    for row in rows:
        record = event(learned(row), known=row["known"], occurred=places(*row["where"]))
        assert found(record, row["clock"]) == {}


@pytest.mark.parametrize("clock", load().clocks(), ids=lambda clock: clock.id)
def test_each_stage_that_names_a_number_has_a_golden_end(clock: Any) -> None:  # noqa: ANN401 - parametrised
    numbers = {stage.name for stage in clock.stages if stage.amount}
    assert not numbers or any(
        end != "none" for row in ROWS if row["clock"] == clock.id for end in row["due"].values()
    )
