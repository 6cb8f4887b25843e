"""The official CycloneDX JSON schemas, run by jsonschema-rs: 200,000 components take half a second."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import jsonschema_rs
import msgspec

from medward.components.large import EntriesOnDemand

if TYPE_CHECKING:
    from collections.abc import Iterator

_BASE: Final = "http://cyclonedx.org/schema/"
_SHARED: Final = ("spdx", "jsf-0.82", "cryptography-defs")
_STRICT: Final = frozenset({"1.2", "1.3"})
"""Versions whose own schema lets unknown fields pass; beside it they have a strict one."""
_ENTRIES: Final = {"components": "component", "dependencies": "dependency"}
"""Lists of large files and the definition of what they hold."""


def json_schema_problems(tree: object) -> Iterator[tuple[str, str]]:
    """Yield pointer and message of everything the schema of the file's version says against it."""
    if not isinstance(tree, dict):
        return
    version = str(tree.get("specVersion"))
    large = {name: value for name, value in tree.items() if isinstance(value, EntriesOnDemand)}
    apart = {name: value for name, value in large.items() if name in _ENTRIES}
    rest = {
        name: [] if name in apart else list(value) if name in large else value for name, value in tree.items()
    }
    yield from _errors(_validator(version, ""), rest, "")
    for name, entries in apart.items():
        validator = _validator(version, _ENTRIES[name])
        seen: dict[bytes, int] = {}
        for index, entry in enumerate(entries):
            yield from _errors(validator, entry, f"/{name}/{index}")
            first = seen.setdefault(msgspec.json.encode(entry, order="deterministic"), index)
            if first != index:
                yield f"/{name}/{index}", f"the same entry stands at /{name}/{first} already"


def _errors(
    validator: jsonschema_rs.Draft7Validator, value: object, pointer: str
) -> Iterator[tuple[str, str]]:
    if not validator.is_valid(value):
        for error in validator.iter_errors(value):
            steps = "".join(f"/{step}" for step in error.instance_path)
            yield f"{pointer}{steps}", _message(error)


def _message(error: jsonschema_rs.ValidationError) -> str:
    """Return what is wrong; where no alternative fits, the value itself comes last."""
    if error.kind.name in {"oneOf", "anyOf", "not"}:
        name = next((step for step in reversed(error.instance_path) if isinstance(step, str)), "this")
        return f"{name} has none of the forms its schema allows: {error.message}"
    return str(error.message)


@cache
def _validator(version: str, definition: str) -> jsonschema_rs.Draft7Validator:
    """Return the validator of a version, or of one of its definitions."""
    schema = _load(f"bom-{version}-strict" if version in _STRICT else f"bom-{version}")
    if definition:
        schema = {name: schema[name] for name in ("$schema", "$id", "definitions")} | {
            "allOf": [{"$ref": f"#/definitions/{definition}"}]
        }
    registry = jsonschema_rs.Registry(
        [(f"{_BASE}{name}.SNAPSHOT.schema.json", _load(name)) for name in _SHARED]
    )
    return jsonschema_rs.Draft7Validator(schema, registry=registry, validate_formats=True)


def _load(name: str) -> dict[str, object]:
    """Return a schema file of cyclonedx-python-lib."""
    text = files("cyclonedx.schema").joinpath("_res", f"{name}.SNAPSHOT.schema.json").read_text("utf-8")
    schema: dict[str, object] = json.loads(text)
    return schema
