"""Public threat knowledge as it was imported: ids, names, states and relations, never texts.

A snapshot is one catalogue in one version, immutable and named by the digest of its bytes.
`stix` and `cwe` read the publishers' files into one; `linking` suggests items for threats,
`emb3d` follows device properties to threats and mitigations.

Source: practice 4.3 and the threat-knowledge item of practice 3 (row 6).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import UnreadableTextError
from medward.threats.records import KnowledgeSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FORMAT: Final = 1
"""Version of the form in which a snapshot is kept."""


class ItemKind(StrEnum):
    """What an item is in its catalogue."""

    TECHNIQUE = "technique"
    ATTACK_PATTERN = "attack pattern"
    WEAKNESS = "weakness"
    THREAT = "threat"
    PROPERTY = "property"
    MITIGATION = "mitigation"
    TACTIC = "tactic"
    ASSET = "asset"
    CATEGORY = "category"
    VIEW = "view"


PLURALS: Final = {
    ItemKind.WEAKNESS: "weaknesses",
    ItemKind.PROPERTY: "properties",
    ItemKind.CATEGORY: "categories",
}
"""Plurals that do not end in a plain s."""


class ItemState(StrEnum):
    """Whether the publisher still stands by an item."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    REVOKED = "revoked"


class Item(NamedTuple):
    """One entry of a catalogue."""

    kind: ItemKind
    id: str
    name: str
    state: ItemState = ItemState.ACTIVE
    tags: tuple[str, ...] = ()
    """Words of the catalogue's own lists: tactics, scopes of consequences, categories."""
    refs: tuple[str, ...] = ()
    """Ids of items in other catalogues that it names."""


class Relation(NamedTuple):
    """What connects two items of one snapshot, each by its place in `items`."""

    source: int
    type: str
    target: int


class Count(NamedTuple):
    """How many items of one kind there are."""

    kind: ItemKind
    active: int
    deprecated: int
    revoked: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.active + self.deprecated + self.revoked


