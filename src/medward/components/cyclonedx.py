"""CycloneDX as one value, from its JSON shape; XML is brought into that shape first.

Strict reading refuses every error found. Tolerant reading, for files of others that are only scanned, keeps
going where the list of components stays certain, and lists what it met: a repeated reference, a dependency on a
component that is not there, an optional field of the wrong type (the field then counts as not given). What
makes the list itself uncertain is refused in both: an unknown format version, `components` that is no list, a
component that is no object.

Source: CycloneDX 1.2 to 1.7 (ECMA-424): `bomFormat`, `specVersion`, `metadata`, `components`, `dependencies`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from medward.components.cyclonedx_component import read_component
from medward.components.fields import Fields
from medward.components.json_text import HINT_EXPORT
from medward.components.sbom import Component, Dependency, Sbom
from medward.errors import InvalidInputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator


MAX_COMPONENT_DEPTH: Final = 64
"""Nested components; beyond it a file is an attack or a mistake."""

_COMPLETE: Final = "complete"
"""The one aggregate of a composition that says that nothing is left out."""
_ROOT: Final = "/metadata/component"
"""Where the product stands."""
_VERSIONS: Final = ("1.4", "1.5", "1.6", "1.7")
_OLD_VERSIONS: Final = ("1.2", "1.3")
_XML_VERSIONS: Final = ("1.0", "1.1")
"""Versions that exist in XML only."""


def cyclonedx_sbom(tree: object, sha256: str, fields: Fields, encoding: str = "JSON") -> Sbom:
    """Return everything read; `problems` comes last so that it holds what all the others met.

    Raises:
        InvalidInputError: Not CycloneDX, or the components are uncertain.
        LimitError: Nested too deeply.
    """
    version = _spec_version(tree, fields, encoding)
    bom = fields.object_at(tree, "")
    metadata = fields.optional_object(bom, "metadata", "")
    root = _root(metadata, fields)
    components = tuple(_all_components(bom, metadata, fields))
    dependencies = tuple(_dependencies(bom, fields))
    authors = tuple(_authors(metadata, fields))
    _check_references(bom, (root, components, dependencies), fields)
    return Sbom(
        serial=fields.text(bom, "serialNumber", ""),
        spec_version=version,
        timestamp=fields.text(metadata, "timestamp", "/metadata"),
        tools=tuple(_tools(metadata, fields)),
        authors=tuple(name for name, _ in authors),
        root=root,
        components=components,
        dependencies=dependencies,
        lifecycles=tuple(_lifecycles(metadata, fields)),
        sha256=sha256,
        notes=tuple(_notes(bom, version, components, fields.place)),
        problems=tuple(fields.problems),
        version=str(bom.get("version", "1")),  # the schema's default
        is_signed="signature" in bom,
        other_refs=tuple(ref for ref, _ in _service_refs(bom, "", Fields(fields.place)) if ref),
        format="CycloneDX",
        encoding=encoding,
        author_people=frozenset(name for name, is_person in authors if is_person),
        contains=tuple(_held_by_root(root, components)),
    )


def _held_by_root(root: Component | None, components: tuple[Component, ...]) -> Iterator[Dependency]:
    """Yield that the product contains what is nested in it: being held by the product is no nesting."""
    held = [one.label for one in components if not one.parents and one.pointer.startswith(f"{_ROOT}/")]
    if root is not None and held:
        yield Dependency(root.label, tuple(held))


def _spec_version(tree: object, fields: Fields, encoding: str) -> str:
    """Return the format version; without a known one nothing in the file can be trusted."""
    bom = fields.object_at(tree, "")
    if bom.get("bomFormat") != "CycloneDX":
        raise InvalidInputError(
            f"bomFormat is {bom['bomFormat']!r}; a CycloneDX file says 'CycloneDX'"
            if "bomFormat" in bom
            else "there is no bomFormat; a CycloneDX file says 'CycloneDX'",
            place=fields.where("/bomFormat"),
            hint=HINT_EXPORT,
        )
    version = bom.get("specVersion")
    known = _VERSIONS + _OLD_VERSIONS + (_XML_VERSIONS if encoding == "XML" else ())
    if not isinstance(version, str) or version not in known:
        raise InvalidInputError(
            f"CycloneDX {version!r} is not a version Medward reads (1.4 to 1.7; older ones with a note)",
            place=fields.where("/specVersion"),
            hint=HINT_EXPORT,
        )
    return version


def _root(metadata: dict[str, object], fields: Fields) -> Component | None:
    if "component" not in metadata:
        return None
    return read_component(fields.object_at(metadata["component"], _ROOT), _ROOT, (), fields)


def _all_components(
    bom: dict[str, object], metadata: dict[str, object], fields: Fields
) -> Iterator[Component]:
    """Return the components of the file, with those nested in the root."""
    yield from _nested(bom, "", (), fields)
    root = metadata.get("component")
    if isinstance(root, dict):
        yield from _nested(root, _ROOT, (), fields)


def _nested(
    holder: dict[str, object], pointer: str, parents: tuple[str, ...], fields: Fields
) -> Iterator[Component]:
    """Return the components in `holder` and in those, depth first."""
    if len(parents) >= MAX_COMPONENT_DEPTH and holder.get("components"):
        raise LimitError(
            f"components are nested more than {MAX_COMPONENT_DEPTH} deep",
            place=fields.where(f"{pointer}/components"),
            hint="Flatten the list and express the structure in dependencies.",
        )
    for index, item in enumerate(fields.certain_list(holder, "components", pointer)):
        here = f"{pointer}/components/{index}"
        data = fields.object_at(item, here)
        component = read_component(data, here, parents, fields)
        yield component
        if "components" in data:
            yield from _nested(data, here, (*parents, component.label), fields)


def _dependencies(bom: dict[str, object], fields: Fields) -> Iterator[Dependency]:
    for index, item in enumerate(fields.list_(bom, "dependencies", "")):
        pointer = f"/dependencies/{index}"
        if not isinstance(item, dict):
            fields.report(pointer, f"a dependency is an object, not {type(item).__name__}")
            continue
        yield Dependency(
            fields.text(item, "ref", pointer),
            (*fields.texts(item, "dependsOn", pointer), *fields.texts(item, "provides", pointer)),
        )


def _check_references(
    bom: dict[str, object],
    read: tuple[Component | None, tuple[Component, ...], tuple[Dependency, ...]],
    fields: Fields,
) -> None:
    """Report references that stand twice and dependencies on what is not there."""
    root, components, dependencies = read
    seen: dict[str, str] = {}
    every = (root, *components) if root is not None else components
    pairs = [(component.ref, component.pointer) for component in every]
    for ref, pointer in [*pairs, *_service_refs(bom, "", fields)]:
        if ref and ref in seen:
            fields.report(
                f"{pointer}/bom-ref",
                f"the bom-ref {ref!r} stands at {seen[ref]} already",
                "Give every element its own.",
            )
        elif ref:
            seen[ref] = pointer
    for index, dependency in enumerate(dependencies):
        if "" in (dependency.ref, *dependency.depends_on):
            fields.report(f"/dependencies/{index}", "a dependency does not name its component (ref)")
        for ref in (dependency.ref, *dependency.depends_on):
            if ref and ref not in seen and not ref.startswith("urn:cdx:"):
                fields.report(
                    f"/dependencies/{index}",
                    f"the dependency names {ref!r}, which no component or service has as bom-ref",
                    "Add the component, or remove the dependency.",
                )


def _service_refs(holder: dict[str, object], pointer: str, fields: Fields) -> Iterator[tuple[str, str]]:
    for index, item in enumerate(fields.list_(holder, "services", pointer)):
        here = f"{pointer}/services/{index}"
        if not isinstance(item, dict):
            fields.report(here, f"a service is an object, not {type(item).__name__}")
        elif here.count("/services/") <= MAX_COMPONENT_DEPTH:
            yield fields.text(item, "bom-ref", here), here
            yield from _service_refs(item, here, fields)
        else:
            raise LimitError(
                f"services are nested more than {MAX_COMPONENT_DEPTH} deep", place=fields.where(here)
            )


def _tools(metadata: dict[str, object], fields: Fields) -> Iterator[str]:
    """Return name and version of the tools; a list up to 1.4, an object with components since 1.5."""
    tools = metadata.get("tools")
    if isinstance(tools, dict):
        entries = [
            *fields.list_(tools, "components", "/metadata/tools"),
            *fields.list_(tools, "services", "/metadata/tools"),
        ]  # fmt: skip
    else:
        entries = fields.list_(metadata, "tools", "/metadata")
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            version = entry.get("version")
            yield f"{entry['name']} {version}" if isinstance(version, str) and version else str(entry["name"])


def _authors(metadata: dict[str, object], fields: Fields) -> Iterator[tuple[str, bool]]:
    """Yield who made the SBOM and whether that is a person: `authors`, or since 1.6 an organisation, `manufacturer`."""
    people = [(entry, True) for entry in fields.list_(metadata, "authors", "/metadata")]
    for entry, is_person in [*people, (metadata.get("manufacturer"), False)]:
        if isinstance(entry, dict):
            name = entry.get("name") or entry.get("email")
            if isinstance(name, str) and name:
                yield name, is_person


def _lifecycles(metadata: dict[str, object], fields: Fields) -> Iterator[str]:
    for entry in fields.list_(metadata, "lifecycles", "/metadata"):
        if isinstance(entry, dict):
            phase = entry.get("phase") or entry.get("name")
            if isinstance(phase, str):
                yield phase


def _notes(
    bom: dict[str, object], version: str, components: tuple[Component, ...], place: str
) -> Iterator[str]:
    """Yield what a reader should know; that the file calls itself incomplete, and what in it is not read here."""
    if version in _OLD_VERSIONS + _XML_VERSIONS:
        yield f"CycloneDX {version} is older than 1.4; fields later versions brought are not in it."
    entries = [one for _, one in Fields(place).objects(bom, "compositions", "")]
    open_ = Counter(str(one.get("aggregate", "")) for one in entries if one.get("aggregate") != _COMPLETE)
    if open_:
        words = ", ".join(f"{count} x {word or 'nothing said'}" for word, count in sorted(open_.items()))
        yield f"It calls itself not known to be complete (compositions: {words})."
    vulnerabilities = bom.get("vulnerabilities")
    if not components:
        only = " It holds vulnerabilities only (VEX or VDR)." if vulnerabilities else ""
        yield f"This SBOM lists no components.{only}"
    elif isinstance(vulnerabilities, list) and vulnerabilities:
        count = f"{len(vulnerabilities):,}"
        yield f"It holds statements on vulnerabilities ({count}), not read here: `medward vex import` does."
