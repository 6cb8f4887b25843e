"""A risk table of a spreadsheet as risk records, by a mapping file that says which column is what.

A residual that the table claims is text in the rationale and never a rating: what a
control takes off a risk counts when the control is verified on the release (V10). A
row without an exploitability vector is refused, since Medward rates by rules and not by
words such as "medium".

Source: practice 4.5, 4.12 and V10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from medward.controls.records import Control
from medward.errors import InvalidInputError
from medward.exchange.workbook_in import Problem, Sheet
from medward.kernel.text import read_yaml, steering_character
from medward.risk.exploitability import METRICS, parse_vector, vector_text
from medward.risk.records import Harm, Risk
from medward.threats.records import Threat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.kernel.numbers import Numbers
    from medward.kernel.records import Origin, Record
    from medward.kernel.recordset import RecordSet
    from medward.kernel.text import Tree

FIELDS: Final = {
    "key": "names the row in its table; needed, and unique",
    "title": "title of the risk; needed",
    "scenario": "what happens; the title when left out",
    "vector": "exploitability metrics or a whole CVSS vector; needed",
    "vector_rationale": "why these answers",
    "threats": "ids of threats of this device file",
    "harms": "ids of harms of this device file",
    "controls": "ids of controls of this device file",
    "multi_patient": "whether several patients can be harmed at once",
    "patients_at_once": "how many",
    "residual": "what the table claims is left; kept as text, without credit",
    "rationale": "conclusion",
}
"""What a column can be mapped to."""
_NEEDED: Final = ("key", "title", "vector")
_KINDS: Final[Mapping[str, type[Record]]] = {"threats": Threat, "harms": Harm, "controls": Control}
_YES: Final = ("yes", "y", "true", "x", "1")
_NO: Final = ("", "no", "n", "false", "0", "-")
_HINT: Final = "See docs/guide/model-exchange.md for the mapping file."


@dataclass(frozen=True, slots=True)
class RiskMapping:
    """Which sheet, which row holds the heads, and which column is what."""

    sheet: str
    head_row: int
    columns: dict[str, str]
    """Head of the column by field."""
    yes: tuple[str, ...] = _YES


@dataclass
class RiskDraft:
    """What importing a table would do."""

    records: list[Record] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)
    """Row, key and id of each record."""
    known: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_mapping(data: bytes, file: str) -> RiskMapping:
    """Return a mapping file.

    Raises:
        InvalidInputError: A field is unknown, missing or of another type.
    """
    documents = read_yaml(data, file)
    if len(documents) != 1:
        raise InvalidInputError(
            f"{len(documents)} documents; exactly one is expected", place=file, hint=_HINT
        )
    tree, place = documents[0].data, documents[0].place
    unknown = sorted(tree.keys() - {"sheet", "head_row", "columns", "yes"})
    if unknown:
        raise InvalidInputError(f"unknown field {unknown[0]!r:.40}", place=place, hint=_HINT)
    head, columns, yes = tree.get("head_row", "1"), tree.get("columns"), tree.get("yes", list(_YES))
    if not isinstance(head, str) or not head.isdecimal() or not int(head):
        raise InvalidInputError(f"head_row is {head!r:.20}; it must be a row number", place=place, hint=_HINT)
    if not isinstance(tree.get("sheet"), str) or not isinstance(columns, dict) or not isinstance(yes, list):
        raise InvalidInputError("sheet, columns and head_row are needed", place=place, hint=_HINT)
    heads = {name: _head(name, value, place) for name, value in columns.items()}
    missing = [name for name in _NEEDED if name not in heads]
    if missing:
        raise InvalidInputError(f"columns: {', '.join(missing)} is not mapped", place=place, hint=_HINT)
    return RiskMapping(str(tree["sheet"]), int(head), heads, tuple(str(word).lower() for word in yes))


def _head(name: str, value: Tree, place: str) -> str:
    """Return the head a field is mapped to."""
    if name not in FIELDS:
        raise InvalidInputError(
            f"columns: there is no field {name!r:.40}", place=place, hint=f"Fields: {', '.join(FIELDS)}."
        )
    if not isinstance(value, str) or not value.strip():
        raise InvalidInputError(f"columns: {name} must be the head of a column", place=place, hint=_HINT)
    return value.strip()


def make_risks(
    sheet: Sheet,
    mapping: RiskMapping,
    records: RecordSet,
    numbers: Numbers,
    came: tuple[Origin, Mapping[str, str]],
) -> RiskDraft:
    """Return the risks of a sheet, and every problem of every row.

    Args:
        sheet: The sheet as text.
        mapping: Which column is what.
        records: The device file, to resolve ids.
        numbers: Where new ids come from.
        came: File and digest, and the id by row of what the same bytes gave before.
    """
    origin, known = came
    draft = RiskDraft(problems=list(sheet.problems))
    columns = _columns(sheet, mapping, draft)
    seen: dict[str, str] = {}
    for number in sorted(row for row in sheet.rows if row > mapping.head_row):
        cells = {name: sheet.rows[number].get(column, "") for name, column in columns.items()}
        if not any(cells.values()):
            continue
        row = _Row(number, cells, sheet, columns, draft)
        if not row.usable(seen):
            continue
        place = f"{sheet.name}!{number} {cells['key']}"
        if place in known:
            draft.known.append(known[place])
            continue
        risk = row.risk(records, mapping, numbers, origin.model_copy(update={"row": place}))
        if risk is not None:
            draft.records.append(risk)
            draft.rows.append((f"{sheet.name}!{number}", cells["key"], risk.id))
    return draft


def _columns(sheet: Sheet, mapping: RiskMapping, draft: RiskDraft) -> dict[str, int]:
    """Return the column of each mapped field, noting heads that are missing or stand twice."""
    heads = sheet.rows.get(mapping.head_row, {})
    found = {}
    for name, head in mapping.columns.items():
        columns = [column for column, text in heads.items() if text == head]
        if len(columns) == 1:
            found[name] = columns[0]
            continue
        shown = ", ".join(dict.fromkeys(heads.values())) or "no heads at all"
        why = f"{name}: {len(columns)} columns have the head {head!r:.60}; row {mapping.head_row} has: {shown:.400}"
        draft.problems.append(Problem(f"{sheet.name}!{mapping.head_row}", why, blocks=True))
    return found


@dataclass
class _Row:
    """One row on its way to a risk."""

    number: int
    cells: dict[str, str]
    sheet: Sheet
    columns: dict[str, int]
    draft: RiskDraft

    def note(self, name: str, what: str, *, blocks: bool) -> None:
        """Note a problem of one cell."""
        column = self.columns.get(name)
        place = self.sheet.place(self.number, column) if column else f"{self.sheet.name}!{self.number}"
        self.draft.problems.append(Problem(place, what, blocks=blocks))

    def usable(self, seen: dict[str, str]) -> bool:
        """Say whether the row has what every risk needs; what it lacks is noted."""
        before = len(self.draft.problems)
        for name in _NEEDED:
            if not self.cells.get(name):
                self.note(name, f"{name} is empty", blocks=True)
        key = self.cells.get("key", "")
        if key and key in seen:
            self.note("key", f"the key {key!r:.60} stands twice, first in {seen[key]}", blocks=True)
        seen.setdefault(key, f"{self.sheet.name}!{self.number}")
        for name, text in self.cells.items():
            if found := steering_character(text):
                self.note(name, f"the control character {found!a}", blocks=True)
        return len(self.draft.problems) == before

    def risk(self, records: RecordSet, mapping: RiskMapping, numbers: Numbers, source: Origin) -> Risk | None:
        """Return the risk of this row, None when a cell has to be mended."""
        before = sum(one.blocks for one in self.draft.problems)
        vector = self._vector()
        links = {name: self._links(name, kind, records) for name, kind in _KINDS.items()}
        multi, patients = self._multi(mapping), self._patients()
        if sum(one.blocks for one in self.draft.problems) > before:
            return None
        if not links["threats"]:
            self.note("threats", "no threat leads to this risk (V05)", blocks=False)
        rationale = self.cells.get("vector_rationale") or f"Taken over from {source.file}; not stated there."
        fields: dict[str, object] = {
            "title": re.sub(r"\s+", " ", self.cells["title"]),
            "tags": ("imported",),
            "source": source,
            "scenario": self.cells.get("scenario") or self.cells["title"],
            **links,
            "multi_patient": multi,
            "patients_at_once": patients,
            "initial": {"vector": vector, "rationale": rationale},
            "rationale": self._rationale(source.file),
        }
        try:
            return Risk.model_validate({"id": numbers.next(Risk.prefix), **fields})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            self.note("key", f"{where}: {first['msg']}", blocks=True)
            return None

    def _vector(self) -> str:
        """Return the exploitability metrics of a vector."""
        text = self.cells["vector"]
        parts = [part for part in text.removeprefix("CVSS:3.1/").removeprefix("CVSS:4.0/").split("/") if part]
        kept = [part for part in parts if part.partition(":")[0] in METRICS]
        if len(kept) < len(parts):
            what = f"of the vector {text!r:.80} only {', '.join(METRICS)} are taken; the impact is the harm's"
            self.note("vector", what, blocks=False)
        try:
            return vector_text(parse_vector("/".join(kept)))
        except InvalidInputError as error:
            self.note("vector", f"{text!r:.80} is no exploitability vector: {error.message}", blocks=True)
            return ""

    def _links(self, name: str, kind: type[Record], records: RecordSet) -> tuple[str, ...]:
        """Return the ids a cell names, each a record of the right kind."""
        found = [word for word in re.split(r"[\s,;]+", self.cells.get(name, "")) if word]
        for word in found:
            if records.find(word, kind) is None:
                self.note(name, f"there is no {kind.kind} {word!r:.40}", blocks=True)
        return tuple(dict.fromkeys(found))

    def _multi(self, mapping: RiskMapping) -> bool:
        """Return whether several patients can be harmed."""
        word = self.cells.get("multi_patient", "").lower()
        if word not in mapping.yes and word not in _NO:
            self.note("multi_patient", f"{word!r:.40} is neither yes nor no", blocks=True)
        return word in mapping.yes

    def _patients(self) -> int | None:
        """Return how many patients at once."""
        word = self.cells.get("patients_at_once", "")
        if word and not re.fullmatch(r"\d{1,9}", word):
            self.note("patients_at_once", f"{word!r:.40} is not a number", blocks=True)
            return None
        return int(word) if word else None

    def _rationale(self, file: str) -> str:
        """Return the conclusion with what the table claims is left, which earns nothing."""
        claimed, words = self.cells.get("residual", ""), self.cells.get("rationale", "")
        if not claimed:
            return words
        self.note(
            "residual",
            f"the claimed residual {claimed!r:.60} is kept as text and earns no credit; only verified controls do",
            blocks=False,
        )
        return f"{words}\n{file} claims a residual of {claimed!r}; it earns no credit.".strip()
