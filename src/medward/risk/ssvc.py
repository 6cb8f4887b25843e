"""How urgent the work on a vulnerability is: the SSVC tables and the federal time limits of BOD 26-04.

SSVC orders work; it does not decide whether a risk is acceptable or controlled.
Both are shown, and where they disagree the disagreement is what a person reads.

Sources: CERT/CC SSVC decision tables (supplier patch development 1.0.0, deployer
patch application 1.0.0, utility 1.0.0, human impact 1.0.0, public safety impact
1.0.0), CISA coordinator 2.0.3 and BOD 26-04 1.0.0; practice 4.10 and 4.11.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """One question of a table and its answers, least urgent first."""

    name: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A table: every combination of answers has one outcome."""

    name: str
    title: str
    source: str
    points: tuple[DecisionPoint, ...]
    outcomes: tuple[str, ...]
    """Least urgent first."""
    cells: str
    """One letter per combination, the last question turning fastest; `letters` says which outcome it is."""
    letters: Mapping[str, str]

    def rows(self) -> dict[tuple[str, ...], str]:
        """Return every combination of answers with its outcome."""
        keys = product(*(point.answers for point in self.points))
        return {key: self.letters[cell] for key, cell in zip(keys, self.cells.replace(" ", ""), strict=True)}

    def outcome(self, answers: Mapping[str, str]) -> str:
        """Return the outcome of one answer per question.

        Raises:
            InvalidInputError: A question is open, unknown, or has an answer that does not exist.
        """
        unknown = sorted(set(answers) - {point.name for point in self.points})
        if unknown:
            names = ", ".join(point.name for point in self.points)
            hint = f"Its questions are {names}."
            raise InvalidInputError(f"{self.name} does not ask about {', '.join(unknown)}", hint=hint)
        return self.rows()[tuple(self._answer(point, answers.get(point.name, "")) for point in self.points)]

    def possible(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """Return every outcome that open questions still leave, least urgent first.

        Raises:
            InvalidInputError: An answer does not exist.
        """
        given = [(point, answers.get(point.name, "")) for point in self.points]
        fixed = [(self._answer(point, answer),) if answer else point.answers for point, answer in given]
        rows = self.rows()
        found = {rows[key] for key in product(*fixed)}
        return tuple(outcome for outcome in self.outcomes if outcome in found)

    def _answer(self, point: DecisionPoint, answer: str) -> str:
        """Return an answer that exists, or refuse it."""
        if answer not in point.answers:
            what = f"{answer!r} is no answer to {point.name}" if answer else f"{point.name} is not answered"
            raise InvalidInputError(f"{self.name}: {what}", hint=f"Answers: {', '.join(point.answers)}.")
        return answer


EXPLOITATION: Final = DecisionPoint("exploitation", ("none", "public poc", "active"))
AUTOMATABLE: Final = DecisionPoint("automatable", ("no", "yes"))
TECHNICAL_IMPACT: Final = DecisionPoint("technical-impact", ("partial", "total"))
VALUE_DENSITY: Final = DecisionPoint("value-density", ("diffuse", "concentrated"))
UTILITY: Final = DecisionPoint("utility", ("laborious", "efficient", "super effective"))
SAFETY_IMPACT: Final = DecisionPoint("safety-impact", ("negligible", "marginal", "critical", "catastrophic"))
PUBLIC_SAFETY: Final = DecisionPoint("public-safety-impact", ("minimal", "significant"))
MISSION_IMPACT: Final = DecisionPoint(
    "mission-impact", ("degraded", "mef support crippled", "mef failure", "mission failure")
)
HUMAN_IMPACT: Final = DecisionPoint("human-impact", ("low", "medium", "high", "very high"))
EXPOSURE: Final = DecisionPoint("system-exposure", ("small", "controlled", "open"))
WELL_BEING: Final = DecisionPoint("mission-and-well-being", ("low", "medium", "high"))
KEV: Final = DecisionPoint("in-kev", ("no", "yes"))
EXPOSED: Final = DecisionPoint("publicly-exposed", ("no", "yes"))

_PRIORITY: Final = ("defer", "scheduled", "out-of-cycle", "immediate")
_PRIORITY_LETTERS: Final = {"D": "defer", "S": "scheduled", "O": "out-of-cycle", "I": "immediate"}
_CISA: Final = ("track", "track*", "attend", "act")
_BOD: Final = ("fix on system upgrade", "60 days", "14 days", "3 days", "3 days & forensic investigation")

TABLES: Final = {
    table.name: table
    for table in (
        DecisionTable(
            name="supplier",
            title="When the supplier works on a fix",
            source="CERT/CC SSVC, supplier patch development priority 1.0.0",
            points=(EXPLOITATION, UTILITY, TECHNICAL_IMPACT, PUBLIC_SAFETY),
            outcomes=_PRIORITY,
            cells="DS SO SO SO SO OO  SO SI SI OI OI OI  OI OI OI OI II II",
            letters=_PRIORITY_LETTERS,
        ),
        DecisionTable(
            name="deployer",
            title="When the deployer applies a fix",
            source="CERT/CC SSVC, deployer patch application priority 1.0.0",
            points=(EXPLOITATION, EXPOSURE, AUTOMATABLE, HUMAN_IMPACT),
            outcomes=_PRIORITY,
            cells="DDSS DSSS DSSS SSSS DSSS SSSO  DSSS SSSS DSSS SSSO SSSO SSOO  SSOO SOOO SSOO OOOO SOOI OOII",
            letters=_PRIORITY_LETTERS,
        ),
        DecisionTable(
            name="cisa",
            title="How CISA treats a vulnerability",
            source="CISA SSVC coordinator 2.0.3",
            points=(EXPLOITATION, AUTOMATABLE, TECHNICAL_IMPACT, WELL_BEING),
            outcomes=_CISA,
            cells="TTT TTS TTA TTA  TTS TSA TTA TSA  TTA TAC AAC ACC",
            letters=dict(zip("TSAC", _CISA, strict=True)),
        ),
        DecisionTable(
            name="bod-26-04",
            title="When a federal agency must have fixed it",
            source="CISA Binding Operational Directive 26-04, remediation timelines 1.0.0",
            points=(KEV, EXPOSED, AUTOMATABLE, TECHNICAL_IMPACT),
            outcomes=_BOD,
            cells="UU 66 6E ET  EE EF EF TF",
            letters=dict(zip("U6ETF", _BOD, strict=True)),
        ),
        DecisionTable(
            name="utility",
            title="What the vulnerability is worth to an attacker",
            source="CERT/CC SSVC, utility 1.0.0",
            points=(AUTOMATABLE, VALUE_DENSITY),
            outcomes=UTILITY.answers,
            cells="LE EP",
            letters=dict(zip("LEP", UTILITY.answers, strict=True)),
        ),
        DecisionTable(
            name="public-safety",
            title="Whether public safety is touched",
            source="CERT/CC SSVC, public safety impact 1.0.0",
            points=(SAFETY_IMPACT,),
            outcomes=PUBLIC_SAFETY.answers,
            cells="MGGG",
            letters={"M": "minimal", "G": "significant"},
        ),
        DecisionTable(
            name="human-impact",
            title="What it does to people and the mission",
            source="CERT/CC SSVC, human impact 1.0.0",
            points=(SAFETY_IMPACT, MISSION_IMPACT),
            outcomes=HUMAN_IMPACT.answers,
            cells="LLMV LLMV MHHV VVVV",
            letters=dict(zip("LMHV", HUMAN_IMPACT.answers, strict=True)),
        ),
    )
}
"""Every table by the name the command line uses."""

SAFETY_OF_SEVERITY: Final = {
    "S0": "negligible",
    "S1": "negligible",
    "S2": "marginal",
    "S3": "marginal",
    "S4": "critical",
    "S5": "catastrophic",
}
"""Safety impact by severity of patient harm: Medward's proposal of practice 4.10 for the default five levels."""


def table(name: str) -> DecisionTable:
    """Return a table by name.

    Raises:
        NotFoundError: There is no such table.
    """
    if name not in TABLES:
        raise NotFoundError(f"no decision table {name!r}", hint=f"Tables: {', '.join(TABLES)}.")
    return TABLES[name]
