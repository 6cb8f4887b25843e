"""SPDX 3.0 JSON-LD as one value: packages of the graph are components, relationships its structure.

Source: SPDX 3.0.1 model, profiles Core, Software and SimpleLicensing. 3.1 is not final and is read with a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.json_text import HINT_EXPORT
from medward.components.sbom import Component, Sbom
from medward.components.spdx3_graph import COLLECTIONS, PACKAGES, Element, Graph, is_none
from medward.components.spdx3_package import Packages
from medward.components.spdx_structure import Structure, structured
from medward.components.spdx_words import FORWARD_3, tool_name
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.components.fields import Fields

_RELATIONS: Final = ("Relationship", "LifecycleScopedRelationship")
_OPEN: Final = ("incomplete", "noAssertion")
"""Words of RelationshipCompleteness that leave open what else there is."""
_PREVIEW: Final = "3.1"
_PREVIEW_NOTE: Final = "SPDX {} is a preview; what 3.1 adds is not read."
LIFECYCLES: Final = {
    "design": "design",
    "source": "pre-build",
    "build": "build",
    "analyzed": "post-build",
    "deployed": "operations",
}
"""SbomType of SPDX 3 to the phase CycloneDX calls the same moment; `runtime` keeps its name."""


def spdx3_sbom(tree: object, sha256: str, fields: Fields, encoding: str) -> Sbom:
    """Return everything read.

    Raises:
        InvalidInputError: Not SPDX 3.0, or the packages are uncertain.
        LimitError: Nested too deeply.
    """
    top = fields.object_at(tree, "")
    graph = Graph(top, fields)
    document = next(graph.of("SpdxDocument"), None) or next(graph.of("software_Sbom"), None)
    creation = _creation(graph, document)
    version = _version(top, creation, fields)
    _check(graph)
    read = Packages(graph)
    packages = tuple(read.component(one) for one in graph.of(*PACKAGES))
    known = {one.ref for one in packages}
    described = _described(graph, packages)
    root = described[0] if len(described) == 1 else None
    authors = tuple(_names(graph, creation, "createdBy"))
    contains = tuple(_edges(graph, {"contains"}, known))
    needs = tuple(_edges(graph, FORWARD_3, known))
    files = sum(1 for _ in graph.of("software_File"))
    head = Sbom(
        serial=document.id if document else "",
        spec_version=version,
        timestamp=fields.text(creation.data, "created", creation.pointer) if creation else "",
        tools=tuple(tool_name(one) for one, _ in _names(graph, creation, "createdUsing")),
        authors=tuple(name for name, _ in authors),
        root=root,
        components=packages,
        dependencies=(),
        lifecycles=tuple(_lifecycles(graph)),
        sha256=sha256,
        notes=(_PREVIEW_NOTE.format(version),) if version.startswith(_PREVIEW) else (),
        encoding=encoding,
        author_people=frozenset(name for name, is_person in authors if is_person),
        described=() if root else tuple(one.ref for one in described),
    )
    return structured(head, Structure(contains, needs, files, frozenset(_unknown(graph))), fields)


def _creation(graph: Graph, document: Element | None) -> Element | None:
    """Return the creation information of the document, else the first of the file."""
    named = graph.refs(document, "creationInfo") if document else []
    inline = document.data.get("creationInfo") if document else None
    if document is not None and isinstance(inline, dict):
        return Element(inline, f"{document.pointer}/creationInfo", graph.fields)
    found = graph.by_id.get(named[0]) if named else None
    return found or next(graph.of("CreationInfo"), None)


def _version(top: dict[str, object], creation: Element | None, fields: Fields) -> str:
    """Return the version of the format, from the creation information or the context."""
    version = fields.text(creation.data, "specVersion", creation.pointer) if creation else ""
    if not version:
        fields.report("/@graph", "no creation information says which version of SPDX this is")
        context = top.get("@context")
        version = (
            context.removeprefix("https://spdx.org/rdf/").partition("/")[0]
            if isinstance(context, str)
            else ""
        )
    if not version.startswith(("3.0", _PREVIEW)):
        raise InvalidInputError(
            f"SPDX {version!r} is not a version Medward reads (3.0; 2.2 and 2.3 have another form)",
            place=fields.where(f"{creation.pointer if creation else ''}/specVersion"),
            hint=HINT_EXPORT,
        )
    return version


def _described(graph: Graph, packages: tuple[Component, ...]) -> list[Component]:
    """Return the packages that are root of the document or the SBOM, or described by them; one alone is the product."""
    collections = list(graph.of(*COLLECTIONS))
    named = {ref for one in collections for ref in graph.refs(one, "rootElement")}
    ids = {one.id for one in collections}
    for relation in graph.of(*_RELATIONS):
        if _kind(relation) == "describes" and ids & set(graph.refs(relation, "from")):
            named.update(graph.refs(relation, "to"))
    return [one for one in packages if one.ref in named]


def _edges(graph: Graph, kinds: Iterable[str], known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of some relationships between packages; "" when there is none."""
    wanted = frozenset(kinds)
    for relation in graph.of(*_RELATIONS):
        if _kind(relation) in wanted:
            for one in graph.refs(relation, "from"):
                for other in graph.refs(relation, "to"):
                    if one in known and (other in known or is_none(other)):
                        yield one, other if other in known else ""


