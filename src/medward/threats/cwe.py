"""CWE from the XML of its publisher: weaknesses, categories and views, by id and name.

Read without entities or external references. The same relation in several views counts once.

Source: the schema of CWE 7.2 (cwe_schema_v7.2.xsd), the version of catalogue 4.15.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.foreign_xml import BrokenXmlError, ForbiddenXmlError, xml_events
from medward.threats.knowledge import Item, ItemKind, ItemState, Relation, Snapshot
from medward.threats.records import KnowledgeSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_BYTES: Final = 128 * 1024 * 1024
MAX_ITEMS: Final = 100_000
MAX_DEPTH: Final = 64
_ABOVE_ENTRY: Final = 2
"""Depth of the lists, as `Weaknesses`, whose members are entries."""
NOTICE: Final = (
    "Copyright The MITRE Corporation; CWE terms of use, https://cwe.mitre.org/about/termsofuse.html"
)
_HINT: Final = "Fetch cwec_v4.x.xml again from cwe.mitre.org; see docs/guide/threat-knowledge.md."
_KINDS: Final = {
    "Weakness": ItemKind.WEAKNESS,
    "Category": ItemKind.CATEGORY,
    "View": ItemKind.VIEW,
}
_RELATIONS: Final = {
    "ChildOf": "child-of",
    "CanPrecede": "can-precede",
    "PeerOf": "peer-of",
    "CanAlsoBe": "can-also-be",
    "Requires": "requires",
    "StartsWith": "starts-with",
}


class _Link(NamedTuple):
    """A relation by ids, before its ends are known."""

    source: str
    type: str
    target: str


def read_cwe(data: bytes, place: str) -> Snapshot:
    """Return the CWE catalogue in `data`; `place` is the file's name for messages.

    Raises:
        LimitError: Larger, deeper or longer than allowed.
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
        InvalidInputError: XML, but not CWE; an entry without id or name; an id that stands twice.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=place, hint=_HINT)
    root: Element | None = None
    items: dict[str, Item] = {}
    links: dict[_Link, None] = {}
    for element, is_root in _elements(data, place):
        if is_root:
            root = element
            continue
        item = _item(element, place)
        if item.id in items:
            raise InvalidInputError(f"{item.id} stands twice", place=place, hint=_HINT)
        if len(items) == MAX_ITEMS:
            raise LimitError(f"more than {MAX_ITEMS:,} entries", place=place, hint=_HINT)
        items[item.id] = item
        links.update(dict.fromkeys(_links(element, item)))
        element.clear()
    if root is None or _local(root) != "Weakness_Catalog":
        raise InvalidInputError("this XML is not a CWE catalogue", place=place, hint=_HINT)
    return _snapshot(root, items, links)


def _elements(data: bytes, place: str) -> Iterator[tuple[Element, bool]]:
    """Yield the root at its start, then every entry at its end."""
    try:
        for is_end, element, depth in xml_events(data):
            if depth > MAX_DEPTH:
                raise LimitError(f"nested deeper than {MAX_DEPTH} levels", place=place, hint=_HINT)
            if depth == 1 and not is_end:
                yield element, True
            if is_end and _local(element) in _KINDS and depth == _ABOVE_ENTRY + 1:
                yield element, False
    except BrokenXmlError as error:
        raise UnreadableTextError(f"not XML: {error}", place=place, hint=_HINT) from error
    except ForbiddenXmlError as error:
        raise UnreadableTextError(
            f"the XML has a document type or entities, which are not read ({error})",
            place=place,
            hint=_HINT,
        ) from error


def _item(element: Element, place: str) -> Item:
    """Return one entry."""
    kind, number, name = _KINDS[_local(element)], element.get("ID", ""), element.get("Name", "").strip()
    if not number.isdigit() or not name:
        raise InvalidInputError(
            f"a {kind} has ID {number!r:.40} and Name {name!r:.60}; it needs a number and a name",
            place=place,
            hint=_HINT,
        )
    gone = element.get("Status") in {"Deprecated", "Obsolete"}
    scopes = dict.fromkeys(one.text.strip() for one in _below(element, "Scope") if one.text)
    patterns = dict.fromkeys(
        f"CAPEC-{one.get('CAPEC_ID')}" for one in _below(element, "Related_Attack_Pattern")
    )
    state = ItemState.DEPRECATED if gone else ItemState.ACTIVE
    return Item(kind, f"CWE-{number}", name, state, tuple(scopes), tuple(patterns))


def _links(element: Element, item: Item) -> Iterator[_Link]:
    """Yield the relations of one entry."""
    for one in _below(element, "Related_Weakness"):
        nature = one.get("Nature", "")
        yield _Link(item.id, _RELATIONS.get(nature, nature.lower()), f"CWE-{one.get('CWE_ID')}")
    for one in _below(element, "Has_Member"):
        yield _Link(item.id, "has-member", f"CWE-{one.get('CWE_ID')}")


def _snapshot(root: Element, items: dict[str, Item], links: dict[_Link, None]) -> Snapshot:
    """Return the catalogue with its relations by place."""
    places = {identity: place for place, identity in enumerate(items)}
    return Snapshot(
        source=KnowledgeSource.CWE,
        version=root.get("Version", "unknown"),
        date=root.get("Date", ""),
        licence=NOTICE,
        items=tuple(items.values()),
        relations=tuple(
            Relation(places[one.source], one.type, places[one.target])
            for one in links
            if one.target in places
        ),
        dangling=tuple(
            f"{one.source}: {one.type} leads to {one.target}, which stands nowhere"
            for one in links
            if one.target not in places
        ),
    )


def _below(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of one name below another, whatever their namespace."""
    return (one for one in element.iter() if _local(one) == name)


def _local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
