"""`medward versions`: what the matcher thinks of two versions, and of a range."""

from __future__ import annotations

from pathlib import Path

import click

from medward.cli.common import print_json, print_table
from medward.errors import InvalidInputError
from medward.vulnerabilities.ecosystems import SCHEMES as ECOSYSTEM_SCHEMES
from medward.vulnerabilities.vers import holds, native_intervals, vers_intervals
from medward.vulnerabilities.versions import SCHEMES, compare, scheme_function
from medward.workspace.inputs import not_a_file

CANNOT_TELL = "cannot-tell"
_WORDS = {True: "in the range", False: "outside", None: CANNOT_TELL}


@click.group("versions")
def command() -> None:
    """Compare versions, and read ranges, by the rules of their ecosystem."""


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


@command.command("schemes")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def schemes_command(*, as_json: bool) -> None:
    """List the orders of versions Medward knows and the ecosystems that use them."""
    rows = [
        {"scheme": name, "ecosystems": [one for one, scheme in ECOSYSTEM_SCHEMES.items() if scheme == name]}
        for name in sorted(SCHEMES)
    ]
    if as_json:
        print_json(rows)
        return
    print_table(
        ["scheme", "ecosystems"], [(str(row["scheme"]), ", ".join(row["ecosystems"])) for row in rows]
    )
    click.echo(
        "\nVersions of any other ecosystem cannot be ordered: only a version an advisory lists decides."
    )


@command.command("range")
@click.argument("scheme")
@click.argument("text", metavar="RANGE")
@click.argument("versions", nargs=-1, metavar="[VERSION]...")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def range_command(scheme: str, text: str, versions: tuple[str, ...], *, as_json: bool) -> None:
    """Show what RANGE means and which VERSIONs it holds.

    RANGE is in the notation of SCHEME's ecosystem, or in VERS (then give `vers` as SCHEME).
    """
    named, intervals = vers_intervals(text) if scheme == "vers" else (scheme, native_intervals(scheme, text))
    answers = {one: _WORDS[holds(intervals, named, one)] for one in versions}
    if as_json:
        print_json({"scheme": named, "intervals": [one.text for one in intervals], "versions": answers})
        return
    click.echo("\n".join(one.text for one in intervals) or "no version")
    for one, answer in answers.items():
        click.echo(f"{one}: {answer}")


def _answers(file: Path) -> list[str]:
    """Return one answer per line of a file; empty lines are passed over."""
    if not file.is_file():
        raise not_a_file(file, "Give a file of scheme, a and b, separated by tabs.")
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
