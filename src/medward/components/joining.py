"""Which components of several SBOMs are one, and what that one says.

Equal package URLs with version are one component. A component without package URL is one with those that
share its SHA-256 (else the next hash of `_STRENGTH`) and contradict it in no name, version, group or package URL:
one source archive may hold several components. Where that hash stands under several package URLs nobody can tell
which it is. What a file is about is one with a component of the same name and version.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.fills import shown
from medward.components.identity import full_name_of, line_of, with_version
from medward.components.purl import parse_purl
from medward.components.sbom import Component, Hash, Origin, Property
from medward.components.stated import is_version
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from medward.components.sbom import Sbom

ORIGIN_PROPERTY: Final = "medward:origin"
"""Property that carries an origin into a file, as `image.cdx.json#pkg:generic/zlib@1`."""
_EMPTY: Final = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""SHA-256 of nothing: equal empty files say nothing about their components."""
_STRENGTH: Final = ("SHA-256", "SHA-512", "SHA-384", "SHA3-256", "SHA3-512")
_COMPARED: Final = (
    "name", "group", "version", "cpe", "swid", "supplier", "licences", "support_level", "end_of_support",
)  # fmt: skip
_TEXTS: Final = ("type", "purl")
"""Fields a component has one of, but no conflict is about: package URLs that differ never are one component."""


_SCOPES: Final = {"required": 0, "": 1, "optional": 2, "excluded": 3}
"""Scopes from what is surely shipped to what is not; a word nobody knows counts as shipped."""
_TOLD_APART_BY: Final[tuple[Callable[[Component], str], ...]] = (
    lambda one: one.name.strip().lower(),
    lambda one: one.version if is_version(one.version) else "",
    lambda one: one.group.strip().lower(),
    lambda one: line_of(one.purl),
)
"""What two components of one hash must not contradict each other in to be one; "" says nothing."""


class Member(NamedTuple):
    """One component of one file."""

    file: str
    component: Component
    is_root: bool
    """Whether it is what the file is about."""


class Conflict(NamedTuple):
    """Files that say different things about one component."""

    ref: str
    """In the merged SBOM."""
    field: str
    kept: str
    """The value most files give, the first of those in the alphabet."""
    values: tuple[tuple[str, tuple[str, ...]], ...]
    """Each value with the files that give it."""


def grouped(sboms: Mapping[str, Sbom]) -> dict[str, tuple[Member, ...]]:
    """Return the members of each component of the whole, by its reference there.

    Raises:
        InvalidInputError: A file does not say what it is about.
    """
    members = list(_members(sboms))
    sets = _Sets(len(members))
    _by_purl(members, sets)
    _by_hash(members, sets)
    _by_root_name(members, sets)
    found: dict[int, list[Member]] = defaultdict(list)
    for index, member in enumerate(members):
        found[sets.top(index)].append(member)
    return {_ref(group): tuple(group) for group in found.values()}


def joined(ref: str, group: Sequence[Member]) -> Component:
    """Return one component that says what its members say together."""
    parts = [one.component for one in group]
    origins = tuple(Origin(one.file, one.component.label, one.component.parents) for one in group)
    marks = tuple(Property(ORIGIN_PROPERTY, f"{one.file}#{one.ref}") for one in origins)
    texts = {name: _most(_said(group, name)) for name in (*_TEXTS, *_COMPARED)}
    maker = next((part for part in parts if part.originator), parts[0])
    named = next((part for part in parts if part.supplier == texts["supplier"]), parts[0])
    return parts[0]._replace(
        name=texts["name"],
        group=texts["group"],
        version=texts["version"],
        version_is_from_purl=all(part.version_is_from_purl for part in parts),
        type=texts["type"],
        purl=texts["purl"],
        cpe=texts["cpe"],
        swid=texts["swid"],
        supplier=texts["supplier"],
        supplier_is_person=named.supplier_is_person,
        originator=maker.originator,
        originator_is_person=maker.originator_is_person,
        scope=_scope(parts),
        support_level=texts["support_level"],
        end_of_support=texts["end_of_support"],
        ref=ref,
        licences=_most_of(group),
        hashes=_hashes(group),
        modified=any(part.modified for part in parts),
        identifiers=tuple(sorted({text for part in parts for text in part.identifiers})),
        content_identifiers=tuple(sorted({text for part in parts for text in part.content_identifiers})),
        properties=(*sorted({each for part in parts for each in part.properties}), *marks),
        parents=(),
        pointer="",
        origins=origins,
    )


def conflicts(ref: str, group: Sequence[Member]) -> Iterator[Conflict]:
    """Yield the fields about which members differ."""
    for name in _COMPARED:
        said = _said(group, name)
        if len(said) > 1:
            yield Conflict(ref, name, _most(said), _listed(said))
    scopes = _said(group, "scope")
    if len(scopes) > 1:
        yield Conflict(ref, "scope", _scope([one.component for one in group]), _listed(scopes))
    for algorithm, said in sorted(_hash_texts(group).items()):
        if len(said) > 1:
            yield Conflict(ref, f"hash {algorithm}", _most(said), _listed(said))


def _scope(parts: Sequence[Component]) -> str:
    """Return the scope nearest to shipped: what one file ships is shipped; no scope means required (CycloneDX 1.6)."""
    return min((part.scope for part in parts), key=lambda scope: _SCOPES.get(scope, 0))


