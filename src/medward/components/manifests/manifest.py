"""What a lock file or build manifest says, and how it becomes an SBOM.

Nothing is guessed: a version the file does not fix is `unknown`, a hash is taken only where it is certain which
file it is of, and what a kind of file cannot say is listed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.purl import Purl, parse_purl
from medward.components.sbom import Component, Dependency, Hash, Sbom
from medward.components.stated import UNKNOWN
from medward.errors import InvalidInputError, LimitError
from medward.kernel.words import few, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MAX_BYTES: Final = 100 * 1024 * 1024
MAX_PACKAGES: Final = 200_000
_SHOWN: Final = 3
_USER: Final = re.compile(r"([a-z][a-z0-9+.-]*)://([^/\s?#]*)@", re.IGNORECASE)
"""Scheme and user information of an address (RFC 3986, 3.2.1)."""


class Package(NamedTuple):
    """One package a file names."""

    key: str
    """What other packages of the file call it."""
    name: str
    version: str
    """`unknown` where the file does not fix one."""
    purl: str = ""
    group: str = ""
    depends_on: tuple[str, ...] = ()
    """Keys; those the file has no package for are counted, not made up."""
    licences: tuple[str, ...] = ()
    hashes: tuple[Hash, ...] = ()
    supplier: str = ""
    cpe: str = ""
    scope: str = ""
    """`excluded` for what is used to build or test but does not ship."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything one file says."""

    source: str
    """Kind of file, e.g. `poetry.lock`."""
    phase: str
    """Generation context by CycloneDX's names: `pre-build`, `build` or `post-build`."""
    packages: tuple[Package, ...]
    product: tuple[str, str] = ("", "")
    """Name and version of what the file is of, where it says so."""
    direct: tuple[str, ...] = ()
    """Keys of what the product itself asks for; empty where the file does not tell."""
    cannot_say: tuple[str, ...] = ()
    """What a file of this kind never tells."""
    notes: tuple[str, ...] = ()


def purl_of(
    kind: str, namespace: str, name: str, version: str, qualifiers: Mapping[str, str] | None = None
) -> str:
    """Return the canonical package URL; a version that is not known is left out.

    >>> purl_of("npm", "@babel", "core", "7.1.0"), purl_of("pypi", "", "Foo_Bar", "unknown")
    ('pkg:npm/%40babel/core@7.1.0', 'pkg:pypi/foo-bar')

    Raises:
        InvalidInputError: Not a name the type allows.
    """
    pairs = tuple(sorted((key, value) for key, value in (qualifiers or {}).items() if value))
    given = Purl(kind, namespace, name, "" if version == UNKNOWN else version, pairs, "")
    return str(parse_purl(str(given)))


def without_credentials(text: str) -> str:
    """Return a text whose addresses hold no name and password, which belong into no SBOM; SSH keeps the name it needs.

    >>> without_credentials("https://ci:secret@p.example.org/simple"), without_credentials("ssh://git:pw@h/r")
    ('https://p.example.org/simple', 'ssh://git@h/r')
    """
    return _USER.sub(_without_user, text)


def _without_user(found: re.Match[str]) -> str:
    scheme, user = found[1], found[2].partition(":")[0]
    return f"{scheme}://{user}@" if scheme.lower().endswith("ssh") else f"{scheme}://"


def check_size(data: bytes, place: str) -> None:
    """Refuse a file that is too large to be read.

    Raises:
        LimitError: Too large.
    """
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes; a file to read packages from may have {MAX_BYTES:,}", place=place
        )


def text_of(data: bytes, place: str) -> str:
    """Return the text of a file.

    Raises:
        LimitError: Too large.
        InvalidInputError: Not UTF-8.
    """
    check_size(data, place)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"not UTF-8 text: byte {error.start} is wrong", place=place, hint="Save it as UTF-8."
        ) from None


def to_sbom(manifest: Manifest, product: tuple[str, str], tool: str, timestamp: str) -> Sbom:
    """Return a manifest as an SBOM of a product.

    Args:
        manifest: What the file says.
        product: Name and version; what the file says itself where empty.
        tool: Name and version of the program that makes the SBOM.
        timestamp: ISO 8601 instant.

    Raises:
        LimitError: Too many packages.
        InvalidInputError: Nobody says what the product is called.
    """
    name, version = product[0] or manifest.product[0], product[1] or manifest.product[1]
    if not name:
        raise InvalidInputError(
            f"{manifest.source} does not say what the product is called",
            hint="Give --name, and --version where you know it.",
        )
    if len(manifest.packages) > MAX_PACKAGES:
        raise LimitError(f"{len(manifest.packages):,} packages; at most {MAX_PACKAGES:,} are read")
    refs = _refs(manifest.packages)
    root = Component(ref=f"product:{name}", name=name, version=version, type="application")
    components = [_component(ref, one) for ref, one in zip(refs, manifest.packages, strict=True)]
    edges, unmet = _edges(manifest.packages, refs)
    top = _top(manifest, refs, edges)
    notes = [*manifest.notes, *_unmet_note(unmet), *_flat_note(manifest, edges)]
    return Sbom(
        serial="",
        spec_version="1.6",
        timestamp=timestamp,
        tools=(tool,),
        authors=(),
        root=root,
        components=tuple(components),
        dependencies=(Dependency(root.ref, top), *(Dependency(ref, edges[ref]) for ref in refs)),
        lifecycles=(manifest.phase,),
        sha256="",
        notes=tuple(notes),
    )


