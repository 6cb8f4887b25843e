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
from medward.components.spdx_words import BACKWARD, FORWARD, NOT_STATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.components.document import Document

_Holder = Mapping[str, object]
_Test = Callable[[object, _Holder], "bool | _Spec"]
"""Says of a value, or an entry of a list, that it is carried or not, or by which table of its own."""
_Spec = Mapping[str, "bool | _Test | _Spec"]
_SHOWN: Final = 80
_SPOKEN: Final = (
    ("spdxElementId", "relationshipType", "relatedSpdxElement"),
    ("referenceType", "referenceLocator"),
)
"""Fields that say what an entry of SPDX 2 means, in the order one would say it."""


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
        here = f"{path}[]" if isinstance(value, list) else path
        found = _says_nothing(item) or rule(item, holder)
        if isinstance(found, Mapping):
            yield from _walk(item, found, here, holder)
        elif not found:
            yield Left(here, _short(item))


def _says_nothing(value: object) -> bool:
    return (
        value is None
        or value is False
        or value in ([], {})
        or (isinstance(value, str) and value in NOT_STATED)
    )


def _short(value: object) -> str:
    text = value if isinstance(value, str) else _line(value)
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _line(value: object) -> str:
    """Return a value as one line: a relationship or a reference in its words, anything else as JSON."""
    if isinstance(value, dict):
        for names in _SPOKEN:
            words = [value.get(name) for name in names]
            if all(isinstance(word, str) for word in words):
                return " ".join(map(str, words))
    return json.dumps(value, ensure_ascii=False, default=str)


def _is_ours(item: object, _: _Holder) -> bool:
    return isinstance(item, dict) and str(item.get("name", "")).startswith(KEPT_PREFIXES)


def _is_own_note(item: object, _: _Holder) -> bool:
    return isinstance(item, dict) and str(item.get("comment", "")).startswith(KEPT_PREFIXES)


def _reference(item: object, package: _Holder) -> bool | _Spec:
    """Say which of an external reference is carried: package URLs, CPE names, the first SWID tag, hashes of content."""
    kind = _kind_of_reference(item)
    if kind == "swid":
        references = package.get("externalRefs")
        every = references if isinstance(references, list) else []
        return _REFERENCE if item is next(one for one in every if _kind_of_reference(one) == kind) else False
    return _REFERENCE if kind in {"purl", "cpe22type", "cpe23type", "gitoid", "swh"} else False


def _kind_of_reference(item: object) -> str:
    kind = str(item.get("referenceType", "")) if isinstance(item, dict) else ""
    return kind.rpartition("/")[2].lower()


def _relation(item: object, _: _Holder) -> bool | _Spec:
    """Say which of a relationship is carried: not one that leads out of the file or to nobody knows what."""
    if not isinstance(item, dict):
        return False
    kind = str(item.get("relationshipType", "")).upper()
    ends = [str(item.get(end, "")) for end in ("spdxElementId", "relatedSpdxElement")]
    if any(end == "NOASSERTION" or end.startswith("DocumentRef-") for end in ends):
        return False
    return _RELATION_2 if kind in FORWARD | BACKWARD | _PLAIN_KINDS else False


def _names_package(item: object, document: _Holder) -> bool:
    """Say whether a document is called by the name of a package, with or without its version."""
    packages = document.get("packages")
    names = [
        (one.get("name"), one.get("versionInfo"))
        for one in (packages if isinstance(packages, list) else [])
        if isinstance(one, dict)
    ]
    return any(item in (name, f"{name} {version}") for name, version in names)


def _is_first_maker(item: object, one: _Holder) -> bool | _Spec:
    """Say whether an author is the one who is carried: the first with a name, where no manufacturer is."""
    authors, maker = one.get("authors"), one.get("manufacturer")
    if (isinstance(maker, dict) and maker.get("name")) or not isinstance(authors, list):
        return False
    named = (each for each in authors if isinstance(each, dict) and each.get("name"))
    return _NAMED if item is next(named, None) else False


def _is_first(field: str) -> _Test:
    """Return what says whether an entry is the first of its list, the only one that is carried."""

    def rule(item: object, holder: _Holder) -> bool:
        value = holder.get(field)
        return not isinstance(value, list) or item is value[0]

    return rule


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


def _is_one(value: object) -> bool:
    return not isinstance(value, list) or len(value) == 1


