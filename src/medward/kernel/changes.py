"""Plan, then apply: what would change, and why some changes are refused.

A plan is a value. It is printed, agreed to, and only then written, as one
changeset. Nothing is removed because a file is missing, unless asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from medward.errors import RefusedChangeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Record

REMOVAL_LIMIT_PERCENT: Final = 30
"""A plan that removes more than this share of the ledger is refused without force (DESIGN 4)."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the ledger holds of one record."""

    kind: str
    revision: int
    digest: str
    content: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record, before and after; None means the field was or is left out."""

    name: str
    old: JsonValue
    new: JsonValue


@dataclass(frozen=True, slots=True)
class Planned:
    """One record to write."""

    record: Record
    expected: int
    """Revision the plan was made against; 0 for a new record."""
    changes: tuple[FieldChange, ...] = ()
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an apply would do."""

    created: tuple[Planned, ...] = ()
    updated: tuple[Planned, ...] = ()
    removed: tuple[tuple[str, Stored], ...] = ()
    """Records to remove; empty unless pruning was asked for."""
    missing: tuple[str, ...] = ()
    """Ids in the ledger that the files no longer hold, kept because nobody asked to remove them."""
    unchanged: int = 0
    stored: int = 0
    """Records in force before."""
    refusals: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.created or self.updated or self.removed)

    def require_allowed(self, *, force: bool = False) -> None:
        """Refuse a plan that breaks a rule of change.

        Raises:
            RefusedChangeError: A signed record changes in place, a state is skipped, or too much is removed.
        """
        if self.refusals:
            more = f" ({len(self.refusals) - 1} more)" if len(self.refusals) > 1 else ""
            raise RefusedChangeError(
                f"{self.refusals[0]}{more}",
                hint="A signed version never changes: raise `version` by one and set `status` back to its first "
                "state. A value that is recorded once is put back as the ledger has it.",
            )
        too_many = len(self.removed) * 100 > REMOVAL_LIMIT_PERCENT * self.stored
        if too_many and not force:
            raise RefusedChangeError(
                f"the plan removes {len(self.removed)} of {self.stored} records, more than {REMOVAL_LIMIT_PERCENT} %",
                hint="Check that you are in the right folder; add --force if you mean it.",
            )


def make_plan(stored: Mapping[str, Stored], records: Mapping[str, Record], *, prune: bool = False) -> Plan:
    """Return what it takes to make the ledger hold exactly `records` (removals only with `prune`)."""
    created = [Planned(record, 0) for identity, record in records.items() if identity not in stored]
    updated = [
        _update(stored[identity], record)
        for identity, record in records.items()
        if identity in stored and stored[identity].digest != record.digest
    ]
    gone = [identity for identity in stored if identity not in records]
    return Plan(
        created=tuple(created),
        updated=tuple(updated),
        removed=tuple((identity, stored[identity]) for identity in gone) if prune else (),
        missing=() if prune else tuple(gone),
        unchanged=len(records) - len(created) - len(updated),
        stored=len(stored),
        refusals=tuple(reason for planned in updated for reason in planned.refusals),
    )


def field_changes(old: Mapping[str, JsonValue], new: Mapping[str, JsonValue]) -> tuple[FieldChange, ...]:
    """Return the top-level fields that differ, in the order of the new content."""
    names = dict.fromkeys([*new, *old])
    return tuple(
        FieldChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    )


def _update(old: Stored, record: Record) -> Planned:
    """Return a changed record with its field changes and the rules it breaks."""
    changes = field_changes(old.content, record.content)
    return Planned(record, old.revision, changes, tuple(_refusals(old, record, changes)))


def _refusals(old: Stored, record: Record, changes: tuple[FieldChange, ...]) -> list[str]:
    """Say which rules of change this update breaks (practice 0, promise 6, and 2.3)."""
    before = str(old.content.get("status", ""))
    raw = old.content.get("version", 1)
    version = raw if isinstance(raw, int) else 1
    found = []
    if record.version < version:
        found.append(f"{record.id}: version goes back from {version} to {record.version}")
    next_version = record.version == version + 1
    if (
        before in record.lifecycle.frozen
        and not next_version
        and {item.name for item in changes} - {"status"}
    ):
        names = ", ".join(item.name for item in changes if item.name != "status")
        found.append(
            f"{record.id}: version {version} is {before} and signed; {names} may not change in place"
        )
    if before in record.lifecycle.frozen and not next_version and record.status == record.lifecycle.initial:
        found.append(
            f"{record.id}: version {version} is {before} and signed; "
            f"it goes back to {record.status} only as version {version + 1}"
        )
    found += [
        f"{record.id}: {item.name} was recorded as {item.old} and is never moved; the file says {item.new}"
        for item in changes
        if item.name in record.once and item.old is not None
    ]
    if not next_version and not record.lifecycle.allows(before, record.status):
        found.append(f"{record.id}: a {record.lifecycle.name} cannot go from {before} to {record.status}")
    return found
