"""What imports of models and tables share: free ids, one file per source, and one step back.

The journal beside the ledger keeps which records each import added and their digests.
Undoing takes the last import back whole, and only while every record is as it was
written and nothing else points to it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, LimitError, NotFoundError, RefusedChangeError
from medward.exchange.tree import MAX_BYTES
from medward.kernel.rewrite import append_document, remove_document
from medward.kernel.text import read_yaml
from medward.workspace.device import read_record
from medward.workspace.files import write_atomically
from medward.workspace.inputs import not_a_file
from medward.workspace.layout import RECORDS, STATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Record
    from medward.workspace.device import Device

PAST: Final = "imports.json"


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """One import as the journal keeps it."""

    source: str
    """Name of the imported file."""
    file: str
    """Record file it went to."""
    digests: dict[str, str]
    """Digest of every record it added, by id."""


def read_source(path: Path) -> bytes:
    """Return a file, refusing a missing or oversized one before it is read.

    Raises:
        NotFoundError: There is no such file.
        LimitError: It is too large.
    """
    if not path.is_file():
        raise not_a_file(path, "Check the path.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise LimitError(f"{size:,} bytes; at most {MAX_BYTES:,} are read", place=path.name)
    return path.read_bytes()


def known_rows(device: Device, sha256: str) -> dict[str, str]:
    """Return what was imported from the same bytes before: id by row."""
    return {
        record.source.row: record.id
        for record in device.records
        if record.source is not None and record.source.sha256 == sha256
    }


def target_file(device: Device, wanted: str, stem: str, sha256: str) -> str:
    """Return the record file an import goes to.

    Raises:
        InvalidInputError: It is no YAML file below `records/`.
        RefusedChangeError: It holds what came from other bytes, so an import would double the model.
    """
    plain = "".join(letter if letter.isalnum() else "-" for letter in stem.lower()).strip("-") or "model"
    name = wanted or f"{RECORDS}/imported-{plain}.yaml"
    if not name.startswith(f"{RECORDS}/") or ".." in name.split("/") or not name.endswith(".yaml"):
        raise InvalidInputError(
            f"{name!r} is no YAML file below {RECORDS}/", hint=f"As {RECORDS}/imported-{plain}.yaml."
        )
    others = [
        identity
        for identity, document in device.documents.items()
        if document.file == name and _digest_of(device.records.by_id[identity]) not in {"", sha256}
    ]
    if others:
        raise RefusedChangeError(
            f"{name} holds {len(others)} records imported from another version of the file, as {others[0]}",
            hint="Take that import back with `medward model undo`, or give another file with --into.",
        )
    return name


def write_import(device: Device, file: str, records: Sequence[Record], source: str) -> None:
    """Append records to their file and note the import in the journal; no record, no note."""
    if not records:
        return
    path = device.folder / file
    text = path.read_text("utf-8") if path.is_file() else ""
    parts = [text] if text else []
    for record in records:
        content = {name: record.content[name] for name in _in_class_order(record)}
        parts.append(append_document("", content))
    data = _joined(parts).encode()
    for document in read_yaml(data, file):
        read_record(document, data)
    write_atomically(path, data)
    entry = ImportEntry(source, file, {record.id: record.digest for record in records})
    _keep_entries(device.folder, [*past_imports(device.folder), entry])


def last_import(device: Device) -> ImportEntry:
    """Return the import that an undo would take back.

    Raises:
        NotFoundError: There is none.
        RefusedChangeError: A record was changed or removed, or another record points to one.
    """
    entries = past_imports(device.folder)
    if not entries:
        raise NotFoundError(
            "there is no import to take back",
            hint="Only what an import or a watch wrote is taken back; edit the records.",
        )
    entry = entries[-1]
    changed = [name for name, digest in entry.digests.items() if not _is_as_written(device, name, digest)]
    if changed:
        raise RefusedChangeError(
            f"{len(changed)} of the {len(entry.digests)} imported records were changed or removed, as {changed[0]}",
            hint="Remove the records by hand; only an untouched import is taken back.",
        )
    pointing = [
        f"{record.id} to {link.target}"
        for record in device.records
        if record.id not in entry.digests
        for link in device.records.graph.outgoing.get(record.id, ())
        if link.target in entry.digests
    ]
    if pointing:
        raise RefusedChangeError(
            f"{len(pointing)} links of other records lead to the imported ones, as {pointing[0]}",
            hint="Remove these links first.",
        )
    return entry


def undo_import(device: Device) -> ImportEntry:
    """Take the last import back and return it."""
    entry = last_import(device)
    path = device.folder / entry.file
    text = path.read_text("utf-8")
    for identity in entry.digests:
        text = remove_document(text, identity)
    if text.strip():
        write_atomically(path, text.encode())
    else:
        path.unlink()
    _keep_entries(device.folder, past_imports(device.folder)[:-1])
    return entry


def past_imports(folder: Path) -> list[ImportEntry]:
    """Return the imports that can be taken back, oldest first.

    Raises:
        InvalidInputError: The journal cannot be read.
    """
    path = folder / STATE / PAST
    if not path.is_file():
        return []
    try:
        entries = json.loads(path.read_bytes())
        return [ImportEntry(one["source"], one["file"], dict(one["digests"])) for one in entries]
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(
            "the journal of imports cannot be read",
            place=f"{STATE}/{PAST}",
            hint="Remove the file; past imports can then not be taken back in one step.",
        ) from error


def _keep_entries(folder: Path, entries: Iterable[ImportEntry]) -> None:
    """Write the journal."""
    rows: list[JsonValue] = [
        {"source": one.source, "file": one.file, "digests": dict(one.digests)} for one in entries
    ]
    write_atomically(folder / STATE / PAST, (json.dumps(rows, indent=1) + "\n").encode())


def _joined(parts: Sequence[str]) -> str:
    """Return documents as one text with separators."""
    return "---\n".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def _in_class_order(record: Record) -> list[str]:
    """Return the keys of a record, `kind` first, then in the order of the class."""
    return ["kind", *(name for name in type(record).model_fields if name in record.content)]


def _is_as_written(device: Device, identity: str, digest: str) -> bool:
    """Say whether a record is in its file as it was imported."""
    record = device.records.by_id.get(identity)
    return record is not None and record.digest == digest


def _digest_of(record: Record) -> str:
    """Return the digest of the file a record came from, "" for one of our own."""
    return record.source.sha256 if record.source else ""
