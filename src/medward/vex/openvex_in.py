"""OpenVEX read: 0.0.1 to 0.2.0, as documents in the field have it.

Real documents leave out what the specification demands: ids, times, even authors. What a statement needs to
mean anything (vulnerability, product, status) is refused when it is missing; the rest is read and noted.

Source: OpenVEX specification 0.2.0, "Data Inheritance"; 0.0.1 had texts where 0.2.0 has objects.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR
from itertools import islice
from typing import TYPE_CHECKING, Final

from medward.components.purl import parse_purl
from medward.components.sbom import Hash
from medward.errors import InvalidInputError, LimitError
from medward.kernel.json_node import JsonNode
from medward.vex.mapping import FROM_SHARED
from medward.vex.notes import parse, without_stand_in
from medward.vex.openvex import HASHES, RANGE, STATUSES, VERS
from medward.vex.shape import moment
from medward.vex.statement import Identity, Statement, VexDocument, VexFormat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

_CONTEXT: Final = re.compile(r"https://openvex\.dev/ns(?:/v(?P<version>\d+\.\d+\.\d+))?/?")
_CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,}", re.IGNORECASE)
_VERSIONS: Final = ("0.0.1", "0.0.2", "0.1.0", "0.2.0")
_STATUS_OF: Final = {word: status for status, word in STATUSES.items()}
_HASH_OF: Final = {word: name for name, word in HASHES.items()}
_HINT: Final = "See https://github.com/openvex/spec."
MAX_STATEMENTS: Final = 500_000
"""Statements of one document; the largest at hand make some five thousand."""


def read_openvex(root: JsonNode) -> VexDocument:
    """Return the statements of an OpenVEX document.

    Raises:
        InvalidInputError: An unknown version, status or justification; a statement without vulnerability or
            product; a field of another type than the specification gives it.
        LimitError: More statements than are read.
    """
    version = _version(root)
    notes: list[str] = []
    first = time_of(root, "timestamp")
    issued = time_of(root, "last_updated") or first
    statements = collected(
        (one for node in root.nodes("statements") for one in _statements(node, first or issued)), root
    )
    if not statements:
        raise InvalidInputError("the document has no statement", place=root.where("statements"), hint=_HINT)
    if issued is None and any(one.issued is None for one in statements):
        notes.append("no time is given, so an older version cannot be told from a newer one by it")
    if not root.text("@id"):
        notes.append("the document has no id")
    return VexDocument(
        format=VexFormat.OPENVEX,
        spec_version=version,
        id=root.text("@id"),
        author=root.text("author"),
        version=_number(root),
        timestamp=issued,
        statements=statements,
        notes=tuple(notes),
        first_issued=first,
        publisher="other",
    )


def collected(statements: Iterable[Statement], root: JsonNode) -> tuple[Statement, ...]:
    """Return the statements of a document, made one by one.

    Raises:
        LimitError: More than are read: a few lines can name every pair of thousands of products and components.
    """
    found = tuple(islice(statements, MAX_STATEMENTS + 1))
    if len(found) > MAX_STATEMENTS:
        raise LimitError(
            f"more than {MAX_STATEMENTS:,} statements", place=root.place, hint="Split the document."
        )
    return found


def time_of(node: JsonNode, name: str) -> datetime | None:
    """Return an instant, or none where it is not given.

    Raises:
        InvalidInputError: Something that is no instant with a zone, or one of the first or last year there is.
    """
    text = node.text(name)
    if not text:
        return None
    found = moment(text)
    if found is None:
        raise InvalidInputError(
            f"{name} is {text!r:.60}; it must be a date and time with a zone",
            place=node.where(name),
            hint="As 2026-03-14T09:00:00Z.",
        )
    if found.year in {MINYEAR, MAXYEAR}:
        raise InvalidInputError(
            f"{name} is {text!r:.60}, at the end of the calendar; it cannot be compared in every time zone",
            place=node.where(name),
            hint="Ask its author when it was issued.",
        )
    return found


def purl_identity(text: str, cpe: str = "", hashes: tuple[Hash, ...] = (), *, other: str = "") -> Identity:
    """Return an identity with name, version and range as its package URL gives them; a broken one is kept as an id."""
    if not text:
        return Identity(cpe=cpe, hashes=hashes, id=other)
    try:
        purl = parse_purl(text)
    except InvalidInputError:
        return Identity(cpe=cpe, hashes=hashes, id=text)
    versions = purl.qualifier(VERS) or purl.qualifier(RANGE)
    if versions:
        others = tuple(one for one in purl.qualifiers if one[0] not in {VERS, RANGE})
        text = str(purl._replace(qualifiers=others))
    return Identity(purl.name, purl.version, text, cpe, hashes, versions, deployable=purl.subpath, id=other)


def _version(root: JsonNode) -> str:
    found = _CONTEXT.fullmatch(root.text("@context"))
    version = (found["version"] or "0.0.1") if found else ""
    if version not in _VERSIONS:
        raise InvalidInputError(
            f"@context is {root.text('@context')!r:.60}; OpenVEX {', '.join(_VERSIONS)} is read",
            place=root.where("@context"),
            hint=_HINT,
        )
    return version


def _number(root: JsonNode) -> str:
    """Return the document's version, a number in 0.2.0 and a text in 0.0.1."""
    value = root.value.get("version")
    if isinstance(value, str):
        return value
    found = root.number("version")
    return "" if found is None else str(found)


