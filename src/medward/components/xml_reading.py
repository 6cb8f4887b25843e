"""Which XML an SBOM is: CycloneDX, SPDX in RDF/XML, or SPDX in plain XML; told from the root element."""

from __future__ import annotations

from typing import Final

from medward.components.cyclonedx_xml import NAMESPACE, cyclonedx_tree, xml_place
from medward.components.document import Document
from medward.components.json_text import HINT_EXPORT
from medward.components.spdx_rdf import read_rdf
from medward.components.spdx_xml import spdx_xml_tree
from medward.components.xml_tree import file_root, local, namespace
from medward.errors import InvalidInputError

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def read_xml(data: bytes, place: str) -> Document:
    """Return an XML file taken apart.

    Raises:
        UnreadableTextError: Not XML as Medward accepts it.
        InvalidInputError: Neither CycloneDX nor SPDX.
        LimitError: Too large or too deep.
    """
    root = file_root(data, place)
    name, space = local(root), namespace(root)
    if name == "bom" and (space.startswith(NAMESPACE) or not space):
        return Document(
            "CycloneDX", "XML", cyclonedx_tree(root, place), lambda pointer: xml_place(place, pointer)
        )
    if name == "RDF" and space == _RDF:
        return read_rdf(data, place)
    if name == "Document" and any(local(child) == "spdxVersion" for child in root):
        return Document("SPDX 2", "XML", spdx_xml_tree(root), lambda pointer: f"{place}#{pointer}")
    raise InvalidInputError(
        f"the root element is <{name}>; neither a CycloneDX <bom> nor SPDX", place=place, hint=HINT_EXPORT
    )
