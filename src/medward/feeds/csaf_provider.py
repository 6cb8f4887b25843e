"""CSAF providers: from their metadata to their documents, by directory or by ROLIE feed.

A list or document that cannot be fetched is told and leaves the others alone; what was there of it before stays.

Source: CSAF 2.0, section 7.1: provider-metadata.json (`distributions[].directory_url`, `.rolie.feeds[].url`),
7.1.12 index.txt, 7.1.13 changes.csv (path and day of change, the newest first), 7.1.15 ROLIE feeds, 7.1.18 digests
beside each document; `metadata_version` 2.0.
"""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, LimitError, MedwardError, NetworkError, UnreachableError
from medward.feeds.address import checked_address
from medward.feeds.digests import digest_in
from medward.feeds.instants import instant_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.feeds.fetching import Fetching

_MOST_DOCUMENTS: Final = 500_000
_ALGORITHMS: Final = ("sha512", "sha256")
_PATIENCE: Final = 3
"""Documents in a row a provider may leave unanswered; then it is the provider that cannot be reached."""


class _Document(NamedTuple):
    """One document of a provider."""

    name: str
    address: str
    changed: str
    """When it changed, ISO 8601; "" where the list does not say."""
    digest_address: str = ""
    """Where its digest stands, "" where the list names none."""


def fetch_csaf(fetching: Fetching) -> str:
    """Fetch the documents that are new or changed since the snapshot in use; return the newest day of change.

    What was missing then is asked for again. While a list is missing the day stays, since what it would have named may
    have changed before days that others name.

    Raises:
        NetworkError: The metadata cannot be fetched, nothing at all can be, or the provider ceases to answer.
    """
    metadata = fetching.json("metadata.list.partial", fetching.source.addresses[0])
    if not isinstance(metadata, dict) or not str(metadata.get("metadata_version", "")).startswith("2."):
        raise NetworkError(
            "it is no metadata of a CSAF provider", place=fetching.source.addresses[0],
            hint="Give the address of its provider-metadata.json.",
        )  # fmt: skip
    digests = _DigestFiles(fetching, is_trusted=metadata.get("role") == "csaf_trusted_provider")
    before = fetching.update.before
    mark = newest = before.mark if before else ""
    wanted_again = {one.name for one in before.missing} if before else set()
    since = latest = instant_of(mark)
    gaps = _Gaps(fetching)
    for count, one in enumerate(_documents(fetching, metadata, gaps)):
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
        is_settled = changed is not None and since is not None and changed < since
        if known is not None and is_settled and one.name not in wanted_again:
            fetching.update.keep(one.name)
            continue
        with gaps.noted(one.name, one.address):
            fetching.file(one.name, one.address, digests.of(one))
    gaps.close()
    return mark if gaps.lacks_list else newest


class _Gaps:
    """What the provider lists and does not give."""

    def __init__(self, fetching: Fetching) -> None:
        self._fetching = fetching
        self._first: MedwardError | None = None
        self._unanswered = 0
        self.lacks_list = False
        """Whether a list of documents, or a part of one, is missing."""

    @contextmanager
    def noted(self, name: str, address: str) -> Iterator[None]:
        """Note that one document, or a list where there is no name, cannot be fetched, and go on without it.

        Raises:
            LimitError: The source sends more than it may.
            UnreachableError: Several documents in a row got no answer.
        """
        try:
            yield
        except LimitError:
            raise
        except UnreachableError as error:
            self._unanswered += 1
            if self._unanswered == _PATIENCE:
                raise
            self.note(name, address, error)
        except (NetworkError, InvalidInputError) as error:
            self._unanswered = 0
            self.note(name, address, error)
        else:
            self._unanswered = 0

    def note(self, name: str, address: str, error: MedwardError) -> None:
        """Note what cannot be fetched."""
        self._first = self._first or error
        self.lacks_list = self.lacks_list or not name
        self._fetching.update.miss(name, address, error)

    def close(self) -> None:
        """Keep what a missing list may have named.

        Raises:
            NetworkError: Nothing could be fetched at all.
            InvalidInputError: As before, for what is no address.
        """
        if self.lacks_list:
            self._fetching.update.keep_others()
        if self._first is not None and self._fetching.update.is_empty:
            raise self._first


def _documents(fetching: Fetching, metadata: dict[str, object], gaps: _Gaps) -> Iterator[_Document]:
    """Return the documents of every distribution, each once."""
    distributions = metadata.get("distributions")
    seen: set[str] = set()
    for index, one in enumerate(distributions if isinstance(distributions, list) else ()):
        if not isinstance(one, dict):
            continue
        if isinstance(one.get("directory_url"), str):
            found = _of_directory(fetching, one["directory_url"].rstrip("/") + "/", index, gaps)
        else:
            found = _of_feeds(fetching, one.get("rolie"), index, gaps)
        for document in found:
            if document.name not in seen:
                seen.add(document.name)
                yield document


