"""The smaller formats: distributions, GitHub, scores, ends of life, and how formats are told apart."""

from __future__ import annotations

import json

import pytest

from medward.vulnerabilities.advisory import (
    Advisory,
    AffectedPackage,
    Exploitation,
    Lifecycle,
    Problem,
    Severity,
    Stance,
)
from medward.vulnerabilities.sources.detect import FeedKind, kind_of
from medward.vulnerabilities.sources.read import read_feed
from medward.vulnerabilities.versions import key


def said(kind: FeedKind, data: object, name: str = "x.json") -> list[object]:
    return list(read_feed(kind, data if isinstance(data, bytes) else json.dumps(data).encode(), name))


def packages(kind: FeedKind, data: object, name: str = "x.json") -> list[tuple[str, str, str, list[str]]]:
    return [
        (package.ecosystem, package.suffix, package.stance.value, [one.text for one in package.intervals])
        for advisory in said(kind, data, name)
        if isinstance(advisory, Advisory)
        for package in advisory.affected
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(
            {"status": "resolved", "fixed_version": "1.2-3+deb12u1"},
            [("affected", "< 1.2-3+deb12u1"), ("not-affected", ">= 1.2-3+deb12u1")], id="fixed by a back-port",
        ),
        pytest.param(
            {"status": "resolved", "fixed_version": "0"},
            [("not-affected", "every version (never affected)")], id="never affected",
        ),
        pytest.param({"status": "open", "urgency": "low"}, [("affected", "every version (no fix)")], id="open"),
        pytest.param(
            {"status": "open", "urgency": "end-of-life"},
            [("under-investigation", "every version (no longer examined in this release)")], id="end of life",
        ),
        pytest.param(
            {"status": "undetermined"}, [("under-investigation", "every version (undetermined)")], id="undetermined"
        ),
    ],
)  # fmt: skip
def test_debians_states_are_stances(state: dict[str, str], expected: list[tuple[str, str]]) -> None:
    tracker = {"demo": {"CVE-2026-1": {"releases": {"bookworm": state}}}}
    assert packages(FeedKind.DEBIAN, tracker) == [
        ("Debian", "12", stance, [text]) for stance, text in expected
    ]


def test_alpines_fixes_count_from_the_last_one_and_zero_is_never() -> None:
    secfixes = {"1.2-r0": ["CVE-2026-1 (incomplete)", "XSA-9"], "1.3-r1": ["CVE-2026-1"], "0": ["CVE-2026-2"]}
    document = {"distroversion": "v3.20", "packages": [{"pkg": {"name": "demo", "secfixes": secfixes}}]}
    found = {one.id: one.affected for one in said(FeedKind.ALPINE, document) if isinstance(one, Advisory)}
    assert set(found) == {"CVE-2026-1", "CVE-2026-2", "XSA-9"}
    assert [one.text for package in found["CVE-2026-1"] for one in package.intervals] == [
        "< 1.3-r1",
        ">= 1.3-r1",
    ]
    assert [package.stance.value for package in found["CVE-2026-2"]] == ["not-affected"]
    assert found["XSA-9"][0].suffix == "v3.20"


def test_a_release_nothing_mends_is_affected_in_every_version() -> None:
    record = {
        "Vulnerability": {
            "Name": "CVE-2026-1", "NamespaceName": "rhel:9",
            "FixedIn": [{"Name": "a", "Version": "None"}, {"Name": "b", "Version": "0:1.2-3.el9"}],
        }
    }  # fmt: skip
    assert packages(FeedKind.VUNNEL, record) == [
        ("Red Hat", "9", "affected", ["every version (no fix)"]),
        ("Red Hat", "9", "affected", ["< 0:1.2-3.el9"]),
        ("Red Hat", "9", "not-affected", [">= 0:1.2-3.el9"]),
    ]


