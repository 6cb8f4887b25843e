"""CVE records, format 5.0 to 5.2: the numbering authority's words, and those of others such as CISA beside them.

What a container other than the authority's says of versions carries its name in the words of the range. An entry
is about a package where a package URL or a known registry names one, about CPE products where it gives their
names, else about a vendor's product.

Source: CVE record format 5.2 (`CVE_Record_Format.json`); CISA "Vulnrichment" for the metrics `ssvc` and `kev`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, LimitError
from medward.vulnerabilities.advisory import (
    Advisory,
    AffectedPackage,
    CpeStatement,
    Exploitation,
    Interval,
    Severity,
    Stance,
)  # fmt: skip
from medward.vulnerabilities.cpe import ANY, cpe_lookup, cpe_scheme, names_product, parse_cpe
from medward.vulnerabilities.cpe_versions import Bounds, cpe_versions
from medward.vulnerabilities.ecosystems import SCHEMES, lookup_name
from medward.vulnerabilities.sources.bounds import Versions, ordering_of
from medward.vulnerabilities.sources.cve_packages import package_of
from medward.vulnerabilities.sources.cve_ranges import Said, has_only_commits, ranges_of, says_all
from medward.vulnerabilities.sources.kev import cve_id
from medward.vulnerabilities.sources.node import Node, short
from medward.vulnerabilities.sources.nvd import cpe_statements
from medward.vulnerabilities.sources.vendors import vendor_lookup, vendor_package, vendor_scheme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vulnerabilities.sources.bounds import Ordering

_METRICS: Final = {"cvssV4_0": "CVSS_V4", "cvssV3_1": "CVSS_V3", "cvssV3_0": "CVSS_V3", "cvssV2_0": "CVSS_V2"}
_MOST_ROWS: Final = 500_000
"""Names times versions of one entry; the largest known entry has 390 names of one product and as many versions."""
_Statement = AffectedPackage | CpeStatement


def parse_cve(record: object, place: str, pointer: str = "") -> Advisory:
    """Return what a CVE record says; a rejected one is withdrawn and says nothing more.

    Raises:
        InvalidRecordError: Not a CVE record.
    """
    node = Node(record, place, pointer)
    about = node.get("cveMetadata")
    cna = node.at("containers", "cna")
    identifier = cve_id(about, "cveId")
    modified = about.text("dateUpdated")
    rejected = about.text("state") == "REJECTED"
    containers = () if rejected else (cna, *node.at("containers", "adp").items())
    said = [one for container in containers for one in _statements(container, is_cna=container is cna)]
    return Advisory(
        id=identifier,
        modified=modified,
        published=about.text("datePublished"),
        withdrawn=(about.text("dateRejected") or modified or "rejected") if rejected else "",
        aliases=tuple(dict.fromkeys(_aliases(cna))),
        summary=_summary(cna, rejected=rejected),
        severities=tuple(dict.fromkeys(one for container in containers for one in _severities(container))),
        affected=tuple(dict.fromkeys(one for one in said if isinstance(one, AffectedPackage))),
        without_package=sum(
            _is_nameless(one) for container in containers for one in container.get("affected").items()
        ),
        products=tuple(dict.fromkeys(one for one in said if isinstance(one, CpeStatement))),
        cwes=tuple(dict.fromkeys(one for container in containers for one in _weaknesses(container))),
        exploitation=_exploitation(identifier, containers),
    )


def _statements(container: Node, *, is_cna: bool) -> Iterator[_Statement]:
    """Return the statements of one container."""
    by = "" if is_cna else _provider(container)
    entries = [entry for entry in container.get("affected").items() if not _is_nameless(entry)]
    complete = _complete(entries)
    for entry in entries:
        yield from _entry(entry, by, is_beside=_about(entry) in complete)
    yield from cpe_statements(container.get("cpeApplicability"))


def _complete(entries: list[Node]) -> frozenset[tuple[str, ...]]:
    """Return what one entry names with commits only and another with versions that say all, as the kernel's do."""
    commits = {_about(entry) for entry in entries if has_only_commits(entry)} if len(entries) > 1 else set()
    return frozenset(
        _about(entry)
        for entry in entries
        if commits
        and _about(entry) in commits
        and not has_only_commits(entry)
        and says_all(entry, _ordering(entry))
    )


