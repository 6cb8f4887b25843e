"""`medward sbom merge`: SBOMs of device, subsystems and images as one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import clock, json_option, print_json
from medward.cli.tables import plain, table
from medward.kernel.words import plural
from medward.workspace.sbom_merge import merge_files
from medward.workspace.sbom_writing import FORMATS, USUAL, sbom_bytes, write_sbom_file

if TYPE_CHECKING:
    from medward.components.merging import Merged


@click.command("merge")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the whole, where no file is about it.")
@click.option("--version", default="", help="Version of the whole.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; else standard output.")
@click.option("--to", "target", type=click.Choice(FORMATS), default=USUAL, show_default=True, help="Format.")
@json_option
def merge(files: tuple[Path, ...], output: Path | None, *, as_json: bool, **asked: str) -> None:
    """Merge SBOM FILES, such as device and images.

    The result keeps where each component came from.
    A file whose product another file lists as a component hangs below that component. Conflicts are listed,
    none is hidden; with --json a report is printed and, without -o, no SBOM.
    """
    if not files[1:]:
        raise click.UsageError("give two files or more")
    merged = merge_files(files, (asked["name"], asked["version"]), clock())
    if output is not None:
        write_sbom_file(merged.sbom, output, asked["target"])
    if as_json:
        print_json(_document(merged))
        return
    if output is None:
        click.echo(sbom_bytes(merged.sbom, asked["target"]), nl=False)
    click.echo("\n".join(_lines(merged, output)), err=output is None)


def _document(merged: Merged) -> dict[str, object]:
    return {
        "root": merged.sbom.root.ref if merged.sbom.root else "",
        "components": [
            {
                "ref": one.ref,
                "name": one.full_name,
                "version": one.version,
                "origins": [origin._asdict() for origin in one.origins],
            }
            for one in merged.sbom.components
        ],
        "files": {file: one._asdict() for file, one in sorted(merged.roots.items())},
        "conflicts": [
            {**one._asdict(), "values": [{"value": value, "files": files} for value, files in one.values]}
            for one in merged.conflicts
        ],
        "notes": list(merged.sbom.notes),
    }


def _lines(merged: Merged, output: Path | None) -> list[str]:
    shared = sum(len({origin.file for origin in one.origins}) > 1 for one in merged.sbom.components)
    root = merged.sbom.root
    lines = [
        (
            f"{plural(len(merged.roots), 'file')} merged: {plural(len(merged.sbom.components), 'component')}, "
            f"{shared} of them in several files"
        ),
        f"about {plain(root.versioned_name) if root else 'nothing'}",
    ]
    lines += [f"note: {plain(note)}" for note in merged.sbom.notes]
    if merged.conflicts:
        rows = [
            (one.ref, one.field, ", ".join(files), "yes" if value == one.kept else "", value)
            for one in merged.conflicts
            for value, files in one.values
        ]
        lines += ["", "Conflicts", *table(("component", "field", "said by", "kept", "value"), rows)]
    return [*lines, f"written to {output}"] if output else lines