@dataclass(frozen=True)
class Snapshot:
    """A catalogue as imported."""

    source: KnowledgeSource
    version: str
    """As the publisher writes it, or `as of` the newest date in the files."""
    date: str
    """Day of the newest change in the files."""
    licence: str
    """Notice that the publisher asks to be kept."""
    items: tuple[Item, ...]
    relations: tuple[Relation, ...]
    files: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of what was read."""
    not_kept: Mapping[str, int] = field(default_factory=dict)
    """Objects of kinds Medward does not use, counted."""
    dangling: tuple[str, ...] = ()
    """Relations whose end stands nowhere in the files."""
    unusable: tuple[str, ...] = ()
    """Objects without an id of the catalogue, and repeated ones, each with its place."""

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """Items by kind and state, in the order of the kinds."""
        found = Counter((item.kind, item.state) for item in self.items)
        rows = (Count(kind, *(found[kind, state] for state in ItemState)) for kind in ItemKind)
        return tuple(row for row in rows if row.total)

    @cached_property
    def by_id(self) -> dict[str, int]:
        """Place of each item by id; where an id stands for two kinds, the first kind in use."""
        order = {kind: rank for rank, kind in enumerate(ItemKind)}
        ranked = sorted(
            range(len(self.items)),
            key=lambda place: (
                self.items[place].state is not ItemState.ACTIVE,
                order[self.items[place].kind],
                place,
            ),
        )
        found: dict[str, int] = {}
        for place in ranked:
            found.setdefault(self.items[place].id, place)
        return found

    @cached_property
    def _ends(self) -> tuple[dict[int, list[Relation]], dict[int, list[Relation]]]:
        """Relations by the item they leave and by the item they reach."""
        leaving: dict[int, list[Relation]] = {}
        reaching: dict[int, list[Relation]] = {}
        for relation in self.relations:
            leaving.setdefault(relation.source, []).append(relation)
            reaching.setdefault(relation.target, []).append(relation)
        return leaving, reaching

    def item(self, identity: str) -> Item | None:
        """Return the item with an id."""
        place = self.by_id.get(identity)
        return None if place is None else self.items[place]

    def after(self, identity: str, relation_type: str) -> tuple[Item, ...]:
        """Return the items that relations of one type lead to."""
        place = self.by_id.get(identity, -1)
        found = self._ends[0].get(place, ())
        return tuple(self.items[one.target] for one in found if one.type == relation_type)

    def before(self, identity: str, relation_type: str) -> tuple[Item, ...]:
        """Return the items from which relations of one type come."""
        place = self.by_id.get(identity, -1)
        found = self._ends[1].get(place, ())
        return tuple(self.items[one.source] for one in found if one.type == relation_type)

    def neighbours(self, identity: str) -> tuple[tuple[str, str, Item], ...]:
        """Return every relation of an item as direction, type and the other end."""
        place = self.by_id.get(identity, -1)
        leaving, reaching = self._ends
        return (
            *(("to", one.type, self.items[one.target]) for one in leaving.get(place, ())),
            *(("from", one.type, self.items[one.source]) for one in reaching.get(place, ())),
        )

    def search(self, words: str) -> tuple[Item, ...]:
        """Return the items whose id or name holds every one of these words."""
        wanted = words.lower().split()
        return tuple(
            item for item in self.items if all(word in f"{item.id} {item.name}".lower() for word in wanted)
        )

    @cached_property
    def body(self) -> bytes:
        """The bytes it is kept as; the same content gives the same bytes."""
        tree = {
            "format": FORMAT,
            "source": self.source.value,
            "version": self.version,
            "date": self.date,
            "licence": self.licence,
            "items": [[*item] for item in self.items],
            "relations": [[*relation] for relation in self.relations],
            "files": [[*file] for file in self.files],
            "not_kept": dict(self.not_kept),
            "dangling": list(self.dangling),
            "unusable": list(self.unusable),
        }
        return json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its bytes."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def age(self) -> tuple[str, tuple[int, ...], int, int, str]:
        """What orders two snapshots of one catalogue: date, version, then how much they hold."""
        numbers = tuple(int(part) for part in self.version.split(".") if part.isdigit())
        return self.date, numbers, len(self.items), len(self.relations), self.digest


def read_snapshot(data: bytes, place: str) -> Snapshot:
    """Return a kept snapshot.

    Raises:
        UnreadableTextError: It is not one of this format.
    """
    try:
        tree = json.loads(data)
        if tree["format"] != FORMAT:
            raise UnreadableTextError(
                f"a snapshot of format {tree['format']}, this Medward reads {FORMAT}",
                place=place,
                hint="Import the catalogue again.",
            )
        return Snapshot(
            source=KnowledgeSource(tree["source"]),
            version=tree["version"],
            date=tree["date"],
            licence=tree["licence"],
            items=tuple(_item(row) for row in tree["items"]),
            relations=tuple(Relation(*row) for row in tree["relations"]),
            files=tuple((name, digest) for name, digest in tree["files"]),
            not_kept=tree["not_kept"],
            dangling=tuple(tree["dangling"]),
            unusable=tuple(tree["unusable"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableTextError(
            f"not a knowledge snapshot ({type(error).__name__})",
            place=place,
            hint="Delete the file and import the catalogue again.",
        ) from error


def _item(row: Sequence[str]) -> Item:
    """Return one kept item."""
    kind, identity, name, state, tags, refs = row
    return Item(ItemKind(kind), identity, name, ItemState(state), tuple(tags), tuple(refs))


def with_files(snapshot: Snapshot, files: Iterable[tuple[str, str]]) -> Snapshot:
    """Return the snapshot with the files it was read from."""
    return replace(snapshot, files=tuple(sorted(files)))


class ItemChange(NamedTuple):
    """How one item differs between two versions of a catalogue."""

    id: str
    what: str
    """`added`, `gone`, `renamed`, `revoked`, `deprecated` or `in use again`."""
    before: str
    after: str


def compare_snapshots(old: Snapshot, new: Snapshot) -> tuple[ItemChange, ...]:
    """Return what changed between two versions, by id."""
    found: list[ItemChange] = []
    for identity in sorted({*old.by_id, *new.by_id}):
        was, now = old.item(identity), new.item(identity)
        if was is None or now is None:
            what = "added" if was is None else "gone"
            found.append(ItemChange(identity, what, was.name if was else "", now.name if now else ""))
            continue
        if was.state is not now.state:
            word = "in use again" if now.state is ItemState.ACTIVE else now.state.value
            found.append(ItemChange(identity, word, was.name, now.name))
        if was.name != now.name:
            found.append(ItemChange(identity, "renamed", was.name, now.name))
    return tuple(found)
