"""What a person asks about attack trees and paths: levels, ways from entries to functions, blast radius."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.devices.records import Asset, AssetKind, Element, IntendedUse, Interface
from medward.errors import NotFoundError
from medward.risk.blast import BlastReport, blast_report
from medward.risk.paths import PathModel, path_model
from medward.threats.cuts import Cuts, cuts
from medward.threats.reach import Way, Ways
from medward.threats.records import AttackTree
from medward.threats.trees import TreeView, evaluate_tree
from medward.workspace.risk import risk_report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.kernel.recordset import RecordSet
    from medward.risk.paths import Entry
    from medward.threats.graph import Step
    from medward.workspace.risk import Basis


KEYS_IN_HAND: Final = (
    "What a key signs or opens passes every check made with that key, and the records do not say which controls "
    "these are; ways of an attacker who holds one may be easier than told"
)


@dataclass(frozen=True, slots=True)
class Goal:
    """A function an attacker may be after, and the elements that carry it."""

    id: str
    title: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """What one entry gives towards one goal."""

    entry: Entry
    before: int
    """Level of the easiest way without controls; 0 when there is none or it cannot be told."""
    way: Way | None
    """Easiest way with verified controls, taking only steps whose level is known."""
    worst: int
    """Level it may be where a step is not known; the same as the way's when everything is."""
    is_open: bool
    """Whether a way from here meets no verified control at all."""
    sentence: str


@dataclass(frozen=True, slots=True)
class GoalAnswer:
    """Every entry that reaches a goal, the easiest first, and the controls in between."""

    goal: Goal
    answers: tuple[EntryAnswer, ...]
    unreached: tuple[str, ...]
    """Entries from which no way leads there."""
    cuts: Cuts
    """Sets of controls for the entries that are not open."""


@dataclass(frozen=True, slots=True)
class PathReport:
    """Ways from entries to functions."""

    goals: tuple[GoalAnswer, ...]
    model: PathModel
    cannot_tell: tuple[str, ...]
    """What the records do not say, in words."""


def trees_of(basis: Basis, identity: str = "") -> tuple[tuple[AttackTree, TreeView], ...]:
    """Return attack trees evaluated with the controls verified on the release.

    Raises:
        NotFoundError: There is no such tree.
        InvalidRecordError: A tree has a cycle, an unknown node, or a leaf without a level.
    """
    verified = {name for name, proof in basis.proofs.items() if proof.verified}
    found = [item for item in basis.records.of(AttackTree) if identity in {"", item.id}]
    if identity and not found:
        raise NotFoundError(
            f"there is no attack tree {identity}", hint="`medward list attack-tree` shows them."
        )
    return tuple((tree, evaluate_tree(tree, verified)) for tree in found)


def model_of(basis: Basis) -> PathModel:
    """Return the rated graph of the device file."""
    views = {view.id: view for view in risk_report(basis).views}
    return path_model(basis.records, views, basis.policies)


def blast_of(basis: Basis) -> BlastReport:
    """Return the multi-patient table."""
    views = {view.id: view for view in risk_report(basis).views}
    return blast_report(basis.records, path_model(basis.records, views, basis.policies), views)


def path_report(basis: Basis, entry: str = "", goal: str = "") -> PathReport:
    """Return the ways from an entry, by default every one, to a function, by default every one.

    Raises:
        NotFoundError: There is no such entry or function.
    """
    model = model_of(basis)
    entries = _entries(model, entry, basis.records)
    goals = tuple(goal_answer(item, entries, model, basis.records) for item in goals_of(basis.records, goal))
    return PathReport(goals, model, cannot_tell(model, basis.records))


def goals_of(records: RecordSet, name: str = "") -> tuple[Goal, ...]:
    """Return the functions: assets that are a function or a battery, then safety-related elements without one.

    Raises:
        NotFoundError: `name` is neither an asset nor an element, by id or short name.
    """
    if name:
        return (_named_goal(records, name),)
    assets = [
        item for item in records.of(Asset) if item.asset_kind in {AssetKind.FUNCTION, AssetKind.BATTERY}
    ]
    held = {element for item in assets for element in item.located}
    rest = [item for item in records.of(Element) if item.safety_related and item.id not in held]
    return (
        *(Goal(item.id, item.title, item.located) for item in assets),
        *(Goal(item.id, f"{item.short} {item.title}", (item.id,)) for item in rest),
    )


def goal_answer(goal: Goal, entries: tuple[Entry, ...], model: PathModel, records: RecordSet) -> GoalAnswer:
    """Return what every entry gives towards one goal."""
    known = Ways(model.after, goal.elements)
    worst = Ways(model.after, goal.elements, at_worst=True) if model.unknown else known
    before, at_worst = Ways(model.before, goal.elements).levels, worst.levels
    unguarded = Ways(model.unguarded, goal.elements, at_worst=True).levels
    found, unreached = [], []
    for entry in entries:
        if entry.node not in at_worst:
            unreached.append(entry.record)
            continue
        way = known.way(entry.node)
        found.append(
            EntryAnswer(
                entry,
                before.get(entry.node, 0),
                way,
                at_worst[entry.node],
                entry.node in unguarded,
                sentence(entry, way, worst.way(entry.node), model, records),
            )
        )
    found.sort(key=lambda item: (-item.worst, -(item.way.level if item.way else 0), item.entry.record))
    guarded = [item.entry.node for item in found if not item.is_open]
    return GoalAnswer(goal, tuple(found), tuple(unreached), cuts(model.after, guarded, goal.elements))


