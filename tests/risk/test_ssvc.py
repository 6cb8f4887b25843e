"""The SSVC tables and BOD 26-04, row by row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError, NotFoundError
from medward.risk.ssvc import SAFETY_OF_SEVERITY, TABLES, DecisionTable, table
from tests.realdata import bundle, real_data

SUPPLIER = """
none/laborious/partial D S | none/laborious/total S O | none/efficient/partial S O | none/efficient/total S O
none/super effective/partial S O | none/super effective/total O O
public poc/laborious/partial S O | public poc/laborious/total S I | public poc/efficient/partial S I
public poc/efficient/total O I | public poc/super effective/partial O I | public poc/super effective/total O I
active/laborious/partial O I | active/laborious/total O I | active/efficient/partial O I | active/efficient/total O I
active/super effective/partial I I | active/super effective/total I I
"""  # regulation chapter E5, columns public safety impact minimal and significant
BOD = {  # regulation chapter E5: KEV, exposed, automatable, technical impact
    "NNNP NNNT": "fix on system upgrade",
    "NNYP NNYT NYNP": "60 days",
    "NYNT NYYP YNNP YNNT YNYP YYNP": "14 days",
    "NYYT YYYP": "3 days",
    "YNYT YYNT YYYT": "3 days & forensic investigation",
}
CISA = """
none no partial track track track / none no total track track track* / none yes partial track track attend
none yes total track track attend / poc no partial track track track* / poc no total track track* attend
poc yes partial track track attend / poc yes total track track* attend / active no partial track track attend
active no total track attend act / active yes partial attend attend act / active yes total attend act act
"""  # regulation chapter E5
FILES = {
    "supplier": "data/csv/ssvc/supplier_patch_development_priority_1_0_0.csv",
    "deployer": "data/csv/ssvc/deployer_patch_application_priority_1_0_0.csv",
    "utility": "data/csv/ssvc/utility_1_0_0.csv",
    "public-safety": "data/csv/ssvc/public_safety_impact_1_0_0.csv",
    "human-impact": "data/csv/ssvc/human_impact_1_0_0.csv",
    "cisa": "data/csv/cisa/cisa_coordinator_2_0_3.csv",
    "bod-26-04": "data/csv/cisa/cisa_bod_26_04_1_0_0.csv",
}


def test_every_row_of_the_supplier_table_is_as_printed() -> None:
    words = {"D": "defer", "S": "scheduled", "O": "out-of-cycle", "I": "immediate"}
    rows = table("supplier").rows()
    cells = [cell.strip() for line in SUPPLIER.strip().splitlines() for cell in line.split("|")]
    expected = {}
    for cell in cells:
        key, minimal, significant = cell.rsplit(" ", 2)
        expected[(*key.split("/"), "minimal")] = words[minimal]
        expected[(*key.split("/"), "significant")] = words[significant]
    assert rows == expected


def test_every_row_of_bod_26_04_is_as_printed() -> None:
    yes = {"N": "no", "Y": "yes", "P": "partial", "T": "total"}
    expected = {tuple(yes[one] for one in key): words for keys, words in BOD.items() for key in keys.split()}
    assert table("bod-26-04").rows() == expected


def test_every_row_of_the_cisa_table_is_as_printed() -> None:
    expected = {}
    for row in " / ".join(CISA.strip().splitlines()).split(" / "):
        exploitation, automatable, impact, *outcomes = row.split()
        first = "public poc" if exploitation == "poc" else exploitation
        for level, outcome in zip(("low", "medium", "high"), outcomes, strict=True):
            expected[first, automatable, impact, level] = outcome
    assert table("cisa").rows() == expected


@pytest.mark.realdata
@pytest.mark.parametrize("name", FILES)
def test_every_row_equals_the_published_table(name: str) -> None:
    packed = real_data() / "threat" / "ssvc-decision-tables.tar.zst"
    text = next(content for path, content in bundle(packed) if path.endswith(FILES[name])).decode()
    published = {tuple(row[1:-1]): row[-1] for row in list(csv.reader(io.StringIO(text)))[1:]}
    assert table(name).rows() == published


@pytest.mark.parametrize("one", TABLES.values(), ids=TABLES)
def test_a_table_never_becomes_less_urgent_when_one_answer_worsens(one: DecisionTable) -> None:
    rows = one.rows()
    for key, outcome in rows.items():
        for at, point in enumerate(one.points):
            index = point.answers.index(key[at])
            for worse in point.answers[index + 1 :]:
                other = rows[(*key[:at], worse, *key[at + 1 :])]
                assert one.outcomes.index(other) >= one.outcomes.index(outcome)


@given(st.data())
def test_open_questions_leave_exactly_the_outcomes_their_answers_can_give(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(list(TABLES.values())))
    full = {point.name: data.draw(st.sampled_from(point.answers)) for point in one.points}
    known = {name: answer for name, answer in full.items() if data.draw(st.booleans())}
    fitting = {
        outcome
        for key, outcome in one.rows().items()
        if all(known.get(point.name, answer) == answer for point, answer in zip(one.points, key, strict=True))
    }
    assert set(one.possible(known)) == fitting
    assert one.outcome(full) in one.possible(known)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"exploitation": "none"}, "utility is not answered"),
        ({"exploitation": "perhaps"}, "'perhaps' is no answer to exploitation"),
        ({"weather": "fine"}, "does not ask about weather"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(answers: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        table("supplier").outcome(answers)


def test_an_unknown_table_is_refused_naming_the_known_ones() -> None:
    with pytest.raises(NotFoundError) as caught:
        table("patching")
    assert "bod-26-04" in (caught.value.hint or "")


def test_safety_impact_follows_the_severity_of_patient_harm() -> None:
    """Practice 4.10: S0 and S1 negligible, S2 and S3 marginal, S4 critical, S5 catastrophic."""
    order = ["S0", "S1", "S2", "S3", "S4", "S5"]
    assert [SAFETY_OF_SEVERITY[level] for level in order] == (
        ["negligible"] * 2 + ["marginal"] * 2 + ["critical", "catastrophic"]
    )