def missing(manifest: Manifest) -> list[str]:
    """Return what the SBOM of a manifest will not tell: what the kind never does, and what this file did not."""
    packages = manifest.packages
    found = list(manifest.cannot_say)
    counts = {
        "version": sum(one.version in {"", UNKNOWN} for one in packages),
        "package URL": sum(not one.purl for one in packages),
        "supplier": sum(not one.supplier for one in packages),
        "licence": sum(not one.licences for one in packages),
        "hash": sum(not one.hashes for one in packages),
    }
    whole = plural(len(packages), "package")
    found += [
        f"{name} of every package" if count == len(packages) else f"{name} of {count:,} of {whole}"
        for name, count in counts.items()
        if count
    ]
    return found


def unique(packages: Iterable[Package]) -> tuple[Package, ...]:
    """Return packages without those that say exactly the same again."""
    return tuple(dict.fromkeys(packages))


def _component(ref: str, one: Package) -> Component:
    return Component(
        ref=ref,
        name=one.name,
        group=one.group,
        version=one.version,
        type="library",
        purl=one.purl,
        cpe=one.cpe,
        supplier=one.supplier,
        licences=one.licences,
        hashes=one.hashes,
        scope=one.scope,
    )


def _refs(packages: Sequence[Package]) -> list[str]:
    """Return one reference per package: its package URL, numbered where that stands for several."""
    counts: dict[str, int] = defaultdict(int)
    found = []
    for one in packages:
        base = one.purl or f"{one.name}@{one.version}"
        counts[base] += 1
        found.append(base if counts[base] == 1 else f"{base}#{counts[base]}")
    return found


def _edges(packages: Sequence[Package], refs: Sequence[str]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Return the dependencies by reference, and the keys no package has."""
    by_key = _by_key(packages, refs)
    edges, unmet = {}, []
    for one, ref in zip(packages, refs, strict=True):
        met = {other for key in one.depends_on for other in by_key.get(key, ())}
        edges[ref] = tuple(sorted(met - {ref}))
        unmet += [key for key in one.depends_on if key not in by_key]
    return edges, unmet


def _by_key(packages: Sequence[Package], refs: Sequence[str]) -> dict[str, list[str]]:
    """Return the references by key; several versions or architectures of one package may share a key."""
    found: dict[str, list[str]] = defaultdict(list)
    for one, ref in zip(packages, refs, strict=True):
        found[one.key].append(ref)
    return found


def _top(manifest: Manifest, refs: Sequence[str], edges: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return what hangs directly below the product: what it asks for, and what nothing else does."""
    by_key = _by_key(manifest.packages, refs)
    asked = {ref for key in manifest.direct for ref in by_key.get(key, ())}
    below = {on for ons in edges.values() for on in ons}
    reached, waiting = set(asked), list(asked)
    while waiting:
        for on in edges[waiting.pop()]:
            if on not in reached:
                reached.add(on)
                waiting.append(on)
    rest = [ref for ref in refs if ref not in reached]
    return tuple(sorted(asked | {ref for ref in rest if ref not in below} | _of_circles(rest, edges, below)))


def _of_circles(rest: Sequence[str], edges: Mapping[str, tuple[str, ...]], below: set[str]) -> set[str]:
    """Return one package of each circle that nothing outside of it asks for."""
    open_ = dict.fromkeys(rest)
    for start in [ref for ref in rest if ref not in below]:
        _reach(start, edges, open_)
    found = set()
    while open_:
        first = next(iter(open_))
        found.add(first)
        _reach(first, edges, open_)
    return found


def _reach(start: str, edges: Mapping[str, tuple[str, ...]], open_: dict[str, None]) -> None:
    """Remove from `open_` what can be reached from `start`."""
    open_.pop(start, None)
    waiting = [start]
    while waiting:
        for on in edges[waiting.pop()]:
            if on in open_:
                del open_[on]
                waiting.append(on)


def _unmet_note(unmet: Sequence[str]) -> list[str]:
    if not unmet:
        return []
    names = few(sorted(set(map(without_credentials, unmet))), _SHOWN)
    return [
        f"{plural(len(unmet), 'dependency', 'dependencies')} on what the file has no package for: {names}"
    ]


def _flat_note(manifest: Manifest, edges: Mapping[str, tuple[str, ...]]) -> list[str]:
    if not manifest.packages:
        return ["the file lists no package"]
    if any(edges.values()):
        return []
    return ["the file does not say which package needs which; all hang directly below the product"]


def with_scope(package: Package, *, excluded: bool) -> Package:
    """Return a package marked as not shipped, where it is."""
    return package._replace(scope="excluded") if excluded else package
