"""Whether the risk of a vulnerability in the field is controlled: one binary answer, or that it cannot be told.

The order of practice 4.9: no risk with a proven "not affected"; controlled where only
confidentiality is hit and no patient; otherwise the class of the cell that severity and
residual exploitability meet in. Class R is controlled only with a decision that counts.
Interim measures count only for the units reported as configured. A premarket rating of
the same vulnerability may differ.

Sources: FDA postmarket guidance 2016 (regulation catalogue E1), practice 4.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, PolicyError
from medward.risk.exploitability import changed_answers, exploitability, parse_vector
from medward.risk.matrix import UNKNOWN, Cell, class_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.governance.defaults import Policies

EVIDENCE: Final = ("none", "poc", "active")
"""What may be known of exploits, the mildest first."""


class Verdict(StrEnum):
    """What is said about the risk of one vulnerability in one release."""

    NO_RISK = "no-risk"
    CONTROLLED = "controlled"
    UNCONTROLLED = "uncontrolled"
    CANNOT_TELL = "cannot-tell"


_WORK: Final = {
    Verdict.NO_RISK: "nothing to fix",
    Verdict.CONTROLLED: "routine update",
    Verdict.UNCONTROLLED: "out of cycle, as soon as possible",
    Verdict.CANNOT_TELL: "open until the questions are answered; the clocks run on",
}


@dataclass(frozen=True, slots=True)
class Interim:
    """A measure in the field."""

    measure: str
    units: int
    """Units reported as configured so."""
    closes: bool = False
    changes: tuple[tuple[str, str], ...] = ()
    why_not: str = ""
    """Why nothing shows that it works; empty when something does."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything the decision rests on."""

    status: str
    """State of the assessment, e.g. `affected`."""
    vector: str
    """Exploitability metrics."""
    severity: str = UNKNOWN
    """Worst severity of patient harm it can reach here."""
    evidence: str = UNKNOWN
    """What is known of exploits: `none`, `poc`, `active` or `unknown`."""
    impact: frozenset[str] | None = None
    """Which of C, I and A are hit; none when nobody said."""
    unproven: str = ""
    """Why `not-affected` or `fixed` does not count today; empty when it does."""
    changes: tuple[tuple[str, str], ...] = ()
    """Answers changed by verified existing controls, and by anything that makes the attack easier."""
    refused: tuple[str, ...] = ()
    """Claims that earn nothing, in words."""
    interim: tuple[Interim, ...] = ()
    units: int | None = None
    """Units concerned; none when nobody counted."""
    multi_patient: bool | None = None
    """Whether several patients can be harmed at once; none when no risk is linked."""
    decision: str = ""
    """The decision that accepts class R and counts today."""


@dataclass(frozen=True, slots=True)
class Units:
    """Units by whether an interim measure protects them."""

    concerned: int | None
    configured: int
    remaining: int | None
    """Units that stay uncontrolled; none when it cannot be told."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer and how it came about."""

    verdict: Verdict
    why: tuple[str, ...]
    levels: tuple[str, ...] = ()
    """Residual exploitability; several while exploit evidence is unknown."""
    cells: tuple[Cell, ...] = ()
    units: Units | None = None
    privacy: bool = False
    """Whether a privacy decision is opened."""
    questions: tuple[str, ...] = ()
    """What has to be answered before more can be said."""

    @property
    def work(self) -> str:
        """How the fix is released: routine, out of cycle, nothing to fix, or still open."""
        return _WORK[self.verdict]


@dataclass(frozen=True, slots=True)
class _Read:
    """How the cells read with one set of changes."""

    verdict: Verdict
    levels: tuple[str, ...]
    cells: tuple[Cell, ...]
    steps: tuple[str, ...]


def judge_control(asked: Asked, policies: Policies) -> Judged:
    """Return whether the risk is controlled; what is unknown never makes it so."""
    if asked.status in {"not-affected", "fixed"}:
        return _without_vulnerability(asked)
    privacy = asked.impact is None or "C" in asked.impact
    mildest = policies.matrix.severities[0]
    if asked.severity not in policies.matrix.severities:
        why = f"severity of patient harm is {asked.severity}"
        question = "Which harm of the safety file can it reach, and how severe is it?"
        return Judged(Verdict.CANNOT_TELL, (why,), privacy=privacy, questions=(question,))
    if asked.impact == frozenset("C") and asked.severity == mildest:
        words = (
            f"only confidentiality is hit, patient harm is {mildest}: controlled; privacy is decided apart"
        )
        return Judged(Verdict.CONTROLLED, (words,), privacy=True)
    try:
        read = _read(asked, asked.changes, policies)
    except (InvalidInputError, PolicyError) as error:
        why = error.message if asked.vector else "no vector for this product is stated"
        question = "What does an attacker need: AV, AC, PR and UI for this product?"
        return Judged(Verdict.CANNOT_TELL, (why,), privacy=privacy, questions=(question,))
    units, lines = _units(asked, read, policies)
    covered = units.concerned is not None and units.concerned > 0 and units.remaining == 0
    verdict = Verdict.CONTROLLED if covered else read.verdict
    refused = tuple(f"refused: {item}" for item in asked.refused)
    questions = tuple(_questions(asked, read)) if verdict is Verdict.CANNOT_TELL else ()
    steps = (*refused, *read.steps, *lines)
    return Judged(verdict, steps, read.levels, read.cells, units, privacy, questions)


