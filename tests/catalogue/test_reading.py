"""Every defect of a catalogue file is refused with file and line."""

from __future__ import annotations

import pytest

from medward.catalogue.catalogue import assemble
from medward.catalogue.reading import read_pack, read_sheet
from medward.errors import InvalidInputError
from tests.catalogue.files import EXPECTATIONS, FACTS, FILES, LAW, TWIN, line, problems, small


def test_the_small_catalogue_is_read_without_a_problem() -> None:
    assert problems() == []
    assert [pack.code for pack in small().packs] == ["EU-LAW", "EU-TWIN", "US-BILL"]


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        pytest.param("asks: Be", "asked: Be", "asked: Be", "asked: there is no such key", id="unknown key"),
        pytest.param(
            "    phase: [plan]\n    evidence: Plan\n    confidence: V\n    sources: [S1]\n",
            "    phase: [plan]\n    evidence: Plan\n    confidence: V\n",
            "- id: LAW-3",
            "LAW-3: clauses.sources: the key is missing",
            id="missing source",
        ),
        pytest.param(
            "    confidence: K\n    sources: [EXPERT]\n    applies",
            "    confidence: K\n    sources: []\n    applies",
            "sources: []",
            "LAW-2: clauses.sources is empty; it needs at least one",
            id="empty sources",
        ),
        pytest.param("issued: 2020-01-01", "issued: 2020-13-01", "2020-13-01", "is not a day", id="bad date"),
        pytest.param(
            "id: LAW-2", "id: LAW-1", "id: LAW-1\n    ref: Art. 2", "the id stands twice", id="repeated id"
        ),
        pytest.param(
            "{CSE-02: equal}",
            "{CSE-99: equal}",
            "{CSE-99",
            "there is no expectation 'CSE-99'",
            id="expectation",
        ),
        pytest.param(
            "{CSE-02: equal}",
            "{CSE-02: same}",
            "{CSE-02: same",
            "LAW-2: clauses.expectations.CSE-02",
            id="relation",
        ),
        pytest.param(
            "since: '2025'", "since: '2023'", "since: '2023'", "no such edition: 2023", id="edition"
        ),
        pytest.param(
            "until: '2020', ref", "until: '1999', ref", "until: '1999'", "no such edition: 1999", id="wording"
        ),
        pytest.param(
            "supersedes: '2020'",
            "supersedes: '2019'",
            "supersedes: '2019'",
            "no such edition: 2019",
            id="supersedes",
        ),
        pytest.param(
            "applies: implant", "applies: implant and", "implant and", "column 12: a fact", id="condition"
        ),
        pytest.param(
            "applies: implant",
            "applies: wheels",
            "applies: wheels",
            "there is no fact 'wheels'",
            id="unknown fact",
        ),
        pytest.param(
            "when: aware and death",
            "when: aware = yes",
            "when: aware = yes",
            "its name alone",
            id="condition of a clock",
        ),
        pytest.param(
            "replaces: [CLK-EU-01]",
            "replaces: [CLK-EU-77]",
            "[CLK-EU-77]",
            "no other clock 'CLK-EU-77'",
            id="clock",
        ),
        pytest.param(
            "deliverables: [TM]", "deliverables: [XX]", "[XX]", "no deliverable 'XX'", id="deliverable"
        ),
        pytest.param(
            "sources: [S1]\n    also", "sources: [S9]\n    also", "[S9]", "no source 'S9'", id="source key"
        ),
        pytest.param(
            "also_in: [EU-TWIN]", "also_in: [EU-NONE]", "[EU-NONE]", "no other instrument", id="instrument"
        ),
        pytest.param(
            "applies_until: 2024-12-31",
            "applies_until: 2019-12-31",
            "2019-12-31",
            "ends before it begins",
            id="dates",
        ),
        pytest.param(
            "start: aware, amount: 10",
            "start: noon, amount: 10",
            "start: noon",
            "no event 'noon'",
            id="start",
        ),
        pytest.param(
            "  - {id: '2025'",
            "  - {id: '2020', confidence: V, sources: [S1]}\n  - {id: '2025'",
            "{id: '2020', conf",
            "listed twice",
            id="editions",
        ),
        pytest.param(
            "issued: 2020-01-01,",
            "issued: 2020-01-01, supersedes: '2025',",
            "issued: 2020-01-01, supersedes",
            "the edition 2020 supersedes 2025, which does not stand before it",
            id="editions in a circle",
        ),
        pytest.param(
            "supersedes: '2020'",
            "supersedes: '2025'",
            "supersedes: '2025'",
            "supersedes 2025, which does not stand before it",
            id="an edition that supersedes itself",
        ),
        pytest.param(
            "    channel: Form\n    citation",
            "    channel: Form\n    replaces: [CLK-EU-02]\n    citation",
            "replaces: [CLK-EU-02]",
            "CLK-EU-01: it replaces clocks that replace it in turn",
            id="clocks in a circle",
        ),
    ],
)
def test_a_defect_is_refused_on_its_line(old: str, new: str, at: str, message: str) -> None:
    assert old in LAW
    wrong = LAW.replace(old, new, 1)
    place = f"packs/law.yaml:{line(wrong, at)}: "
    found = problems(law=wrong)
    assert [one for one in found if one.startswith(place) and message in one], found


