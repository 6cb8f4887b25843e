"""What a decision opens: the clocks of an uncontrolled risk, the decision that people sign about it, and privacy.

Clocks count from the first awareness, whenever the decision falls (practice 4.9, V19).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.answers import asked_of, undecided_control
from medward.checks.clock_start import clock_start
from medward.clocks.records import ReportingEvent
from medward.governance.records import Decision, DecisionKind
from medward.kernel.words import plural
from medward.risk.controlled import Verdict, judge_control
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.controlled import event_about, learned_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.checks.case import Case
    from medward.kernel.numbers import Numbers
    from medward.kernel.records import Record
    from medward.risk.controlled import Judged
    from medward.vex.records import Assessment


def opened_by(
    one: Assessment, case: Case, numbers: Numbers, before: Iterable[Record] = ()
) -> tuple[list[Record], list[str]]:
    """Return the records an affected release needs beside its assessment, and what they mean in words.

    Args:
        one: The assessment as decided.
        case: Its release.
        numbers: Free ids.
        before: What is opened by others of the same decision; an event about the vulnerability among it takes this
            one in, so that its clocks run once.
    """
    if one.status != "affected":
        return [], []
    judged = judge_control(asked_of(one, case), case.policies)
    vulnerability = case.records.find(one.vulnerability, Vulnerability)
    records: list[Record] = []
    notes = [f"{one.id} reads as {judged.verdict}: {judged.work}"]
    notes += [f"{one.id}: {question}" for question in judged.questions]
    uncontrolled = Verdict.UNCONTROLLED in {judged.verdict, one.control_state.value}
    if uncontrolled and vulnerability is not None and event_about(case, one) is None:
        shared = _about(one.vulnerability, before)
        event = _joined(shared, one) if shared else _event(one, judged, vulnerability, case, numbers)
        records.append(event)
        start = event.learned[0].at.isoformat()
        notes.append(f"clocks run from {start}, when it was first known: `medward clock list` ({event.id})")
    about_privacy = judged.privacy and judged.verdict is Verdict.CONTROLLED
    if about_privacy and not _has_privacy_decision(one, case):
        records.append(_privacy(one, numbers))
    if undecided_control(one, case):
        records += _control(one, case, numbers, before)
    return records, notes


def _about(vulnerability: str, opened: Iterable[Record]) -> ReportingEvent | None:
    events = (item for item in opened if isinstance(item, ReportingEvent))
    return next((event for event in events if vulnerability in event.about), None)


def _joined(event: ReportingEvent, one: Assessment) -> ReportingEvent:
    """Return an event that is about one more assessment."""
    return event.replace(about=(one.id, *event.about))


def _event(
    one: Assessment, judged: Judged, vulnerability: Vulnerability, case: Case, numbers: Numbers
) -> ReportingEvent:
    return ReportingEvent(
        id=numbers.next(ReportingEvent.prefix),
        title=f"Uncontrolled: {one.title}"[:160],
        owner=one.owner,
        summary=one.impact_statement or one.detail or one.title,
        learned=learned_facts(one, judged, clock_start(vulnerability, case)),
        about=(one.id, one.vulnerability),
    )


def _control(one: Assessment, case: Case, numbers: Numbers, before: Iterable[Record]) -> Iterator[Decision]:
    """Yield the draft of the decision that a risk is controlled or not, taken together with others of this moment.

    A draft that waits already is enough; one that was decided about an earlier state is not.
    """
    state = one.control_state.value
    waiting = case.decisions_about(one.id, DecisionKind.CONTROL)
    if any(item.outcome == state and not item.is_frozen for item in waiting):
        return
    drafts = (item for item in before if isinstance(item, Decision))
    shared = next((item for item in drafts if item.decision_kind is DecisionKind.CONTROL), None)
    if shared:
        subjects = (*shared.subjects, one.id)
        title = f"{state.capitalize()}: {plural(len(subjects), 'assessment')} decided together"
        yield shared.replace(subjects=subjects, title=title)
        return
    yield _draft(
        one, numbers, DecisionKind.CONTROL, state.capitalize(),
        question="Is the risk of this vulnerability in the field controlled?",
        outcome=state,
        rationale=f"Opened with {one.id}; `medward risk controlled {one.id}` shows severity, exploitability and class.",
    )  # fmt: skip


def _has_privacy_decision(one: Assessment, case: Case) -> bool:
    return any(
        record.decision_kind is DecisionKind.PRIVACY and one.id in record.subjects
        for record in case.live(Decision)
    )


def _privacy(one: Assessment, numbers: Numbers) -> Decision:
    return _draft(
        one, numbers, DecisionKind.PRIVACY, "Privacy",
        question="What follows for personal data, and must somebody be told?",
        outcome="Open: nobody has decided yet.",
        rationale=f"Opened with {one.id}: confidentiality is hit, a patient is not.",
    )  # fmt: skip


def _draft(one: Assessment, numbers: Numbers, kind: DecisionKind, word: str, **said: str) -> Decision:
    """Return a decision about one assessment that waits for people; `word` begins its title."""
    return Decision(
        id=numbers.next(Decision.prefix),
        title=f"{word}: {one.title}"[:160],
        owner=one.owner,
        decision_kind=kind,
        subjects=(one.id,),
        **said,
    )
