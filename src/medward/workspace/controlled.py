"""Whether the vulnerabilities of a release are controlled, with the clocks and the work order beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.checks.answers import asked_of, control_of, undecided_control
from medward.checks.clock_start import AWARENESS, clock_start
from medward.checks.standing import SAFE
from medward.clocks.engine import obligations
from medward.clocks.outcome import State
from medward.clocks.records import Learned, ReportingEvent
from medward.clocks.situation import situation
from medward.dossier.facts import ControlLine
from medward.errors import InvalidInputError, InvalidRecordError
from medward.gaps.facts import product_facts
from medward.governance.records import DecisionKind
from medward.risk.controlled import Asked, Judged, Verdict, judge_control
from medward.risk.discretion import Answer, Condition, answer_of, any_of, opposite
from medward.risk.matrix import UNKNOWN
from medward.risk.records import Risk
from medward.risk.work_order import WorkOrder, disagreements, work_order
from medward.vex.records import Assessment, ControlState
from medward.vex.severity import worst_harm
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.clocks import ready_duties

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.vocabulary import Facts
    from medward.checks.case import Case
    from medward.clocks.duties import Duty
    from medward.clocks.outcome import Obligation

CLOCKS: Final = ("CLK-11", "CLK-12", "CLK-08", "CLK-13")
"""Communication, fix, corrections and removals, and what discretion hangs on."""
CLOSED: Final = frozenset({"duplicate"})


@dataclass(frozen=True, slots=True)
class Field:
    """What all judgements share: the case, the clocks, what product and company state."""

    case: Case
    catalogue: Catalogue
    duties: tuple[Duty, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class FieldJudgement:
    """One assessment judged for the field."""

    assessment: Assessment
    release: str
    """Version of the release it is about."""
    asked: Asked
    judged: Judged
    order: WorkOrder
    clocks: tuple[Obligation, ...]
    conditions: tuple[Condition, ...]
    """The four conditions of discretion; empty unless the risk is uncontrolled or cannot be told."""
    flags: tuple[str, ...]
    privacy_decided: str
    """Decision about privacy that counts; empty while it is open."""
    undecided: str
    """Why the recorded control state is not decided by those who sign it; empty where it is, or none is recorded."""

    @property
    def needs_somebody(self) -> bool:
        """Whether a person has to act or answer."""
        return self.judged.verdict in {Verdict.UNCONTROLLED, Verdict.CANNOT_TELL}


def field_of(folder: Path, case: Case) -> Field:
    """Return what judgements about the field start from."""
    catalogue, duties = ready_duties(folder)
    ready = tuple(duty for duty in duties if duty.clock.id in CLOCKS)
    return Field(case, catalogue, ready, product_facts(case))


def control_lines(case: Case) -> Iterator[ControlLine]:
    """Yield every open assessment of the release, judged for the field.

    Raises:
        InvalidRecordError: An SSVC answer does not exist.
    """
    for one in case.live(Assessment):
        if one.release == case.release.id and one.status not in CLOSED:
            asked, judged, _, flags = _judge(one, case)
            is_open = judged.privacy and case.decision_on(one.id, DecisionKind.PRIVACY).decision is None
            yield ControlLine(
                assessment=one.id,
                release=case.release.release_version,
                verdict=control_of(one, judged).value,
                severity=asked.severity,
                why=(*judged.questions, *judged.why),
                levels=judged.levels,
                classes=tuple(cell.value for cell in judged.cells),
                flags=flags,
                privacy_open=is_open,
            )


def judge_assessment(field: Field, one: Assessment) -> FieldJudgement:
    """Return one assessment judged."""
    case = field.case
    asked, judged, order, flags = _judge(one, case)
    clocks, conditions = _clocks(field, one, judged)
    privacy = case.decision_on(one.id, DecisionKind.PRIVACY).decision if judged.privacy else None
    decided = privacy.id if privacy else ""
    undecided = undecided_control(one, case)
    release = case.release.release_version
    return FieldJudgement(one, release, asked, judged, order, clocks, conditions, flags, decided, undecided)


def _judge(one: Assessment, case: Case) -> tuple[Asked, Judged, WorkOrder, tuple[str, ...]]:
    """Return what a decision rests on, its verdict, what SSVC says, and where the record contradicts these."""
    asked = asked_of(one, case)
    judged = judge_control(asked, case.policies)
    vulnerability = case.records.find(one.vulnerability, Vulnerability)
    listed = bool(vulnerability and vulnerability.known_exploited) or None
    try:
        order = work_order(stated_answers(one), asked.evidence, asked.severity, known_exploited=listed)
    except InvalidInputError as error:
        place = case.places.get(one.id, one.id)
        raise InvalidRecordError(f"{one.id}: {error.message}", place=place, hint=error.hint) from error
    flags = (
        *disagreements(judged, order, asked.evidence, one.control_state.value),
        *_milder_than_its_risks(one, asked, case),
    )
    return asked, judged, order, flags


def learned_facts(one: Assessment, judged: Judged, aware_at: datetime) -> tuple[Learned, ...]:
    """Return what the clocks have to know; the awareness is the first one and is never moved.

    A risk that a person says is uncontrolled is, whatever the answers so far lead to.
    """
    facts = [Learned(fact=AWARENESS, at=aware_at, how=one.vulnerability)]
    known = {Verdict.UNCONTROLLED: "yes", Verdict.CONTROLLED: "no", Verdict.NO_RISK: "no"}
    value = "yes" if one.control_state is ControlState.UNCONTROLLED else known.get(judged.verdict)
    if value is not None:
        decided = one.decided_at or one.first_seen_at
        facts.append(Learned(fact="uncontrolled_risk", value=value, at=decided, how=one.id))
    return tuple(facts)


def _clocks(
    field: Field, one: Assessment, judged: Judged
) -> tuple[tuple[Obligation, ...], tuple[Condition, ...]]:
    """Return the clocks of an assessment and the four conditions; none where the risk is controlled."""
    vulnerability = field.case.records.find(one.vulnerability, Vulnerability)
    settled = judged.verdict in {Verdict.NO_RISK, Verdict.CONTROLLED}
    if vulnerability is None or (settled and one.control_state is not ControlState.UNCONTROLLED):
        return (), ()
    event = event_about(field.case, one)
    learned = learned_facts(one, judged, clock_start(vulnerability, field.case))
    names = {fact.fact for fact in learned}
    said = tuple(fact for fact in event.learned if fact.fact not in names) if event else ()
    record = event or ReportingEvent(
        id=f"{one.product}-RPE-0000", title=one.title, summary=one.title, learned=learned
    )
    seen = situation(record.replace(learned=(*learned, *said)), field.facts, field.catalogue.facts)
    found = obligations(field.duties, seen, field.catalogue.facts, now=field.case.now)
    by_clock = {item.clock: item for item in found}
    source = event.id if event else "no reporting event is about it"
    harmed = any_of(*(answer_of(seen.facts.get(name)) for name in ("death", "serious_injury")))
    isao = seen.facts.get("isao_member")
    return found, (
        Condition("no serious adverse event or death is known", opposite(harmed), source),
        _in_time("users told within 30 days, with interim controls and plan", by_clock.get("CLK-11")),
        _in_time("fix validated and distributed within 60 days", by_clock.get("CLK-12")),
        Condition("active member of an ISAO", answer_of(isao), "membership and company records"),
    )


def _in_time(text: str, one: Obligation | None) -> Condition:
    """Return a condition that a clock answers."""
    if one is None:
        return Condition(text, Answer.UNKNOWN, "no such clock runs: no market, or the facts rule it out")
    end = f"{one.clock} is due {one.due_at.date()}" if one.due_at else f"{one.clock} has no end yet"
    if one.filed_at is not None:
        answer = Answer.NO if one.late_by else Answer.YES
        return Condition(text, answer, f"{end}, done {one.filed_at.date()} {one.reference}".rstrip())
    return Condition(text, Answer.NO if one.state is State.MISSED else Answer.UNKNOWN, f"{end}: {one.state}")


def event_about(case: Case, one: Assessment) -> ReportingEvent | None:
    """Return the reporting event about an assessment or its vulnerability, exercises left out."""
    wanted = {one.id, one.vulnerability}
    events = [item for item in case.records.of(ReportingEvent) if wanted & set(item.about)]
    return next((item for item in events if not item.exercise), None)


def _milder_than_its_risks(one: Assessment, asked: Asked, case: Case) -> tuple[str, ...]:
    """Return that a stated severity is milder than the harms of the linked risks, which safety owns."""
    if one.harms or asked.severity == UNKNOWN or one.status in SAFE:
        return ()
    risks = [risk for risk in (case.records.find(name, Risk) for name in one.risks) if risk is not None]
    matrix = case.policies.matrix
    worst = worst_harm([name for risk in risks for name in risk.harms], case.records, matrix)
    order = matrix.severities
    if worst == UNKNOWN or order.index(asked.severity) >= order.index(worst):
        return ()
    return (
        f"severity {asked.severity} is stated, harms of its risks reach {worst}: name the harms it reaches",
    )


def stated_answers(one: Assessment) -> dict[str, str]:
    """Return the stated SSVC answers without the outcome, which is looked up again."""
    return {name: value for name, value in one.ssvc.items() if name != "outcome"}