_REST = {
    "ghsa_id": "GHSA-aaaa-bbbb-cccc", "cve_id": "CVE-2026-1", "summary": "A flaw.", "withdrawn_at": None,
    "identifiers": [{"type": "GHSA", "value": "GHSA-aaaa-bbbb-cccc"}, {"type": "CVE", "value": "CVE-2026-1"}],
    "cwes": [{"cwe_id": "CWE-79"}],
    "cvss_severities": {"cvss_v3": {"vector_string": "CVSS:3.1/AV:N"}, "cvss_v4": {"vector_string": None}},
    "vulnerabilities": [
        {"package": {"ecosystem": "pip", "name": "Demo"}, "vulnerable_version_range": ">= 1.0, < 1.2"},
        {"package": {"ecosystem": "other", "name": "x"}, "vulnerable_version_range": "< 1"},
    ],
}  # fmt: skip
_GRAPH = {
    "ghsaId": "GHSA-aaaa-bbbb-cccc", "summary": "A flaw.", "identifiers": [{"type": "CVE", "value": "CVE-2026-1"}],
    "cvss": {"vectorString": "CVSS:3.1/AV:N"}, "cwes": {"nodes": [{"cweId": "CWE-79"}]},
    "vulnerabilities": {
        "nodes": [{"package": {"ecosystem": "PIP", "name": "Demo"}, "vulnerableVersionRange": ">= 1.0, < 1.2"}]
    },
}  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [[_REST], _REST, {"data": {"securityAdvisories": {"nodes": [_GRAPH]}}}],
    ids=["list", "one", "GraphQL"],
)
def test_githubs_interfaces_say_the_same(data: object) -> None:
    (advisory,) = said(FeedKind.GITHUB, data)
    assert isinstance(advisory, Advisory)
    assert advisory.aliases == ("CVE-2026-1",)
    assert advisory.cwes == ("CWE-79",)
    assert [one.vector for one in advisory.severities] == ["CVSS:3.1/AV:N"]
    (package,) = advisory.affected
    assert isinstance(package, AffectedPackage)
    assert (package.ecosystem, package.lookup, package.intervals[0].text) == ("PyPI", "demo", ">= 1.0, < 1.2")


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(-1, id="before the end of the line"),
        pytest.param(-2, id="in the percentile"),
        pytest.param(-7, id="in the score"),
        pytest.param(-12, id="in the CVE id"),
    ],
)
def test_epss_that_ends_within_a_line_gives_no_score_for_it_and_says_so(cut: int) -> None:
    """FIRST's file is lines of `cve,epss,percentile`; a number that lost digits is a number all the same."""
    data = b"cve,epss,percentile\nCVE-2026-1000,0.5,0.5\nCVE-2026-1234,0.97,0.98\n"
    score, problem = said(FeedKind.EPSS, data[:cut], "epss.csv")
    assert score == Exploitation("CVE-2026-1000", epss="0.5", percentile="0.5")
    assert isinstance(problem, Problem)
    assert problem.place == "epss.csv:3"
    assert "may be cut off: fetch it again" in problem.message


def test_epss_is_read_with_and_without_headers() -> None:
    with_headers = (
        b"#model_version:v2026.01.01,score_date:2026-08-16T00:00:00+0000\ncve,epss,percentile\n"
        b"CVE-2026-1234,0.00042,0.05123\n"
    )
    expected = Exploitation("CVE-2026-1234", epss="0.00042", percentile="0.05123", epss_date="2026-08-16")
    assert said(FeedKind.EPSS, with_headers, "epss.csv") == [expected]
    assert said(FeedKind.EPSS, b"CVE-2026-1234;0.00042;0.05123\n", "2026.csv") == [
        expected._replace(epss_date="")
    ]


def test_ends_of_life_are_read_in_both_versions_of_the_interface() -> None:
    release = {"name": "2", "isEol": False, "eolFrom": None, "eoasFrom": "2026-01-31"}
    newer = {"result": {"name": "demo", "releases": [release]}}
    assert said(FeedKind.LIFECYCLE, newer) == [Lifecycle("demo", "2", "2026-01-31", "no", "endoflife.date")]
    older = [{"cycle": "1", "eol": "2020-01-01", "support": True}, {"cycle": "0", "eol": "someday"}]
    found = said(FeedKind.LIFECYCLE, older, "api/demo.json")
    assert found[0] == Lifecycle("demo", "1", "yes", "2020-01-01", "endoflife.date")
    assert isinstance(found[1], Problem)


