"""Every difference between two editions or files is found, and nothing is found where there is none."""

from __future__ import annotations

import pytest

from medward.catalogue.diff import Difference, How, Side, What, compare
from medward.catalogue.reading import read_pack
from tests.catalogue.files import LAW

PACK = read_pack(LAW.encode(), "law.yaml")


def changed(old: str, new: str) -> Difference:
    """Return the difference that one change of the file makes."""
    assert old in LAW
    return compare(Side("old", PACK), Side("new", read_pack(LAW.replace(old, new, 1).encode(), "law.yaml")))


def test_two_editions_differ_in_clauses_wording_place_and_dates() -> None:
    found = compare(Side("EU-LAW@2020", PACK, "2020"), Side("EU-LAW@2025", PACK, "2025"))
    assert [one.id for one in found.of(How.ADDED)] == ["LAW-2"]
    assert [(one.id, one.before, one.after) for one in found.of(How.REWORDED)] == [
        ("LAW-3", "Consider updates.", "Plan updates.")
    ]
    assert [(one.before, one.after) for one in found.of(How.MOVED)] == [("Art. 3", "Art. 4")]
    assert {one.field for one in found.of(How.DATE_CHANGED, What.EDITION)} == {
        "issued",
        "applies_from",
        "applies_until",
    }
    assert found.clauses == ("LAW-2", "LAW-3")


def test_the_other_way_round_what_was_added_is_removed() -> None:
    found = compare(Side("new", PACK, "2025"), Side("old", PACK, "2020"))
    assert [one.id for one in found.of(How.REMOVED)] == ["LAW-2"]


def test_a_thing_compared_with_itself_does_not_differ() -> None:
    assert compare(Side("a", PACK), Side("b", PACK)).changes == ()
    assert compare(Side("a", PACK, "2025"), Side("b", PACK, "2025")).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "how", "what", "row"),
    [
        ("text: Plan updates.", "text: Plan all.", How.REWORDED, What.CLAUSE, "LAW-3 text"),
        ("ref: Art. 2\n", "ref: Art. 9\n", How.MOVED, What.CLAUSE, "LAW-2 ref"),
        ("phase: [plan]", "phase: [all]", How.CHANGED, What.CLAUSE, "LAW-3 phase"),
        ("{CSE-02: equal}", "{CSE-02: subset}", How.CHANGED, What.CLAUSE, "LAW-2 expectations"),
        ("applies: implant", "applies: ivd", How.CHANGED, What.CLAUSE, "LAW-2 applies"),
        (
            "confidence: K\n    sources: [EXPERT]\n    applies",
            "confidence: V\n    sources: [EXPERT]\n    applies",
            How.CHANGED,
            What.CLAUSE,
            "LAW-2 confidence",
        ),
        ("amount: 15", "amount: 10", How.CHANGED, What.CLOCK, "CLK-EU-01 stages"),
        ("duty: Tell the authority of", "duty: Report", How.REWORDED, What.CLOCK, "CLK-EU-02 duty"),
        (
            "applies_from: 2027-03-01",
            "applies_from: 2028-03-01",
            How.DATE_CHANGED,
            What.CLOCK,
            "CLK-EU-02 applies_from",
        ),
        ("'on': 2027-02", "'on': 2027-03", How.DATE_CHANGED, What.AHEAD, "AHEAD-EU-1 on"),
        ("issued: 2024-05-01", "issued: 2024-06-01", How.DATE_CHANGED, What.EDITION, "2025 issued"),
        ("asks: Be secure.", "asks: Be safe.", How.CHANGED, What.INSTRUMENT, " asks"),
        ("force: law", "force: guidance", How.CHANGED, What.INSTRUMENT, " force"),
    ],
)
def test_one_change_of_a_file_is_one_difference(old: str, new: str, how: How, what: What, row: str) -> None:
    found = changed(old, new)
    assert [(one.how, one.what, f"{one.id} {one.field}") for one in found.changes] == [(how, what, row)]


def test_rows_that_come_and_go_are_told_with_what_they_are_about() -> None:
    gone = changed("id: LAW-2", "id: LAW-9")
    assert [(one.how, one.id) for one in gone.changes] == [(How.ADDED, "LAW-9"), (How.REMOVED, "LAW-2")]
    assert gone.changes[0].after == "Art. 2: Keep an SBOM for each release."
    assert gone.compared == 1 + 2 + 4 + 2 + 1
