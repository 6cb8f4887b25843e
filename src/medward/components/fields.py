"""Typed access to the fields of a CycloneDX file: what has the wrong type is reported, never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.sbom import Component, Hash, Problem, Property
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPPORT_LEVEL_PROPERTY: Final = "medward:support-level"
END_OF_SUPPORT_PROPERTY: Final = (
    "cdx:lifecycle:milestone:endOfSupport"  # CycloneDX property taxonomy, cdx:lifecycle
)
END_OF_SUPPORT_SOURCE_PROPERTY: Final = "medward:end-of-support-source"
_KEPT_PREFIXES: Final = ("medward:", "cdx:lifecycle:milestone:", "cdx:cisa:")
_HINT: Final = "See the CycloneDX JSON reference, https://cyclonedx.org/docs/."


class Fields:
    """Reads fields of one file and remembers what was wrong."""

    def __init__(self, place: str) -> None:
        """`place` is the file's name for messages."""
        self.place = place
        self.problems: list[Problem] = []

    def where(self, pointer: str) -> str:
        """Return file and JSON pointer."""
        return f"{self.place}#{pointer}"

    def report(self, pointer: str, message: str, hint: str = _HINT) -> None:
        """Remember a problem that leaves the list of components certain."""
        self.problems.append(Problem(pointer, message, hint))

    def object_at(self, value: object, pointer: str) -> dict[str, object]:
        """Return the object at a place where nothing else makes sense."""
        if not isinstance(value, dict):
            raise InvalidInputError(
                f"an object belongs here, not {_kind(value)}", place=self.where(pointer), hint=_HINT
            )
        return value

    def certain_list(self, holder: dict[str, object], name: str, pointer: str) -> list[object]:
        """Return a list without which the components would not be known."""
        value = holder.get(name, [])
        if not isinstance(value, list):
            raise InvalidInputError(
                f"{name} is a list in CycloneDX, not {_kind(value)}",
                place=self.where(f"{pointer}/{name}"),
                hint=_HINT,
            )
        return value

    def optional_object(self, holder: dict[str, object], name: str, pointer: str) -> dict[str, object]:
        """Return an object field, empty where it is not given or is something else."""
        value = holder.get(name, {})
        if not isinstance(value, dict):
            self.report(f"{pointer}/{name}", f"{name} is an object in CycloneDX, not {_kind(value)}")
            return {}
        return value

    def list_(self, holder: dict[str, object], name: str, pointer: str) -> list[object]:
        """Return a list field, empty where it is not given or is something else."""
        value = holder.get(name, [])
        if not isinstance(value, list):
            self.report(f"{pointer}/{name}", f"{name} is a list in CycloneDX, not {_kind(value)}")
            return []
        return value

    def text(self, holder: dict[str, object], name: str, pointer: str) -> str:
        """Return a text field, "" where it is not given or is something else."""
        value = holder.get(name, "")
        if not isinstance(value, str):
            self.report(f"{pointer}/{name}", f"{name} is text in CycloneDX, not {_kind(value)}")
            return ""
        return value

    def texts(self, holder: dict[str, object], name: str, pointer: str) -> list[str]:
        """Return the texts of a list field."""
        found = []
        for index, value in enumerate(self.list_(holder, name, pointer)):
            if isinstance(value, str):
                found.append(value)
            else:
                self.report(f"{pointer}/{name}/{index}", f"{name} holds text, not {_kind(value)}")
        return found


def read_component(
    data: dict[str, object], pointer: str, parents: tuple[str, ...], fields: Fields
) -> Component:
    """Return one component without those nested in it."""
    if "name" not in data:
        fields.report(f"{pointer}/name", "the component has no name")
    properties = tuple(_properties(data, pointer, fields)) if "properties" in data else ()
    stated = dict(properties)
    return Component(
        ref=fields.text(data, "bom-ref", pointer),
        name=fields.text(data, "name", pointer),
        group=fields.text(data, "group", pointer),
        version=fields.text(data, "version", pointer),
        type=_type(data, pointer, fields),
        purl=fields.text(data, "purl", pointer),
        cpe=fields.text(data, "cpe", pointer),
        swid=fields.text(fields.optional_object(data, "swid", pointer), "tagId", f"{pointer}/swid"),
        supplier=_supplier(data, pointer, fields),
        licences=tuple(_licences(data, pointer, fields)) if "licenses" in data else (),
        hashes=tuple(_hashes(data, pointer, fields)) if "hashes" in data else (),
        scope=fields.text(data, "scope", pointer),
        parents=parents,
        support_level=stated.get(SUPPORT_LEVEL_PROPERTY, ""),
        end_of_support=stated.get(END_OF_SUPPORT_PROPERTY, ""),
        end_of_support_source=stated.get(END_OF_SUPPORT_SOURCE_PROPERTY, ""),
        modified=data.get("modified") is True,
        properties=properties,
        pointer=pointer,
    )


def _type(data: dict[str, object], pointer: str, fields: Fields) -> str:
    if "type" not in data:
        fields.report(f"{pointer}/type", "the component has no type")
        return ""
    return fields.text(data, "type", pointer)


def _supplier(data: dict[str, object], pointer: str, fields: Fields) -> str:
    """Return the name of the supplier, or since 1.6 of the manufacturer; a publisher is neither."""
    for field in ("supplier", "manufacturer"):
        if field in data:
            name = fields.text(fields.optional_object(data, field, pointer), "name", f"{pointer}/{field}")
            if name:
                return name
    return ""


def _licences(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[str]:
    for here, entry in _objects(data, "licenses", pointer, fields):
        licence = fields.optional_object(entry, "license", here)
        found = (
            fields.text(entry, "expression", here)
            or fields.text(licence, "id", f"{here}/license")
            or fields.text(licence, "name", f"{here}/license")
        )
        if found:
            yield found


def _hashes(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Hash]:
    for here, entry in _objects(data, "hashes", pointer, fields):
        algorithm, content = fields.text(entry, "alg", here), fields.text(entry, "content", here)
        if algorithm and content:
            yield Hash(algorithm, content)


def _properties(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Property]:
    """Return the properties Medward reads; those of other tools are theirs."""
    for here, entry in _objects(data, "properties", pointer, fields):
        name = fields.text(entry, "name", here)
        if name.startswith(_KEPT_PREFIXES):
            yield Property(name, fields.text(entry, "value", here))


def _objects(
    data: dict[str, object], name: str, pointer: str, fields: Fields
) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the objects of a list with their pointers; what is no object is reported and counts as not given."""
    for index, entry in enumerate(fields.list_(data, name, pointer)):
        here = f"{pointer}/{name}/{index}"
        if isinstance(entry, dict):
            yield here, entry
        else:
            fields.report(here, f"an entry of {name} is an object, not {_kind(entry)}")


def _kind(value: object) -> str:
    """Name a JSON type as the person who wrote the file would."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"
