"""`medward sbom import` and `sbom validate`: a file into the device file, or only held against its schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import instant, json_option, print_json
from medward.cli.sbom_words import accept_invalid_option, accepted_words, problem_lines
from medward.cli.tables import plain
from medward.components.records import Generation
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.sbom_import import (
    RECORDS_FILE,
    Draft,
    Given,
    SbomFile,
    draft_sbom,
    read_validated,
    write_sbom,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.components.sbom import Problem


def _given_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say what the file leaves out."""
    for option in (
        click.option("--completeness", default="", help="How you know that nothing is missing."),
        click.option("--owner", default="", metavar="ID", help="Person who answers for it."),
        click.option(
            "--generation",
            type=click.Choice([one.value for one in Generation]),
            help="Where in the build it was made, where the file does not say it.",
        ),
        click.option(
            "--generated-at",
            default="",
            metavar="TIME",
            help="When it was made, where the file does not say.",
        ),
        click.option(
            "--tool", default="", help="Tool and version that wrote it, where the file does not say it."
        ),
        click.option("--author", default="", help="Who made it, where the file does not say it."),
        click.option("--build", default="", help="Build it belongs to; default: the build of the release."),
        click.option(
            "--deployable", required=True, metavar="NAME", help="Deployable of the release it describes."
        ),
        click.option(
            "--release", required=True, metavar="ID", help="Release it belongs to, by id or version."
        ),
    ):
        function = option(function)
    return function


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_given_options
@accept_invalid_option
@click.option("--into", default=RECORDS_FILE, show_default=True, help="File of the device file to append to.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@json_option
@click.pass_obj
def import_(folder: Path, /, file: Path, into: str, *, yes: bool, as_json: bool, **options: object) -> None:
    """Copy an SBOM FILE of any format into the device file and record it.

    It is read strictly and held against the official schema. Nothing is written when anything is wrong.
    """
    device = open_device(folder)
    draft = draft_sbom(device, file, _given(options), _say)
    if not as_json:
        _print(draft)
    if not yes:
        click.confirm("Import it?", abort=True, err=as_json)
    written = write_sbom(device, draft, into).relative_to(folder).as_posix()
    if as_json:
        print_json({**_json(draft), "written": written})
    else:
        click.echo(f"{draft.record.id} written to {written}; `medward apply` puts it into the ledger.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@json_option
def validate(file: Path, *, as_json: bool) -> None:
    """Hold an SBOM FILE of any format against its official schema.

    FILE is - for standard input. Exit code 1 when something is said against it, 2 when it cannot be read.
    """
    read = read_validated(file, strict=False, said=_say)
    problems = (*read.sbom.problems, *read.problems)
    if as_json:
        print_json(
            {
                "format": read.sbom.format,
                "spec_version": read.sbom.spec_version,
                "encoding": read.sbom.encoding,
                "components": len(read.sbom.components),
                "problems": [
                    {"place": one.pointer, "message": one.message, "hint": one.hint} for one in problems
                ],
                "notes": list(read.sbom.notes),
            }
        )
    else:
        _print_validation(read, problems)
    if problems:
        raise click.exceptions.Exit(1)


def _say(line: str) -> None:
    """Show what takes a moment, apart from the output."""
    click.echo(line, err=True)


def _given(options: dict[str, object]) -> Given:
    """Return the options as what the person says."""
    at, accept = str(options.pop("generated_at")), bool(options.pop("accept_invalid"))
    texts = {name: str(value or "") for name, value in options.items()}
    return Given(**texts, generated_at=instant(at) if at else None, accept_invalid=accept)


def _print(draft: Draft) -> None:
    """Print what was understood and what to look at."""
    record, sbom = draft.record, draft.sbom
    click.echo(f"{record.id}  {plain(record.title)}")
    rows = [
        (
            "format",
            f"{sbom.format} {sbom.spec_version} {sbom.encoding}, {plural(len(sbom.components), 'component')}",
        ),
        ("file", f"{record.file}, sha256 {record.sha256}"),
        (
            "made",
            f"{record.generated_at.isoformat()}, {record.generation} of {record.build}, by {record.author}",
        ),
        ("tool", record.tool),
        *(("look at", warning) for warning in draft.warnings),
        *(("accepted", words) for words in accepted_words(draft.problems)),
    ]
    for name, text in rows:
        click.echo(f"  {name:9}{plain(text)}")


def _json(draft: Draft) -> dict[str, object]:
    record = draft.record
    return {
        "id": record.id,
        "release": record.release,
        "deployable": record.deployable,
        "file": record.file,
        "sha256": record.sha256,
        "format": record.format,
        "spec_version": record.spec_version,
        "components": len(draft.sbom.components),
        "warnings": list(draft.warnings),
        "accepted_problems": [one.message for one in draft.problems],
    }


def _print_validation(read: SbomFile, problems: tuple[Problem, ...]) -> None:
    sbom = read.sbom
    verdict = plural(len(problems), "problem") if problems else "valid"
    click.echo(
        f"{sbom.format} {sbom.spec_version} {sbom.encoding}, {plural(len(sbom.components), 'component')}: {verdict}"
    )
    for note in sbom.notes:
        click.echo(f"note: {plain(note)}")
    for line in problem_lines(problems):
        click.echo(line)
