"""What one compromised element, component or vulnerability buys an attacker in this device.

An element is named by id or short name; a component by its package URL or name as an SBOM of the release
lists it, a vulnerability by its public id. The release's SBOMs lead from a component to its deployable, and
`deployable` of an element from there to the model. What cannot be followed is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.components.in_use import sboms_of
from medward.devices.records import Asset, Element, Interface
from medward.errors import InvalidInputError, NotFoundError
from medward.risk.paths import Entry
from medward.threats.reach import Ways, reached
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.paths import KEYS_IN_HAND, goals_of, keys_at, model_of, sentence
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.threats.reach import Way
    from medward.workspace.device import Device
    from medward.workspace.paths import Goal
    from medward.workspace.risk import Basis


@dataclass(frozen=True, slots=True)
class Gain:
    """One function that comes within reach."""

    goal: Goal
    way: Way | None
    """Easiest way; no steps when the compromised element carries the function itself."""
    level: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Compromise:
    """What is gained, and what could not be told."""

    name: str
    elements: tuple[str, ...]
    """Elements taken to be in the attacker's hand."""
    why: tuple[str, ...]
    """How each follows from the name."""
    reached: tuple[str, ...]
    """Every element within reach."""
    assets: tuple[str, ...]
    """Assets held by the compromised elements."""
    gains: tuple[Gain, ...]
    unreached: tuple[str, ...]
    """Functions out of reach."""
    cannot_tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Elements a name leads to."""

    elements: tuple[str, ...]
    why: tuple[str, ...]
    open: tuple[str, ...]


def compromise(device: Device, basis: Basis, name: str) -> Compromise:
    """Return what an attacker gains who holds an element, a component or a vulnerability.

    Raises:
        NotFoundError: No element, component of the release's SBOMs, or vulnerability has that name.
    """
    found = _resolve(device, basis, name)
    model, records = model_of(basis), basis.records
    within = reached(model.after, found.elements)
    keys = keys_at(found.elements, records)
    gains, out = [], []
    for goal in goals_of(records):
        ways = [Ways(model.after, goal.elements, at_worst=worst) for worst in (False, True)]
        ranked = sorted(found.elements, key=lambda item: _rank(ways[1].way(item)))
        known, worst = (item.way(ranked[0]) if ranked else None for item in ways)
        if worst is None:
            out.append(goal.id)
            continue
        entry = Entry("", ranked[0], _label(basis, ranked[0]), "compromised")
        level = model.word(known.level) if known and known.steps else "held" if known else "cannot tell"
        words = sentence(entry, known, worst, model, records) if worst.steps else _held(entry)
        gains.append(Gain(goal, known, level, words))
    return Compromise(
        name=name,
        elements=found.elements,
        why=found.why,
        reached=tuple(sorted(within)),
        assets=tuple(a.id for a in records.of(Asset) if not set(a.located).isdisjoint(found.elements)),
        gains=tuple(gains),
        unreached=tuple(out) if found.elements else (),
        cannot_tell=(*found.open, *((f"{KEYS_IN_HAND}: {', '.join(keys)}",) if keys else ())),
    )


def _rank(way: Way | None) -> tuple[int, int]:
    """Return how far down a way stands: already there first, then the easiest, then the shortest."""
    if way is None:
        return (1, 0)
    return (-99, 0) if not way.steps else (-way.level, len(way.steps))


def _held(entry: Entry) -> str:
    """Return the sentence for an element that carries the function itself."""
    return f"{entry.title} carries it itself, so an attacker who holds the element holds the function."


def _label(basis: Basis, identity: str) -> str:
    """Return the short name and title of an element."""
    element = basis.records.find(identity, Element)
    return f"{element.short} {element.title}" if element else identity


def _resolve(device: Device, basis: Basis, name: str) -> _Found:
    """Return the elements a name leads to."""
    for element in basis.records.of(Element):
        if name in {element.id, element.short}:
            return _Found((element.id,), (f"{element.id} is named",), ())
    for item in basis.records.of(Vulnerability):
        if name in {item.id, item.identifier, *item.aliases}:
            return _vulnerable(device, basis, item)
    deployables, unread = _deployables(device, basis, name)
    if not deployables and not unread:
        raise NotFoundError(
            f"no element, vulnerability or component of the release is called {name}",
            hint="Give an element id, a public vulnerability id, or a package URL as the SBOM has it.",
        )
    return _elements(basis, deployables, name, unread)


def _vulnerable(device: Device, basis: Basis, item: Vulnerability) -> _Found:
    """Return the elements that carry the component of a vulnerability, by its assessments on the release."""
    release = basis.release.id if basis.release else ""
    judged = [
        one for one in basis.records.of(Assessment) if one.vulnerability == item.id and one.release == release
    ]
    if not judged:
        return _Found(
            (), (), (f"no assessment says what {item.identifier} means for {release or 'a release'}",)
        )
    elements: dict[str, None] = {}
    why: list[str] = []
    left: list[str] = []
    for one in judged:
        why.append(f"{one.id} ({one.component}) is {one.status}{_over(basis, one.interfaces)}")
        deployables, unread = _deployables(device, basis, one.component)
        found = _elements(basis, deployables, one.component, unread)
        elements.update(dict.fromkeys(found.elements))
        why += found.why
        left += found.open
    return _Found(tuple(elements), tuple(why), tuple(left))


def _over(basis: Basis, interfaces: Iterable[str]) -> str:
    """Return the interfaces an assessment names, in words."""
    shorts = [one.short if (one := basis.records.find(name, Interface)) else name for name in interfaces]
    return f", reachable over {', '.join(shorts)}" if shorts else ", and names no interface"


def _deployables(device: Device, basis: Basis, component: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the deployables whose SBOM on the release lists a component, and the SBOMs that cannot be read."""
    found: dict[str, None] = {}
    unread: list[str] = []
    for document in sboms_of(basis.records, basis.release.id) if basis.release else ():
        if component == document.deployable or component.startswith(f"{document.deployable} "):
            found[document.deployable] = None
            continue
        try:
            sbom = read_sbom_file(device.folder / document.file, strict=False)
        except (InvalidInputError, NotFoundError) as error:
            unread.append(f"the SBOM {document.id} cannot be read: {error.message}")
            continue
        if any(component in {one.purl, one.name, f"{one.name}@{one.version}"} for one in sbom.components):
            found[document.deployable] = None
    return tuple(found), tuple(unread)


def _elements(basis: Basis, deployables: tuple[str, ...], component: str, unread: tuple[str, ...]) -> _Found:
    """Return the elements built from deployables."""
    elements: list[str] = []
    why: list[str] = []
    left = list(unread)
    if not deployables:
        left.append(f"no SBOM of the release lists {component}")
    for name in deployables:
        built = [item for item in basis.records.of(Element) if item.deployable == name]
        if not built:
            left.append(
                f"{component} is in {name}, and no element says that it is built from it (deployable)"
            )
        elements += [item.id for item in built]
        why += [f"{component} is in {name}, from which {_label(basis, item.id)} is built" for item in built]
    return _Found(tuple(dict.fromkeys(elements)), tuple(why), tuple(left))
