"""Answers of the manufacturer disclosure statement, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.controls.records import Label
from medward.gaps.queries.documents import document
from medward.gaps.shown import State
from medward.gaps.tally import Tally

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

SECTIONS: Final = (
    *("DOC", "MPII", "ALOF", "AUDT", "AUTH", "CSUP", "DIDT", "DTBK", "EMRG", "IGAU", "MLDP", "NAUT"),
    *("CONN", "PAUT", "PLOK", "RDMP", "SBOM", "SAHD", "SGUD", "STCF", "TXCF", "TXIG", "RMOT", "OTHR"),
)
"""Codes of the sections of ANSI/NEMA HN 1-2019; a question id begins with one, as `AUDT-1.2`."""


def section(case: Case, code: str) -> Shown:
    """Show the answers to the questions of one section of the disclosure statement."""
    tally = Tally(case)
    answers = [one for one in case.live(Label) if one.mds_question.upper().startswith(code)]
    if not answers:
        filed = document(case, "disclosure statement")
        if filed.state is not State.MISSING:
            return filed
    tally.every(
        answers,
        f"Answer section {code} of the manufacturer disclosure statement (MDS2): one label per question with "
        "`mds_question` and `answer`, or file the statement as a document",
    )
    for one in answers:
        if not one.answer.strip():
            tally.lack("Answer question of {}", one)
    return tally.answer()
