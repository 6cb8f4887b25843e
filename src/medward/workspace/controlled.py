"""Whether the vulnerabilities of a release are controlled, with the clocks and the work order beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.checks.clock_start import AWARENESS, clock_start
from medward.checks.standing import SAFE, why_not_counted
from medward.clocks.engine import obligations
from medward.clocks.outcome import State
from medward.clocks.records import Learned, ReportingEvent
from medward.clocks.situation import situation
from medward.dossier.facts import ControlLine
from medward.errors import InvalidInputError, InvalidRecordError
from medward.gaps.facts import product_facts
from medward.governance.records import DecisionKind
from medward.risk.controlled import Asked, Interim, Judged, Verdict, judge_control
from medward.risk.discretion import Answer, Condition, answer_of, any_of, opposite
from medward.risk.evaluate import sort_claims
from medward.risk.exploitability import METRICS, modified_answer
from medward.risk.matrix import UNKNOWN, worst_severity
from medward.risk.records import Harm, Risk
from medward.risk.work_order import WorkOrder, disagreements, work_order
from medward.verification.records import Evidence
from medward.vex.records import Assessment, ControlState
from medward.vulnerabilities.records import ExploitState, Vulnerability
from medward.workspace.clocks import ready_duties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.vocabulary import Facts
    from medward.checks.case import Case
    from medward.clocks.duties import Duty
    from medward.clocks.outcome import Obligation
    from medward.vex.records import InterimControl

CLOCKS: Final = ("CLK-11", "CLK-12", "CLK-08", "CLK-13")
"""Communication, fix, corrections and removals, and what discretion hangs on."""
CLOSED: Final = frozenset({"duplicate", "disputed"})
_RANK: Final = {"none": 0, "poc": 1, "public poc": 1, "active": 2}
_ACCEPTING: Final = (DecisionKind.ACCEPT_RESIDUAL, DecisionKind.BENEFIT_RISK)


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
            asked = asked_of(one, case)
            judged = judge_control(asked, case.policies)
            is_open = judged.privacy and case.decision_on(one.id, DecisionKind.PRIVACY).decision is None
            said = one.control_state is ControlState.UNCONTROLLED
            yield ControlLine(
                assessment=one.id,
                release=case.release.release_version,
                verdict=(Verdict.UNCONTROLLED if said else judged.verdict).value,
                severity=asked.severity,
                why=(*judged.questions, *judged.why),
                levels=judged.levels,
                classes=tuple(cell.value for cell in judged.cells),
                flags=_flags(one, asked, judged, _order_of(one, asked, case), case),
                privacy_open=is_open,
            )


def judge_assessment(field: Field, one: Assessment) -> FieldJudgement:
    """Return one assessment judged."""
    case = field.case
    asked = asked_of(one, case)
    judged = judge_control(asked, case.policies)
    order = _order_of(one, asked, case)
    clocks, conditions = _clocks(field, one, judged)
    flags = _flags(one, asked, judged, order, case)
    privacy = case.decision_on(one.id, DecisionKind.PRIVACY).decision if judged.privacy else None
    decided = privacy.id if privacy else ""
    return FieldJudgement(
        one, case.release.release_version, asked, judged, order, clocks, conditions, flags, decided
    )


def _order_of(one: Assessment, asked: Asked, case: Case) -> WorkOrder:
    """Return what SSVC says of an assessment."""
    vulnerability = case.records.find(one.vulnerability, Vulnerability)
    listed = bool(vulnerability and vulnerability.known_exploited) or None
    try:
        return work_order(stated_answers(one), asked.evidence, asked.severity, known_exploited=listed)
    except InvalidInputError as error:
        place = case.places.get(one.id, one.id)
        raise InvalidRecordError(f"{one.id}: {error.message}", place=place, hint=error.hint) from error


def _flags(one: Assessment, asked: Asked, judged: Judged, order: WorkOrder, case: Case) -> tuple[str, ...]:
    """Return where what is recorded contradicts what was computed."""
    return (
        *disagreements(judged, order, asked.evidence, one.control_state.value),
        *_milder_than_its_risks(one, asked, case),
    )


def asked_of(one: Assessment, case: Case) -> Asked:
    """Return what the decision about an assessment rests on."""
    metrics = _metrics(one.vector)
    vector = "/".join(f"{name}:{metrics[name]}" for name in METRICS if name in metrics)
    proofs = case.control_proofs if one.claims else {}
    credit = sort_claims(one.claims, vector, case.policies, proofs)
    risks = [risk for risk in (case.records.find(name, Risk) for name in one.risks) if risk is not None]
    accepted = case.decision_on(one.id, *_ACCEPTING).decision
    return Asked(
        status=one.status,
        vector=vector,
        severity=_severity(one, risks, case),
        evidence=_evidence(one, case.records.find(one.vulnerability, Vulnerability)),
        impact=_impact(metrics),
        unproven="; ".join(why_not_counted(one, case)),
        changes=tuple(modified_answer(claim.metric) for claim in (*credit.credited, *credit.adverse)),
        refused=tuple(f"{item.claim.metric} of {item.claim.control}: {item.why}" for item in credit.refused),
        interim=tuple(_interim(item, case) for item in one.interim),
        units=one.units_concerned,
        multi_patient=any(risk.multi_patient for risk in risks) if risks else None,
        decision=accepted.id if accepted else "",
    )


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


def _metrics(vector: str) -> dict[str, str]:
    """Return the metrics of a CVSS vector by name."""
    pairs = (part.partition(":") for part in vector.split("/"))
    return {name: value for name, colon, value in pairs if colon and name != "CVSS"}


def _impact(metrics: dict[str, str]) -> frozenset[str] | None:
    """Return which of C, I and A are hit, in the vulnerable or a later system; none when one is not answered."""
    if not metrics:
        return None
    names = {letter: (letter, f"V{letter}", f"S{letter}") for letter in "CIA"}
    answered = {
        letter: [metrics[name] for name in found if name in metrics] for letter, found in names.items()
    }
    if not all(answered.values()):
        return None
    return frozenset(letter for letter, values in answered.items() if set(values) - {"N"})


def _severity(one: Assessment, risks: Iterable[Risk], case: Case) -> str:
    """Return the severity: of the assessment's harms, else as stated in it, else of its risks' harms."""
    if one.harms:
        return _worst(one.harms, case)
    if one.patient_severity:
        known = one.patient_severity in case.policies.matrix.severities
        return one.patient_severity if known else UNKNOWN
    return _worst([name for risk in risks for name in risk.harms], case)


def _worst(names: Iterable[str], case: Case) -> str:
    """Return the worst severity of some harms; unknown when one does not exist."""
    harms = [case.records.find(name, Harm) for name in names]
    known = tuple(harm.severity for harm in harms if harm is not None)
    return worst_severity(case.policies.matrix, known) if len(known) == len(harms) else UNKNOWN


def _milder_than_its_risks(one: Assessment, asked: Asked, case: Case) -> tuple[str, ...]:
    """Return that a stated severity is milder than the harms of the linked risks, which safety owns."""
    if one.harms or asked.severity == UNKNOWN or one.status in SAFE:
        return ()
    risks = [risk for risk in (case.records.find(name, Risk) for name in one.risks) if risk is not None]
    worst = _worst([name for risk in risks for name in risk.harms], case)
    order = case.policies.matrix.severities
    if worst == UNKNOWN or order.index(asked.severity) >= order.index(worst):
        return ()
    return (
        f"severity {asked.severity} is stated, harms of its risks reach {worst}: name the harms it reaches",
    )


def _evidence(one: Assessment, vulnerability: Vulnerability | None) -> str:
    """Return the worst that is known of exploits, or unknown when nobody said."""
    said = [one.ssvc["exploitation"]] if "exploitation" in one.ssvc else []
    if vulnerability is not None:
        if vulnerability.known_exploited is not None:
            said.append("active")
        if vulnerability.exploit is not ExploitState.UNKNOWN:
            said.append(vulnerability.exploit.value)
    ranks = [_RANK[item] for item in said if item in _RANK]
    return ("none", "poc", "active")[max(ranks)] if ranks else UNKNOWN


def stated_answers(one: Assessment) -> dict[str, str]:
    """Return the stated SSVC answers without the outcome, which is looked up again."""
    return {name: value for name, value in one.ssvc.items() if name != "outcome"}


def _interim(item: InterimControl, case: Case) -> Interim:
    """Return a measure with whether anything shows that it works."""
    try:
        changes = tuple(modified_answer(metric) for metric in item.changes)
    except InvalidInputError as error:
        return Interim(item.measure, item.units_reported, item.closes, why_not=error.message)
    why = not_proven(item.evidence, case)
    if not why and item.reported_on is None:
        why = "nobody says on which day the units were reported"
    elif not why and item.reported_on and item.reported_on > case.today:
        why = f"its count is of {item.reported_on}, which has not come"
    return Interim(item.measure, item.units_reported, item.closes, changes, why)


def not_proven(evidence: Iterable[str], case: Case) -> str:
    """Return why some evidence proves nothing; empty when every file is there unaltered."""
    named = tuple(evidence)
    for name in named:
        record = case.records.find(name, Evidence)
        if record is None:
            return f"its evidence {name} does not exist"
        if case.files.get(record.file) != record.sha256:
            state = "was altered" if record.file in case.files else "is missing"
            return f"the file {record.file} of {name} {state}"
    return "" if named else "nothing shows it: no evidence is named"
