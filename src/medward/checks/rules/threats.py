"""V04 and V05: every candidate is answered, every threat leads to a risk and every risk to a harm."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from medward.checks.finding import REASON_LENGTH, Breach, Level
from medward.governance.records import Decision, DecisionKind
from medward.kernel.words import few, plural
from medward.risk.records import Risk
from medward.threats.compare import elements_without_threats
from medward.threats.records import Disposition, Threat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case

SHARED_PERCENT: Final = 30  # practice 3.1, V04
_SHOWN: Final = 3
_NEEDS_REASON: Final = frozenset({Disposition.NOT_APPLICABLE, Disposition.ACCEPT})


def v04(case: Case) -> Iterator[Breach]:
    """Every candidate has a disposition with a reason of its own.

    Not applicable and accept need a reason of at least 15 characters; a reason shared
    by more than 30 % of the candidates needs a signed bulk decision; the template alone is
    no threat: its effect must be finished. A disposition whose target looks otherwise
    today does not stand. An element without any threat is listed as a warning.

    Source: practice 3.1 V04 and 4.1.
    """
    yield from _open_candidates(case)
    yield from _rule_candidates(case)
    for threat in case.live(Threat):
        yield from _unfinished(threat)
    yield from _shared_reasons(case)
    for stale in case.candidates.stale:
        yield Breach(
            stale.threat,
            f"its disposition was made when {stale.target} was '{stale.seen_as}'; today it is '{stale.present}'",
            f"review the disposition and set seen_as to '{stale.present}'",
        )
    for vanished in (*case.candidates.vanished, *case.rule_candidates.vanished):
        yield Breach(
            vanished.threat,
            f"the model no longer yields {vanished.key}",
            "review the threat; never delete it",
        )


def v05(case: Case) -> Iterator[Breach]:
    """Every threat that applies leads to a risk; every risk has a threat and a harm, or a no-harm decision.

    Source: practice 3.1 V05.
    """
    for threat in case.live(Threat):
        if threat.disposition is not Disposition.NOT_APPLICABLE and not case.linked(threat.id, Risk):
            yield Breach(
                threat.id,
                f"disposition is {threat.disposition}, but no risk names it",
                "add it to the threats of a risk, or set not-applicable with the reason",
            )
    for risk in case.live(Risk):
        if not risk.threats:
            yield Breach(risk.id, "it has no threat", "name the threats that lead to it")
        if not risk.harms:
            decision = case.decision_on(risk.id, DecisionKind.NO_PATIENT_HARM)
            if decision.decision is None:
                yield Breach(
                    risk.id,
                    f"it has no harm and no decision that no patient can be harmed ({decision.why_not})",
                    "name the harms, or sign a no-patient-harm decision about it",
                )


def _open_candidates(case: Case) -> Iterator[Breach]:
    """Yield the count of open candidates per threat or, for those nobody looked at, on the product."""
    answers = case.candidates.answers
    unnamed = case.candidates.new
    if not answers:
        yield Breach(
            case.release.of,
            "the model yields no threat candidate, so nobody can tell which threats there are",
            "enter elements and interfaces, then run `medward threats generate`",
        )
    if unnamed:
        shown = few([answer.candidate.key for answer in unnamed], _SHOWN)
        yield Breach(
            case.release.of,
            f"{len(unnamed)} of {len(answers)} threat candidates have no disposition ({shown})",
            "answer them with `medward threats disposition`",
        )
    without = elements_without_threats(case.records)
    for element in without:
        yield Breach(
            element.id,
            f"no threat bears on {element.short}, directly or through a flow",
            "add a threat, or a threat that says why none applies",
            Level.WARN,
        )


def _rule_candidates(case: Case) -> Iterator[Breach]:
    """Yield the count of unanswered rule candidates, and that of rules that cannot tell."""
    answers, unnamed = case.rule_candidates.answers, case.rule_candidates.new
    if unnamed:
        shown = few([answer.candidate.key for answer in unnamed], _SHOWN)
        yield Breach(
            case.release.of,
            f"{len(unnamed)} of {len(answers)} rule candidates have no disposition ({shown})",
            "answer them with `medward threats disposition`; `medward threats generate --rules` lists them",
        )
    open_rules = case.rule_run.undecided
    if open_rules:
        shown = few([f"{item.rule.partition('@')[0]} at {item.target}" for item in open_rules], _SHOWN)
        yield Breach(
            case.release.of,
            f"threat rules cannot tell in {plural(len(open_rules), 'place')}, since the model does not say ({shown})",
            "fill the fields that `medward threats generate --rules` names",
            Level.WARN,
        )


def _unfinished(threat: Threat) -> Iterator[Breach]:
    """Yield what is missing in one threat."""
    if threat.disposition is Disposition.UNDECIDED:
        count = len(threat.candidates)
        yield Breach(
            threat.id,
            f"it is undecided{f' and leaves {count} candidates open' if count else ''}",
            "set disposition to mitigate, accept, transfer or not-applicable",
        )
    if threat.disposition in _NEEDS_REASON and len(threat.reason.strip()) < REASON_LENGTH:
        yield Breach(
            threat.id,
            f"{threat.disposition} needs a reason of at least {REASON_LENGTH} characters; "
            f"it has {len(threat.reason.strip())}",
            "say in reason why",
        )
    if threat.disposition is not Disposition.NOT_APPLICABLE and not threat.effect.strip():
        yield Breach(
            threat.id, "its effect is empty; the template alone is no threat", "say in effect what happens"
        )


def _shared_reasons(case: Case) -> Iterator[Breach]:
    """Yield the threats whose reason more than 30 % of the candidates share without a bulk decision that counts."""
    by_key = {key: threat for threat in case.live(Threat) for key in threat.candidates}
    answers = [by_key.get(answer.candidate.key) for answer in case.candidates.answers]
    counted = Counter(_normal(threat.reason) for threat in answers if threat and threat.reason.strip())
    total = len(answers)
    common = {text for text, count in counted.items() if count * 100 > total * SHARED_PERCENT}
    seen: set[str] = set()
    for threat in case.live(Threat):
        text = _normal(threat.reason)
        why = _why_no_bulk(threat, case) if text in common else ""
        if why and text not in seen:
            seen.add(text)
            yield Breach(
                threat.id,
                f"its reason is shared by {counted[text]} of {total} candidates, more than {SHARED_PERCENT} %, {why}",
                "give each its own reason, or sign a bulk-disposition decision and name it in bulk",
            )


def _why_no_bulk(threat: Threat, case: Case) -> str:
    """Return why no bulk decision covers a threat, or nothing."""
    decision = case.records.find(threat.bulk, Decision)
    if decision is None or decision.decision_kind is not DecisionKind.BULK_DISPOSITION:
        return "without a bulk decision"
    why = case.why_not_decided(decision)
    return f"and {why}" if why else ""


def _normal(text: str) -> str:
    """Return a reason with case and spacing evened out."""
    return " ".join(text.lower().split())
