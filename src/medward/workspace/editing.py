"""Changing fields of records in the files of a device file: comments stay, and all files or none are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.kernel.rewrite import rewrite_fields
from medward.kernel.text import read_yaml
from medward.workspace.device import read_record
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Record
    from medward.kernel.rewrite import Value
    from medward.workspace.device import Device


def edit_records(device: Device, pairs: Iterable[tuple[Record, Record]]) -> None:
    """Write records that changed, given before and after, each into the file it stands in.

    Raises:
        MedwardError: A record would not be readable afterwards; then nothing was written.
    """
    texts: dict[str, str] = {}
    for old, new in pairs:
        file = device.documents[old.id].file
        text = texts[file] if file in texts else (device.folder / file).read_text(encoding="utf-8")
        texts[file] = rewrite_fields(text, old.id, _changed(old, new))
    for file, text in texts.items():
        data = text.encode()
        for document in read_yaml(data, file):
            read_record(document, data)
    for file, text in texts.items():
        write_atomically(device.folder / file, text.encode())


def _changed(old: Record, new: Record) -> dict[str, Value]:
    """Return the fields that differ as they are written into the file; one that is gone is removed."""
    names = dict.fromkeys((*new.content, *old.content))
    return {
        name: _value(new.content.get(name, ""))
        for name in names
        if new.content.get(name) != old.content.get(name)
    }


def _value(value: JsonValue) -> Value:
    """Return a value of JSON with every leaf as text, since device files hold texts."""
    if isinstance(value, dict):
        return {key: _value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
