"""Damaged and hostile feed files: each is a problem that says what is wrong, quickly, and nothing of it is believed."""

from __future__ import annotations

import json
import time

import pytest

from medward.errors import LimitError, UnreadableTextError
from medward.vulnerabilities.advisory import Advisory, Problem
from medward.vulnerabilities.sources.detect import HEAD_BYTES, FeedKind, kind_of
from medward.vulnerabilities.sources.read import read_feed
from medward.vulnerabilities.sources.trees import MAX_BYTES, json_elements, json_tree, text_of

_CVE = b'{"dataType": "CVE_RECORD", "cveMetadata": {"cveId": "CVE-2026-1234"}, "containers": {"cna": %s}}'
_NVD = b'{"CVE_data_type": "CVE", "CVE_Items": [%s]}'
_GOOD = b'{"cve": {"CVE_data_meta": {"ID": "CVE-2026-0001"}}}'
_CSAF = '{"document": {"csaf_version": "2.0", "tracking": {"id": "X"}}, "product_tree": %s, "vulnerabilities": %s}'


def deep(levels: int, opening: str = "[", closing: str = "]") -> bytes:
    return (opening * levels + closing * levels).encode()


def branches(levels: int) -> str:
    one = '{"category": "product_name", "name": "x", "branches": ['
    return '{"branches": [' + one * levels + "]}" * levels + "]}"


HOSTILE = [
    pytest.param("deep.json", _CVE % deep(10_000), "nested too deeply", id="10,000 levels"),
    pytest.param("deep.json", _NVD % deep(100_000), "nested too deeply", id="100,000 levels in one element"),
    pytest.param("objects.json", _CVE % deep(10_000, '{"a":[', "]}"), "nested too deeply", id="10,000 objects"),
    pytest.param("cut.json", _CVE % b'{"affected": [{"vendor": "A', "not JSON", id="cut off in a text"),
    pytest.param("cut.json", (_NVD % _GOOD)[:-1], "not JSON", id="cut off at the end"),
    pytest.param("twice.json", _CVE % b'{"affected": [], "affected": [1]}', "stands twice", id="a key twice"),
    pytest.param("twice.json", b'{"CVE_Items": [], "CVE_Items": []}', "stands twice", id="a list twice"),
    pytest.param("nan.json", _CVE % b'{"affected": NaN}', "NaN", id="NaN"),
    pytest.param("utf16.json", (_CVE % b"{}").decode().encode("utf-16"), "not UTF-8|no file of a feed", id="UTF-16"),
    pytest.param("latin.json", _CVE % b'{"title": "M\xfcller"}', "not UTF-8", id="Latin-1"),
    pytest.param("more.json", (_NVD % _GOOD) + b"{}", "not JSON", id="something behind the end"),
    pytest.param("types.json", _CVE % b'{"affected": {"vendor": 3}}', "a list is expected", id="an object for a list"),
    pytest.param("types.json", _CVE % b'{"affected": ["x"]}', "an object is expected", id="text for an object"),
    pytest.param(
        "types.json",
        _CVE % b'{"affected": [{"vendor": [1], "product": "x"}]}',
        "text is expected",
        id="a list for text",
    ),
    pytest.param("tree.json", (_CSAF % (branches(200), "[]")).encode(), "levels deep", id="CSAF branches 200 deep"),
    pytest.param(
        "ids.json", (_CSAF % ("{}", '[{"product_status": {"known_affected": ["nobody"]}}]')).encode(),
        "not in the product tree", id="a product nobody defined",
    ),
    pytest.param("kev.csv", b"cveID,dateAdded\nCVE-2026-1,yesterday\n", "no day|no CVE id", id="a day that is none"),
    pytest.param("epss.csv", b"cve,epss,percentile\nCVE-2026-1234,7,0.1\n", "is not", id="a score above one"),
    pytest.param("epss.csv", b"cve,epss,percentile\n=cmd|'/c calc'!A0,0.1,0.1\n", "is not", id="a formula for a CVE"),
    pytest.param("a.yml", b"gem: x\npatched_versions: &a [*a, *a]\n", "alias|anchor", id="YAML that holds itself"),
    pytest.param("a.yml", b"gem: x\na: !!python/object/apply:os.system [id]\n", "tag", id="YAML that runs something"),
    pytest.param("a.yml", b"gem: x\ngem: y\n", "twice|repeated", id="a YAML key twice"),
    pytest.param("a.yml", b"gem: " + deep(10_000), "nesting depth|nested deeper", id="YAML 10,000 deep"),
    pytest.param("a.yml", b"gem: " + deep(500), "nested deeper", id="YAML 500 deep"),
    pytest.param("a.yml", b"gem: x\n---\ngem: y\n", "more than one document", id="two YAML documents"),
    pytest.param("a.yml", b"gem: [x\n", "not YAML", id="YAML cut off"),
    pytest.param("a.md", b"```toml\n[advisory]\nid = \n```\n", "TOML", id="TOML that is none"),
    pytest.param("notes.txt", b"\x00\x01\x02binary", "no file of a feed", id="no text at all"),
    pytest.param("empty.json", b"", "no file of a feed", id="empty"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "why"), HOSTILE)
