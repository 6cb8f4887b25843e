"""OSV records against the schema's own evaluation, written out from its pseudocode."""

from __future__ import annotations

from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from medward.errors import InvalidInputError, InvalidRecordError, UnreadableTextError
from medward.vulnerabilities.advisory import Advisory
from medward.vulnerabilities.intervals import intervals_of
from medward.vulnerabilities.osv import parse_osv, read_osv
from medward.vulnerabilities.osv_files import read_osv_file
from medward.vulnerabilities.versions import key
from medward.vulnerabilities.versions.pep440 import pep440_key

VERSIONS = ["0.9", "1.0rc1", "1.0", "1.0+local", "1.1", "1.1.post1", "2.0.dev1", "2.0", "3.0"]
event = st.tuples(st.sampled_from(["introduced", "fixed", "last_affected"]), st.sampled_from(VERSIONS))


def is_vulnerable(events: list[tuple[str, str]], version: str) -> bool:
    """Return `IncludedInRanges` of the OSV schema, section Evaluation, for one range."""
    asked = Version(version)

    def order(one: tuple[str, str], other: tuple[str, str]) -> int:
        left, right = Version(one[1]), Version(other[1])
        if left == right:  # "<= 1.0" ends above 1.0, so it comes after what begins or is fixed at 1.0
            return (one[0] == "last_affected") - (other[0] == "last_affected")
        return -1 if left < right else 1

    vulnerable = False
    for name, at in sorted(events, key=cmp_to_key(order)):
        if name == "introduced" and asked >= Version(at):
            vulnerable = True
        elif (name == "fixed" and asked >= Version(at)) or (name == "last_affected" and asked > Version(at)):
            vulnerable = False
    return vulnerable


@given(
    st.lists(event, max_size=5).map(lambda events: [("introduced", "0.9"), *events]),
    st.sampled_from(VERSIONS),
)
def test_intervals_hold_the_versions_the_schema_s_evaluation_finds(
    events: list[tuple[str, str]], version: str
) -> None:
    intervals, why = intervals_of(events, pep440_key)
    made = key("pep440", version)
    assert made is not None
    assert why == ""
    assert any(one.low <= made < one.high for one in intervals) == is_vulnerable(events, version)


@given(
    st.lists(event, min_size=1, max_size=4), st.integers(0, 3), st.sampled_from(["x", "?", "1.0.0.0.x", ""])
)
def test_damaging_one_event_loses_no_range_in_silence(
    events: list[tuple[str, str]], at: int, damage: str
) -> None:
    events = [("introduced", "0"), *events]
    at = 1 + at % (len(events) - 1)
    events[at] = (events[at][0], damage)
    intervals, why = intervals_of(events, pep440_key)
    assert (intervals, bool(why)) == ((), True)


