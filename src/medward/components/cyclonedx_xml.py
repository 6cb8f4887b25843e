"""CycloneDX XML in the shape of CycloneDX JSON, so that one mapping reads both.

The two encodings carry the same model: a list has a wrapping element, attributes are
fields, and a few elements keep their value as text beside an attribute.

Source: CycloneDX 1.0 to 1.7 XML schemas; for 1.0 and 1.1 the extension dependency-graph 1.0.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.components.document import line_of, place_of
from medward.components.xml_tree import local, namespace
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.etree.ElementTree import Element

NAMESPACE: Final = "http://cyclonedx.org/schema/bom/"
_GRAPH: Final = "http://cyclonedx.org/schema/ext/dependency-graph/1.0"
_SCHEMA: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
_LISTS: Final = {
    "advisories": "advisory",
    "affects": "target",
    "annotations": "annotation",
    "authors": "author",
    "commits": "commit",
    "components": "component",
    "compositions": "composition",
    "cwes": "cwe",
    "dependencies": "dependency",
    "externalReferences": "reference",
    "formulation": "formula",
    "hashes": "hash",
    "individuals": "individual",
    "lifecycles": "lifecycle",
    "organizations": "organization",
    "patches": "patch",
    "properties": "property",
    "ratings": "rating",
    "references": "reference",
    "responses": "response",
    "services": "service",
    "supportingMaterial": "attachment",
    "versions": "version",
    "vulnerabilities": "vulnerability",
}
"""Wrapping elements and what they hold."""
_OBJECTS: Final = frozenset(
    {"analysis", "component", "license", "manufacture", "manufacturer", "metadata", "supplier", "swid"}
)
"""Elements that are objects even when they are empty."""
_FIELDS: Final = {"responses": "response"}
"""Elements that JSON calls otherwise."""
_ELEMENTS: Final = {field: element for element, field in _FIELDS.items()}
_ATTRIBUTES: Final = {
    "bom-ref": "bom-ref",
    "serialNumber": "serialNumber",
    "specVersion": "xmlns",
    "type": "type",
}
"""Fields that XML has as attributes."""
_AS_WRITTEN: Final = frozenset({"detail", "recommendation", "workaround"})
"""Texts of a vulnerability whose line breaks and spaces count: `xs:string`, as is its description."""
_REPEATED: Final = frozenset({"omniborId", "swhid"})
"""Elements that are repeated where JSON has a list."""
_NUMBER: Final = re.compile("[+-]?[0-9]{1,18}")
_ITEM: Final = {**_LISTS, "dependsOn": "dependency", "licenses": "license", "tools": "tool"}


def cyclonedx_tree(root: Element, place: str) -> dict[str, object]:
    """Return a `<bom>` as CycloneDX JSON would write it.

    Raises:
        InvalidInputError: Its namespace names no version.
    """
    space = namespace(root)
    if not space:
        raise InvalidInputError(
            "<bom> has no namespace, which says the version of CycloneDX",
            place=place,
            hint=f'As <bom xmlns="{NAMESPACE}1.6">.',
        )
    tree = _object(root)
    version = {"version": _whole(root.get("version", ""))} if "version" in tree else {}
    return {"bomFormat": "CycloneDX", "specVersion": space.removeprefix(NAMESPACE), **tree, **version}


def xml_place(place: str, pointer: str) -> str:
    """Return where a JSON pointer leads in the XML, as an XPath.

    >>> xml_place("a.xml", "/components/0/licenses/1/license")
    'a.xml#/bom/components/component[1]/licenses/license[2]'
    >>> xml_place("a.xml", "/components/2/bom-ref")
    'a.xml#/bom/components/component[3]/@bom-ref'
    >>> xml_place("a.xml", "/vulnerabilities/0/analysis/response/1")
    'a.xml#/bom/vulnerabilities/vulnerability[1]/analysis/responses/response[2]'
    """
    if line_of(pointer):
        return place_of(place, pointer)
    steps: list[str] = []
    for field in filter(None, pointer.split("/")):
        step = _ELEMENTS.get(field, field)
        if step.isdigit() and steps:
            steps.append(f"{_ITEM.get(steps[-1], '*')}[{int(step) + 1}]")
        elif step in _ATTRIBUTES or (step == "version" and not steps):
            steps.append(f"@{_ATTRIBUTES.get(step, step)}")
        elif step in {"license", "expression"} and steps[-1:] and steps[-1].startswith("license["):
            continue
        else:
            steps.append(step)
    return f"{place}#/" + "/".join(("bom", *steps))


def _object(element: Element) -> dict[str, object]:
    """Return an element with children as an object."""
    found: dict[str, object] = {**_attributes(element)}
    for child in element:
        if isinstance(child.tag, str):
            name = _name(child)
            value = _value(child)
            _add(found, _FIELDS.get(name, name), [value] if name in _REPEATED else value)
    text = (element.text or "").strip()
    if text and not len(element):
        found["content"] = text
    return found


def _add(found: dict[str, object], name: str, value: object) -> None:
    """Keep a child; one that is repeated outside a list of the format becomes a list."""
    if name not in found:
        found[name] = value
    elif isinstance(before := found[name], list):
        before.extend(value if isinstance(value, list) else [value])
    else:
        found[name] = [before, value]


def _value(element: Element) -> object:
    """Return what an element stands for: a list, an object or its text."""
    name = local(element)
    if name in _LISTS and not _is_foreign(element):
        return [_item(child) for child in element if isinstance(child.tag, str) and not _is_foreign(child)]
    if name == "licenses":
        return [_licence(child) for child in element if isinstance(child.tag, str)]
    if name == "tools" and any(local(child) == "tool" for child in element):
        return [_object(child) for child in element if isinstance(child.tag, str)]
    if name == "modified":
        return _text(element) in {"true", "1"}
    if len(element) or _attributes(element) or name in _OBJECTS:
        return _object(element)
    return (element.text or "") if name in _AS_WRITTEN else _text(element)


def _item(element: Element) -> object:
    """Return one entry of a list."""
    name = local(element)
    if name in _MAKERS:
        return _MAKERS[name](element)
    if name == "lifecycle" or len(element) or _attributes(element):
        return _object(element)
    return _text(element) or {}


def _dependency(element: Element) -> dict[str, object]:
    """Return one entry of the graph; a nested dependency is one it depends on."""
    found: dict[str, object] = {"ref": element.get("ref", "")}
    for field, tag in (("dependsOn", "dependency"), ("provides", "provides")):
        refs: list[object] = [child.get("ref", "") for child in element if local(child) == tag]
        if refs:
            found[field] = refs
    return found


def _vulnerability(element: Element) -> dict[str, object]:
    found = _object(element)
    for child in element:
        if _name(child) == "description":
            found["description"] = child.text or ""
    return found


def _licence(element: Element) -> dict[str, object]:
    if local(element) == "expression":
        return {
            "expression": _text(element),
            **_attributes(element),
        }
    return {local(element): _object(element)}


def _name(element: Element) -> str:
    """Return the field of a child; extensions keep their namespace, so that they are no fields of CycloneDX."""
    return f"{{{namespace(element)}}}{local(element)}" if _is_foreign(element) else local(element)


def _is_foreign(element: Element) -> bool:
    space = namespace(element)
    return bool(space) and not space.startswith(NAMESPACE) and space != _GRAPH


def _attributes(element: Element) -> dict[str, str]:
    """Return the attributes; extensions keep their namespace, as elements do, and those about the schema are left."""
    return {name: value for name, value in element.attrib.items() if not name.startswith(_SCHEMA)}


def _whole(text: str) -> object:
    """Return a whole number; the text where it is none, or longer than any that counts something."""
    return int(text) if _NUMBER.fullmatch(text.strip()) else text


def _text(element: Element) -> str:
    """Return the text with its white space folded, as `xs:normalizedString` and the readers of JSON have it."""
    return re.sub(r"[\t\r\n]+", " ", element.text or "").strip()


_MAKERS: Final[Mapping[str, Callable[[Element], object]]] = {
    "cwe": lambda element: _whole(_text(element)),
    "dependency": _dependency,
    "hash": lambda element: {"alg": element.get("alg", ""), "content": _text(element)},
    "property": lambda element: {"name": element.get("name", ""), "value": _text(element)},
    "vulnerability": _vulnerability,
}
"""What makes an entry of a list that is more than its children."""