@pytest.mark.parametrize(
    ("name", "data", "ids"),
    [
        pytest.param("a.json", b'{"id": "X-1"}', ["X-1"], id="JSON"),
        pytest.param(
            "a.json", b'[{"id": "X-1"}, {"id": 2}, {"id": "X-3"}]', ["X-1", "a.json#/1/id", "X-3"], id="list"
        ),
        pytest.param("a.json", b"nothing", ["a.json"], id="no JSON under its name"),
        pytest.param("a.yaml", b"id: X-1\nmodified: 2026-01-01T00:00:00Z\n", ["X-1"], id="YAML"),
        pytest.param("a.yaml", b"id: X-1\nid: X-2\n", ["a.yaml:2"], id="YAML with a key twice"),
    ],
)
def test_osv_is_read_through_the_same_door(name: str, data: bytes, ids: list[str]) -> None:
    found = said(FeedKind.OSV, data, name)
    assert [one.id if isinstance(one, Advisory) else getattr(one, "place", "") for one in found] == ids


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.json", b'{"schema_version": "1.7.0", "id": "X-1"}', FeedKind.OSV),
        ("a.json", b'{"id": "X-1", "modified": "2026-01-01T00:00:00Z"}', FeedKind.OSV),
        ("a.yaml", b"id: X-1\nmodified: 2026-01-01T00:00:00Z\n", FeedKind.OSV),
        ("a.json", b'\xef\xbb\xbf{"catalogVersion": "2026"}', FeedKind.KEV),
        ("a.csv", b'"cveID","vendorProject"\n', FeedKind.KEV),
        ("a.csv", b"cve,epss,percentile\n", FeedKind.EPSS),
        ("a.csv", b"CVE-1999-0001;0.1;0.2\n", FeedKind.EPSS),
        ("a.json", b'{"document": {"category": "csaf_vex"}}', FeedKind.CSAF),
        ("a.json", b'{"openssl": {"CVE-2026-1": {"releases": {}}}}', FeedKind.DEBIAN),
        ("a.json", b'{"resultsPerPage": 1, "format": "NVD_CVE"}', FeedKind.NVD),
        ("a.json", b'[{"ghsa_id": "GHSA-x"}]', FeedKind.GITHUB),
        ("a.json", b'{"feed": {"id": "x"}}', FeedKind.INDEX),
        ("changes.csv", b'"2026/icsma-26-001-01.json","2026-01-01T00:00:00Z"\n', FeedKind.INDEX),
        ("index.txt", b"2026/icsma-26-001-01.json\n", FeedKind.INDEX),
        ("README.md", b"# Advisories\n", FeedKind.UNKNOWN),
        ("a.json", b'{"bomFormat": "CycloneDX", "specVersion": "1.6"}', FeedKind.UNKNOWN),
        ("a.json", b'{"spdxVersion": "SPDX-2.3"}', FeedKind.UNKNOWN),
    ],
)
def test_a_feed_is_told_by_its_first_bytes(name: str, head: bytes, kind: FeedKind) -> None:
    assert kind_of(name, head) is kind


def test_a_module_streams_fix_says_nothing_of_other_streams() -> None:
    """Ruby 3.1 of another stream is later than the fix of 2.7 and may well be affected."""

    def product(category: str, identity: str, **helper: str) -> dict[str, object]:
        told = {"product_id": identity, "name": identity, "product_identification_helper": helper}
        return {"category": category, "name": identity, "product": told}

    tree = {
        "branches": [
            product("product_name", "P", cpe="cpe:/a:redhat:enterprise_linux:8::appstream"),
            product("product_version", "R", purl="pkg:rpm/redhat/ruby@2.7.8-139.el8?rpmmod=ruby:2.7:8080:63b3"),
        ],
        "relationships": [
            {
                "category": "default_component_of", "product_reference": "R", "relates_to_product_reference": "P",
                "full_product_name": {"product_id": "P:R", "name": "ruby of EL"},
            }
        ],
    }  # fmt: skip
    document = {
        "document": {"csaf_version": "2.0", "tracking": {"id": "RHSA-1"}}, "product_tree": tree,
        "vulnerabilities": [{"cve": "CVE-2026-1", "product_status": {"fixed": ["P:R"]}}],
    }  # fmt: skip
    (advisory,) = said(FeedKind.CSAF, document)
    assert isinstance(advisory, Advisory)
    assert advisory.id == "RHSA-1:CVE-2026-1"
    assert advisory.aliases == ("CVE-2026-1",)
    below, mended = advisory.affected
    assert (below.suffix, below.intervals[0].text) == ("8", ">= 2.7, < 2.7.8-139.el8 (module ruby:2.7)")
    builds = {"2.7.8-139.el8": True, "2.7.8-140.el8": True, "2.7.9-1.el8": False, "3.1.0-1.el8": False}
    for version, is_mended in builds.items():
        made = key("rpm", version)
        assert made is not None
        assert (mended.intervals[0].low <= made < mended.intervals[0].high) is is_mended


