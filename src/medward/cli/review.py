"""`medward dossier review`: the deficiency letter on a built package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, now, print_json
from medward.cli.tables import plain
from medward.dossier.review.letter import NAMES
from medward.dossier.review.writing import opening, text
from medward.workspace.reviewing import review_package, write_letter

if TYPE_CHECKING:
    from datetime import datetime

    from medward.dossier.review.letter import Letter
    from medward.dossier.review.points import Point


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option(
    "--as", "reviewer", type=click.Choice(sorted(NAMES)), default="fda", show_default=True, help="Who reads."
)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the submission.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write .txt, .html, .docx or .pdf.",
)
@json_option
def command(
    paths: tuple[Path, ...], reviewer: str, day: datetime | None, output: Path | None, *, as_json: bool
) -> None:
    """Read a built package as a reviewer would and write the deficiency letter.

    PATHS are packages, folders or single documents in PDF, Word or HTML, by Medward or by others. The records are
    not read. The letter is a rehearsal; it is not written by an authority.
    """
    letter = review_package(paths, reviewer, today=now().date(), day=day.date() if day else None)
    if output:
        write_letter(letter, output, now())
    if as_json:
        print_json(_json(letter))
    elif output:
        click.echo(f"{output}: {opening(letter)}")
    else:
        for line in text(letter).splitlines():
            click.echo(plain(line))
    if len(letter):
        raise SystemExit(1)


def _json(letter: Letter) -> dict[str, object]:
    """Return the shape of `--json`."""
    return {
        "reviewer": letter.reviewer,
        "day": letter.day.isoformat(),
        "documents": letter.documents,
        "questions": letter.asked,
        "open": len(letter),
        "points": [_point(number, point) for number, point in enumerate(letter.points, 1)],
        "missing": [
            {
                "what": one.missing,
                "basis": one.basis,
                "questions": [question.id for question in one.questions],
            }
            for one in letter.unanswered
        ],
        "not_read": [{"file": name, "why": why} for name, why in letter.not_read],
    }


def _point(number: int, point: Point) -> dict[str, object]:
    question = point.question
    return {
        "number": number,
        "question": question.id,
        "title": question.title,
        "document": point.document,
        "cause": question.cause,
        "topic": question.topic,
        "basis": question.basis,
        "mark": question.mark,
        "answer": question.answer,
        "places": [{"document": one.document, "place": one.place, "what": one.what} for one in point.spots],
    }
