"""NVD's records, API 2.0 and feed 1.1, and sets that override their CPE configurations.

A configuration is a tree of AND and OR over CPE names. What is marked vulnerable becomes a statement; what has
to be present too becomes a group of its `requires`. A version range inside such a group is not kept: the group
then holds more often, so nothing becomes milder. A negated part is not evaluated, and says so.

Source: NVD, "CVE API 2.0" and its response schema; `nvd_cve_feed_json_1.1.schema`; NISTIR 7698 (AND, OR, negate).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError
from medward.vulnerabilities.advisory import Advisory, CpeStatement, Severity, Unkeyed
from medward.vulnerabilities.cpe import Cpe, cpe_lookup, parse_cpe
from medward.vulnerabilities.cpe_versions import Bounds, cpe_versions
from medward.vulnerabilities.sources.kev import cve_id
from medward.vulnerabilities.sources.node import Node, short

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Groups = tuple[tuple[str, ...], ...]
_METRICS: Final = {
    "cvssMetricV40": "CVSS_V4", "cvssMetricV31": "CVSS_V3", "cvssMetricV30": "CVSS_V3", "cvssMetricV2": "CVSS_V2",
}  # fmt: skip
_NVD: Final = "nvd@nist.gov"
_DEEPEST: Final = 20
_REJECTED: Final = ("Rejected", "REJECTED")
_REJECTED_TEXTS: Final = ("** REJECT **", "Rejected reason:")
_NEGATED: Final = Unkeyed("a negated part of a configuration is not evaluated", decides=True)


def parse_nvd_cve(record: object, place: str, pointer: str = "") -> Advisory:
    """Return what NVD says: `vulnerabilities[]` or its `cve` (2.0), an item of `CVE_Items` (1.1), an override.

    Raises:
        InvalidRecordError: None of these.
    """
    node = Node(record, place, pointer)
    if node.get("_annotation").value is not None:
        return _override(node)
    if node.at("cve", "CVE_data_meta").value is not None:
        return _feed_record(node)
    return _api_record(node if node.get("cve").value is None else node.get("cve"))


def cpe_statements(configurations: Node) -> tuple[CpeStatement, ...]:
    """Return what the `configurations` of API 2.0 say, which CVE records call `cpeApplicability`."""
    found: dict[CpeStatement, None] = {}
    for one in configurations.items():
        found.update(dict.fromkeys(_statements(_Tree.of_configuration(one), ())))
    return tuple(found)


class _Match(NamedTuple):
    """One CPE name of a tree."""

    criteria: str
    is_vulnerable: bool
    bounds: Bounds
    where: Node


class _Tree(NamedTuple):
    """One operator over names and further trees."""

    is_and: bool
    is_negated: bool
    matches: tuple[_Match, ...]
    children: tuple[_Tree, ...]

    @classmethod
    def of_configuration(cls, node: Node) -> _Tree:
        """Return a configuration of API 2.0; without an operator its nodes are alternatives."""
        return cls(
            node.text("operator") == "AND",
            node.get("negate").value is True,
            (),
            tuple(cls.of_node(one, 1) for one in node.get("nodes").items()),
        )

    @classmethod
    def of_node(cls, node: Node, depth: int) -> _Tree:
        """Return a node of either format."""
        if depth > _DEEPEST:
            raise node.refusal(f"a configuration nests deeper than {_DEEPEST}")
        return cls(
            node.text("operator") == "AND",
            node.get("negate").value is True,
            (*_matches(node.get("cpeMatch")), *_matches(node.get("cpe_match"))),
            tuple(cls.of_node(one, depth + 1) for one in node.get("children").items()),
        )

    def names(self) -> tuple[str, ...]:
        """Return every name below, as alternatives."""
        return (
            *(one.criteria for one in self.matches),
            *(name for one in self.children for name in one.names()),
        )

    def groups(self) -> _Groups:
        """Return what has to be present for this part to hold."""
        if self.is_negated:
            return ()
        if not self.is_and:
            return (self.names(),)
        return (
            *((one.criteria,) for one in self.matches),
            *(g for one in self.children for g in one.groups()),
        )


def _matches(node: Node) -> Iterator[_Match]:
    for one in node.items():
        fields = one.value
        if not isinstance(fields, dict):
            raise one.refusal("an object is expected here")
        yield _Match(
            one.text("criteria" if "criteria" in fields else "cpe23Uri"),
            fields.get("vulnerable") is not False,
            _bounds(one, fields),
            one,
        )


def _bounds(node: Node, fields: Mapping[str, object]) -> Bounds:
    if not any(field.startswith("version") for field in fields):
        return Bounds()
    return Bounds(
        node.text("versionStartIncluding"),
        node.text("versionStartExcluding"),
        node.text("versionEndIncluding"),
        node.text("versionEndExcluding"),
    )


def _statements(tree: _Tree, requires: _Groups) -> Iterator[CpeStatement]:
    """Return the statements of a tree whose surroundings ask for `requires`."""
    parts: tuple[_Match | _Tree, ...] = (*tree.matches, *tree.children)
    for index, part in enumerate(parts):
        needed = requires + _others(parts, index) if tree.is_and else requires
        if isinstance(part, _Tree):
            yield from _statements(part._replace(is_negated=part.is_negated or tree.is_negated), needed)
        elif part.is_vulnerable:
            yield _statement(part, needed, is_negated=tree.is_negated)


def _others(parts: tuple[_Match | _Tree, ...], own: int) -> _Groups:
    """Return what the other parts of an AND ask for."""
    found: dict[tuple[str, ...], None] = {}
    for index, part in enumerate(parts):
        if index != own:
            groups = ((part.criteria,),) if isinstance(part, _Match) else part.groups()
            found.update(dict.fromkeys(group for group in groups if group))
    return tuple(found)


def _statement(match: _Match, requires: _Groups, *, is_negated: bool) -> CpeStatement:
    try:
        name, lookup = _named(match.criteria)
    except InvalidInputError as error:
        raise match.where.refusal(error.message) from error
    if is_negated:
        return CpeStatement(match.criteria, lookup, (), requires, (_NEGATED,))
    versions = cpe_versions(name, match.bounds)
    return CpeStatement(
        match.criteria, lookup, versions.intervals, requires, versions.unkeyed, versions=versions.versions
    )


@lru_cache(maxsize=65536)
def _named(criteria: str) -> tuple[Cpe, str]:
    name = parse_cpe(criteria)
    return name, cpe_lookup(name)


def _api_record(node: Node) -> Advisory:
    """Return a record of API 2.0."""
    rejected = node.text("vulnStatus") in _REJECTED
    return Advisory(
        id=cve_id(node, "id"),
        modified=node.text("lastModified"),
        published=node.text("published"),
        withdrawn=node.text("lastModified") if rejected else "",
        aliases=(),
        summary=_english(node.get("descriptions")),
        severities=tuple(_severities(node.get("metrics"))),
        affected=(),
        without_package=0,
        products=() if rejected else cpe_statements(node.get("configurations")),
        cwes=_weaknesses(
            text for one in node.get("weaknesses").items() for text in _values(one.get("description"))
        ),
    )


def _feed_record(node: Node) -> Advisory:
    """Return an item of a feed in format 1.1."""
    cve = node.get("cve")
    texts = tuple(_values(cve.at("description", "description_data")))
    is_rejected = any(text.startswith(_REJECTED_TEXTS) for text in texts)
    modified = node.text("lastModifiedDate")
    problems = (
        text
        for one in cve.at("problemtype", "problemtype_data").items()
        for text in _values(one.get("description"))
    )
    return Advisory(
        id=cve_id(cve.get("CVE_data_meta"), "ID"),
        modified=modified,
        published=node.text("publishedDate"),
        withdrawn=modified if is_rejected else "",
        aliases=(),
        summary=short(texts[0]) if texts else "",
        severities=tuple(_feed_severities(node.get("impact"))),
        affected=(),
        without_package=0,
        products=() if is_rejected else _feed_statements(node.at("configurations", "nodes")),
        cwes=_weaknesses(problems),
    )


def _override(node: Node) -> Advisory:
    """Return an override: CPE configurations for a record NVD has not analysed."""
    about = node.get("_annotation")
    modified = about.text("modified") or about.text("published")
    return Advisory(
        id=cve_id(about, "cve_id"),
        modified=modified,
        published=about.text("published"),
        withdrawn="",
        aliases=(),
        summary=short(about.text("description")),
        severities=(),
        affected=(),
        without_package=0,
        products=cpe_statements(node.at("cve", "configurations")),
    )


def _feed_statements(nodes: Node) -> tuple[CpeStatement, ...]:
    found: dict[CpeStatement, None] = {}
    for one in nodes.items():
        found.update(dict.fromkeys(_statements(_Tree.of_node(one, 1), ())))
    return tuple(found)


def _severities(metrics: Node) -> Iterator[Severity]:
    for name, kind in _METRICS.items():
        for one in metrics.get(name).items():
            yield Severity(kind, one.at("cvssData").text("vectorString"), one.text("source"))


def _feed_severities(impact: Node) -> Iterator[Severity]:
    for kind, metric, score in (("CVSS_V3", "baseMetricV3", "cvssV3"), ("CVSS_V2", "baseMetricV2", "cvssV2")):
        vector = impact.at(metric, score).text("vectorString")
        if vector:
            yield Severity(kind, vector, _NVD)


def _values(node: Node) -> Iterator[str]:
    """Return the texts of a list of `lang` and `value`."""
    return (one.text("value") for one in node.items())


def _english(node: Node) -> str:
    texts = {one.text("lang"): one.text("value") for one in reversed(tuple(node.items()))}
    return short(texts.get("en", next(iter(texts.values()), "")))


def _weaknesses(texts: Iterator[str]) -> tuple[str, ...]:
    """Return CWE ids; NVD's words for none (`NVD-CWE-noinfo`) say nothing."""
    return tuple(dict.fromkeys(text for text in texts if text.startswith("CWE-")))
