"""Keys for NuGet versions: Semantic Versioning with a fourth number and labels that do not know case.

Shape of a key: four numbers, then as for Semantic Versioning either `~` (a release) or the labels, each as `#`
and a number or `%`, the text in lower case and `!`. One to four numbers are given, a missing one is 0. Build
metadata has no part in the order.

Source: NuGet.Versioning, VersionComparer.cs (a label is a number where it fits a 32-bit integer, otherwise
text compared without case) and Microsoft's "NuGet package version reference", "Normalized version numbers".
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.vulnerabilities.versions.encoding import number_key

_RELEASE: Final = "~"
_NUMERIC: Final = "#"
_TEXT: Final = "%"
_TEXT_END: Final = "!"
_LARGEST_INTEGER: Final = 2**31 - 1
_NUMBERS: Final = 4


def nuget_key(text: str) -> str | None:
    """Return the key of a NuGet version; None for other text, and for a label that reads as a negative number.

    >>> nuget_key("1.0") == nuget_key("1.0.0.0+build"), nuget_key("1.0-BETA") == nuget_key("1.0.0-beta")
    (True, True)
    >>> nuget_key("1.0.0-rc.2") < nuget_key("1.0.0-rc.10") < nuget_key("1.0.0") < nuget_key("1.0.0.1-a")
    True
    """
    match = _pattern().fullmatch(text.strip(" \t\r\n"))
    if match is None:
        return None
    numbers, labels = match.groups()
    parts = numbers.split(".")
    made = "".join(number_key(part) for part in parts + ["0"] * (_NUMBERS - len(parts)))
    if labels is None:
        return made + _RELEASE
    keys = [_label_key(label) for label in labels.lower().split(".")]
    return None if "" in keys else made + "".join(keys)


def _label_key(label: str) -> str:
    """Return the key of a label, "" for `-5`: .NET reads a number below 0 there, people read text."""
    if label.removeprefix("-").isdecimal():
        if label.startswith("-"):
            return ""
        if len(label.lstrip("0")) <= len(str(_LARGEST_INTEGER)) and int(label) <= _LARGEST_INTEGER:
            return _NUMERIC + number_key(label)
    return _TEXT + label + _TEXT_END


@cache
def _pattern() -> re.Pattern[str]:
    """Compile on first use: only scans of NuGet packages need it."""
    return re.compile(
        r"([0-9]+(?:\.[0-9]+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
        re.ASCII,
    )