def test_a_hostile_file_is_a_problem_that_says_why(name: str, data: bytes, why: str) -> None:
    started = time.process_time()
    said = list(read_feed(kind_of(name, data), data, name))
    assert time.process_time() - started < 2
    problems = [one for one in said if isinstance(one, Problem)]
    assert problems
    assert any(word.lower() in problems[-1].message.lower() for word in why.split("|")), problems[-1].message
    assert all(one.place.startswith(name) for one in problems)


def test_a_broken_record_leaves_the_others_of_its_file() -> None:
    data = _NVD % b",".join(
        [_GOOD, b'{"cve": {"CVE_data_meta": {"ID": "x"}}}', _GOOD.replace(b"0001", b"0002")]
    )
    said = list(read_feed(FeedKind.NVD, data, "nvd.json"))
    told = [
        one.id if isinstance(one, Advisory) else one.place
        for one in said
        if isinstance(one, Advisory | Problem)
    ]
    assert told == ["CVE-2026-0001", "nvd.json#/CVE_Items/1/cve/CVE_data_meta/ID", "CVE-2026-0002"]


def test_what_came_before_a_break_is_right_and_the_break_is_said() -> None:
    data = (_NVD % (_GOOD + b", {broken"))[:-2]
    said = list(read_feed(FeedKind.NVD, data, "nvd.json"))
    assert isinstance(said[0], Advisory)
    assert isinstance(said[-1], Problem)


def test_a_range_of_a_hundred_thousand_conditions_is_refused_in_time() -> None:
    text = ", ".join([">= 1.0"] * 100_000)
    record = {"gem": "x", "patched_versions": [text]}
    started = time.process_time()
    (said,) = read_feed(FeedKind.RUBYSEC, json.dumps(record).encode(), "x.yml")
    assert time.process_time() - started < 5
    assert isinstance(said, Problem | Advisory)
    if isinstance(said, Advisory):
        assert said.affected[0].intervals or said.affected[0].unkeyed


def test_ten_thousand_versions_of_one_entry_are_read_in_time() -> None:
    versions = [
        {"version": f"{n}.0", "lessThan": f"{n}.5", "status": "affected" if n % 2 else "unaffected"}
        for n in range(10_000)
    ]
    record = {
        "cveMetadata": {"cveId": "CVE-2026-1234"},
        "containers": {
            "cna": {"affected": [{"product": "x", "defaultStatus": "affected", "versions": versions}]}
        },
    }
    started = time.process_time()
    (said,) = read_feed(FeedKind.CVE, json.dumps(record).encode(), "x.json")
    assert time.process_time() - started < 10
    assert isinstance(said, Advisory)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.yml", b"id: GHSA-x\npackage: demo\nvulnerable_version_ranges: []\n", id="Elixir: none"),
        pytest.param("a.yml", b"id: GHSA-x\npackage: demo\nfirst_patched_versions:\n- 1.2.0\n", id="Elixir: absent"),
        pytest.param("a.yml", b"id: X\npackage: demo\nvulnerable_version_ranges: [newer]\n", id="Elixir: no range"),
        pytest.param("a.yaml", b"cve: CVE-2026-1000\nreference: composer://a/b\nbranches: {}\n", id="PHP: no branch"),
        pytest.param("a.yaml", b"cve: CVE-2026-1000\nreference: composer://a/b\n", id="PHP: branches absent"),
        pytest.param("a.yaml", b"reference: composer://a/b\nbranches: {1.x: {versions: [new]}}\n", id="PHP: no range"),
        pytest.param("a.yaml", b"cve: 2026-1000\naffected:\n- groupId: a\n  artifactId: b\n", id="Victims: absent"),
        pytest.param("a.yaml", b"cve: 2026-1000\naffected:\n- name: a\n  version: []\n", id="Victims: none"),
        pytest.param("a.yaml", b"cve: 2026-1000\naffected:\n- name: a\n  version: [odd]\n", id="Victims: no range"),
    ],
)  # fmt: skip
def test_without_a_range_that_can_be_read_nobody_can_tell(name: str, data: bytes) -> None:
    (said,) = read_feed(kind_of(name, data), data, name)
    assert isinstance(said, Advisory)
    (package,) = said.affected
    assert (package.intervals, package.versions) == ((), ())
    assert [one.decides for one in package.unkeyed] == [True]


