"""Questions 6 to 15: threats and risks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.chain import trace
from medward.checks.questions.answer import Answer, PastChange, Query, Row, found, no_record, row
from medward.controls.records import Control, Label, SideEffectReview
from medward.devices.records import Assumption, AssumptionKind, Element, Interface, Zone
from medward.governance.policies import Policy
from medward.governance.records import Decision, DecisionKind
from medward.kernel.words import plural
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat
from medward.threats.stride import crosses, zone_label

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACCEPTING = (DecisionKind.ACCEPT_RESIDUAL, DecisionKind.BENEFIT_RISK, DecisionKind.EXCEPTION)


def crossing_threats(query: Query) -> Answer:
    """6: threats on flows that cross a boundary of the zones named, of all zones when none is."""
    case = query.case
    wanted = {
        zone.short for zone in case.live(Zone) if zone.short.lower() in query.words or zone.id in query.ids
    }
    wanted |= {word.upper() for part in query.words for word in part.split("/") if _is_zone(word, query)}
    rows = []
    for threat in case.live(Threat):
        interface = case.records.find(threat.target, Interface)
        if interface is None or not crosses(interface, case.records):
            continue
        ends = [
            case.records.find(end, Element) for end in (interface.source_element, interface.target_element)
        ]
        zones = {zone_label(end, case.records) for end in ends}
        if not wanted or zones & wanted:
            rows.append(
                row(threat, f"{interface.id} {interface.short} between {' and '.join(sorted(zones))}")
            )
    asked = f" of {', '.join(sorted(wanted))}" if wanted else ""
    return found(
        rows, f"threats cross a boundary{asked}", "threat records (THR) whose target is an interface"
    )


def threat_to_report(query: Query) -> Answer:
    """7: the chain from a threat to its test report."""
    identity = next((one for one in query.ids if one in query.case.records), "")
    threats = query.case.live(Threat)
    if not identity and threats:
        mitigated = [one for one in threats if one.disposition is Disposition.MITIGATE]
        identity = (mitigated or threats)[0].id
    if not identity:
        return no_record("threat records (THR); name one, as `ask 7 LVP-THR-0042`")
    chain = trace(query.case, identity)
    rows = [Row(node.id, f"{node.kind} {node.title} [{node.state}]") for node in chain.nodes]
    rows += [Row(item.record, f"BREAK {item.what}") for item in chain.breaks]
    return found(rows, f"records in the chain of {identity}, {plural(len(chain.breaks), 'break')}", "")


def not_applicable(query: Query) -> Answer:
    """8: threats marked not applicable, by whom and why."""
    case = query.case
    marked = [one for one in case.live(Threat) if one.disposition is Disposition.NOT_APPLICABLE]
    return found(
        (row(one, f"by {one.owner or 'nobody named'}: {one.reason or 'no reason'}") for one in marked),
        f"of {len(case.live(Threat))} threats are marked not applicable",
        "threat records (THR) with disposition not-applicable",
    )


def several_patients(query: Query) -> Answer:
    """9: multi-patient risks."""
    case = query.case
    risks = case.live(Risk)
    several = [one for one in risks if one.multi_patient]
    if risks and not several:
        return Answer(f"none of {len(risks)} risks can harm several patients at once", tuple(map(row, risks)))
    return found(
        (
            row(one, f"{one.patients_at_once or 'number not known'} at once; {_ratings(one, query)}")
            for one in several
        ),
        f"of {len(risks)} risks could harm several patients at once",
        "risk records (RSK), field multi_patient",
    )


def who_accepted(query: Query) -> Answer:
    """10: who accepted a risk, with which authority and benefit."""
    case = query.case
    wanted = set(query.ids)
    rows: list[Row] = []
    for decision in case.live(Decision):
        if decision.decision_kind not in _ACCEPTING or (
            wanted and not wanted & {decision.id, *decision.subjects}
        ):
            continue
        signers = [
            f"{one.signature.printed_name} ({one.signature.meaning}, {one.signature.signed_at.isoformat()})"
            for one in case.signing.on(decision)
        ]
        by = "; ".join(signers) or "nobody has validly signed it"
        benefit = f"; benefit: {decision.benefit}" if decision.benefit else ""
        rows.append(
            row(decision, f"{decision.decision_kind} of {', '.join(decision.subjects)}: {by}{benefit}")
        )
    return found(
        rows,
        "accepting decisions",
        "decision records (DEC) of kind benefit-risk, accept-residual or exception",
    )


def rely_on_hospital(query: Query) -> Answer:
    """11: risks that rely on the hospital, with the place in the instructions."""
    case = query.case
    rows: list[Row] = []
    for assumption in case.live(Assumption):
        if (
            assumption.assumption_kind is not AssumptionKind.HEALTHCARE_PROVIDER
            and not assumption.transferred
        ):
            continue
        places = [f"{label.id} at {label.location}" for label in case.linked(assumption.id, Label)]
        risks = sorted(set(_risks_behind(assumption, query)))
        rows.append(
            row(
                assumption,
                f"risks {', '.join(risks) or 'none linked'}; told in {', '.join(places) or 'no labelling item'}",
            )
        )
    return found(rows, "assumptions about the hospital or user", "assumption records (ASM) and labels (LBL)")


def changed_ratings(query: Query) -> Answer:
    """12: risks whose recorded state does not hold today, and changes after release in the audit trail."""
    case = query.case
    rows = [
        row(risk, f"reopened: {'; '.join(view.causes)}")
        for risk in case.live(Risk)
        if (view := case.risks[risk.id]).causes
    ]
    for risk in case.live(Risk) if query.history else ():
        rows.extend(_later_changes(risk, query))
    if not rows and case.live(Risk):
        text = "no risk is reopened, and the audit trail holds no later change of a rating"
        return Answer(text, tuple(row(risk, _ratings(risk, query)) for risk in case.live(Risk)))
    return found(rows, "risks or changes", "risk records (RSK) and the ledger's history")


def create_safety_risk(query: Query) -> Answer:
    """13: controls whose review found a new hazard or an unacceptable effect."""
    case = query.case
    reviews = case.live(SideEffectReview)
    bad = [one for one in reviews if one.new_hazard or not one.acceptable]
    if reviews and not bad:
        text = f"none: {len(reviews)} reviews of {len(case.live(Control))} controls found no new safety risk"
        return Answer(text, tuple(Row(one.id, f"{one.control}: {one.result}") for one in reviews))
    return found(
        (
            row(one, f"{one.control} creates {one.new_hazard or 'an unacceptable effect'}: {one.result}")
            for one in bad
        ),
        f"of {len(reviews)} reviews found a new safety risk",
        "side-effect-review records (SFX)",
    )


def rating_method(query: Query) -> Answer:
    """14: the exploitability policy and the vector of each risk."""
    case = query.case
    model = case.policies.record("exploitability")
    method = case.policies.exploitability.method
    rows = [Row(model.id, f"{model.label}: method {method}; no level of it is a probability")]
    rows += [row(one, f"{one.initial.vector}: {_ratings(one, query)}") for one in case.live(Risk)]
    return found(
        rows, f"records: policy {model.label} and {len(rows) - 1} rated risks", "policy and risk records"
    )


def policy_on_day(query: Query) -> Answer:
    """15: the policies in force on a day."""
    case, day = query.case, query.day
    rows = [
        row(
            one,
            f"{one.label}, from {one.valid_from or 'the start'} to {one.valid_to or 'open'}, {one.status}",
        )
        for one in case.records.of(Policy)
        if (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day <= one.valid_to)
    ]
    for policy in case.records.of(Policy) if query.history else ():
        rows.extend(
            Row(policy.id, f"{item.at} {item.author}: {item.reason}") for item in _history(policy.id, query)
        )
    return found(rows, f"lines on policies in force on {day}", "policy records (POL) with valid_from")


def _ratings(risk: Risk, query: Query) -> str:
    """Return initial and residual class of a risk."""
    view = query.case.risks[risk.id]
    first, last = view.initial, view.residual
    return f"{first.exploitability}/{first.severity} {first.cell} -> {last.exploitability}/{last.severity} {last.cell}"


def _risks_behind(assumption: Assumption, query: Query) -> Iterator[str]:
    """Yield the risks whose threat, control or target an assumption supports."""
    case = query.case
    for identity in assumption.supports:
        yield from (risk.id for risk in case.linked(identity, Risk))
        for threat in case.linked(identity, Threat):
            yield from (risk.id for risk in case.linked(threat.id, Risk))


def _later_changes(risk: Risk, query: Query) -> Iterator[Row]:
    """Yield what the audit trail changed in a risk's rating after the release date."""
    day = str(query.case.release.released_on or query.case.release.build_started_at.date())
    for item in _history(risk.id, query)[1:]:
        rated = [text for text in item.changes if text.startswith(("initial", "claims", "status", "harms"))]
        if rated and item.at[:10] > day:
            yield Row(risk.id, f"{item.at} {item.author}: {item.reason} ({'; '.join(rated)})")


def _history(identity: str, query: Query) -> list[PastChange]:
    """Return what the audit trail holds about a record."""
    return list(query.history(identity)) if query.history else []


def _is_zone(word: str, query: Query) -> bool:
    """Say whether a word is the short name of a zone."""
    return any(zone.short.lower() == word for zone in query.case.live(Zone))
