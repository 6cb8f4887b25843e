"""Files of OSV records: one record, a list of them, or what osv.dev answers when asked about a package.

Source: OSV schema 1.7; osv.dev, "POST /v1/query".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from medward.errors import InvalidRecordError, UnreadableTextError
from medward.vulnerabilities.osv import read_osv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vulnerabilities.advisory import Advisory


class _Answer(msgspec.Struct):
    records: list[msgspec.Raw] = msgspec.field(name="vulns")
    next_page_token: str | None = None
    """Asks for the rest of an answer that is too long for one page."""


_RECORDS: Final = msgspec.json.Decoder(list[msgspec.Raw])
_ANSWER: Final = msgspec.json.Decoder(_Answer)
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_STARTS_ANSWER: Final = re.compile(rb'\s*\{\s*"vulns"\s*:')
_ASK_ON: Final = "Ask again with the answer's `next_page_token`, and import every page."


def read_osv_file(data: bytes, place: str) -> Iterator[Advisory | InvalidRecordError | UnreadableTextError]:
    """Return the records of a JSON file; for one that cannot be used, the error."""
    text = data.removeprefix(_BYTE_ORDER_MARK)
    is_answer = _STARTS_ANSWER.match(text) is not None
    if not is_answer and text.lstrip()[:1] != b"[":
        yield _read(text, place)
        return
    try:
        answer = _ANSWER.decode(text) if is_answer else _Answer(_RECORDS.decode(text))
    except (msgspec.DecodeError, RecursionError) as error:
        yield UnreadableTextError(f"not JSON: {error}", place=place)
        return
    pointer = "#/vulns" if is_answer else "#"
    for index, part in enumerate(answer.records):
        yield _read(bytes(part), f"{place}{pointer}/{index}" if len(answer.records) > 1 else place)
    if answer.next_page_token:
        yield InvalidRecordError(
            "the answer goes on on another page, which is not in it", place=place, hint=_ASK_ON
        )


def _read(data: bytes, place: str) -> Advisory | InvalidRecordError | UnreadableTextError:
    try:
        return read_osv(data, place)
    except (InvalidRecordError, UnreadableTextError) as error:
        return error
