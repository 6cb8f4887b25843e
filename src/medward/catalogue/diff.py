"""What differs between two editions of an instrument, or between two files: everything, nothing left out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from medward.catalogue.catalogue import clauses_of, edition_named
from medward.catalogue.marks import Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from medward.catalogue.clock import Clock
    from medward.catalogue.pack import Clause, DatedChange, Edition, Pack
    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Part


class How(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    """It asks something else, or says it otherwise."""
    MOVED = "moved"
    """It stands in another section."""
    DATE_CHANGED = "date changed"
    CHANGED = "changed"
    """Any other field."""


class What(StrEnum):
    """Kind of row."""

    INSTRUMENT = "instrument"
    EDITION = "edition"
    CLAUSE = "clause"
    CLOCK = "clock"
    AHEAD = "dated change"


Rows: TypeAlias = "Mapping[str, Mapping[str, JsonValue]]"
"""Fields of rows, by id."""
DATES: Final = frozenset({"issued", "applies_from", "applies_until", "on"})
WORDING: Final = frozenset({"text", "duty", "trigger", "what"})
PLACES: Final = frozenset({"ref", "citation"})
_LISTS: Final = frozenset({"editions", "clauses", "clocks", "upcoming"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of one row in one field."""

    how: How
    what: What
    id: str
    field: str
    """Empty where the whole row came or went."""
    before: str
    after: str
    mark: Mark | None = None
    """How sure we are of the row: of the new side, of the old where there is no new."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two things compared."""

    label: str
    """As `FDA-PMG@2025-06-27`, or the name of a file."""
    pack: Pack
    edition: str = ""
    """Edition meant; empty where the file as a whole is."""

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses: as worded in the edition, or all there are."""
        return clauses_of(self.pack, self.edition) if self.edition else self.pack.clauses


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two sides."""

    old: str
    new: str
    changes: tuple[Change, ...]
    compared: int
    """Rows looked at on either side."""

    def of(self, how: How, what: What = What.CLAUSE) -> tuple[Change, ...]:
        """Return the changes of one sort."""
        return tuple(change for change in self.changes if change.how is how and change.what is what)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Ids of the clauses touched in any way, in order."""
        return tuple(dict.fromkeys(one.id for one in self.changes if one.what is What.CLAUSE))


def compare(old: Side, new: Side) -> Difference:
    """Return everything that differs.

    Two editions of one instrument are compared by their dates and by the clauses as they stood in each;
    anything else by every row and field there is.

    Raises:
        NotFoundError: A pack lists no such edition.
    """
    pairs: list[tuple[What, Rows, Rows]] = [(What.CLAUSE, _rows(old.clauses), _rows(new.clauses))]
    if old.edition and new.edition and old.pack == new.pack:
        pairs.insert(0, (What.EDITION, *_editions(old, new)))
    else:
        pairs.insert(0, (What.INSTRUMENT, _header(old.pack), _header(new.pack)))
        pairs.insert(1, (What.EDITION, _rows(old.pack.editions), _rows(new.pack.editions)))
        pairs.append((What.CLOCK, _rows(old.pack.clocks), _rows(new.pack.clocks)))
        pairs.append((What.AHEAD, _rows(old.pack.upcoming), _rows(new.pack.upcoming)))
    changes = [change for what, before, after in pairs for change in _compared(what, before, after)]
    compared = sum(len({**before, **after}) for _, before, after in pairs)
    return Difference(old.label, new.label, tuple(changes), compared)


def _rows(rows: Sequence[Clause | Clock | DatedChange | Edition]) -> Rows:
    """Return rows as fields, by id."""
    return {row.id: _fields(row, {"id"}) for row in rows}


def _fields(row: Part, without: Iterable[str]) -> Mapping[str, JsonValue]:
    """Return a row as plain fields."""
    fields: dict[str, JsonValue] = row.model_dump(mode="json", exclude=set(without))
    return fields


def _header(pack: Pack) -> Rows:
    """Return what a pack says about itself."""
    return {"": _fields(pack, _LISTS)}


def _editions(old: Side, new: Side) -> tuple[Rows, Rows]:
    """Return the two editions of one pack as one row each, so that they are compared with each other."""
    name = f"{old.edition} to {new.edition}"
    return {name: _edition(old)}, {name: _edition(new)}


def _edition(side: Side) -> Mapping[str, JsonValue]:
    """Return the edition meant, under the title it bears."""
    edition = edition_named(side.pack, side.edition)
    return {**_fields(edition, {"id"}), "title": edition.title or side.pack.title}


def _compared(what: What, before: Rows, after: Rows) -> Iterator[Change]:
    """Yield every difference of one sort of rows, in the order of the new side, what went away last."""
    for name, fields in after.items():
        if name not in before:
            yield Change(How.ADDED, what, name, "", "", _line(fields), _mark(fields))
            continue
        for field, then in before[name].items():
            if then != fields[field]:
                words = _words(then), _words(fields[field])
                yield Change(_how(field), what, name, field, *words, _mark(fields))
    for name, fields in before.items():
        if name not in after:
            yield Change(How.REMOVED, what, name, "", _line(fields), "", _mark(fields))


def _how(field: str) -> How:
    """Return what a difference in a field means."""
    if field in DATES:
        return How.DATE_CHANGED
    if field in WORDING:
        return How.REWORDED
    return How.MOVED if field in PLACES else How.CHANGED


def _line(fields: Mapping[str, JsonValue]) -> str:
    """Return what a row is about, for one that came or went."""
    parts = (
        fields.get(name) for name in ("ref", "citation", "on", "issued", "text", "duty", "what", "title")
    )
    return ": ".join(str(part) for part in parts if part)


def _mark(fields: Mapping[str, JsonValue]) -> Mark:
    """Return the mark of a row."""
    return Mark(str(fields["confidence"]))


def _words(value: JsonValue) -> str:
    """Return a field's value on one line."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(item)}" for name, item in value.items()) or "nothing"
    if isinstance(value, list):
        return ", ".join(map(_words, value)) or "nothing"
    return str(value)
