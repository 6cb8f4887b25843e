"""Everything that is wrong with files of the catalogue, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.catalogue.catalogue import find_problems
from medward.catalogue.reading import read_shelf
from medward.errors import InvalidInputError, InvalidRecordError
from medward.gaps.queries import problem_of
from medward.workspace.catalogue import PACKS, own_sheets, sheet_of
from medward.workspace.catalogue_index import indexed_sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from medward.catalogue.reading import Sheet
    from medward.errors import MedwardError


def check_files(paths: Sequence[Path], folder: Path | None = None) -> list[MedwardError]:
    """Return everything that is wrong with some files read beside the shipped ones; without any, with them all.

    A device file's own files are read as well, unless they are those to check. Problems that lie in the
    other files are left out.

    Raises:
        NotFoundError: One of the files does not exist.
    """
    problems: list[MedwardError] = []
    sheets: list[Sheet] = []
    for path in paths:
        try:
            sheets.append(sheet_of(path, str(path)))
        except InvalidInputError as error:
            problems.append(error)
    others = [*indexed_sheets(), *_others(folder, {path.resolve() for path in paths})]
    checked = sheets if paths else others
    names = {sheet.file for sheet in checked}
    found = (one for one in find_problems([*others, *sheets]) if one.place.rsplit(":", 1)[0] in names)
    return [*problems, *found, *_unanswerable(checked)]


def _others(folder: Path | None, given: set[Path]) -> list[Sheet]:
    """Return the device file's own files that are not among those to check."""
    if folder is None or not (folder / PACKS).is_dir():
        return []
    return [sheet for sheet in own_sheets(folder) if (folder / sheet.file).resolve() not in given]


def _unanswerable(sheets: Sequence[Sheet]) -> Iterator[InvalidRecordError]:
    """Yield every evidence query that nobody can answer."""
    shelf = read_shelf(sheets)
    asked = [
        (query, spot, ("clauses", number, "shown_by"))
        for pack, spot in shelf.packs
        for number, clause in enumerate(pack.clauses)
        for query in clause.shown_by
    ]
    rows = [(query, spot, ("shown_by",)) for row, spot in shelf.expectations for query in row.shown_by]
    for query, spot, path in (*asked, *rows):
        problem = problem_of(query)
        if problem:
            hint = "`medward gaps --queries` lists the queries."
            yield InvalidRecordError(problem, place=spot.at(*path), hint=hint)
