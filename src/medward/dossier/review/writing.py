"""The letter in plain text and as a manuscript, so that it can be printed like any other document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Column, Notice, Paragraph, Row, Section, Strong, Table
from medward.dossier.manuscript import Cover, Manuscript
from medward.dossier.review.letter import NAMES
from medward.kernel.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.letter import Letter
    from medward.dossier.review.points import Point, Unanswered

SHOWN: Final = 12
"""Places shown of one point; the number of all is told."""
_DISCLAIMER: Final = (
    "Written by a program from the files alone, as a rehearsal. It is not a letter of an authority, and an empty "
    "letter does not mean that an authority will have no questions."
)


def opening(letter: Letter) -> str:
    """Return the first sentence: what was read, what was not, and how much is open."""
    name = NAMES[letter.reviewer]
    left = f" {plural(len(letter.not_read), 'file')} not read and not judged." if letter.not_read else ""
    if not len(letter):
        read = plural(letter.documents, "document")
        return f"{read} read as {name} would: no deficiency found in {letter.asked} questions.{left}"
    missing = f", {plural(len(letter.unanswered), 'part')} missing" if letter.unanswered else ""
    return (
        f"{plural(letter.documents, 'document')} read as {name} would: "
        f"{plural(len(grouped(letter)), 'deficiency', 'deficiencies')}{missing}; "
        f"{len(letter)} of {letter.asked + len(letter.unanswered)} questions stay without an answer.{left}"
    )


def text(letter: Letter) -> str:
    """Return the letter in plain text."""
    lines = [f"Deficiency letter, {letter.day}", opening(letter), ""]
    number = 0
    for one in letter.unanswered:
        number += 1
        lines += [f"{number}. Missing: {one.missing}", *(f"   {line}" for line in _about_missing(one)), ""]
    for points in grouped(letter):
        number += 1
        lines += [f"{number}. {heading(points)}", *(f"   - {line}" for line in places(points))]
        lines += [f"   Rests on: {basis(points[0])}", f"   Would answer it: {points[0].question.answer}", ""]
    if letter.not_read:
        rest = len(letter.not_read) - SHOWN
        lines += ["Not read", *(f"   - {name}: {why}" for name, why in letter.not_read[:SHOWN])]
        lines += [*([f"   - and {rest} more"] if rest > 0 else []), ""]
    return "\n".join((*lines, _DISCLAIMER)) + "\n"


def grouped(letter: Letter) -> list[tuple[Point, ...]]:
    """Return the points as they are numbered: what is wrong in several documents in the same way is one point."""
    found = groupby(letter.points, key=lambda point: point.question.id)
    return [tuple(points) for _, points in found]


def heading(points: tuple[Point, ...]) -> str:
    """Return what is wrong in one line."""
    title = points[0].question.title
    if points[0].question.role not in ("", "*"):
        return f"{points[0].document}: {title}"
    among = f", in {plural(len(points), 'document')}" if points[0].question.role else ""
    return title[0].upper() + title[1:] + among


def places(points: tuple[Point, ...]) -> Iterator[str]:
    """Yield where something is missing, and at the end how many more there are."""
    every = [(point, one) for point in points for one in point.spots]
    for point, one in every[:SHOWN]:
        named = one.document if point.question.role in ("", "*") else ""
        where = ", ".join(filter(None, (named, one.place)))
        yield f"{where}: {one.what}" if where else one.what
    if len(every) > SHOWN:
        yield f"and {len(every) - SHOWN} more"


def basis(point: Point) -> str:
    """Return the clause, the cause and topic it belongs to, and how sure we are."""
    question = point.question
    cause = f"cause of rejection {question.cause}" if question.cause else ""
    return "; ".join(filter(None, (question.basis, cause, question.topic))) + f" [{question.mark}]"


def _about_missing(one: Unanswered) -> Iterator[str]:
    if one.basis:
        yield f"Rests on: {one.basis}"
    if one.questions:
        yield f"Not answered without it: {'; '.join(question.title for question in one.questions)}."


def manuscript(letter: Letter, product: str) -> Manuscript:
    """Return the letter as a document to print."""
    sections = [
        Section("What was read", (Paragraph((opening(letter),)), Notice("Rehearsal", (_DISCLAIMER,))))
    ]
    if letter.unanswered:
        sections.append(Section("Missing", (_missing(letter),)))
    if letter.points:
        numbered = enumerate(grouped(letter), 1)
        sections.append(
            Section("Deficiencies", tuple(_section(number, points) for number, points in numbered))
        )
    if letter.not_read:
        sections.append(Section("Not read", (_not_read(letter),)))
    cover = Cover(
        number="Rehearsal", revision="-", title="Deficiency letter", product=product, release="", company="",
        status="rehearsal", classification="", package=NAMES[letter.reviewer], generated=letter.day.isoformat(),
    )  # fmt: skip
    return Manuscript("deficiency-letter", cover, tuple(sections))


def _missing(letter: Letter) -> Table:
    rows = tuple(
        Row((one.missing, one.basis, "; ".join(question.title for question in one.questions)))
        for one in letter.unanswered
    )
    columns = (Column("Missing"), Column("Rests on"), Column("Not answered without it"))
    return Table("missing", "Missing documents and parts", columns, rows)


def _not_read(letter: Letter) -> Table:
    rows = tuple(Row(one) for one in letter.not_read)
    return Table("not-read", "Files nobody judged", (Column("File"), Column("Why it was not read")), rows)


def _section(number: int, points: tuple[Point, ...]) -> Section:
    rows = tuple(Row((one.document, one.place, one.what)) for point in points for one in point.spots)
    columns = (Column("Document"), Column("Place"), Column("What"))
    return Section(
        heading(points),
        (
            Table(f"point-{number}", "Places", columns, rows),
            Paragraph((Strong("Rests on: "), basis(points[0]))),
            Paragraph((Strong("Would answer it: "), points[0].question.answer)),
        ),
    )
