"""An SBOM in any format as one value: the format is told from the content, never from the file's name.

Importing this module costs the standard library only; what a format needs beyond it is
imported when such a file is met.
"""

from __future__ import annotations

import hashlib
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from medward.components.cyclonedx import cyclonedx_sbom
from medward.components.document import Document, located
from medward.components.fields import Fields
from medward.components.identity import version_in
from medward.components.json_text import HINT_EXPORT, json_tree, utf8
from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.kernel.first_sign import first_sign

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from medward.components.document import DocumentReader, TreeMapping
    from medward.components.sbom import Component, Sbom

MAX_BYTES: Final = 100 * 1024 * 1024
"""Larger files are refused; the largest real SBOM known to us is a tenth of it."""
_HEAD: Final = 64 * 1024
"""What is looked at to tell text formats apart; a file's first lines name its format."""


_READERS: Final = {
    "xml": "medward.components.xml_reading:read_xml",
    "tag-value": "medward.components.spdx_tag_value:read_tag_value",
    "yaml": "medward.components.spdx_yaml:read_spdx_yaml",
}
_MAPPINGS: Final = {
    "SPDX 2": "medward.components.spdx2:spdx2_sbom",
    "SPDX 3": "medward.components.spdx3:spdx3_sbom",
}


def read_sbom(
    data: bytes,
    place: str,
    *,
    strict: bool = True,
    max_bytes: int = MAX_BYTES,
    decode: Callable[[bytes, str], object] = json_tree,
) -> Sbom:
    """Return the SBOM in `data`; `place` is the file's name for messages.

    Args:
        data: The file's bytes.
        place: What to call the file in messages.
        strict: Refuse what tolerant reading would list in `problems`.
        max_bytes: Size above which a file is not read.
        decode: What turns JSON bytes into a tree; `large.large_json_tree` for large files.

    Raises:
        LimitError: Too large or nested too deeply.
        UnreadableTextError: Not the text it claims to be.
        InvalidInputError: No format and version Medward reads, or wrong inside; the place leads to it.
    """
    if len(data) > max_bytes:
        raise LimitError(
            f"{len(data):,} bytes; an SBOM may have {max_bytes:,}",
            place=place,
            hint="Split it per deployable.",
        )
    return read_document(data, place, strict=strict, decode=decode)[1]


def read_document(
    data: bytes, place: str, *, strict: bool, decode: Callable[[bytes, str], object] = json_tree
) -> tuple[Document, Sbom]:
    """Return a file taken apart, and the SBOM it stands for; see `read_sbom`, which looks at its size too."""
    document = take_apart(data, place, decode)
    return document, sbom_of(document, hashlib.sha256(data).hexdigest(), place, strict=strict)


def take_apart(data: bytes, place: str, decode: Callable[[bytes, str], object] = json_tree) -> Document:
    """Return the file's tree and format, told from its first characters.

    Raises:
        UnreadableTextError: Not the text it claims to be.
        InvalidInputError: Neither CycloneDX nor SPDX.
    """
    kind = _kind(data, place)
    if kind == "json":
        tree = decode(data, place)
        format_ = _json_format(tree, place)
        return Document(format_, "JSON-LD" if format_ == "SPDX 3" else "JSON", tree)
    return cast("DocumentReader", _named(_READERS[kind]))(data, place)


def sbom_of(document: Document, sha256: str, place: str, *, strict: bool) -> Sbom:
    """Return the value a file taken apart stands for."""
    fields = Fields(place, document.format.partition(" ")[0], document.locate)
    fields.problems.extend(document.problems)
    if document.format == "CycloneDX":
        sbom = cyclonedx_sbom(document.tree, sha256, fields, document.encoding)
    else:
        mapping = cast("TreeMapping", _named(_MAPPINGS[document.format]))
        sbom = mapping(document.tree, sha256, fields, document.encoding)
    if strict and fields.problems:
        fields.refuse()
    sbom = sbom._replace(
        root=sbom.root and _versioned(sbom.root), components=tuple(map(_versioned, sbom.components))
    )
    return sbom._replace(problems=located(document, sbom.problems)) if document.locate else sbom


def _versioned(component: Component) -> Component:
    """Return a component with the version of its package URL where the file has no version field."""
    found = "" if component.version or not component.purl else version_in(component.purl)
    return component._replace(version=found, version_is_from_purl=True) if found else component


def _named(place: str) -> object:
    """Return what `module:name` names; imported when such a file is met."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _kind(data: bytes, place: str) -> str:
    """Return which reader a file needs."""
    start = first_sign(data)
    if start in {b"{", b"["}:
        return "json"
    if start == b"<":
        return "xml"
    head = utf8(data if len(data) <= _HEAD else data[:_HEAD].rpartition(b"\n")[0], place)
    lines = [line.strip() for line in head.splitlines()]
    if any(line.startswith(("SPDXVersion:", "DocumentName:", "PackageName:")) for line in lines):
        return "tag-value"
    if any(line.lstrip("\"'").startswith("spdxVersion") for line in lines):
        return "yaml"
    raise UnreadableTextError(
        "the file is empty" if not start else "neither JSON, XML, SPDX tag-value nor SPDX YAML",
        place=place,
        hint=HINT_EXPORT,
    )


def _json_format(tree: object, place: str) -> str:
    """Return which format a JSON tree claims to be."""
    if not isinstance(tree, dict):
        raise InvalidInputError("an object belongs here, not a list", place=f"{place}#", hint=HINT_EXPORT)
    members: Mapping[str, object] = tree
    if "bomFormat" in members or "specVersion" in members:
        return "CycloneDX"
    if "@graph" in members:
        return "SPDX 3"
    if "spdxVersion" in members:
        return "SPDX 2"
    raise InvalidInputError(
        "neither CycloneDX (`bomFormat`) nor SPDX (`spdxVersion`, or `@graph` in 3.0)",
        place=f"{place}#",
        hint=HINT_EXPORT,
    )
