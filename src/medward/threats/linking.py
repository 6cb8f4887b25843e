"""Links between threats and public knowledge: what may fit, with its reasons, and what no longer stands.

A suggestion is never more than that: a person confirms it in the threat. Only items in use of an
imported catalogue are suggested, so that every suggested id exists.

Source: practice 4.3 (never accept a mapping without a person; suggested against confirmed).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.devices.records import Element, Interface
from medward.kernel.text import read_yaml
from medward.threats.knowledge import ItemState, compare_snapshots
from medward.threats.records import KnowledgeSource, Stride, Threat, ThreatKnowledge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.kernel.recordset import RecordSet
    from medward.kernel.text import Tree
    from medward.threats.knowledge import Item, Snapshot

MOST: Final = 8
"""Suggestions per threat; the ones with the most reasons come first."""
LETTERS: Final = {
    "Confidentiality": "I",
    "Integrity": "T",
    "Availability": "D",
    "Access_Control": "E",
    "Access Control": "E",
    "Authorization": "E",
    "Authentication": "S",
    "Accountability": "R",
    "Non-Repudiation": "R",
}
"""Letter of STRIDE that answers each scope of a consequence in CAPEC and CWE."""
_NAME_WORD: Final = re.compile(r"[a-z]{5,}")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_COMMON: Final = frozenset({"device", "allows", "attack", "access", "system", "untrusted", "malicious"})
_OF_ID: Final = (
    (re.compile(r"CAPEC-\d+"), (KnowledgeSource.CAPEC,)),
    (re.compile(r"CWE-\d+"), (KnowledgeSource.CWE,)),
    (re.compile(r"T\d{4}(\.\d{3})?"), (KnowledgeSource.ATTACK_ENTERPRISE, KnowledgeSource.ATTACK_ICS)),
)


class Anchor(NamedTuple):
    """An item that often fits medical devices, and what speaks for it."""

    source: KnowledgeSource
    id: str
    letters: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that may fit a threat."""

    threat: str
    source: KnowledgeSource
    id: str
    name: str
    reasons: tuple[str, ...]


class Hint(NamedTuple):
    """One reason for one item."""

    source: KnowledgeSource
    id: str
    reason: str


class LinkProblem(NamedTuple):
    """A reference that does not agree with the imported catalogue."""

    record: str
    source: KnowledgeSource
    id: str
    what: str
    fix: str


class Library:
    """The newest snapshot of each imported catalogue."""

    def __init__(self, snapshots: Iterable[Snapshot] = ()) -> None:
        """Keep the newest of each source."""
        self.newest: dict[KnowledgeSource, Snapshot] = {}
        self.older: dict[KnowledgeSource, Snapshot] = {}
        """The one before the newest, where there is one."""
        for snapshot in sorted(snapshots, key=lambda one: one.age):
            if snapshot.source in self.newest:
                self.older[snapshot.source] = self.newest[snapshot.source]
            self.newest[snapshot.source] = snapshot

    def item(self, source: KnowledgeSource, identity: str) -> Item | None:
        """Return an item, none when its catalogue is not imported or does not have it."""
        snapshot = self.newest.get(source)
        return snapshot.item(identity) if snapshot else None

    def sources_of(self, identity: str) -> Iterator[KnowledgeSource]:
        """Yield the imported catalogues that have an id, by the form of the id."""
        for pattern, sources in _OF_ID:
            if pattern.fullmatch(identity):
                yield from (one for one in sources if self.item(one, identity))


def suggestions(
    threat: Threat,
    records: RecordSet,
    library: Library,
    rules: Mapping[str, Iterable[tuple[KnowledgeSource, str]]],
) -> tuple[Suggestion, ...]:
    """Return what may fit a threat, the best founded first; nothing it references already.

    Args:
        threat: The threat.
        records: The device file.
        library: Imported catalogues.
        rules: Items each threat rule names, by the id of the rule.
    """
    told = _told(threat, records)
    hints = (
        *_from_rules(threat, rules),
        *_from_anchors(threat, told),
        *_from_references(threat, library),
        *_from_properties(threat, records, library, told),
        *_from_names(threat, told, library),
    )
    known = {(one.source, one.id) for one in threat.references}
    reasons: dict[tuple[KnowledgeSource, str], dict[str, None]] = {}
    for hint in hints:
        if (hint.source, hint.id) not in known:
            reasons.setdefault((hint.source, hint.id), {})[hint.reason] = None
    found = [
        Suggestion(threat.id, source, identity, item.name, tuple(why))
        for (source, identity), why in reasons.items()
        if (item := library.item(source, identity)) and item.state is ItemState.ACTIVE
    ]
    return tuple(sorted(found, key=lambda one: -len(one.reasons))[:MOST])