def sentence(entry: Entry, way: Way | None, worst: Way | None, model: PathModel, records: RecordSet) -> str:
    """Return the easiest way from an entry as a sentence, and what it may be where a step is not known."""
    start = f"An attacker {'in' if entry.how == 'compromised' else 'at'} {entry.title} ({entry.how})"
    if way is None:
        return f"{start} gets there, but how easily cannot be told: {_unknown_steps(worst, records)}."
    words = [_step_words(number, step, records) for number, step in enumerate(way.steps)]
    if len(words) == 1:
        found = f"{start} {words[0]}: {model.word(way.level)}"
    else:
        hardest = min(way.steps, key=lambda step: step.level)
        rated = (f"{text} ({model.word(step.level)})" for text, step in zip(words, way.steps, strict=True))
        governed = f"governed by the step to {_short(hardest.target, records)}"
        found = f"{start} {', '.join(rated)}: {model.word(way.level)}, {governed}"
    if worst is not None and worst.level > way.level:
        found += f"; it may be {model.word(worst.level)}, since {_unknown_steps(worst, records)}"
    return f"{found}."


def keys_at(elements: Iterable[str], records: RecordSet) -> tuple[str, ...]:
    """Return the keys these elements hold."""
    held = set(elements)
    return tuple(
        item.id
        for item in records.of(Asset)
        if item.asset_kind is AssetKind.KEY and not held.isdisjoint(item.located)
    )


def cannot_tell(model: PathModel, records: RecordSet) -> tuple[str, ...]:
    """Return what the records leave open about ways."""
    found = [
        f"{name} has an end that is not an element of this file; no way over it is seen"
        for name in model.unread
    ]
    found += [
        f"{name} cannot be rated: its authentication is not known, or its risk cannot be rated"
        for name in model.unknown
    ]
    if model.unrated:
        found.append(f"No risk speaks of {', '.join(model.unrated)}; no control earns credit on these steps")
    keys = keys_at((entry.record for entry in model.entries if entry.how == "supply chain"), records)
    if keys:
        found.append(f"{KEYS_IN_HAND}: {', '.join(keys)} (supply chain)")
    held = [item for item in records.of(Asset) if item.asset_kind is AssetKind.FUNCTION]
    for use in records.of(IntendedUse):
        count = len(use.essential_performance)
        if not held:
            found.append(
                f"{use.id} names {count} essential performances and no asset says which element carries one"
            )
    return tuple(found)


def _entries(model: PathModel, name: str, records: RecordSet) -> tuple[Entry, ...]:
    """Return the entries at an interface, of an external element or of the supply chain."""
    if not name:
        return model.entries
    shorts = {item.short: item.id for item in records.of(Element)}
    shorts |= {item.short: item.id for item in records.of(Interface)}
    wanted = shorts.get(name, name)
    found = tuple(item for item in model.entries if wanted in {item.record, item.outside, item.how})
    if not found:
        raise NotFoundError(
            f"no attacker comes in at {name}",
            hint="`medward paths` lists the entries; for an element inside use --compromised.",
        )
    return found


def _named_goal(records: RecordSet, name: str) -> Goal:
    """Return the goal a person named."""
    for asset in records.of(Asset):
        if asset.id == name:
            return Goal(asset.id, asset.title, asset.located)
    for element in records.of(Element):
        if name in {element.id, element.short}:
            return Goal(element.id, f"{element.short} {element.title}", (element.id,))
    raise NotFoundError(
        f"there is no asset or element {name}", hint="`medward list asset` and `medward list element`."
    )


def _step_words(number: int, step: Step, records: RecordSet) -> str:
    """Return one step in words."""
    over = records.find(step.interface, Interface)
    verb = "then" if number else "reaches" if over is not None else "takes over"
    by = f" over {over.short}" if over is not None and number else ""
    return f"{verb} {_short(step.target, records)}{by}"


def _short(identity: str, records: RecordSet) -> str:
    """Return the short name and title of an element."""
    element = records.find(identity, Element)
    return f"{element.short} {element.title}" if element else identity


def _unknown_steps(way: Way | None, records: RecordSet) -> str:
    """Return which steps of a way are not known."""
    names = [step.interface or step.target for step in (way.steps if way else ()) if step.level < step.worst]
    shorts = [
        item.short if (item := records.find(name, Interface)) else _short(name, records) for name in names
    ]
    return f"the level of {', '.join(dict.fromkeys(shorts))} is not known"
