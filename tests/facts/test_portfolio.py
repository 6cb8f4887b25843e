"""A portfolio is judged by joins exactly as the matcher judges component by component."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, TypeAlias

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.components.sbom import Component, Property
from medward.errors import NotFoundError
from medward.facts.build import FeedSource, build_database
from medward.facts.match import match_components
from medward.facts.portfolio_match import CANNOT_TELL, CLEAN, Portfolio
from medward.facts.portfolio_store import add_releases, release_names, stored
from medward.vulnerabilities.matching import Verdict
from tests.facts.databases import RECORDS, START, osv_record

if TYPE_CHECKING:
    from pathlib import Path

    from medward.facts.build import FactsInfo
    from medward.facts.portfolio_changes import Changes
    from medward.facts.portfolio_match import Counts
    from medward.facts.portfolio_store import Stored
    from medward.vulnerabilities.matching import Judgement

Given: TypeAlias = "tuple[Stored, list[dict[str, object]]]"
"""The components of a portfolio and the advisories of one day."""
OWN_RECORDS = [
    *RECORDS,
    {**osv_record("A-1b", "PyPI", "demo", {"introduced": "1.0"}, {"fixed": "1.5"}), "aliases": ["A-1"]},
    osv_record("A-11", "Red Hat:enterprise_linux:9::baseos", "acl", START, {"fixed": "2.3.1-4.el9"}),
]


def cpe(product: str, version: str = "*", target: str = "*") -> str:
    return f"cpe:2.3:a:maker:{product}:{version}:*:*:*:*:{target}:*:*"


def nvd(name: str, *nodes: dict[str, object], operator: str = "OR") -> dict[str, object]:
    cve = {
        "id": name,
        "lastModified": "2026-01-01T00:00:00",
        "published": "2026-01-01T00:00:00",
        "vulnStatus": "Analyzed",
        "descriptions": [{"lang": "en", "value": name}],
        "configurations": [{"operator": operator, "nodes": list(nodes)}],
    }
    return {"cve": cve}


def node(criteria: str, *, vulnerable: bool = True, below: str = "") -> dict[str, object]:
    match: dict[str, object] = {"vulnerable": vulnerable, "criteria": criteria}
    if below:
        match["versionEndExcluding"] = below
    return {"operator": "OR", "negate": False, "cpeMatch": [match]}


PRODUCTS = {
    "vulnerabilities": [
        nvd("CVE-2026-0001", node(cpe("gadget"), below="2.0")),
        nvd("CVE-2026-0002", node(cpe("gadget", target="android"), below="3.0")),
        nvd(
            "CVE-2026-0003",
            node(cpe("gadget"), below="4.0"),
            node(cpe("host"), vulnerable=False),
            operator="AND",
        ),
        nvd("CVE-2026-0004", node(cpe("demo"), below="9")),
    ]
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> FactsInfo:
    folder = tmp_path_factory.mktemp("feeds")
    (folder / "osv").mkdir()
    for record in RECORDS:
        (folder / "osv" / f"{record['id']}.json").write_text(json.dumps(record), encoding="utf-8")
    (folder / "nvd.json").write_text(json.dumps(PRODUCTS), encoding="utf-8")
    sources = [FeedSource(folder / "osv", "osv"), FeedSource(folder / "nvd.json", "nvd")]
    return build_database(sources, folder / "facts")


PURLS = st.sampled_from(
    [
        "pkg:rpm/redhat/tar@1-1.el8?arch=src&distro=rhel-8.4",
        "pkg:pypi/demo@1.2", "pkg:pypi/demo@1.9", "pkg:pypi/demo@2.0", "pkg:pypi/demo@odd", "pkg:pypi/other@1",
        "pkg:npm/JSONStream@1.0.0", "pkg:npm/jsonstream@1.0.0", "pkg:npm/odd@1.0.0", "pkg:npm/odd@3.0.0",
        "pkg:conan/b@1.0", "pkg:conan/b@1.2", "pkg:conan/c@1", "pkg:gem/x@1",
        "pkg:maven/org.a/b@1.9.Final", "pkg:maven/org.a/b@3", "pkg:maven/org.a/c@1.x.1", "pkg:maven/org.a/c@1",
        "pkg:deb/debian/libssl3@3.0.9-1?upstream=openssl&distro=debian-12",
        "pkg:deb/debian/openssl@3.0.11-1?distro=debian-12", "pkg:deb/debian/openssl@1?distro=debian-13",
        "pkg:deb/debian/openssl@99", "pkg:deb/debian/libssl3@3.0.9-1?distro=debian-12",
        "pkg:rpm/almalinux/acl@2.3.1-3.el9?distro=almalinux-9.2", "pkg:composer/drupal/core@8.1",
        *(
            f"pkg:rpm/almalinux/nodejs@1:18.9.0-1{build}?arch=src{distro}{module}"
            for build in (".el9", ".module_el9.1.0+1+b") for distro in ("", "&distro=almalinux-9.1")
            for module in ("", "&rpmmod=nodejs:18:9", "&rpmmod=nodejs:16:9")
        ),
        "pkg:rpm/redhat/acl@2.3.1-3.el9?distro=rhel-9.2", "pkg:rpm/redhat/acl@2.3.1-3.el9", "nonsense", "",
    ]
)  # fmt: skip
CPES = st.sampled_from(
    [
        "",
        "",
        "",
        cpe("gadget", "1.0"),
        cpe("gadget", "2.5"),
        cpe("host", "1"),
        cpe("demo", "1"),
        cpe("x", "1"),
        "cpe:odd",
    ]
)
COMPONENTS = st.builds(
    Component, ref=st.just("r"), name=st.just("n"), purl=PURLS, cpe=CPES, version=st.sampled_from(["", "1.0"])
)
RELEASES = st.lists(st.lists(COMPONENTS, max_size=6), min_size=1, max_size=3)


def rows(path: Path) -> list[tuple[object, ...]]:
    return duckdb.read_parquet(str(path)).fetchall()


def touching(judgement: Judgement) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for match in judgement.matches:
        for view in match.views:
            if view.verdict is not Verdict.NOT_AFFECTED:
                known = (view.source, view.advisory)
                found[known] = min(found.get(known, 1), int(view.verdict is Verdict.CANNOT_TELL))
    return found


@given(RELEASES)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_joins_judge_every_component_as_the_matcher_does(
    facts: FactsInfo, tmp_path_factory: pytest.TempPathFactory, releases: list[list[Component]]
) -> None:
    folder = tmp_path_factory.mktemp("portfolio")
    named = {f"R{number}": components for number, components in enumerate(releases)}
    portfolio = Portfolio(add_releases(folder, named.items()), facts.snapshots, facts.path)
    counts = portfolio.match(folder / "match")
    portfolio.close()
    found: Counter[tuple[object, ...]] = Counter()
    totals: dict[str, Counter[Verdict]] = {}
    for release, components in named.items():
        for component, judgement in match_components([facts.path], components).judgements:
            totals.setdefault(release, Counter())[judgement.verdict] += 1
            for (source, advisory), verdict in touching(judgement).items():
                found[release, component.label, source, advisory, verdict] += 1
    assert Counter((row[0], row[1], *row[3:]) for row in rows(folder / "match" / "findings.parquet")) == found
    told = {row[0]: row[1:5] for row in rows(folder / "match" / "releases.parquet")}
    assert told == {
        release: (
            count.total(), count[Verdict.AFFECTED], count[Verdict.NOT_AFFECTED], count[Verdict.CANNOT_TELL],
        )
        for release, count in totals.items()
    }  # fmt: skip
    assert counts.components == counts.matched + counts.clean + counts.cannot_tell


ADVISORIES = st.lists(
    st.builds(
        osv_record,
        st.sampled_from(["A-1", "A-4", "A-6", "B-1", "B-2"]),
        st.sampled_from(
            [
                "PyPI",
                "npm",
                "Debian:12",
                "Maven",
                "RubyGems",
                "Red Hat:enterprise_linux:8::baseos",
                "AlmaLinux:9",
            ]
        ),
        st.sampled_from(["demo", "odd", "openssl", "org.a:b", "x", "nodejs"]),
        st.just(START),
        st.builds(
            lambda version: {"fixed": version},
            st.sampled_from(["1.5", "2.0.0", "3-beta", "next", "1:18.9.1-1.module_el9.1.0+1+a"]),
        ),
    ),
    max_size=5,
    unique_by=lambda record: record["id"],
)


@given(RELEASES, ADVISORIES, st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_changed_is_what_two_full_matches_differ_in(
    facts: FactsInfo,
    tmp_path_factory: pytest.TempPathFactory,
    releases: list[list[Component]],
    advisories: list[dict[str, object]],
    with_products: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    components = add_releases(folder / "p", [(f"R{number}", found) for number, found in enumerate(releases)])
    (folder / "osv.json").write_text(json.dumps([*OWN_RECORDS[2:], *advisories]), encoding="utf-8")
    sources = [FeedSource(folder / "osv.json", "osv")]
    if with_products:
        (folder / "nvd.json").write_text(json.dumps(PRODUCTS), encoding="utf-8")
        sources.append(FeedSource(folder / "nvd.json", "nvd"))
    new = build_database(sources, folder / "facts")
    before = Portfolio(components, facts.snapshots, facts.path)
    before.match(folder / "before")
    before.close()
    after = Portfolio(components, new.snapshots, new.path)
    changes = after.changed(folder / "before")
    assert after.changed(folder / "before") == changes
    after.match(folder / "after")
    nothing = after.changed(folder / "after")
    assert (nothing.advisories, nothing.parts, nothing.came, nothing.went, nothing.releases) == (
        0,
        0,
        (),
        (),
        (),
    )
    (folder / "before" / "by-hand.parquet").unlink()
    shutil.copytree(folder / "before", folder / "earlier")
    assert after.changed(folder / "earlier") == changes
    after.close()
    full = [Counter(map(finding, rows(folder / name / "findings.parquet"))) for name in ("before", "after")]
    label = {row[0]: (row[1] or row[2] or row[4], row[3]) for row in rows(components.file("parts"))}
    seen = [{(*label[row[2]], *row[3:]) for row in based(folder / name)} for name in ("before", "after")]
    assert set(changes.came) == seen[1] - seen[0]
    assert set(changes.went) == seen[0] - seen[1]
    assert {row[0] for row in (full[0] - full[1]) + (full[1] - full[0])} <= set(changes.releases)
    counts = [rows(folder / name / "releases.parquet") for name in ("before", "after")]
    moved = {one[0] for one, other in zip(*counts, strict=True) if one != other}
    assert moved <= set(changes.releases)


def test_a_release_that_is_no_longer_covered_changes_verdicts(tmp_path: Path) -> None:
    """Red Hat's advisories write release 8 as the rest of a CPE name."""
    part = Component("a", "a", purl="pkg:rpm/redhat/tar@1-1.el8?arch=src&distro=rhel-8.4")
    components = add_releases(tmp_path / "p", [("R1", [part])])
    fixed = {"fixed": "2-1.el8"}
    near = osv_record("A-1", "Red Hat:enterprise_linux:8::baseos", "zlib", START, fixed)
    far = osv_record("A-2", "Red Hat:enterprise_linux:9::baseos", "zlib", START, fixed)
    counts, changes = on_two_days(tmp_path, (components, [near, far]), (components, [far]))
    assert counts.clean == 1
    assert [row[2:] for row in changes.verdicts] == [(CLEAN, CANNOT_TELL)]
    assert changes.releases == ("R1",)


