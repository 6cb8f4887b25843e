"""Two device files beside each other: what the later one asks people to decide again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.risk.reopened import Changes, State, reopened
from medward.workspace.risk import risk_basis, risk_report

if TYPE_CHECKING:
    from datetime import date

    from medward.workspace.device import Device


def reopened_by(earlier: Device, later: Device, today: date) -> Changes:
    """Return what the step from one device file to another re-opens."""
    return reopened(state_of(earlier, today), state_of(later, today))


def state_of(device: Device, today: date) -> State:
    """Return a device file with its risks as they stand."""
    report = risk_report(risk_basis(device, device.records, today))
    return State(device.records, {view.id: view for view in report.views})
