"""YAML is read as text with line numbers, and everything clever in it is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.kernel import text as text_module
from medward.kernel.text import line_of, read_yaml


def test_scalars_stay_what_they_are() -> None:
    data = b"version: 1.10\ncountry: NO\ntime: 12:30\noctal: 010\nnull_word: null\n"
    assert read_yaml(data, "f.yaml")[0].data == {
        "version": "1.10",
        "country": "NO",
        "time": "12:30",
        "octal": "010",
        "null_word": "null",
    }


def test_an_empty_value_leaves_the_field_out_and_quotes_keep_it() -> None:
    assert read_yaml(b"a:\nb: ''\n", "f")[0].data == {"b": ""}


def test_documents_know_their_line() -> None:
    documents = read_yaml(b"# note\na: 1\n---\n\nb: 2\n---\n", "f.yaml")
    assert [item.place for item in documents] == ["f.yaml:2", "f.yaml:5"]


def test_a_nested_value_is_found_by_its_path() -> None:
    data = b"a: 1\nsteps:\n- one: x\n- one: y\n  two: [p,\n    q]\n"
    assert line_of(data, "f", 0, ("steps", 1, "two", 1)) == 6
    assert line_of(data, "f", 0, ("steps", 1, "missing")) == 4
    assert line_of(data, "f", 0, ()) == 1


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(b"a: 1\nb: &x [1]\n", 2, "anchor '&x'", id="anchor"),
        pytest.param(b"a: *x\n", 1, "alias", id="alias"),
        pytest.param(b"a: 1\nb: !!python/object/apply:os.system [ls]\n", 2, "tag", id="constructor tag"),
        pytest.param(b"a: !local 1\n", 1, "tag", id="local tag"),
        pytest.param(b"a: 1\n<<: {b: 1}\n", 2, "merge", id="merge key"),
        pytest.param(b'a: "\\e[2J"\n', 1, r"control character '\x1b'", id="terminal escape"),
        pytest.param(b'a: 1\n"b\\x9b": 2\n', 2, r"control character '\x9b'", id="terminal escape in a name"),
        pytest.param("a: x\u202ey\n".encode(), 1, r"control character '\u202e'", id="reordered line"),
        pytest.param(b"a: 1\nb: 2\na: 3\n", 3, "stands twice", id="key twice"),
        pytest.param(b"a: [1, 2\nb: 3\n", 2, "not readable", id="unclosed bracket"),
        pytest.param(b"- 1\n", 1, "mapping", id="list document"),
        pytest.param(b"? [a]\n: 1\n", 1, "plain text", id="complex key"),
        pytest.param(b"a: \xff\xfe\n", None, "not readable", id="not UTF-8"),
        pytest.param(b"a: " + b"[" * 40 + b"]" * 40, 1, "nested deeper", id="deep nesting"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(data: bytes, line: int | None, words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_yaml(data, "f.yaml")
    assert words in caught.value.message
    assert caught.value.place == ("f.yaml" if line is None else f"f.yaml:{line}")
    assert caught.value.hint


def test_an_oversized_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(InvalidInputError, match="bytes; at most"):
        read_yaml(b" " * (text_module.MAX_FILE_BYTES + 1), "big.yaml")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_yaml(data, "f")
    except InvalidInputError as error:
        assert error.message  # noqa: PT017 - both outcomes are right, neither may crash
