"""The catalogue in the formats of others: OSCAL in and out, CSV and Excel out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from medward.catalogue.catalogue import assemble
from medward.catalogue.oscal import catalog_of, expectations_of, lost_in_export, mapping_of
from medward.catalogue.oscal_reading import read_catalog, read_mapping
from medward.catalogue.reading import read_pack, read_sheet
from medward.catalogue.tables import TABLES
from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.kernel.rewrite import write_document
from medward.kernel.strict_json import strict_json
from medward.render.spreadsheet import rows_csv
from medward.render.workbook import workbook
from medward.workspace.catalogue import own_sheets
from medward.workspace.catalogue_index import indexed_sheets
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.oscal_reading import Json, MappedRelation
    from medward.catalogue.pack import Pack
    from medward.kernel.text import Tree

MAX_OSCAL_BYTES: Final = 64 * 1024 * 1024
"""NIST's largest catalogue, SP 800-53 with all enhancements, is about 10 MB."""
EXPECTATIONS: Final = "expectations"
"""What to ask for to get the common expectations as an OSCAL catalogue."""
MAPPING: Final = "mapping"
"""What to ask for to get the relations as an OSCAL mapping."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file ready to be written."""

    data: bytes
    left_out: tuple[str, ...] = ()
    """What the format has no place for."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A pack made from somebody else's catalogue."""

    pack: Pack
    path: Path
    assumed: tuple[str, ...]
    left_out: tuple[str, ...]


def export_oscal(catalogue: Catalogue, what: str, at: datetime) -> Exported:
    """Return an instrument, the expectations or the mapping as OSCAL JSON.

    Raises:
        NotFoundError: There is no such instrument.
    """
    if what == EXPECTATIONS:
        return Exported(_json(expectations_of(catalogue.expectations, at)))
    if what == MAPPING:
        return Exported(_json(mapping_of(catalogue.packs, at)))
    pack = catalogue.pack(what)
    return Exported(_json(catalog_of(pack, at)), lost_in_export(pack))


def export_csv(catalogue: Catalogue, table: str) -> Exported:
    """Return one table as CSV.

    Raises:
        NotFoundError: There is no such table.
    """
    _known_tables([table])
    return Exported(rows_csv(TABLES[table](catalogue)))


def export_workbook(catalogue: Catalogue, tables: Sequence[str], at: datetime) -> Exported:
    """Return tables as an Excel workbook, one sheet each; all of them when none is named.

    Raises:
        NotFoundError: There is no such table.
    """
    _known_tables(tables)
    names = tables or tuple(TABLES)
    return Exported(workbook([TABLES[name](catalogue) for name in names], at))


def import_oscal(folder: Path, source: Path, mapping: Path | None = None) -> Imported:
    """Write an OSCAL catalogue as a pack of the device file, with relations where a mapping gives them.

    Raises:
        InvalidInputError: Not OSCAL, or the pack it gives is not valid.
        LimitError: The file is too large.
    """
    read = read_catalog(_read_json(source), source.name)
    left = list(read.left_out)
    if mapping is not None:
        left += _relate(read.tree, read_mapping(_read_json(mapping), mapping.name))
    text = write_document(json.loads(json.dumps(read.tree)))
    path = folder / "packs" / f"{str(read.tree['code']).lower()}.yaml"
    pack = read_pack(text.encode(), f"packs/{path.name}")
    if path.exists():
        hint = "Rename or remove it first; a pack is never overwritten."
        raise InvalidInputError(f"{path.name} is already there", place=f"packs/{path.name}", hint=hint)
    _check_beside_the_others(folder, text, source.name)
    write_atomically(path, text.encode())
    return Imported(pack, path, read.assumed, tuple(left))


def _check_beside_the_others(folder: Path, text: str, source: str) -> None:
    """Refuse a pack that the catalogue could not be read with: a file that is written must not break it."""
    try:
        assemble([*indexed_sheets(), *own_sheets(folder), read_sheet(text.encode(), source)])
    except InvalidInputError as error:
        raise InvalidInputError(
            f"{error.message}; nothing was written",
            place=source,
            hint="Import a catalogue with ids of its own; `medward catalogue show` tells what is there already.",
        ) from error


def _relate(tree: dict[str, Tree], relations: Sequence[MappedRelation]) -> list[str]:
    """Put the relations of a mapping on the clauses, and return in words those that found none."""
    rows = tree["clauses"]
    clauses = {str(row["id"]): row for row in rows if isinstance(row, dict)} if isinstance(rows, list) else {}
    lost = 0
    for one in relations:
        if one.source not in clauses:
            lost += 1
            continue
        expectations = clauses[one.source].setdefault("expectations", {})
        if isinstance(expectations, dict):
            expectations[one.target] = one.relation
    return [f"{lost} relations of controls this catalogue does not hold"] if lost else []


def _known_tables(names: Sequence[str]) -> None:
    """Refuse a table nobody defined."""
    for name in names:
        if name not in TABLES:
            raise NotFoundError(f"no table {name!r}", hint=f"Tables: {', '.join(TABLES)}.")


def _read_json(path: Path) -> Json:
    """Return a JSON file as values."""
    size = path.stat().st_size
    if size > MAX_OSCAL_BYTES:
        hint = f"At most {MAX_OSCAL_BYTES:,} are read."
        raise LimitError(f"the file has {size:,} bytes", place=path.name, hint=hint)
    try:
        value = cast("Json", strict_json(path.read_bytes().decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        hint = "OSCAL in XML or YAML: convert it to JSON first."
        raise InvalidInputError(f"not readable as JSON: {error}", place=path.name, hint=hint) from error
    return value


def _json(document: object) -> bytes:
    """Return a document as indented JSON."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
