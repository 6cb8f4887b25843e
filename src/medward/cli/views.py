"""`model draw` and `model check-views`: architecture views as drawings, and what they lack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.checks.views import check_views
from medward.cli.common import json_option, print_json, print_table
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.files import write_atomically
from medward.workspace.views import VIEWS
from medward.workspace.views import draw as draw_sheets

if TYPE_CHECKING:
    from medward.checks.views import ViewCheck, ViewField


@click.command()
@click.option("--view", "wanted", default="global", metavar="NAME", help=f"{', '.join(VIEWS)}, or an id.")
@click.option("-o", "out", type=click.Path(path_type=Path), default=None, help="SVG file; default: NAME.svg.")
@click.pass_obj
def draw(folder: Path, wanted: str, out: Path | None) -> None:
    """Draw an architecture view or a security use case from the records, as SVG.

    NAME is global, multi-patient or update, or the id of a view or use case. Further sheets are written beside the
    first, numbered. Every sheet is legible on A4.
    """
    for sheet in draw_sheets(open_device(folder).records, wanted, out or Path(f"{wanted}.svg")):
        write_atomically(sheet.path, sheet.data)
        click.echo(f"{sheet.path}: {sheet.title}")


@click.command("check-views")
@json_option
@click.pass_obj
def check(folder: Path, *, as_json: bool) -> None:
    """Compare the architecture views with what FDA lists for them; ends with 1 when something is missing."""
    checks = check_views(open_device(folder).records)
    if as_json:
        print_json([_json(item) for item in checks])
    else:
        _print(checks)
    if not all(item.is_complete for item in checks):
        click.get_current_context().exit(1)


def _print(checks: tuple[ViewCheck, ...]) -> None:
    """Print a line per view, then what is missing."""
    rows = [
        (
            item.kind,
            item.view or "missing",
            f"{sum(field.is_met for field in item.fields)}/{len(item.fields)}",
        )
        for item in checks
    ]
    print_table(("View", "Record", "Groups met"), rows)
    lacks = [
        (item.kind, field.code, field.title, lack.record or "-", lack.message)
        for item in checks
        for field in item.fields
        for lack in field.lacks
    ]
    if lacks:
        click.echo(f"\n{plural(len(lacks), 'open point')}:")
        print_table(("View", "Code", "Group", "Record", "Missing"), lacks)


def _json(item: ViewCheck) -> dict[str, object]:
    """Return one view with its fields."""
    return {
        "kind": item.kind,
        "view": item.view,
        "title": item.title,
        "complete": item.is_complete,
        "fields": [_field(field) for field in item.fields],
    }


def _field(field: ViewField) -> dict[str, object]:
    """Return one group of fields."""
    return {
        "code": field.code,
        "title": field.title,
        "met": field.is_met,
        "shown": list(field.shown),
        "missing": [{"record": lack.record, "message": lack.message} for lack in field.lacks],
    }
