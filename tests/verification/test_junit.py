"""JUnit XML in the dialects that tools write, and the files that must be refused."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError, LimitError, MedwardError, UnreadableTextError
from medward.verification.junit import read_junit
from medward.verification.records import EvidenceKind, Result

PYTEST = b"""<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="3"
 timestamp="2026-05-03T10:00:00.123456+02:00" hostname="bench-3">
<properties><property name="build" value="4.2.0+7f3c"/><property name="tool" value="pytest 8.4"/></properties>
<testcase classname="ble.test_writes" name="test_forged_LVP_REQ_0021" time="1.5">
 <properties><property name="requirement" value="LVP-REQ-0022"/></properties></testcase>
<testcase classname="ble.test_writes" name="test_replay[LVP-TST-0033]">
 <failure message="1 of 10000 accepted">trace</failure></testcase>
<testcase classname="ble.test_writes" name="test_usb"><skipped message="no rig"/></testcase>
</testsuite></testsuites>"""

SUREFIRE = b"""<testsuite name="com.meridian.GatewayTest" tests="1" errors="1" failures="0">
<properties><property name="java.version" value="21"/></properties>
<testcase classname="com.meridian.GatewayTest" name="routes" ><error type="java.io.IOException">boom
at line</error></testcase></testsuite>"""

NESTED = b"""<testsuites><testsuite name="outer">
<properties><property name="requirement">LVP-REQ-0001</property></properties>
<testsuite name="inner" timestamp="2026-05-03T08:00:00Z"><testcase name="a"/></testsuite>
<testsuite name="later" timestamp="2026-05-04T08:00:00Z"><testcase name="b"/></testsuite>
</testsuite></testsuites>"""


def test_a_report_gives_result_counts_build_tool_and_instant() -> None:
    read = read_junit(PYTEST, "ble.xml")
    assert (read.kind, read.result, read.build, read.tool) == (
        EvidenceKind.JUNIT,
        Result.FAILED,
        "4.2.0+7f3c",
        "pytest 8.4",
    )
    assert read.counts == {"cases": 3, "passed": 1, "failed": 1, "errors": 0, "skipped": 1}
    assert read.run_at == datetime(2026, 5, 3, 8, 0, 0, 123456, tzinfo=UTC)
    assert read.cases[1].message == "1 of 10000 accepted"


def test_ids_are_read_from_names_with_hyphens_or_underscores_and_from_properties() -> None:
    read = read_junit(PYTEST, "ble.xml")
    assert read.mentions == ("LVP-REQ-0021", "LVP-REQ-0022", "LVP-TST-0033")
    assert read.cases[0].mentions == ("LVP-REQ-0021", "LVP-REQ-0022")


def test_an_error_blocks_and_a_single_suite_may_be_the_root() -> None:
    read = read_junit(SUREFIRE, "s.xml")
    assert (read.result, read.cases[0].message, read.run_at) == (Result.BLOCKED, "boom", None)


def test_nested_suites_hand_their_properties_down_and_the_newest_run_counts() -> None:
    read = read_junit(NESTED, "n.xml")
    assert [case.mentions for case in read.cases] == [("LVP-REQ-0001",), ("LVP-REQ-0001",)]
    assert read.run_at == datetime(2026, 5, 4, 8, tzinfo=UTC)


def test_a_time_without_a_zone_is_no_instant() -> None:
    read = read_junit(b'<testsuite timestamp="2026-05-03T10:00:00"><testcase name="a"/></testsuite>', "t.xml")
    assert (read.run_at, read.local_time) == (None, "2026-05-03T10:00:00")


@pytest.mark.parametrize(
    "body", [b"", b'<testcase name="a"><skipped/></testcase>'], ids=["empty", "all skipped"]
)
def test_a_report_without_a_case_that_ran_passes_nothing(body: bytes) -> None:
    assert read_junit(b"<testsuite>" + body + b"</testsuite>", "t.xml").result is Result.NOT_RUN


ENTITY = (
    b'<!DOCTYPE t [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&e;"/></testsuite>'
)
BOMB = b'<!DOCTYPE t [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><testsuite name="&b;"/>'


@pytest.mark.parametrize(
    ("data", "error", "part"),
    [
        pytest.param(ENTITY, UnreadableTextError, "document type", id="external entity"),
        pytest.param(BOMB, UnreadableTextError, "document type", id="entity bomb"),
        pytest.param(b"<testsuite>\n<oops</testsuite>", UnreadableTextError, "x.xml:2:", id="broken XML"),
        pytest.param(b"", UnreadableTextError, "not XML", id="empty"),
        pytest.param(
            b'<?xml version="1.0" encoding="klingon"?><testsuites/>',
            UnreadableTextError,
            "not XML: unknown encoding",
            id="unknown encoding",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="shift_jis"?><testsuites/>',
            UnreadableTextError,
            "not XML: multi-byte",
            id="encoding of several bytes",
        ),
        pytest.param(b"<html/>", InvalidInputError, "<html>", id="another format"),
        pytest.param(b"<testsuite>" * 80 + b"</testsuite>" * 80, LimitError, "deeper", id="too deep"),
        pytest.param(
            b'<testsuite failures="1"><testcase/></testsuite>', InvalidInputError, "announces 1", id="edited"
        ),
        pytest.param(
            b'<testsuite tests="9"><testcase/></testsuite>', InvalidInputError, "announces 9", id="cut short"
        ),
        pytest.param(b'<testsuite tests="x"/>', InvalidInputError, "is not a count", id="bad count"),
        pytest.param(b'<testsuite timestamp="noon"/>', InvalidInputError, "noon", id="bad time"),
    ],
)
def test_bad_reports_are_refused_with_place_and_cause(
    data: bytes, error: type[MedwardError], part: str
) -> None:
    with pytest.raises(error) as caught:
        read_junit(data, "x.xml")
    assert part in str(caught.value)
    assert str(caught.value).startswith("x.xml")


@given(st.lists(st.sampled_from(["", "<failure/>", "<error/>", "<skipped/>"])), st.integers(0, 30))
def test_adding_a_failure_never_makes_a_report_pass(bodies: list[str], at: int) -> None:
    def report(items: list[str]) -> bytes:
        return (
            "<testsuite>" + "".join(f"<testcase>{body}</testcase>" for body in items) + "</testsuite>"
        ).encode()

    worse = [*bodies[:at], "<failure/>", *bodies[at:]]
    assert read_junit(report(worse), "x.xml").result is Result.FAILED


@given(st.binary(max_size=60))
def test_any_bytes_give_a_report_or_an_error_of_ours(data: bytes) -> None:
    with suppress(MedwardError):
        read_junit(b"<testsuite>" + data, "x.xml")
