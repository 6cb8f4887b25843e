"""What a person says in a decision is checked before anything is written: a name that is mistyped stays out.

Source: practice 2.3-C and 3.1 V32 (references exist); the answers of SSVC are those of `risk.ssvc`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, NotFoundError
from medward.governance.records import Person
from medward.kernel.words import few
from medward.risk.cvss import score
from medward.risk.exploitability import parse_vector
from medward.risk.records import Harm
from medward.risk.ssvc import TABLES
from medward.verification.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.checks.case import Case
    from medward.kernel.recordset import RecordSet
    from medward.workspace.triage_deciding import Given

_POINTS: Final = {point.name: point.answers for table in TABLES.values() for point in table.points}
"""Questions of the SSVC tables with their answers."""
_EXPLOITATION: Final = ("poc",)
"""Answers to `exploitation` that records know beside those of the table."""


def check_given(given: Given, case: Case) -> None:
    """Refuse what a decision says when it names something that does not exist.

    Raises:
        NotFoundError: A person, harm or evidence does not exist.
        InvalidInputError: An SSVC answer, a severity level or a vector does not exist.
    """
    check_names(Person, filter(None, (given.owner,)), case.records)
    check_names(Harm, given.harms, case.records)
    check_names(Evidence, given.evidence, case.records)
    _check_answers(given.ssvc)
    levels = case.policies.matrix.severities
    if given.severity and given.severity not in levels:
        raise InvalidInputError(
            f"{given.severity!r} is no severity of the policy in force", hint=f"Levels: {', '.join(levels)}."
        )
    if given.vector.startswith("CVSS:"):
        score(given.vector)
    elif given.vector:
        parse_vector(given.vector)


def check_names(kind: type[Person | Harm | Evidence], names: Iterable[str], records: RecordSet) -> None:
    """Refuse the first name that is none of a record of that kind.

    Raises:
        NotFoundError: There is no such record.
    """
    for name in names:
        if records.find(name, kind) is None:
            raise NotFoundError(
                f"there is no {kind.kind} {name}", hint=f"`medward list {kind.kind}` shows them."
            )


def _check_answers(answers: Mapping[str, str]) -> None:
    for question, answer in answers.items():
        name = question.replace("_", "-")
        if name not in _POINTS:
            raise InvalidInputError(
                f"no SSVC table asks about {question!r}",
                hint=f"Questions: {few(sorted(_POINTS), len(_POINTS))}.",
            )
        allowed = (*_POINTS[name], *(_EXPLOITATION if name == "exploitation" else ()))
        if answer not in allowed:
            raise InvalidInputError(
                f"{answer!r} is no answer to {name}", hint=f"Answers: {', '.join(allowed)}."
            )
