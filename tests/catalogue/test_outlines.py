"""A part of an outline leads to what answers it and to who asks for it, by ids that exist."""

from __future__ import annotations

import re

import pytest

from medward.catalogue.shipped import load
from medward.catalogue.tables import outlines
from tests.catalogue.files import line, problems, small

OUTLINES = """\
outlines:
  - id: US-FORM
    title: A form
    jurisdiction: us
    sections:
      - number: 1
        title: Threats
        answered_by: [US-TM/2, LAW-1]
      - {number: 2, title: Law, asked_by: [EU-LAW]}
    confidence: V
    sources: [S1]
  - id: US-TM
    title: Threat model
    jurisdiction: us
    sections: [{number: 1, title: Scope}, {number: 2, title: Method}]
    confidence: V
    sources: [S1]
"""


def test_what_answers_a_part_is_told_with_its_title_and_a_clause_with_its_evidence() -> None:
    catalogue = small(outlines=OUTLINES)
    assert [catalogue.answer_words(name) for name in ("US-TM", "US-TM/2", "LAW-1")] == [
        "US-TM (Threat model)",
        "US-TM/2 (Method)",
        "LAW-1 (Threat model)",
    ]
    head, (first, second, *_) = outlines(catalogue).head, outlines(catalogue).rows
    assert dict(zip(head, first, strict=True))["answered by"] == "US-TM/2 (Method); LAW-1 (Threat model)"
    assert dict(zip(head, second, strict=True))["asked by"] == "EU-LAW"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("US-TM/2", "US-TM/3", "there is no outline, part of one or clause 'US-TM/3'"),
        ("US-TM/2", "US-CRA", "there is no outline, part of one or clause 'US-CRA'"),
        ("LAW-1", "LAW-9", "there is no outline, part of one or clause 'LAW-9'"),
        ("EU-LAW", "EU-NONE", "there is no instrument 'EU-NONE'"),
    ],
)
def test_a_part_that_leads_nowhere_is_refused_on_its_line(old: str, new: str, says: str) -> None:
    wrong = OUTLINES.replace(old, new)
    (found,) = problems(outlines=wrong)
    assert found.startswith(f"packs/outlines.yaml:{line(wrong, new)}: ")
    assert says in found


def test_no_shipped_part_leads_to_others_in_its_text() -> None:
    parts = [(one.id, part) for one in load().outlines for part in one.sections]
    assert [
        (name, part.number) for name, part in parts if re.search(r"(Answered|Asked) by ", part.text)
    ] == []
    estar = [part for name, part in parts if name == "US-ESTAR"]
    assert [part.number for part in estar if not (part.answered_by or part.asked_by)] == []
