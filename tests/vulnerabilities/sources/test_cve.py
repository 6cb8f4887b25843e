"""What CVE records say of versions, against the rule of the format's own document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidRecordError
from medward.vulnerabilities.advisory import Stance
from medward.vulnerabilities.sources.bounds import ordering_of
from medward.vulnerabilities.sources.cve import parse_cve
from medward.vulnerabilities.sources.cve_ranges import Said, ranges_of
from medward.vulnerabilities.sources.node import Node
from medward.vulnerabilities.versions import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.vulnerabilities.sources.bounds import Ordering

GENERIC = ordering_of("generic")
_STATUS = st.sampled_from(["affected", "unaffected", "unknown"])
_NUMBER = st.integers(1, 9)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, object]:
    """Return an entry of `versions` as the format allows it, over the versions 1.0 to 9.0."""
    low = draw(_NUMBER)
    found: dict[str, object] = {"version": draw(st.sampled_from([f"{low}.0", "0"])), "status": draw(_STATUS)}
    if draw(st.booleans()):
        high = draw(st.integers(low + 1, 10))
        found["version"] = draw(st.sampled_from([f"{low}.0", "0"]))
        found[draw(st.sampled_from(["lessThan", "lessThanOrEqual"]))] = draw(
            st.sampled_from([f"{high}.0", "*"])
        )
        found["versionType"] = "custom"
        changes = draw(st.lists(st.tuples(_NUMBER, _STATUS), max_size=3, unique_by=lambda one: one[0]))
        if changes:
            found["changes"] = [{"at": f"{at}.0", "status": status} for at, status in changes]
    return found


def status_of(entry: Mapping[str, object], number: float) -> str:
    """Return the status of a version by the algorithm of "Product and Version Encodings", word for word."""
    versions = entry["versions"]
    assert isinstance(versions, list)
    for one in versions:
        low = float(one["version"])
        if "lessThan" not in one and "lessThanOrEqual" not in one:
            if number == low:
                return str(one["status"])
            continue
        high = one.get("lessThan", one.get("lessThanOrEqual"))
        inside = high == "*" or number < float(high) or (number == float(high) and "lessThanOrEqual" in one)
        if low <= number and inside:
            status = one["status"]
            for change in sorted(one.get("changes", []), key=lambda change: float(change["at"])):
                if float(change["at"]) <= number:
                    status = change["status"]
            return str(status)
    return str(entry.get("defaultStatus", "unknown"))


def stance_of(said: Said, version: str) -> set[Stance]:
    made = key("generic", version)
    assert made is not None
    return {
        stance
        for stance, intervals in said.intervals.items()
        if any(one.low <= made < one.high for one in intervals)
    }


@given(
    st.lists(entries(), min_size=1, max_size=5), st.sampled_from(["affected", "unaffected", "unknown", None])
)
def test_intervals_hold_what_the_documented_algorithm_says(
    versions: list[dict[str, object]], default: str | None
) -> None:
    entry: dict[str, object] = {"versions": versions}
    if default:
        entry["defaultStatus"] = default
    said = ranges_of(Node(entry, "x"), GENERIC)
    for number in [0.5, *(half / 2 for half in range(2, 21))]:
        expected = status_of(entry, number)
        found = stance_of(said, str(number))
        assert (Stance.AFFECTED in found) is (expected == "affected")


@pytest.mark.parametrize(
    ("entry", "texts"),
    [
        pytest.param(
            {"version": "2.0.0", "lessThan": "2.*"}, [">= 2.0.0, <= 2.*"], id="infinity of a series"
        ),
        pytest.param({"version": "1.0", "lessThan": "*"}, [">= 1.0"], id="no upper end"),
        pytest.param({"version": "unspecified", "lessThan": "4.2"}, ["< 4.2"], id="format 4: up to"),
        pytest.param({"version": "4.2", "lessThan": "unspecified"}, [">= 4.2"], id="format 4: from"),
        pytest.param({"version": ">= 1.0, < 1.2"}, [">= 1.0, < 1.2"], id="comparisons"),
        pytest.param({"version": "= 1.0"}, ["= 1.0"], id="equal"),
        pytest.param({"version": "8.0.17 and prior"}, ["<= 8.0.17"], id="and prior"),
        pytest.param({"version": "prior to 5.0.32"}, ["< 5.0.32"], id="prior to"),
        pytest.param({"version": "before version 3.4.4"}, ["< 3.4.4"], id="before version"),
        pytest.param({"version": "All versions < V3.2.17"}, ["< V3.2.17"], id="all versions below"),
        pytest.param({"version": "all versions"}, ["every version"], id="all versions"),
        pytest.param({"version": "10.5.4.x"}, ["= 10.5.4.*"], id="a series"),
        pytest.param({"version": "73.0.1", "lessThan": "73.0.1"}, ["< 73.0.1"], id="below itself"),
        pytest.param({"version": "0", "lessThanOrEqual": "<=2.1"}, ["<= 2.1"], id="sign said twice"),
        pytest.param(  # CVE-2024-6442
            {"version": "*", "lessThanOrEqual": "3.6", "versionType": "git"}, ["<= 3.6"], id="Zephyr's type"
        ),
    ],
)
def test_what_publishers_write_is_read_as_they_mean_it(entry: dict[str, str], texts: list[str]) -> None:
    said = ranges_of(Node({"versions": [entry | {"status": "affected"}]}, "x"), GENERIC)
    assert [one.text for one in said.intervals[Stance.AFFECTED]] == texts
    assert said.unkeyed == ()


@pytest.mark.parametrize(
    "entry",
    [
        {"version": "n/a"},
        {"version": "unspecified"},
        {"version": "-"},
        {"version": "n/a", "lessThanOrEqual": "n/a"},
        {"version": "1.0", "lessThan": "publication"},
        {"version": "15.0(1)M", "lessThan": "15.0(1)M4"},
        {"version": "1da177e4c3f4", "lessThan": "97bc3683c249", "versionType": "git"},
        {"version": "5.10", "lessThan": "97bc3683c249", "versionType": "git"},
        {"version": "0", "lessThan": "commit ddab283", "versionType": "git"},
        {"version": "0", "lessThanOrEqual": "9127438", "versionType": "git"},
    ],
)
def test_what_nobody_can_order_is_said_and_decides(entry: dict[str, str]) -> None:
    said = ranges_of(Node({"versions": [entry | {"status": "affected"}]}, "x"), GENERIC)
    assert not said.intervals
    assert [one.decides for one in said.unkeyed] == [True]


@pytest.mark.parametrize(
    ("default", "affected", "is_open"),
    [("affected", ["every version"], False), ("unaffected", [], False), ("unknown", [], True)],
)
def test_without_versions_the_default_holds_for_all(
    default: str, affected: list[str], *, is_open: bool
) -> None:
    """CVE record format 5: `defaultStatus` is the status of every version that no entry lists."""
    said = ranges_of(Node({"defaultStatus": default}, "x"), GENERIC)
    assert [one.text for one in said.intervals.get(Stance.AFFECTED, ())] == affected
    assert [one.decides for one in said.unkeyed] == [True] * is_open


def test_an_exemption_nobody_can_order_leaves_nothing_certain() -> None:
    """Affected by default, unaffected from a version without order: neither side may be claimed."""
    entry = {
        "defaultStatus": "affected",
        "versions": [{"version": "R2-S3", "lessThan": "*", "status": "unaffected"}],
    }
    said = ranges_of(Node(entry, "x"), GENERIC)
    assert not said.intervals
    assert said.unkeyed


@pytest.mark.parametrize(
    "text",
    [
        # as records in CISA's Vulnrichment of 2024-10 have it
        "8.5.0 to 8.5.6", "12.0.1-12.0.3", 'The first 5 digits of serial No. "26061" and prior', "various",
        "See references", "Oracle Java SE:11.0.13, 17.0.1", "Android 11.0, 12.0, 13.0", "\N{LESS-THAN OR EQUAL TO}1.2",
        "firmware version 7.4.9 and earlier",
    ],
)  # fmt: skip
@pytest.mark.parametrize("ordering", [GENERIC, ordering_of("maven")], ids=["dotted", "Maven"])
def test_text_that_is_no_version_is_not_taken_for_one(ordering: Ordering, text: str) -> None:
    entry = {"versions": [{"version": text, "status": "affected"}]}
    said = ranges_of(Node(entry, "x"), ordering)
    assert said.intervals == {}
    assert [one.decides for one in said.unkeyed] == [True]


@pytest.mark.parametrize("text", ["15.1(3)T", "11.3.3 MSR2", "R2-S3", "23.0 ap383785"])
def test_a_version_without_an_order_is_compared_as_text(text: str) -> None:
    said = ranges_of(Node({"versions": [{"version": text, "status": "affected"}]}, "x"), GENERIC)
    assert (said.versions, said.unkeyed) == ({Stance.AFFECTED: (text,)}, ())


def test_commits_decide_nothing_beside_versions() -> None:
    entry = {
        "versions": [
            {"version": "1.0", "lessThan": "1.2", "status": "affected"},
            {
                "version": "1da177e4c3f4",
                "lessThan": "97bc3683c249",
                "versionType": "git",
                "status": "affected",
            },
        ]
    }
    assert [one.decides for one in ranges_of(Node(entry, "x"), GENERIC).unkeyed] == [False]


def test_an_exemption_nobody_can_read_leaves_the_rest_open() -> None:
    """Affected by default, exempt is a text: no version is known to be either."""
    entry = {
        "defaultStatus": "affected",
        "versions": [{"version": "1.0 to 2.0", "status": "unaffected"}],
    }
    said = ranges_of(Node(entry, "x"), GENERIC)
    assert (said.intervals, [one.decides for one in said.unkeyed]) == ({}, [True])


KERNEL = {"vendor": "Linux", "product": "Linux"}
COMMITS = {
    **KERNEL,
    "defaultStatus": "unaffected",
    "versions": [
        {"version": "371a3bc79c11", "lessThan": "34ab17cc6c2c", "status": "affected", "versionType": "git"}
    ],
}
RELEASES = {
    **KERNEL,
    "defaultStatus": "affected",
    "versions": [
        {"version": "5.8", "status": "affected"},
        {"version": "0", "lessThan": "5.8", "status": "unaffected", "versionType": "semver"},
        {"version": "5.10.36", "lessThanOrEqual": "5.10.*", "status": "unaffected", "versionType": "semver"},
        {
            "version": "5.13",
            "lessThanOrEqual": "*",
            "status": "unaffected",
            "versionType": "original_commit_for_fix",
        },
    ],
}
"""The two entries of the kernel's own records, as CVE-2020-36776 has them."""