def _of_directory(fetching: Fetching, base: str, index: int, gaps: _Gaps) -> Iterator[_Document]:
    """Return the documents `changes.csv` names, each with its last change, whatever the order of the rows."""
    address = f"{base}changes.csv"
    found: dict[str, str] = {}
    with gaps.noted("", address):
        listing = fetching.listing(f"changes-{index}.list.partial", checked_address(address))
        for path, changed_at in _rows(listing.read_text(encoding="utf-8-sig", errors="replace"), address):
            before, changed = instant_of(found.get(path, "")), instant_of(changed_at)
            if before is None or changed is None or changed > before:
                found[path] = changed_at
    for path, changed_at in found.items():
        yield from _document(gaps, base + path, changed_at)


def _rows(text: str, address: str) -> list[tuple[str, str]]:
    """Return path and day of the documents that a `changes.csv` names.

    Raises:
        NetworkError: It is no such list, as a page that asks to sign in.
    """
    try:
        rows = [row for row in csv.reader(text.splitlines()) if row]
    except csv.Error:
        rows = [[text]]
    found = [(row[0], row[1]) for row in rows if len(row) >= 2 and row[0].endswith(".json")]  # noqa: PLR2004 - path and day
    if rows and not found:
        raise NetworkError("it is no list of documents", place=address, hint="Use another mirror.")
    return found


def _of_feeds(fetching: Fetching, rolie: object, index: int, gaps: _Gaps) -> Iterator[_Document]:
    """Return the documents the ROLIE feeds name."""
    feeds = rolie.get("feeds") if isinstance(rolie, dict) else None
    for number, feed in enumerate(feeds if isinstance(feeds, list) else ()):
        address = feed.get("url") if isinstance(feed, dict) else None
        if not isinstance(address, str) or feed.get("tlp_label") not in {"WHITE", "CLEAR", "UNLABELED", None}:
            continue
        entries: list[object] = []
        with gaps.noted("", address):
            told = fetching.json(f"rolie-{index}-{number}.list.partial", checked_address(address))
            entries = _entries(told, address)
        for entry in entries:
            yield from _of_entry(entry if isinstance(entry, dict) else {}, address, gaps)


def _entries(told: object, address: str) -> list[object]:
    """Return the entries of a ROLIE feed; one without documents may have none.

    Raises:
        NetworkError: It is no such feed.
    """
    inner = told.get("feed") if isinstance(told, dict) else None
    if not isinstance(inner, dict):
        raise NetworkError("it is no ROLIE feed", place=address, hint="Use another mirror.")
    entries = inner.get("entry", [])
    return entries if isinstance(entries, list) else [entries]


def _of_entry(entry: dict[str, object], feed: str, gaps: _Gaps) -> Iterator[_Document]:
    """Return the document of an entry, or note that the feed does not say which it is."""
    links = entry.get("link")
    by_relation: dict[str, list[str]] = {}
    for link in links if isinstance(links, list) else ():
        if isinstance(link, dict) and isinstance(link.get("href"), str) and link["href"]:
            by_relation.setdefault(str(link.get("rel")), []).append(link["href"])
    if "self" not in by_relation:
        gaps.note("", feed, NetworkError("an entry of the feed links to no document", place=feed))
        return
    digests = [one for one in by_relation.get("hash", []) if one.endswith(_ALGORITHMS)]
    changed = str(entry.get("updated", ""))
    yield from _document(gaps, by_relation["self"][0], changed, digests[0] if digests else "")


def _document(gaps: _Gaps, address: str, changed: str, digest_address: str = "") -> Iterator[_Document]:
    """Return a document, or note that its address cannot be one."""
    try:
        name = _name(checked_address(address))
    except InvalidInputError as error:
        gaps.note(address, address, error)
    else:
        yield _Document(name, address, changed, digest_address)


def _name(address: str) -> str:
    """Return a name that is safe and tells documents of equal names in two folders apart."""
    parts = [part for part in address.partition("://")[2].split("/")[1:] if part not in {"", ".", ".."}]
    if any("\\" in part or "%2f" in part.lower() for part in parts) or not parts:
        raise InvalidInputError(f"{address!r:.200} is no address of a document", hint="Use another mirror.")
    return "-".join(parts[-3:])[-180:]


class _DigestFiles:
    """Finds the digest that stands beside a document: a trusted provider publishes one, by one algorithm or both."""

    def __init__(self, fetching: Fetching, *, is_trusted: bool) -> None:
        self._fetching = fetching
        self._suffixes: tuple[str, ...] = _ALGORITHMS if is_trusted else ()
        self._publishes = False

    def of(self, document: _Document) -> str:
        """Return the digest of a document, "" where there is none."""
        if document.digest_address:
            return self._read(document.digest_address)
        for suffix in self._suffixes:
            try:
                found = self._read(f"{document.address}.{suffix}")
            except UnreachableError:
                raise
            except NetworkError:
                continue
            self._suffixes = (suffix,)
            self._publishes = True
            return found
        self._suffixes = _ALGORITHMS if self._publishes else ()
        return ""

    def _read(self, address: str) -> str:
        listing = self._fetching.listing("digest.list.partial", checked_address(address))
        return digest_in(listing.read_text(encoding="utf-8", errors="replace"), address.rpartition(".")[2])
