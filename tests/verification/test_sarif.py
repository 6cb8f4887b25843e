"""SARIF 2.1.0: levels, kinds, suppressions, CWE, and logs that must be refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from medward.errors import InvalidInputError, LimitError, MedwardError, UnreadableTextError
from medward.verification.records import Result
from medward.verification.sarif import read_sarif

RULES = [
    {
        "id": "oob",
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["external/cwe/cwe-787"]},
    },
    {"id": "style", "defaultConfiguration": {"level": "note"}},
]


def log(*results: dict[str, object], **run: object) -> bytes:
    whole = {
        "tool": {"driver": {"name": "Gauge", "semanticVersion": "3.1.0", "rules": RULES}},
        "invocations": [{"executionSuccessful": True, "endTimeUtc": "2026-05-03T08:00:00Z"}],
        "results": list(results),
        **run,
    }
    return json.dumps({"version": "2.1.0", "runs": [whole]}).encode()


def result(rule: str = "oob", **more: object) -> dict[str, object]:
    return {"ruleId": rule, "message": {"text": f"{rule} found"}, **more}


def test_a_clean_log_passes_with_tool_time_and_build() -> None:
    read = read_sarif(log(properties={"medward.build": "4.2.0+7f3c"}), "g.sarif")
    assert (read.result, read.tool, read.build) == (Result.PASSED, "Gauge 3.1.0", "4.2.0+7f3c")
    assert read.run_at == datetime(2026, 5, 3, 8, tzinfo=UTC)
    assert read.counts == {"results": 0, "error": 0, "warning": 0, "note": 0, "none": 0, "closed": 0}


@pytest.mark.parametrize(
    ("reported", "outcome"),
    [
        pytest.param(result(), Result.FAILED, id="3.27.10 level from the rule"),
        pytest.param(result("unheard-of"), Result.FAILED, id="3.27.10 no level is a warning"),
        pytest.param(result("style"), Result.PASSED, id="a note does not fail"),
        pytest.param(result(level="note"), Result.PASSED, id="own level before the rule's"),
        pytest.param(result(kind="pass"), Result.PASSED, id="3.27.9 pass"),
        pytest.param(result(kind="review"), Result.BLOCKED, id="3.27.9 review waits for a person"),
        pytest.param(result(baselineState="absent"), Result.PASSED, id="gone since the baseline"),
        pytest.param(result(baselineState="unchanged"), Result.FAILED, id="known is not closed"),
        pytest.param(result(suppressions=[{"kind": "inSource"}]), Result.PASSED, id="suppressed"),
        pytest.param(
            result(suppressions=[{"kind": "external", "status": "rejected"}]),
            Result.FAILED,
            id="suppression refused",
        ),
        pytest.param(
            result(suppressions=[{"kind": "external", "status": "underReview"}]),
            Result.FAILED,
            id="not yet accepted",
        ),
    ],
)
def test_only_open_results_of_a_failing_level_fail(reported: dict[str, object], outcome: Result) -> None:
    assert read_sarif(log(reported), "g.sarif").result is outcome


def test_the_failing_levels_can_be_chosen() -> None:
    assert (
        read_sarif(log(result("style")), "g.sarif", fail_levels=("error", "warning", "note")).result
        is Result.FAILED
    )


def test_a_run_that_broke_off_or_reports_no_results_at_all_is_blocked() -> None:
    assert read_sarif(log(invocations=[{"executionSuccessful": False}]), "g.sarif").result is Result.BLOCKED
    assert read_sarif(log(results=None), "g.sarif").result is Result.BLOCKED


def test_findings_carry_rule_level_place_and_cwe_from_tags_and_taxa() -> None:
    place = {"physicalLocation": {"artifactLocation": {"uri": "ble/gatt.c"}, "region": {"startLine": 40}}}
    taxon = {"id": "120", "toolComponent": {"name": "CWE"}}
    read = read_sarif(log(result(locations=[place], taxa=[taxon], ruleIndex=0)), "g.sarif")
    assert read.findings == (("oob", "error", "oob found", "ble/gatt.c:40", ("CWE-787", "CWE-120")),)


def test_a_rule_may_be_named_by_index() -> None:
    read = read_sarif(log({"ruleIndex": 1, "message": {"text": "see LVP-REQ-0004"}}), "g.sarif")
    assert (read.findings[0].rule, read.mentions) == ("style", ("LVP-REQ-0004",))


@pytest.mark.parametrize(
    ("data", "error", "part"),
    [
        pytest.param(b"{", UnreadableTextError, "g.sarif:1:2", id="cut short"),
        pytest.param(b"\xff{}", UnreadableTextError, "UTF-8", id="not text"),
        pytest.param(b"[]", InvalidInputError, "JSON object", id="a list"),
        pytest.param(b'{"version": "2.0.0"}', InvalidInputError, "#/version", id="another version"),
        pytest.param(b'{"version": "2.1.0", "runs": []}', InvalidInputError, "#/runs", id="no run"),
        pytest.param(b'{"version": "2.1.0", "runs": [1]}', InvalidInputError, "runs/0", id="not an object"),
        pytest.param(
            log(result(level="fatal")), InvalidInputError, "#/runs/0/results/0/level", id="unknown level"
        ),
        pytest.param(log({"ruleIndex": 7}), InvalidInputError, "ruleIndex", id="index outside"),
        pytest.param(b'{"a":' * 120 + b"1" + b"}" * 120, LimitError, "deeper", id="too deep"),
        pytest.param(b'{"version": NaN}', UnreadableTextError, "NaN", id="not a JSON number"),
    ],
)
def test_bad_logs_are_refused_with_a_pointer(data: bytes, error: type[MedwardError], part: str) -> None:
    with pytest.raises(error) as caught:
        read_sarif(data, "g.sarif")
    assert part in str(caught.value)
