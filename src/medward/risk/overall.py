"""All residual security risk together: counts, what stays, what combines, and a statement to edit.

No number is added up to a score. The statement is drafted from the counts; the one that
counts is a signed decision of kind `overall-residual`, whose text is a person's own.

Source: practice 4.12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.controls.records import Label
from medward.devices.records import Asset, AssetKind, Element, Interface
from medward.governance.records import Decision, DecisionKind
from medward.kernel.words import plural
from medward.risk.evaluate import overall
from medward.risk.matrix import Cell
from medward.risk.records import Risk
from medward.risk.status import decisions_for, exceptions_for
from medward.threats.records import Threat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.governance.defaults import Policies
    from medward.kernel.recordset import RecordSet
    from medward.risk.evaluate import Overall, RiskView


@dataclass(frozen=True, slots=True)
class Remaining:
    """A risk that is not of class A after controls."""

    view: RiskView
    decisions: tuple[str, ...]
    """Decisions in force that let it stand; for a transferred one, the labelling items too."""


@dataclass(frozen=True, slots=True)
class Combined:
    """Risks that an attacker can join, since they share a zone or a credential."""

    shared: str
    title: str
    by: str
    """`zone` or `credential`."""
    risks: tuple[str, ...]
    worst: Cell
    """Worst residual class among them."""


@dataclass(frozen=True, slots=True)
class TwoSided:
    """A control that makes one risk harder to exploit, verified or not yet, and another easier."""

    control: str
    lowers: tuple[str, ...]
    raises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverallResidual:
    """Everything a person needs for the statement, and the statement."""

    counts: Overall
    risks: int
    remaining: tuple[Remaining, ...]
    combined: tuple[Combined, ...]
    two_sided: tuple[TwoSided, ...]
    draft: tuple[str, ...]
    """The statement sentence by sentence, as the counts give it."""
    statement: Decision | None
    """The signed decision in force; none while nobody signed one."""
    unnamed: tuple[str, ...]
    """Risks of class R or worse that the signed statement does not name."""


def overall_residual(
    views: tuple[RiskView, ...], records: RecordSet, policies: Policies, statement: Decision | None
) -> OverallResidual:
    """Return all residual risk together.

    Args:
        views: Every risk as it stands.
        records: All records of the device file.
        policies: The policies in force.
        statement: The decision of kind `overall-residual` that counts, if there is one.
    """
    remaining = tuple(
        Remaining(view, _standing_on(view.id, records, policies))
        for view in views
        if view.residual.cell is not Cell.ACCEPTABLE
    )
    combined = combined_paths(views, records)
    two_sided = two_sided_controls(views)
    named = set(statement.subjects) if statement is not None else set()
    unnamed = tuple(one.view.id for one in remaining if one.view.id not in named)
    counts = overall(views)
    draft = _draft(counts, len(views), remaining, combined, two_sided)
    return OverallResidual(
        counts, len(views), remaining, combined, two_sided, draft, statement, unnamed if statement else ()
    )


def combined_paths(views: Iterable[RiskView], records: RecordSet) -> tuple[Combined, ...]:
    """Return every zone and credential that at least two risks touch, the worst first."""
    cells = {view.id: view.residual.cell for view in views}
    keys: dict[str, list[Asset]] = {}
    for asset in records.of(Asset):
        if asset.asset_kind is AssetKind.KEY:
            for element in asset.located:
                keys.setdefault(element, []).append(asset)
    touched: dict[tuple[str, str], dict[str, None]] = {}
    for name in cells:
        for attacked in _elements(name, records):
            if attacked.zone:
                touched.setdefault(("zone", attacked.zone), {})[name] = None
            for asset in keys.get(attacked.id, ()):
                touched.setdefault(("credential", asset.id), {})[name] = None
    order = list(Cell)
    found = [
        Combined(
            shared,
            _title(shared, records),
            by,
            tuple(risks),
            max((cells[name] for name in risks), key=order.index),
        )
        for (by, shared), risks in touched.items()
        if len(risks) > 1
    ]
    return tuple(
        sorted(found, key=lambda one: (-order.index(one.worst), -len(one.risks), one.by, one.shared))
    )


def two_sided_controls(views: Iterable[RiskView]) -> tuple[TwoSided, ...]:
    """Return the controls that lower one risk and raise another, both sides shown."""
    lowers: dict[str, dict[str, None]] = {}
    raises: dict[str, dict[str, None]] = {}
    for view in views:
        for claim in (*view.credited, *(item.claim for item in view.refused)):
            lowers.setdefault(claim.control, {})[view.id] = None
        for claim in view.adverse:
            raises.setdefault(claim.control, {})[view.id] = None
    both = sorted(lowers.keys() & raises.keys())
    return tuple(TwoSided(control, tuple(lowers[control]), tuple(raises[control])) for control in both)


def _elements(risk: str, records: RecordSet) -> Iterator[Element]:
    """Yield the elements the threats of a risk attack; a flow counts with both of its ends."""
    found = records.find(risk, Risk)
    threats = [records.find(name, Threat) for name in (found.threats if found else ())]
    for target in [threat.target for threat in threats if threat is not None]:
        flow = records.find(target, Interface)
        ends = (flow.source_element, flow.target_element) if flow else (target,)
        yield from (element for end in ends if (element := records.find(end, Element)) is not None)


def _title(identity: str, records: RecordSet) -> str:
    """Return the title of a record, or its id."""
    record = records.by_id.get(identity)
    return record.title if record else identity


def _standing_on(identity: str, records: RecordSet, policies: Policies) -> tuple[str, ...]:
    """Return the decisions and labelling items that let a risk stand, in words (practice 2.3-B)."""
    risk = records.find(identity, Risk)
    if risk is None:
        return ()
    found = (*decisions_for(risk, records, policies), *exceptions_for(risk, records, policies))
    labels = records.linked_from(identity, Label) if risk.status == "transferred" else ()
    told = tuple(f"{one.id} tells the user" for one in labels)
    return (*(f"{one.id} {one.decision_kind}{_until(one)}" for one in found), *told)


def _until(decision: Decision) -> str:
    """Return until when a decision counts."""
    end = decision.expires_on or decision.review_due
    return f" until {end}" if end else ", no date of review"


def _draft(
    counts: Overall,
    risks: int,
    remaining: tuple[Remaining, ...],
    combined: tuple[Combined, ...],
    two_sided: tuple[TwoSided, ...],
) -> tuple[str, ...]:
    """Return the statement as the counts give it, for a person to edit."""
    if not risks:
        return ("No security risk is recorded; that says nothing about whether there is one.",)
    lines = [f"{plural(risks, 'security risk')} recorded. Before controls: {_counted(counts.before)}."]
    lines.append(f"After verified controls: {_counted(counts.after)}.")
    undecided = [one.view.id for one in remaining if not one.decisions]
    worse = [one for one in remaining if one.view.residual.cell is not Cell.NEEDS_BENEFIT_RISK]
    if remaining:
        lines.append(f"Not of class A: {', '.join(one.view.id for one in remaining)}.")
    if undecided:
        lines.append(f"No decision in force lets these stand: {', '.join(undecided)}.")
    serious = [one for one in combined if one.worst is not Cell.ACCEPTABLE]
    if serious:
        lines.append(f"{plural(len(serious), 'zone or credential', 'zones or credentials')} join such risks.")
    if two_sided:
        names = ", ".join(one.control for one in two_sided)
        lines.append(f"Lowering one risk and raising another: {names}.")
    open_text = "The overall residual risk cannot be called acceptable while this is open."
    close = "Whether the benefits outweigh the overall residual risk is decided by medical and quality."
    lines.append(open_text if undecided or worse else close)
    return tuple(lines)


def _counted(table: Mapping[Cell, int]) -> str:
    """Return a count table on one line."""
    return ", ".join(f"{count} {cell}" for cell, count in table.items() if count)


def statements(records: RecordSet) -> tuple[Decision, ...]:
    """Return every decision about the overall residual risk, whatever its state."""
    return tuple(one for one in records.of(Decision) if one.decision_kind is DecisionKind.OVERALL_RESIDUAL)
