"""FDA's three measures of a device file, and how they will be measured where there is nothing yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.governance.records import Plan
from medward.vex.measures import cases
from medward.vulnerabilities.metrics import Metrics, by_severity, measured

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from medward.workspace.device import Device


@dataclass(frozen=True, slots=True)
class MetricsReport:
    """The measures with what stands beside them."""

    product: str
    metrics: Metrics
    by_severity: Mapping[str, Metrics]
    plans: tuple[tuple[str, str], ...]
    """Id and cadence of each management plan: who measures, how often."""


def metrics_report(device: Device, as_of: date, since: date | None = None) -> MetricsReport:
    """Return the measures of a device file over the vulnerabilities identified from `since` to `as_of`."""
    found = measured(cases(device.records, as_of), as_of, since)
    plans = (item for item in device.records.of(Plan) if item.plan_kind == "management")
    return MetricsReport(
        device.settings.name, found, by_severity(found), tuple((item.id, item.cadence) for item in plans)
    )
