"""Ports as people write them, read so that two ways of writing one port are the same port.

>>> ports_in("443/tcp") == ports_in("TCP 443 at the portal")
True

Source: RFC 6335, section 5: a port is a transport protocol and a number from 0 to 65535.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_NUMBER: Final = r"\d{1,5}(?:\s*(?:-|\u2013|to)\s*\d{1,5})?"
_LIST: Final = rf"{_NUMBER}(?:\s*(?:,|/|and|or)\s*{_NUMBER})*(?![\w.]*\w)"
_TRANSPORT: Final = r"(?:tcp|udp|sctp)(?:\s*(?:/|and|or)\s*(?:tcp|udp|sctp))*"
_FORMS: Final = (
    rf"\b(?P<before>{_TRANSPORT})\W{{0,2}}(?:ports?\W{{0,2}})?(?P<first>{_LIST})",  # TCP 22 and 443, tcp/443
    rf"\b(?P<second>{_NUMBER})\s*/?\s*(?P<after>{_TRANSPORT})\b",  # 443/tcp
    rf"\bports?\W{{0,2}}(?P<third>{_LIST})",  # port 443
    r"(?<=[\w\]*]):(?P<fourth>\d{1,5})\b",  # host:443
)
_PORTS: Final = re.compile("|".join(_FORMS), re.IGNORECASE)
_BARE: Final = re.compile(_LIST, re.IGNORECASE)
_SPAN: Final = re.compile(r"(\d+)(?:\s*(?:-|\u2013|to)\s*(\d+))?", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)


class Ports(NamedTuple):
    """A run of ports."""

    transport: str
    """`tcp`, `udp` or `sctp`; "" when nobody says."""
    first: int
    last: int


def ports_in(text: str) -> frozenset[Ports]:
    """Return the ports that a text names by number; none when it names a channel or a service."""
    bare = text.strip()
    if _BARE.fullmatch(bare):
        return frozenset(_runs("", bare))
    found: set[Ports] = set()
    for one in _PORTS.finditer(bare):
        numbers = one["first"] or one["second"] or one["third"] or one["fourth"]
        names = [word.lower() for word in _WORD.findall(one["before"] or one["after"] or "")]
        for transport in [name for name in names if name not in {"and", "or"}] or [""]:
            found.update(_runs(transport, numbers))
    return frozenset(found)


def overlap(one: Ports, other: Ports) -> bool:
    """Say whether two runs share a port; where one does not say its transport, it may be either."""
    same = one.transport == other.transport or not (one.transport and other.transport)
    return same and one.first <= other.last and other.first <= one.last


def _runs(transport: str, numbers: str) -> list[Ports]:
    return [Ports(transport, int(first), int(last or first)) for first, last in _SPAN.findall(numbers)]
