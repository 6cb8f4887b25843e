"""Between files and ledger: plan, apply, export, history, the state of a day, review."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medward.errors import NotFoundError, TamperedLedgerError
from medward.kernel.changes import FieldChange, Plan, Planned, Stored, field_changes, make_plan
from medward.kernel.links import Link, links_of
from medward.kernel.recordset import RecordSet
from medward.kernel.rewrite import write_documents
from medward.kinds import KINDS, record_class
from medward.ledger.model import Author, Changeset, Revision, Write
from medward.ledger.sqlite import SqliteStore, open_ledger
from medward.workspace.files import write_atomically
from medward.workspace.identity import read_name
from medward.workspace.layout import RECORDS, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Record
    from medward.workspace.device import Device


def open_store(device: Device, *, create: bool = False) -> SqliteStore:
    """Return the ledger of a device file.

    Raises:
        NotFoundError: There is none yet.
    """
    if not create and not device.ledger_path.is_file():
        raise NotFoundError(
            "this device file has no ledger yet", hint="Write the first changeset: `medward apply`."
        )
    if device.ledger_path.is_file() and not device.ledger_path.stat().st_size:
        raise TamperedLedgerError(
            f"{device.ledger_path} is empty",
            hint="Restore the ledger from a backup; remove the file only if nothing was ever applied.",
        )
    device.ledger_path.parent.mkdir(exist_ok=True)
    return open_ledger(device.ledger_path, create=create)


def plan_changes(device: Device, store: SqliteStore, *, prune: bool = False) -> Plan:
    """Return what an apply would write."""
    return make_plan(stored_records(store), device.records.by_id, prune=prune)


def apply_plan(plan: Plan, store: SqliteStore, reason: str, at: datetime) -> Changeset:
    """Write a plan as one changeset."""
    planned = sorted((*plan.created, *plan.updated), key=_order)
    writes = [_write(item.record, item.expected) for item in planned]
    writes += [Write(old.kind, identity, b"", expected=old.revision) for identity, old in plan.removed]
    return store.append(writes, author(), reason, at.isoformat())


def review(store: SqliteStore, records: Sequence[Record], reason: str, at: datetime) -> Changeset:
    """Re-affirm records as they are, so that their links count as reviewed against today's targets."""
    return store.append([_write(record, None) for record in records], author(), reason, at.isoformat())


def author() -> Author:
    """Return who answers for what is written here."""
    return Author(*read_name())


def stored_records(store: SqliteStore, as_of_seq: int | None = None) -> dict[str, Stored]:
    """Return what the ledger holds, by id."""
    return {
        identity: Stored(head.kind, head.revision, head.digest, json.loads(head.body or b"{}"))
        for identity, head in store.heads(as_of_seq).items()
    }


def records_as_of(store: SqliteStore, instant: datetime) -> RecordSet:
    """Return the records as the ledger held them at an instant, with their suspect links of then.

    Raises:
        NotFoundError: Nothing had been written by then.
    """
    seq = store.seq_at(instant.isoformat())
    if not seq:
        raise NotFoundError(
            f"the ledger held nothing at {instant.isoformat()}", hint="`medward history` shows its start."
        )
    reviewed = {Link(link.source, link.name, link.target): link.reviewed for link in store.links(seq)}
    return RecordSet([_typed(head) for head in store.heads(seq).values() if head.body], reviewed=reviewed)


def reviewed_records(device: Device) -> RecordSet:
    """Return the records of the files, with the links that the ledger says need a fresh look.

    A record that was changed in the files since counts as reviewed by its author.
    """
    return beside_ledger(device)[0]


def beside_ledger(device: Device) -> tuple[RecordSet, dict[str, str]]:
    """Return `reviewed_records`, and what the files say otherwise of fields that are recorded once, by record."""
    if not device.ledger_path.is_file():
        return device.records, {}
    store = open_store(device)
    try:
        heads = store.heads()
        links = store.links()
    finally:
        store.close()
    records = device.records.by_id
    same = {name for name, head in heads.items() if name in records and records[name].digest == head.digest}
    reviewed = {
        Link(link.source, link.name, link.target): link.reviewed for link in links if link.source in same
    }
    changed = [name for name in heads if name in records and name not in same and records[name].once]
    moved = {name: text for name in changed if (text := _moved(records[name], heads[name]))}
    return RecordSet(records.values(), reviewed=reviewed), moved


def _moved(record: Record, head: Revision) -> str:
    """Return in words which field that is recorded once differs from the ledger, or nothing."""
    before: Mapping[str, JsonValue] = json.loads(head.body or b"{}")
    found = [
        f"{name} is recorded as {before[name]}, and the file says {record.content.get(name)}"
        for name in sorted(record.once)
        if name in before and before[name] != record.content.get(name)
    ]
    return "; ".join(found)


def export_files(
    store: SqliteStore, device_folder: Path, folder: Path, as_of: datetime | None = None
) -> list[Path]:
    """Write the ledger's records as a device file: one YAML file per kind, in the order of the kinds.

    Raises:
        NotFoundError: The ledger held nothing then.
    """
    seq = store.seq_at(as_of.isoformat()) if as_of else None
    if seq == 0:
        raise NotFoundError("the ledger held nothing then", hint="Choose a later day.")
    grouped: dict[str, list[dict[str, JsonValue]]] = {}
    for _, stored in sorted(stored_records(store, seq).items()):
        grouped.setdefault(stored.kind, []).append(_ordered(stored))
    written = []
    for kind in KINDS:
        if kind.name in grouped:
            path = folder / RECORDS / f"{kind.name}.yaml"
            write_atomically(path, write_documents(grouped[kind.name]).encode())
            written.append(path)
    settings = device_folder / SETTINGS
    if settings.is_file() and not (folder / SETTINGS).exists():
        write_atomically(folder / SETTINGS, settings.read_bytes())
    return written


def history(store: SqliteStore, identity: str) -> list[tuple[Changeset, Revision, tuple[FieldChange, ...]]]:
    """Return every revision of a record with what changed in it, oldest first.

    Raises:
        NotFoundError: The ledger never held it.
    """
    found = []
    before: Mapping[str, JsonValue] = {}
    for changeset, revision in store.history(identity):
        content: Mapping[str, JsonValue] = json.loads(revision.body) if revision.body else {}
        changes = field_changes(before, content) if revision.body is not None else ()
        found.append((changeset, revision, changes))
        before = content
    if not found:
        raise NotFoundError(f"the ledger never held {identity}", hint="`medward list` shows every id.")
    return found


def _order(item: Planned) -> int:
    """Put signatures last and by number: each names the one before it, whatever its product."""
    return int(item.record.id.rsplit("-", 1)[1]) if item.record.kind == "signature" else 0


def _write(record: Record, expected: int | None) -> Write:
    """Return a record as the ledger takes it."""
    links = tuple((link.name, link.target) for link in links_of(record))
    return Write(record.kind, record.id, record.canonical, links, expected, record.title)


def _typed(head: Revision) -> Record:
    """Return a stored revision as a record."""
    content = json.loads(head.body or b"{}")
    return record_class(head.kind).model_validate({k: v for k, v in content.items() if k != "kind"})


def _ordered(stored: Stored) -> dict[str, JsonValue]:
    """Return content in the order of its class: canonical bytes are sorted, files are read by people."""
    order = ["kind", *record_class(stored.kind).model_fields]
    return {name: stored.content[name] for name in order if name in stored.content}
