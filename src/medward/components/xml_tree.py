"""XML of an SBOM as an element tree: no document type, no entity, no external reference, within limits.

defusedxml refuses entities and external references; a DOCTYPE, which an SBOM never needs, is refused as such.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from medward.errors import LimitError, UnreadableTextError

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_BYTES: Final = 48 * 1024 * 1024
"""An XML tree takes some ten times its file's size in memory."""
MAX_DEPTH: Final = 256
"""Elements; 64 nested components take three levels each at most."""
_HINT: Final = "Export the SBOM again, as JSON where the tool can."


def xml_root(data: bytes, place: str) -> Element:
    """Return the root element.

    Raises:
        LimitError: Too large or too deep.
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes of XML; at most {MAX_BYTES:,} are read", place=place, hint=_HINT
        )
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(BytesIO(data), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            root = element if root is None else root
            if depth > MAX_DEPTH:
                raise LimitError(f"elements are nested more than {MAX_DEPTH} deep", place=place, hint=_HINT)
    except DefusedXmlException:
        raise UnreadableTextError(
            "the XML has a DOCTYPE or entities; it was refused and nothing was fetched",
            place=place,
            hint="An SBOM needs neither. Ask its author for a clean export.",
        ) from None
    except (ParseError, ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise UnreadableTextError(
            f"not readable as XML: {error}", place=f"{place}:{line}" if line else place, hint=_HINT
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
