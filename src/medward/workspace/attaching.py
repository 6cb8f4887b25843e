"""Putting a file into the device file together with the record about it: both or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.errors import InvalidInputError
from medward.kernel.rewrite import append_document
from medward.workspace.files import write_atomically
from medward.workspace.layout import RECORDS

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.records import SbomDocument
    from medward.verification.records import Evidence
    from medward.workspace.device import Device


def attach(device: Device, record: Evidence | SbomDocument, data: bytes, file: str, usual: str) -> Path:
    """Copy a file to where its record says, append the record, and return the file the record went to.

    Args:
        device: The device file.
        record: The record; its `file` is where the copy goes.
        data: Content of the file.
        file: Record file, as the person named it.
        usual: Record file named as the example where `file` is refused.

    Raises:
        InvalidInputError: `file` is no YAML file below `records/`.
    """
    if not file.startswith(f"{RECORDS}/") or ".." in file or not file.endswith(".yaml"):
        raise InvalidInputError(f"{file!r} is no YAML file below {RECORDS}/", hint=f"For example {usual}.")
    copy, target = device.folder / record.file, device.folder / file
    text = target.read_text(encoding="utf-8") if target.is_file() else ""
    is_new = not copy.exists()
    write_atomically(copy, data)
    try:
        write_atomically(target, append_document(text, record.content).encode())
    except OSError:
        if is_new:
            copy.unlink()
        raise
    return target
