"""Filling the manufacturer disclosure statement (MDS2) into the workbook somebody brings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from medward.dossier.disclosure.answering import answers, spoken
from medward.dossier.disclosure.mapping import Answer, shipped
from medward.errors import InvalidInputError, RefusedChangeError
from medward.exchange.questionnaire import questionnaire
from medward.render.filled import filled
from medward.workspace.building import gather
from medward.workspace.files import write_atomically
from medward.workspace.inputs import not_a_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from medward.dossier.disclosure.answering import Answered
    from medward.dossier.disclosure.mapping import Edition
    from medward.exchange.questionnaire import Question, Questionnaire
    from medward.workspace.device import Device

_USUAL: Final = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.NOT_APPLICABLE: "N/A",
    Answer.SEE_NOTE: "See Note",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one question."""

    question: Question
    answered: Answered
    written: str = ""
    """What was written into the answer cell; empty when nothing was."""
    note: str = ""
    why_open: str = ""
    """Why nothing was written; empty when something was, or a person's answer stood there already."""

    @property
    def is_kept(self) -> bool:
        """Whether somebody had answered it in the workbook."""
        return not self.written and not self.why_open


@dataclass(frozen=True, slots=True)
class FilledStatement:
    """A filled workbook and what became of every question."""

    layout: Questionnaire
    edition: Edition
    lines: tuple[Line, ...]
    data: bytes

    @property
    def unanswered(self) -> tuple[Line, ...]:
        """Questions without an answer, in the order of the sheet."""
        return tuple(one for one in self.lines if one.why_open)


@dataclass
class _Sheet:
    """Cells to write, with numbered notes where the form keeps them at its foot."""

    layout: Questionnaire
    cells: dict[str, str] = field(default_factory=dict)
    like: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def note(self, row: int, text: str) -> None:
        """Write a note beside an answer, or refer to one at the foot."""
        column = self.layout.note_column
        if not text or not column:
            return
        if self.layout.note_rows:
            number = self.numbers.setdefault(text, len(self.numbers) + 1)
            self.cells[f"{column}{row}"] = f"Note {number}"
        else:
            self.cells[f"{column}{row}"] = text

    def write_foot(self, taken: Iterable[int]) -> None:
        """Write the numbered notes: into free rows of the foot, then below it."""
        layout, used = self.layout, set(taken)
        free = [(number, row) for number, row in sorted(layout.note_rows.items()) if number not in used]
        last_number, last_row = max(layout.note_rows, default=0), layout.last_row
        places = free + [
            (last_number + count, last_row + count) for count in range(1, len(self.numbers) - len(free) + 1)
        ]
        renumbered = {}
        model = max(layout.note_rows.values(), default=0)
        for (text, number), (shown, row) in zip(self.numbers.items(), places, strict=False):
            renumbered[f"Note {number}"] = f"Note {shown}"
            if row > last_row:
                self._put(layout.id_column, row, f"Note {shown}", model)
            self._put(layout.note_text_column, row, text, model)
        for cell, words in list(self.cells.items()):
            if cell.startswith(layout.note_column) and words in renumbered:
                self.cells[cell] = renumbered[words]

    def _put(self, column: str, row: int, words: str, model: int) -> None:
        """Write a cell of the foot in the look of the last one there."""
        self.cells[f"{column}{row}"], self.like[f"{column}{row}"] = words, f"{column}{model}"


def fill_statement(device: Device, workbook: Path, now: datetime) -> FilledStatement:
    """Return a disclosure workbook filled from the records of a device file; nothing is written to disk.

    What stands in the workbook already is kept.

    Raises:
        NotFoundError: There is no such workbook.
        InvalidInputError: It is not a disclosure statement of an edition we know.
        RefusedChangeError: It is signed or carries macros.
    """
    if not workbook.is_file():
        raise not_a_file(workbook, "Download the MDS2 workbook from NEMA.")
    data = workbook.read_bytes()
    layout = questionnaire(data, workbook.name)
    edition = shipped().edition_of(layout.sections)
    if edition is None:
        known = "; ".join(one.title for one in shipped().editions)
        raise InvalidInputError(
            f"the sheet {layout.sheet!r} asks about {', '.join(sorted(layout.sections))}, which is no edition we know",
            place=workbook.name,
            hint=f"Editions: {known}.",
        )
    asked = {one.id: one.text for one in layout.questions}
    found = {one.question: one for one in answers(asked, edition, gather(device, now))}
    lines = tuple(_line(one, found[one.id]) for one in layout.questions)
    return FilledStatement(layout, edition, lines, _filled(layout, lines, data, workbook.name))


def write_statement(done: FilledStatement, workbook: Path, out: Path) -> None:
    """Write the filled workbook beside the one that was brought.

    Raises:
        RefusedChangeError: It would replace the workbook itself.
    """
    if out.exists() and out.samefile(workbook):
        raise RefusedChangeError(f"{out} is the workbook itself", hint="Name another file with -o.")
    write_atomically(out, done.data)


def _line(question: Question, answered: Answered) -> Line:
    """Return what becomes of a question."""
    if question.given:
        return Line(question, answered)
    reason = _obstacle(question) or answered.why_open
    if reason:
        return Line(question, answered, why_open=reason)
    words = _in_words(answered, question.choices)
    if not words:
        said = answered.answer or answered.words
        return Line(question, answered, why_open=f"the cell's list does not allow the answer {said}")
    return Line(question, answered, words, "" if question.note else answered.note)


def _obstacle(question: Question) -> str:
    """Say why the sheet takes no answer; empty when it does."""
    if question.is_computed:
        return "the answer cell holds a formula"
    if question.is_twice:
        return "another row of the sheet has the same id"
    return "" if question.writable else "its cells are merged over several rows"


def _in_words(answered: Answered, choices: tuple[str, ...]) -> str:
    """Return the answer as the sheet spells it; empty when its list does not have it."""
    if answered.answer is None:
        return answered.words if not choices or answered.words in choices else ""
    if not choices:
        return _USUAL[answered.answer]
    return next((one for one in choices if spoken(one) is answered.answer), "")


def _filled(layout: Questionnaire, lines: Iterable[Line], data: bytes, file: str) -> bytes:
    """Return the workbook with answers and notes."""
    sheet = _Sheet(layout)
    for line in lines:
        if line.written:
            sheet.cells[f"{layout.answer_column}{line.question.row}"] = line.written
            sheet.note(line.question.row, line.note)
    if layout.note_rows:
        sheet.write_foot(layout.notes_taken)
    return filled(data, file, layout.sheet, sheet.cells, sheet.like)
