"""The page for those who decide: what is due, and that not known is never shown as nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from medward.clocks.outcome import DONE, State
from medward.dossier.blocks import Badge, KeyValues, Notice, Number, Table, plain, tables_of
from medward.dossier.documents.executive_queries import due, headline, uncontrolled
from medward.dossier.facts import ClockLine, ControlLine, Matches
from medward.dossier.pages.context import prepare
from medward.dossier.tones import Tone
from tests.fixtures.dossier_facts import make_facts

END = datetime(2026, 6, 20, 9, tzinfo=UTC)


def clock(state: State, due_at: datetime | None) -> ClockLine:
    return ClockLine("LVP-EVT-0001", "CLK-EU", "report", state.value, due_at=due_at)


def due_table(*clocks: ClockLine) -> Table:
    (table,) = tables_of(due(prepare(make_facts(clocks=clocks))))
    return table


@pytest.mark.parametrize("state", list(State))
def test_a_clock_is_due_unless_it_was_met_stopped_or_replaced(state: State) -> None:
    table = due_table(clock(state, END))
    assert [plain(row.cells[1]) for row in table.rows] == ([] if state in DONE else [f"report ({state})"])
    assert table.empty == "No clock runs and no decision ends."


@pytest.mark.parametrize("state", list(State))
def test_a_running_clock_without_an_end_is_named_and_never_called_absent(state: State) -> None:
    blocks = due(prepare(make_facts(clocks=(clock(state, None),))))
    notices = [one for one in blocks if isinstance(one, Notice)]
    is_running = state not in DONE
    assert ("LVP-EVT-0001" in repr(notices)) is is_running
    assert ("No clock runs" in repr(blocks)) is not is_running


@pytest.mark.parametrize(
    ("matches", "shown"),
    [
        pytest.param(Matches(ran=True), Number(0, 0), id="matched"),
        pytest.param(Matches(), Badge("unknown", Tone.UNKNOWN), id="never matched"),
    ],
)
def test_matches_are_counted_only_where_somebody_matched(matches: Matches, shown: Number | Badge) -> None:
    (block,) = headline(prepare(make_facts(matches=matches)))
    assert isinstance(block, KeyValues)
    (value,) = [one.value for one in block.fields if one.label == "Vulnerability matches not decided"]
    assert value == shown


def control_line(verdict: str, **more: object) -> ControlLine:
    whys: dict[str, object] = {"why": ("What does an attacker need?",), **more}
    return replace(ControlLine("LVP-VAS-0052", "4.1.0", verdict, "S4", ()), **whys)


def test_a_vulnerability_of_a_release_in_the_field_is_named_with_its_release() -> None:
    found = uncontrolled(prepare(make_facts(controlled=(control_line("cannot-tell"),))))
    (row,) = next(tables_of(found)).rows
    assert [plain(cell) for cell in row.cells[1:4]] == ["4.1.0", "cannot tell", "S4"]


def test_an_open_decision_about_privacy_never_says_that_no_patient_is_at_risk() -> None:
    # The line may touch integrity too, or be a question; practice 4.9, step 2.
    lines = (control_line("cannot-tell", privacy_open=True),)
    blocks = uncontrolled(prepare(make_facts(controlled=lines)))
    (notice,) = [one for one in blocks if isinstance(one, Notice) and one.title == "Privacy"]
    assert notice.parts == (
        "1 vulnerability touches confidentiality, or may; no decision about privacy is recorded.",
    )