@pytest.mark.parametrize(
    ("entries", "decides"),
    [
        pytest.param([COMMITS, RELEASES], False, id="versions that say all"),
        pytest.param([COMMITS], True, id="commits alone"),
        pytest.param([COMMITS, {**RELEASES, "product": "Other"}], True, id="versions of another product"),
        pytest.param(
            [COMMITS, {**RELEASES, "defaultStatus": "unknown"}], True, id="versions that leave some open"
        ),
        pytest.param([COMMITS, {**KERNEL, "defaultStatus": "unaffected"}], True, id="no versions"),
    ],
)
def test_commits_decide_nothing_beside_an_entry_that_says_all(
    entries: list[dict[str, object]],
    decides: bool,  # noqa: FBT001 - a column of the table
) -> None:
    said = parse_cve(record(affected=entries), "x").affected
    found = [one.decides for each in said for one in each.unkeyed if "commits" in one.reason]
    assert any(found) is decides


def record(**cna: object) -> dict[str, object]:
    return {"cveMetadata": {"cveId": "CVE-2026-1234", "state": "PUBLISHED"}, "containers": {"cna": cna}}


def test_a_package_url_names_the_package() -> None:
    """CVE record format 5.2: `packageURL`."""
    entry = {"packageURL": "pkg:npm/%40acme/pump", "versions": [{"version": "1.0.0", "status": "affected"}]}
    (package,) = parse_cve(record(affected=[entry]), "x").affected
    assert (package.ecosystem, package.name) == ("npm", "@acme/pump")


