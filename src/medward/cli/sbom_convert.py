"""`medward sbom convert`: the same SBOM in another format, with everything that was lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from medward.cli.common import clock, json_option, print_json
from medward.cli.sbom_words import accept_invalid_option, accepted_words
from medward.cli.tables import plain, table
from medward.components.conversion import TARGETS
from medward.kernel.words import plural
from medward.workspace.sbom_convert import Converted, convert_file, write_converted

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Said(TypedDict):
    """What may be said beside file, format and target."""

    timestamp: str
    accept_invalid: bool
    as_json: bool


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--to", "target", required=True, type=click.Choice(list(TARGETS)), help="Format and version to write."
)
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="File to write.")
@click.option(
    "--timestamp", default="", metavar="TIME", help="Instant the new file carries; default: that of FILE."
)
@accept_invalid_option
@json_option
def convert(file: Path, target: str, out: Path, **said: Unpack[_Said]) -> None:
    """Write the SBOM FILE in another format and list, field by field, what was lost.

    FILE is - for standard input. "Nothing was lost" is said only when the new file, read again, holds all the
    old one said.
    """
    accept = said["accept_invalid"]
    converted = convert_file(file, target, said["timestamp"], clock(), accept_invalid=accept)
    write_converted(converted, out)
    if said["as_json"]:
        print_json(_document(converted, target, out))
    else:
        click.echo("\n".join(_lines(converted, target, out)))


def _document(converted: Converted, target: str, out: Path) -> dict[str, object]:
    result = converted.result
    return {
        "to": target,
        "out": str(out),
        "components": len(result.sbom.components),
        "nothing_lost": not result.lost,
        "lost": [
            {"field": one.field, "count": one.count, "examples": list(one.examples)} for one in result.lost
        ],
        "kept_as_pairs": dict(result.kept_as_pairs),
        "renamed_references": result.renamed,
        "accepted_problems": [one.message for one in converted.problems],
    }


def _lines(converted: Converted, target: str, out: Path) -> Iterator[str]:
    """Yield the report for people."""
    source, result = converted.source, converted.result
    yield plain(
        f"{out}: {target}, {plural(len(result.sbom.components), 'component')}, "
        f"from {source.format} {source.spec_version} {source.encoding}"
    )
    yield from (plain(f"accepted: {words}") for words in accepted_words(converted.problems))
    if result.renamed:
        yield f"{plural(result.renamed, 'reference')} had to be spelled otherwise."
    if result.kept_as_pairs:
        rows = [(name, str(count)) for name, count in result.kept_as_pairs.items()]
        yield from ("", "Kept as name=value pairs, which other programs show as comments")
        yield from table(("pair", "count"), rows)
    if result.lost:
        yield from ("", "Lost")
        lost = [(one.field, str(one.count), "; ".join(one.examples)) for one in result.lost]
        yield from table(("field", "count", "for example"), lost)
    else:
        yield "Nothing was lost: the new file was read again and holds all the old one said."
