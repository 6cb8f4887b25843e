"""`medward dossier`: the browsable pages of the device file, and the documents of packages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import click

from medward.cli.common import as_of_option, json_option, now, print_json
from medward.cli.lazy import LazyCommands
from medward.workspace.building import build_dossier
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.cli.packages import Wanted
    from medward.dossier.counts import Counts
    from medward.workspace.building import BuiltDossier

FOLDER = "dossier"
LATER: Final = {
    **{name: f"medward.cli.packages:{name}" for name in ("gaps", "status", "compare")},
    "review": "medward.cli.review:command",
}


@click.group(commands=LazyCommands(LATER))
def command() -> None:
    """Build the browsable dossier and the documents of a package for one reader, and review what was built."""


@command.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Folder to write; default: dossier.",
)
@click.option(
    "--for", "package", default="", metavar="PACKAGE", help="Documents for one reader, e.g. us or eu-mdr."
)
@click.option("--forms", default="pdf,docx,html", show_default=True, help="Forms of the documents.")
@click.option(
    "--template",
    "templates",
    multiple=True,
    metavar="NAME|FILE",
    help="Version of the authority's template, e.g. 'eSTAR 7.1', or the company's Word template, a .docx or .dotx "
    "file; may be given once for each.",
)
@click.option("--exercise", is_flag=True, help="Mark every document as an exercise.")
@as_of_option
@json_option
@click.pass_obj
def build(folder: Path, **given: Unpack[Wanted]) -> None:
    """Write every page as HTML, every table as CSV, and a manifest with the SHA-256 of each file.

    The pages open from the folder; no server is needed. An earlier dossier in the folder is replaced. With --for the
    documents of one package are written instead, into packages/PACKAGE; the options below it speak of packages only.
    """
    if given["package"]:
        from medward.cli.packages import show_package  # noqa: PLC0415 - typesetting is loaded only here

        show_package(folder, given)
        return
    if given["templates"] or given["exercise"] or given["as_of"]:
        raise click.UsageError("--template, --exercise and --as-of go with --for PACKAGE")
    built = build_dossier(open_device(folder), given["out"] or folder / FOLDER, now=now())
    if given["as_json"]:
        print_json(_json(built))
        return
    click.echo(f"{built.folder / 'index.html'}: {len(built.documents):,} pages, {len(built.files):,} files")
    for line in summary(built.counts):
        click.echo(f"  {line}")
    click.echo(f"  open it in a browser, or run `medward serve {built.folder}`")


def summary(counts: Counts) -> list[str]:
    """Return the numbers a person wants first, in lines."""
    total = len(counts.components)
    return [
        f"{counts.elements} elements, {counts.interfaces} interfaces, {counts.crossings} boundary crossings",
        f"{counts.threats} threats; {counts.candidates} candidates, {counts.undecided_candidates} undecided",
        f"{counts.risks} risks: before controls {_letters(counts.initial)}; after {_letters(counts.residual)}",
        f"{counts.requirements_verified}/{counts.requirements} requirements verified",
        f"{total} components, level of support known for {counts.supported}/{total}",
        f"{len(counts.matches)} vulnerability matches, {counts.undecided_matches} not decided",
        f"{counts.blocking} blocking findings, {counts.warnings} warnings",
    ]


def _letters(counted: Mapping[str, int]) -> str:
    """Return `A 4, R 10, U 14`."""
    return (
        ", ".join(
            f"{letter} {counted[letter]}" for letter in ("A", "R", "U", "unknown") if counted.get(letter)
        )
        or "none"
    )


def _json(built: BuiltDossier) -> dict[str, object]:
    """Return the shape of `--json`: package, documents, gaps, manifest."""
    files = built.manifest["files"]
    digests = files if isinstance(files, dict) else {}
    return {
        "package": str(built.folder),
        "documents": [
            {
                "number": str(number),
                "title": document.title,
                "path": f"{document.slug}.html",
                "sha256": digests.get(f"{document.slug}.html", ""),
                "status": "current",
            }
            for number, document in enumerate(built.documents, 1)
        ],
        "gaps": [
            {
                "rule": finding.rule,
                "level": str(finding.level),
                "gate": finding.gate,
                "record": finding.record,
                "message": finding.message,
                "fix": finding.fix,
            }
            for finding in built.facts.findings
        ],
        "manifest": dict(built.manifest),
    }
