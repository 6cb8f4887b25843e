"""`medward sbom fill`: what a fill file adds to an SBOM, and which fill file is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json
from medward.cli.sbom_words import announce, masters_option
from medward.cli.tables import table
from medward.components.profiles import PROFILES, profiles
from medward.kernel.words import plural
from medward.workspace.fill_template import template
from medward.workspace.sbom_quality import read_completed

if TYPE_CHECKING:
    from medward.components.profiles import ProfileResult
    from medward.workspace.sbom_quality import Completed

_COMPLETE = ("ntia", "cisa", "fda")


@click.command("fill")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--with", "fill_file", type=click.Path(path_type=Path), help="Fill file to apply (YAML).")
@masters_option
@click.option("--template", "as_template", is_flag=True, help="Print a fill file with what is still missing.")
@click.option(
    "--profile", "wanted", multiple=True, type=click.Choice(list(PROFILES)),
    help="With --template: lists to complete; NTIA, CISA 2026 and FDA unless you choose.",
)  # fmt: skip
@json_option
def fill(file: Path, fill_file: Path | None, masters: Path | None, *, as_json: bool, **asked: object) -> None:
    """Show what a fill file adds, or write one.

    FILE is - for standard input. The SBOM itself is never edited, and what it says is never replaced: a
    contradiction is listed.
    """
    announce(file)
    completed = read_completed(file, fill_file, masters)
    wanted = asked["wanted"]
    if asked["as_template"]:
        chosen = tuple(map(str, wanted)) if isinstance(wanted, tuple) and wanted else _COMPLETE
        click.echo(template(completed.sbom, completed.fills, chosen), nl=False)
    elif as_json:
        print_json(_document(completed))
    else:
        click.echo("\n".join(_lines(completed)))


def _document(completed: Completed) -> dict[str, object]:
    return {
        "additions": [one._asdict() for one in completed.additions],
        "contradictions": [one._asdict() for one in completed.contradictions],
        "unused_fills": sorted(completed.unused),
        "profiles": {
            name: {"before": before["complete"], "after": after["complete"], "total": after["total"]}
            for name, before, after in _progress(completed)
        },
    }


def _progress(completed: Completed) -> list[tuple[str, ProfileResult, ProfileResult]]:
    """Return each profile's answer without and with the fills."""
    before, after = profiles(completed.sbom), profiles(completed.sbom, completed.fills)
    return [(name, before[name], after[name]) for name in before]


def _lines(completed: Completed) -> list[str]:
    added, against = completed.additions, completed.contradictions
    filled = len({one.ref for one in added})
    lines = [f"{plural(len(added), 'field')} added to {plural(filled, 'component')}"]
    rows = [
        (
            PROFILES[name].title,
            f"{before['complete']}/{before['total']}",
            f"{after['complete']}/{after['total']}",
        )
        for name, before, after in _progress(completed)
    ]
    lines += ["", *table(("profile", "without", "with"), rows)]
    if added:
        found = [(one.ref, one.field, one.by or "not said", one.value) for one in added]
        lines += ["", "Added", *table(("component", "field", "by", "value"), found)]
    if against:
        found = [(one.ref, one.field, one.stated, one.filled) for one in against]
        head = ("component", "field", "the SBOM says", "the fill says")
        lines += ["", "Contradictions; the SBOM's word stands", *table(head, found)]
    unnamed = {one.ref for one in added if not one.by}
    if unnamed:
        lines += [
            "",
            f"{plural(len(unnamed), 'component')} filled by nobody in particular: add `by` and `why`",
        ]
    if completed.unused:
        lines += ["", "Not in this SBOM", *(f"  {purl}" for purl in sorted(completed.unused))]
    return lines
