"""SPDX 2 in RDF/XML, read by spdx-tools of the SPDX project; the RDF model is theirs to know.

The bytes have passed `xml_tree` before, so they hold no document type, no entity and no towers of elements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from rdflib import Graph
from rdflib.exceptions import Error as RdfError
from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.rdf.rdf_parser import translate_graph_to_document

from medward.components.document import Document
from medward.errors import InvalidInputError, LimitError, UnreadableTextError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES: Final = 16 * 1024 * 1024
"""spdx-tools takes some seconds per megabyte."""
_HINT: Final = "Export the SBOM as SPDX JSON; see docs/guide/sbom-formats.md."


def read_rdf(data: bytes, place: str) -> Document:
    """Return an RDF/XML file taken apart.

    Raises:
        LimitError: Too large.
        UnreadableTextError: Not RDF/XML.
        InvalidInputError: RDF/XML, but spdx-tools finds no SPDX 2 document in it; its words are kept.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes of RDF/XML; at most {MAX_BYTES:,} are read", place=place, hint=_HINT
        )
    graph = Graph()
    try:
        graph.parse(data=data, format="xml")
        document = translate_graph_to_document(graph)
    except SPDXParsingError as error:
        first = next(iter(cast("Iterable[str]", error.get_messages())), "no SPDX document")
        raise InvalidInputError(f"not SPDX in RDF/XML: {first}", place=place, hint=_HINT) from None
    except (RdfError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise UnreadableTextError(f"not readable as RDF/XML: {error}", place=place, hint=_HINT) from None
    tree: dict[str, object] = DocumentConverter().convert(document)
    return Document("SPDX 2", "RDF/XML", tree, lambda pointer: f"{place}#{pointer}")
