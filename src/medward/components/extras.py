"""What a format has no field for travels as a `medward:` pair, and is found again when the file is read.

In CycloneDX the pairs are properties, in SPDX annotations `medward:group=org.example`:
other programs show them as comments, none has to understand them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.sbom import Component, Hash, Property

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SUPPORT_LEVEL_PROPERTY: Final = "medward:support-level"
END_OF_SUPPORT_PROPERTY: Final = (
    "cdx:lifecycle:milestone:endOfSupport"  # CycloneDX property taxonomy, cdx:lifecycle
)
SOURCE_PREFIX: Final = "aquasecurity:trivy:Src"
"""Properties by which Trivy names the source package of a distribution's package: see `source_of`."""
_FURTHER_CPE: Final = "syft:cpe23"
"""Property of Syft for each CPE name beside the first, which is the component's `cpe`."""
KEPT_PREFIXES: Final = ("medward:", "cdx:lifecycle:milestone:", "cdx:cisa:", SOURCE_PREFIX, _FURTHER_CPE)
_SUPPORT: Final = {
    SUPPORT_LEVEL_PROPERTY: "support_level",
    END_OF_SUPPORT_PROPERTY: "end_of_support",
}
_PROMISES: Final = {"abandoned": 0, "no-longer-maintained": 1, "actively-maintained": 3}
_NO_PROMISE: Final = 2
"""Rank of a level nobody knows: less than support, more than its end."""
_HASH: Final = "medward:hash"
_IDENTIFIER: Final = "medward:identifier"
_CONTENT: Final = "medward:content-identifier"
_LICENCE: Final = "medward:licence"

_TEXTS: Final[Mapping[str, Callable[[Component], str]]] = {
    "group": lambda one: one.group,
    "type": lambda one: one.type,
    "scope": lambda one: one.scope,
    "swid": lambda one: one.swid,
    "purl": lambda one: one.purl,
    "cpe": lambda one: one.cpe,
    "originator": lambda one: one.originator,
}
_FLAGS: Final[Mapping[str, Callable[[Component], bool]]] = {
    "modified": lambda one: one.modified,
    "supplier-is-person": lambda one: one.supplier_is_person,
    "originator-is-person": lambda one: one.originator_is_person,
}
_OURS: Final = frozenset(
    {
        *(f"medward:{name}" for name in (*_TEXTS, *_FLAGS)),
        _HASH,
        _IDENTIFIER,
        _CONTENT,
        _LICENCE,
        _FURTHER_CPE,
    }
)


def extras(component: Component, held: frozenset[str], hashes: Iterable[Hash] = ()) -> Iterator[Property]:
    """Yield the pairs for what a format does not hold.

    Args:
        component: The component.
        held: Fields the format holds, so that they need no pair.
        hashes: Hashes it does not hold.
    """
    for name, text in _TEXTS.items():
        if name not in held and text(component):
            yield Property(f"medward:{name}", text(component))
    for name, flag in _FLAGS.items():
        if name not in held and flag(component):
            yield Property(f"medward:{name}", "true")
    yield from (Property(_HASH, f"{algorithm}:{content}") for algorithm, content in hashes)
    if "identifiers" not in held:
        yield from (Property(_IDENTIFIER, text) for text in component.identifiers)
    if "content_identifiers" not in held:
        yield from (Property(_CONTENT, text) for text in component.content_identifiers)
    if "licences" not in held:
        yield from (Property(_LICENCE, text) for text in component.licences)
    yield from _support(component, held)


def values_of(stated: Iterable[Property]) -> dict[str, str]:
    """Return values by name; where support is told several times, the word that promises least counts.

    That is the first day on which it ends, as ISO 8601 sorts, and `abandoned` before any other level.
    """
    told: dict[str, list[str]] = {}
    for name, value in stated:
        told.setdefault(name, []).append(value)
    found = {name: values[-1] for name, values in told.items()}
    if END_OF_SUPPORT_PROPERTY in told:
        found[END_OF_SUPPORT_PROPERTY] = min(filter(None, told[END_OF_SUPPORT_PROPERTY]), default="")
    if SUPPORT_LEVEL_PROPERTY in told:
        found[SUPPORT_LEVEL_PROPERTY] = least_support(told[SUPPORT_LEVEL_PROPERTY])
    return found


def least_support(levels: Iterable[str]) -> str:
    """Return the level of support that promises least, "" where none is given."""
    return min(levels, key=lambda word: _PROMISES.get(word, _NO_PROMISE), default="")


def source_of(component: Component) -> str:
    """Return the source package that Trivy's properties name, as `name@version`, "" where they name none.

    Source: Trivy, "SBOM", properties `SrcName`, `SrcEpoch`, `SrcVersion` and `SrcRelease`.
    """
    told = {
        one.name.removeprefix(SOURCE_PREFIX): one.value
        for one in component.properties
        if one.name.startswith(SOURCE_PREFIX)
    }
    if not told.get("Name"):
        return ""
    version = "-".join(filter(None, (told.get("Version"), told.get("Release"))))
    epoch = told.get("Epoch", "0")
    stated = f"{epoch}:{version}" if epoch not in {"", "0"} and version else version
    return f"{told['Name']}@{stated}" if stated else told["Name"]


def own_properties(stated: tuple[Property, ...]) -> tuple[Property, ...]:
    """Return the properties that carry no field of their own."""
    return tuple(one for one in stated if one.name not in _OURS)


def with_extras(component: Component, stated: Iterable[Property]) -> Component:
    """Return a component with what the pairs say."""
    told: dict[str, list[str]] = {}
    for name, value in stated:
        if name in _OURS:
            told.setdefault(name.removeprefix("medward:"), []).append(value)
    if not told:
        return component
    one = {name: values[0] for name, values in told.items()}
    hashes = (Hash(*text.partition(":")[::2]) for text in told.get("hash", ()))
    return component._replace(
        group=one.get("group", component.group),
        type=one.get("type", component.type),
        scope=one.get("scope", component.scope),
        swid=one.get("swid", component.swid),
        purl=one.get("purl", component.purl),
        cpe=one.get("cpe", component.cpe),
        originator=one.get("originator", component.originator),
        modified=component.modified or "modified" in one,
        supplier_is_person=component.supplier_is_person or "supplier-is-person" in one,
        originator_is_person=component.originator_is_person or "originator-is-person" in one,
        identifiers=(*component.identifiers, *told.get("identifier", ()), *told.get(_FURTHER_CPE, ())),
        content_identifiers=(*component.content_identifiers, *told.get("content-identifier", ())),
        licences=tuple(told.get("licence", component.licences)),
        hashes=(*component.hashes, *hashes),
    )


def _support(component: Component, held: frozenset[str]) -> Iterator[Property]:
    """Yield level of support, milestones and further properties, each once."""
    if component.support_level and "support_level" not in held:
        yield Property(SUPPORT_LEVEL_PROPERTY, component.support_level)
    if component.end_of_support and "end_of_support" not in held:
        yield Property(END_OF_SUPPORT_PROPERTY, component.end_of_support)
    yield from (one for one in component.properties if one.name not in _SUPPORT)
