"""CVSS vectors score as FIRST's documents and published records say."""

from __future__ import annotations

import pytest

from medward.errors import InvalidInputError
from medward.risk.cvss import score
from tests.realdata import real_data, unpacked

PRACTICE = [  # practice 4.7
    ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H", "8.3", "High"),
    ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H/MAC:H/MPR:H", "6.0", "Medium"),
    ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10.0", "Critical"),
    ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:L/I:N/A:N", "3.3", "Low"),
    ("CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", "6.1", "Medium"),
    ("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N", "7.2", "High"),
    ("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N/E:P", "5.7", "Medium"),
    ("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", "5.2", "Medium"),
    ("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N/E:A", "7.2", "High"),
    ("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:H/SA:H/MSI:S/MSA:S", "9.3", "Critical"),
    ("CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:N/VC:N/VI:H/VA:L/SC:N/SI:H/SA:N", "7.0", "High"),
    ("CVSS:4.0/AV:A/AC:L/AT:P/PR:N/UI:N/VC:N/VI:H/VA:L/SC:N/SI:H/SA:N/MSI:S", "8.5", "High"),
    ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H", "10.0", "Critical"),
]
FIRST = [  # check vectors computed from the formula of the CVSS 3.1 specification, regulation chapter E2
    ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"),
    ("AV:N/AC:L/PR:H/UI:R/S:C/C:H/I:H/A:L", "8.3"),
    ("AV:A/AC:L/PR:N/UI:R/S:C/C:H/I:L/A:H", "8.7"),
    ("AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", "8.1"),
    ("AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", "7.7"),
    ("AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", "1.6"),
    ("AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", "0.0"),
]


@pytest.mark.parametrize(("vector", "value", "severity"), PRACTICE)
def test_the_vectors_of_the_practice_chapter_score_as_written(vector: str, value: str, severity: str) -> None:
    final = score(vector).final
    assert (final.value, final.severity) == (value, severity)


@pytest.mark.parametrize(("metrics", "value"), FIRST)
def test_the_check_vectors_of_the_formula_score_as_computed(metrics: str, value: str) -> None:
    assert score(f"CVSS:3.1/{metrics}").final.value == value


def test_groups_are_named_apart() -> None:
    three = score("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H/E:P/MAC:H")
    assert [one.name for one in three.scores] == ["base", "temporal", "environmental"]
    names = {
        "": ["CVSS-B"],
        "/E:P": ["CVSS-B", "CVSS-BT"],
        "/MAV:P": ["CVSS-B", "CVSS-BE"],
        "/E:P/CR:L": ["CVSS-B", "CVSS-BTE"],
        "/E:X/MAV:X": ["CVSS-B"],
    }
    base = "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N"
    assert {more: [one.name for one in score(base + more).scores] for more in names} == names


def test_supplemental_metrics_are_shown_and_change_nothing() -> None:
    base = "CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:N/SA:N"
    told = score(base + "/S:P/AU:Y/R:I/V:C/RE:H/U:Red")
    assert told.scores == score(base).scores
    assert told.supplemental == (
        ("safety", "present"),
        ("automatable", "yes"),
        ("recovery", "irrecoverable"),
        ("value density", "concentrated"),
        ("response effort", "high"),
        ("provider urgency", "red"),
    )


def test_the_order_of_metrics_does_not_matter() -> None:
    assert score("CVSS:3.1/A:H/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H") == score(PRACTICE[0][0])


@pytest.mark.parametrize(
    ("vector", "words"),
    [
        ("AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H", "which version"),
        ("CVSS:2.0/AV:N", "which version"),
        ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H", 'mandatory metrics "A"'),
        ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H/AV:N", 'Duplicate metric "AV"'),
        ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H/AT:P", "AT"),
        ("CVSS:3.1/AV:B/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H", '"B" in field "AV:B"'),
        ("CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H/", 'trailing "/"'),
        ("CVSS:4.0/AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:H/VA:H/SC:N/SI:S/SA:N", "SI:S"),
        ("CVSS:3.1/" + "AV:N/" * 1000, "characters"),
    ],
)
def test_a_vector_with_a_defect_is_refused_naming_it(vector: str, words: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        score(vector)
    assert words in caught.value.message


@pytest.mark.realdata
def test_published_vectors_score_as_published() -> None:
    text = unpacked(real_data() / "vectors" / "cvss" / "cvss-vector-score.tsv.zst").decode()
    rows = [line.split("\t") for line in text.splitlines() if line.startswith(("3.0", "3.1", "4.0"))]
    assert len(rows) > 1500
    wrong = [
        (version, vector, value) for version, vector, value, *_ in rows if _published(vector) != float(value)
    ]
    assert wrong == []


def _published(vector: str) -> float:
    """Return the score a record publishes: of 3.x the base, of 4.0 one number for all metrics given."""
    scored = score(vector)
    return float((scored.final if scored.version == "4.0" else scored.scores[0]).value)
