"""Architecture views as files: every sheet of a view or use case as an SVG of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.checks.view_fields import live
from medward.devices.records import View, ViewKind
from medward.devices.use_cases import UseCase
from medward.dossier.pages.views import use_case_figure, view_figures, whole_system
from medward.errors import InvalidInputError, NotFoundError
from medward.render.cells import Where
from medward.render.figures import drawn, standalone
from medward.threats.stride import crossings

if TYPE_CHECKING:
    from pathlib import Path

    from medward.dossier.blocks import Figure
    from medward.kernel.recordset import RecordSet

VIEWS: Final = (ViewKind.GLOBAL, ViewKind.MULTI_PATIENT, ViewKind.UPDATE)
"""Views that `--view` takes by name; a use case is asked for by its id."""
_NO_LINKS: Final = Where("", frozenset())


class DrawnSheet(NamedTuple):
    """One sheet as a file."""

    path: Path
    title: str
    data: bytes


def draw(records: RecordSet, wanted: str, out: Path) -> list[DrawnSheet]:
    """Return every sheet of a view as a file; the first is `out`, the others carry their number.

    Args:
        records: Records of the device file.
        wanted: `global`, `multi-patient`, `update`, or the id of a view or use case.
        out: Name of the first file, ending in `.svg`.

    Raises:
        InvalidInputError: `out` is no SVG file.
        NotFoundError: There is nothing of that name, or no program to lay out diagrams.
    """
    if out.suffix.lower() != ".svg":
        raise InvalidInputError(
            f"{out.name}: drawings are written as SVG only",
            hint="Name a file that ends in .svg; a browser or drawing program turns it into PNG.",
        )
    sheets = [
        (figure.caption + (f": {sheet.title}" if sheet.title else ""), sheet.svg)
        for figure in _figures(records, wanted)
        for sheet in drawn(figure, _NO_LINKS)[0]
    ]
    return [
        DrawnSheet(
            out if number == 1 else out.with_name(f"{out.stem}-{number}{out.suffix}"), title, standalone(svg)
        )
        for number, (title, svg) in enumerate(sheets, 1)
    ]


def _figures(records: RecordSet, wanted: str) -> list[Figure]:
    """Return the figures of what is asked for; without a global view the whole system stands in its place."""
    crossing = crossings(records)
    use_case = records.find(wanted, UseCase)
    if use_case is not None:
        return [use_case_figure(records, use_case)]
    views = [item for item in live(records, View) if wanted in {item.id, item.view_kind}]
    if not views and wanted == ViewKind.GLOBAL:
        return [whole_system(records, crossing)]
    if not views:
        recorded = (name for item in live(records, View) for name in (item.view_kind, item.id))
        cases = (item.id for item in live(records, UseCase))
        known = ", ".join(dict.fromkeys([ViewKind.GLOBAL, *recorded, *cases]))
        raise NotFoundError(f"there is no view or use case {wanted}", hint=f"There are: {known}.")
    return [figure for view in views for figure in view_figures(records, crossing, view)]
