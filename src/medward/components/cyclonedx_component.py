"""One CycloneDX component as Medward holds it: the one mapping behind JSON, large JSON and XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.components.extras import (
    END_OF_SUPPORT_PROPERTY,
    KEPT_PREFIXES,
    SUPPORT_LEVEL_PROPERTY,
    own_properties,
    values_of,
    with_extras,
)
from medward.components.sbom import Component, Hash, Property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.components.fields import Fields


def read_component(
    data: dict[str, object], pointer: str, parents: tuple[str, ...], fields: Fields
) -> Component:
    """Return one component without those nested in it."""
    if "name" not in data:
        fields.report(f"{pointer}/name", "the component has no name")
    stated = tuple(_properties(data, pointer, fields)) if "properties" in data else ()
    values = values_of(stated)
    supplier = _organisation(data, "supplier", pointer, fields)
    maker, is_person = _maker(data, pointer, fields)
    component = Component(
        ref=fields.text(data, "bom-ref", pointer),
        name=fields.text(data, "name", pointer),
        group=fields.text(data, "group", pointer),
        version=fields.text(data, "version", pointer),
        type=_type(data, pointer, fields),
        purl=fields.text(data, "purl", pointer),
        cpe=fields.text(data, "cpe", pointer),
        swid=_swid(data, pointer, fields) if "swid" in data else "",
        supplier=supplier or ("" if is_person else maker),
        licences=tuple(_licences(data, pointer, fields)) if "licenses" in data else (),
        hashes=tuple(_hashes(data, pointer, fields)) if "hashes" in data else (),
        scope=fields.text(data, "scope", pointer),
        parents=parents,
        support_level=values.get(SUPPORT_LEVEL_PROPERTY, ""),
        end_of_support=values.get(END_OF_SUPPORT_PROPERTY, ""),
        modified=data.get("modified") is True or _is_derived(data, pointer, fields),
        properties=own_properties(stated),
        content_identifiers=tuple(_content_identifiers(data, pointer, fields)),
        pointer=pointer,
        originator=maker,
        originator_is_person=is_person,
    )
    return with_extras(component, stated) if stated else component


def _is_derived(data: dict[str, object], pointer: str, fields: Fields) -> bool:
    """Say whether the pedigree, which takes the place of `modified`, names patches or what was changed (1.6)."""
    if "pedigree" not in data:
        return False
    pedigree = fields.optional_object(data, "pedigree", pointer)
    return bool(pedigree.get("patches") or pedigree.get("ancestors"))


def _type(data: dict[str, object], pointer: str, fields: Fields) -> str:
    if "type" not in data:
        fields.report(f"{pointer}/type", "the component has no type")
        return ""
    return fields.text(data, "type", pointer)


def _swid(data: dict[str, object], pointer: str, fields: Fields) -> str:
    return fields.text(fields.optional_object(data, "swid", pointer), "tagId", f"{pointer}/swid")


def _content_identifiers(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[str]:
    """Yield gitoids and SWHIDs, which 1.6 brought."""
    for name in ("omniborId", "swhid"):
        if name in data:
            yield from fields.texts(data, name, pointer)


def _organisation(data: dict[str, object], field: str, pointer: str, fields: Fields) -> str:
    if field not in data:
        return ""
    return fields.text(fields.optional_object(data, field, pointer), "name", f"{pointer}/{field}")


def _maker(data: dict[str, object], pointer: str, fields: Fields) -> tuple[str, bool]:
    """Return who made the component and whether that is a person: manufacturer or authors of 1.6, author before.

    A publisher is neither. An organisation that made it stands for a supplier nobody named.
    """
    organisation = _organisation(data, "manufacturer", pointer, fields)
    if organisation:
        return organisation, False
    people = fields.objects(data, "authors", pointer) if "authors" in data else ()
    names = (fields.text(person, "name", here) for here, person in people)
    person = next(filter(None, names), "") or (
        fields.text(data, "author", pointer) if "author" in data else ""
    )
    return person, bool(person)


def _licences(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[str]:
    for here, entry in fields.objects(data, "licenses", pointer):
        licence = fields.optional_object(entry, "license", here)
        found = (
            fields.text(entry, "expression", here)
            or fields.text(licence, "id", f"{here}/license")
            or fields.text(licence, "name", f"{here}/license")
        )
        if found:
            yield found


def _hashes(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Hash]:
    for here, entry in fields.objects(data, "hashes", pointer):
        algorithm, content = fields.text(entry, "alg", here), fields.text(entry, "content", here)
        if algorithm and content:
            yield Hash(algorithm, content)


def _properties(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Property]:
    """Return the properties Medward reads; those of other tools are theirs."""
    for here, entry in fields.objects(data, "properties", pointer):
        name = fields.text(entry, "name", here)
        if name.startswith(KEPT_PREFIXES):
            yield Property(name, fields.text(entry, "value", here))