def _unknown(graph: Graph) -> Iterator[str]:
    """Yield those of whom the file says that what they need or contain is not complete, or asserts nothing."""
    for relation in graph.of(*_RELATIONS):
        if _kind(relation) in FORWARD_3 | {"contains"}:
            is_open = relation.data.get("completeness") in _OPEN
            if is_open or any(ref.endswith("NoAssertionElement") for ref in graph.refs(relation, "to")):
                yield from graph.refs(relation, "from")


def _kind(relation: Element) -> str:
    """Return what a relationship says; `_check` reports a kind that is no text."""
    kind = relation.data.get("relationshipType")
    return kind if isinstance(kind, str) else ""


def _names(graph: Graph, creation: Element | None, field: str) -> Iterator[tuple[str, bool]]:
    """Yield who or what is behind the file and whether that is a person; one that is not in it by its id."""
    for ref in graph.refs(creation, field) if creation else ():
        element = graph.by_id.get(ref)
        name = graph.fields.text(element.data, "name", element.pointer) if element else ""
        yield name or ref, element is not None and element.type == "Person"


def _lifecycles(graph: Graph) -> Iterator[str]:
    for sbom in graph.of("software_Sbom"):
        for word in graph.fields.texts(sbom.data, "software_sbomType", sbom.pointer):
            yield LIFECYCLES.get(word, word)


def _check(graph: Graph) -> None:
    """Report references that lead nowhere, and elements without what the model requires.

    Source: SPDX 3.0.1, Element (creationInfo), Relationship (from, to, relationshipType), CreationInfo
    (created, createdBy, specVersion), all with cardinality of at least one.
    """
    for element in graph.elements:
        if element.type in _RELATIONS:
            _check_required(graph, element, ("relationshipType", "from", "to"))
            graph.fields.text(element.data, "relationshipType", element.pointer)
        elif element.type == "CreationInfo":
            _check_required(graph, element, ("created", "createdBy", "specVersion"))
        elif element.type in PACKAGES:
            _check_required(graph, element, ("creationInfo", "name"))
        for name in (
            "from",
            "to",
            "suppliedBy",
            "originatedBy",
            "rootElement",
            "element",
            "creationInfo",
            "createdBy",
        ):
            for ref in graph.refs(element, name) if _names_ids(element.data.get(name)) else ():
                graph.check(ref, f"{element.pointer}/{name}")


def _names_ids(value: object) -> bool:
    """Say whether a field refers to elements by id; one written out in place refers to nothing."""
    return isinstance(value, str) or (
        isinstance(value, list) and not any(isinstance(one, dict) for one in value)
    )


def _check_required(graph: Graph, element: Element, names: tuple[str, ...]) -> None:
    for name in names:
        if not element.data.get(name):
            graph.fields.report(f"{element.pointer}/{name}", f"the {element.type} has no {name}")