def link_problems(records: RecordSet, library: Library) -> tuple[LinkProblem, ...]:
    """Return the references that the imported catalogues do not know, no longer stand by, or name otherwise."""
    found = (
        (record, _problem(library, source, identity, name))
        for record, source, identity, name in _all_references(records)
    )
    return tuple(LinkProblem(record, *problem) for record, problem in found if problem)


def not_imported(records: RecordSet, library: Library) -> dict[KnowledgeSource, int]:
    """Return how many references nobody can check because their catalogue is not imported."""
    found: dict[KnowledgeSource, int] = {}
    for _, source, _, _ in _all_references(records):
        if source not in library.newest and source is not KnowledgeSource.OWN:
            found[source] = found.get(source, 0) + 1
    return found


def changed_references(records: RecordSet, library: Library) -> tuple[LinkProblem, ...]:
    """Return which referenced items differ between the last two imported versions of their catalogue."""
    used: dict[tuple[KnowledgeSource, str], list[str]] = {}
    for record, source, identity, _ in _all_references(records):
        used.setdefault((source, identity), []).append(record)
    return tuple(
        LinkProblem(
            record,
            source,
            change.id,
            f"{change.what} since {old.version}: {change.before or 'not there'} > {change.after or 'not there'}",
            "look at the reference again",
        )
        for source, old in library.older.items()
        for change in compare_snapshots(old, library.newest[source])
        for record in used.get((source, change.id), ())
    )


