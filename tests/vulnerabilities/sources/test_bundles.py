"""Every bundle of real advisories is read, and what was read is counted against the files themselves.

The independent counts look at the JSON and YAML with the standard library and PyYAML, not with our readers. Of the
three largest bundles every fortieth file is read; `MEDWARD_ALL_FEEDS=1` reads all of them.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
import yaml

from medward.vulnerabilities.advisory import Advisory, Exploitation, Interval, Issued, Lifecycle, Problem
from medward.vulnerabilities.sources.detect import FeedKind, kind_of
from medward.vulnerabilities.sources.read import read_feed
from tests.realdata import bundle, real_data, tell, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.vulnerabilities.sources.read import Said

pytestmark = pytest.mark.realdata

EVERY = 1 if os.environ.get("MEDWARD_ALL_FEEDS") else 40


@lru_cache(maxsize=1)
def files(path: str, step: int = 1) -> tuple[tuple[str, bytes], ...]:
    """Return every file of a bundle, or each of `step` files one; kept, since most tests look twice."""
    return tuple(file for number, file in enumerate(bundle(real_data() / path)) if number % step == 0)


def said_of(name: str, data: bytes) -> list[Said]:
    return list(read_feed(kind_of(name, data), data, name))


def counted(path: str, step: int = 1) -> tuple[Counter[str], list[Problem], list[Advisory]]:
    kinds: Counter[str] = Counter()
    problems: list[Problem] = []
    advisories: list[Advisory] = []
    for name, data in files(path, step):
        kinds[kind_of(name, data).value] += 1
        for one in said_of(name, data):
            if isinstance(one, Advisory):
                advisories.append(one)
            elif isinstance(one, Problem):
                problems.append(one)
    return kinds, problems, advisories


def summary(path: str, advisories: list[Advisory], problems: list[Problem]) -> str:
    statements = [one for advisory in advisories for one in (*advisory.affected, *advisory.products)]
    intervals = sum(len(one.intervals) for one in statements)
    unsure = sum(each.decides for one in statements for each in one.unkeyed)
    return (
        f"{path.rpartition('/')[2]}: {len(advisories)} advisories, {len(statements)} statements, "
        f"{intervals} intervals, {unsure} nobody can order, {len(problems)} problems"
    )


@pytest.mark.parametrize(
    ("path", "kind", "count"),
    [
        ("osv/ruby-advisory-db-native.tar.zst", "rubysec", 992),
        ("osv/rustsec-native-md.tar.zst", "rustsec", 1086),
        ("osv/elixir-security-advisories-native.tar.zst", "elixir", 83),
        ("osv/victims-cve-db-native.tar.zst", "victims", 189),
        ("osv/ocaml-security-advisories-native.tar.zst", "ocaml", 26),
        ("osv/sap-project-kb-native.tar.zst", "sap", 1161),
    ],
)
def test_each_file_of_a_native_set_is_one_advisory(
    path: str, kind: str, count: int, record_property: Callable[[str, object], None]
) -> None:
    """The counts are those of the folder's README."""
    kinds, problems, advisories = counted(path)
    tell(record_property, summary(path, advisories, problems))
    assert kinds == {kind: count}
    assert problems == []
    assert len(advisories) == count


def test_friends_of_php_are_read(record_property: Callable[[str, object], None]) -> None:
    path = "osv/php-security-advisories-native.tar.zst"
    kinds, problems, advisories = counted(path)
    branches = 0
    for name, data in files(path):
        if name.startswith("."):
            continue
        branches += len(yaml.load(data, Loader=yaml.CBaseLoader)["branches"])  # noqa: S506 - the base loader makes text only
    tell(record_property, summary(path, advisories, problems))
    assert kinds == {"php": 1404, "": 1}
    assert [one.place for one in problems] == [".github/workflows/php.yaml"]
    assert len(advisories) == 1404
    assert sum(len(one.affected[0].intervals) for one in advisories) >= branches * 0.97


def test_node_js_is_read_but_for_its_lists(record_property: Callable[[str, object], None]) -> None:
    path = "osv/nodejs-security-wg-native.tar.zst"
    kinds, problems, advisories = counted(path)
    tell(record_property, summary(path, advisories, problems))
    assert kinds == {"nodejs": 572, "index": 3}
    assert problems == []
    with_versions = sum(
        bool(json.loads(data).get("vulnerable_versions") or json.loads(data).get("vulnerable"))
        for name, data in files(path)
        if not name.endswith("index.json")
    )
    assert sum(bool(one.affected) for one in advisories) == with_versions


def test_sap_judges_as_many_versions_as_its_statements_name(
    record_property: Callable[[str, object], None],
) -> None:
    path = "osv/sap-project-kb-native.tar.zst"
    named = {True: 0, False: 0}
    for _, data in files(path):
        tree = yaml.load(data, Loader=yaml.CBaseLoader)  # noqa: S506 - the base loader makes text only
        for answer in {(one["id"], one["affected"] == "true") for one in tree.get("artifacts", [])}:
            named[answer[1]] += 1
    _, problems, advisories = counted(path)
    judged = {"affected": 0, "not-affected": 0}
    for one in advisories:
        for package in one.affected:
            judged[package.stance.value] += len(package.intervals) + len(package.versions)
    skipped = sum(one.without_package for one in advisories)
    tell(record_property, f"{summary(path, advisories, problems)}; {skipped} artifacts of no known ecosystem")
    assert judged["affected"] + judged["not-affected"] + skipped >= sum(named.values()) * 0.99
    assert judged["affected"] <= named[True]


