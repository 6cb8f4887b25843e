"""CSAF providers: from their metadata to their documents, by directory or by ROLIE feed.

Source: CSAF 2.0, section 7.1: provider-metadata.json (`distributions[].directory_url`, `.rolie.feeds[].url`),
7.1.12 index.txt, 7.1.13 changes.csv (path and day of change, the newest first), 7.1.15 ROLIE feeds, 7.1.18 digests
beside each document; `metadata_version` 2.0.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, NetworkError
from medward.feeds.address import checked_address
from medward.feeds.digests import digest_in
from medward.feeds.instants import instant_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.feeds.fetching import Fetching

_MOST_DOCUMENTS: Final = 500_000
_ALGORITHMS: Final = ("sha512", "sha256")


class _Document(NamedTuple):
    """One document of a provider."""

    name: str
    address: str
    changed: str
    """When it changed, ISO 8601; "" where the list does not say."""
    digest_address: str = ""
    """Where its digest stands, "" where the list names none."""


def fetch_csaf(fetching: Fetching) -> str:
    """Fetch the documents that are new or changed since the snapshot in use; return the newest day of change."""
    metadata = fetching.json("metadata.list.partial", fetching.source.addresses[0])
    if not isinstance(metadata, dict) or not str(metadata.get("metadata_version", "")).startswith("2."):
        raise NetworkError(
            "it is no metadata of a CSAF provider", place=fetching.source.addresses[0],
            hint="Give the address of its provider-metadata.json.",
        )  # fmt: skip
    digests = _DigestFiles(fetching, is_trusted=metadata.get("role") == "csaf_trusted_provider")
    newest = fetching.update.before.mark if fetching.update.before else ""
    since = latest = instant_of(newest)
    for count, one in enumerate(_documents(fetching, metadata)):
        if count > _MOST_DOCUMENTS:
            raise NetworkError(
                f"it lists more than {_MOST_DOCUMENTS:,} documents",
                place=fetching.source.name,
                hint="Use a mirror.",
            )
        changed = instant_of(one.changed)
        if changed is not None and (latest is None or changed > latest):
            newest, latest = one.changed, changed
        known = fetching.update.known(one.name)
        if known is not None and changed is not None and since is not None and changed < since:
            fetching.update.keep(one.name)
        else:
            fetching.file(one.name, one.address, digests.of(one))
    return newest


def _documents(fetching: Fetching, metadata: dict[str, object]) -> Iterator[_Document]:
    """Return the documents of every distribution, each once."""
    distributions = metadata.get("distributions")
    seen: set[str] = set()
    for index, one in enumerate(distributions if isinstance(distributions, list) else ()):
        if not isinstance(one, dict):
            continue
        if isinstance(one.get("directory_url"), str):
            found = _of_directory(fetching, one["directory_url"].rstrip("/") + "/", index)
        else:
            found = _of_feeds(fetching, one.get("rolie"), index)
        for document in found:
            if document.name not in seen:
                seen.add(document.name)
                yield document


def _of_directory(fetching: Fetching, base: str, index: int) -> Iterator[_Document]:
    """Return the documents `changes.csv` names, each with its last change, whatever the order of the rows."""
    listing = fetching.listing(f"changes-{index}.list.partial", checked_address(f"{base}changes.csv"))
    found: dict[str, str] = {}
    for row in csv.reader(listing.read_text(encoding="utf-8-sig").splitlines()):
        if len(row) >= 2 and row[0].endswith(".json"):  # noqa: PLR2004 - path and day
            before, changed = instant_of(found.get(row[0], "")), instant_of(row[1])
            if before is None or changed is None or changed > before:
                found[row[0]] = row[1]
    for path, changed_at in found.items():
        yield _document(base + path, changed_at)


def _of_feeds(fetching: Fetching, rolie: object, index: int) -> Iterator[_Document]:
    """Return the documents the ROLIE feeds name."""
    feeds = rolie.get("feeds") if isinstance(rolie, dict) else None
    for number, feed in enumerate(feeds if isinstance(feeds, list) else ()):
        address = feed.get("url") if isinstance(feed, dict) else None
        if not isinstance(address, str) or feed.get("tlp_label") not in {"WHITE", "CLEAR", "UNLABELED", None}:
            continue
        told = fetching.json(f"rolie-{index}-{number}.list.partial", checked_address(address))
        inner = told.get("feed") if isinstance(told, dict) else None
        entries = inner.get("entry") if isinstance(inner, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield from _of_entry(entry)


def _of_entry(entry: dict[str, object]) -> Iterator[_Document]:
    links = entry.get("link")
    by_relation: dict[str, list[str]] = {}
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and isinstance(link.get("href"), str):
            by_relation.setdefault(str(link.get("rel")), []).append(link["href"])
    for address in by_relation.get("self", [])[:1]:
        digests = [one for one in by_relation.get("hash", []) if one.endswith(_ALGORITHMS)]
        yield _document(address, str(entry.get("updated", "")), digests[0] if digests else "")


def _document(address: str, changed: str, digest_address: str = "") -> _Document:
    """Return a document under a name that is safe and tells documents of equal names in two folders apart."""
    checked_address(address)
    parts = [part for part in address.partition("://")[2].split("/")[1:] if part not in {"", ".", ".."}]
    if any("\\" in part or "%2f" in part.lower() for part in parts) or not parts:
        raise InvalidInputError(f"{address!r:.200} is no address of a document", hint="Use another mirror.")
    return _Document("-".join(parts[-3:])[-180:], address, changed, digest_address)


class _DigestFiles:
    """Finds the digest that stands beside a document: a trusted provider publishes one, by one algorithm or both."""

    def __init__(self, fetching: Fetching, *, is_trusted: bool) -> None:
        self._fetching = fetching
        self._suffixes: tuple[str, ...] = _ALGORITHMS if is_trusted else ()

    def of(self, document: _Document) -> str:
        """Return the digest of a document, "" where there is none."""
        if document.digest_address:
            return self._read(document.digest_address)
        for suffix in self._suffixes:
            try:
                found = self._read(f"{document.address}.{suffix}")
            except NetworkError:
                continue
            self._suffixes = (suffix,)
            return found
        self._suffixes = ()
        return ""

    def _read(self, address: str) -> str:
        listing = self._fetching.listing("digest.list.partial", checked_address(address))
        return digest_in(listing.read_text(encoding="utf-8", errors="replace"), address.rpartition(".")[2])
