"""The graph of an SPDX 3 file: elements by id, and what they say whichever way JSON-LD spells it.

Source: SPDX 3.0.1, annex on serialisation: one `@graph` of elements with `spdxId` (or `@id` for blank
nodes) and `type`, in the compact names of the official context.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.components.fields import Fields

PACKAGES: Final = frozenset({"software_Package", "ai_AIPackage", "dataset_DatasetPackage"})
COLLECTIONS: Final = frozenset({"SpdxDocument", "software_Sbom", "Bom", "Bundle"})
_IRI: Final = "https://spdx.org/rdf/"
_LICENCES: Final = ("https://spdx.org/licenses/", "http://spdx.org/licenses/")
_NAMED: Final = ("NoAssertionElement", "NoneElement", "NoAssertionLicense", "NoneLicense")


class Element:
    """One element of the graph."""

    __slots__ = ("data", "id", "pointer", "type")

    def __init__(self, data: dict[str, object], pointer: str, fields: Fields) -> None:
        """Read id and type; both names of each are in use."""
        self.data = data
        self.pointer = pointer
        self.id = fields.text(data, "spdxId" if "spdxId" in data else "@id", pointer)
        self.type = fields.text(data, "type" if "type" in data else "@type", pointer).rpartition("/")[2]


class Graph:
    """All elements of a file."""

    def __init__(self, tree: dict[str, object], fields: Fields) -> None:
        """Index the elements; an id that stands twice is reported and the first is kept."""
        self.fields = fields
        self.elements: list[Element] = []
        self.by_id: dict[str, Element] = {}
        self.external: set[str] = set()
        for index, item in enumerate(fields.certain_list(tree, "@graph", "")):
            pointer = f"/@graph/{index}"
            element = Element(fields.object_at(item, pointer), pointer, fields)
            self.elements.append(element)
            if not element.type:
                fields.report(f"{pointer}/type", "the element has no type")
            first = self.by_id.setdefault(element.id, element)
            if element.id and first is not element:
                fields.report(f"{pointer}/spdxId", f"the id {element.id!r} stands at {first.pointer} already")
            elif not element.id and not element.type.startswith("Hash"):
                fields.report(f"{pointer}/spdxId", "the element has no spdxId")
        self.external.update(self._imported())

    def of(self, *types: str) -> Iterator[Element]:
        """Yield the elements of some types."""
        return (one for one in self.elements if one.type in types)

    def refs(self, element: Element, name: str) -> list[str]:
        """Return the ids a field names; a single one, and one written out in place, count too."""
        value = element.data.get(name, [])
        found: list[str] = []
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, dict):
                found.append(self.fields.text(item, "spdxId" if "spdxId" in item else "@id", element.pointer))
            elif isinstance(item, str):
                found.append(item)
            else:
                self.fields.report(f"{element.pointer}/{name}/{index}", f"{name} names an element by its id")
        return [one for one in found if one]

    def check(self, ref: str, pointer: str) -> None:
        """Report a reference to what is neither here, imported, nor defined by SPDX itself."""
        if ref not in self.by_id and ref not in self.external and not is_defined(ref):
            self.fields.report(
                pointer,
                f"it names {ref!r}, which no element has as id and no import declares",
                "Add the element, or declare it in the document's import.",
            )

    def _imported(self) -> Iterator[str]:
        for document in self.of("SpdxDocument"):
            for pointer, entry in self.fields.objects(document.data, "import", document.pointer):
                yield self.fields.text(entry, "externalSpdxId", pointer)


def is_defined(ref: str) -> bool:
    """Say whether SPDX itself defines an individual or a licence."""
    return ref.startswith((_IRI, *_LICENCES)) or ref in _NAMED


def is_none(ref: str) -> bool:
    """Say whether a reference means that there is none."""
    return ref.endswith("NoneElement")


def licence_of(ref: str) -> str:
    """Return the licence a well-known IRI stands for, "" for others.

    >>> licence_of("https://spdx.org/licenses/MIT")
    'MIT'
    """
    return next((ref.removeprefix(start) for start in _LICENCES if ref.startswith(start)), "")
