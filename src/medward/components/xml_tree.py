"""XML of an SBOM or a VEX document as an element tree: no document type, entity or external reference, within limits.

A DOCTYPE, which such a file never needs, is refused as such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.errors import LimitError, UnreadableTextError
from medward.kernel.foreign_xml import BrokenXmlError, ForbiddenXmlError, xml_root

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES: Final = 48 * 1024 * 1024
"""An XML tree takes some ten times its file's size in memory."""
MAX_DEPTH: Final = 256
"""Elements; 64 nested components take three levels each at most."""
_HINT: Final = "Export the file again, as JSON where the tool can."


def file_root(data: bytes, place: str) -> Element:
    """Return the root element.

    Raises:
        LimitError: Too large or too deep.
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes of XML; at most {MAX_BYTES:,} are read", place=place, hint=_HINT
        )
    too_deep = LimitError(f"elements are nested more than {MAX_DEPTH} deep", place=place, hint=_HINT)
    try:
        root = xml_root(data, MAX_DEPTH, too_deep)
    except ForbiddenXmlError:
        raise UnreadableTextError(
            "the XML has a DOCTYPE or entities; it was refused and nothing was fetched",
            place=place,
            hint="The file needs neither. Ask its author for a clean export.",
        ) from None
    except BrokenXmlError as error:
        raise UnreadableTextError(
            f"not readable as XML: {error}",
            place=f"{place}:{error.line}" if error.line else place,
            hint=_HINT,
        ) from None
    if root is None:
        raise UnreadableTextError("the XML has no element", place=place, hint=_HINT)
    return root


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def namespace(element: Element) -> str:
    """Return the namespace of an element, "" where it has none."""
    return element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
