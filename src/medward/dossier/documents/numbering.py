"""Document numbers as the numbering policy writes them, and what a number says about its document.

>>> number_of("DOC-CYB-{product}-{number:03d} rev {revision}", "LVP", "03")
'DOC-CYB-LVP-003'
>>> read_number("DOC-CYB-{product}-{number:03d} rev {revision}", "DOC-CYB-LVP-003 rev A")
Numbered(product='LVP', code='03', revision='A')
"""

from __future__ import annotations

import re
from string import Formatter
from typing import Final, NamedTuple

from medward.errors import PolicyError

_FIELDS: Final = {
    "product": "(?P<product>[A-Z0-9]+)",
    "number": "(?P<number>[0-9]+)(?P<letter>[a-z]?)",
    "revision": r"(?P<revision>\S+)",
}
_HINT: Final = "A pattern has {product}, {number} and {revision} once each, as {number:03d}."


class Numbered(NamedTuple):
    """What a document number says."""

    product: str
    code: str
    """Place in the set, as `03`."""
    revision: str


def number_of(pattern: str, product: str, code: str) -> str:
    """Return the number of a document without its revision.

    Args:
        pattern: `document_pattern` of the numbering policy.
        product: Short name of the product, as `LVP`.
        code: Place in the set, as `03` or `12b`.

    Raises:
        PolicyError: The pattern has other places than product, number and revision.
    """
    text = ""
    for literal, field, spec in _pieces(pattern):
        if field == "revision":
            continue
        text += literal
        if field == "product":
            text += product
        elif field == "number":
            text += f"{format(int(code[:2]), spec)}{code[2:]}"
    return text


def read_number(pattern: str, text: str) -> Numbered | None:
    """Return what a number says, or none where it does not follow the pattern.

    Raises:
        PolicyError: The pattern has other places than product, number and revision.
    """
    expression = "".join(
        re.escape(literal) + (_FIELDS[field] if field else "") for literal, field, _ in _pieces(pattern)
    )
    found = re.fullmatch(expression, text.strip())
    if found is None:
        return None
    said = found.groupdict()
    code = f"{int(said.get('number') or 0):02}{said.get('letter') or ''}"
    return Numbered(said.get("product") or "", code, said.get("revision") or "")


def _pieces(pattern: str) -> list[tuple[str, str, str]]:
    """Return text, field and its form, in order."""
    try:
        pieces = [(text, field or "", spec or "") for text, field, spec, _ in Formatter().parse(pattern)]
        [format(1, spec) for _, field, spec in pieces if field == "number"]
    except ValueError as error:
        raise PolicyError(f"numbering pattern {pattern!r}: {error}", hint=_HINT) from error
    fields = [field for _, field, _ in pieces if field]
    if set(fields) - set(_FIELDS) or len(set(fields)) != len(fields) or "number" not in fields:
        raise PolicyError(f"numbering pattern {pattern!r} cannot be used", hint=_HINT)
    return pieces
