"""What users are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.expected import LABEL_ITEMS
from medward.checks.rules.labelling import v35
from medward.controls.records import Label
from medward.gaps.queries.documents import document
from medward.gaps.shown import State
from medward.gaps.tally import Tally

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

ITEM_WORDS = {
    1: "controls the environment must provide",
    2: "critical functions that stay available",
    3: "backup and restore",
    4: "infrastructure that is needed",
    5: "secure configuration and hardening",
    6: "port table",
    7: "authentic software and how to get it",
    8: "how security events are announced",
    9: "logs for forensic use",
    10: "recovery of the configuration",
    11: "access to the SBOM",
    12: "end of support",
    13: "secure decommissioning",
    14: "risks that pass to the user, and the disclosure statement",
}
"""Labelling items of the FDA premarket guidance (practice 7.1, document 14)."""


def label_item(case: Case, number: str) -> Shown:
    """Show one of the fourteen labelling items."""
    tally = Tally(case)
    _item(tally, int(number), case)
    return tally.answer()


def complete(case: Case) -> Shown:
    """Show all fourteen labelling items, and nothing internal in them."""
    tally = Tally(case)
    tally.breaches(v35(case))
    for number in range(1, LABEL_ITEMS + 1):
        _item(tally, number, case)
    return tally.answer()


def disclosure_statement(case: Case) -> Shown:
    """Show the manufacturer disclosure statement: answers as labels, or the controlled document."""
    answers = [one for one in case.live(Label) if one.mds_question]
    if not answers:
        filed = document(case, "disclosure statement")
        if filed.state is not State.MISSING:
            return filed
    tally = Tally(case)
    tally.every(
        answers,
        "Answer the manufacturer disclosure statement (MDS2): one label per question with `mds_question` and `answer`, "
        "or file it as a document",
    )
    for one in answers:
        if not one.answer.strip():
            tally.lack("Answer question of {}", one)
    return tally.answer()


def _item(tally: Tally, number: int, case: Case) -> None:
    """Count the labels of an item."""
    found = [one for one in case.live(Label) if one.item == number]
    tally.every(found, f"Write labelling item {number} ({ITEM_WORDS[number]}) as a label")