def _about(entry: Node) -> tuple[str, ...]:
    """Return the names of what an entry is about."""
    names = (
        entry.text(field) for field in ("vendor", "product", "packageURL", "collectionURL", "packageName")
    )
    return (*names, *sorted(entry.texts("cpes")))


def _ordering(entry: Node) -> Ordering:
    """Return how the versions of a package, else of a vendor's product, are ordered."""
    package = package_of(entry)
    if package is not None:
        return ordering_of(SCHEMES.get(package[0], ""))
    vendor, product = entry.text("vendor").strip(), entry.text("product").strip()
    return ordering_of(vendor_scheme(vendor_lookup("" if vendor.lower() == "n/a" else vendor, product)))


def _is_nameless(entry: Node) -> bool:
    """Return whether an entry names neither a package nor a product."""
    names = (entry.text(field).strip().lower() for field in ("product", "packageName", "packageURL"))
    return not entry.texts("cpes") and all(name in {"", "n/a"} for name in names)


def _entry(entry: Node, by: str, *, is_beside: bool) -> Iterator[_Statement]:
    """Return what one entry of `affected` says, `is_beside` one about the same that says all."""
    package = package_of(entry)
    if package is not None:
        ecosystem, suffix, name = package
        said = ranges_of(entry, _ordering(entry), is_beside=is_beside)
        for stance, intervals, versions in _stances(said, by):
            yield AffectedPackage(
                ecosystem, suffix, name, lookup_name(ecosystem, name), intervals, versions,
                said.unkeyed if stance is Stance.AFFECTED else (), stance,
            )  # fmt: skip
        return
    names = tuple(dict.fromkeys(text for text in entry.texts("cpes") if _is_cpe(text)))
    if names:
        yield from _by_cpe(entry, names, by, is_beside=is_beside)
        return
    vendor, product = entry.text("vendor").strip(), entry.text("product").strip()
    vendor = "" if vendor.lower() == "n/a" else vendor
    said = ranges_of(entry, _ordering(entry), is_beside=is_beside)
    for stance, intervals, versions in _stances(said, by):
        unkeyed = said.unkeyed if stance is Stance.AFFECTED else ()
        yield vendor_package((vendor, product), Versions(intervals, versions, unkeyed), stance)


def _by_cpe(entry: Node, names: tuple[str, ...], by: str, *, is_beside: bool) -> Iterator[CpeStatement]:
    """Return what an entry with CPE names says; names that differ in version only share its versions.

    Raises:
        LimitError: So many names and versions that together they say more than any record does.
    """
    seen: set[tuple[str, ...]] = set()
    read: dict[str, Said] = {}
    for criteria in names:
        name = parse_cpe(criteria)
        lookup = cpe_lookup(name)
        scheme = cpe_scheme(lookup)
        said = read.get(scheme) or read.setdefault(
            scheme, ranges_of(entry, ordering_of(scheme), is_beside=is_beside)
        )
        if not said.intervals and name.version != ANY:
            own = cpe_versions(name, Bounds())
            intervals = _marked(own.intervals, by)
            yield CpeStatement(criteria, lookup, intervals, unkeyed=own.unkeyed, versions=own.versions)
            said = said.beside_others()
        if name._replace(version=ANY, update=ANY) in seen:
            continue
        seen.add(name._replace(version=ANY, update=ANY))
        if len(seen) * said.size > _MOST_ROWS:
            raise LimitError(
                f"{len(names):,} names with {said.size:,} versions each",
                place=f"{entry.place}#{entry.pointer}",
                hint="Look at the record: no real one says so much.",
            )
        for stance, intervals, versions in _stances(said, by):
            yield CpeStatement(
                criteria, lookup, intervals, (), said.unkeyed if stance is Stance.AFFECTED else (), stance,
                tuple(version.lower() for version in versions),
            )  # fmt: skip


