"""What the published schema of Threat Dragon 2 asks of a file, checked by hand.

Source: OWASP/threat-dragon, owasp-threat-dragon-v2.schema.json: required fields and types.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.kernel.canonical import JsonValue

_DIAGRAM: Final = ("diagramType", "id", "thumbnail", "title", "version")
_DETAIL: Final = ("contributors", "diagrams", "diagramTop", "reviewer", "threatTop")
_THREAT: Final = ("description", "mitigation", "severity", "status", "title", "type")
_TEXTS: Final = ("name", "description", "protocol", "reasonOutOfScope", "type")
_FLAGS: Final = (
    "isALog",
    "isBidirectional",
    "isEncrypted",
    "isPublicNetwork",
    "isTrustBoundary",
    "outOfScope",
)
_SHAPES: Final = frozenset({"actor", "process", "store", "flow", "trust-boundary-box"})


def problems_of(model: JsonValue) -> list[str]:
    """Return what is wrong with a model."""
    return list(_problems(model))


def _problems(model: JsonValue) -> Iterator[str]:
    """Yield what is wrong, top down."""
    assert isinstance(model, dict)
    detail, version = model["detail"], model["version"]
    assert isinstance(detail, dict)
    if not isinstance(version, str) or len(version) > 10:
        yield "version"
    yield from _lacks(model, ("version", "summary", "detail"))
    yield from _lacks(model["summary"], ("title",))
    yield from _lacks(detail, _DETAIL)
    diagrams = detail["diagrams"]
    assert isinstance(diagrams, list)
    for diagram in diagrams:
        yield from _lacks(diagram, _DIAGRAM)
        assert isinstance(diagram, dict)
        cells = diagram["cells"]
        assert isinstance(cells, list)
        for cell in cells:
            yield from _cell(cell)


def _cell(cell: JsonValue) -> Iterator[str]:
    """Yield what is wrong with a cell."""
    yield from _lacks(cell, ("id", "shape", "zIndex", "data"))
    assert isinstance(cell, dict)
    data = cell["data"]
    assert isinstance(data, dict)
    if cell["shape"] not in _SHAPES or not isinstance(cell["zIndex"], int) or len(str(cell["id"])) < 2:
        yield f"shape, zIndex or id of {cell['id']}"
    yield from _lacks(data, ("type", "hasOpenThreats"))
    yield from (f"{name} is no text" for name in _TEXTS if not isinstance(data.get(name, ""), str))
    yield from (f"{name} is no flag" for name in _FLAGS if not isinstance(data.get(name, False), bool))
    size = cell.get("size", {"width": 10, "height": 10})
    assert isinstance(size, dict)
    if any(not isinstance(length, int | float) or length < 10 for length in size.values()):
        yield f"size of {cell['id']}"
    threats = data.get("threats", [])
    assert isinstance(threats, list)
    for threat in threats:
        yield from _lacks(threat, _THREAT)


def _lacks(holder: JsonValue, names: tuple[str, ...]) -> Iterator[str]:
    """Yield the required fields that are missing."""
    assert isinstance(holder, dict)
    yield from (f"{name} is missing in {str(holder)[:80]}" for name in names if name not in holder)
