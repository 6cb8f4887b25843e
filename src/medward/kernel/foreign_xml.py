"""XML from outside: no document type, no entity, no external reference, a limit on depth.

defusedxml refuses entities and external references. What the parser may raise is known here alone: an encoding it
does not know is a `LookupError`, one it knows and cannot read a `ValueError`. Callers put it into words.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from medward.errors import LimitError, UnreadableTextError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_READ_BYTES: Final = 1 << 20


class XmlEvent(NamedTuple):
    """An element that starts or ends, with how many elements are open with it; the root has depth 1."""

    is_end: bool
    element: Element
    depth: int


class BrokenXmlError(Exception):
    """The bytes are not XML; `line` and `column` count from 1, and `line` is 0 where there is no place."""

    def __init__(self, error: Exception) -> None:
        """Keep what the parser said, and where."""
        super().__init__(str(error))
        line, column = getattr(error, "position", (0, 0))
        self.line: int = line
        self.column: int = column + 1


class ForbiddenXmlError(Exception):
    """The XML has a document type, entities or external references; the text names which."""


def xml_events(data: bytes) -> Iterator[XmlEvent]:
    """Yield every element as it starts and as it ends.

    Raises:
        BrokenXmlError: Not XML, or in an encoding the parser cannot read.
        ForbiddenXmlError: XML with a document type, entities or external references.
    """
    depth = 0
    try:
        for kind, element in iterparse(_LargeReads(data), events=("start", "end"), forbid_dtd=True):
            depth += kind == "start"
            yield XmlEvent(kind == "end", element, depth)
            depth -= kind == "end"
    except DefusedXmlException as error:
        raise ForbiddenXmlError(type(error).__name__) from error
    except (ParseError, ExpatError, LookupError, ValueError) as error:
        raise BrokenXmlError(error) from error


def xml_root(data: bytes, max_depth: int, too_deep: LimitError) -> Element | None:
    """Return the root element with all below it; raise `too_deep` where elements are nested deeper than allowed.

    Raises:
        LimitError: `too_deep`.
        BrokenXmlError: Not XML, or in an encoding the parser cannot read.
        ForbiddenXmlError: XML with a document type, entities or external references.
    """
    root: Element | None = None
    for _, element, depth in xml_events(data):
        root = element if root is None else root
        if depth > max_depth:
            raise too_deep
    return root


def report_root(data: bytes, place: str, max_depth: int, hint: str) -> Element | None:
    """Return the root element of a file a tool wrote, with errors in words.

    Raises:
        LimitError: Elements are nested deeper than allowed.
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
    """
    too_deep = LimitError(f"nested deeper than {max_depth} levels", place=place, hint=hint)
    try:
        return xml_root(data, max_depth, too_deep)
    except ForbiddenXmlError as error:
        raise UnreadableTextError(
            "the file declares a document type or entities, which can read files and exhaust memory",
            place=place,
            hint="Remove the <!DOCTYPE ...> part.",
        ) from error
    except BrokenXmlError as error:
        raise UnreadableTextError(
            f"not XML: {error}", place=f"{place}:{error.line or 1}:{error.column}", hint=hint
        ) from error


class _LargeReads(BytesIO):
    """Bytes given out a megabyte at a time.

    Expat reads a name or value that is not complete from its beginning again with every piece; with pieces of the
    16 kB that `iterparse` asks for, one attribute of some megabytes takes minutes.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next megabyte, however little was asked for."""
        return super().read(size if size is None or size < 0 else _READ_BYTES)
