"""Which addresses may be fetched: https everywhere, plain http on this machine only."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def checked_address(text: str) -> str:
    """Return the address when it may be fetched.

    >>> checked_address("https://example.org/all.zip")
    'https://example.org/all.zip'

    Raises:
        InvalidInputError: It is not https, carries a password, or is no address.
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host, parts = None, urlsplit("")
    if not host or parts.username is not None or parts.password is not None:
        raise InvalidInputError(
            f"{text!r:.200} is no address to fetch from", hint="Write https://host/path, without a password."
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOOPBACK):
        raise InvalidInputError(
            f"{text!r:.200} is not https",
            hint="Feeds are fetched over https; plain http only from this machine.",
        )
    return text


def is_loopback(text: str) -> bool:
    """Return whether an address is on this machine."""
    return urlsplit(text).hostname in _LOOPBACK


def file_names(addresses: Iterable[str]) -> dict[str, str]:
    """Return each address by the name of its file; those that would share one begin with the digest of theirs.

    >>> list(file_names(["https://a.org/x/main.json", "https://b.org/x/main.json"]))[0]
    'ce920872-x-main.json'
    """
    found: dict[str, str] = {}
    given = list(dict.fromkeys(addresses))
    often = Counter(map(file_name, given))
    for address in given:
        name = file_name(address)
        if often[name] > 1:
            name = f"{sha256(address.encode()).hexdigest()[:8]}-{name}"
        found[name] = address
    return found


def file_name(address: str) -> str:
    """Return a name for the file of an address: its last folders and its name, safe on every system.

    >>> file_name("https://example.org/PyPI/all.zip"), file_name("https://example.org/data/json")
    ('PyPI-all.zip', 'data-json.json')
    """
    parts = [part for part in urlsplit(address).path.split("/") if part not in {"", ".", ".."}][-2:]
    name = "-".join("".join(c if c.isalnum() or c in "._-" else "_" for c in part) for part in parts)
    return (name or "feed")[-120:] + ("" if "." in name else ".json")
