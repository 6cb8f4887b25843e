"""The catalogue as a person works with it: shipped files and the company's own, checked, compared, adopted."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medward.catalogue.catalogue import Catalogue, assemble, edition_named
from medward.catalogue.diff import Side
from medward.catalogue.pack import edition_of
from medward.catalogue.reading import read_pack, read_sheet
from medward.errors import LimitError
from medward.kernel.text import MAX_FILE_BYTES
from medward.workspace.catalogue_index import indexed_sheets
from medward.workspace.inputs import not_a_file

if TYPE_CHECKING:
    from medward.catalogue.reading import Sheet

PACKS: Final = "packs"
"""Folder of a device file with the company's own files of the catalogue."""
MAX_PACKS: Final = 2_000


def catalogue_of(folder: Path | None = None) -> Catalogue:
    """Return the shipped catalogue, with the company's own files where a device file has some.

    Raises:
        InvalidInputError: A file is wrong, or an id of the company's own is taken by a shipped row.
    """
    own = own_sheets(folder) if folder else []
    return assemble([*indexed_sheets(), *own]) if own else _shipped()


@cache
def _shipped() -> Catalogue:
    """Return the shipped catalogue, read once per process."""
    return assemble(indexed_sheets())


def own_sheets(folder: Path) -> list[Sheet]:
    """Return the files of the catalogue that a device file holds, in the order of their names.

    Raises:
        InvalidInputError: A file is too large, leaves the folder, or is not YAML as Medward accepts it.
    """
    root = (folder / PACKS).resolve()
    paths = sorted(path for path in (folder / PACKS).rglob("*") if path.suffix.lower() in {".yaml", ".yml"})
    if len(paths) > MAX_PACKS:
        raise LimitError(
            f"{len(paths):,} files; at most {MAX_PACKS:,} are read", place=PACKS, hint="Join some."
        )
    for path in paths:
        if not path.resolve().is_relative_to(root):
            name = path.relative_to(folder).as_posix()
            raise LimitError(
                "the file is a link that leaves the folder", place=name, hint="Put the file there."
            )
    return [sheet_of(path, path.relative_to(folder).as_posix()) for path in paths]


def side_of(catalogue: Catalogue, reference: str) -> Side:
    """Return what `FDA-PMG@2026-02-03`, `FDA-PMG` (its newest edition) or the name of a pack file stands for.

    Raises:
        NotFoundError: There is no such file, instrument or edition.
        InvalidInputError: The file is no pack.
    """
    path = Path(reference)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return Side(reference, read_pack(_bytes(path), str(path)))
    name, edition = edition_of(reference)
    pack = catalogue.pack(name)
    found = edition_named(pack, edition)
    return Side(f"{pack.code}@{found.id}", pack, found.id)


def sheet_of(path: Path, name: str) -> Sheet:
    """Return one file as text.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: It is too large, or not YAML as Medward accepts it.
    """
    return read_sheet(_bytes(path), name)


def _bytes(path: Path) -> bytes:
    """Read a file, refusing an oversized one before it is in memory."""
    if not path.is_file():
        raise not_a_file(path, "Give a pack file, or an edition as CODE@EDITION.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise LimitError(
            f"the file has {path.stat().st_size:,} bytes; at most {MAX_FILE_BYTES:,} are read",
            place=str(path),
            hint="Split it: one file holds one instrument.",
        )
    return path.read_bytes()