@pytest.mark.parametrize("has_letters_then", [True, False])
def test_a_part_that_is_judged_another_way_keeps_what_did_not_change(
    tmp_path: Path, *, has_letters_then: bool
) -> None:
    """A bound with letters leaves a Maven version to the pure matcher, plain bounds to joins."""
    part = Component("a", "a", purl="pkg:maven/org.a/b@1.9")
    components = add_releases(tmp_path / "p", [("R1", [part])])
    plain = osv_record("A-1", "Maven", "org.a:b", START, {"fixed": "2"})
    lettered = osv_record("A-2", "Maven", "org.a:b", START, {"fixed": "3-beta"})
    days = [(components, [plain]), (components, [plain, lettered])]
    _, changes = on_two_days(tmp_path, *(days[::-1] if has_letters_then else days))
    turned, kept = (changes.went, changes.came) if has_letters_then else (changes.came, changes.went)
    assert ([row[3] for row in turned], kept, changes.verdicts) == (["A-2"], (), ())


def test_a_part_the_match_did_not_have_is_asked_about_all_advisories(tmp_path: Path) -> None:
    part = Component("a", "a", purl="pkg:pypi/demo@1.2")
    kept = osv_record("A-1", "PyPI", "demo", START, {"fixed": "2"})
    new = osv_record("A-2", "PyPI", "demo", START, {"fixed": "3"})
    first = ("R1", [Component("b", "b", purl="pkg:pypi/other@1")])
    then = (add_releases(tmp_path / "p", [first]), [kept])
    now = (add_releases(tmp_path / "q", [first, ("R2", [part])]), [kept, new])
    _, changes = on_two_days(tmp_path, then, now)
    assert [row[3] for row in changes.came] == ["A-1", "A-2"]
    assert changes.releases == ("R2",)


