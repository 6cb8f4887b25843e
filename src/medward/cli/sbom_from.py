"""`medward sbom from`: an SBOM out of a lock file, a build manifest or what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import clock, json_option, print_json
from medward.cli.tables import plain
from medward.components.manifests import INSTALLED, READERS
from medward.kernel.words import plural
from medward.workspace.sbom_source import RPM_DATABASE, YOCTO_SPDX, sbom_from
from medward.workspace.sbom_writing import FORMATS, USUAL, sbom_bytes, write_sbom_file

if TYPE_CHECKING:
    from medward.workspace.sbom_source import Made

_KINDS = [*READERS, *INSTALLED, YOCTO_SPDX, RPM_DATABASE]


@click.command("from")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the product; what the file says itself unless given.")
@click.option("--version", default="", help="Version of the product.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(_KINDS),
    metavar="KIND",
    help=f"Kind of file; found out unless given. One of {', '.join(_KINDS)}.",
)
@click.option(
    "--distro", default="", metavar="NAME-RELEASE", help="Distribution of installed packages, e.g. debian-12."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; else standard output.")
@click.option("--to", "target", type=click.Choice(FORMATS), default=USUAL, show_default=True, help="Format.")
@json_option
def from_command(file: Path, kind: str | None, output: Path | None, *, as_json: bool, **asked: str) -> None:
    """Make an SBOM out of a lock file or build manifest.

    FILE may also list what is installed in an image, or be the folder build/spdx that Zephyr writes.
    Nothing is guessed: a version the file does not fix is `unknown`, and what the file cannot say is listed.
    """
    made = sbom_from(file, (asked["name"], asked["version"]), clock(), kind or "", asked["distro"])
    if output is not None:
        write_sbom_file(made.sbom, output, asked["target"])
    if as_json:
        print_json(_document(made))
        return
    if output is None:
        click.echo(sbom_bytes(made.sbom, asked["target"]), nl=False)
    click.echo("\n".join(_lines(made, output)), err=output is None)


def _document(made: Made) -> dict[str, object]:
    return {
        "kind": made.kind,
        "generation": list(made.sbom.lifecycles),
        "distribution": made.distribution._asdict(),
        "components": len(made.sbom.components),
        "cannot_say": list(made.missing),
        "notes": list(made.sbom.notes),
        "sha256": made.sbom.sha256,
    }


def _lines(made: Made, output: Path | None) -> list[str]:
    root = made.sbom.root
    of = plain(f"{root.name} {root.version}".strip()) if root else ""
    phase = ", ".join(made.sbom.lifecycles)
    excluded = sum(one.scope == "excluded" for one in made.sbom.components)
    lines = [f"{made.kind}: {plural(len(made.sbom.components), 'component')} of {of} ({phase})"]
    if excluded:
        lines.append(f"  {excluded} of them do not ship: used to build or test only")
    lines += [f"note: {plain(note)}" for note in made.sbom.notes]
    if made.missing:
        lines += ["Not told by this file", *(f"  {plain(text)}" for text in made.missing)]
    return [*lines, f"written to {output}"] if output else lines
