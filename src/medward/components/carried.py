"""Which fields of each format the one value carries; whatever else a file says is lost when it is converted.

The tables name what the readers read. What is not in them is found by walking the
file, so a field nobody thought of is reported as well.

Source: the fields read in `cyclonedx`, `spdx2` and `spdx3`; SPDX 2.3 clauses 6 to 12, CycloneDX 1.7, SPDX 3.0.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.extras import KEPT_PREFIXES
from medward.components.spdx_words import BACKWARD, FORWARD, FORWARD_3, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.components.document import Document

_Holder = Mapping[str, object]
_Test = Callable[[object, _Holder], bool]
_Spec = Mapping[str, "bool | _Test | _Spec"]
_SHOWN: Final = 80


class Left(NamedTuple):
    """One thing a file says that the one value does not carry."""

    path: str
    """Field by field, lists as `[]`, e.g. `components[].externalReferences`."""
    example: str


def left_behind(document: Document) -> Iterator[Left]:
    """Yield everything in a file that the one value does not carry, in its order."""
    if document.format == "SPDX 3":
        yield from _graph(document.tree)
    else:
        spec = _CYCLONEDX if document.format == "CycloneDX" else _SPDX2
        yield from _walk(document.tree, spec, "", {})


def _walk(value: object, spec: _Spec, path: str, holder: _Holder) -> Iterator[Left]:
    """Yield what a value holds beyond its table."""
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, spec, f"{path}[]", holder)
    elif isinstance(value, dict):
        for name, inner in value.items():
            here = f"{path}.{name}" if path else str(name)
            rule = spec.get(name, False)
            if isinstance(rule, Mapping):
                yield from _walk(inner, rule, here, value)
            elif callable(rule):
                yield from _tested(inner, rule, here, value)
            elif not (rule or _says_nothing(inner)):
                yield Left(here, _short(inner))


def _tested(value: object, rule: _Test, path: str, holder: _Holder) -> Iterator[Left]:
    """Yield a value, or the entries of a list, that a test does not find carried."""
    for item in value if isinstance(value, list) else [value]:
        if not _says_nothing(item) and not rule(item, holder):
            yield Left(f"{path}[]" if isinstance(value, list) else path, _short(item))


def _says_nothing(value: object) -> bool:
    return (
        value is None
        or value is False
        or value in ([], {})
        or (isinstance(value, str) and value in NOT_STATED)
    )


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _is_ours(item: object, _: _Holder) -> bool:
    return isinstance(item, dict) and str(item.get("name", "")).startswith(KEPT_PREFIXES)


def _is_own_note(item: object, _: _Holder) -> bool:
    return isinstance(item, dict) and str(item.get("comment", "")).startswith(KEPT_PREFIXES)


def _is_read_reference(item: object, _: _Holder) -> bool:
    kind = str(item.get("referenceType", "")) if isinstance(item, dict) else ""
    return kind.rpartition("/")[2].lower() in {"purl", "cpe22type", "cpe23type", "swid"}


def _is_read_relation(item: object, _: _Holder) -> bool:
    kind = str(item.get("relationshipType", "")).upper() if isinstance(item, dict) else ""
    return kind in FORWARD | BACKWARD | {"CONTAINS", "CONTAINED_BY", "DESCRIBES", "DESCRIBED_BY"}


def _has_no_address(item: object, _: _Holder) -> bool:
    return "@" not in str(item)


def _is_declared(item: object, package: _Holder) -> bool:
    """Say whether a concluded licence adds nothing: it is the declared one, or stands for it.

    Where the declared one is no text the reader passes over it, and over a concluded one that is no text too.
    """
    declared = package.get("licenseDeclared", "NOASSERTION")
    if not isinstance(package.get("licenseConcluded"), str):
        return False
    return not isinstance(declared, str) or declared in NOT_STATED | {item}


def _one_of(value: object, words: Collection[str]) -> bool:
    """Say whether a value is one of some words; in an invalid file it may be a list or an object."""
    return isinstance(value, str) and value in words


def _is_phase(item: object, _: _Holder) -> bool:
    return all(line.startswith(KEPT_PREFIXES) for line in str(item).splitlines())


_COMPONENT: dict[str, bool | _Test | _Spec] = {
    **dict.fromkeys(
        ("bom-ref", "type", "name", "group", "version", "purl", "cpe", "scope", "modified", "hashes"), True
    ),
    "swid": {"tagId": True, "name": True, "version": True},
    "supplier": {"name": True},
    "manufacturer": {"name": True},
    "authors": {"name": True},
    "author": lambda _, one: not (one.get("manufacturer") or one.get("authors")),
    "licenses": {"expression": True, "license": {"id": True, "name": lambda _, one: not one.get("id")}},
    "properties": _is_ours,
}
_COMPONENT["components"] = _COMPONENT
_TOOL: Final = {"name": True, "version": True, "type": True}
_CYCLONEDX: Final[_Spec] = {
    **dict.fromkeys(("$schema", "bomFormat", "specVersion", "serialNumber", "version"), True),
    "metadata": {
        "timestamp": True,
        "tools": {**_TOOL, "components": _TOOL, "services": _TOOL},
        "authors": {"name": True},
        "manufacturer": {"name": True},
        "lifecycles": {"phase": True, "name": True},
        "component": _COMPONENT,
    },
    "components": _COMPONENT,
    "dependencies": {"ref": True, "dependsOn": True},
}
_SPDX2: Final[_Spec] = {
    **dict.fromkeys(
        ("spdxVersion", "SPDXID", "dataLicense", "name", "documentNamespace", "documentDescribes"), True
    ),
    "creationInfo": {"created": True, "creators": _has_no_address, "comment": _is_phase},
    "packages": {
        **dict.fromkeys(("SPDXID", "name", "versionInfo", "checksums", "licenseDeclared"), True),
        "primaryPackagePurpose": True,
        "validUntilDate": True,
        "supplier": _has_no_address,
        "originator": _has_no_address,
        "filesAnalyzed": lambda value, _: value is False or value == "false",
        "licenseConcluded": _is_declared,
        "externalRefs": _is_read_reference,
        "annotations": _is_own_note,
    },
    "relationships": _is_read_relation,
}
_ELEMENT: Final = {**dict.fromkeys(("type", "@type", "spdxId", "@id", "creationInfo", "name"), True)}
_SPDX3_PACKAGE: Final[_Spec] = {
    **_ELEMENT,
    **dict.fromkeys(
        (
            *("software_packageVersion", "software_packageUrl", "software_primaryPurpose", "suppliedBy"),
            *("originatedBy", "supportLevel", "validUntilTime"),
        ),
        True,
    ),
    "verifiedUsing": {"type": True, "algorithm": True, "hashValue": True},
    "externalIdentifier": lambda item, _: (
        isinstance(item, dict)
        and _one_of(item.get("externalIdentifierType"), {"packageUrl", "cpe22", "cpe23", "swid"})
    ),
}
_COLLECTION: Final[_Spec] = {
    **_ELEMENT,
    **dict.fromkeys(
        ("rootElement", "element", "profileConformance", "software_sbomType", "dataLicense"), True
    ),
}
_RELATION: Final[_Spec] = {
    **_ELEMENT,
    **dict.fromkeys(("from", "to"), True),
    "relationshipType": lambda kind, _: _one_of(
        kind, FORWARD_3 | {"contains", "describes", "hasDeclaredLicense", "hasConcludedLicense"}
    ),
}
_SPDX3: Final[Mapping[str, _Spec]] = {
    "CreationInfo": {
        **_ELEMENT,
        **dict.fromkeys(("specVersion", "created", "createdBy", "createdUsing"), True),
    },
    "software_Package": _SPDX3_PACKAGE,
    "ai_AIPackage": _SPDX3_PACKAGE,
    "dataset_DatasetPackage": _SPDX3_PACKAGE,
    "SpdxDocument": _COLLECTION,
    "software_Sbom": _COLLECTION,
    **dict.fromkeys(("Person", "Organization", "Tool", "SoftwareAgent"), _ELEMENT),
    "Relationship": _RELATION,
    "LifecycleScopedRelationship": _RELATION,
    "simplelicensing_LicenseExpression": {**_ELEMENT, "simplelicensing_licenseExpression": True},
    "simplelicensing_SimpleLicensingText": {**_ELEMENT, "simplelicensing_licenseText": True},
    "Annotation": {
        **_ELEMENT,
        **dict.fromkeys(("annotationType", "subject"), True),
        "statement": lambda text, _: str(text).startswith(KEPT_PREFIXES),
    },
}


def _graph(tree: object) -> Iterator[Left]:
    """Yield what the elements of a graph hold beyond the table of their type; others are left whole."""
    elements = tree.get("@graph", []) if isinstance(tree, dict) else []
    for element in elements if isinstance(elements, list) else []:
        if isinstance(element, dict):
            kind = str(element.get("type", element.get("@type", ""))).rpartition("/")[2]
            if kind in _SPDX3:
                yield from _walk(element, _SPDX3[kind], kind, {})
            else:
                yield Left(f"element {kind}", _short(element.get("name", element.get("spdxId", ""))))
