"""The number of a document rises with every change and history is only added to, whatever becomes of the records.

OpenVEX 0.2.0, `version`: "MUST be incremented when any content within the VEX document changes". CSAF 2.0, tests
6.1.14 (sorted), 6.1.16 (latest version), 6.1.21 (no item missing), 6.1.22 (no number twice).
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.vex.documents import check_vex, read_vex, write_vex
from medward.vex.issues import Issues, after, as_issued, continued, until
from medward.vex.statement import Statement, VexFormat, VexStatus
from tests.vex.statements import AT, LIBXML2, PUMP, document, documents

if TYPE_CHECKING:
    from medward.vex.statement import VexDocument

NOW = AT + timedelta(days=30)
NAME = "https://meridian.example/vex/lvp-4.2.0"
NONE = Issues(NAME)


def told(status: VexStatus, number: int = 1, **more: object) -> Statement:
    fields = {"component": LIBXML2, "action": "Wait." if status is VexStatus.AFFECTED else "", **more}
    return Statement(f"CVE-2026-{number:04}", PUMP, status, issued=AT, id=f"LVP-VAS-{number:04}", **fields)  # type: ignore[arg-type] - any field


def issued(*given_documents: VexDocument) -> Issues:
    """Return the history of documents issued one after the other, a day apart."""
    history = NONE
    for day, one in enumerate(given_documents):
        history = continued(history, one, NOW + timedelta(days=day))
    return history


@given(st.lists(documents(), min_size=1, max_size=5))
@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_no_sequence_of_issues_lowers_the_number_or_rewrites_history(
    given_documents: list[VexDocument],
) -> None:
    history, before = NONE, None
    for one in given_documents:
        longer = continued(history, one, NOW)
        assert longer.issues[: len(history.issues)] == history.issues
        assert len(longer.issues) == len(history.issues) + (one != before)
        assert continued(longer, one, NOW) == longer
        assert check_vex(write_vex(as_issued(one, longer), VexFormat.CSAF), "x").is_valid
        history, before = longer, one


@pytest.mark.parametrize("kind", VexFormat)
@pytest.mark.parametrize("second", [VexStatus.AFFECTED, VexStatus.NOT_AFFECTED, VexStatus.FIXED])
def test_a_verdict_after_an_investigation_is_the_next_version(kind: VexFormat, second: VexStatus) -> None:
    first = document(told(VexStatus.UNDER_INVESTIGATION))
    then = document(told(second))
    numbers = [
        read_vex(write_vex(as_issued(one, history), kind), "x").version
        for one, history in ((first, issued(first)), (then, issued(first, then)))
    ]
    assert numbers == ["1", "2"]


def test_a_decision_opened_again_and_signed_again_keeps_what_was_said_before() -> None:
    safe, unsure = (
        document(told(VexStatus.NOT_AFFECTED, impact="No.")),
        document(told(VexStatus.UNDER_INVESTIGATION)),
    )
    history = issued(safe, unsure, safe, document(told(VexStatus.AFFECTED)))
    about = "CVE-2026-0001 in pkg:generic/libxml2@2.9.10"
    assert [(one.number, one.summary) for one in history.issues] == [
        (1, "First issued"),
        (2, f"{about}: not affected, now under investigation"),
        (3, f"{about}: under investigation, now not affected"),
        (4, f"{about}: not affected, now affected"),
    ]


def test_text_statements_and_the_head_count_as_content() -> None:
    one = told(VexStatus.AFFECTED)
    history = issued(
        document(one),
        document(replace(one, action="Update.")),
        document(one, told(VexStatus.FIXED, 2)),
        document(one),
        replace(document(one), title="Another title"),
    )
    about = "CVE-2026-0001 in pkg:generic/libxml2@2.9.10"
    assert [one.summary for one in history.issues] == [
        "First issued",
        f"{about}: affected, revised",
        f"{about}: affected, revised; CVE-2026-0002 in pkg:generic/libxml2@2.9.10: fixed",
        "CVE-2026-0002 in pkg:generic/libxml2@2.9.10: no longer told of",
        "No statement changed; the document was revised",
    ]


def test_the_first_issue_is_of_the_newest_statement_and_a_change_without_date_is_of_today() -> None:
    history = issued(document(told(VexStatus.AFFECTED)), document(told(VexStatus.UNDER_INVESTIGATION)))
    assert [one.at for one in history.issues] == [AT, NOW + timedelta(days=1)]


def test_an_instant_before_the_last_issue_is_refused_and_a_later_one_issues_anew() -> None:
    one = document(told(VexStatus.AFFECTED))
    history = issued(one)
    with pytest.raises(InvalidInputError, match=r"version 1 was issued at 2026-05-04T14:07:00\+00:00"):
        continued(history, one, NOW, AT - timedelta(days=1))
    assert continued(history, one, NOW, AT) == history
    assert continued(history, one, NOW, NOW).issues[-1].number == 2


@pytest.mark.parametrize("kind", VexFormat)
def test_an_issue_that_only_its_file_tells_of_is_counted_on_from(kind: VexFormat) -> None:
    first, then = document(told(VexStatus.UNDER_INVESTIGATION)), document(told(VexStatus.AFFECTED))
    known = (
        read_vex(write_vex(replace(first, version="51", revisions=()), kind), "x")
        if kind is not VexFormat.CSAF
        else None
    )
    if known is None:  # CSAF gives its history, so that each number is in it
        known = read_vex(write_vex(as_issued(first, issued(then, first)), kind), "x")
    history = continued(after(NONE, known), then, NOW)
    assert history.issues[-1].number == int(known.version) + 1
    assert check_vex(write_vex(as_issued(then, history), VexFormat.CSAF), "x").is_valid
    if kind is VexFormat.CSAF:
        assert [one.summary for one in history.issues][:2] == [one.summary for one in known.revisions]


def test_an_earlier_issue_without_a_whole_number_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"version '1\.2\.0'"):
        after(NONE, replace(document(told(VexStatus.FIXED)), version="1.2.0"))


def test_what_is_known_already_is_not_changed_by_an_older_file() -> None:
    history = issued(document(told(VexStatus.UNDER_INVESTIGATION)), document(told(VexStatus.AFFECTED)))
    assert after(history, replace(document(told(VexStatus.FIXED)), version="1")) == history


def test_looking_back_shows_what_was_issued_by_then() -> None:
    history = issued(document(told(VexStatus.AFFECTED)), document(told(VexStatus.FIXED)))
    assert [one.number for one in until(history, AT).issues] == [1]
    assert until(history, NOW + timedelta(days=1)) == history


def test_csaf_prints_the_history_and_the_number_at_its_end() -> None:
    one, then = document(told(VexStatus.UNDER_INVESTIGATION)), document(told(VexStatus.AFFECTED))
    tracking = json.loads(write_vex(as_issued(then, issued(one, then)), VexFormat.CSAF))["document"][
        "tracking"
    ]
    assert tracking["version"] == "2"
    assert [(item["number"], item["date"]) for item in tracking["revision_history"]] == [
        ("1", "2026-05-04T14:07:00+00:00"),
        ("2", "2026-06-04T14:07:00+00:00"),
    ]
    assert tracking["current_release_date"] == "2026-06-04T14:07:00+00:00"
    assert tracking["initial_release_date"] == "2026-05-04T14:07:00+00:00"
