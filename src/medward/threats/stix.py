"""ATT&CK, CAPEC and EMB3D from STIX 2.0 and 2.1 bundles.

Read by ourselves: the library stix2 3.0.2 is well kept, but at 0.25 s for the 1,826 objects of ATT&CK
for ICS 100,000 take 13 s; it gives no JSON pointer, and we need id, name, state and relations of six types.

Only objects of the types below are kept, by id and name. Everything else is counted.

Source: STIX 2.1 (OASIS, 2021) 2.9, 3.2, 3.6 and 5.1; the form of EMB3D as published in its bundle 2.0.1.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.strict_json import strict_json
from medward.threats.knowledge import Item, ItemKind, ItemState, Relation, Snapshot
from medward.threats.records import KnowledgeSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_BYTES: Final = 256 * 1024 * 1024
"""One bundle; that of ATT&CK Enterprise has about 50 MB."""
MAX_OBJECTS: Final = 500_000
_HINT: Final = "Fetch the bundle again from its publisher; see docs/guide/threat-knowledge.md."
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]*--[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_CWE: Final = re.compile(r"CWE-\d+")
_ATTACK: Final = frozenset({"mitre-attack", "mitre-ics-attack", "mitre-mobile-attack"})
_KINDS: Final = {
    "course-of-action": ItemKind.MITIGATION,
    "x-mitre-tactic": ItemKind.TACTIC,
    "x-mitre-asset": ItemKind.ASSET,
    "vulnerability": ItemKind.THREAT,
    "x-mitre-emb3d-property": ItemKind.PROPERTY,
}
_EMB3D_IDS: Final = {
    "vulnerability": "x_mitre_emb3d_threat_id",
    "course-of-action": "x_mitre_emb3d_mitigation_id",
    "x-mitre-emb3d-property": "x_mitre_emb3d_property_id",
}
_CAPEC_REFS: Final = {
    "x_capec_child_of_refs": "child-of",
    "x_capec_can_precede_refs": "can-precede",
    "x_capec_peer_of_refs": "peer-of",
}
_DOMAINS: Final = {
    "ics-attack": KnowledgeSource.ATTACK_ICS,
    "enterprise-attack": KnowledgeSource.ATTACK_ENTERPRISE,
}
_ATTACK_TERMS: Final = (
    "ATT&CK terms of use, https://attack.mitre.org/resources/legal-and-branding/terms-of-use/"
)
NOTICES: Final = {
    KnowledgeSource.ATTACK_ICS: _ATTACK_TERMS,
    KnowledgeSource.ATTACK_ENTERPRISE: _ATTACK_TERMS,
    KnowledgeSource.CAPEC: "CAPEC terms of use, https://capec.mitre.org/about/termsofuse.html",
    KnowledgeSource.EMB3D: "EMB3D terms of use, https://emb3d.mitre.org/; your own copy, not to be passed on",
}
"""Where the terms stand; a notice in the files comes before it."""

Object: TypeAlias = dict[str, object]


@dataclass
class Objects:
    """The objects of one catalogue, gathered from one or many files."""

    found: dict[str, tuple[str, Object]] = field(default_factory=dict)
    """Place and object by STIX id; of several versions the newest."""
    repeated: list[str] = field(default_factory=list)
    """Objects that stand more than once, each with its place."""
    most: int = MAX_OBJECTS
    """How many objects are taken at most."""
    most_bytes: int = MAX_BYTES
    """How large a file may be."""

    def add(self, data: bytes, name: str) -> None:
        """Take over the objects of one file.

        Raises:
            LimitError: Larger, deeper or longer than allowed.
            UnreadableTextError: Not JSON.
            InvalidInputError: Not STIX, or two objects with one id that cannot both be right.
        """
        if len(data) > self.most_bytes:
            raise LimitError(
                f"{len(data):,} bytes; at most {self.most_bytes:,} are read", place=name, hint=_HINT
            )
        tree = _json(data, name)
        for place, identity, entry in _entries(tree, name):
            known = self.found.get(identity)
            if known is None:
                if len(self.found) == self.most:
                    raise LimitError(f"more than {self.most:,} objects", place=place, hint=_HINT)
                self.found[identity] = (place, entry)
            else:
                self._again(identity, place, entry)

    def _again(self, identity: str, place: str, entry: Object) -> None:
        """Keep the newer of two objects with one id."""
        first, kept = self.found[identity]
        older, newer = str(kept.get("modified", "")), str(entry.get("modified", ""))
        if older == newer and kept != entry:
            raise InvalidInputError(
                f"{identity} stands here and at {first} with other content and the same time of change",
                place=f"{place}/id",
                hint=_HINT,
            )
        self.repeated.append(f"{place}: {identity} stands at {first} too; the newest counts")
        if newer > older:
            self.found[identity] = (place, entry)


def read_stix(
    objects: Objects, source: KnowledgeSource | None = None, version: str = "", file_version: str = ""
) -> Snapshot:
    """Return the catalogue in some objects.

    Args:
        objects: What the files hold.
        source: Which catalogue it is; found out when not given.
        version: Its version; taken from the objects when not given.
        file_version: Version in the name of the file, for a catalogue whose objects do not tell.

    Raises:
        InvalidInputError: The objects belong to no catalogue Medward knows, or to none at all.
    """
    source = source or _source(objects)
    date = max((_day(entry) for _, entry in objects.found.values()), default="")
    sorted_out = _sort_out(objects, source)
    relations, dangling, between = _relations(objects, sorted_out.places)
    not_kept = {**sorted_out.not_kept, **({"relationship": between} if between else {})}
    return Snapshot(
        source=source,
        version=version or _version(objects, source, file_version) or f"as of {date or 'an unknown day'}",
        date=date,
        licence=_licence(objects, source),
        items=tuple(sorted_out.items),
        relations=relations,
        not_kept=dict(sorted(not_kept.items())),
        dangling=dangling,
        unusable=(*objects.repeated, *sorted_out.unusable),
    )


@dataclass
class _SortedOut:
    """Which objects become items, and what becomes of the others."""

    items: list[Item] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    """Place among the items by STIX id."""
    not_kept: Counter[str] = field(default_factory=Counter)
    unusable: list[str] = field(default_factory=list)


def _sort_out(objects: Objects, source: KnowledgeSource) -> _SortedOut:
    """Return the objects that become items; relationships are looked at by themselves."""
    out = _SortedOut()
    for identity, (place, entry) in objects.found.items():
        kind = _kind(entry, source)
        external = _external_id(entry, source) if kind else ""
        if kind and external:
            out.places[identity] = len(out.items)
            out.items.append(_item(entry, kind, external, place))
        elif kind:
            out.unusable.append(f"{place}: {identity} has no id of {source}; not kept")
        elif entry["type"] != "relationship":
            out.not_kept[str(entry["type"])] += 1
    return out


def _json(data: bytes, place: str) -> object:
    """Return the JSON tree of a file."""
    try:
        tree = strict_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            f"not UTF-8 text: byte {error.start} is wrong", place=place, hint=_HINT
        ) from None
    except json.JSONDecodeError as error:
        raise UnreadableTextError(
            f"not JSON: {error.msg} (line {error.lineno}, column {error.colno})",
            place=f"{place}:{error.lineno}",
            hint=_HINT,
        ) from None
    except ValueError as error:
        raise UnreadableTextError(f"not JSON: {error}", place=place, hint=_HINT) from None
    except RecursionError:
        raise LimitError("the JSON is nested too deeply", place=place, hint=_HINT) from None
    return tree


def _entries(tree: object, name: str) -> Iterator[tuple[str, str, Object]]:
    """Yield place, id and content of each object of a bundle, or of the one object a file is."""
    if not isinstance(tree, dict):
        raise InvalidInputError("a STIX file is an object", place=f"{name}#", hint=_HINT)
    if tree.get("type") != "bundle":
        yield f"{name}#", *_entry(tree, f"{name}#")
        return
    listed = tree.get("objects")
    if not isinstance(listed, list):
        raise InvalidInputError("a bundle has a list of objects", place=f"{name}#/objects", hint=_HINT)
    for number, entry in enumerate(listed):
        place = f"{name}#/objects/{number}"
        yield place, *_entry(entry, place)


def _entry(entry: object, place: str) -> tuple[str, Object]:
    """Return the id and content of one object whose type and id are what STIX asks for."""
    if not isinstance(entry, dict):
        raise InvalidInputError("a STIX object belongs here", place=place, hint=_HINT)
    kind, identity = entry.get("type"), entry.get("id")
    if not isinstance(kind, str) or not kind:
        raise InvalidInputError("a STIX object has a type, a text", place=f"{place}/type", hint=_HINT)
    if not isinstance(identity, str) or not _ID.fullmatch(identity) or not identity.startswith(f"{kind}--"):
        raise InvalidInputError(
            f"the id is {identity!r:.80}; it must be {kind}-- and a UUID", place=f"{place}/id", hint=_HINT
        )
    return identity, entry


def _source(objects: Objects) -> KnowledgeSource:
    """Return which catalogue the objects are; ATT&CK by the domain most of its tactics or techniques name."""
    domains: Counter[str] = Counter()
    for _, entry in objects.found.values():
        if any(key.startswith("x_mitre_emb3d") for key in entry):
            return KnowledgeSource.EMB3D
        if any(key.startswith("x_capec") for key in entry):
            return KnowledgeSource.CAPEC
        if entry["type"] in {"attack-pattern", "x-mitre-tactic", "x-mitre-collection"}:
            domains.update(_texts(entry, "x_mitre_domains"))
    name = max(domains, key=lambda one: (domains[one], one), default="")
    if name not in _DOMAINS:
        raise InvalidInputError(
            f"these objects are {name or 'no catalogue Medward knows'}",
            hint="Give bundles of ATT&CK for ICS or Enterprise, CAPEC or EMB3D.",
        )
    return _DOMAINS[name]


def _kind(entry: Object, source: KnowledgeSource) -> ItemKind | None:
    """Return what an object is, none when it is not kept."""
    if entry["type"] == "attack-pattern":
        return ItemKind.ATTACK_PATTERN if source is KnowledgeSource.CAPEC else ItemKind.TECHNIQUE
    return _KINDS.get(str(entry["type"]))


def _external_id(entry: Object, source: KnowledgeSource) -> str:
    """Return the id in the catalogue; a mitigation of CAPEC has a name only, as `coa-10-0`."""
    if source is KnowledgeSource.EMB3D:
        return _text(entry, _EMB3D_IDS.get(str(entry["type"]), ""))
    wanted = {"capec"} if source is KnowledgeSource.CAPEC else _ATTACK
    for name, identity in _references(entry):
        if name in wanted:
            return identity
    if source is KnowledgeSource.CAPEC and entry["type"] == "course-of-action":
        return _text(entry, "name")
    return ""


def _item(entry: Object, kind: ItemKind, external: str, place: str) -> Item:
    """Return one object as an item."""
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        raise InvalidInputError(f"{external} has no name", place=f"{place}/name", hint=_HINT)
    return Item(kind, external, " ".join(name.split()), _state(entry), _tags(entry), _refs(entry))


def _state(entry: Object) -> ItemState:
    """Return whether the publisher revoked or deprecated it; what is both counts as revoked."""
    if entry.get("revoked") is True:
        return ItemState.REVOKED
    gone = _text(entry, "x_capec_status") in {"Deprecated", "Obsolete"}
    return ItemState.DEPRECATED if gone or entry.get("x_mitre_deprecated") is True else ItemState.ACTIVE


def _tags(entry: Object) -> tuple[str, ...]:
    """Return tactics, scopes of consequences, categories and levels of maturity."""
    phases = entry.get("kill_chain_phases")
    names = (
        [_text(one, "phase_name") for one in phases if isinstance(one, dict)]
        if isinstance(phases, list)
        else []
    )
    scopes = entry.get("x_capec_consequences")
    names += list(scopes) if isinstance(scopes, dict) else []
    keys = (
        "category",
        "x_mitre_emb3d_threat_maturity",
        "x_mitre_emb3d_mitigation_maturity",
        "x_mitre_shortname",
    )
    names += [_text(entry, key) for key in keys]
    return tuple(dict.fromkeys(name for name in names if name))


def _refs(entry: Object) -> tuple[str, ...]:
    """Return the ids of other catalogues that an object names."""
    named = [
        identity
        for name, identity in _references(entry)
        if name in {"cwe", "ATTACK"} or (name == "capec" and not _text(entry, "x_capec_status"))
    ]
    named += _CWE.findall(_text(entry, "x_mitre_emb3d_threat_CWEs"))
    return tuple(dict.fromkeys(named))


def _references(entry: Object) -> Iterator[tuple[str, str]]:
    """Yield source name and id of each external reference that has an id."""
    listed = entry.get("external_references")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and isinstance(one.get("external_id"), str):
            yield _text(one, "source_name"), str(one["external_id"])


def _relations(objects: Objects, places: dict[str, int]) -> tuple[tuple[Relation, ...], tuple[str, ...], int]:
    """Return relations between kept items, those that lead nowhere, and how many join what is not kept."""
    kept: dict[Relation, None] = {}
    dangling: list[str] = []
    between = 0
    for place, source, kind, target in _links(objects):
        missing = [end for end in (source, target) if end not in objects.found]
        if missing:
            dangling.append(f"{place}: {kind} leads to {', '.join(missing)}, which stands nowhere")
        elif source in places and target in places:
            kept.setdefault(Relation(places[source], kind, places[target]))
        else:
            between += 1
    return tuple(kept), tuple(dangling), between


def _links(objects: Objects) -> Iterator[tuple[str, str, str, str]]:
    """Yield place, source, type and target of each relationship and each reference list of CAPEC."""
    for identity, (place, entry) in objects.found.items():
        if entry["type"] == "relationship":
            ends = [entry.get(key) for key in ("source_ref", "relationship_type", "target_ref")]
            for key, end in zip(("source_ref", "relationship_type", "target_ref"), ends, strict=True):
                if not isinstance(end, str):
                    raise InvalidInputError(
                        f"a relationship has {key}, a text", place=f"{place}/{key}", hint=_HINT
                    )
            yield place, str(ends[0]), str(ends[1]), str(ends[2])
        for key, kind in _CAPEC_REFS.items():
            for target in _texts(entry, key):
                yield f"{place}/{key}", identity, kind, target


def _version(objects: Objects, source: KnowledgeSource, file_version: str) -> str:
    """Return the version: of the collection, the highest of CAPEC's objects, or that in the file's name."""
    if source is KnowledgeSource.CAPEC:
        found = {_text(entry, "x_capec_version") for _, entry in objects.found.values()}
        return max(
            found, key=lambda one: [int(part) for part in one.split(".") if part.isdigit()], default=""
        )
    for _, entry in objects.found.values():
        if entry["type"] == "x-mitre-collection":
            return _text(entry, "x_mitre_version")
    return file_version


def _licence(objects: Objects, source: KnowledgeSource) -> str:
    """Return the notice of the files' marking, and where the terms stand."""
    said: list[str] = []
    for _, entry in objects.found.values():
        definition = entry.get("definition")
        if entry["type"] == "marking-definition" and isinstance(definition, dict):
            said.append(_text(definition, "statement"))
    return "; ".join(dict.fromkeys(filter(None, [*said, NOTICES.get(source, "")])))


def _day(entry: Object) -> str:
    """Return the day of the last change."""
    return (_text(entry, "modified") or _text(entry, "created"))[:10]


def _text(entry: Object, key: str) -> str:
    """Return a field that is text, else nothing."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _texts(entry: Object, key: str) -> Iterable[str]:
    """Return the texts of a list field."""
    value = entry.get(key)
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
