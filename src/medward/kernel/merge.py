"""Three-way merge: what two people changed since a common state, field by field, and where they disagree.

Nothing is decided in silence: a field both changed differently is a conflict, and
so is a record one of them removed and the other changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.kernel.canonical import JsonValue

Content: TypeAlias = "Mapping[str, JsonValue]"
"""A record as it is stored, by field."""
States: TypeAlias = "Mapping[str, Content]"
"""Records by id."""

WHOLE_RECORD: Final = "(record)"
"""Name of the field in a conflict over the record itself: removed on one side, changed on the other."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that both sides changed differently; None means left out."""

    field: str
    base: JsonValue
    ours: JsonValue
    theirs: JsonValue


@dataclass(frozen=True, slots=True)
class MergedRecord:
    """What becomes of a record that their side changed."""

    id: str
    ours: Content | None
    """As it stands on our side; none when we have no such record."""
    merged: Content | None
    """As it will stand; none when it goes. Where there are conflicts, with our value in each."""
    taken: tuple[str, ...]
    """Fields that come from their side."""
    conflicts: tuple[Conflict, ...] = ()
    both_changed: bool = False
    """Whether our side changed it too; otherwise their text can be taken whole."""


def merge_records(base: States, ours: States, theirs: States) -> tuple[MergedRecord, ...]:
    """Return every record whose content changes when their state is merged into ours, in the order of ids."""
    found = []
    for identity in sorted({*base, *ours, *theirs}):
        one = _merge_one(identity, base.get(identity), ours.get(identity), theirs.get(identity))
        if one is not None:
            found.append(one)
    return tuple(found)


def with_choices(records: Iterable[MergedRecord], choices: Mapping[str, str]) -> tuple[MergedRecord, ...]:
    """Return the records with conflicts settled by `ours` or `theirs`, chosen per record id or for `*`."""
    settled = []
    for one in records:
        choice = choices.get(one.id, choices.get("*", ""))
        settled.append(_settled(one, choice) if one.conflicts and choice else one)
    return tuple(settled)


def _settled(one: MergedRecord, choice: str) -> MergedRecord:
    """Return one record with every conflict settled the same way."""
    if choice == "ours":
        return MergedRecord(one.id, one.ours, one.merged, one.taken, (), one.both_changed)
    whole = [conflict for conflict in one.conflicts if conflict.field == WHOLE_RECORD]
    if whole:
        chosen = whole[0].theirs
        merged = chosen if isinstance(chosen, dict) else None
        return MergedRecord(one.id, one.ours, merged, (WHOLE_RECORD,), (), one.both_changed)
    values = {conflict.field: conflict.theirs for conflict in one.conflicts}
    merged = {**(one.merged or {}), **values}
    kept = {name: value for name, value in merged.items() if value is not None}
    return MergedRecord(one.id, one.ours, kept, (*one.taken, *values), (), one.both_changed)


def _merge_one(
    identity: str, base: Content | None, ours: Content | None, theirs: Content | None
) -> MergedRecord | None:
    """Return what becomes of one record; none when it stays as it is on our side."""
    if theirs in (ours, base):
        return None
    if ours == base:
        return MergedRecord(identity, ours, theirs, _differing(ours, theirs))
    if ours is None or theirs is None:
        conflict = Conflict(WHOLE_RECORD, _plain(base), _plain(ours), _plain(theirs))
        return MergedRecord(identity, ours, ours, (), (conflict,), both_changed=True)
    return _merge_fields(identity, base or {}, ours, theirs)


def _merge_fields(identity: str, base: Content, ours: Content, theirs: Content) -> MergedRecord | None:
    """Merge two changed records field by field."""
    merged: dict[str, JsonValue] = {}
    taken: list[str] = []
    conflicts: list[Conflict] = []
    for name in dict.fromkeys((*ours, *theirs, *base)):
        before, here, there = base.get(name), ours.get(name), theirs.get(name)
        value, clash = _merge_value(before, here, there)
        if clash:
            conflicts.append(Conflict(name, before, here, there))
        elif value != here:
            taken.append(name)
        if value is not None:
            merged[name] = value
    if not taken and not conflicts:
        return None
    return MergedRecord(identity, ours, merged, tuple(taken), tuple(conflicts), both_changed=True)


def _merge_value(base: JsonValue, ours: JsonValue, theirs: JsonValue) -> tuple[JsonValue, bool]:
    """Return the merged value of a field, and whether the sides clash; then it is our value."""
    if theirs in (ours, base):
        return ours, False
    if ours == base:
        return theirs, False
    lists = _as_lists(base), _as_lists(ours), _as_lists(theirs)
    before, here, there = lists
    if before is None or here is None or there is None:
        return ours, True
    return _merge_list(before, here, there), False


def _as_lists(value: JsonValue) -> list[str] | None:
    """Return a list of different texts, or nothing; a field left out is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        return None
    texts = [one for one in value if isinstance(one, str)]
    return texts if len(texts) == len(value) == len(set(texts)) else None


def _merge_list(base: list[str], ours: list[str], theirs: list[str]) -> list[JsonValue]:
    """Return our list with what they added and without what they removed."""
    removed = set(base) - set(theirs)
    kept: list[JsonValue] = [one for one in ours if one not in removed]
    kept.extend(one for one in theirs if one not in base and one not in ours)
    return kept


def _differing(ours: Content | None, theirs: Content | None) -> tuple[str, ...]:
    """Return the fields in which two states differ."""
    if ours is None or theirs is None:
        return (WHOLE_RECORD,)
    return tuple(name for name in dict.fromkeys((*ours, *theirs)) if ours.get(name) != theirs.get(name))


def _plain(content: Content | None) -> JsonValue:
    """Return a state as a JSON value."""
    return None if content is None else dict(content)
