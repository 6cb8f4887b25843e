"""A text speaks of a topic by its words, endings aside; short words have to stand alone."""

from __future__ import annotations

import pytest

from medward.gaps.queries.words import speaks_of


@pytest.mark.parametrize(
    ("text", "topic", "found"),
    [
        ("Updates are made every quarter", "update", True),
        ("Updates are made every quarter", "updating", True),
        ("Vulnerabilities are matched", "vulnerability", True),
        ("the CISA catalogue of known exploited vulnerabilities", "KEV", True),
        ("irrelevant words", "IR", False),
        ("Time to fix", "measure, time", True),
        ("Time to fix", "measure | indicator", False),
        ("How support ends", "end of support", True),
        ("support only", "end of support", False),
        ("", "anything", False),
        ("anything", "", False),
    ],
)
def test_words_tell_the_topic(text: str, topic: str, *, found: bool) -> None:
    assert speaks_of(text, topic) is found
