"""`risk controlled`, `risk overall` and `risk update`: what risk means for devices in use."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, now, print_json, print_table
from medward.kernel.words import plural
from medward.risk.discretion import conclusion
from medward.risk.matrix import Cell
from medward.risk.ssvc import TABLES
from medward.workspace.checking import case_of
from medward.workspace.controlled_field import judge_assessments
from medward.workspace.device import open_device
from medward.workspace.residual import residual_report, update_reports

if TYPE_CHECKING:
    from pathlib import Path

    from medward.checks.case import Case
    from medward.risk.overall import OverallResidual
    from medward.workspace.controlled import FieldJudgement
    from medward.workspace.residual import FieldUpdateReport, Residual


@click.command()
@click.argument("identity", default="", metavar="[VAS-ID]")
@json_option
@click.pass_obj
def controlled(folder: Path, identity: str, *, as_json: bool) -> None:
    """Say which vulnerabilities in the field are controlled, with clocks and work order.

    Ends with 1 when a risk is uncontrolled or cannot be told.
    """
    found = judge_assessments(open_device(folder), now(), identity)
    if as_json:
        print_json({"assessments": [_judgement_json(one) for one in found]})
    elif identity:
        _print_judgement(found[0])
    else:
        _print_judgements(found)
    if any(one.needs_somebody for one in found):
        click.get_current_context().exit(1)


@click.command()
@json_option
@click.pass_obj
def overall(folder: Path, *, as_json: bool) -> None:
    """Show all residual risk together: counts, what stays, what combines, and a statement to edit.

    Ends with 1 while no signed statement names every risk that stays.
    """
    residual = residual_report(_case(folder))
    if as_json:
        print_json(_residual_json(residual))
    else:
        _print_residual(residual)
    if residual.found.statement is None or residual.found.unnamed:
        click.get_current_context().exit(1)


@click.command()
@click.argument("identity", default="", metavar="[DEC-ID]")
@json_option
@click.pass_obj
def update(folder: Path, identity: str, *, as_json: bool) -> None:
    """Lay both sides of an update in the field beside each other, and show how far it has come.

    Ends with 1 while a decision lacks a signature or the patient letter.
    """
    found = update_reports(_case(folder), identity)
    if as_json:
        print_json({"decisions": [_update_json(one) for one in found]})
    elif not found:
        click.echo("No decision of kind field-update is recorded.")
    for one in () if as_json else found:
        _print_update(one)
    if any(one.found.missing for one in found):
        click.get_current_context().exit(1)


def _case(folder: Path) -> Case:
    """Return the device file as a case; the SBOMs are not matched."""
    return case_of(open_device(folder), now(), matched=False)


def _print_judgements(found: tuple[FieldJudgement, ...]) -> None:
    """Print every assessment that is not free of risk, and count the rest."""
    shown = [one for one in found if one.judged.verdict != "no-risk"]
    click.echo(f"{plural(len(found), 'assessment')}, {len(found) - len(shown)} without risk\n")
    if shown:
        rows = [
            (
                one.assessment.id,
                one.release,
                one.judged.verdict.value,
                _rating(one),
                " or ".join(one.order.supplier),
                one.assessment.title,
            )
            for one in shown
        ]
        print_table(("id", "release", "control", "E S cell", "SSVC", "title"), rows)
    for one in shown:
        for line in (*one.flags, *one.judged.questions):
            click.echo(f"{one.assessment.id}: {line}")
    waiting = [one for one in found if one.needs_somebody]
    if waiting:
        click.echo(f"\nNext: `medward risk controlled {waiting[0].assessment.id}`.")


def _print_judgement(one: FieldJudgement) -> None:
    """Print one assessment in full."""
    judged = one.judged
    click.echo(f"{one.assessment.id}  {one.assessment.title}")
    click.echo(f"{judged.verdict}: {judged.work}")
    for line in (*judged.why, *(f"open: {question}" for question in judged.questions)):
        click.echo(f"  {line}")
    if judged.units and judged.units.concerned is not None:
        units = judged.units
        click.echo(
            f"Units: {units.concerned:,} concerned, {units.configured:,} protected by an interim measure, "
            f"{units.remaining or 0:,} as they were"
        )
    if judged.privacy:
        click.echo(f"Privacy: {one.privacy_decided or 'a decision of kind privacy is open'}")
    if one.undecided:
        click.echo(f"Recorded as {one.assessment.control_state}, not decided: {one.undecided}")
    click.echo(
        f"SSVC supplier: {' or '.join(one.order.supplier)}; BOD 26-04: {' or '.join(one.order.federal)}"
    )
    _print_clocks(one)
    for flag in one.flags:
        click.echo(f"Disagreement: {flag}")


def _print_clocks(one: FieldJudgement) -> None:
    """Print the clocks and the four conditions of discretion."""
    for clock in one.clocks:
        due = clock.due_at.date().isoformat() if clock.due_at else "no end yet"
        click.echo(f"Clock {clock.label}: {due}, {clock.state}; {clock.definition.duty}")
    if one.conditions:
        click.echo("Conditions of enforcement discretion (FDA postmarket guidance, VII.B)")
        for item in one.conditions:
            click.echo(f"  {item.answer:<8} {item.text} ({item.evidence})")
        click.echo(f"  {conclusion(one.conditions)}")


def _outcome(name: str, outcomes: tuple[str, ...]) -> str:
    """Return what a table says; with every outcome possible it says nothing."""
    all_open = len(outcomes) == len(TABLES[name].outcomes)
    return "its questions are open" if all_open else " or ".join(outcomes)


def _rating(one: FieldJudgement) -> str:
    """Return levels, severity and classes on one line."""
    judged = one.judged
    if not judged.cells:
        return f"- {one.asked.severity} -"
    return f"{'/'.join(judged.levels)} {one.asked.severity} {'/'.join(judged.cells)}"


def _judgement_json(one: FieldJudgement) -> dict[str, object]:
    """Return one assessment for scripts."""
    judged, units = one.judged, one.judged.units
    return {
        "id": one.assessment.id,
        "release": one.release,
        "verdict": judged.verdict.value,
        "work": judged.work,
        "severity": one.asked.severity,
        "evidence": one.asked.evidence,
        "levels": list(judged.levels),
        "cells": [cell.value for cell in judged.cells],
        "why": list(judged.why),
        "questions": list(judged.questions),
        "units": asdict(units) if units else None,
        "privacy_open": judged.privacy and not one.privacy_decided,
        "undecided": one.undecided,
        "ssvc": list(one.order.supplier),
        "bod_26_04": list(one.order.federal),
        "clocks": [
            {
                "clock": clock.label,
                "state": clock.state.value,
                "start_at": clock.start_at.isoformat() if clock.start_at else None,
                "due_at": clock.due_at.isoformat() if clock.due_at else None,
            }
            for clock in one.clocks
        ],
        "conditions": [
            {"text": item.text, "answer": item.answer.value, "evidence": item.evidence}
            for item in one.conditions
        ],
        "conclusion": conclusion(one.conditions) if one.conditions else "",
        "flags": list(one.flags),
    }


def _print_residual(residual: Residual) -> None:
    """Print all residual risk."""
    found = residual.found
    rows = [(cell.value, str(found.counts.before[cell]), str(found.counts.after[cell])) for cell in Cell]
    print_table(("class", "before", "after"), rows)
    if found.remaining:
        click.echo("\nNot of class A")
        standing = [
            (
                one.view.id,
                f"{one.view.residual.exploitability} {one.view.severity} {one.view.residual.cell}",
                "; ".join(one.decisions) or "no decision in force",
                one.view.title,
            )
            for one in found.remaining
        ]
        print_table(("id", "after", "stands by", "title"), standing)
    _print_joined(found)
    click.echo("\nDraft of a statement")
    for sentence in found.draft:
        click.echo(f"  {sentence}")
    for why in residual.not_counting:
        click.echo(f"Statement does not count: {why}")
    if found.statement is None:
        click.echo("No signed statement: write a decision of kind overall-residual with your own words.")
    else:
        click.echo(f"Statement {found.statement.id}: {found.statement.outcome}")
    for name in found.unnamed:
        click.echo(f"The statement does not name {name}")


def _print_joined(found: OverallResidual) -> None:
    """Print what an attacker can combine, and controls with two sides."""
    if found.combined:
        click.echo("\nRisks that share a zone or a credential")
        rows = [(one.by, one.shared, one.worst.value, ", ".join(one.risks)) for one in found.combined]
        print_table(("by", "shared", "worst", "risks"), rows)
    for one in found.two_sided:
        click.echo(f"{one.control} lowers {', '.join(one.lowers)} and raises {', '.join(one.raises)}")


def _residual_json(residual: Residual) -> dict[str, object]:
    """Return all residual risk for scripts."""
    found = residual.found
    return {
        "risks": found.risks,
        "before": {cell.value: count for cell, count in found.counts.before.items()},
        "after": {cell.value: count for cell, count in found.counts.after.items()},
        "remaining": [
            {"id": one.view.id, "cell": one.view.residual.cell.value, "decisions": list(one.decisions)}
            for one in found.remaining
        ],
        "combined": [
            {"by": one.by, "shared": one.shared, "worst": one.worst.value, "risks": list(one.risks)}
            for one in found.combined
        ],
        "two_sided": [
            {"control": one.control, "lowers": list(one.lowers), "raises": list(one.raises)}
            for one in found.two_sided
        ],
        "draft": " ".join(found.draft),
        "statement": found.statement.id if found.statement else "",
        "text": found.statement.outcome if found.statement else "",
        "unnamed": list(found.unnamed),
        "not_counting": list(residual.not_counting),
    }


def _print_update(one: FieldUpdateReport) -> None:
    """Print both sides, never added."""
    found = one.found
    click.echo(f"{one.decision.id}  {one.decision.title}")
    for side in found.sides:
        click.echo(side.heading)
        for line in side.lines:
            click.echo(f"  {line}")
    click.echo(f"Decided: {one.decision.outcome}")
    click.echo("Options")
    for option in found.options:
        click.echo(f"  {option}")
    for item in found.missing:
        click.echo(f"Missing: {item}")
    if found.progress:
        row = found.progress
        click.echo(
            f"{one.update.units:,} units, {row.gone:,} gone, {row.unreachable:,} unreachable, "
            f"{row.eligible:,} eligible"
        )
        click.echo(
            f"  updated {row.updated:,} ({row.percent or '-'} % of eligible), declined {row.declined:,}, "
            f"deferred {row.deferred:,}, pending {row.pending:,}"
        )


def _update_json(one: FieldUpdateReport) -> dict[str, object]:
    """Return one decision about an update for scripts."""
    row = one.found.progress
    counted = ("eligible", "updated", "declined", "deferred", "pending", "percent", "gone", "unreachable")
    return {
        "id": one.decision.id,
        "cell": one.found.cell.value,
        "sides": {side.heading: list(side.lines) for side in one.found.sides},
        "options": list(one.found.options),
        "missing": list(one.found.missing),
        "progress": {name: getattr(row, name) for name in counted} if row else None,
    }
