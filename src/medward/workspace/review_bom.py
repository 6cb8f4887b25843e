"""Machine-readable files of a package: component lists, statements on vulnerabilities and the manifest.

What a file is, is told from its content. It is read by the readers that every other command uses; what none of
them reads is told with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast

from medward.components.json_text import json_tree
from medward.components.reading import read_document
from medward.dossier.review.reading import Bom, BomEntry, Manifest
from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.first_sign import first_sign
from medward.vex.documents import format_of, read_vex
from medward.vex.statement import VexFormat
from medward.workspace.sealed import SEALED_FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.components.document import Document
    from medward.components.sbom import Component, Sbom

Tree: TypeAlias = "Mapping[str, object]"
_TEXTS: Final = (b"", b"{", b"[", b"<")
"""How the text of a machine-readable file begins."""
_OTHER: Final = (
    "neither a document (.pdf, .docx, .html) nor a component list or VEX statement that is read here"
)


class Contents(NamedTuple):
    """What a file that is no document holds."""

    bom: Bom | None = None
    is_statement: bool = False
    """Whether it makes statements on vulnerabilities: OpenVEX, CSAF or CycloneDX."""
    manifest: Manifest | None = None
    broken: str = ""
    """Why it cannot be read as what it claims to be."""
    not_read: str = ""
    """Why it, or a part of it, was not read: it is of a form that is not read here."""


def contents_of(path: str, data: bytes) -> Contents:
    """Return what a machine-readable file holds, in every form of SBOM and VEX that Medward reads."""
    tree = _json(path, data)
    manifest = manifest_of(tree)
    if manifest:
        return Contents(manifest=manifest)
    try:
        if _vex_format(tree, path) in {VexFormat.OPENVEX, VexFormat.CSAF}:
            read_vex(data, path)
            return Contents(is_statement=True)
        decode = (lambda *_: tree) if tree else json_tree
        document, sbom = read_document(data, path, strict=False, decode=decode)
    except InvalidInputError as error:
        return _refused(data, error)
    return _bill(path, data, document, sbom)


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


def _json(path: str, data: bytes) -> Tree:
    """Return a JSON object; an empty one where the file is none, which the readers then say in their own words."""
    if first_sign(data) != b"{":
        return {}
    try:
        return cast("Tree", json_tree(data, path))
    except InvalidInputError:
        return {}


def _vex_format(tree: Tree, path: str) -> VexFormat | None:
    try:
        return format_of(tree, path)
    except InvalidInputError:
        return None


def _refused(data: bytes, error: InvalidInputError) -> Contents:
    """Return why a file was not read: broken where it looks like text of ours, else of another form."""
    looks_like_ours = first_sign(data) in _TEXTS
    if isinstance(error, (UnreadableTextError, LimitError)):
        return Contents(broken=error.message) if looks_like_ours else Contents(not_read=_OTHER)
    return Contents(not_read=error.message)


def _bill(path: str, data: bytes, document: Document, sbom: Sbom) -> Contents:
    """Return a component list; one that names only what its statements are about is a statement alone."""
    vulnerabilities = _list(cast("Tree", document.tree), "vulnerabilities")
    if not vulnerabilities:
        return Contents(_bom(path, sbom))
    bom = (
        None if {one.ref for one in sbom.components} <= set(_affected(vulnerabilities)) else _bom(path, sbom)
    )
    try:
        read_vex(data, path)
    except InvalidInputError as error:
        return Contents(bom, not_read=f"statements on vulnerabilities: {error.message}")
    return Contents(bom, is_statement=True)


def _affected(vulnerabilities: list[object]) -> Iterator[str]:
    """Yield the components that vulnerabilities of a CycloneDX file are about."""
    for one in vulnerabilities:
        for target in _list(one, "affects") if isinstance(one, dict) else ():
            if isinstance(target, dict):
                yield str(target.get("ref", ""))


def _bom(path: str, sbom: Sbom) -> Bom:
    known = {one.ref for one in sbom.components}
    relations = (*sbom.dependencies, *sbom.contains)
    links = sum(len(one.depends_on) for one in relations if one.ref in known)
    links += sum(bool(one.parents) for one in sbom.components)
    entries = tuple(_entry(one) for one in sbom.components)
    return Bom(path, f"{sbom.format} {sbom.spec_version}", sbom.timestamp, entries, links)


def _entry(one: Component) -> BomEntry:
    identifier = one.purl or one.cpe or one.swid or next(iter(one.content_identifiers), "")
    return BomEntry(
        one.full_name, one.stated_version, one.supplier, identifier, one.support_level, one.end_of_support
    )


def _list(tree: Tree, name: str) -> list[object]:
    found = tree.get(name)
    return found if isinstance(found, list) else []
