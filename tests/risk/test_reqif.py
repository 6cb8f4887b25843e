"""Hazards read from ReqIF 1.2 (OMG formal/16-07-01)."""

from __future__ import annotations

import pytest

from medward.errors import MedwardError
from medward.risk.reqif import read_reqif

SPACE = "http://www.omg.org/spec/ReqIF/20110401/reqif.xsd"
DEFINITIONS = """
<DATATYPES><DATATYPE-DEFINITION-ENUMERATION IDENTIFIER="D-SEV"><SPECIFIED-VALUES>
<ENUM-VALUE IDENTIFIER="EV-4" LONG-NAME="S4"/><ENUM-VALUE IDENTIFIER="EV-5" LONG-NAME="S5"/>
</SPECIFIED-VALUES></DATATYPE-DEFINITION-ENUMERATION></DATATYPES>
<SPEC-TYPES><SPEC-OBJECT-TYPE IDENTIFIER="T1" LONG-NAME="Hazard"><SPEC-ATTRIBUTES>
<ATTRIBUTE-DEFINITION-STRING IDENTIFIER="A-ID" LONG-NAME="ReqIF.ForeignID"/>
<ATTRIBUTE-DEFINITION-XHTML IDENTIFIER="A-TEXT" LONG-NAME="ReqIF.Text"/>
<ATTRIBUTE-DEFINITION-ENUMERATION IDENTIFIER="A-SEV" LONG-NAME="Severity"/>
<ATTRIBUTE-DEFINITION-INTEGER IDENTIFIER="A-VER" LONG-NAME="Version"/>
</SPEC-ATTRIBUTES></SPEC-OBJECT-TYPE></SPEC-TYPES>"""


def value(kind: str, definition: str, content: str, attribute: str = "") -> str:
    """Return one attribute value."""
    the_value = f' THE-VALUE="{attribute}"' if attribute else ""
    return (
        f"<ATTRIBUTE-VALUE-{kind}{the_value}><DEFINITION><ATTRIBUTE-DEFINITION-{kind}-REF>{definition}"
        f"</ATTRIBUTE-DEFINITION-{kind}-REF></DEFINITION>{content}</ATTRIBUTE-VALUE-{kind}>"
    )


def hazard(number: int, name: str = "HZ-1") -> str:
    """Return one object of type hazard."""
    rich = (
        '<THE-VALUE><x:div xmlns:x="http://www.w3.org/1999/xhtml"><x:p>Bolus of a</x:p>'
        "<x:p><x:b>concentrated</x:b> drug</x:p></x:div></THE-VALUE>"
    )
    severity = "<VALUES><ENUM-VALUE-REF>EV-5</ENUM-VALUE-REF></VALUES>"
    values = [
        value("XHTML", "A-TEXT", rich),
        value("ENUMERATION", "A-SEV", severity),
        value("INTEGER", "A-VER", "", "7"),
    ]
    if name:
        values.insert(0, value("STRING", "A-ID", "", name))
    return f'<SPEC-OBJECT IDENTIFIER="OBJ-{number}"><VALUES>{"".join(values)}</VALUES></SPEC-OBJECT>'


def document(*objects: str, head: str = "", space: str = SPACE) -> bytes:
    """Return a ReqIF file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<REQ-IF xmlns="{space}"><CORE-CONTENT><REQ-IF-CONTENT>'
        f"{DEFINITIONS}<SPEC-OBJECTS>{''.join(objects)}</SPEC-OBJECTS>"
        "</REQ-IF-CONTENT></CORE-CONTENT></REQ-IF>"
    ).encode()


def test_strings_numbers_choices_and_rich_text_are_read() -> None:
    file = read_reqif(document(hazard(1), hazard(2, "HZ-2")), "srf.reqif")
    assert [one.hazard for one in file.entries] == ["HZ-1", "HZ-2"]
    first = file.entries[0]
    assert (first.severity, first.version) == ("S5", "7")
    assert first.texts == {"text": "Bolus of a concentrated drug"}
    assert first.place == "srf.reqif OBJ-1"


def test_an_object_without_a_hazard_id_is_listed_and_not_dropped_in_silence() -> None:
    file = read_reqif(document(hazard(1), hazard(2, "")), "srf.reqif")
    assert file.skipped == ("OBJ-2: no hazard id",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"<REQ-IF", "not XML", id="truncated"),
        pytest.param(document(hazard(1), space="http://example.org"), "not REQ-IF", id="other namespace"),
        pytest.param(
            document(hazard(1), head='<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
            "document type or entities",
            id="external entity",
        ),
        pytest.param(b"PK\x03\x04", "archive", id="reqifz"),
        pytest.param(document(hazard(1), hazard(2)), "stands twice", id="hazard twice"),
        pytest.param(document(), "no hazard", id="empty"),
        pytest.param(b'<?xml version="1.0" encoding="klingon"?><a/>', "encoding|not XML", id="encoding"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(MedwardError, match=words):
        read_reqif(data, "srf.reqif")