@pytest.mark.parametrize(
    ("collection", "name", "expected"),
    [
        ("https://repo.maven.apache.org/maven2/", "org.acme:pump", ("Maven", "org.acme:pump")),
        ("https://pypi.python.org", "Pump_Py", ("PyPI", "Pump_Py")),
        ("https://registry.npmjs.org", "pump", ("npm", "pump")),
        ("https://rubygems.org/", "pump", ("RubyGems", "pump")),
        ("https://wordpress.org/plugins", "pump", ("vendor", "Acme Pump")),
        ("https://repo.maven.apache.org/maven2", "pump", ("vendor", "Acme Pump")),
        ("https://example.org/pypi.org", "pump", ("vendor", "Acme Pump")),
    ],
)
def test_a_registry_names_the_ecosystem_only_where_there_is_no_doubt(
    collection: str, name: str, expected: tuple[str, str]
) -> None:
    entry = {
        "vendor": "Acme", "product": "Pump", "collectionURL": collection, "packageName": name,
        "versions": [{"version": "1.0.0", "status": "affected"}],
    }  # fmt: skip
    (package,) = parse_cve(record(affected=[entry]), "x").affected
    assert (package.ecosystem, package.name) == expected


def test_names_that_differ_in_version_only_share_their_versions() -> None:
    cpes = [f"cpe:2.3:a:acme:pump:{version}:*:*:*:*:*:*:*" for version in ("1.0", "1.1", "1.2")]
    entry = {
        "cpes": cpes,
        "product": "Pump",
        "versions": [{"version": "1.0", "lessThan": "1.3", "status": "affected"}],
    }
    products = parse_cve(record(affected=[entry]), "x").products
    assert [(one.lookup, [each.text for each in one.intervals]) for one in products] == [
        ("a:acme:pump", [">= 1.0, < 1.3"])
    ]


