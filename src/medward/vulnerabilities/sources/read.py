r"""From the bytes of any feed to what it says; the one door that imports use.

>>> said = read_feed(FeedKind.EPSS, b"CVE-2024-3094;0.8;0.99\n", "2024.csv")
>>> [one.cve for one in said]
['CVE-2024-3094']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from medward.errors import InvalidInputError
from medward.vulnerabilities.advisory import Advisory, Exploitation, Issued, Lifecycle, Problem
from medward.vulnerabilities.osv import parse_osv
from medward.vulnerabilities.osv_files import read_osv_file
from medward.vulnerabilities.sources.alpine import parse_alpine
from medward.vulnerabilities.sources.csaf import parse_csaf
from medward.vulnerabilities.sources.cve import parse_cve, parse_enrichment
from medward.vulnerabilities.sources.debian import parse_debian
from medward.vulnerabilities.sources.detect import FeedKind
from medward.vulnerabilities.sources.elixir import parse_elixir
from medward.vulnerabilities.sources.epss import parse_epss
from medward.vulnerabilities.sources.github import parse_github
from medward.vulnerabilities.sources.kev import issued, parse_kev, parse_kev_csv
from medward.vulnerabilities.sources.lifecycle import parse_lifecycle
from medward.vulnerabilities.sources.node import Node
from medward.vulnerabilities.sources.nodejs import parse_nodejs
from medward.vulnerabilities.sources.nvd import parse_nvd_cve
from medward.vulnerabilities.sources.ocaml import parse_ocaml
from medward.vulnerabilities.sources.php import parse_php
from medward.vulnerabilities.sources.redhat import parse_vunnel
from medward.vulnerabilities.sources.retire import parse_retire
from medward.vulnerabilities.sources.rubysec import parse_rubysec
from medward.vulnerabilities.sources.rustsec import parse_rustsec
from medward.vulnerabilities.sources.sap import parse_sap
from medward.vulnerabilities.sources.trees import json_elements, json_tree, text_of, yaml_tree
from medward.vulnerabilities.sources.victims import parse_victims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Said: TypeAlias = Advisory | Exploitation | Issued | Lifecycle | Problem


def read_feed(kind: FeedKind, data: bytes, place: str) -> Iterator[Said]:
    """Return what a file of a feed says; what cannot be used is a `Problem` with its place, never silence.

    A record that cannot be used leaves the others of its file as they are; a file that cannot be read any further
    ends with the problem. A file of an unknown kind is one problem.
    """
    reader = _READERS.get(kind)
    if reader is None:
        yield Problem(place, "it is no file of a feed that Medward knows")
        return
    try:
        yield from reader(data, place)
    except InvalidInputError as error:
        yield Problem(error.place or place, error.message)


def _each(
    records: Iterable[tuple[str, object]], place: str, parse: Callable[..., Advisory]
) -> Iterator[Said]:
    """Return each record's advisory, or its problem."""
    for pointer, record in records:
        try:
            yield parse(record, place, pointer)
        except InvalidInputError as error:
            yield Problem(error.place or f"{place}#{pointer}", error.message)


def _osv(data: bytes, place: str) -> Iterator[Said]:
    if data.lstrip()[:1] in {b"{", b"["} or place.lower().endswith(".json"):
        for one in read_osv_file(data, place):
            yield one if isinstance(one, Advisory) else Problem(one.place, one.message)
    else:
        yield parse_osv(yaml_tree(data, place), place)


def _tree(data: bytes, place: str) -> object:
    """Return the tree of a file in JSON or YAML."""
    return json_tree(data, place) if data.lstrip()[:1] in {b"{", b"["} else yaml_tree(data, place)


def _listed(tree: object) -> list[tuple[str, object]]:
    """Return the records of a list, or the one record."""
    if isinstance(tree, list):
        return [(f"/{index}", record) for index, record in enumerate(tree)]
    return [("", tree)]


def _unwrapped(tree: object) -> object:
    """Return the record inside the envelope vunnel writes its results in."""
    return tree.get("item", tree) if isinstance(tree, dict) else tree


