"""What Medward writes reads back the same; what a person wrote keeps its comments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidRecordError, NotFoundError
from medward.kernel.rewrite import append_document, append_items, rewrite_fields, write_document
from medward.kernel.text import read_yaml, steering_character

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])).filter(
    lambda text: not steering_character(text)
)
VALUES = WORDS | st.lists(WORDS, max_size=4) | st.dictionaries(st.text("xyz", min_size=1), WORDS, min_size=1)

MINE = """\
# The pairing threat, see the workshop notes.
kind: threat/1
id: LVP-THR-0001   # first of all
title: '007'
version: 1.10
time: 12:30
stride: [S, T]   # both letters
---
# second
kind: threat/1
id: LVP-THR-0002
title: x
"""


@given(st.dictionaries(st.text("abc_", min_size=1), VALUES, min_size=1))
def test_written_documents_read_back_the_same(content: dict[str, object]) -> None:
    assert read_yaml(write_document(content).encode(), "f")[0].data == content


@given(st.lists(st.dictionaries(st.text("abc_", min_size=1), VALUES, min_size=1), min_size=1, max_size=4))
def test_documents_appended_one_by_one_stay_apart(contents: list[dict[str, object]]) -> None:
    text = ""
    for content in contents:
        text = append_document(text, content)
    assert [item.data for item in read_yaml(text.encode(), "f")] == contents


def test_setting_a_field_touches_nothing_else() -> None:
    after = rewrite_fields(MINE, "LVP-THR-0001", {"disposition": "mitigate"})
    assert after == MINE.replace("letters\n---", "letters\ndisposition: mitigate\n---")


def test_an_empty_value_removes_the_field() -> None:
    assert "12:30" not in rewrite_fields(MINE, "LVP-THR-0001", {"time": ""})


def test_a_long_text_is_folded_and_reads_back_whole() -> None:
    reason = "The keypad is the only place where pairing starts. " * 5
    after = rewrite_fields(MINE, "LVP-THR-0002", {"reason": reason.strip()})
    assert read_yaml(after.encode(), "f")[1].data["reason"] == reason.strip()
    assert max(map(len, after.splitlines())) < 120


def test_a_nested_value_reads_back_the_same_and_nothing_else_changes() -> None:
    nested = {"measure": "off", "evidence": ["LVP-EVD-0001", "LVP-EVD-0002"]}
    after = rewrite_fields(
        MINE, "LVP-THR-0001", {"interim": [nested, {"measure": "alone"}], "ssvc": {"a": "b"}}
    )
    first, second = read_yaml(after.encode(), "f")
    assert (first.data["interim"], first.data["ssvc"]) == ([nested, {"measure": "alone"}], {"a": "b"})
    assert second.data == read_yaml(MINE.encode(), "f")[1].data
    with pytest.raises(InvalidRecordError, match="control character"):
        rewrite_fields(MINE, "LVP-THR-0001", {"interim": [{"measure": "\x1b[2J"}]})


def test_an_unknown_record_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="LVP-THR-0009"):
        rewrite_fields(MINE, "LVP-THR-0009", {"title": "y"})


@pytest.mark.parametrize("text", ["\x1b[2J", "a\u202eb", "\x9b1m"])
def test_what_could_not_be_read_again_is_not_written(text: str) -> None:
    with pytest.raises(InvalidRecordError, match="control character"):
        write_document({"title": text})
    with pytest.raises(InvalidRecordError, match="control character"):
        rewrite_fields(MINE, "LVP-THR-0001", {"title": text})


def test_items_are_added_to_a_list_and_every_comment_stays() -> None:
    once = append_items(MINE, "LVP-THR-0001", "references", [{"id": "CAPEC-1", "name": "1.10"}])
    twice = append_items(once, "LVP-THR-0001", "references", [{"id": "CAPEC-2", "name": "no"}])
    assert [line for line in MINE.splitlines() if line not in twice.splitlines()] == []
    assert read_yaml(twice.encode(), "x")[0].data["references"] == [
        {"id": "CAPEC-1", "name": "1.10"},
        {"id": "CAPEC-2", "name": "no"},
    ]


def test_items_are_not_added_to_what_is_no_list() -> None:
    with pytest.raises(InvalidRecordError, match="title is not a list"):
        append_items(MINE, "LVP-THR-0001", "title", [{"id": "x"}])