def test_rustsec_says_the_same_in_its_own_form_and_in_osv(
    record_property: Callable[[str, object], None],
) -> None:
    """RustSec exports its Markdown as OSV itself: an independent reading of `patched` and `unaffected`."""
    own = {one.id: one for one in counted("osv/rustsec-native-md.tar.zst")[2]}
    exported = {one.id: one for one in counted("osv/rustsec-osv.tar.zst")[2]}
    differing = [name for name in own.keys() & exported.keys() if ranges(own[name]) != ranges(exported[name])]
    tell(record_property, f"RustSec: {len(own.keys() & exported.keys())} pairs, {len(differing)} differ")
    assert len(own.keys() & exported.keys()) > 1000
    assert differing == []


def ranges(advisory: Advisory) -> set[str]:
    """Return an advisory's ranges as OSV can write them.

    OSV has no `>`: RustSec exports `<= 0.3.0` as `< 0.3.1-0`, the first that can follow, and writes the first version
    there is as `0.0.0-0`.
    """
    return {
        re.sub(r"(<=|>) (\d+)\.(\d+)\.(\d+)(?=,|$)", following, text)
        .replace(">= 0.0.0-0, ", "")
        .replace(">= 0.0.0-0", "every version")
        for package in advisory.affected
        for text in (interval.text for interval in package.intervals)
    }


def following(found: re.Match[str]) -> str:
    sign = "<" if found[1] == "<=" else ">="
    return f"{sign} {found[2]}.{found[3]}.{int(found[4]) + 1}-0"


def test_every_record_of_nvd_1_1_is_read(record_property: Callable[[str, object], None]) -> None:
    years = ["2003", "2025"] if EVERY > 1 else sorted(
        one.name[11:15] for one in (real_data() / "nvd").glob("nvdcve-1.1-*.json.zst")
    )  # fmt: skip
    records = names = 0
    for year in years:
        data = unpacked(real_data() / f"nvd/nvdcve-1.1-{year}.json.zst")
        said = said_of(f"nvdcve-1.1-{year}.json", data)
        assert not [one for one in said if isinstance(one, Problem)]
        advisories = [one for one in said if isinstance(one, Advisory)]
        items = json.loads(data)["CVE_Items"]
        assert [one.id for one in advisories] == [one["cve"]["CVE_data_meta"]["ID"] for one in items]
        for one, item in zip(advisories, items, strict=True):
            expected = vulnerable_names(item["configurations"]["nodes"])
            assert {product.criteria for product in one.products} == (set() if one.withdrawn else expected), (
                one.id
            )
            names += len(expected)
        records += len(items)
    tell(
        record_property,
        f"NVD 1.1 ({', '.join(years)}): {records} records, {names} vulnerable names, 0 problems",
    )


def vulnerable_names(nodes: list[dict[str, object]]) -> set[str]:
    """Return the names marked vulnerable, by plain recursion over the JSON."""
    found: set[str] = set()
    for node in nodes:
        matches, children = node.get("cpe_match", []), node.get("children", [])
        assert isinstance(matches, list)
        assert isinstance(children, list)
        found |= {one["cpe23Uri"] for one in matches if one["vulnerable"]} | vulnerable_names(children)
    return found


def test_the_override_set_is_read(record_property: Callable[[str, object], None]) -> None:
    path = "nvd/anchore-nvd-data-overrides.tar.zst"
    expected = 0
    for _, data in files(path, EVERY):
        for configuration in json.loads(data)["cve"].get("configurations", []):
            for node in configuration["nodes"]:
                expected += sum(match["vulnerable"] for match in node["cpeMatch"])
    kinds, problems, advisories = counted(path, EVERY)
    found = sum(len(one.products) for one in advisories)
    tell(
        record_property, summary(path, advisories, problems) + f"; {expected} vulnerable matches in the files"
    )
    assert set(kinds) == {"nvd"}
    assert problems == []
    assert expected * 0.98 <= found <= expected


def test_cve_records_with_the_container_of_cisa_are_read(
    record_property: Callable[[str, object], None],
) -> None:
    path = "cve/cisa-vulnrichment.tar.zst"
    rejected = points = 0
    for _, data in files(path, EVERY):
        rejected += json.loads(data)["cveMetadata"]["state"] == "REJECTED"
        points += b'"ssvc"' in data
    kinds, problems, advisories = counted(path, EVERY)
    tell(record_property, summary(path, advisories, problems))
    assert set(kinds) == {"cve"}
    assert problems == []
    assert len(advisories) == kinds["cve"]
    assert sum(bool(one.withdrawn) for one in advisories) == rejected
    assert sum(bool(one.exploitation and one.exploitation.exploitation) for one in advisories) == points
    entries = sum(one.without_package + len(one.affected) + len(one.products) for one in advisories)
    assert entries >= kinds["cve"] - rejected


