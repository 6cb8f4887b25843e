"""What authorities read of security capabilities: provided means by a control in use that is verified."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.controls.records import Control
from medward.dossier.blocks import plain, tables_of
from medward.dossier.documents.authority_queries import capabilities
from medward.dossier.pages.context import prepare
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