def record(**affected: object) -> dict[str, object]:
    return {"id": "X-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "Demo_x"}, **affected}]}


def ranges(kind: str, *events: dict[str, str]) -> list[dict[str, object]]:
    return [{"type": kind, "events": list(events)}]


@pytest.mark.parametrize(
    ("events", "texts"),
    [
        pytest.param([{"introduced": "0"}], ["every version"], id="unfixed"),
        pytest.param([{"introduced": "0"}, {"fixed": "1.2"}], ["< 1.2"], id="fixed"),
        pytest.param(
            [{"introduced": "1.0"}, {"last_affected": "1.2"}], [">= 1.0, <= 1.2"], id="last affected"
        ),
        pytest.param(
            [{"fixed": "3"}, {"introduced": "2"}, {"fixed": "1.5"}, {"introduced": "1"}],
            [">= 1, < 1.5", ">= 2, < 3"],
            id="any order",
        ),
        pytest.param([{"introduced": "1"}, {"limit": "2"}], [">= 1, < 2"], id="limit"),
        pytest.param([{"introduced": "1"}, {"limit": "*"}], [">= 1"], id="limit of nothing"),
        pytest.param([{"introduced": "1"}, {"fixed": "1"}], [], id="nothing"),
    ],
)
def test_events_read_as_ranges(events: list[dict[str, str]], texts: list[str]) -> None:
    (package,) = parse_osv(record(ranges=ranges("ECOSYSTEM", *events)), "x").affected
    assert [one.text for one in package.intervals] == texts
    assert package.lookup == "demo-x"


def test_listed_versions_outside_the_ranges_are_ranges_of_one_version() -> None:
    entry = record(
        ranges=ranges("ECOSYSTEM", {"introduced": "1"}, {"fixed": "2"}), versions=["1.5", "3.0", "odd"]
    )
    (package,) = parse_osv(entry, "x").affected
    assert [one.text for one in package.intervals] == [">= 1, < 2", "= 3.0 (listed)"]
    assert package.versions == ("odd",)


@pytest.mark.parametrize(
    ("entry", "decides"),
    [
        pytest.param(record(ranges=ranges("GIT", {"introduced": "0"})), True, id="commits only"),
        pytest.param(
            record(ranges=ranges("GIT", {"introduced": "0"}), versions=["1"]),
            False,
            id="commits beside versions",
        ),
        pytest.param(
            record(ranges=ranges("ECOSYSTEM", {"introduced": "0"}, {"fixed": "odd"})),
            True,
            id="version without order",
        ),
        pytest.param(record(ranges=ranges("SEMVER", {"introduced": "0"})), True, id="SEMVER in PyPI"),
        pytest.param(record(ranges=ranges("ECOSYSTEM", {"fixed": "1"})), True, id="no introduced"),
        pytest.param(record(), True, id="neither ranges nor versions"),
        pytest.param(
            record(ranges=ranges("ECOSYSTEM", {"introduced": "0"}, {"mended": "2"})), True, id="unknown event"
        ),
        pytest.param(
            {
                "id": "X",
                "affected": [
                    {
                        "package": {"ecosystem": "OSS-Fuzz", "name": "a"},
                        "ranges": ranges("ECOSYSTEM", {"introduced": "0"}),
                    }
                ],
            },
            True,
            id="ecosystem without order",
        ),
    ],
)
def test_what_has_no_key_is_kept_as_unkeyed(entry: dict[str, object], decides: bool) -> None:  # noqa: FBT001 - a column of the table
    (package,) = parse_osv(entry, "x").affected
    assert [one.decides for one in package.unkeyed] == [decides]


def test_entries_without_package_are_counted() -> None:
    assert parse_osv({"id": "X", "affected": [{"ranges": []}]}, "x").without_package == 1


@pytest.mark.parametrize(
    ("entry", "pointer"),
    [
        ([], "x#"),
        ({}, "x#/id"),
        ({"id": 7}, "x#/id"),
        ({"id": "X", "affected": {}}, "x#/affected"),
        ({"id": "X", "affected": [{"package": {"name": "a"}}]}, "x#/affected/0/package"),
        (
            record(ranges=ranges("ECOSYSTEM", {"introduced": "0", "fixed": "1"})),
            "x#/affected/0/ranges/0/events/0",
        ),
        (record(versions=[1.1]), "x#/affected/0/versions/0"),
    ],
)
def test_a_malformed_record_is_refused_with_a_pointer(entry: object, pointer: str) -> None:
    with pytest.raises(InvalidRecordError) as raised:
        parse_osv(entry, "x")
    assert raised.value.place == pointer


def test_an_erratum_names_the_records_it_is_about() -> None:
    package = {"package": {"ecosystem": "AlmaLinux:9", "name": "a"}, "versions": ["1"]}
    record = {
        "id": "ALSA-1",
        "related": ["CVE-2024-1", "RHSA-1"],
        "upstream": ["CVE-2024-2"],
        "affected": [package],
    }
    assert parse_osv(record, "x").aliases == ("CVE-2024-2", "CVE-2024-1")
    package["package"] = {"ecosystem": "PyPI", "name": "a"}
    assert parse_osv(record, "x").aliases == ()


AFFECTED = (
    '{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": [{"type": "ECOSYSTEM", "events": [%s]}]%s}'
)
ONE_EVENT = '{"introduced": "0"}'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            '{"id": "X", "affected": [%s], "affected": []}' % (AFFECTED % (ONE_EVENT, "")), id="affected"
        ),
        pytest.param(
            '{"id": "X", "affected": [%s]}' % (AFFECTED % (ONE_EVENT, ', "ranges": []')), id="ranges"
        ),
        pytest.param(
            '{"id": "X", "affected": [%s]}' % (AFFECTED % ('{"introduced": "0", "introduced": "9"}', "")),
            id="event",
        ),
        pytest.param(
            '{"id": "X", "affected": [%s]}' % (AFFECTED % (ONE_EVENT, ', "versions": ["1"], "versions": []')),
            id="versions",
        ),
        pytest.param(
            '{"id": "X", "affected": [%s]}' % (AFFECTED % (ONE_EVENT, r', "rang\u0065s": []')),
            id="an escaped key",
        ),
        pytest.param('{"id": "X", "withdrawn": "2026-01-01T00:00:00Z", "withdrawn": null}', id="withdrawn"),
        pytest.param(
            '{"id": "X", "affected": [{"package": {"ecosystem": "PyPI", "ecosystem": "npm", "name": "a"}}]}',
            id="ecosystem",
        ),
    ],
)
def test_a_key_that_stands_twice_where_it_decides_is_refused(text: str) -> None:
    with pytest.raises(UnreadableTextError, match="stands twice"):
        read_osv(text.encode(), "x")


