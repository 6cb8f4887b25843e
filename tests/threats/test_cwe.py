"""CWE from XML: counts of the file, relations once, attacks refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.threats.cwe import MAX_DEPTH, read_cwe
from medward.threats.knowledge import ItemState
from tests.fixtures.knowledge_files import CWE
from tests.realdata import real_data, tell, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.realdata
def test_cwe_is_counted_as_the_file_has_it(record_property: Callable[[str, object], None]) -> None:
    data = unpacked(real_data() / "threat/cwe/cwec_v4.15.xml.zst")
    snapshot = read_cwe(data, "cwec")
    root = ET.fromstring(data)  # noqa: S314 - the oracle, on a file of known origin
    space = "{http://cwe.mitre.org/cwe-7}"
    lists = {"weakness": "Weaknesses", "category": "Categories", "view": "Views"}
    for row in snapshot.counts:
        entries = list(root.find(f"{space}{lists[row.kind.value]}") or ())
        gone = sum(one.get("Status") in {"Deprecated", "Obsolete"} for one in entries)
        assert (row.active, row.deprecated, row.revoked) == (len(entries) - gone, gone, 0)
    relations = {
        (entry.get("ID"), one.get("Nature", "member"), one.get("CWE_ID"))
        for name in lists.values()
        for entry in root.find(f"{space}{name}") or ()
        for one in entry.iter()
        if one.tag in {f"{space}Related_Weakness", f"{space}Has_Member"}
    }
    assert len(snapshot.relations) == len(relations)
    assert (snapshot.version, snapshot.date, snapshot.dangling) == ("4.15", "2024-07-16", ())
    assert snapshot.counts[0].total == 964
    tell(record_property, "CWE 4.15: " + ", ".join(f"{row.kind} {row.total}" for row in snapshot.counts))


def test_a_relation_in_two_views_counts_once_and_one_to_nowhere_is_listed() -> None:
    snapshot = read_cwe(CWE, "cwe.xml")
    assert [item.id for item in snapshot.after("CWE-1", "child-of")] == ["CWE-2"]
    assert [item.id for item in snapshot.before("CWE-1", "has-member")] == ["CWE-3"]
    assert snapshot.dangling == ("CWE-1: peer-of leads to CWE-77, which stands nowhere",)


def test_scopes_patterns_and_states_are_kept() -> None:
    snapshot = read_cwe(CWE, "cwe.xml")
    first, second = snapshot.item("CWE-1"), snapshot.item("CWE-2")
    assert first is not None
    assert second is not None
    assert (first.tags, first.refs) == (("Integrity",), ("CAPEC-5",))
    assert second.state is ItemState.DEPRECATED


ENTITY = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Weakness_Catalog>&x;</Weakness_Catalog>'


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"no", UnreadableTextError, "not XML"),
        (CWE[:-30], UnreadableTextError, "not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', UnreadableTextError, "not XML: unknown encoding"),
        (ENTITY, UnreadableTextError, "document type"),
        (b"<a/>", InvalidInputError, "not a CWE catalogue"),
        (CWE.replace(b'ID="2" Name', b'ID="1" Name'), InvalidInputError, "CWE-1 stands twice"),
        (CWE.replace(b'ID="2" Name', b'ID="two" Name'), InvalidInputError, "needs a number"),
        (CWE.replace(b'Name="Second"', b'Name=" "'), InvalidInputError, "needs a number and a name"),
        (b"<a>" * (MAX_DEPTH + 1), LimitError, "nested"),
    ],
)
def test_bad_xml_is_refused_in_words(data: bytes, error: type[InvalidInputError], said: str) -> None:
    with pytest.raises(error, match=said) as caught:
        read_cwe(data, "cwe.xml")
    assert caught.value.place == "cwe.xml"
    assert caught.value.hint
