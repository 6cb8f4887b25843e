"""Hazards out of a ReqIF 1.2 file: objects and the values of a few attributes, nothing else.

Read are string, integer, enumeration and XHTML values of each SPEC-OBJECT; XHTML is read
as its text. Hierarchies, relations, tables and attachments are not read. An object without
a hazard id is no hazard and is listed as skipped. Files come from others: entities and
document types are refused.

Source: OMG ReqIF 1.2 (formal/16-07-01), namespace http://www.omg.org/spec/ReqIF/20110401/reqif.xsd.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.risk.transfer import MAX_BYTES, SafetyFile, entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

NAMESPACE: Final = "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"
NAMES: Final = {
    "hazard id": "hazard id",
    "hazard": "hazard id",
    "reqif.foreignid": "hazard id",
    "situation": "situation",
    "hazardous situation": "situation",
    "harm": "harm",
    "text": "text",
    "reqif.text": "text",
    "severity": "severity",
    "version": "version",
}
"""Attribute names that are read, in small letters, and the column each fills."""
_N: Final = f"{{{NAMESPACE}}}"
_HINT: Final = "Export it as ReqIF 1.2 (.reqif); see docs/guide/safety-transfer.md for what is read."


def read_reqif(data: bytes, place: str) -> SafetyFile:
    """Return the hazards of a ReqIF file.

    Raises:
        LimitError: The file is too large.
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
        InvalidInputError: Another kind of XML, or an object that lacks a value or repeats a hazard.
    """
    root = _parse(data, place)
    names = {
        one.get("IDENTIFIER", ""): NAMES.get(one.get("LONG-NAME", "").strip().lower(), "")
        for one in root.iter()
        if one.tag.startswith(f"{_N}ATTRIBUTE-DEFINITION-") and one.get("IDENTIFIER")
    }
    labels = {one.get("IDENTIFIER", ""): one.get("LONG-NAME", "") for one in root.iter(f"{_N}ENUM-VALUE")}
    rows: list[tuple[str, Mapping[str | None, str | list[str] | None]]] = []
    skipped: list[str] = []
    for item in root.iter(f"{_N}SPEC-OBJECT"):
        identity = item.get("IDENTIFIER", "without id")
        row = _values(item, names, labels)
        if row.get("hazard id"):
            rows.append((f"{place} {identity}", row))
        else:
            skipped.append(f"{identity}: no hazard id")
    return SafetyFile(entries_of(rows, place), tuple(skipped))


def _parse(data: bytes, place: str) -> Element:
    """Return the root of a ReqIF file."""
    if len(data) > MAX_BYTES:
        raise LimitError("the file is too large", place=place, hint=f"At most {MAX_BYTES:,} bytes are read.")
    if data.startswith(b"PK"):
        raise InvalidInputError(
            "the file is an archive (.reqifz)", place=place, hint="Unpack it and name the .reqif file inside."
        )
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        line, _ = error.position
        raise UnreadableTextError("the file is not XML", place=f"{place}:{line}", hint=_HINT) from error
    except DefusedXmlException as error:
        what = "the file has a document type or entities, which are not read"
        raise UnreadableTextError(what, place=place, hint="Export it without them.") from error
    except (ValueError, LookupError) as error:
        raise UnreadableTextError("the file names an unknown encoding", place=place, hint=_HINT) from error
    if root.tag != f"{_N}REQ-IF":
        raise InvalidInputError(f"the file begins with {root.tag!r}, not REQ-IF", place=place, hint=_HINT)
    return root


def _values(
    item: Element, names: Mapping[str, str], labels: Mapping[str, str]
) -> dict[str | None, str | list[str] | None]:
    """Return the values of an object by column."""
    found: dict[str | None, str | list[str] | None] = {}
    for value in item.iterfind(f"{_N}VALUES/*"):
        reference = next((one.text or "" for one in value.iterfind(f"{_N}DEFINITION/*")), "").strip()
        column = names.get(reference, "")
        if column and not found.get(column):
            found[column] = _text(value, labels)
    return found


def _text(value: Element, labels: Mapping[str, str]) -> str:
    """Return one value as text."""
    if value.tag == f"{_N}ATTRIBUTE-VALUE-ENUMERATION":
        references = [(one.text or "").strip() for one in value.iter(f"{_N}ENUM-VALUE-REF")]
        return ", ".join(labels.get(one, one) for one in references)
    rich = value.find(f"{_N}THE-VALUE")
    text = " ".join(rich.itertext()) if rich is not None else value.get("THE-VALUE", "")
    return " ".join(text.split())