def test_the_same_words_elsewhere_are_no_repetition() -> None:
    more = ', "database_specific": {"versions": [{"introduced": "1"}, {"fixed": "2"}], "ecosystem": "x"}'
    text = '{"id": "X", "details": "\\u0022ranges\\u0022: x", "affected": [%s]}' % (
        AFFECTED % (ONE_EVENT, more)
    )
    (package,) = read_osv(text.encode(), "x").affected
    assert [one.text for one in package.intervals] == ["every version"]


@given(st.text(max_size=6), st.integers(0, 120), st.integers(0, 4))
def test_damaged_text_is_refused_or_read_and_nothing_else(damage: str, at: int, cut: int) -> None:
    text = '{"id": "X", "affected": [%s]}' % (AFFECTED % (ONE_EVENT, ', "versions": ["1"]'))
    for one in read_osv_file((text[:at] + damage + text[at + cut :]).encode(), "x.json"):
        assert isinstance(one, Advisory | InvalidInputError)


def test_one_bad_record_of_a_list_leaves_the_others() -> None:
    found = list(read_osv_file(b'[{"id": "A"}, {"id": 7}, {"id": "B"}]', "x.json"))
    assert [one.id for one in found if isinstance(one, Advisory)] == ["A", "B"]
    assert [one.place for one in found if isinstance(one, InvalidInputError)] == ["x.json#/1/id"]


def test_what_osv_dev_answers_holds_records() -> None:
    """Its query by package answers `{"vulns": [...]}` (osv.dev, POST /v1/query)."""
    found = list(
        read_osv_file(b'{\n "vulns": [{"id": "A", "affected": []}, {"id": 7}, {"id": "B"}]}', "x.json")
    )
    assert [one.id for one in found if isinstance(one, Advisory)] == ["A", "B"]
    assert [one.place for one in found if isinstance(one, InvalidInputError)] == ["x.json#/vulns/1/id"]


def test_an_answer_of_osv_dev_that_goes_on_elsewhere_says_so() -> None:
    found = list(read_osv_file(b'{"vulns": [{"id": "A"}], "next_page_token": "q"}', "x.json"))
    assert [one.id for one in found if isinstance(one, Advisory)] == ["A"]
    assert [one.message for one in found if isinstance(one, InvalidInputError)] == [
        "the answer goes on on another page, which is not in it"
    ]


def test_what_is_nested_ten_thousand_deep_is_refused() -> None:
    (found,) = read_osv_file(b'{"id": "X", "affected": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "x.json")
    assert isinstance(found, InvalidInputError)
