"""What the writers of all formats share: one identity from the content, one moment, one maker of the file."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.components.sbom import Component, Sbom


class Written(NamedTuple):
    """An SBOM written down."""

    data: bytes
    refs: Mapping[str, str]
    """References as the file has them, by those of the SBOM; equal where the format allows them."""


class Stamp(NamedTuple):
    """What a written file says of its own making."""

    timestamp: str
    """Instant, ISO 8601 with zone."""
    tool: str
    """Program and version that writes, e.g. `medward 0.1.0`."""


def content_uuid(sbom: Sbom, target: str, stamp: Stamp) -> uuid.UUID:
    """Return an identity that the same content, target and moment always give, and no other.

    RFC 9562, version 5, over the SHA-256 of the content.
    """
    content = sbom._replace(notes=(), problems=()), target, stamp
    digest = hashlib.sha256(json.dumps(content, default=sorted).encode()).hexdigest()
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:sha256:{digest}")


def tools_of(sbom: Sbom, stamp: Stamp) -> tuple[str, ...]:
    """Return the tools behind a file: those that made the SBOM, then the one that writes it."""
    return tuple(dict.fromkeys((*sbom.tools, stamp.tool)))


def every_component(sbom: Sbom) -> tuple[Component, ...]:
    """Return the product, where there is one, and the components."""
    return (sbom.root, *sbom.components) if sbom.root is not None else sbom.components
