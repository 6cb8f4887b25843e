"""Merging the device file of a colleague into ours: records field by field, other files whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.errors import InvalidInputError, RefusedChangeError
from medward.kernel.merge import merge_records, with_choices
from medward.kernel.rewrite import (
    append_document,
    document_text,
    remove_document,
    replace_document,
    rewrite_fields,
    write_document,
)
from medward.workspace.device import open_device
from medward.workspace.files import write_atomically
from medward.workspace.layout import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from medward.kernel.merge import MergedRecord
    from medward.workspace.device import Device

SIDES = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class MergedFile:
    """A file outside the records that changes, or that both sides changed."""

    path: str
    action: str
    """`add`, `replace`, `remove` or `conflict`."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What merging would do to our device file."""

    ours: Device
    theirs: Device
    records: tuple[MergedRecord, ...]
    files: tuple[MergedFile, ...]
    unsigned: tuple[str, ...]
    """Signed records whose content changes on both sides, so that no signature covers the result."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Ids of records and paths of files that wait for a choice."""
        records = tuple(one.id for one in self.records if one.conflicts)
        return records + tuple(one.path for one in self.files if one.action == "conflict")


def plan_merge(base: Path, ours: Path, theirs: Path, choices: Mapping[str, str]) -> Merge:
    """Return what merging their device file into ours would do.

    Args:
        base: The device file both started from.
        ours: The device file that would be written.
        theirs: The device file with their changes.
        choices: `ours` or `theirs` by record id, file path or `*`.

    Raises:
        InvalidInputError: The folders hold different products, or a choice is unknown or about nothing.
    """
    devices = [open_device(folder) for folder in (base, ours, theirs)]
    products = {device.settings.product for device in devices}
    if len(products) > 1:
        hint = "Merge device files of one product."
        raise InvalidInputError(
            f"the folders hold different products: {', '.join(sorted(products))}", hint=hint
        )
    states = [{record.id: record.content for record in device.records} for device in devices]
    found = merge_records(*states)
    files = _files(*devices)
    _check_choices(choices, {one.id for one in found} | {one.path for one in files})
    records = with_choices(found, choices)
    unsigned = tuple(one.id for one in records if one.both_changed and _was_signed(one, *devices))
    return Merge(devices[1], devices[2], records, _chosen(files, choices, devices[2]), unsigned)


def write_merge(merge: Merge) -> tuple[str, ...]:
    """Write a merge into our device file and return the paths written.

    Raises:
        RefusedChangeError: A conflict waits for a choice; nothing is written then.
    """
    if merge.conflicts:
        hint = "Choose with --take ID=ours or --take ID=theirs."
        raise RefusedChangeError(f"{len(merge.conflicts)} conflicts wait for a choice", hint=hint)
    texts: dict[str, str] = {}
    for one in merge.records:
        _merge_text(one, merge, texts)
    for name, text in texts.items():
        if text.strip():
            write_atomically(merge.ours.folder / name, text.encode())
        else:
            (merge.ours.folder / name).unlink()
    for file in merge.files:
        if file.action == "remove":
            (merge.ours.folder / file.path).unlink()
        else:
            write_atomically(merge.ours.folder / file.path, (merge.theirs.folder / file.path).read_bytes())
    return (*texts, *(file.path for file in merge.files))


def _merge_text(one: MergedRecord, merge: Merge, texts: dict[str, str]) -> None:
    """Put one record into the text of its file."""
    here, there = merge.ours.documents.get(one.id), merge.theirs.documents.get(one.id)
    document = here or there
    if document is None:
        return
    text = _text(merge.ours, document.file, texts)
    if one.merged is None:
        texts[document.file] = remove_document(text, one.id) if here else text
        return
    written = write_document(dict(one.merged))
    if there is not None and one.merged == merge.theirs.records.by_id[one.id].content:
        written = document_text(_text(merge.theirs, there.file, {}), one.id)
    if here is None:
        texts[document.file] = _appended(text, written, one)
    elif one.both_changed and (fields := _plain_fields(one)) is not None:
        texts[document.file] = rewrite_fields(text, one.id, fields)
    else:
        texts[document.file] = replace_document(text, one.id, written)


def _appended(text: str, written: str, one: MergedRecord) -> str:
    """Return a file with one more document at its end, as they wrote it."""
    if not text.strip():
        return written
    grown = append_document(text, dict(one.merged or {}))
    return replace_document(grown, one.id, written)


def _plain_fields(one: MergedRecord) -> dict[str, str | list[str]] | None:
    """Return the fields taken from their side when each is text or a list of texts."""
    fields: dict[str, str | list[str]] = {}
    for name in one.taken:
        value = (one.merged or {}).get(name)
        if value is None:
            fields[name] = ""
        elif isinstance(value, str):
            fields[name] = value
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            fields[name] = [str(item) for item in value]
        else:
            return None
    return fields


def _text(device: Device, name: str, texts: dict[str, str]) -> str:
    """Return a record file as it stands after the changes so far."""
    path = device.folder / name
    return texts[name] if name in texts else path.read_text("utf-8") if path.is_file() else ""


def _files(base: Device, ours: Device, theirs: Device) -> tuple[MergedFile, ...]:
    """Return the files outside the records that their side changed."""
    found = []
    for path in sorted({*base.files, *ours.files, *theirs.files} - {SETTINGS}):
        before, here, there = (device.files.get(path) for device in (base, ours, theirs))
        if there in (here, before):
            continue
        if here != before:
            action = "conflict"
        elif there is None:
            action = "remove"
        else:
            action = "replace" if here else "add"
        found.append(MergedFile(path, action))
    return tuple(found)


def _chosen(
    files: tuple[MergedFile, ...], choices: Mapping[str, str], theirs: Device
) -> tuple[MergedFile, ...]:
    """Return the files with conflicts settled as chosen; our side means no change."""
    settled = []
    for one in files:
        choice = choices.get(one.path, choices.get("*", "")) if one.action == "conflict" else "theirs"
        if choice == "theirs" and one.action == "conflict":
            settled.append(MergedFile(one.path, "replace" if one.path in theirs.files else "remove"))
        elif choice != "ours":
            settled.append(one)
    return tuple(settled)


def _check_choices(choices: Mapping[str, str], known: set[str]) -> None:
    """Refuse a choice that is none, or that speaks of something the merge does not touch."""
    for name, side in choices.items():
        if side not in SIDES:
            raise InvalidInputError(f"{name}={side}: there is no such side", hint="Write ours or theirs.")
        if name != "*" and name not in known:
            raise InvalidInputError(
                f"the merge does not touch {name}", hint="Run without --take to see what it does."
            )


def _was_signed(one: MergedRecord, *devices: Device) -> bool:
    """Say whether a signed version of the record takes part in the merge."""
    records = [device.records.by_id.get(one.id) for device in devices]
    return any(record is not None and record.is_frozen for record in records)
