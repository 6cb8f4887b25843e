"""JSON Schema 2020-12 of records as they stand in YAML, for completion and validation in editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from medward.kernel.meanings import meanings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel
    from pydantic_core import core_schema

    from medward.kernel.canonical import JsonValue
    from medward.kernel.records import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def device_file_schema(kinds: Sequence[type[Record]]) -> dict[str, JsonValue]:
    """Return one schema that accepts a document of any of these kinds.

    The `kind` key chooses the branch, so an editor completes the fields of that kind only.
    """
    definitions: dict[str, JsonValue] = {}
    branches: list[JsonValue] = []
    for kind in kinds:
        definitions.update(_definitions(kind))
        branches.append(
            {
                "if": {"properties": {"kind": {"const": kind_value(kind)}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{kind.__name__}"},
            }
        )
    return {
        "$schema": DIALECT,
        "title": "Medward record",
        "type": "object",
        "required": ["kind", "id", "title"],
        "properties": {"kind": {"enum": [kind_value(kind) for kind in kinds]}},
        "allOf": branches,
        "$defs": definitions,
    }


def kind_value(kind: type[Record]) -> str:
    """Return what stands behind `kind:` in a file, e.g. `threat/1`."""
    return f"{kind.kind}/{kind.schema_version}"


def _definitions(kind: type[Record]) -> dict[str, JsonValue]:
    """Return the definitions of one kind: its own, with kind and states fixed, and its parts."""
    schema = kind.model_json_schema(ref_template="#/$defs/{model}", schema_generator=_WithMeanings)
    parts = schema.pop("$defs", {})
    properties = {
        "kind": {"const": kind_value(kind), "description": "Kind and schema version."},
        **schema["properties"],
    }
    properties["status"] = {**properties["status"], "enum": list(kind.lifecycle.states)}
    properties["status"].pop("default", None)
    own = {**schema, "properties": properties, "required": ["kind", *schema.get("required", [])]}
    return {kind.__name__: _as_written(own), **{name: _as_written(part) for name, part in parts.items()}}


class _WithMeanings(GenerateJsonSchema):
    """Adds to every field what is written below it."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return the schema of a record or part with a description per field."""
        found = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        for name, text in meanings(model).items():
            found["properties"][name].setdefault("description", text)
        return found


def _as_written(node: JsonValue) -> JsonValue:
    """Let numbers and booleans also be given as text, since a device file holds text.

    YAML editors read `version: 2` as a number and `version: '2'` as text; both are accepted.
    """
    if isinstance(node, list):
        return [_as_written(item) for item in node]
    if not isinstance(node, dict):
        return node
    seen = {name: _as_written(item) for name, item in node.items()}
    kind = seen.get("type")
    if kind == "integer":
        seen["type"] = ["integer", "string"]
        seen.setdefault("pattern", "^-?[0-9]+$")
    elif kind == "boolean":
        seen["type"] = ["boolean", "string"]
    elif kind == "string" and "enum" not in seen and "const" not in seen and "format" not in seen:
        seen["type"] = ["string", "number"]  # an editor reads a bare 4.2 as a number; Medward reads the text
    return seen