@pytest.mark.parametrize(
    ("version", "left_open"),
    [
        pytest.param({"version": "8.5.0 to 8.5.6"}, True, id="prose"),
        pytest.param({"version": "1.0", "lessThan": "publication"}, True, id="a range nobody can order"),
        pytest.param({"version": "n/a"}, False, id="no version at all"),
    ],
)
def test_a_cpe_name_with_a_version_does_not_hide_what_else_is_said(
    version: dict[str, str], *, left_open: bool
) -> None:
    entry = {
        "cpes": ["cpe:2.3:a:acme:pump:8.5.0:*:*:*:*:*:*:*"], "product": "Pump",
        "versions": [version | {"status": "affected"}],
    }  # fmt: skip
    products = parse_cve(record(affected=[entry]), "x").products
    assert [each.text for one in products for each in one.intervals] == ["= 8.5.0"]
    assert any(each.decides for one in products for each in one.unkeyed) is left_open


def test_a_rejected_record_is_withdrawn_and_says_nothing() -> None:
    rejected = {
        "cveMetadata": {
            "cveId": "CVE-2026-1234",
            "state": "REJECTED",
            "dateRejected": "2026-08-16T00:00:00Z",
        },
        "containers": {"cna": {"rejectedReasons": [{"lang": "en", "value": "A duplicate."}]}},
    }
    said = parse_cve(rejected, "x")
    assert (said.withdrawn, said.summary, said.affected) == ("2026-08-16T00:00:00Z", "A duplicate.", ())


def test_cisas_container_tells_decision_points_and_known_exploitation() -> None:
    ssvc = {
        "type": "ssvc",
        "content": {
            "options": [{"Exploitation": "active"}, {"Automatable": "yes"}, {"Technical Impact": "total"}]
        },
    }
    told = record(affected=[])
    told["containers"]["adp"] = [  # type: ignore[index]
        {"metrics": [{"other": ssvc}, {"other": {"type": "kev", "content": {"dateAdded": "2026-08-01"}}}]}
    ]
    found = parse_cve(told, "x").exploitation
    assert found is not None
    assert (found.exploitation, found.automatable, found.technical_impact) == ("active", "yes", "total")
    assert found.kev_added == "2026-08-01"


@pytest.mark.parametrize(
    "broken",
    [
        3,
        [],
        {},
        {"cveMetadata": {"cveId": "CVE-1"}},
        {"cveMetadata": 7},
        record(affected={}),
        record(affected=[3]),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(broken: object) -> None:
    with pytest.raises(InvalidRecordError) as error:
        parse_cve(broken, "cve.json", "/7")
    assert error.value.place.startswith("cve.json#/7")