def _stances(said: Said, by: str) -> Iterator[tuple[Stance, tuple[Interval, ...], tuple[str, ...]]]:
    """Return intervals and versions of each stance that says something; affected also for what has no key."""
    for stance in Stance:
        intervals, versions = said.intervals.get(stance, ()), said.versions.get(stance, ())
        if intervals or versions or (stance is Stance.AFFECTED and said.unkeyed):
            yield stance, _marked(intervals, by), versions


def _marked(intervals: tuple[Interval, ...], by: str) -> tuple[Interval, ...]:
    return tuple(one._replace(text=f"{one.text} (per {by})") for one in intervals) if by else intervals


def _is_cpe(text: str) -> bool:
    """Return whether a text is a CPE name of one product; `cpes` also holds free text."""
    try:
        return names_product(parse_cpe(text))
    except InvalidInputError:
        return False


def _provider(container: Node) -> str:
    return container.get("providerMetadata").text("shortName") or container.text("title") or "another source"


def _aliases(cna: Node) -> Iterator[str]:
    """Return the advisory of GitHub a record was made from."""
    for text in cna.get("source").texts("advisory") if isinstance(cna.get("source").value, dict) else ():
        if _ghsa().fullmatch(text):
            yield text


def _summary(cna: Node, *, rejected: bool) -> str:
    field = "rejectedReasons" if rejected else "descriptions"
    texts = [one for one in cna.get(field).items() if one.text("lang").lower().startswith("en")]
    return short(cna.text("title") or (texts[0].text("value") if texts else ""))


def _severities(container: Node) -> Iterator[Severity]:
    for metric in container.get("metrics").items():
        for name, kind in _METRICS.items():
            vector = metric.get(name).text("vectorString")
            if vector:
                yield Severity(kind, vector, _provider(container))


def _weaknesses(container: Node) -> Iterator[str]:
    for problem in container.get("problemTypes").items():
        for one in problem.get("descriptions").items():
            found = _cwe().match(one.text("cweId") or one.text("description"))
            if found:
                yield found[0]


def _exploitation(cve: str, containers: tuple[Node, ...]) -> Exploitation | None:
    """Return CISA's decision points and its word that the vulnerability is exploited."""
    found: dict[str, str] = {}
    for container in containers:
        for metric in container.get("metrics").items():
            other = metric.get("other")
            kind = other.text("type").lower()
            if kind == "ssvc":
                for option in other.at("content", "options").items():
                    found |= {_DECISION_POINTS.get(name, ""): one.text() for name, one in option.fields()}
            elif kind == "kev":
                found["kev_added"] = other.get("content").text("dateAdded")
    found.pop("", None)
    return Exploitation(cve)._replace(**found) if found else None


_DECISION_POINTS: Final = {
    "Exploitation": "exploitation", "Automatable": "automatable", "Technical Impact": "technical_impact",
}  # fmt: skip


@cache
def _ghsa() -> re.Pattern[str]:
    return re.compile("GHSA(?:-[0-9a-z]{4}){3}")


@cache
def _cwe() -> re.Pattern[str]:
    return re.compile("CWE-[0-9]+")


def parse_enrichment(node: Node) -> Advisory:
    """Return what a file of cve-data-enrichment says: the container of another source, without the record.

    Raises:
        InvalidRecordError: It has no CVE id.
    """
    about, container = node.get("additionalMetadata"), node.get("adp")
    said = list(_statements(container, is_cna=True))
    return Advisory(
        id=cve_id(about, "cveId"),
        modified="",
        withdrawn="",
        aliases=(),
        summary=short(about.text("description")),
        severities=(),
        affected=tuple(dict.fromkeys(one for one in said if isinstance(one, AffectedPackage))),
        without_package=sum(_is_nameless(one) for one in container.get("affected").items()),
        products=tuple(dict.fromkeys(one for one in said if isinstance(one, CpeStatement))),
    )
