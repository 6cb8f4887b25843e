"""`explain` and `schema`: what the kinds mean, for people and for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from medward.cli.common import print_table
from medward.kernel.records import Record
from medward.kernel.reference import field_rows, parts_of
from medward.kernel.schema import device_file_schema
from medward.kinds import KINDS, record_class

_HEADER: Final = tuple(name for name, info in Record.model_fields.items() if not info.is_required())
"""Fields of every kind that may be left out; listed in one line, so that a kind's own fields stand first."""

_HEADS: Final = ("field", "takes", "needed", "meaning")


@click.command()
@click.argument("what", default="")
def explain(what: str) -> None:
    """Explain a kind (`threat`) or one of its fields (`threat.disposition`); without an argument, list the kinds."""
    if not what:
        print_table(["kind", "ids", "what it is"], [[k.name, k.prefix, k.help] for k in KINDS])
        return
    kind, _, field = what.partition(".")
    model = record_class(kind)
    if not field:
        click.echo(f"{kind}/{model.schema_version}: {(model.__doc__ or '').strip()}")
        click.echo(f"states: {' '.join(model.lifecycle.states)}\n")
    rows = [row for row in field_rows(model) if field == row.name or (not field and row.name not in _HEADER)]
    if not rows:
        raise click.UsageError(f"{kind} has no field {field!r}; it has {', '.join(model.model_fields)}")
    print_table(_HEADS, rows)
    for part in parts_of(model, [row.name for row in rows]):
        click.echo(f"\n{part.__name__}: {(part.__doc__ or '').strip()}\n")
        print_table(_HEADS, field_rows(part))
    if not field:
        click.echo(
            f"\nEvery record may also have: {', '.join(_HEADER)}. Ask for one: medward explain {kind}.owner"
        )


@click.command()
@click.argument("kind", default="")
@click.option("--out", type=click.Path(path_type=Path), help="Write to a file instead of the screen.")
def schema(kind: str, out: Path | None) -> None:
    """Print the JSON Schema (2020-12) of one KIND, or of any record document."""
    classes = [record_class(kind)] if kind else [record_class(item.name) for item in KINDS]
    text = json.dumps(device_file_schema(classes), indent=2, ensure_ascii=False)
    if out:
        out.write_text(f"{text}\n", encoding="utf-8")
        click.echo(f"wrote {out}; point your editor's YAML schema setting at it")
        return
    click.echo(text)
