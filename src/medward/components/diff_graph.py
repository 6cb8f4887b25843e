"""What changed in the dependency graph from one SBOM to another: what a component needs, by the pairs of `diff`.

A component that only moved to another version is still the same end of an edge; a service or the like is, by its
reference. A file that states no dependency at all says nothing about them, so nothing is compared.

>>> from medward.components.sbom import Component, Dependency, Sbom
>>> parts = Component("a", "app"), Component("b", "zlib"), Component("c", "lz4")
>>> empty = Sbom("", "1.6", "", (), (), None, parts, (), (), "")
>>> before, after = (empty._replace(dependencies=(Dependency("a", (ref,)),)) for ref in ("b", "c"))
>>> [(one.name, one.before, one.after) for one in dependency_changes(before, after)]
[('app', 'zlib', 'lz4')]
>>> unstated(before, empty)
('the SBOM after states no dependencies, so they are not compared',)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.diff import Difference, What, paired

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.components.sbom import Sbom

_NOTHING: Final = "nothing"
_NOT_STATED: Final = "not stated"


def dependency_changes(before: Sbom, after: Sbom) -> list[Difference]:
    """Return what the components of both SBOMs need otherwise than before, by name; none where one states nothing."""
    if unstated(before, after):
        return []
    pairs, gone, _ = paired(before.components, after.components)
    if before.root is not None and after.root is not None:
        pairs.append((before.root, after.root))
    called = {one.label: "" for one in gone} | {old.label: new.label for old, new in pairs}
    names, new_names = _names(before), _names(after)
    was, needs = _needs(before), _needs(after)
    found = []
    for old, new in pairs:
        left, right = was.get(old.label), needs.get(new.label)
        same = {called.get(ref, ref) for ref in left or ()} & (right or set())
        lost = {ref for ref in left or () if called.get(ref, ref) not in same}
        won = (right or set()) - same
        if lost or won:
            sides = _words(lost, left, names), _words(won, right, new_names)
            found.append(Difference(What.DEPENDENCY, new.full_name, *sides, new.label))
    return sorted(found, key=lambda one: (one.name, one.before, one.after, one.ref))


def unstated(before: Sbom, after: Sbom) -> tuple[str, ...]:
    """Return which of two SBOMs states no dependency, in words, where only one does."""
    states = [any(one.depends_on for one in sbom.dependencies) for sbom in (before, after)]
    if all(states) or not any(states):
        return ()
    which = "before" if states[1] else "after"
    return (f"the SBOM {which} states no dependencies, so they are not compared",)


def _names(sbom: Sbom) -> dict[str, str]:
    parts = (sbom.root, *sbom.components) if sbom.root is not None else sbom.components
    return {one.label: one.versioned_name for one in parts}


def _needs(sbom: Sbom) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in sbom.dependencies:
        found.setdefault(entry.ref, set()).update(entry.depends_on)
    return found


def _words(refs: set[str], stated: set[str] | None, names: Mapping[str, str]) -> str:
    """Return what is needed on one side only; where nothing is, whether the file says so."""
    if refs:
        return ", ".join(sorted(names.get(ref) or ref for ref in refs))
    if stated is None:
        return _NOT_STATED
    return "" if stated else _NOTHING
