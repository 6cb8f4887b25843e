"""The one building block every scheme shares: a number whose text order is its numeric order.

A key is printable ASCII (0x21 to 0x7E). Two facts carry the whole design. A shorter key sorts before every
key that continues it, so "nothing follows" needs a mark only where something may rank lower. And 0x20 and
0x7F lie outside the alphabet, so `key + AFTER` is the first text above exactly that version and `TOP` lies
above every key: all ranges are half-open, `low <= key < high`.

Source: the encoding is Medward's own; the ranks come from the scheme each module names.
"""

from __future__ import annotations

from typing import Final

BOTTOM: Final = ""
"""Below every key: OSV's `introduced: "0"`."""
AFTER: Final = " "
"""Appended to a key, the first text above that one version: OSV's `last_affected`."""
TOP: Final = "\x7f"
"""Above every key: a range without an upper end."""

_ZERO_LENGTH: Final = ord("0")
_LONGEST_PLAIN: Final = ord("y") - _ZERO_LENGTH


def number_key(digits: str) -> str:
    """Return `digits` so that text order is numeric order, for numbers of any length.

    One character says how many digits follow; leading zeros go; numbers of 74 digits and more say their
    length as a number again, after a `z`.

    >>> number_key("9"), number_key("10"), number_key("0"), number_key("007")
    ('19', '210', '0', '17')
    """
    plain = digits.lstrip("0")
    length = len(plain)
    if length <= _LONGEST_PLAIN:
        return chr(_ZERO_LENGTH + length) + plain
    return "z" + number_key(str(length)) + plain