def on_two_days(folder: Path, then: Given, now: Given) -> tuple[Counts, Changes]:
    """Return the counts of a match on one day, and what is different from it on another."""
    portfolios = []
    for name, (components, records) in (("then", then), ("now", now)):
        (folder / f"{name}.json").write_text(json.dumps(records), encoding="utf-8")
        facts = build_database([FeedSource(folder / f"{name}.json", "osv")], folder / name)
        portfolios.append(Portfolio(components, facts.snapshots, facts.path))
    before, after = portfolios
    with closing(before), closing(after):
        return before.match(folder / "match"), after.changed(folder / "match")


def finding(row: tuple[object, ...]) -> tuple[object, ...]:
    return row[0], row[1], row[3], row[4], row[5]


def based(folder: Path) -> list[tuple[object, ...]]:
    """Return findings with the number of the part itself where a variant of it was judged."""
    base = {row[2]: row[1] for row in rows(folder / "variants.parquet")}
    return [(*row[:2], base.get(row[2], row[2]), *row[3:]) for row in rows(folder / "findings.parquet")]


def test_a_release_added_again_is_replaced(tmp_path: Path) -> None:
    add_releases(tmp_path, [("R1", [Component("a", "a", purl="pkg:pypi/demo@1")])])
    add_releases(tmp_path, [("R2", [Component("a", "a", purl="pkg:pypi/demo@2")])])
    found = add_releases(tmp_path, [("R1", [Component("b", "b", purl="pkg:pypi/demo@3")])])
    assert (found.releases, found.components, found.parts) == (2, 2, 2)
    assert release_names(found) == ["R1", "R2"]
    assert {row[1] for row in rows(found.file("uses"))} == {"a", "b"}


