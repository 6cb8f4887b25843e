"""The forty questions of practice 2.6, in our own short wording, and the functions that answer them.

>>> from medward.checks.questions import QUESTIONS
>>> len(QUESTIONS), QUESTIONS[1].text
(40, 'Interfaces without authentication, and why')
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from medward.checks.questions import components, field, risk, system, trail, verification, vulnerabilities
from medward.checks.questions.answer import Answer, Query
from medward.errors import NotFoundError

Answering: TypeAlias = Callable[[Query], Answer]


class Question(NamedTuple):
    """One line of the table."""

    number: int
    group: str
    text: str
    answer: Answering


QUESTIONS: tuple[Question, ...] = (
    Question(1, "system", "Every way data enters or leaves, disabled ports included", system.ways_in_and_out),
    Question(2, "system", "Interfaces without authentication, and why", system.without_authentication),
    Question(3, "system", "Architecture changes since the last submission", system.changed_since_submission),
    Question(4, "system", "Parts outside our scope and who secures them", system.outside_scope),
    Question(5, "system", "Where keys are stored and how they are rotated", system.keys),
    Question(6, "threat and risk", "Threats that cross a zone boundary (name zones)", risk.crossing_threats),
    Question(7, "threat and risk", "From a threat to its test report (name it)", risk.threat_to_report),
    Question(8, "threat and risk", "Threats marked not applicable, by whom, why", risk.not_applicable),
    Question(9, "threat and risk", "Risks that could harm several patients at once", risk.several_patients),
    Question(
        10, "threat and risk", "Who accepted a risk, with what authority and benefit", risk.who_accepted
    ),
    Question(
        11,
        "threat and risk",
        "Risks that rely on the hospital, and where users are told",
        risk.rely_on_hospital,
    ),
    Question(
        12, "threat and risk", "Risks whose rating changed after release, and why", risk.changed_ratings
    ),
    Question(
        13, "threat and risk", "Security controls that create a new safety risk", risk.create_safety_risk
    ),
    Question(
        14,
        "threat and risk",
        "Proof that exploitability, not probability, was used",
        risk.rating_method,
    ),
    Question(15, "threat and risk", "Policy versions valid on a day (name it)", risk.policy_on_day),
    Question(
        16,
        "verification",
        "Requirements without passed evidence on the release",
        verification.unproven_requirements,
    ),
    Question(
        17,
        "verification",
        "Penetration test: independence, scope, dates, open findings",
        verification.penetration_test,
    ),
    Question(
        18, "verification", "Evidence re-used from an earlier release, and why", verification.reused_evidence
    ),
    Question(19, "verification", "Tests that failed first, and what happened", verification.failed_first),
    Question(
        20,
        "verification",
        "Unresolved anomalies with CWE and safety impact",
        verification.unresolved_anomalies,
    ),
    Question(21, "components", "SBOM of the release shipped to a site on a day", components.sbom_at_site),
    Question(22, "components", "Components with no support or past its end", components.unsupported),
    Question(23, "components", "Where a component is used (name it)", components.where_used),
    Question(24, "components", "How the SBOM was generated and whether it is complete", components.how_made),
    Question(25, "components", "Supplier, agreement and last security contact", components.suppliers),
    Question(
        26,
        "vulnerabilities",
        "All known vulnerabilities of the release with status",
        vulnerabilities.known_now,
    ),
    Question(
        27,
        "vulnerabilities",
        "Why not affected, with evidence (name the CVE)",
        vulnerabilities.why_not_affected,
    ),
    Question(
        28,
        "vulnerabilities",
        "Uncontrolled vulnerabilities of two years, 30 and 60 days",
        vulnerabilities.uncontrolled,
    ),
    Question(
        29,
        "vulnerabilities",
        "Known exploited vulnerabilities and our time to decision",
        vulnerabilities.known_exploited,
    ),
    Question(30, "vulnerabilities", "When we became aware, with the entry", vulnerabilities.when_aware),
    Question(31, "vulnerabilities", "Percentage patched and time to field", vulnerabilities.patched),
    Question(32, "incidents and disclosure", "The last coordinated disclosure case", field.disclosure_case),
    Question(33, "incidents and disclosure", "Why something was not reported", field.not_reported),
    Question(
        34,
        "incidents and disclosure",
        "Units still not patched, where, what they were told",
        field.not_patched,
    ),
    Question(
        35,
        "incidents and disclosure",
        "Alerts closed as false positive, and on what basis",
        field.false_positives,
    ),
    Question(36, "records", "Audit trail of a record with old values (name it)", trail.audit_trail),
    Question(37, "records", "Who can approve, and their training on a day", trail.who_can_approve),
    Question(38, "records", "Whether signatures are genuine and unbroken", trail.genuine_signatures),
    Question(39, "records", "Whether documents are complete and current", trail.complete_and_current),
    Question(40, "records", "How this software was validated for its use", trail.validated_how),
)


def matching(text: str) -> tuple[Question, ...]:
    """Return the questions a text asks: by number, else those that share most words with it.

    Raises:
        NotFoundError: No question has this number or any of these words.
    """
    first, _, _ = text.strip().partition(" ")
    if first.isdecimal():
        found = [question for question in QUESTIONS if question.number == int(first)]
    else:
        found = _by_words(text)
    if not found:
        raise NotFoundError(f"no question matches {text!r}", hint="`medward ask --list` shows the forty.")
    return tuple(found)


def _by_words(text: str) -> list[Question]:
    """Return the questions that share most words with a text."""
    asked = _words(text)
    scores = {question.number: _shared(asked, _words(question.text)) for question in QUESTIONS}
    best = max(scores.values())
    return [question for question in QUESTIONS if best and scores[question.number] == best]


def _shared(asked: set[str], words: set[str]) -> int:
    """Count the words asked that begin a word of the question or begin with one, so `threat` finds `threats`."""
    return sum(any(one.startswith(word) or word.startswith(one) for one in words) for word in asked)


def _words(text: str) -> set[str]:
    """Return the words of a text that carry meaning."""
    letters = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return {word for word in letters.split() if len(word) > 3}  # noqa: PLR2004 - shorter words carry no meaning