def _cve(data: bytes, place: str) -> Iterator[Said]:
    return _each(_listed(json_tree(data, place)), place, parse_cve)


def _nvd(data: bytes, place: str) -> Iterator[Said]:
    for field in ("CVE_Items", "vulnerabilities"):
        if f'"{field}"'.encode() in data[:4096]:
            return _each(json_elements(data, place, field), place, parse_nvd_cve)
    return _each(_listed(_unwrapped(json_tree(data, place))), place, parse_nvd_cve)


def _csaf(data: bytes, place: str) -> Iterator[Said]:
    yield from parse_csaf(json_tree(data, place), place)


def _kev(data: bytes, place: str) -> Iterator[Said]:
    if data.lstrip()[:1] == b"{":
        catalogue = Node(json_tree(data, place), place)
        yield from issued(catalogue)
        yield from parse_kev(catalogue)
    else:
        yield from parse_kev_csv(text_of(data, place), place)


def _epss(data: bytes, place: str) -> Iterator[Said]:
    return parse_epss(text_of(data, place).splitlines(keepends=True), place)


def _github(data: bytes, place: str) -> Iterator[Said]:
    tree = json_tree(data, place)
    graph = (
        Node(tree, place).at("data", "securityAdvisories")
        if isinstance(tree, dict) and "data" in tree
        else None
    )
    return _each(_listed(tree if graph is None else graph.get("nodes").value), place, parse_github)


def _debian(data: bytes, place: str) -> Iterator[Said]:
    for pointer, records in json_elements(data, place):
        try:
            yield from parse_debian(pointer[1:], records, place)
        except InvalidInputError as error:
            yield Problem(error.place or f"{place}#{pointer}", error.message)


def _alpine(data: bytes, place: str) -> Iterator[Said]:
    return parse_alpine(_tree(data, place), place)


def _vunnel(data: bytes, place: str) -> Iterator[Said]:
    return _each(_listed(_unwrapped(json_tree(data, place))), place, parse_vunnel)


def _lifecycle(data: bytes, place: str) -> Iterator[Said]:
    return parse_lifecycle(Node(json_tree(data, place), place))


def _retire(data: bytes, place: str) -> Iterator[Said]:
    return parse_retire(json_tree(data, place), place)


def _nothing(_data: bytes, _place: str) -> Iterator[Said]:
    return iter(())


def _one(parse: Callable[[Node], Advisory]) -> Callable[[bytes, str], Iterator[Said]]:
    """Return the reader of files that hold one record in JSON or YAML."""

    def read(data: bytes, place: str) -> Iterator[Said]:
        yield parse(Node(_tree(data, place), place))

    return read


def _prose(parse: Callable[[str, str], Advisory]) -> Callable[[bytes, str], Iterator[Said]]:
    """Return the reader of files that hold one record in a text."""

    def read(data: bytes, place: str) -> Iterator[Said]:
        yield parse(text_of(data, place), place)

    return read


_READERS: Final[dict[FeedKind, Callable[[bytes, str], Iterator[Said]]]] = {
    FeedKind.OSV: _osv,
    FeedKind.CVE: _cve,
    FeedKind.ENRICHMENT: _one(parse_enrichment),
    FeedKind.NVD: _nvd,
    FeedKind.CSAF: _csaf,
    FeedKind.KEV: _kev,
    FeedKind.EPSS: _epss,
    FeedKind.GITHUB: _github,
    FeedKind.DEBIAN: _debian,
    FeedKind.ALPINE: _alpine,
    FeedKind.VUNNEL: _vunnel,
    FeedKind.LIFECYCLE: _lifecycle,
    FeedKind.RUBYSEC: _one(parse_rubysec),
    FeedKind.PHP: _one(parse_php),
    FeedKind.RUSTSEC: _prose(parse_rustsec),
    FeedKind.OCAML: _prose(parse_ocaml),
    FeedKind.NODEJS: _one(parse_nodejs),
    FeedKind.ELIXIR: _one(parse_elixir),
    FeedKind.SAP: _one(parse_sap),
    FeedKind.VICTIMS: _one(parse_victims),
    FeedKind.RETIRE: _retire,
    FeedKind.INDEX: _nothing,
}
