"""JSON text of an SBOM as a tree: UTF-8 only, no key twice, and an error that says where it ends."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from medward.errors import LimitError, UnreadableTextError
from medward.kernel.strict_json import strict_json

HINT_EXPORT: Final = "Export the SBOM again as CycloneDX 1.4 to 1.7 or SPDX 2.3 or 3.0, in UTF-8."
_HINT_TRUNCATED: Final = "The file may be cut short; export or copy it again."


def utf8(data: bytes, place: str) -> str:
    """Return the text of a file.

    Raises:
        UnreadableTextError: Not UTF-8; an encoding a person may have chosen by mistake is named.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        guess = "this is UTF-16 text" if wide else f"byte {error.start} is wrong"
        raise UnreadableTextError(f"not UTF-8 text: {guess}", place=place, hint=HINT_EXPORT) from None


def json_tree(data: bytes, place: str) -> object:
    """Return the JSON tree; a repeated key is refused because one of the two would be lost.

    Raises:
        UnreadableTextError: Not JSON, with line and column.
        LimitError: Nested too deeply.
    """
    text = utf8(data, place)
    refuse_half_characters(text, place)
    try:
        return strict_json(text)
    except json.JSONDecodeError as error:
        raise broken(text, error, place) from None
    except ValueError as error:
        raise UnreadableTextError(f"not JSON: {error}", place=place, hint=HINT_EXPORT) from None
    except RecursionError:
        raise too_deep(place) from None


def refuse_half_characters(text: str, place: str, hint: str = HINT_EXPORT) -> None:
    r"""Refuse half of a surrogate pair written as an escape (`\ud800`): it is no character and cannot be printed.

    Source: RFC 8259, 8.2.
    """
    if "\\ud" not in text and "\\uD" not in text:
        return
    if any(escape.group("half") for escape in _escapes().finditer(text)):
        raise UnreadableTextError(
            "not JSON text: an escape is half of a surrogate pair", place=place, hint=hint
        )


@cache
def _escapes() -> re.Pattern[str]:
    """Return a pattern that takes escapes one by one, whole pairs first."""
    high, low = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    return re.compile(rf"{high}{low}|(?P<half>{high}|{low})|\\.", re.DOTALL)


def broken(text: str, error: json.JSONDecodeError, place: str) -> UnreadableTextError:
    """Return what is wrong with a text that is no JSON."""
    ended = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")
    why = "the JSON ends before it is complete" if ended else f"not JSON: {error.msg}"
    return UnreadableTextError(
        f"{why} (line {error.lineno}, column {error.colno})",
        place=f"{place}:{error.lineno}",
        hint=_HINT_TRUNCATED if ended else HINT_EXPORT,
    )


def too_deep(place: str) -> LimitError:
    """Return the refusal of a tower of brackets."""
    return LimitError("the JSON is nested too deeply", place=place, hint=HINT_EXPORT)
