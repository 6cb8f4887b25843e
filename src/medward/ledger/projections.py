"""Head, link and search as the truth implies them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from medward.kernel.canonical import JsonValue, canonical_bytes
from medward.ledger.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.ledger.rows import RevisionRow


@dataclass(slots=True)
class Projections:
    """The three tables, each by its key; the values are the other columns in their order."""

    head: dict[tuple[str, ...], tuple[str | int, ...]] = field(default_factory=dict)
    link: dict[tuple[str, ...], tuple[str | int, ...]] = field(default_factory=dict)
    search: dict[tuple[str, ...], tuple[str | int, ...]] = field(default_factory=dict)


COLUMNS = {
    "head": ("id", "kind", "revision", "seq", "payload", "content"),
    "link": ("source", "name", "target", "reviewed"),
    "search": ("id", "words"),
}
KEYS = {"head": 1, "link": 3, "search": 1}


def payload_body(links: Sequence[Link], text: str, record: bytes) -> bytes:
    """Return what a payload stores: one line with links and search text, then the record."""
    stamped: list[JsonValue] = [[link.name, link.target, link.reviewed] for link in links]
    return canonical_bytes({"links": stamped, "text": text}) + b"\n" + record


def record_of(body: bytes | None) -> bytes | None:
    """Return the record in a payload, or None when it was erased."""
    return None if body is None else body.partition(b"\n")[2]


def links_of(source: str, body: bytes) -> tuple[list[Link], str]:
    """Return the links and the search text in a payload of the record `source`.

    Raises:
        ValueError: the payload was not written by a ledger.
    """
    try:
        first = json.loads(body.partition(b"\n")[0])
        links = [Link(source, name, target, reviewed) for name, target, reviewed in first["links"]]
        return links, str(first["text"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"the first line of the payload lacks links or text: {error}") from error


def searchable(text: str) -> str:
    """Return the text as it is searched: lower case, single spaces."""
    return " ".join(text.casefold().split())


def project(revisions: Iterable[RevisionRow], bodies: dict[str, bytes | None]) -> Projections:
    """Return what head, link and search must hold.

    Args:
        revisions: All revisions of the ledger.
        bodies: Payload bodies by digest; a body that cannot be read gives no links and no text.
    """
    last: dict[str, RevisionRow] = {}
    for row in revisions:
        if row.id not in last or row.revision > last[row.id].revision:
            last[row.id] = row
    result = Projections()
    for row in last.values():
        result.head[(row.id,)] = (row.kind, row.revision, row.seq, row.payload, row.content)
        body = bodies.get(row.payload)
        if body and row.content:
            _add_payload(result, row.id, body)
    return result


def _add_payload(result: Projections, source: str, body: bytes) -> None:
    try:
        links, text = links_of(source, body)
    except ValueError:
        return  # the payload's own digest fails and is reported there
    for link in links:
        result.link[(source, link.name, link.target)] = (link.reviewed,)
    result.search[(source,)] = (searchable(f"{source} {text}"),)
