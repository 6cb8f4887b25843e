"""The catalogue as a person works with it: shipped files and the company's own, checked, compared, adopted."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from medward.catalogue.catalogue import Catalogue, assemble, edition_named, find_problems
from medward.catalogue.diff import Side
from medward.catalogue.pack import edition_of
from medward.catalogue.reading import read_pack, read_sheet
from medward.errors import InvalidInputError, LimitError, MedwardError, NotFoundError
from medward.kernel.text import MAX_FILE_BYTES
from medward.workspace.catalogue_index import indexed_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    return [_sheet(path, path.relative_to(folder).as_posix()) for path in paths]


def check_files(paths: Sequence[Path], folder: Path | None = None) -> list[MedwardError]:
    """Return everything that is wrong with some files read beside the shipped ones; without any, with them all.

    A device file's own files are read as well, unless they are those to check. Problems that lie in the
    other files are left out.

    Raises:
        NotFoundError: One of the files does not exist.
    """
    problems: list[MedwardError] = []
    sheets: list[Sheet] = []
    given = {path.resolve() for path in paths}
    for path in paths:
        try:
            sheets.append(_sheet(path, str(path)))
        except InvalidInputError as error:
            problems.append(error)
    others = [*indexed_sheets(), *_others(folder, given)]
    names = {sheet.file for sheet in (sheets if paths else others)}
    found = find_problems([*others, *sheets])
    return [*problems, *(one for one in found if one.place.rsplit(":", 1)[0] in names)]


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


def _others(folder: Path | None, given: set[Path]) -> list[Sheet]:
    """Return the device file's own files that are not among those to check; one that is no YAML is left out."""
    if folder is None or not (folder / PACKS).is_dir():
        return []
    return [sheet for sheet in own_sheets(folder) if (folder / sheet.file).resolve() not in given]


def _sheet(path: Path, name: str) -> Sheet:
    """Read one file."""
    return read_sheet(_bytes(path), name)


def _bytes(path: Path) -> bytes:
    """Read a file, refusing an oversized one before it is in memory."""
    if not path.is_file():
        raise NotFoundError(
            f"there is no file {path}", hint="Give a pack file, or an edition as CODE@EDITION."
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise LimitError(
            f"the file has {path.stat().st_size:,} bytes; at most {MAX_FILE_BYTES:,} are read",
            place=str(path),
            hint="Split it: one file holds one instrument.",
        )
    return path.read_bytes()
