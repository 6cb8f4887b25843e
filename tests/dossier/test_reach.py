"""The page of attack paths says what the commands `paths` and `blast` say, unknowns included."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from medward.dossier.blocks import Badge, Document, Number, Ref, Row, Section, Table
from medward.dossier.pages.context import prepare
from medward.dossier.pages.reach import reach
from medward.workspace.building import gather
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from medward.dossier.facts import DossierFacts

EXAMPLES = Path(__file__).parents[2] / "src" / "medward" / "examples"
NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)


@cache
def facts() -> DossierFacts:
    return gather(open_device(EXAMPLES / "infusion-pump"), NOW)


def table(document: Document, name: str) -> Table:
    inner = [
        block for part in document.blocks for block in (part.blocks if isinstance(part, Section) else (part,))
    ]
    return next(block for block in inner if isinstance(block, Table) and block.name == name)


def row(found: Table, identity: str) -> dict[str, object]:
    cells: Row = next(item for item in found.rows if item.cells[0] == Ref(identity))
    return dict(zip((column.title for column in found.columns), cells.cells, strict=True))


def test_the_signing_key_of_libraries_reaches_the_whole_fleet() -> None:
    line = row(table(reach(prepare(facts())), "multi-patient"), "LVP-AST-0005")
    assert (line["Units"], line["At one site"], line["Severity"]) == (Number(4812), Number(412), "S5")


def test_the_identity_of_one_pump_reaches_one_unit() -> None:
    line = row(table(reach(prepare(facts())), "multi-patient"), "LVP-AST-0007")
    assert line["Units"] == Number(1)


def test_what_no_risk_speaks_of_is_shown_as_not_known() -> None:
    line = row(table(reach(prepare(facts())), "multi-patient"), "LVP-AST-0009")
    assert isinstance(line["Severity"], Badge)
    assert line["Severity"].word == "cannot tell"
    assert isinstance(line["Residual"], Badge)
    assert line["Residual"].word == "cannot tell"


def test_every_function_has_its_easiest_way_and_the_entries_it_is_open_from() -> None:
    line = row(table(reach(prepare(facts())), "attack-paths"), "LVP-AST-0001")
    assert line["Easiest way"] == (
        "An attacker at F01 Keypad entry by the nurse (adjacent) reaches P1 Therapy controller: E2."
    )
    assert line["Entries"] == Number(14, 14)
    assert line["Without a verified control"] == Ref("LVP-IFC-0001")


def test_what_cannot_be_told_is_counted_in_the_first_line() -> None:
    pacemaker = gather(open_device(EXAMPLES / "pacemaker"), NOW)
    assert reach(prepare(pacemaker)).lead == (
        "Ways to 5 functions; 4 shared elements of 11 can reach several units at once; of 2 it cannot be told."
    )


def test_without_a_look_at_the_model_the_page_claims_nothing() -> None:
    blank = replace(facts(), reaches=(), reach_unknowns=(), blast=None)
    page = reach(prepare(blank))
    assert not table(page, "attack-paths").rows
    assert "no way can be looked for" in table(page, "attack-paths").empty
    assert "cannot be told" in str(page.blocks)
