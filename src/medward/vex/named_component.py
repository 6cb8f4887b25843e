"""Whether a component of an SBOM is the one that an assumption names: yes, no, or nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from medward.components.purl import Purl
    from medward.components.sbom import Component


def is_meant(part: Component, named: str) -> bool | None:
    """Say whether a component is the one named, by package URL or by name; none when nobody can tell.

    A component without package URL that has the name may be it, and so may one of type generic.
    """
    wanted = _purl(named)
    names = {name.casefold() for name in (part.name, part.full_name, *_cpe_product(part))}
    if wanted is None:
        return bool(named) and named.casefold() in names
    found = [purl for purl in map(_purl, (part.purl, *part.identifiers)) if purl is not None]
    if not found:
        return None if wanted.name.casefold() in names else False
    answers = {_is_same(one, wanted, part.version) for one in found}
    return True if True in answers else next(iter(answers - {False}), False)


def is_unreadable(named: str) -> bool:
    """Say whether a name is meant as a package URL and is none."""
    return named.startswith("pkg:") and _purl(named) is None


def _is_same(one: Purl, wanted: Purl, version: str) -> bool | None:
    """Say whether two package URLs name the same; one of type generic, or without namespace or version, may."""
    types = {one.type, wanted.type}
    known = one.version or version
    if one.name.casefold() != wanted.name.casefold() or (
        wanted.version and known not in {"", wanted.version}
    ):
        return False
    if len(types) > 1:
        return None if "generic" in types else False
    if one.namespace and wanted.namespace and one.namespace != wanted.namespace:
        return False
    is_sure = one.namespace == wanted.namespace and (known or not wanted.version)
    return True if is_sure else None


def _purl(text: str) -> Purl | None:
    """Return a package URL, or nothing when a text is none."""
    try:
        return parse_purl(text)
    except InvalidInputError:
        return None


def _cpe_product(part: Component) -> tuple[str, ...]:
    """Return the product a CPE name gives; it stands for the name where a component has no package URL."""
    fields = part.cpe.split(":")
    place = 4 if part.cpe.startswith("cpe:2.3:") else 3  # CPE 2.3 formatted string, or URI of CPE 2.2
    return (fields[place],) if len(fields) > place else ()
