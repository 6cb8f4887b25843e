"""A long report as JSON: its members one below the other, the rows of each list one a line.

Indenting every value takes longer than a scan, because Python's encoder in C knows no indent. Standard library only:
this is on the path of `scan --json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_AT_ONCE: Final = 32 * 1024
"""Characters kept back before they are written."""
_STEERING: Final = frozenset(
    map(chr, (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)  # fmt: skip
"""Characters that would steer a terminal and that JSON does not escape by itself."""


def print_members(members: Iterable[tuple[str, object]]) -> None:
    """Print an object; the rows of a member that is an iterator are taken, and written, one by one."""
    write = sys.stdout.write
    waiting: list[str] = []
    size = 0
    for part in _parts(members):
        waiting.append(harmless(part))
        size += len(part)
        if size > _AT_ONCE:
            write("".join(waiting))
            waiting, size = [], 0
    write("".join(waiting))
    sys.stdout.flush()


def _parts(members: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Yield the text piece by piece."""
    encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    opening = "{"
    for name, value in members:
        yield f"{opening}\n  {encoded(name)}: "
        opening = ","
        if not isinstance(value, Iterator):
            yield encoded(value)
            continue
        before, after = "[\n    ", "[]"
        for row in value:
            yield before + encoded(row)
            before, after = ",\n    ", "\n  ]"
        yield after
    yield "\n}\n"


def harmless(text: str) -> str:
    r"""Return JSON with the characters spelled out that would steer a terminal.

    >>> harmless('"\x9b"') == '"\\u009b"', harmless('"é"')
    (True, '"é"')
    """
    if text.isascii() and "\x7f" not in text:
        return text
    for character in _STEERING & set(text):
        text = text.replace(character, json.dumps(character)[1:-1])
    return text
