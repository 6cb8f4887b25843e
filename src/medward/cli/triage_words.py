"""How the queue and its items are said to people and to scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from medward.cli.tables import plain, wrapped
from medward.kernel.words import plural, spelled
from medward.vulnerabilities.triage import criteria, reason, span

if TYPE_CHECKING:
    from medward.governance.policies import ServiceLevels
    from medward.vex.similar import Similar
    from medward.workspace.triage import Item, Queue
    from medward.workspace.triage_item import Sheet

_WIDTH: Final = 12


def queue_line(queue: Queue, names: str) -> str:
    """Return how much waits, in one line."""
    late = sum(one.standing.overdue is not None for one in queue.items)
    work = len(queue.items) - len(queue.undecided)
    parts = [f"{len(queue.undecided):,} to decide"]
    parts += [f"{work:,} decided and not under control"] if work else []
    parts += [f"{late:,} over the limit of {queue.policy}"] if late else []
    return f"{plural(queue.total, 'assessment')} of {names}: {', '.join(parts)}"


def print_sheet(found: Sheet, queue: Queue) -> None:
    """Print one item on one screen."""
    one, standing = found.item.assessment, found.item.standing
    known = found.item.vulnerability
    release = next(item.release_version for item in queue.releases if item.id == one.release)
    click.echo(f"{one.id}  {plain(standing.name)}  {found.position} of {len(queue.items)} in the queue")
    click.echo(plain(one.title))
    _line("why here", reason(standing, queue.levels))
    _line("is", f"{one.status}, first seen {one.first_seen_at.date()}")
    if known is not None:
        _line(
            "aware",
            f"{known.aware_at.isoformat(sep=' ', timespec='minutes')} from {', '.join(known.sources)}",
        )
        _line("about", known.summary)
    where = f" in {one.deployable}" if one.deployable else ""
    _line("component", f"{one.component}{where}, release {release}")
    _line("match", one.matched or "written by hand; no match is recorded")
    for place in found.places or (
        "the model has no element of this deployable: nobody can tell where it sits",
    ):
        _line("sits at", place)
    _print_vectors(found)
    _line("SSVC", f"supplier: {span(standing.supplier)}; BOD 26-04: {span(standing.federal)}")
    for side in found.item.said:
        _line("supplier", f"{side.name}: {spelled(side.status.value)} ({side.source})")
    for limit in standing.limits:
        late = f", {limit.days_over} days late" if limit.days_over > 0 else ""
        _line("limit", f"{limit.what}: due {limit.due_on}{late}")
    for flag in standing.flags:
        _line("note", flag)
    for other in found.similar:
        _line("alike", _similar_words(other))
    click.echo("\nAnswers")
    for text, words in found.answers:
        click.echo(f"  {plain(text)}")
        click.echo(f"    {plain(words)}")


def similar_json(one: Similar) -> dict[str, object]:
    """Return a decision that resembles another one."""
    other = one.assessment
    return {
        "assessment": other.id,
        "points": one.points,
        "why": list(one.why),
        "status": other.status,
        "justification": other.justification.value if other.justification else None,
        "detail": other.detail,
        "release": other.release,
        "decision": other.decision or None,
    }


def item_json(one: Item, levels: ServiceLevels) -> dict[str, object]:
    """Return one item with every criterion of its place."""
    standing = one.standing
    return {
        "id": standing.id,
        "vulnerability": standing.name,
        "component": standing.component,
        "release": one.assessment.release,
        "deployable": one.assessment.deployable,
        "status": standing.status,
        "needs_decision": one.needs_decision,
        "reason": reason(standing, levels),
        "criteria": [
            {"name": part.name.value, "holds": part.holds.value, "says": part.says}
            for part in criteria(standing, levels)
        ],
        "causes": list(standing.causes),
        "contradiction": standing.contradiction or None,
        "suppliers": [
            {"name": side.name, "status": side.status.value, "source": side.source} for side in one.said
        ],
        "flags": list(standing.flags),
        "ssvc_supplier": list(standing.supplier),
        "bod_26_04": list(standing.federal),
        "severity": standing.severity or None,
        "severity_is_suggested": standing.severity_is_suggested,
        "cvss": str(standing.cvss) if standing.cvss is not None else None,
        "limits": [
            {"what": limit.what, "due_on": str(limit.due_on), "days_over": limit.days_over}
            for limit in standing.limits
        ],
    }


def sheet_json(found: Sheet, queue: Queue) -> dict[str, object]:
    """Return an item with its place in the device, similar decisions and suggested answers."""
    return {
        **item_json(found.item, queue.levels),
        "position": found.position,
        "matched": found.item.assessment.matched,
        "places": list(found.places),
        "harms": list(found.reach.harms),
        "similar": [similar_json(one) for one in found.similar],
        "rescored": _rescored_json(found),
        "answers": [{"says": text, "command": words} for text, words in found.answers],
    }


def _rescored_json(found: Sheet) -> dict[str, object] | None:
    if found.rescored is None:
        return None
    one = found.rescored
    return {
        "vector": one.vector,
        "score": one.score,
        "ours": one.ours,
        "our_score": one.our_score,
        "changes": [{"metric": part.metric, "why": part.why} for part in one.changes],
    }


def _print_vectors(found: Sheet) -> None:
    """Print the published vector and, where it differs, how it reads here."""
    stored = found.item.assessment.vector
    if stored:
        _line("our vector", stored)
    one = found.rescored
    if one is None:
        _line("vector", "none is published")
        return
    _line("vector", f"{one.vector}  {one.score}")
    if one.changes:
        _line("here", f"{one.ours}  {one.our_score}")
    for part in one.changes:
        _line("", f"{part.metric}: {part.why}")


def _similar_words(one: Similar) -> str:
    other = one.assessment
    said = f"{other.status}{f', {other.justification.value}' if other.justification else ''}"
    return f"{other.id} {said} ({one.points} points: {'; '.join(one.why)})"


def _line(head: str, text: str) -> None:
    """Print a labelled line; what is too long goes on below."""
    for number, line in enumerate(wrapped(plain(" ".join(text.split())), 2 + _WIDTH)):
        click.echo(f"  {head if number == 0 else '':<{_WIDTH}}{line}")
