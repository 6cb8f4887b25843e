"""`medward mds2 fill`: the manufacturer disclosure statement in the workbook of its publisher."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, now, print_json, print_table
from medward.kernel.words import plural
from medward.workspace.device import open_device
from medward.workspace.disclosure import fill_statement, write_statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.workspace.disclosure import FilledStatement, Line

_FIRST = 12


@click.group()
def command() -> None:
    """Fill the manufacturer disclosure statement for medical device security (MDS2) from the records."""


@command.command()
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="Workbook to write.")
@click.option("--all", "show_all", is_flag=True, help="List every open question, not only the first.")
@json_option
@click.pass_obj
def fill(folder: Path, workbook: Path, out: Path, *, show_all: bool, as_json: bool) -> None:
    """Write the answers the records give into a copy of NEMA's WORKBOOK.

    Answers that stand there are kept. A label record with mds_question overrides what is computed. Questions
    nobody can answer from the records stay empty and are listed. Ends with 1 while there are any.
    """
    done = fill_statement(open_device(folder), workbook, now())
    write_statement(done, workbook, out)
    if as_json:
        print_json(_json(done, out))
    else:
        _say(done, out, show_all=show_all)
    if done.unanswered:
        click.get_current_context().exit(1)


def _say(done: FilledStatement, out: Path, *, show_all: bool) -> None:
    """Say what was filled and what is open."""
    lines, layout = done.lines, done.layout
    written = [one for one in lines if one.written]
    by_person = sum(one.answered.by_person for one in written)
    kept = sum(one.is_kept for one in lines)
    click.echo(f"{out}: {done.edition.title}, sheet {layout.sheet}, {plural(len(lines), 'question')}")
    click.echo(
        f"  {len(written)} answered ({by_person} by a person's record, {len(written) - by_person} computed), "
        f"{kept} kept as they were, {len(done.unanswered)} open"
    )
    click.echo(f"  answers in column {layout.answer_column}, {_notes(done)}")
    if any(one.answered.confidence == "K" for one in written):
        click.echo(
            "  Which record answers which question comes from our mapping: read each answer before you sign."
        )
    shown = done.unanswered if show_all else done.unanswered[:_FIRST]
    if shown:
        click.echo("")
        print_table(("open", "why"), [(one.question.id, one.why_open) for one in shown])
    if len(shown) < len(done.unanswered):
        click.echo(f"... {len(done.unanswered) - len(shown)} more; --all lists them.")


def _notes(done: FilledStatement) -> str:
    """Say where notes went."""
    layout = done.layout
    if not layout.note_column:
        return "no notes, since the sheet has no column for them; --json shows the sources"
    if layout.note_rows:
        return f"numbered notes in column {layout.note_column}, their text at the foot of the sheet"
    return f"notes with the source records in column {layout.note_column}"


def _json(done: FilledStatement, out: Path) -> dict[str, object]:
    """Return the shape of `--json`."""
    return {
        "workbook": str(out),
        "edition": done.edition.id,
        "sheet": done.layout.sheet,
        "columns": {
            "question_id": done.layout.id_column,
            "question": done.layout.question_column,
            "answer": done.layout.answer_column,
            "note": done.layout.note_column,
            "references": list(done.layout.reference_columns),
        },
        "answered": _rows([one for one in done.lines if one.written]),
        "kept": [one.question.id for one in done.lines if one.is_kept],
        "unanswered": [{"question": one.question.id, "reason": one.why_open} for one in done.unanswered],
    }


def _rows(lines: Sequence[Line]) -> list[dict[str, object]]:
    return [
        {
            "question": one.question.id,
            "answer": one.written,
            "note": one.note,
            "records": list(one.answered.records),
            "by": "person" if one.answered.by_person else "records",
            "confidence": one.answered.confidence,
        }
        for one in lines
    ]
