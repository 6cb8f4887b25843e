"""Threat models of other tools into the device file, and the device file out to them."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.exchange.detect import read_model
from medward.exchange.from_records import draft_of
from medward.exchange.leftovers import written_losses
from medward.exchange.records import make_records
from medward.exchange.tables import model_tables
from medward.exchange.write_otm import write_otm
from medward.exchange.write_threat_dragon import write_threat_dragon
from medward.exchange.write_tmbom import write_tmbom
from medward.kernel.records import Origin
from medward.render.spreadsheet import rows_csv
from medward.workspace.imports import known_rows, read_source, target_file, write_import
from medward.workspace.numbering import free_numbers

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.exchange.draft import Loss, ModelDraft
    from medward.exchange.records import Made
    from medward.kernel.rows import Rows
    from medward.workspace.device import Device

WRITERS: Final = {"otm": write_otm, "threat-dragon": write_threat_dragon, "tmbom": write_tmbom}
WRITE_FORMATS: Final = (*WRITERS, "csv", "xlsx")


@dataclass(frozen=True, slots=True)
class ModelImport:
    """What importing a file would do."""

    draft: ModelDraft
    made: Made
    file: str
    """Record file the records go to."""
    source: str
    """Name of the imported file."""


@dataclass(frozen=True, slots=True)
class ModelExport:
    """A file to write, and what is not in it."""

    data: bytes
    losses: tuple[Loss, ...]


def plan_import(device: Device, path: Path, form: str, into: str) -> ModelImport:
    """Return what importing a model would do; nothing is written.

    Raises:
        MedwardError: The file is refused, with place and cause.
    """
    data = read_source(path)
    digest = hashlib.sha256(data).hexdigest()
    draft = read_model(data, path.name, form)
    known = known_rows(device, digest)
    made = make_records(draft, free_numbers(device), Origin(file=path.name, sha256=digest), known)
    file = target_file(device, into, path.name.partition(".")[0], digest)
    return ModelImport(draft, made, file, path.name)


def import_model(device: Device, plan: ModelImport) -> None:
    """Write what a plan says."""
    write_import(device, plan.file, plan.made.records, plan.source)


def export_model(device: Device, form: str, at: datetime) -> ModelExport:
    """Return the model of a device file in one of `WRITE_FORMATS`.

    Raises:
        InvalidInputError: A text is longer than a cell of a workbook may be.
    """
    draft = draft_of(device.records, device.settings.name)
    losses = (*draft.losses, *written_losses(draft, form))
    if form in WRITERS:
        return ModelExport(WRITERS[form](draft, device.settings.product), losses)
    elements, interfaces, threats = model_tables(draft)
    if form == "csv":
        return ModelExport(_csv(elements, interfaces, threats), losses)
    from medward.render.workbook import workbook  # noqa: PLC0415 - openpyxl takes a fifth of a second

    try:
        return ModelExport(workbook((elements, interfaces, threats), at), losses)
    except ValueError as error:
        raise InvalidInputError(str(error), hint="Shorten the text, or export CSV.") from error


def _csv(*tables: Rows) -> bytes:
    """Return tables one below the other, an empty line between them and one byte order mark in front."""
    first, *others = map(rows_csv, tables)
    return b"\r\n".join((first, *(one.removeprefix(BOM_UTF8) for one in others)))
