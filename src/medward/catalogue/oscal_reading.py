"""OSCAL catalogues and mappings read back: ours without loss, those of others with a list of what they lack.

A foreign control becomes a clause with what it has; where a pack needs more (a
phase, a source), the reading says what it assumed and marks the row as not
checked. Nothing is made up in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from medward.catalogue.oscal import NAMESPACE, RELATIONSHIPS
from medward.catalogue.pack import CLAUSE_ID
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.kernel.text import Tree

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

MAX_DEPTH: Final = 16
_RELATION: Final = {"equal-to": "equal", **{word: one.value for one, word in RELATIONSHIPS.items()}}
_HEADER: Final = (
    "code",
    "issuer",
    "number",
    "jurisdiction",
    "force",
    "asks",
    "licence",
    "applies",
    "confidence",
)
_EDITION: Final = (
    "title",
    "issued",
    "applies-from",
    "applies-until",
    "stage",
    "supersedes",
    "note",
    "confidence",
)
_OURS: Final = re.compile(CLAUSE_ID)
_UNFIT: Final = re.compile(r"[^A-Z0-9.-]+")
_ONE: Final = ("force", "confidence", "applies", "since", "until", "relation-confidence")
_MANY: Final = {
    "phase": "phase",
    "deliverable": "deliverables",
    "also-in": "also_in",
    "shown-by": "shown_by",
    "source": "sources",
}


@dataclass(frozen=True, slots=True)
class OscalCatalog:
    """What was read from a catalogue."""

    tree: dict[str, Tree]
    """The pack, as its YAML file would hold it."""
    assumed: tuple[str, ...]
    """What the document did not say, and what was put in its place."""
    left_out: tuple[str, ...]
    """What a pack has no place for."""


@dataclass(frozen=True, slots=True)
class MappedRelation:
    """One line of a mapping."""

    source: str
    relation: str
    target: str


def read_catalog(document: Json, file: str) -> OscalCatalog:
    """Return an OSCAL catalogue as the tree of a pack.

    Raises:
        InvalidInputError: Not an OSCAL catalogue, or a control without id or text.
    """
    catalog = _child(_mapping_at(document, "", file), "catalog", "", file)
    metadata = _child(catalog, "metadata", "/catalog", file)
    props = _our_props(metadata)
    known = {name: values[0] for name, values in props.items()}
    assumed: list[str] = []
    tree: dict[str, Tree] = {
        "pack": "medward-pack/1",
        "title": _text(metadata, "title", "/catalog/metadata", file),
    }
    tree["urn"] = known.get("urn", "")
    tree.update({name: known[name] for name in _HEADER if name in known})
    if not known.get("urn"):
        tree.update(_assumed_header(metadata, file))
        assumed.append("issuer, number, jurisdiction, force and licence: the document does not state them")
    tree["editions"] = _editions(metadata) or [_assumed_edition(metadata)]
    left: set[str] = set()
    clauses = [_clause(control, place, file, left) for control, place in _controls(catalog, "/catalog", file)]
    bare = sum(1 for clause in clauses if clause["sources"] == ["EXPERT"])
    if bare and not known.get("urn"):
        assumed.append(f"phase, evidence and confidence of {bare} controls: marked K, to be checked")
    tree["clauses"] = list(clauses)
    if sources := _sources(catalog):
        tree["sources"] = sources
    return OscalCatalog(tree, tuple(assumed), tuple(sorted(left)))


def read_mapping(document: Json, file: str) -> tuple[MappedRelation, ...]:
    """Return the relations of an OSCAL mapping collection, one line per source and target.

    Raises:
        InvalidInputError: Not a mapping collection, or a relationship OSCAL does not define.
    """
    collection = _child(_mapping_at(document, "", file), "mapping-collection", "", file)
    mappings = collection.get("mappings", [])
    found: list[MappedRelation] = []
    for number, mapping in enumerate(mappings if isinstance(mappings, list) else [mappings]):
        place = f"/mapping-collection/mappings/{number}"
        for index, entry in enumerate(_items(_mapping_at(mapping, place, file), "maps")):
            found.extend(_relations(entry, f"{place}/maps/{index}", file))
    return tuple(found)


def _relations(entry: Json, place: str, file: str) -> Iterator[MappedRelation]:
    """Yield one relation per source and target of an entry."""
    row = _mapping_at(entry, place, file)
    word = _text(row, "relationship", place, file)
    if word == "no-relationship":
        return
    if word not in _RELATION:
        hint = f"OSCAL defines {', '.join(sorted(_RELATION))} and no-relationship."
        raise InvalidInputError(
            f"unknown relationship {word!r}", place=f"{file}#{place}/relationship", hint=hint
        )
    for source in _items(row, "sources"):
        for target in _items(row, "targets"):
            names = [_text(_mapping_at(one, place, file), "id-ref", place, file) for one in (source, target)]
            yield MappedRelation(_identity(names[0]), _RELATION[word], _identity(names[1]))


def _controls(
    holder: dict[str, Json], place: str, file: str, depth: int = 0
) -> Iterator[tuple[dict[str, Json], str]]:
    """Yield every control with its pointer, those in groups and below other controls too."""
    if depth > MAX_DEPTH:
        raise InvalidInputError(
            f"nested deeper than {MAX_DEPTH} levels", place=f"{file}#{place}", hint="Flatten it."
        )
    for name in ("controls", "groups"):
        for number, child in enumerate(_items(holder, name)):
            below = f"{place}/{name}/{number}"
            control = _mapping_at(child, below, file)
            if name == "controls":
                yield control, below
            yield from _controls(control, below, file, depth + 1)


def _clause(control: dict[str, Json], place: str, file: str, left: set[str]) -> dict[str, Tree]:
    """Return a control as a clause."""
    props = _our_props(control)
    labels = [_string(one.get("value")) for one in _props(control) if one.get("name") == "label"]
    parts = [_mapping_at(one, place, file) for one in _items(control, "parts")]
    left.update(name for name in ("params", "links") if control.get(name))
    clause: dict[str, Tree] = {
        "id": _identity(_text(control, "id", place, file)),
        "ref": labels[0] if labels else _text(control, "id", place, file),
        "text": _prose(parts, "statement") or _text(control, "title", place, file),
        "evidence": _prose(parts, "guidance") or "not stated in the imported catalogue",
    }
    clause.update({name.replace("-", "_"): props[name][0] for name in _ONE if name in props})
    clause.update({field: list(props[name]) for name, field in _MANY.items() if name in props})
    earlier = [_wording(one) for one in parts if one.get("name") == "earlier-wording"]
    if earlier:
        clause["earlier"] = list(earlier)
    return {"confidence": "K", "phase": ["all"], "sources": ["EXPERT"], **clause}


def _wording(part: dict[str, Json]) -> dict[str, Tree]:
    """Return an earlier wording."""
    props = _our_props(part)
    found: dict[str, Tree] = {"until": props.get("until", [""])[0]}
    if "ref" in props:
        found["ref"] = props["ref"][0]
    if "unchanged-text" not in props:
        found["text"] = _string(part.get("prose"))
    return found


def _prose(parts: list[dict[str, Json]], name: str) -> str:
    """Return the prose of the first part of this name, with that of the parts below it."""
    for part in parts:
        if part.get("name") == name:
            return " ".join(_all_prose(part)).strip()
    return ""


def _all_prose(part: dict[str, Json], depth: int = 0) -> Iterator[str]:
    """Yield the prose of a part and of the parts below it."""
    if text := _string(part.get("prose")):
        yield text
    if depth < MAX_DEPTH:
        for below in _items(part, "parts"):
            if isinstance(below, dict):
                yield from _all_prose(below, depth + 1)


def _editions(metadata: dict[str, Json]) -> list[Tree]:
    """Return the editions written by our own export."""
    groups: dict[str, dict[str, Tree]] = {}
    for prop in _props(metadata):
        name, group = _string(prop.get("name")), _string(prop.get("group"))
        if prop.get("ns") != NAMESPACE or not group:
            continue
        edition = groups.setdefault(group, {"sources": []})
        if name == "edition":
            edition["id"] = _string(prop.get("value"))
        elif name == "edition-source":
            sources = edition["sources"]
            if isinstance(sources, list):
                sources.append(_string(prop.get("value")))
        elif name.removeprefix("edition-") in _EDITION:
            edition[name.removeprefix("edition-").replace("-", "_")] = _string(prop.get("value"))
    return list(groups.values())


def _sources(catalog: dict[str, Json]) -> dict[str, Tree]:
    """Return the sources in the back matter, by their key."""
    matter = catalog.get("back-matter")
    resources = _items(matter, "resources") if isinstance(matter, dict) else []
    rows = [one for one in resources if isinstance(one, dict)]
    return {
        _string(one.get("title")): _string(one.get("description"))
        for one in rows
        if one.get("title") and one.get("description")
    }


def _assumed_edition(metadata: dict[str, Json]) -> dict[str, Tree]:
    """Return the edition of a foreign catalogue: its version, without dates nobody stated."""
    return {"id": _string(metadata.get("version")) or "imported", "confidence": "K", "sources": ["EXPERT"]}


def _assumed_header(metadata: dict[str, Json], file: str) -> dict[str, Tree]:
    """Return a header for a catalogue that is not ours."""
    name = "".join(sign if sign.isalnum() else "-" for sign in file.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return {
        "urn": f"urn:medward:intl:{name.lower()}",
        "code": f"X-{name}",
        "issuer": "unknown",
        "number": "none",
        "jurisdiction": "intl",
        "force": "standard",
        "asks": _string(metadata.get("title")) or "imported catalogue",
        "licence": "As stated by its publisher; imported for use in this device file only.",
        "confidence": "K",
    }


def _our_props(holder: dict[str, Json]) -> dict[str, list[str]]:
    """Return our properties by name, in order."""
    found: dict[str, list[str]] = {}
    for prop in _props(holder):
        if prop.get("ns") == NAMESPACE and not prop.get("group"):
            found.setdefault(_string(prop.get("name")), []).append(_string(prop.get("value")))
    return found


def _props(holder: dict[str, Json]) -> list[dict[str, Json]]:
    """Return the properties of an object."""
    return [one for one in _items(holder, "props") if isinstance(one, dict)]


def _items(holder: dict[str, Json], name: str) -> list[Json]:
    """Return a list field, empty when it is absent."""
    value = holder.get(name)
    return value if isinstance(value, list) else []


def _identity(token: str) -> str:
    """Return a token as an id of ours: `_524B-01` is 524B-01, `ac-2.1` is AC-2.1, `a5` is X-A5."""
    name = token.removeprefix("_")
    if _OURS.match(name):
        return name
    fit = _UNFIT.sub(".", name.upper()).strip(".-")
    return fit if _OURS.match(fit) else f"X-{fit}"


def _string(value: Json) -> str:
    """Return a text value, or nothing."""
    return value.strip() if isinstance(value, str) else ""


def _text(holder: dict[str, Json], name: str, place: str, file: str) -> str:
    """Return a text field that must be there."""
    text = _string(holder.get(name))
    if not text:
        raise InvalidInputError(f"{name!r} is missing", place=f"{file}#{place}", hint="OSCAL requires it.")
    return text


def _child(holder: dict[str, Json], name: str, place: str, file: str) -> dict[str, Json]:
    """Return an object field that must be there."""
    if name not in holder:
        hint = "An OSCAL catalogue begins with 'catalog', a mapping with 'mapping-collection'."
        raise InvalidInputError(f"{name!r} is missing", place=f"{file}#{place or '/'}", hint=hint)
    return _mapping_at(holder[name], f"{place}/{name}", file)


def _mapping_at(value: Json, place: str, file: str) -> dict[str, Json]:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise InvalidInputError(
            "an object is expected", place=f"{file}#{place or '/'}", hint="Check the JSON."
        )
    return value
