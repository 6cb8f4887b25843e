"""Which advisories of many sources are about the same vulnerability, each source's view kept as it is.

The rule: one CVE is one vulnerability, and two CVEs are never made one. An advisory that names several CVEs is a view
of each of their groups. Which CVEs an id stands for is first what the record of that id itself says; else what
others say who name it beside a single CVE; else what the ids it is called equal to stand for. So a Go advisory with
four CVEs and four GHSA ids, which does not say which belongs to which, joins none of them: each GHSA record does.
Without any CVE, ids that call each other equal are a group, under the first of their names.

A withdrawn record is a view of its own group, but makes nobody else a member; a group all of whose views are
withdrawn is withdrawn. That somebody disputes a vulnerability is kept and changes nothing.

>>> views = [View("osv", "GHSA-aaaa-bbbb-cccc", ("CVE-2026-1",)), View("nvd", "CVE-2026-1"),
...     View("go", "GO-2026-9", ("CVE-2026-1", "CVE-2026-2"))]
>>> [(group.name, len(group.views)) for group in alias_groups(views)]
[('CVE-2026-1', 3), ('CVE-2026-2', 1)]

Source: OSV schema 1.7, `aliases` ("the same vulnerability", symmetric and transitive) and what its databases make of
it; CVE Program, CNA rules on counting (one id, one vulnerability).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class View(NamedTuple):
    """What one source calls a vulnerability."""

    source: str
    id: str
    aliases: tuple[str, ...] = ()
    is_withdrawn: bool = False
    is_disputed: bool = False

    @property
    def names(self) -> frozenset[str]:
        """Every id it gives."""
        return frozenset(filter(None, (one.strip(" ,;") for one in (self.id, *self.aliases))))

    @property
    def cves(self) -> frozenset[str]:
        """The CVE ids among them."""
        return frozenset(filter(_is_cve, self.names))


class AliasGroup(NamedTuple):
    """One vulnerability under all its names."""

    name: str
    """The CVE where there is one, else the first of the other ids."""
    ids: tuple[str, ...]
    views: tuple[View, ...]

    @property
    def is_withdrawn(self) -> bool:
        """Whether every source has withdrawn it; an empty group never is."""
        return bool(self.views) and all(view.is_withdrawn for view in self.views)

    @property
    def is_disputed(self) -> bool:
        """Whether a source says that somebody disputes it."""
        return any(view.is_disputed for view in self.views)


def alias_groups(views: Iterable[View]) -> tuple[AliasGroup, ...]:
    """Return the groups by name; the order of the views does not matter."""
    known = sorted(set(views))
    groups_of = _groups_of(known)
    ids: defaultdict[str, set[str]] = defaultdict(set)
    for identifier, names in groups_of.items():
        for name in names:
            ids[name].add(identifier)
    told: defaultdict[str, list[View]] = defaultdict(list)
    for view in known:
        own = view.id.strip(" ,;")
        for name in sorted(view.cves or groups_of[own]):
            told[name].append(view)
    return tuple(AliasGroup(name, tuple(sorted(ids[name])), tuple(told[name])) for name in sorted(ids))


def _groups_of(views: list[View]) -> dict[str, frozenset[str]]:
    """Return the names of the groups every id belongs to."""
    own, others, found = _claims(views)
    equal = _components(views, found)
    groups: dict[str, frozenset[str]] = {}
    for identifier in found:
        if _is_cve(identifier):
            groups[identifier] = frozenset({identifier})
            continue
        claimed = own.get(identifier) or others.get(identifier) or _joint(equal[identifier], own, others)
        groups[identifier] = frozenset(claimed or {min(equal[identifier])})
    return groups


def _claims(views: list[View]) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Return the CVEs each id stands for by its own record, by others, and every id there is."""
    own: defaultdict[str, set[str]] = defaultdict(set)
    others: defaultdict[str, set[str]] = defaultdict(set)
    found: set[str] = set()
    for view in views:
        identifier = view.id.strip(" ,;")
        found |= {identifier, *view.cves} if view.is_withdrawn else view.names
        if not _is_cve(identifier):
            own[identifier] |= view.cves
        if len(view.cves) == 1 and not view.is_withdrawn:
            for name in view.names - view.cves - {identifier}:
                others[name] |= view.cves
    return own, others, found


def _components(views: list[View], found: set[str]) -> dict[str, frozenset[str]]:
    """Return for every id without CVE those that records without a CVE call equal to it, itself included."""
    neighbours: defaultdict[str, set[str]] = defaultdict(set)
    for view in views:
        if not view.cves and not view.is_withdrawn:
            for name in view.names:
                neighbours[name] |= view.names
    whole: dict[str, frozenset[str]] = {}
    for identifier in found:
        if identifier in whole:
            continue
        reached, waiting = {identifier}, [identifier]
        while waiting:
            fresh = neighbours[waiting.pop()] - reached
            reached |= fresh
            waiting += fresh
        whole.update(dict.fromkeys(reached, frozenset(reached)))
    return whole


def _joint(equal: frozenset[str], own: Mapping[str, set[str]], others: Mapping[str, set[str]]) -> set[str]:
    """Return the CVEs that the ids called equal stand for together."""
    return {cve for one in equal for cve in own.get(one) or others.get(one) or ()}


def _is_cve(identifier: str) -> bool:
    return identifier.startswith("CVE-")
