"""Which addresses may be fetched: https everywhere, plain http on this machine only."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from medward.errors import InvalidInputError

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


def file_name(address: str) -> str:
    """Return a name for the file of an address: its last folders and its name, safe on every system.

    >>> file_name("https://example.org/PyPI/all.zip"), file_name("https://example.org/data/json")
    ('PyPI-all.zip', 'data-json.json')
    """
    parts = [part for part in urlsplit(address).path.split("/") if part not in {"", ".", ".."}][-2:]
    name = "-".join("".join(c if c.isalnum() or c in "._-" else "_" for c in part) for part in parts)
    return (name or "feed")[-120:] + ("" if "." in name else ".json")