def _without_vulnerability(asked: Asked) -> Judged:
    """Return that nothing is at risk from it, when that is proven."""
    if asked.unproven:
        return Judged(
            Verdict.CANNOT_TELL,
            (f"{asked.status} is stated, but does not count: {asked.unproven}",),
            questions=(f"What does {asked.status} lack to count?",),
        )
    return Judged(Verdict.NO_RISK, (f"{asked.status}, with evidence: no risk from this vulnerability",))


def _read(asked: Asked, changes: tuple[tuple[str, str], ...], policies: Policies) -> _Read:
    """Return how the cell reads; with open facts every reading has to agree."""
    answers = changed_answers(parse_vector(asked.vector), changes)
    told = asked.evidence in EVIDENCE
    several = (asked.multi_patient,) if asked.multi_patient is not None else (False, True)
    steps, levels, cells, verdicts = [], [], [], []
    for evidence in (asked.evidence,) if told else EVIDENCE:
        found = exploitability(answers, evidence, policies.exploitability)
        for multi in several:
            cell = class_of(policies.matrix, asked.severity, found.level, multi_patient=multi)
            verdict, words = _of_cell(cell, asked)
            levels.append(found.level)
            cells.append(cell)
            verdicts.append(verdict)
            shift = ", several patients" if multi else ""
            steps.append(f"{found.steps[-1]}; severity {asked.severity}{shift} -> {cell}: {words}")
    verdict = verdicts[0] if len(set(verdicts)) == 1 else Verdict.CANNOT_TELL
    return _Read(verdict, tuple(dict.fromkeys(levels)), tuple(dict.fromkeys(cells)), tuple(steps))


def _of_cell(cell: Cell, asked: Asked) -> tuple[Verdict, str]:
    """Return what a class means."""
    if cell is Cell.ACCEPTABLE:
        return Verdict.CONTROLLED, "controlled"
    if cell is Cell.NEEDS_BENEFIT_RISK and asked.decision:
        return Verdict.CONTROLLED, f"controlled by {asked.decision}"
    if cell is Cell.NEEDS_BENEFIT_RISK:
        return Verdict.UNCONTROLLED, "uncontrolled, since no decision that counts accepts it"
    return (
        (Verdict.UNCONTROLLED, "uncontrolled")
        if cell is Cell.UNACCEPTABLE
        else (Verdict.CANNOT_TELL, "the matrix has no such cell")
    )


def _units(asked: Asked, read: _Read, policies: Policies) -> tuple[Units, tuple[str, ...]]:
    """Return how many units stay as they are, and how that was counted.

    Reports of several measures may speak of the same units, so the largest single count is taken.
    """
    if read.verdict is Verdict.CONTROLLED:
        return Units(asked.units, 0, 0 if asked.units is not None else None), ()
    lines, best = [], 0
    for one in asked.interim:
        why = one.why_not or _too_weak(one, asked, policies)
        if not why and asked.units is not None and one.units > asked.units:
            why = f"{one.units} units are reported, but only {asked.units} are concerned"
        if why:
            lines.append(f"interim measure does not count: {one.measure}: {why}")
        else:
            best = max(best, one.units)
            total = "an unknown number" if asked.units is None else str(asked.units)
            lines.append(f"interim measure: {one.measure}: {one.units} of {total} units reported")
    remaining = None if asked.units is None else asked.units - best
    return Units(asked.units, best, remaining), tuple(lines)


def _too_weak(one: Interim, asked: Asked, policies: Policies) -> str:
    """Return why a measure leaves a unit uncontrolled, or nothing."""
    if one.closes:
        return ""
    try:
        read = _read(asked, (*asked.changes, *one.changes), policies)
    except (InvalidInputError, PolicyError) as error:
        return error.message
    if read.verdict is Verdict.CONTROLLED:
        return ""
    return f"with it the class is {', '.join(read.cells)}"


def _questions(asked: Asked, read: _Read) -> Iterator[str]:
    """Yield what has to be answered."""
    if asked.evidence not in EVIDENCE:
        yield "Is an exploit public, or is it used in attacks?"
    if asked.multi_patient is None:
        yield "Which risk does it bear on, and can several patients be harmed at once?"
    if Cell.CANNOT_TELL in read.cells:
        yield "Which cell of the risk matrix is it? The levels do not occur in it."