def _statements(node: JsonNode, issued: datetime | None) -> Iterator[Statement]:
    """Yield one statement per product and component."""
    name, aliases, summary = _vulnerability(node)
    word = _one_of(_STATUS_OF, node, "status")
    reason = _one_of(("", *FROM_SHARED), node, "justification")
    note = parse(node.text("status_notes"))
    if not _values(node, "products"):
        raise InvalidInputError(
            "the statement names no product", place=node.where("products"), hint="Ask its author."
        )
    supplier = node.text("supplier")
    for product, component in _products(node):
        one = Statement(
            vulnerability=name,
            product=replace(product, supplier=supplier) if supplier else product,
            status=_STATUS_OF[word],
            aliases=aliases,
            component=component,
            justification=FROM_SHARED.get(reason),
            term=note.term,
            detail=note.text,
            impact=node.text("impact_statement"),
            action=node.text("action_statement"),
            responses=note.responses,
            summary=summary,
            issued=time_of(node, "timestamp") or issued,
            updated=time_of(node, "last_updated"),
            id=node.text("@id"),
        )
        yield without_stand_in(one)


def _one_of(words: Collection[str], node: JsonNode, field: str) -> str:
    """Return the word of a field that takes certain words only."""
    word = node.text(field)
    if word not in words:
        raise InvalidInputError(
            f"{field} is {word!r:.60}; it must be one of {', '.join(filter(None, words))}",
            place=node.where(field),
            hint=_HINT,
        )
    return word


def _vulnerability(node: JsonNode) -> tuple[str, tuple[str, ...], str]:
    """Return id, aliases and description."""
    value = node.value.get("vulnerability")
    inner = (
        JsonNode({"name": value}, node.place, node.pointer)
        if isinstance(value, str)
        else node.node("vulnerability")
    )
    name = inner.text("name") or inner.text("@id")
    if not name:
        raise InvalidInputError(
            "the statement names no vulnerability", place=node.where("vulnerability"), hint="Ask its author."
        )
    aliases = inner.texts("aliases")
    if not inner.text("name"):  # only its address is given
        aliases += tuple(one for one in (name.rpartition("/")[2],) if _CVE.fullmatch(one))
    return name, aliases, inner.text("description") or node.text("vuln_description")


def _products(node: JsonNode) -> Iterator[tuple[Identity, Identity | None]]:
    """Yield every product with each of its components."""
    shared = _components(node, "subcomponents")
    for index, value in enumerate(_values(node, "products")):
        if isinstance(value, str):
            product, parts = purl_identity(value) if value.startswith("pkg:") else Identity(id=value), shared
        else:
            inner = _object(node, "products", index, value)
            product, parts = _component(inner), _components(inner, "subcomponents") or shared
        yield from ((product, part) for part in parts)
        if not parts:
            yield product, None


def _components(node: JsonNode, name: str) -> list[Identity]:
    return [
        purl_identity(value) if isinstance(value, str) else _component(_object(node, name, index, value))
        for index, value in enumerate(_values(node, name))
    ]


def _values(node: JsonNode, name: str) -> list[object]:
    found = node.value.get(name) or []
    if not isinstance(found, list):
        raise node.wrong(name, "a list", found)
    return found


def _object(node: JsonNode, name: str, index: int, value: object) -> JsonNode:
    if not isinstance(value, dict):
        raise node.wrong(name, "a list of objects or texts", value, index)
    return JsonNode(value, node.place, node.below(name, index))


def _component(node: JsonNode) -> Identity:
    """Return what a product or component is known by."""
    names, address = node.node("identifiers"), node.text("@id")
    hashes = tuple(
        Hash(_HASH_OF.get(name, name), node.node("hashes").text(name)) for name in node.node("hashes").value
    )
    purl = names.text("purl") or (address if address.startswith("pkg:") else "")
    if not purl and not address and not names.value and not hashes:
        raise InvalidInputError(
            "the product has neither id nor identifiers", place=node.where(), hint="Ask its author."
        )
    cpe = names.text("cpe23") or names.text("cpe22")
    return purl_identity(purl, cpe, hashes, other="" if address == purl else address)