def test_an_id_used_in_two_files_names_both_places() -> None:
    row = "{id: LAW-1, ref: A, text: B, phase: [all], evidence: C, confidence: V, sources: [S1]}"
    twin = f"{TWIN}clauses:\n  - {row}\n"
    first = f"packs/law.yaml:{line(LAW, 'id: LAW-1')}"
    second = f"packs/twin.yaml:{line(twin, 'id: LAW-1')}"
    assert problems(twin=twin) == [f"{second}: LAW-1: the id stands twice, first at {first}"]


def test_a_code_or_urn_used_twice_is_refused() -> None:
    again = TWIN.replace("code: EU-TWIN", "code: EU-LAW")
    assert any("EU-LAW: the id stands twice" in one for one in problems(twin=again))


def test_the_first_problem_is_raised_with_the_number_of_further_ones() -> None:
    wrong = LAW.replace("sources: [S1]", "sources: [S9]")
    with pytest.raises(InvalidInputError, match=r"no source 'S9' \(\d+ more; .*catalogue check"):
        small(law=wrong)


def test_a_wrong_row_does_not_hide_the_next_one() -> None:
    wrong = EXPECTATIONS.replace("id: CSE-01", "id: CSE-1").replace("[sbom, sbom-ntia]", "[]")
    found = problems(expectations=wrong)
    assert any(f"expectations.yaml:{line(wrong, 'CSE-1,')}: " in one for one in found)
    assert any(f"expectations.yaml:{line(wrong, '[]')}: " in one for one in found)


def test_a_choice_without_choices_is_refused() -> None:
    wrong = FACTS + "  - {name: class.eu, type: choice, about: product, question: Which class?}\n"
    assert any("choices belong to a fact of type choice" in one for one in problems(facts=wrong))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("things:\n  - a\n", "the file begins with 'things'"),
        ("sources:\n  S1: A text\nextra: B\n", "extra: a file of sources holds nothing else"),
        ("sources:\n  - a\n", "sources is no mapping"),
        ("expectations:\n  a: b\n", "expectations is no list"),
        ("sources:\n  S1: ''\n", "S1: a text belongs here"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, message: str) -> None:
    sheets = [read_sheet(body.encode(), name) for name, body in FILES.items()]
    with pytest.raises(InvalidInputError, match=message):
        assemble([read_sheet(text.encode(), "first.yaml"), *sheets])


def test_a_pack_file_is_read_alone_and_anything_else_is_no_pack() -> None:
    assert read_pack(LAW.encode(), "law.yaml").code == "EU-LAW"
    with pytest.raises(InvalidInputError, match=r"facts.yaml:1: the file is no pack"):
        read_pack(FACTS.encode(), "facts.yaml")
    with pytest.raises(InvalidInputError, match="2 documents"):
        read_pack((LAW + "---\n" + TWIN).encode(), "both.yaml")
