"""How urgent the work on a vulnerability is, beside whether its risk is controlled, and where the two disagree.

Sources: practice 4.9 and 4.10; regulation catalogue E5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.risk.controlled import Verdict
from medward.risk.matrix import Cell
from medward.risk.ssvc import SAFETY_OF_SEVERITY, TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.risk.controlled import Judged

_EXPLOITATION: Final = {"none": "none", "poc": "public poc", "active": "active"}


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What the tables say; several outcomes while questions are open."""

    supplier: tuple[str, ...]
    federal: tuple[str, ...]
    """BOD 26-04, for federal customers."""
    answers: Mapping[str, str]
    """The answers used."""


def work_order(
    stated: Mapping[str, str], evidence: str, severity: str, *, known_exploited: bool | None
) -> WorkOrder:
    """Return what the supplier table and BOD 26-04 say.

    Args:
        stated: Answers of the assessment by question, `_` or `-` between words.
        evidence: What is known of exploits; it decides exploitation, whatever was stated before.
        severity: Severity of patient harm; it decides public safety.
        known_exploited: Whether CISA's catalogue lists it; none when nobody looked.
    """
    given = {name.replace("_", "-"): value for name, value in stated.items()}
    given.pop("exploitation", None)
    if evidence in _EXPLOITATION:
        given["exploitation"] = _EXPLOITATION[evidence]
    safety = SAFETY_OF_SEVERITY.get(severity)
    given.pop("public-safety-impact", None)
    if safety:
        given["public-safety-impact"] = TABLES["public-safety"].outcome({"safety-impact": safety})
    worth = {point.name: given[point.name] for point in TABLES["utility"].points if point.name in given}
    if "utility" not in given and len(worth) == len(TABLES["utility"].points):
        given["utility"] = TABLES["utility"].outcome(worth)
    if known_exploited is not None:
        given["in-kev"] = "yes" if known_exploited else "no"
    return WorkOrder(_possible("supplier", given), _possible("bod-26-04", given), given)


def disagreements(judged: Judged, order: WorkOrder, evidence: str, recorded: str) -> tuple[str, ...]:
    """Return where class, work order and the recorded state contradict each other."""
    found = []
    if order.supplier == ("defer",) and Cell.UNACCEPTABLE in judged.cells:
        found.append("SSVC says defer, but the class is U: an uncontrolled risk is not deferred")
    if order.supplier == ("immediate",) and judged.verdict is Verdict.CONTROLLED:
        found.append("SSVC says immediate, but the risk reads as controlled: a person reviews it")
    if evidence == "active" and judged.levels and judged.verdict is Verdict.CONTROLLED:
        found.append(f"it is exploited in the wild and rated {', '.join(judged.levels)}: a person reviews it")
    if recorded in {"controlled", "uncontrolled"} and recorded != judged.verdict.value:
        found.append(f"recorded as {recorded}, computed as {judged.verdict}")
    return tuple(found)


def _possible(name: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the outcomes a table still allows."""
    table = TABLES[name]
    asked = {point.name for point in table.points}
    return table.possible({question: answer for question, answer in given.items() if question in asked})