@cache
def anchors() -> tuple[Anchor, ...]:
    """Return the items that often fit medical devices; read once per process."""
    rows = _table()["anchors"]
    return tuple(_anchor(row) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()


@cache
def _protocols() -> dict[str, tuple[str, ...]]:
    """Return for each word in a name of an item the words of a target that speak for it."""
    rows = _table()["protocols"]
    return {word: _words(given) for word, given in rows.items()} if isinstance(rows, dict) else {}


@cache
def _table() -> dict[str, Tree]:
    name = "knowledge-anchors.yaml"
    return read_yaml(files("medward.threats").joinpath(name).read_bytes(), f"threats/{name}")[0].data


def _anchor(row: dict[str, Tree]) -> Anchor:
    source, identity = KnowledgeSource(str(row["source"])), str(row["id"])
    return Anchor(source, identity, frozenset(_words(row["letters"])), _words(row["words"]))


def _words(given: Tree) -> tuple[str, ...]:
    return tuple(str(one) for one in given) if isinstance(given, list) else ()


class _Told(NamedTuple):
    """What a threat and its target say, in small letters."""

    threat: str
    target: str
    protocol: str


def _told(threat: Threat, records: RecordSet) -> _Told:
    """Return the words of a threat, of its target, and of its target's protocol."""
    said = " ".join((threat.title, threat.entry, threat.actor, threat.action, threat.effect, *threat.prompts))
    interface = records.find(threat.target, Interface)
    if interface is not None:
        protocol = f"{interface.medium} {interface.protocol}"
        target = f"{interface.title} {protocol} {' '.join(interface.data)} {interface.exposure}"
        return _Told(said.lower(), target.lower(), protocol.lower())
    element = records.find(threat.target, Element)
    return _Told(said.lower(), element.title.lower() if element else "", "")


def _holds(text: str, word: str) -> bool:
    """Say whether a text holds a word or phrase, not as part of another word."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def _letters(threat: Threat) -> frozenset[str]:
    return frozenset(Stride(letter).value for letter in threat.stride)


def _from_rules(threat: Threat, rules: Mapping[str, Iterable[tuple[KnowledgeSource, str]]]) -> Iterator[Hint]:
    """Yield what the rules name whose candidates the threat answers."""
    for key in threat.candidates:
        rule = key.partition("@")[0]
        for source, identity in rules.get(rule, ()):
            yield Hint(source, identity, f"rule {rule} names it")


def _from_anchors(threat: Threat, told: _Told) -> Iterator[Hint]:
    """Yield the anchors that share a letter and a word with the threat."""
    letters = _letters(threat)
    for anchor in anchors():
        shared = sorted(anchor.letters & letters)
        if not shared:
            continue
        for text, where in ((told.threat, "threat"), (told.target, "target")):
            word = next((one for one in anchor.words if _holds(text, one)), "")
            if word:
                yield Hint(
                    anchor.source, anchor.id, f"anchor for {''.join(shared)} and `{word}` in the {where}"
                )


def _from_references(threat: Threat, library: Library) -> Iterator[Hint]:
    """Yield what the items name that the threat references already."""
    for reference in threat.references:
        item = library.item(reference.source, reference.id)
        for identity in item.refs if item else ():
            for source in library.sources_of(identity):
                yield Hint(source, identity, f"{reference.id} names it")


def _from_properties(threat: Threat, records: RecordSet, library: Library, told: _Told) -> Iterator[Hint]:
    """Yield EMB3D threats of the target's ticked properties that share a word with the threat."""
    snapshot = library.newest.get(KnowledgeSource.EMB3D)
    element = records.find(threat.target, Element)
    if snapshot is None or element is None:
        return
    for ticked in element.emb3d_properties:
        for item in snapshot.after(ticked, "relates-to"):
            words = {*_NAME_WORD.findall(item.name.lower())} - _COMMON
            shared = sorted(word for word in words if _holds(told.threat, word))
            if shared:
                yield Hint(
                    KnowledgeSource.EMB3D, item.id, f"{ticked} is ticked and `{shared[0]}` is in the threat"
                )


def _from_names(threat: Threat, told: _Told, library: Library) -> Iterator[Hint]:
    """Yield attack patterns named after the target's protocol whose consequence is a letter of the threat."""
    letters = _letters(threat)
    snapshot = library.newest.get(KnowledgeSource.CAPEC)
    spoken = {
        word: given
        for word, words in _protocols().items()
        if (given := next((one for one in words if _holds(told.protocol, one)), ""))
    }
    if snapshot is None or not spoken:
        return
    for item in snapshot.items:
        shared = sorted({LETTERS[tag] for tag in item.tags if tag in LETTERS} & letters)
        word = next((one for one in spoken if _holds(item.name.lower(), one)), "")
        if shared and word:
            yield Hint(
                KnowledgeSource.CAPEC,
                item.id,
                f"`{spoken[word]}` is the target's protocol, and its consequence is {''.join(shared)}",
            )


def _all_references(records: RecordSet) -> Iterator[tuple[str, KnowledgeSource, str, str]]:
    """Yield record, source, id and name of every reference to public knowledge."""
    for threat in records.of(Threat):
        for one in threat.references:
            yield threat.id, one.source, one.id, one.name
    for entry in records.of(ThreatKnowledge):
        yield entry.id, entry.knowledge_source, entry.external_id, entry.name


def _problem(
    library: Library, source: KnowledgeSource, identity: str, name: str
) -> tuple[KnowledgeSource, str, str, str] | None:
    """Return what is wrong with one reference, none when nothing is or nobody can tell."""
    snapshot = library.newest.get(source)
    if snapshot is None:
        return None
    item = snapshot.item(identity)
    if item is None:
        fix = "correct the id, or import the version it comes from"
        return source, identity, f"{identity} does not stand in {source} {snapshot.version}", fix
    if item.state is not ItemState.ACTIVE:
        follow = ", ".join(one.id for one in snapshot.after(identity, "revoked-by"))
        fix = f"reference {follow} instead" if follow else "choose another item"
        return source, identity, f"{identity} is {item.state} in {source} {snapshot.version}", fix
    if name and _bare(name) != _bare(item.name):
        what = f"{identity} is named {item.name!r} in {source} {snapshot.version}, here {name!r}"
        return source, identity, what, "take over the name after looking whether it is still meant"
    return None


def _bare(name: str) -> str:
    """Return a name for comparison: without case, and without what stands in brackets behind it."""
    return " ".join(_BRACKETS.sub(" ", name).split()).casefold()
