"""One SPDX 2 package as Medward holds it.

Source: SPDX 2.3, clause 7 (package information), annex F (external repository identifiers), clause 12 (annotations).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.extras import (
    END_OF_SUPPORT_PROPERTY,
    KEPT_PREFIXES,
    SOURCE_PREFIX,
    SUPPORT_LEVEL_PROPERTY,
    own_properties,
    values_of,
    with_extras,
)
from medward.components.sbom import Component, Hash, Property
from medward.components.spdx_words import hash_name, maker, stated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.components.fields import Fields

_CPES: Final = ("cpe23type", "cpe22type")
_CONTENT: Final = ("gitoid", "swh")
_BUILT_FROM: Final = "built package from: "
"""How Trivy starts the source information (7.16) of a distribution's package: name and version of its source follow."""


def read_package(data: dict[str, object], pointer: str, fields: Fields) -> Component:
    """Return one package as a component; what contains it is known from relationships."""
    for name in ("SPDXID", "name"):
        if not data.get(name):
            fields.report(f"{pointer}/{name}", f"the package has no {name}")
    references = tuple(_references(data, pointer, fields))
    purls = _of_type(references, ("purl",))
    cpes = _of_type(references, _CPES)
    supplier, supplier_is_person = _maker(data, "supplier", pointer, fields)
    originator, originator_is_person = _maker(data, "originator", pointer, fields)
    pairs = tuple(_pairs(data, pointer, fields)) if "annotations" in data else ()
    values = values_of(pairs)
    day = _value(data, "validUntilDate", pointer, fields) or values.get(END_OF_SUPPORT_PROPERTY, "")
    component = Component(
        ref=fields.text(data, "SPDXID", pointer),
        name=fields.text(data, "name", pointer),
        version=_value(data, "versionInfo", pointer, fields),
        type=_value(data, "primaryPackagePurpose", pointer, fields).lower().replace("_", "-"),
        purl=next(iter(purls), ""),
        cpe=next(iter(cpes), ""),
        swid=next(iter(_of_type(references, ("swid",))), ""),
        supplier=supplier or ("" if originator_is_person else originator),
        licences=_licences(data, pointer, fields),
        hashes=tuple(_hashes(data, pointer, fields)) if "checksums" in data else (),
        support_level=values.get(SUPPORT_LEVEL_PROPERTY, ""),
        end_of_support=values.get(END_OF_SUPPORT_PROPERTY, "") if _same_day(day, values) else day,
        properties=(*own_properties(pairs), *_source(data, pointer, fields)),
        identifiers=(*purls[1:], *cpes[1:]),
        content_identifiers=_of_type(references, _CONTENT),
        pointer=pointer,
        originator=originator,
        supplier_is_person=supplier_is_person and bool(supplier),
        originator_is_person=originator_is_person,
    )
    return _ungrouped(with_extras(component, pairs)) if pairs else component


def _same_day(day: str, values: dict[str, str]) -> bool:
    """Say whether an annotation tells the same day as `validUntilDate`, which needs a time of day as well."""
    told = values.get(END_OF_SUPPORT_PROPERTY, "")
    return bool(told) and day.startswith(told[:10])


def _ungrouped(component: Component) -> Component:
    """Return a component whose group, told in an annotation, is taken off its name again."""
    return (
        component._replace(name=component.name.removeprefix(f"{component.group}/"))
        if component.group
        else component
    )


def _value(data: dict[str, object], name: str, pointer: str, fields: Fields) -> str:
    return stated(fields.text(data, name, pointer)) if name in data else ""


def _maker(data: dict[str, object], name: str, pointer: str, fields: Fields) -> tuple[str, bool]:
    """Return who supplies or made it and whether that is a person (7.5, 7.6)."""
    text = _value(data, name, pointer, fields)
    kind, who = maker(text)
    if text and kind not in {"Organization", "Person"}:
        fields.report(f"{pointer}/{name}", f"{name} is {text!r}; it starts with Organization: or Person:")
    return who, kind == "Person"


def _references(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """Yield type and locator of external references; 2.1 to 2.3 spell the category in two ways."""
    if "externalRefs" in data:
        for here, entry in fields.objects(data, "externalRefs", pointer):
            kind = fields.text(entry, "referenceType", here).rpartition("/")[2].lower()
            yield kind, stated(fields.text(entry, "referenceLocator", here))


def _of_type(references: tuple[tuple[str, str], ...], kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the locators of some types, in the order of the types, each once."""
    return tuple(
        dict.fromkeys(text for wanted in kinds for kind, text in references if kind == wanted and text)
    )


def _licences(data: dict[str, object], pointer: str, fields: Fields) -> tuple[str, ...]:
    """Return the declared licence, else the concluded one (7.15, 7.13): what its maker says comes first."""
    for name in ("licenseDeclared", "licenseConcluded"):
        text = _value(data, name, pointer, fields)
        if text:
            return (text,)
    return ()


def _hashes(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Hash]:
    for here, entry in fields.objects(data, "checksums", pointer):
        algorithm, content = fields.text(entry, "algorithm", here), fields.text(entry, "checksumValue", here)
        if algorithm and content:
            yield Hash(hash_name(algorithm), content)


def _source(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Property]:
    """Yield the source package that the source information names, as Trivy's CycloneDX files have it."""
    text = _value(data, "sourceInfo", pointer, fields)
    if text.startswith(_BUILT_FROM):
        name, _, version = text.removeprefix(_BUILT_FROM).strip().partition(" ")
        yield Property(f"{SOURCE_PREFIX}Name", name)
        if version:
            yield Property(f"{SOURCE_PREFIX}Version", version)


def _pairs(data: dict[str, object], pointer: str, fields: Fields) -> Iterator[Property]:
    """Yield what Medward wrote into annotations, `medward:group=org.example`."""
    for here, entry in fields.objects(data, "annotations", pointer):
        name, sign, value = fields.text(entry, "comment", here).partition("=")
        if sign and name.startswith(KEPT_PREFIXES):
            yield Property(name, value)