Helper = dict[str, str]
NO_VERSION = "the document says that it is fixed, not in which version"
CHART_CPE = "cpe:2.3:a:acme:chart:{}:*:*:*:*:*:*:*"


def test_a_score_of_some_products_of_a_csaf_document_says_of_which() -> None:
    """CSAF 2.0, 3.2.3.13: a score names the products it is for; 2.1 has it in `metrics`, with CVSS 4.0."""
    products = [{"product_id": one, "name": f"Pump {one}"} for one in "ABC"]
    high, low = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L"
    four = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
    document = {
        "document": {"csaf_version": "2.1", "publisher": {"name": "Acme"}, "tracking": {"id": "A-1"}},
        "product_tree": {"full_product_names": products},
        "vulnerabilities": [{
            "cve": "CVE-2026-1000", "product_status": {"known_affected": ["A", "B", "C"]},
            "cwes": [{"id": "CWE-79", "name": "XSS", "version": "4.13"}],
            "scores": [{"products": ["A"], "cvss_v3": {"vectorString": high}}],
            "metrics": [
                {"products": ["A", "B", "C"], "content": {"cvss_v3": {"vectorString": low}}},
                {"products": ["B", "C"], "content": {"cvss_v4": {"vectorString": four}}},
            ],
        }],
    }  # fmt: skip
    (advisory,) = said(FeedKind.CSAF, document)
    assert advisory.severities == (
        Severity("CVSS_V3", high, "Acme, for Pump A"),
        Severity("CVSS_V3", low, "Acme"),
        Severity("CVSS_V4", four, "Acme, for Pump B, Pump C"),
    )
    assert advisory.cwes == ("CWE-79",)


@pytest.mark.parametrize(
    ("status", "stance", "intervals"),
    [
        pytest.param("known_affected", Stance.AFFECTED, ["= 2.0.0"], id="affected"),
        pytest.param(
            "known_not_affected",
            Stance.NOT_AFFECTED,
            [],
            id="not affected in that device says nothing of others",
        ),
    ],
)
def test_a_product_path_of_csaf_2_1_is_a_component_in_a_product_in_a_product(
    status: str, stance: Stance, intervals: list[str]
) -> None:
    """CSAF 2.1, product_paths: each subpath relates to the path of all elements before it."""

    def named(identity: str, **helper: object) -> dict[str, object]:
        return {"product_id": identity, "name": identity, "product_identification_helper": helper}

    path = {
        "beginning_product_reference": "LIB",
        "full_product_name": {"product_id": "ALL", "name": "lib in the app on the pump"},
        "subpaths": [
            {"category": "default_component_of", "next_product_reference": "APP"},
            {"category": "installed_on", "next_product_reference": "PUMP"},
        ],
    }
    products = [
        named("LIB", purls=["pkg:npm/chart@2.0.0"]),
        named("APP", cpe="cpe:2.3:a:acme:app:1:*:*:*:*:*:*:*"),
        named("PUMP", cpe="cpe:2.3:h:acme:pump:1:*:*:*:*:*:*:*"),
    ]
    attacked = [
        {"date": "2026-05-01T00:00:00Z", "exploitation_date": "2026-04-01T00:00:00Z", "product_ids": ["ALL"]}
    ]
    document = {
        "document": {"csaf_version": "2.1", "tracking": {"id": "A-1"}},
        "product_tree": {"full_product_names": products, "product_paths": [path]},
        "vulnerabilities": [{
            "cve": "CVE-2026-1000", "product_status": {status: ["ALL"]}, "first_known_exploitation_dates": attacked,
        }],
    }  # fmt: skip
    (advisory,) = said(FeedKind.CSAF, document)
    assert advisory.exploitation == Exploitation("CVE-2026-1000", exploitation="active")
    (told,) = [one for one in advisory.affected if one.name == "chart"]
    assert (told.stance, [one.text for one in told.intervals]) == (stance, intervals)
    assert bool(told.unkeyed) is (status == "known_not_affected")


