"""Bad models are refused before a reader sees them, each with a plain error and its place."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from medward.errors import InvalidInputError, LimitError, MedwardError, UnreadableTextError
from tests.exchange.models import OTM, THREAGILE, dragon, read, said, tm7

BOMB = "threagile_version: 1\ntechnical_assets:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9)
)
ENTITY = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def archive() -> bytes:
    """Return a zip archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("model.tm7", "<ThreatModel/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        pytest.param(BOMB.encode(), LimitError, "when aliases are followed", id="YAML bomb"),
        pytest.param(
            b"flows: &a [*a]\nelements: []\n", MedwardError, "itself|levels", id="YAML alias into itself"
        ),
        pytest.param(b"otmVersion: !!python/object:os.system x\n", UnreadableTextError, "tag", id="YAML tag"),
        pytest.param(
            b"otmVersion: 1\nproject: {id: a, id: b}\n", UnreadableTextError, "stands twice", id="YAML key"
        ),
        pytest.param(b'{"a": 1, "a": 2}', UnreadableTextError, "stands twice", id="JSON key"),
        pytest.param(b"[" * 100_000, MedwardError, "nested|not JSON", id="deep JSON"),
        pytest.param(b"a: " + b"[" * 100_000, MedwardError, "nest", id="deep YAML"),
        pytest.param(b'{"a":' * 30 + b"1" + b"}" * 30, LimitError, "nested deeper", id="JSON of 30 levels"),
        pytest.param(OTM.encode("utf-16"), UnreadableTextError, "UTF-8", id="wrong encoding, YAML"),
        pytest.param('{"n": "é"}'.encode("latin-1"), UnreadableTextError, "UTF-8", id="wrong encoding, JSON"),
        pytest.param(json.dumps(dragon()).encode()[:-40], UnreadableTextError, "not JSON", id="cut off"),
        pytest.param(b"", UnreadableTextError, "empty", id="empty"),
        pytest.param(tm7(prolog=ENTITY), UnreadableTextError, "document type", id="external entity"),
        pytest.param(tm7()[:-60], UnreadableTextError, "not XML", id="XML cut off"),
        pytest.param(b"<svg/>", InvalidInputError, "begins with <svg>", id="other XML"),
        pytest.param(b"<KnowledgeBase/>", InvalidInputError, "template", id="template"),
        pytest.param(archive(), UnreadableTextError, "zip archive", id="zip"),
        pytest.param(b"<a>" * 100 + b"</a>" * 100, LimitError, "nested", id="deep XML"),
        pytest.param(b" " * (16 * 1024 * 1024 + 1), LimitError, "bytes", id="large"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(data: bytes, error: type[MedwardError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        read(data)
    assert caught.value.place.startswith("model.txt")


@pytest.mark.parametrize(
    "model", [json.dumps(dragon(name="x" * 2_000_000)), OTM.replace("Main board", "x" * 2_000_000)]
)
def test_a_label_of_two_megabytes_is_refused(model: str) -> None:
    with pytest.raises(LimitError, match="2,000,000 letters"):
        read(model)


def test_a_label_of_two_megabytes_in_tm7_is_refused() -> None:
    with pytest.raises(LimitError, match="2,000,000 letters"):
        read(tm7(name="x" * 2_000_000))


def test_script_in_a_name_is_only_text() -> None:
    draft = read(dragon(name="<script>alert(1)</script>"))
    assert draft.elements[0].name == "<script>alert(1)</script>"


def test_a_character_that_steers_a_terminal_is_taken_out_and_named() -> None:
    draft = read(dragon(name="Pump\u202ednes\x1b[2J"))
    assert draft.elements[0].name == "Pump dnes [2J"
    assert r"the control character '\x1b'" in said(draft) or r"'\u202e'" in said(draft)


def test_half_a_letter_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="surrogate"):
        read(dragon(name="a\ud800b"))


def test_an_error_in_yaml_has_its_line_and_one_in_json_its_pointer() -> None:
    with pytest.raises(InvalidInputError) as in_yaml:
        read(OTM.replace("bidirectional: true", "bidirectional: perhaps"))
    assert in_yaml.value.place == "model.txt:21"
    with pytest.raises(InvalidInputError) as in_json:
        read(dragon(outOfScope="perhaps"))
    assert in_json.value.place == "model.txt#/detail/diagrams/0/cells/1/data/outOfScope"


def test_a_merge_key_counts_only_where_the_mapping_is_silent() -> None:
    assert [one.protocol for one in read(THREAGILE).interfaces] == ["https", "mqtt"]
