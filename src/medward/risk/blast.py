"""The multi-patient table: what a shared thing does to patients, and what stands against it.

A scenario that reaches several units takes its harm from risks marked as multi-patient; where none speaks
of its holders, the table says so instead of borrowing another risk.

Source: practice 4.20.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.controls.records import Control, ControlType
from medward.devices.records import Interface
from medward.risk.matrix import UNKNOWN, Cell
from medward.risk.records import Risk
from medward.threats.blast import spreads
from medward.threats.reach import nearest
from medward.threats.records import Threat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.kernel.recordset import RecordSet
    from medward.risk.evaluate import RiskView
    from medward.risk.paths import PathModel
    from medward.threats.blast import Spread

_WORST = (Cell.CANNOT_TELL, Cell.UNACCEPTABLE, Cell.NEEDS_BENEFIT_RISK, Cell.ACCEPTABLE)


@dataclass(frozen=True, slots=True)
class BlastRow:
    """One scenario of the multi-patient harm view."""

    spread: Spread
    entry: str
    """Easiest entry to where it is held; empty when no way leads there."""
    entry_level: str
    risks: tuple[str, ...]
    harms: tuple[str, ...]
    severity: str
    """Worst severity of these risks, or `unknown`."""
    preventing: tuple[str, ...]
    """Verified controls that earn credit in these risks."""
    detecting: tuple[str, ...]
    """Controls that detect, at the holders."""
    responding: tuple[str, ...]
    """Controls that respond or recover, at the holders."""
    residual: str
    """Worst class of these risks today."""
    gap: str
    """What the records lack; empty when nothing."""


@dataclass(frozen=True, slots=True)
class BlastReport:
    """Every scenario, and the answer in one word."""

    rows: tuple[BlastRow, ...]
    answer: str
    """`yes`, `none`, or `cannot tell`."""


def blast_report(records: RecordSet, model: PathModel, views: Mapping[str, RiskView]) -> BlastReport:
    """Return the multi-patient table and whether several patients can be hit at all.

    The answer is `none` only when every scenario is known to end at one unit or to reach no function; the
    rows are then the proof.
    """
    touching = _risks_by_element(records)
    arrivals = nearest(model.after, [entry.node for entry in model.entries])
    rows = tuple(
        _row(
            item,
            records,
            _entry(item, model, arrivals),
            [views[name] for name in _bearing(item, touching) if name in views],
        )
        for item in spreads(records, model.after)
    )
    multi = [row.spread.is_multi for row in rows]
    if True in multi:
        return BlastReport(rows, "yes")
    return BlastReport(rows, "cannot tell" if None in multi or not rows else "none")


def _row(spread: Spread, records: RecordSet, entry: tuple[str, str], views: list[RiskView]) -> BlastRow:
    """Return one line of the table."""
    if spread.is_multi:
        views = [view for view in views if view.multi_patient]
    known = [view.severity for view in views if view.severity != UNKNOWN]
    controls = _controls_at(spread.holders, records)
    return BlastRow(
        spread=spread,
        entry=entry[0],
        entry_level=entry[1],
        risks=tuple(view.id for view in views),
        harms=tuple(dict.fromkeys(name for view in views for name in view.harms)),
        severity=max(known, default=UNKNOWN),
        preventing=tuple(sorted({claim.control for view in views for claim in view.credited})),
        detecting=tuple(item.id for item in controls if item.control_type is ControlType.DETECT),
        responding=tuple(
            item.id for item in controls if item.control_type in {ControlType.RESPOND, ControlType.RECOVER}
        ),
        residual=next((cell for cell in _WORST if cell in {view.residual.cell for view in views}), UNKNOWN),
        gap=_gap(spread, views),
    )


def _gap(spread: Spread, views: list[RiskView]) -> str:
    """Return what the records lack about a scenario."""
    if spread.units is None:
        return (
            spread.because if spread.scope == "cannot tell" else "the product's fleet does not say how many"
        )
    if spread.is_multi and not views:
        return "no multi-patient risk speaks of where it is held"
    return ""


def _entry(spread: Spread, model: PathModel, arrivals: Mapping[str, tuple[int, str]]) -> tuple[str, str]:
    """Return the easiest entry to the holders, with its level."""
    found = [arrivals[holder] for holder in spread.holders if holder in arrivals]
    if not found:
        return "", "cannot tell"
    level, node = max(found, key=lambda item: item[0])
    return next(entry.title for entry in model.entries if entry.node == node), model.word(level)


def _risks_by_element(records: RecordSet) -> dict[str, dict[str, None]]:
    """Return the risks that bear on each element: by a threat to it, or to a flow that ends at it."""
    found: dict[str, dict[str, None]] = {}
    for risk in records.of(Risk):
        for threat in (records.find(name, Threat) for name in risk.threats):
            for element in _ends(threat.target, records) if threat else ():
                found.setdefault(element, {})[risk.id] = None
    return found


def _bearing(spread: Spread, touching: Mapping[str, Mapping[str, None]]) -> Iterable[str]:
    """Return the risks that bear on the holders, in order."""
    return dict.fromkeys(name for holder in spread.holders for name in touching.get(holder, {}))


def _ends(target: str, records: RecordSet) -> tuple[str, ...]:
    """Return the elements a threat's target touches."""
    interface = records.find(target, Interface)
    return (interface.source_element, interface.target_element) if interface else (target,)


def _controls_at(holders: tuple[str, ...], records: RecordSet) -> list[Control]:
    """Return the controls located at any holder."""
    return [item for item in records.of(Control) if not set(item.located).isdisjoint(holders)]