_LICENCE_TYPES: Final = ("simplelicensing_", "expandedlicensing_")
_PLAIN_KINDS: Final = frozenset(
    {"DEPENDS_ON", "DEPENDENCY_OF", "CONTAINS", "CONTAINED_BY", "DESCRIBES", "DESCRIBED_BY"}
)
"""Relationships that say no more than what is carried; others are read as dependencies, which are less."""
_NAMED: Final[_Spec] = {"name": True}
_REFERENCE: Final[_Spec] = dict.fromkeys(("referenceCategory", "referenceType", "referenceLocator"), True)
_RELATION_2: Final[_Spec] = {
    **dict.fromkeys(("spdxElementId", "relatedSpdxElement"), True),
    "relationshipType": lambda kind, _: str(kind).upper() in _PLAIN_KINDS,
}
_COMPONENT: dict[str, bool | _Test | _Spec] = {
    **dict.fromkeys(
        ("bom-ref", "type", "name", "group", "version", "purl", "cpe", "scope", "modified", "hashes"), True
    ),
    **dict.fromkeys(("omniborId", "swhid"), True),
    "swid": {"tagId": True, "name": True, "version": True},
    "supplier": {"name": True},
    "manufacturer": {"name": True},
    "authors": _is_first_maker,
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
    **dict.fromkeys(("spdxVersion", "SPDXID", "dataLicense", "documentNamespace", "documentDescribes"), True),
    "name": _names_package,
    "creationInfo": {"created": True, "creators": _has_no_address, "comment": _is_phase},
    "packages": {
        **dict.fromkeys(("SPDXID", "name", "versionInfo", "checksums", "licenseDeclared"), True),
        "primaryPackagePurpose": True,
        "validUntilDate": True,
        "supplier": _has_no_address,
        "originator": _has_no_address,
        "filesAnalyzed": lambda value, _: value is False or value == "false",
        "licenseConcluded": _is_declared,
        "externalRefs": _reference,
        "annotations": _is_own_note,
    },
    "relationships": _relation,
}
_ELEMENT: Final = {**dict.fromkeys(("type", "@type", "spdxId", "@id", "creationInfo", "name"), True)}
_SPDX3_PACKAGE: Final[_Spec] = {
    **_ELEMENT,
    **dict.fromkeys(
        (
            "software_packageVersion",
            "software_packageUrl",
            "software_primaryPurpose",
            "validUntilTime",
        ),
        True,
    ),
    **{field: _is_first(field) for field in ("suppliedBy", "originatedBy")},
    "supportLevel": lambda _, one: _is_one(one.get("supportLevel")),
    "verifiedUsing": {"type": True, "algorithm": True, "hashValue": True},
    "externalIdentifier": lambda item, _: (
        isinstance(item, dict)
        and _one_of(
            item.get("externalIdentifierType"), {"packageUrl", "cpe22", "cpe23", "swid", "gitoid", "swhid"}
        )
    ),
    "software_contentIdentifier": dict.fromkeys(
        ("type", "software_contentIdentifierType", "software_contentIdentifierValue"), True
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
        kind, {"dependsOn", "contains", "describes", "hasDeclaredLicense", "hasConcludedLicense"}
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
    for element in _elements(tree):
        kind = _type(element)
        if kind in _SPDX3:
            yield from _walk(element, _SPDX3[kind], kind, {})
        else:
            yield Left(f"element {kind}", _short(element.get("name", element.get("spdxId", ""))))
    yield from _second_licences(tree)


def _elements(tree: object) -> Iterator[dict[str, object]]:
    """Yield the elements of a graph; a large one is decoded anew each time and never held as a whole."""
    listed = tree.get("@graph", []) if isinstance(tree, dict) else []
    yield from (one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict))


def _second_licences(tree: object) -> Iterator[Left]:
    """Yield concluded licences of what has another declared one: one licence is carried, the declared one first."""
    texts = {
        str(one.get("spdxId", one.get("@id", ""))): one.get("simplelicensing_licenseExpression")
        or one.get("name")
        for one in _elements(tree)
        if _type(one).startswith(_LICENCE_TYPES)
    }
    declared: dict[str, object] = {}
    concluded: list[tuple[str, object]] = []
    for one in _elements(tree):
        ends = one.get("from"), one.get("to")
        kind, targets = one.get("relationshipType"), ends[1] if isinstance(ends[1], list) else [ends[1]]
        for target in map(str, targets):
            text = texts.get(target) or target
            if kind == "hasDeclaredLicense":
                declared.setdefault(str(ends[0]), text)
            elif kind == "hasConcludedLicense":
                concluded.append((str(ends[0]), text))
    for package, text in concluded:
        says = declared.get(package, "")
        if not _no_licence(says) and not _no_licence(text) and text != says:
            yield Left("Relationship hasConcludedLicense", _short(f"{package}: {text}"))


def _no_licence(text: object) -> bool:
    plain = str(text)
    return plain in NOT_STATED or plain.endswith(("NoAssertionLicense", "NoneLicense"))


def _type(element: _Holder) -> str:
    return str(element.get("type", element.get("@type", ""))).rpartition("/")[2]
