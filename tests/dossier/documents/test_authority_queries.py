"""What authorities read of security capabilities: provided means by a control in use that is verified."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.catalogue.shipped import load
from medward.controls.records import Control
from medward.dossier.blocks import plain, tables_of
from medward.dossier.documents.authority_queries import capabilities, clauses, index, notes
from medward.dossier.pages.context import prepare
from medward.gaps.evaluate import ClauseGap, Gaps
from medward.gaps.shown import State
from medward.kernel.recordset import RecordSet
from tests.fixtures.dossier_facts import make_facts


@pytest.mark.parametrize(
    ("status", "is_verified", "state"),
    [
        ("effective", True, "provided"),
        ("effective", False, "not verified"),
        ("obsolete", True, "unknown"),
        ("superseded", True, "unknown"),
    ],
)
def test_a_capability_is_provided_by_a_verified_control_in_use(
    status: str,
    is_verified: bool,  # noqa: FBT001 - a row of the table above
    state: str,
) -> None:
    base = make_facts()
    proved = next(name for name, proof in base.controls.items() if proof.verified)
    one = base.records.by_id[proved]
    assert isinstance(one, Control)
    changed = one.replace(status=status, mdcg_capabilities=("PLOK",), catalogue="")
    others = [record for record in base.records if not isinstance(record, Control)]
    controls = base.controls if is_verified else {}
    where = prepare(replace(base, records=RecordSet([*others, changed]), controls=controls))
    (table,) = tables_of(capabilities(where))
    found = {plain(row.cells[0]): (plain(row.cells[2]), plain(row.cells[3])) for row in table.rows}
    assert found["PLOK"] == ("none recorded" if state == "unknown" else proved, state)


def rows(prefix: str, pack: str, records: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what shows each clause of an instrument in the table of a prefix, all of them judged partly met."""
    found = load().pack(pack)
    judged = tuple(ClauseGap(one, found, State.PARTLY, records) for one in found.clauses)
    where = prepare(replace(make_facts(), gaps=Gaps(("eu",), "2026-06-15", "4.2.0", judged)))
    (table,) = tables_of(clauses(where, prefix, {}))
    return {plain(row.cells[0]).split(" ")[0]: plain(row.cells[3]) for row in table.rows}


def test_every_record_that_shows_a_clause_is_named_or_lies_in_a_named_run() -> None:
    records = tuple(f"LVP-RSK-{number:04}" for number in (1, 2, 3, 4, 7, 9, 10))
    shown = rows("CA-CYB", "CA-CYB", records)
    assert set(shown.values()) == {"LVP-RSK-0001 to LVP-RSK-0004, LVP-RSK-0007, LVP-RSK-0009, LVP-RSK-0010"}


def test_the_checklist_of_the_ivdr_has_the_requirements_that_it_shares_with_the_mdr() -> None:
    # IVDR Annex I sections 1 to 8 word the general requirements as MDR Annex I does; 18.8 has no twin there.
    shown = rows("EU-IVDR-G", "EU-MDR")
    assert {"EU-MDR-G1", "EU-MDR-G8", "EU-MDR-G23.4j"} <= set(shown)
    assert not {"EU-MDR-G18.8", "EU-MDR-A10.2"} & set(shown)


def test_a_part_that_no_document_holds_says_so_and_codes_of_other_outlines_stay_out() -> None:
    (table,) = tables_of(index("US-ESTAR", ("20",)))
    found = {plain(row.cells[0]): [plain(cell) for cell in row.cells[1:]] for row in table.rows}
    assert found["ES-04"] == [
        "Threat model File with all elements end to end.",
        "not in this package",
        "no document",
    ]
    assert found["ES-01"][2] == "answered"
    assert not [words for words, *_ in found.values() if "US-" in words]


def test_what_is_known_of_a_form_asks_for_no_document() -> None:
    (table,) = tables_of(notes(prepare(make_facts()), "US-ESTAR-7.1"))
    assert [column.title for column in table.columns] == ["Point", "What is known"]
    assert all(plain(cell) for row in table.rows for cell in row.cells)
