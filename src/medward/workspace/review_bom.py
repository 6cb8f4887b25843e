"""Machine-readable files of a package: component lists (CycloneDX, SPDX 2 JSON), VEX and the manifest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from medward.components.reading import read_sbom
from medward.dossier.review.reading import Bom, BomEntry, Manifest
from medward.errors import InvalidInputError
from medward.workspace.sealed import SEALED_FORMAT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.components.sbom import Component

Tree: TypeAlias = "Mapping[str, object]"
_BELOW: Final = frozenset(("DEPENDS_ON", "CONTAINS", "DEPENDENCY_OF", "STATIC_LINK", "DYNAMIC_LINK"))


def json_tree(path: str, data: bytes) -> Tree:
    """Return a JSON object.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InvalidInputError(
            f"{path}: not JSON ({error})", hint="Hand over the file the tool wrote."
        ) from error
    return cast("Tree", tree) if isinstance(tree, dict) else {}


def bom_of(path: str, data: bytes, tree: Tree) -> Bom | None:
    """Return a component list, or none where the file is something else.

    Raises:
        InvalidInputError: It says it is one and cannot be read.
    """
    if tree.get("bomFormat") == "CycloneDX" and "components" in tree:
        return _cyclonedx(path, data)
    if str(tree.get("spdxVersion", "")).startswith("SPDX-2"):
        return _spdx(path, tree)
    return None


def is_statement(tree: Tree) -> bool:
    """Return whether a file is a statement on vulnerabilities: OpenVEX, CSAF or CycloneDX VEX."""
    return "openvex" in str(tree.get("@context", "")) or "vulnerabilities" in tree


def manifest_of(tree: Tree) -> Manifest | None:
    """Return what a package says of itself, or none where the file is no manifest of a package."""
    if tree.get("format") != SEALED_FORMAT:
        return None
    documents = [one for one in _list(tree, "documents") if isinstance(one, dict)]
    inputs = {
        str(one.get("title", "")): {
            str(name): str(value) for name, value in dict(one.get("inputs", {})).items()
        }
        for one in documents
    }
    files = tree.get("files")
    digests = {str(name): str(value) for name, value in files.items()} if isinstance(files, dict) else {}
    return Manifest(str(tree.get("generated_at", "")), str(tree.get("release", "")), inputs, digests)


def _cyclonedx(path: str, data: bytes) -> Bom:
    read = read_sbom(data, path, strict=False)
    known = {one.ref for one in read.components}
    links = sum(len(one.depends_on) for one in read.dependencies if one.ref in known)
    entries = tuple(_entry(one) for one in read.components)
    return Bom(path, f"CycloneDX {read.spec_version}", read.timestamp, entries, links)


def _entry(one: Component) -> BomEntry:
    identifier = one.purl or one.cpe or one.swid
    return BomEntry(
        one.full_name, one.version, one.supplier, identifier, one.support_level, one.end_of_support
    )


def _spdx(path: str, tree: Tree) -> Bom:
    """Return an SPDX 2 document; it has no field for support (SPDX 2.3, chapter 7), so that stays unsaid."""
    described = {str(one) for one in _list(tree, "documentDescribes")}
    relations = [one for one in _list(tree, "relationships") if isinstance(one, dict)]
    described |= {
        str(one.get("relatedSpdxElement")) for one in relations if one.get("relationshipType") == "DESCRIBES"
    }
    packages = [one for one in _list(tree, "packages") if isinstance(one, dict)]
    links = sum(
        one.get("relationshipType") in _BELOW and str(one.get("spdxElementId")) not in described
        for one in relations
    )
    entries = tuple(_package(one) for one in packages if str(one.get("SPDXID")) not in described)
    created = tree.get("creationInfo")
    made = str(created.get("created", "")) if isinstance(created, dict) else ""
    return Bom(path, str(tree["spdxVersion"]), made, entries, links)


def _package(one: dict[str, object]) -> BomEntry:
    references = [ref for ref in _list(one, "externalRefs") if isinstance(ref, dict)]
    identifier = next((str(ref.get("referenceLocator", "")) for ref in references), "")
    end = str(one.get("validUntilDate", ""))
    return BomEntry(
        str(one.get("name", "")),
        str(one.get("versionInfo", "")),
        str(one.get("supplier", "")),
        identifier,
        "",
        end,
    )


def _list(tree: Tree, name: str) -> list[object]:
    found = tree.get(name)
    return found if isinstance(found, list) else []
