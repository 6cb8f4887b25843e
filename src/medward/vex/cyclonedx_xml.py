"""CycloneDX VEX in XML: held against the official schema, then given the shape of JSON, so that one reader reads both.

The schema comes first because a misspelt element would be lost in silence: an `affects` that goes unread makes a
statement on one part one on the whole product.

Source: CycloneDX 1.4 to 1.7, XML schemas.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from medward.components.cyclonedx_xml import NAMESPACE, cyclonedx_tree, xml_place
from medward.components.document import Document, located, refuse_invalid
from medward.components.sbom import Problem
from medward.components.xml_schema import xml_schema_problems
from medward.components.xml_tree import file_root, local, namespace
from medward.errors import InvalidInputError
from medward.kernel.json_node import JsonNode
from medward.vex.cyclonedx import refuse_version

_HINT: Final = "The official CycloneDX schema refuses this; ask the author of the document, or correct it."
_LONGEST: Final = 300


class XmlBom(NamedTuple):
    """A CycloneDX document in XML, in the shape of JSON."""

    root: JsonNode
    """Its places are XPaths."""
    problems: tuple[Problem, ...]
    """What the XML schema of its version says against it, by line."""


def valid_xml_bom(data: bytes, place: str) -> JsonNode:
    """Return the document in the shape of JSON.

    Raises:
        InvalidInputError: As `xml_bom`; or the schema of its version refuses it, the place says in which line.
    """
    bom = xml_bom(data, place)
    refuse_invalid(bom.problems, place)
    return bom.root


def xml_bom(data: bytes, place: str) -> XmlBom:
    """Return the document in the shape of JSON, with what its schema says against it.

    Raises:
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
        LimitError: Larger or deeper than is read.
        InvalidInputError: Not CycloneDX, or of a version without vulnerabilities.
    """
    element = file_root(data, place)
    if local(element) != "bom" or not (namespace(element) or NAMESPACE).startswith(NAMESPACE):
        raise InvalidInputError(
            f"the root element is <{local(element):.60}>; VEX in XML is a CycloneDX <bom>",
            place=place,
            hint="OpenVEX and CSAF documents are JSON.",
        )
    tree = cyclonedx_tree(element, place)
    root = JsonNode(tree, place, locate=lambda pointer: xml_place(place, pointer))
    version = root.text("specVersion")
    refuse_version(version, root.where("specVersion"))
    found = (Problem(at, message[:_LONGEST], _HINT) for at, message in xml_schema_problems(data, version))
    return XmlBom(root, located(Document("CycloneDX", "XML", tree, root.locate), found))