class _Sets:
    """Disjoint sets of numbers."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def top(self, index: int) -> int:
        while self._above[index] != index:
            self._above[index] = self._above[self._above[index]]
            index = self._above[index]
        return index

    def join(self, indices: Iterable[int]) -> None:
        """Make one set of those the numbers are in; its smallest number leads it."""
        tops = sorted({self.top(index) for index in indices})
        for top in tops[1:]:
            self._above[top] = tops[0]


def _members(sboms: Mapping[str, Sbom]) -> Iterator[Member]:
    for file in sorted(sboms):
        root = sboms[file].root
        if root is None:
            raise InvalidInputError(
                "the SBOM does not say what it is about (no root component)",
                place=file,
                hint="Add metadata.component, or export it again with the product's name and version.",
            )
        yield Member(file, root, is_root=True)
        for component in sboms[file].components:
            yield Member(file, component, is_root=False)


def _purl(component: Component) -> str:
    """Return the canonical package URL with version, "" where there is none."""
    try:
        parsed = parse_purl(component.purl)
    except InvalidInputError:
        return ""
    if parsed.version:
        return str(parsed)
    return with_version(component.purl, component.version) if is_version(component.version) else ""


def _by_purl(members: Sequence[Member], sets: _Sets) -> None:
    found: dict[str, list[int]] = defaultdict(list)
    for index, member in enumerate(members):
        purl = _purl(member.component)
        if purl:
            found[purl].append(index)
    for indices in found.values():
        sets.join(indices)


def _by_hash(members: Sequence[Member], sets: _Sets) -> None:
    bare: dict[Hash, list[int]] = defaultdict(list)
    named: dict[Hash, list[int]] = defaultdict(list)
    for index, member in enumerate(members):
        hashes = _strong(member.component)
        if _purl(member.component):
            for one in hashes:
                named[one].append(index)
        elif hashes:
            bare[hashes[0]].append(index)
    for one, indices in bare.items():
        for alike in _alike(members, [*indices, *named[one]]):
            holders = {sets.top(index) for index in alike if index in named[one]}
            nameless = (index for index in alike if index not in named[one])
            sets.join([*nameless, *(holders if len(holders) == 1 else ())])


def _alike(members: Sequence[Member], indices: list[int], asked: int = 0) -> Iterator[list[int]]:
    """Yield those that contradict each other in no field; where some do, one without the field stands apart."""
    if asked == len(_TOLD_APART_BY):
        yield indices
        return
    by_word: dict[str, list[int]] = defaultdict(list)
    for index in indices:
        by_word[_TOLD_APART_BY[asked](members[index].component)].append(index)
    for alike in by_word.values() if len(by_word.keys() - {""}) > 1 else (indices,):
        yield from _alike(members, alike, asked + 1)


def _strong(component: Component) -> list[Hash]:
    """Return the hashes that tell components apart, in the order they are compared."""
    found = {one.algorithm.upper(): one.content.strip().lower() for one in component.hashes}
    return [Hash(name, found[name]) for name in _STRENGTH if found.get(name, _EMPTY) != _EMPTY]


def _by_root_name(members: Sequence[Member], sets: _Sets) -> None:
    """Join what a file is about with the component, or other root, of the same name and version."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, member in enumerate(members):
        if member.component.version:
            found[full_name_of(member.component), member.component.version].append(index)
    purls: dict[int, set[str]] = defaultdict(set)
    for index, member in enumerate(members):
        purls[sets.top(index)] |= {_purl(member.component)} - {""}
    for _, indices in sorted(found.items()):
        if any(members[index].is_root for index in indices):
            tops = {sets.top(index) for index in indices}
            together = set().union(*(purls[top] for top in tops))
            if len(together) <= 1:
                sets.join(indices)
                purls[sets.top(indices[0])] = together


def _ref(group: Sequence[Member]) -> str:
    """Return a name for a component of the whole that depends on nothing but its members."""
    purls = sorted({_purl(one.component) for one in group} - {""})
    return purls[0] if purls else min(f"{one.file}#{one.component.label}" for one in group)


def _said(group: Sequence[Member], name: str) -> dict[str, tuple[str, ...]]:
    """Return each value of a field with the files that give it."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in group:
        value = getattr(one.component, name)
        text = shown(tuple(sorted(value)) if isinstance(value, tuple) else value)
        if text:
            found[text].add(one.file)
    return {text: tuple(sorted(files)) for text, files in found.items()}


def _most(said: Mapping[str, tuple[str, ...]]) -> str:
    """Return the value most files give, the first in the alphabet among equals."""
    return min(said, key=lambda text: (-len(said[text]), text), default="")


def _listed(said: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(sorted(said.items()))


def _most_of(group: Sequence[Member]) -> tuple[str, ...]:
    """Return the licences most files give."""
    counts = Counter(tuple(sorted(one.component.licences)) for one in group if one.component.licences)
    return min(counts, key=lambda texts: (-counts[texts], texts), default=())


def _hash_texts(group: Sequence[Member]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, by algorithm, each hash with the files that give it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in group:
        for algorithm, content in one.component.hashes:
            found[algorithm][content.strip().lower()].add(one.file)
    return {
        algorithm: {content: tuple(sorted(files)) for content, files in said.items()}
        for algorithm, said in found.items()
    }


def _hashes(group: Sequence[Member]) -> tuple[Hash, ...]:
    return tuple(Hash(algorithm, _most(said)) for algorithm, said in sorted(_hash_texts(group).items()))
