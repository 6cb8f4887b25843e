"""Writing CycloneDX 1.6 and 1.7 JSON.

The tree is built here, because cyclonedx-python-lib sorts the components, rewrites package
URLs and needs a second for a thousand of them; it proves the result instead: every file
written in the tests is read back by it and passes the official schema.

Source: CycloneDX 1.6 and 1.7 (ECMA-424).
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from cyclonedx.spdx import is_expression, is_supported_id

from medward.components.extras import extras
from medward.components.sbom import Dependency
from medward.components.spdx_words import tool_parts
from medward.components.writing import Stamp, Written, content_uuid, every_component, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.components.sbom import Component, Hash, Sbom

TYPES: Final = frozenset(
    {
        *("application", "framework", "library", "container", "platform", "operating-system", "device"),
        *("device-driver", "firmware", "file", "machine-learning-model", "data", "cryptographic-asset"),
    }
)
_PHASES: Final = frozenset(
    {"design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"}
)
_SCOPES: Final = frozenset({"required", "optional", "excluded"})
_HASHES: Final = frozenset(
    {
        *("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512"),
        *("BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3"),
    }
)
_LENGTHS: Final = frozenset({32, 40, 64, 96, 128})
"""Hexadecimal digits a hash may have (definition hash-content)."""
_HELD: Final = frozenset(
    {"group", "swid", "purl", "cpe", "originator", "originator-is-person", "modified", "licences"}
)
_CONTENT_FIELDS: Final = {"omniborId": "gitoid:", "swhid": "swh:"}
"""Fields of identifiers computed from the content, and how these start."""

_Tree = dict[str, object]


def write_cyclonedx(sbom: Sbom, version: str, stamp: Stamp) -> Written:
    """Return an SBOM as CycloneDX JSON of `version`, 1.6 or 1.7."""
    bom: _Tree = {
        "$schema": f"http://cyclonedx.org/schema/bom-{version}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": version,
        "serialNumber": content_uuid(sbom, f"cyclonedx-{version}", stamp).urn,
        "version": 1,
        "metadata": _metadata(sbom, stamp),
        "components": _nested(sbom.components),
        "dependencies": [
            {"ref": one.ref, "dependsOn": list(dict.fromkeys(one.depends_on))} for one in _entries(sbom)
        ],
    }
    refs = {one.ref: one.ref for one in sbom.components}
    return Written(json.dumps(bom, indent=2, ensure_ascii=False).encode() + b"\n", refs)


def _entries(sbom: Sbom) -> Iterator[Dependency]:
    """Yield the dependencies between components, one entry for each reference; services are not written."""
    known = {one.ref for one in every_component(sbom)} - {""}
    found: dict[str, dict[str, None]] = {}
    for one in sbom.dependencies:
        if one.ref in known:
            others = (other for other in one.depends_on if other in known)
            found.setdefault(one.ref, {}).update(dict.fromkeys(others))
    return (Dependency(ref, tuple(others)) for ref, others in found.items())


def _metadata(sbom: Sbom, stamp: Stamp) -> _Tree:
    """Return who made the SBOM, when, with what and of what."""
    people = [{"name": name} for name in sbom.authors if name in sbom.author_people]
    makers = [name for name in sbom.authors if name not in sbom.author_people]
    tools = [
        {"type": "application", "name": name, **({"version": version} if version else {})}
        for name, version in map(tool_parts, tools_of(sbom, stamp))
    ]
    phases = [{"phase": one} if one in _PHASES else {"name": one} for one in sbom.lifecycles]
    return {
        "timestamp": stamp.timestamp,
        **({"lifecycles": phases} if phases else {}),
        "tools": {"components": tools},
        **({"authors": people} if people else {}),
        **({"manufacturer": {"name": makers[0]}} if makers else {}),
        **({"component": _component(sbom.root)} if sbom.root is not None else {}),
    }


def _nested(components: tuple[Component, ...]) -> list[_Tree]:
    """Return the components, each in the one that holds it."""
    trees = [_component(one) for one in components]
    by_label = {one.label: tree for one, tree in zip(components, trees, strict=True)}
    top: list[_Tree] = []
    for one, tree in zip(components, trees, strict=True):
        holder = by_label.get(one.parents[-1]) if one.parents else None
        held = holder.setdefault("components", []) if holder is not None and holder is not tree else top
        if isinstance(held, list):
            held.append(tree)
    return top


def _component(one: Component) -> _Tree:
    """Return one component without those nested in it."""
    hashes = [each for each in one.hashes if _fits(each)]
    rest = [each for each in one.hashes if not _fits(each)]
    held = _HELD | ({"type"} if one.type in TYPES else set()) | ({"scope"} if one.scope in _SCOPES else set())
    starts = tuple(_CONTENT_FIELDS.values())
    held |= (
        {"content_identifiers"} if all(text.startswith(starts) for text in one.content_identifiers) else set()
    )
    pairs = [*({"name": "medward:type", "value": ""} for _ in range(not one.type))]
    pairs += [{"name": name, "value": value} for name, value in extras(one, frozenset(held), rest)]
    made = {"authors": [{"name": one.originator}]} if one.originator_is_person else {}
    maker = {"name": one.originator} if one.originator and not one.originator_is_person else None
    supplier = "" if one.supplier == one.originator and maker else one.supplier
    fields: Mapping[str, object] = {
        "type": one.type if one.type in TYPES else "library",
        "bom-ref": one.ref,
        "supplier": {"name": supplier} if supplier else None,
        "manufacturer": maker,
        **made,
        "group": one.group,
        "name": one.name,
        "version": one.stated_version,
        "scope": one.scope if one.scope in _SCOPES else "",
        "hashes": [{"alg": each.algorithm, "content": each.content} for each in hashes],
        "licenses": _licences(one.licences),
        "cpe": one.cpe,
        "purl": one.purl,
        "swid": {"tagId": one.swid, "name": one.name} if one.swid else None,
        **(_content_fields(one) if "content_identifiers" in held else {}),
        "modified": one.modified or None,
        "properties": pairs,
    }
    return {name: value for name, value in fields.items() if value or name == "name"}


def _content_fields(one: Component) -> dict[str, list[str]]:
    """Return gitoids and SWHIDs by field (since 1.6)."""
    return {
        field: [text for text in one.content_identifiers if text.startswith(start)]
        for field, start in _CONTENT_FIELDS.items()
    }


def _fits(each: Hash) -> bool:
    return (
        each.algorithm in _HASHES
        and len(each.content) in _LENGTHS
        and bool(_digits().fullmatch(each.content))
    )


@cache
def _digits() -> re.Pattern[str]:
    return re.compile("[0-9a-fA-F]+")


def _licences(texts: tuple[str, ...]) -> list[_Tree]:
    """Return the licences: ids of the SPDX list, one expression when it stands alone, names otherwise."""
    if len(texts) == 1 and not is_supported_id(texts[0]) and is_expression(texts[0]):
        return [{"expression": texts[0]}]
    return [{"license": {"id" if is_supported_id(text) else "name": text}} for text in texts]
