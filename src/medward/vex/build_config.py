"""The value of a build option in an attached build configuration.

Read are Kconfig and Buildroot `.config` files, CMake caches, JSON objects, and plain logs with a `NAME=value`,
`-DNAME=value` or `#define NAME value` per line or word.

Source: Linux kernel documentation, kbuild/kconfig ("# CONFIG_X is not set"); CMake manual, `CMakeCache.txt`
entries `KEY:TYPE=VALUE`.

>>> option_value(b"# CONFIG_B is not set", "CONFIG_B")
('n',)
>>> is_off("n"), is_off("m")
(True, False)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.kernel.strict_json import strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES: Final = 16 * 1024 * 1024
_OFF: Final = frozenset({"", "0", "n", "no", "off", "false", "disabled", "none"})
_ON: Final = frozenset({"1", "y", "m", "yes", "on", "true", "enabled"})


def option_value(data: bytes, option: str) -> tuple[str, ...]:
    """Return every different value a file gives an option, in its order; nothing where it does not name it."""
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if text.lstrip().startswith("{"):
        try:
            return tuple(dict.fromkeys(_in_json(strict_json(text), option)))
        except (ValueError, RecursionError):
            return ()
    return tuple(dict.fromkeys(_in_text(text, option)))


def is_off(value: str) -> bool:
    """Say whether a value is one of the ways to say off."""
    return value.strip().strip('"').lower() in _OFF


def same_value(wanted: str, found: str) -> bool:
    """Say whether a value is the one wanted; on and off have many spellings."""
    if wanted.lower() in _OFF:
        return is_off(found)
    bare = found.strip().strip('"')
    return bare.lower() in _ON if wanted.lower() in _ON else bare == wanted


def _in_text(text: str, option: str) -> Iterator[str]:
    name = re.escape(option)
    pattern = re.compile(
        rf"^#[ \t]*(?P<unset>{name}) is not set[ \t]*$"
        rf"|^[ \t]*#[ \t]*define[ \t]+{name}(?:[ \t]+(?P<define>[^\r\n]*))?$"
        rf"|^[ \t]*#[ \t]*undef[ \t]+(?P<undef>{name})\b"
        rf"|^[ \t]*{name}(?::[A-Z]+)?[ \t]*=[ \t]*(?P<line>[^\r\n]*)$"
        rf"|(?:^|[ \t])-D{name}(?::[A-Z]+)?(?:=(?P<flag>\S*))?(?=\s|$)"
        rf"|(?:^|[ \t])-U(?P<unflag>{name})(?=\s|$)",
        re.MULTILINE,
    )
    for found in pattern.finditer(text):
        if found["unset"] or found["undef"] or found["unflag"]:
            yield "n"
        elif found["line"] is not None:
            yield found["line"].strip().strip('"')
        else:
            yield (found["define"] or found["flag"] or "1").strip().strip('"')


def _in_json(value: object, option: str) -> Iterator[str]:
    """Yield the values of every property of that name, at any depth."""
    stack = [value]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            if option in here and not isinstance(here[option], dict | list):
                yield _word(here[option])
            stack += here.values()
        elif isinstance(here, list):
            stack += here


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "" if value is None else str(value)
