"""Which format a file has, by what it holds and never by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.exchange.otm import read_otm
from medward.exchange.pytm import read_pytm
from medward.exchange.threagile import read_threagile
from medward.exchange.threat_dragon import read_threat_dragon
from medward.exchange.tm7 import read_tm7
from medward.exchange.tmbom import read_tmbom
from medward.exchange.tree import read_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from medward.exchange.draft import ModelDraft
    from medward.exchange.tree import Node

TREES: Final[Mapping[str, Callable[[Node], ModelDraft]]] = {
    "otm": read_otm,
    "threat-dragon": read_threat_dragon,
    "threagile": read_threagile,
    "pytm": read_pytm,
    "tmbom": read_tmbom,
}
"""Readers of JSON and YAML by the name of their format."""
READ_FORMATS: Final = (*TREES, "tm7")
_SIGNS: Final = (
    ("otm", ("otmVersion",)),
    ("tmbom", ("bomFormat",)),
    ("tmbom", ("scope", "trust_zones")),
    ("threat-dragon", ("summary", "detail")),
    ("threagile", ("technical_assets",)),
    ("threagile", ("threagile_version",)),
    ("pytm", ("flows",)),
)
"""Fields that tell a format; the first whose fields are all there."""


def read_model(data: bytes, file: str, form: str = "auto") -> ModelDraft:
    """Return the model of a file in any of the formats.

    Args:
        data: Its bytes.
        file: Its name, for messages.
        form: One of `READ_FORMATS`, or `auto`.

    Raises:
        InvalidInputError: No format fits, or the file breaks the one it has.
        BrokenLinkError: Ids in it repeat, dangle or form a circle.
    """
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:2]
    if form == "tm7" or (form == "auto" and (start[:1] == b"<" or start == b"PK")):
        return read_tm7(data, file)
    root = read_tree(data, file)
    if form != "auto":
        return TREES[form](root)
    if isinstance(root.value, dict):
        for name, fields in _SIGNS:
            if all(root.has(field) for field in fields):
                return TREES[name](root)
    raise InvalidInputError(
        "the file has none of the known formats", place=file, hint=f"Known: {', '.join(READ_FORMATS)}."
    )