def csaf(status: str, helper: Helper, version: str = "", platform: Helper | None = None) -> dict[str, object]:
    """Return a document about Acme's product Chart, on its own or installed on a platform."""
    product = {"product_id": "C", "name": "Chart", "product_identification_helper": helper}
    branch: dict[str, object] = {"category": "product_name", "name": "Chart", "product": product}
    if version:
        inner = {"category": "product_version", "name": version, "product": product}
        branch = {"category": "product_name", "name": "Chart", "branches": [inner]}
    tree: dict[str, object] = {"branches": [{"category": "vendor", "name": "Acme", "branches": [branch]}]}
    if platform is not None:
        tree["full_product_names"] = [
            {"product_id": "P", "name": "Plan 9", "product_identification_helper": platform}
        ]
        tree["relationships"] = [
            {
                "category": "installed_on", "product_reference": "C", "relates_to_product_reference": "P",
                "full_product_name": {"product_id": "C:P", "name": "Chart on Plan 9"},
            }
        ]  # fmt: skip
    return {
        "document": {"csaf_version": "2.0", "tracking": {"id": "A-1"}}, "product_tree": tree,
        "vulnerabilities": [
            {"cve": "CVE-2026-1", "product_status": {status: ["C:P" if platform is not None else "C"]}}
        ],
    }  # fmt: skip


def clears(document: dict[str, object]) -> tuple[list[str], list[str]]:
    """Return the versions a document calls not affected, and why it leaves a component open."""
    (advisory,) = said(FeedKind.CSAF, document)
    assert isinstance(advisory, Advisory)
    every = (*advisory.affected, *advisory.products)
    return (
        [
            text
            for one in every
            if one.stance is Stance.NOT_AFFECTED
            for text in (*(each.text for each in one.intervals), *one.versions)
        ],
        [each.reason for one in every for each in one.unkeyed],
    )


def test_a_recommended_version_that_is_affected_is_not_cleared() -> None:
    """CSAF 2.0, 6.1.6: an issuer might recommend a version from any group, also from the affected one."""
    document = csaf("known_affected", {"purl": "pkg:npm/chart@2.0.0"})
    (entry,) = document["vulnerabilities"]  # type: ignore[misc] - JSON
    entry["product_status"]["recommended"] = entry["product_status"]["known_affected"]  # type: ignore[index] - JSON
    assert packages(FeedKind.CSAF, document) == [("npm", "", "affected", ["= 2.0.0"])]


@pytest.mark.parametrize("status", ["fixed", "first_fixed", "recommended"])
@pytest.mark.parametrize(
    "helper",
    [
        pytest.param({"purl": "pkg:npm/chart"}, id="package URL"),
        pytest.param({"purl": "pkg:rpm/redhat/chart"}, id="package URL of a distribution"),
        pytest.param({"cpe": CHART_CPE.format("*")}, id="CPE"),
        pytest.param({}, id="names"),
    ],
)
def test_a_fix_without_a_version_clears_none(status: str, helper: Helper) -> None:
    """CSAF 2.0, 3.2.3.9: `fixed` holds versions that contain a fix, so a product without one names none."""
    assert clears(csaf(status, helper)) == ([], [NO_VERSION])


@pytest.mark.parametrize("helper", [{"purl": "pkg:npm/chart@2.0.0"}, {"cpe": CHART_CPE.format("2.0.0")}])
def test_a_fix_clears_the_version_it_names(helper: Helper) -> None:
    assert clears(csaf("fixed", helper)) == (["= 2.0.0"], [])
    assert clears(csaf("fixed", {}, version="2.0.0")) == (["= 2.0.0"], [])


def test_what_is_never_affected_needs_no_version() -> None:
    """CSAF 2.0, 3.2.3.9: `known_not_affected` may name the whole product."""
    assert clears(csaf("known_not_affected", {"purl": "pkg:npm/chart"})) == (["every version"], [])