def test_keys_of_another_algorithm_are_made_again(tmp_path: Path) -> None:
    first = add_releases(tmp_path, [("R", [Component("a", "a", purl="pkg:npm/x@1.0.0-rc.1")])])
    said = json.loads((tmp_path / "components.json").read_bytes())
    (tmp_path / "components.json").write_text(json.dumps({**said, "keys": [0, 0]}), encoding="utf-8")
    again = stored(tmp_path)
    assert rows(again.file("parts")) == rows(first.file("parts"))
    assert json.loads((tmp_path / "components.json").read_bytes()) == said


def test_a_folder_without_portfolio_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no portfolio"):
        stored(tmp_path)


def test_a_source_package_named_beside_the_package_url_is_kept(tmp_path: Path) -> None:
    """As Trivy names it, in a property; two parts that differ in nothing else are two."""
    ubuntu = osv_record("A-31", "Ubuntu:22.04", "zlib", START, {"fixed": "2"})
    red_hat = osv_record("A-32", "Red Hat:enterprise_linux:9::baseos", "zlib", START, {"fixed": "2-1.el9"})
    (tmp_path / "osv.json").write_text(json.dumps([ubuntu, red_hat]), encoding="utf-8")
    info = build_database([FeedSource(tmp_path / "osv.json", "osv")], tmp_path / "facts")
    purls = ("pkg:deb/ubuntu/libz@1?distro=ubuntu-22.04", "pkg:rpm/redhat/libz@1-1.el9?distro=rhel-9.4")
    source = Property("aquasecurity:trivy:SrcName", "zlib")
    parts = [
        Component(f"{purl}{len(properties)}", "libz", purl=purl, properties=properties)
        for purl in purls
        for properties in ((source,), ())
    ]
    expected = Counter(one.verdict for _, one in match_components([info.path], parts).judgements)
    portfolio = Portfolio(add_releases(tmp_path / "portfolio", [("R1", parts)]), info.snapshots, info.path)
    counts = portfolio.match(tmp_path / "out")
    portfolio.close()
    assert expected[Verdict.AFFECTED] == counts.matched == 2
    assert (counts.clean, counts.cannot_tell) == (
        expected[Verdict.NOT_AFFECTED],
        expected[Verdict.CANNOT_TELL],
    )
