"""`medward dossier build --for`: the documents of one package."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from medward.cli.common import listed, now, print_json
from medward.kernel.words import plural
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.workspace.packaging import BuiltPackage, Form

FOLDER = "packages"


def show_package(folder: Path, out: Path | None, package: str, forms: str, *, as_json: bool) -> None:
    """Build a package and say what was written."""
    from medward.workspace.packaging import FORMS, build_package  # noqa: PLC0415 - typesetting is loaded only here

    wanted = listed(forms)
    wrong = [one for one in wanted if one not in FORMS]
    if wrong or not wanted:
        raise click.UsageError(f"--forms takes {', '.join(FORMS)}, not {', '.join(wrong) or 'nothing'}")
    target = out or folder / FOLDER / package
    built = build_package(
        open_device(folder), package, target, now=now(), forms=cast("tuple[Form, ...]", wanted)
    )
    if as_json:
        print_json(_json(built))
        return
    outline = built.outline
    named = f"{outline.title}{f', {outline.template}' if outline.template else ''}"
    click.echo(
        f"{built.folder}: {named}: {plural(len(built.documents), 'document')}, {plural(len(built.files), 'file')}"
    )
    for one in built.documents:
        cover = one.assembled.manuscript.cover
        mark = f"  {cover.watermark}" if cover.watermark else ""
        click.echo(f"  {cover.number} rev {cover.revision}  {cover.title}  ({cover.status}){mark}")
        for slot in one.assembled.open_slots:
            click.echo(f"    text still to be written: {slot}")


def _json(built: BuiltPackage) -> dict[str, object]:
    """Return the shape of `--json`."""
    return {
        "package": str(built.folder),
        "documents": [
            {
                "number": one.assembled.manuscript.cover.number,
                "title": one.assembled.manuscript.cover.title,
                "path": name,
                "sha256": built.files[name],
                "status": one.assembled.manuscript.cover.status,
            }
            for one in built.documents
            for name in one.files
        ],
        "gaps": [],
        "manifest": dict(built.manifest),
    }
