"""The main job from end to end on the sample pump: files, ledger, threats, risks, SBOM, checks, dossier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.workspace.building import BuiltDossier, build_dossier
from medward.workspace.device import Device, open_device
from medward.workspace.ledgering import apply_plan, open_store, plan_changes
from medward.workspace.starting import start_sample

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.ledger.model import Changeset


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What the demo made."""

    device: Device
    changeset: Changeset
    built: BuiltDossier
    judged_at: datetime


def demonstrate(folder: Path, sample: str, at: datetime) -> Demonstration:
    """Make a sample device file in `folder`, write it to its ledger at `at` and build its dossier.

    The dossier judges by the day the sample is told on.

    Raises:
        InvalidInputError: The folder already holds a device file.
    """
    start_sample(folder, sample)
    device = open_device(folder)
    store = open_store(device, create=True)
    try:
        changeset = apply_plan(
            plan_changes(device, store), store, "First import of the sample device file", at
        )
    finally:
        store.close()
    day = device.settings.today
    judged_at = (
        at.replace(year=day.year, month=day.month, day=day.day, hour=12, minute=0, second=0) if day else at
    )
    built = build_dossier(device, folder / "dossier", now=judged_at)
    return Demonstration(device, changeset, built, judged_at)
