"""A number is given out once, also when its record was removed since."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from medward.devices.records import Zone
from medward.kernel.numbers import Numbers
from medward.workspace.device import open_device
from medward.workspace.ledgering import apply_plan, open_store, plan_changes
from medward.workspace.numbering import free_numbers
from tests.fixtures.device_files import write_device

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def _zone(number: int) -> Zone:
    return Zone(id=f"LVP-ZON-{number:04d}", title="Zone", short="Z", trust="full")


def _apply(folder: Path) -> None:
    device = open_device(folder)
    store = open_store(device, create=True)
    try:
        apply_plan(plan_changes(device, store, prune=True), store, "test", AT)
    finally:
        store.close()


def test_the_number_of_a_removed_record_is_not_used_again(tmp_path: Path) -> None:
    zones = [_zone(number) for number in (1, 2, 3, 4, 5, 6, 7)]
    folder = write_device(tmp_path / "device", list(zones))
    _apply(folder)
    write_device(folder, list(zones[:-1]))
    _apply(folder)
    device = open_device(folder)
    assert "LVP-ZON-0007" not in device.records
    assert free_numbers(device).next("ZON") == "LVP-ZON-0008"


def test_without_a_ledger_the_files_decide(tmp_path: Path) -> None:
    folder = write_device(tmp_path / "device", [_zone(3)])
    numbers = free_numbers(open_device(folder))
    assert [numbers.next("ZON"), numbers.next("ZON"), numbers.next("THR")] == [
        *("LVP-ZON-0004", "LVP-ZON-0005"),
        "LVP-THR-0001",
    ]


def test_the_company_counts_apart(tmp_path: Path) -> None:
    folder = write_device(tmp_path / "device", [_zone(3)])
    assert free_numbers(open_device(folder), "ORG").next("ZON") == "ORG-ZON-0001"


@given(
    st.sets(st.tuples(st.sampled_from(["LVP", "ORG"]), st.sampled_from(["ZON", "THR"]), st.integers(1, 9999)))
)
def test_an_id_given_out_is_never_one_in_use(used: set[tuple[str, str, int]]) -> None:
    names = {f"{product}-{prefix}-{number:04d}" for product, prefix, number in used}
    numbers = Numbers.after(names, "LVP")
    given_out = [numbers.next(prefix) for prefix in ("ZON", "THR", "ZON")]
    assert not names & set(given_out)
    assert len(set(given_out)) == 3
