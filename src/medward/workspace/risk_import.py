"""Risk tables of a spreadsheet into the device file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.exchange.risk_table import make_risks, read_mapping
from medward.exchange.workbook_in import blocking, read_sheet
from medward.kernel.records import Origin
from medward.workspace.imports import known_rows, read_source, target_file, write_import
from medward.workspace.numbering import free_numbers

if TYPE_CHECKING:
    from pathlib import Path

    from medward.exchange.risk_table import RiskDraft
    from medward.workspace.device import Device


@dataclass(frozen=True, slots=True)
class RiskImport:
    """What importing a table would do."""

    draft: RiskDraft
    file: str
    source: str


def plan_risks(device: Device, path: Path, mapping: Path, into: str) -> RiskImport:
    """Return what importing a risk table would do, problems included; nothing is written.

    Raises:
        MedwardError: The workbook or the mapping cannot be read at all.
    """
    plan = read_mapping(read_source(mapping), mapping.name)
    data = read_source(path)
    digest = hashlib.sha256(data).hexdigest()
    sheet = read_sheet(data, path.name, plan.sheet, plan.head_row)
    known = known_rows(device, digest)
    origin = Origin(file=path.name, sha256=digest)
    draft = make_risks(sheet, plan, device.records, free_numbers(device), (origin, known))
    file = target_file(device, into, path.name.partition(".")[0], digest)
    return RiskImport(draft, file, path.name)


def import_risks(device: Device, plan: RiskImport) -> None:
    """Write what a plan says.

    Raises:
        InvalidInputError: A row has to be mended first; nothing is written then.
    """
    error = blocking(plan.draft.problems)
    if error is not None:
        raise error
    write_import(device, plan.file, plan.draft.records, plan.source)