@pytest.mark.parametrize(
    ("purl", "versions"),
    [
        pytest.param("pkg:rpm/redhat/openssl?vcs_url=git%2Bhttps://u@h/x", ["every version"], id="qualifier"),
        pytest.param("pkg:rpm/redhat/openssl@3.0-1.el9?vcs_url=https://u@h", ["= 3.0-1.el9"], id="both"),
        pytest.param("pkg:npm/%40acme/chart", ["every version"], id="scope"),
        pytest.param("pkg:deb/debian/libssl3?upstream=openssl@3.0-1", ["= 3.0-1"], id="source package"),
    ],
)
def test_a_version_stands_before_the_qualifiers_of_a_package_url(purl: str, versions: list[str]) -> None:
    """Package URL specification, "How to parse": qualifiers go before the version is split off at `@`."""
    assert clears(csaf("known_not_affected", {"purl": purl})) == (versions, [])


@pytest.mark.parametrize("status", ["known_not_affected", "fixed"])
@pytest.mark.parametrize("helper", [{"purl": "pkg:npm/chart@2.0.0"}, {"cpe": CHART_CPE.format("2.0.0")}, {}])
def test_what_holds_on_one_platform_clears_no_other(status: str, helper: Helper) -> None:
    """CSAF 2.0, 3.2.2.4: the product of a relationship is the one product installed on the other."""
    cleared, why = clears(csaf(status, helper, version="2.0.0", platform={}))
    assert (cleared, [one.partition(";")[0] for one in why]) == ([], ["it is not affected on Plan 9"])


def test_a_platform_that_names_a_release_keeps_the_statement_to_it() -> None:
    platform = {"cpe": "cpe:/o:redhat:enterprise_linux:9"}
    document = csaf("known_not_affected", {"purl": "pkg:rpm/redhat/openssl"}, platform=platform)
    assert packages(FeedKind.CSAF, document) == [("Red Hat", "9", "not-affected", ["every version"])]
    (advisory,) = said(FeedKind.CSAF, csaf("fixed", {"cpe": CHART_CPE.format("2.0.0")}, platform=platform))
    assert isinstance(advisory, Advisory)
    assert [(one.requires, one.stance.value) for one in advisory.products] == [
        (((platform["cpe"],),), "not-affected")
    ]


@pytest.mark.parametrize(
    ("answer", "stance"),
    [
        pytest.param("  affected: true\n", "affected", id="true"),
        pytest.param("  affected: false\n", "not-affected", id="false"),
        pytest.param("  affected: maybe\n", "under-investigation", id="no boolean"),
        pytest.param("", "under-investigation", id="missing"),
    ],
)
def test_sap_calls_a_version_not_affected_only_where_it_says_so(answer: str, stance: str) -> None:
    """project-kb, "vulnerability statement": `affected` of an artifact is a boolean."""
    text = f"vulnerability_id: CVE-2026-1\nartifacts:\n- id: pkg:maven/a/b@1.0\n{answer}"
    assert packages(FeedKind.SAP, text.encode(), "statement.yaml") == [("Maven", "", stance, ["= 1.0"])]


KEV_CSV = (
    "cveID,dateAdded,dueDate,notes\n"
    'CVE-2026-0001,2026-01-01,2026-02-01,"one\nand two"\n'
    "CVE-2026-0002,2026-01-02,2026-02-02,last\n"
)  # fmt: skip
CUT = "the file may be cut off: fetch it again"


@pytest.mark.parametrize(
    ("text", "read", "problems"),
    [
        pytest.param(KEV_CSV, 2, [], id="whole"),
        pytest.param(
            KEV_CSV[:-6], 2,
            [("kev.csv:4", f"the line ends before its field notes; {CUT}"),
             ("kev.csv:4", f"the last line has no end; {CUT}")], id="cut before a field",
        ),
        pytest.param(KEV_CSV[:-3], 2, [("kev.csv:4", f"the last line has no end; {CUT}")], id="cut in the last field"),
        pytest.param(
            KEV_CSV[:-8], 1,
            [("kev.csv#/3/dueDate", "'2026-02-' is no day"),
             ("kev.csv:4", f"the line ends before its field notes; {CUT}"),
             ("kev.csv:4", f"the last line has no end; {CUT}")], id="cut in a day",
        ),
    ],
)  # fmt: skip
def test_a_kev_table_that_was_cut_says_so(text: str, read: int, problems: list[tuple[str, str]]) -> None:
    found = said(FeedKind.KEV, text.encode(), "kev.csv")
    assert sum(isinstance(one, Exploitation) for one in found) == read
    assert [tuple(one) for one in found if isinstance(one, Problem)] == problems