def named(products: int, names: int) -> bytes:
    """Return a record with so many CPE names of so many products, and a range for each name."""
    cpes = [f"cpe:2.3:a:acme:p{n % products}:{n}.0:*:*:*:*:*:*:*" for n in range(names)]
    versions = [{"version": f"{n}.0", "lessThan": f"{n}.5", "status": "affected"} for n in range(names)]
    entry = {"product": "x", "cpes": cpes, "versions": versions}
    head = {"cveMetadata": {"cveId": "CVE-2026-1234"}, "containers": {"cna": {"affected": [entry]}}}
    return json.dumps(head).encode()


def test_many_names_and_many_versions_of_one_product_are_read_in_time() -> None:
    started = time.process_time()
    (said,) = read_feed(FeedKind.CVE, named(products=1, names=4000), "x.json")
    assert time.process_time() - started < 5
    assert isinstance(said, Advisory)
    assert [len(one.intervals) for one in said.products] == [4000]


def test_names_and_versions_that_multiply_beyond_any_record_are_a_problem() -> None:
    started = time.process_time()
    (said,) = read_feed(FeedKind.CVE, named(products=4000, names=4000), "x.json")
    assert time.process_time() - started < 5
    assert isinstance(said, Problem)
    assert (said.place, said.message) == (
        "x.json#/containers/cna/affected/0",
        "4,000 names with 4,000 versions each",
    )


def test_a_file_larger_than_any_feed_is_refused_unread() -> None:
    class Large(bytes):
        def __len__(self) -> int:
            return MAX_BYTES + 1

    with pytest.raises(LimitError):
        text_of(Large(b"{}"), "large.json")


def test_elements_are_those_of_the_whole_tree() -> None:
    data = json.dumps({"head": {"a": [1]}, "list": [{"x": 1}, [2], "three"], "tail": None}).encode()
    assert [value for _, value in json_elements(data, "x", "list")] == [{"x": 1}, [2], "three"]
    assert dict(json_elements(data, "x")) == {
        "/head": {"a": [1]},
        "/list": [{"x": 1}, [2], "three"],
        "/tail": None,
    }


@pytest.mark.parametrize("data", [b"{", b"[", b'{"a" 1}', b'{"a": 1,}', b"nul", b'{"a": 1} x', b"{1: 2}"])
def test_both_readers_of_json_refuse_the_same(data: bytes) -> None:
    with pytest.raises(UnreadableTextError):
        json_tree(data, "x")
    with pytest.raises(UnreadableTextError):
        list(json_elements(data, "x"))


@pytest.mark.parametrize(
    "head",
    [
        b'{"a":{\n', b'{"a":{"vulnerabilities":[\n', b'{"id":\n', b'{"modified":', b'{"a":{"CVE-":{', b"{ ",
        b"\n", b" ", b'"category" ', b"a.json\n", b"CVE-1999-1", b"```toml\n", b'"affected" ',
    ],
)  # fmt: skip
def test_telling_feeds_apart_takes_no_time_however_the_file_begins(head: bytes) -> None:
    data = b"{" + head * (HEAD_BYTES // len(head))
    started = time.process_time()
    kind_of("a.json", data)
    kind_of("a.txt", data[1:])
    assert time.process_time() - started < 1
