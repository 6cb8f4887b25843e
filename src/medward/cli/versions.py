"""`medward versions`: what the matcher thinks of two versions."""

from __future__ import annotations

from pathlib import Path

import click

from medward.errors import InvalidInputError, NotFoundError
from medward.vulnerabilities.versions import SCHEMES, compare, scheme_function

CANNOT_TELL = "cannot-tell"


@click.group("versions")
def command() -> None:
    """Compare versions by the rules of their ecosystem."""


@command.command("compare")
@click.argument("scheme", required=False)
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option(
    "--file", "file", type=click.Path(path_type=Path), help="Lines of scheme, a and b, separated by tabs."
)
def compare_command(scheme: str | None, a: str | None, b: str | None, file: Path | None) -> None:
    """Print -1, 0 or 1 for A below, equal to or above B in SCHEME, else cannot-tell.

    With --file one answer is printed per line.
    """
    if file is not None:
        if scheme is not None:
            raise click.UsageError("give either --file or SCHEME A B")
        click.echo("\n".join(_answers(file)))
        return
    if scheme is None or a is None or b is None:
        raise click.UsageError("give SCHEME A B, or --file")
    if scheme_function(scheme) is None:
        click.echo(f"no version order named {scheme!r} here; known: {', '.join(sorted(SCHEMES))}", err=True)
    click.echo(_answer(scheme, a, b))


def _answers(file: Path) -> list[str]:
    """Return one answer per line of a file; empty lines are passed over."""
    if not file.is_file():
        raise NotFoundError(
            f"there is no file {file}", hint="Give a file of scheme, a and b, separated by tabs."
        )
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"not UTF-8 text: byte {error.start} is wrong", place=str(file), hint="Save it as UTF-8."
        ) from None
    answers = []
    for number, line in enumerate(lines, start=1):
        parts = line.rstrip("\r").split("\t")
        if parts == [""]:
            continue
        if len(parts) != 3:  # noqa: PLR2004 - scheme, a, b
            raise InvalidInputError(
                f"{len(parts)} columns; a line is scheme, a and b, separated by tabs",
                place=f"{file}:{number}",
                hint="Separate the three with one tab each.",
            )
        answers.append(_answer(*parts))
    return answers


def _answer(scheme: str, a: str, b: str) -> str:
    order = compare(scheme, a, b)
    return CANNOT_TELL if order is None else str(order)