@pytest.mark.parametrize(
    ("path", "kind", "problems"),
    [
        ("cve/openssl-secjson.tar.zst", "cve", 1),
        ("nvd/anchore-cve-data-enrichment.tar.zst", "cve-enrichment", 1),
    ],
)
def test_sets_of_one_kind_are_read_but_for_a_file_that_is_none(
    path: str, kind: str, problems: int, record_property: Callable[[str, object], None]
) -> None:
    """A list of statements and a JSON schema lie beside the records."""
    kinds, found, advisories = counted(path)
    tell(record_property, summary(path, advisories, found))
    assert len(found) == problems
    assert abs(kinds[kind] - len(advisories)) <= problems


@pytest.mark.parametrize(
    ("path", "documents", "vulnerabilities"),
    [("csaf/cisa-icsma-medical.tar.zst", 91, 255), ("csaf/cisa-icsa-ot.tar.zst", 1986, 6749)],
)
def test_csaf_documents_give_an_advisory_for_each_vulnerability(
    path: str, documents: int, vulnerabilities: int, record_property: Callable[[str, object], None]
) -> None:
    """Documents as the README counts them, vulnerabilities as `jq '.vulnerabilities | length'` adds them up."""
    kinds, problems, advisories = counted(path)
    tell(record_property, summary(path, advisories, problems))
    assert kinds == {"csaf": documents}
    assert problems == []
    assert len(advisories) == vulnerabilities


def test_kev_says_the_same_as_json_and_as_csv(record_property: Callable[[str, object], None]) -> None:
    folder = real_data() / "kev"
    read = [
        said_of(name, (folder / name).read_bytes())
        for name in ("known_exploited_vulnerabilities.json", "known_exploited_vulnerabilities.csv")
    ]
    released, *entries = read[0]
    assert released == Issued("2025-08-25")
    assert len(entries) == 1404
    assert set(entries) == set(read[1])
    newer = said_of("kev.csv", (folder / "known_exploited_vulnerabilities-2025-11.csv").read_bytes())
    assert len(newer) == 1460
    assert all(isinstance(one, Exploitation) and one.kev_added for one in newer)
    tell(record_property, "KEV: 1404 entries as JSON and CSV alike, 1460 of 2025-11, 0 problems")


def test_every_epss_score_is_read(record_property: Callable[[str, object], None]) -> None:
    path = "epss/epss-scores-2026-08-16-by-year.tar.zst"
    lines = found = 0
    for name, data in files(path):
        said = said_of(name, data)
        assert all(isinstance(one, Exploitation) and one.epss for one in said)
        lines += len(data.splitlines())
        found += len(said)
    tell(record_property, f"EPSS: {found} scores")
    assert found == lines == 360_142


def test_providers_fixtures_are_read_or_say_why_not(record_property: Callable[[str, object], None]) -> None:
    path = "nvd/vunnel-provider-fixtures.tar.zst"
    kinds: Counter[str] = Counter()
    unread: Counter[str] = Counter()
    lifecycles = []
    for name, data in files(path):
        kinds[kind_of(name, data).value or "unknown"] += 1
        for one in said_of(name, data):
            if isinstance(one, Problem):
                unread[name.split("/")[3]] += 1
            elif isinstance(one, Lifecycle):
                lifecycles.append(one)
    tell(record_property, f"vunnel fixtures: {dict(kinds)}; problems {dict(unread)}")
    assert {"alpine", "osv", "kev", "nvd", "vunnel", "lifecycle"} <= set(kinds)
    assert Lifecycle("python", "2.7", "", "2020-01-01", "endoflife.date") in lifecycles
    assert not {"debian", "alpine", "kev", "nvd", "rocky", "alma"} & set(unread)


def test_a_fixed_version_of_zero_means_never_affected_in_debian() -> None:
    for name, data in files("nvd/osv-dev-vulnfeeds-test-data.tar.zst"):
        if name.endswith("debian_security_tracker_mock.json"):
            said = said_of(name, data)
            assert kind_of(name, data) is FeedKind.DEBIAN
            first = said[0]
            assert isinstance(first, Advisory)
            assert (first.id, {one.stance.value for one in first.affected}) == (
                "CVE-2014-1424",
                {"not-affected"},
            )
            assert first.affected[0].intervals == (Interval("", "\x7f", "every version (never affected)"),)
            return
    pytest.fail("the tracker's file is not in the bundle")


def test_retire_js_is_read_in_all_its_forms(record_property: Callable[[str, object], None]) -> None:
    path = "osv/retirejs-repository.tar.zst"
    expected = 0
    for _, data in files(path):
        expected += sum(len(one.get("vulnerabilities", [])) for one in json.loads(data).values())
    kinds, problems, advisories = counted(path)
    tell(record_property, summary(path, advisories, problems))
    assert kinds == {"retire": 4}
    assert problems == []
    assert len(advisories) == expected
