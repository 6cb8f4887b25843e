"""Which ids of a device file are free: a number is given out once, also when its record was removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.kernel.numbers import Numbers
from medward.workspace.ledgering import open_store

if TYPE_CHECKING:
    from medward.workspace.device import Device


def free_numbers(device: Device, product: str = "") -> Numbers:
    """Return the free numbers of the product, or of `ORG`; none the ledger has ever seen is used again."""
    used = set(device.records.by_id)
    if device.ledger_path.is_file():
        store = open_store(device)
        try:
            used.update(entry.id for change in store.changesets() for entry in change.entries)
        finally:
            store.close()
    return Numbers.after(used, product or device.settings.product)
