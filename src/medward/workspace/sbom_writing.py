"""Writing an SBOM to a file, or as text where no file is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from medward.components.fields import (
    END_OF_SUPPORT_PROPERTY,
    END_OF_SUPPORT_SOURCE_PROPERTY,
    SUPPORT_LEVEL_PROPERTY,
)
from medward.workspace.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.sbom import Component, Sbom


def write_sbom_file(sbom: Sbom, path: Path) -> None:
    """Write an SBOM as CycloneDX JSON; the file is whole or not there."""
    write_atomically(path, sbom_bytes(sbom))


def sbom_bytes(sbom: Sbom) -> bytes:
    """Return an SBOM as CycloneDX 1.6 JSON."""
    document: dict[str, object] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(sbom),
        "components": [_component(one) for one in sbom.components],
        "dependencies": [{"ref": one.ref, "dependsOn": list(one.depends_on)} for one in sbom.dependencies],
    }
    if sbom.serial:
        document["serialNumber"] = sbom.serial
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _metadata(sbom: Sbom) -> dict[str, object]:
    found: dict[str, object] = {
        "timestamp": sbom.timestamp,
        "lifecycles": [{"phase": one} for one in sbom.lifecycles],
        "tools": {"components": [_tool(one) for one in sbom.tools]},
        "authors": [{"name": one} for one in sbom.authors],
        "component": _component(sbom.root) if sbom.root else None,
    }
    return {name: value for name, value in found.items() if value}


def _tool(text: str) -> dict[str, str]:
    name, _, version = text.rpartition(" ")
    return {"type": "application", "name": name or version, **({"version": version} if name else {})}


def _component(one: Component) -> dict[str, object]:
    stated = {
        SUPPORT_LEVEL_PROPERTY: one.support_level,
        END_OF_SUPPORT_PROPERTY: one.end_of_support,
        END_OF_SUPPORT_SOURCE_PROPERTY: one.end_of_support_source,
    }
    further = [each for each in one.properties if each.name not in stated]
    found: dict[str, object] = {
        "type": one.type or "library",
        "bom-ref": one.ref,
        "group": one.group,
        "name": one.name,
        "version": one.version,
        "purl": one.purl,
        "cpe": one.cpe,
        "scope": one.scope,
        "supplier": {"name": one.supplier} if one.supplier else None,
        "licenses": [{"license": {"name": text}} for text in one.licences],
        "hashes": [{"alg": each.algorithm, "content": each.content} for each in one.hashes],
        "properties": [
            {"name": name, "value": value}
            for name, value in [*stated.items(), *((each.name, each.value) for each in further)]
            if value
        ],
    }
    return {name: value for name, value in found.items() if value}
