"""YAML of the catalogue in, typed rows out; whatever is wrong is refused with file, line and what to do.

A file says by its first key what it holds: `pack`, `expectations`, `sources`,
`deliverables`, `facts`, `corrections` or `outlines`. What several files must
agree on is checked by `consistency`, over all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import ValidationError

from medward.catalogue.corrections import Correction
from medward.catalogue.outline import Outline
from medward.catalogue.pack import Expectation, Pack
from medward.catalogue.vocabulary import Fact
from medward.errors import InvalidRecordError, MedwardError
from medward.kernel.records import Part
from medward.kernel.text import Path, Tree, YamlDocument, line_of, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

PartT = TypeVar("PartT", bound=Part)

SEE: Final = "docs/guide/writing-packs.md shows the form of a file of the catalogue."
SHOWN: Final = 60
"""Letters of a wrong value that a message shows."""
LISTS: Final[dict[str, type[Part]]] = {
    "expectations": Expectation,
    "facts": Fact,
    "corrections": Correction,
    "outlines": Outline,
}
"""Files that hold a list, by their key."""
TABLES: Final = ("sources", "deliverables")
"""Files that hold names and texts, by their key."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file of the catalogue as text."""

    file: str
    data: bytes
    document: YamlDocument

    @property
    def tree(self) -> dict[str, Tree]:
        """Its fields."""
        return self.document.data

    def place(self, *path: str | int) -> str:
        """Return `file:line` of the value at a path, or of its nearest parent."""
        return f"{self.file}:{line_of(self.data, self.file, self.document.index, path)}"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row stands; the line is looked up only when somebody asks."""

    sheet: Sheet
    path: Path

    def __str__(self) -> str:
        """Return `file:line`."""
        return self.sheet.place(*self.path)

    def at(self, *more: str | int) -> str:
        """Return `file:line` of a field below it."""
        return self.sheet.place(*self.path, *more)


@dataclass(frozen=True)
class Shelf:
    """Rows of several files, each typed, not yet compared with each other."""

    packs: list[tuple[Pack, Spot]] = field(default_factory=list)
    expectations: list[tuple[Expectation, Spot]] = field(default_factory=list)
    facts: list[tuple[Fact, Spot]] = field(default_factory=list)
    corrections: list[tuple[Correction, Spot]] = field(default_factory=list)
    outlines: list[tuple[Outline, Spot]] = field(default_factory=list)
    sources: list[tuple[str, str, Spot]] = field(default_factory=list)
    deliverables: list[tuple[str, str, Spot]] = field(default_factory=list)
    problems: list[MedwardError] = field(default_factory=list)
    """Files and rows that could not be read."""


def read_sheet(data: bytes, file: str) -> Sheet:
    """Return a file as text.

    Raises:
        InvalidInputError: It is not YAML as Medward accepts it, or not exactly one document.
    """
    documents = read_yaml(data, file)
    if len(documents) != 1:
        raise InvalidRecordError(
            f"{len(documents)} documents; a file of the catalogue holds one", place=f"{file}:1", hint=SEE
        )
    return Sheet(file, data, documents[0])


def read_pack(data: bytes, file: str) -> Pack:
    """Return a pack file as a pack; what it refers to elsewhere is not looked at.

    Raises:
        InvalidInputError: It is no pack, or a field is wrong.
    """
    sheet = read_sheet(data, file)
    if "pack" not in sheet.tree:
        raise InvalidRecordError(
            "the file is no pack: it does not begin with `pack: medward-pack/1`",
            place=sheet.place(),
            hint=SEE,
        )
    return _typed(Pack, sheet.tree, Spot(sheet, ()))


def read_shelf(sheets: Iterable[Sheet]) -> Shelf:
    """Return the rows of some files; what cannot be read is kept as a problem."""
    shelf = Shelf()
    for sheet in sheets:
        try:
            _add(shelf, sheet)
        except InvalidRecordError as error:
            shelf.problems.append(error)
    return shelf


def _add(shelf: Shelf, sheet: Sheet) -> None:
    """Put the rows of one file on the shelf."""
    if "pack" in sheet.tree:
        shelf.packs.append((_typed(Pack, sheet.tree, Spot(sheet, ())), Spot(sheet, ())))
        return
    key = next(iter(sheet.tree), "")
    if key not in (*LISTS, *TABLES):
        raise InvalidRecordError(
            f"the file begins with {key!r}; it must begin with one of pack, {', '.join((*LISTS, *TABLES))}",
            place=sheet.place(),
            hint=SEE,
        )
    extra = [name for name in sheet.tree if name != key]
    if extra:
        raise InvalidRecordError(
            f"{extra[0]}: a file of {key} holds nothing else", place=sheet.place(extra[0]), hint=SEE
        )
    if key in TABLES:
        _add_table(getattr(shelf, key), sheet, key)
    else:
        _add_list(shelf, sheet, key)


def _add_table(rows: list[tuple[str, str, Spot]], sheet: Sheet, key: str) -> None:
    """Add the rows of a mapping of names to texts."""
    table = sheet.tree[key]
    if not isinstance(table, dict):
        raise InvalidRecordError(f"{key} is no mapping of names to texts", place=sheet.place(key), hint=SEE)
    for name, text in table.items():
        if not isinstance(text, str) or not text.strip():
            raise InvalidRecordError(f"{name}: a text belongs here", place=sheet.place(key, name), hint=SEE)
        rows.append((name, text, Spot(sheet, (key, name))))


def _add_list(shelf: Shelf, sheet: Sheet, key: str) -> None:
    """Add the rows of a list; a wrong one does not hide the next."""
    rows = sheet.tree[key]
    if not isinstance(rows, list):
        raise InvalidRecordError(f"{key} is no list", place=sheet.place(key), hint=SEE)
    for number, row in enumerate(rows):
        spot = Spot(sheet, (key, number))
        try:
            getattr(shelf, key).append((_typed(LISTS[key], row, spot), spot))
        except InvalidRecordError as error:
            shelf.problems.append(error)


def _typed(model: type[PartT], tree: Tree, spot: Spot) -> PartT:
    """Return text as a typed row.

    Raises:
        InvalidRecordError: With the line of the first field that is wrong.
    """
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        # A misspelt key is also a missing one; what stands there tells more than what does not.
        first = min(error.errors(include_url=False, include_context=False), key=_is_other_than_unknown_key)
        path = _edition_path(tree, first["msg"]) if not first["loc"] else first["loc"]
        name = _name(tree, path)
        more = f" ({error.error_count() - 1} more in this row)" if error.error_count() > 1 else ""
        message, hint = _words(first["type"], path, first.get("input"), first["msg"])
        if first["type"] in {"extra_forbidden", "missing"} and not _reached(tree, path):
            path = path[:-1]
        raise InvalidRecordError(f"{name}{message}{more}", place=spot.at(*path), hint=hint) from error


def _is_other_than_unknown_key(error: ErrorDetails) -> bool:
    """Say whether an error is about anything but a key that nobody defined."""
    return error["type"] != "extra_forbidden"


def _words(kind: str, path: Path, value: object, reason: str) -> tuple[str, str]:
    """Return what is wrong with a field, and what to do."""
    where = ".".join(str(step) for step in path if not isinstance(step, int)) or "the file"
    if kind == "extra_forbidden":
        return f"{where}: there is no such key", f"Remove or rename it. {SEE}"
    if kind == "missing":
        return f"{where}: the key is missing", f"Add it. {SEE}"
    if kind == "too_short":
        return f"{where} is empty; it needs at least one", f"Write it. {SEE}"
    plain = reason.removeprefix("Value error, ")
    if kind == "value_error" and not isinstance(value, str):
        return plain, f"Correct it. {SEE}"
    return f"{where} is {_short(value)}: {plain[:1].lower()}{plain[1:]}", f"Correct the value. {SEE}"


def _short(value: object) -> str:
    """Return a value short enough for one line."""
    if isinstance(value, dict | list | tuple):
        return f"{'a mapping' if isinstance(value, dict) else 'a list'} of {len(value)}"
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 4]}...'"


def _name(tree: Tree, path: Path) -> str:
    """Return the id of the innermost row on the way to a field, as `PMG-SC-01: `."""
    found = ""
    for step in (*path, None):
        if isinstance(tree, dict):
            name = tree.get("id") or tree.get("name") or tree.get("code")
            found = f"{name}: " if isinstance(name, str) else found
        tree = _below(tree, step)
    return found


def _below(tree: Tree, step: str | int | None) -> Tree:
    """Return what stands at one step of a path; an empty text where nothing does."""
    if isinstance(tree, dict) and isinstance(step, str):
        return tree.get(step, "")
    if isinstance(tree, list) and isinstance(step, int) and step < len(tree):
        return tree[step]
    return ""


def _reached(tree: Tree, path: Path) -> bool:
    """Say whether the text has something at a path."""
    for step in path:
        if isinstance(tree, dict) and step not in tree:
            return False
        tree = _below(tree, step)
    return True


def _edition_path(tree: Tree, message: str) -> Path:
    """Return where a pack names an edition it does not list; the file itself for any other message."""
    if "no such edition" not in message or not isinstance(tree, dict):
        return ()
    editions = _rows(tree, "editions")
    known = {str(edition.get("id", "")) for edition in editions}
    named: list[tuple[Path, Tree | None]] = [
        (("editions", number, "supersedes"), edition.get("supersedes"))
        for number, edition in enumerate(editions)
    ]
    for number, clause in enumerate(_rows(tree, "clauses")):
        named += [(("clauses", number, key), clause.get(key)) for key in ("since", "until")]
        named += [
            (("clauses", number, "earlier", which, "until"), wording.get("until"))
            for which, wording in enumerate(_rows(clause, "earlier"))
        ]
    return next((path for path, name in named if name and name not in known), ())


def _rows(tree: Mapping[str, Tree], key: str) -> list[dict[str, Tree]]:
    """Return the mappings of a list."""
    rows = tree.get(key, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
