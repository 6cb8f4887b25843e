"""Questions 36 to 40: the system and its records."""

from __future__ import annotations

from medward.checks.questions.answer import Answer, Query, Row, found, no_record, row
from medward.governance.records import Document, Person, Plan, Signature
from medward.governance.training import Trainings

_LEDGER = "the ledger: write it with `medward apply`"


def audit_trail(query: Query) -> Answer:
    """36: the audit trail of a record with old values."""
    if query.history is None:
        return no_record(_LEDGER)
    identity = next((one for one in query.ids), "") or query.case.release.id
    rows = []
    for item in query.history(identity):
        changed = f" ({'; '.join(item.changes)})" if item.changes else ""
        rows.append(Row(identity, f"{item.at} {item.author}: {item.reason}{changed}"))
    return found(
        rows,
        f"entries of the audit trail of {identity}",
        f"{_LEDGER}; name a record, as `ask 36 LVP-RSK-0017`",
    )


def who_can_approve(query: Query) -> Answer:
    """37: people, their roles, and their trainings on a day."""
    day = query.day
    trainings = Trainings(query.case.records)
    rows = []
    for person in query.case.records.of(Person):
        valid = [
            f"{one.topic.code} until {one.last_day or 'open'}"
            for one in trainings.of(person.id)
            if one.counts_on(day)
        ]
        rows.append(
            Row(
                person.id,
                f"{person.printed_name}: {', '.join(person.roles)}; trained on {day}: {', '.join(valid) or 'no'}",
            )
        )
    return found(rows, f"people and their trainings on {day}", "person and training records (USR, TRN)")


def genuine_signatures(query: Query) -> Answer:
    """38: every signature and whether it verifies."""
    states = query.case.signing.states
    faulty = sum(bool(state.faults) for state in states.values())
    rows = (
        Row(
            state.signature.id,
            f"{state.signature.meaning} of {state.signature.record}@{state.signature.record_version} by "
            f"{state.signature.printed_name}, {state.signature.signed_at.isoformat()}: "
            f"{'; '.join(state.faults) or 'genuine'}",
        )
        for state in states.values()
    )
    what = f"signatures, {faulty} with faults (Ed25519 value, content digest, chain, key, role, training checked)"
    return found(rows, what, "signature records (SIG)")


def complete_and_current(query: Query) -> Answer:
    """39: documents with their numbers and whether their inputs are current."""
    case = query.case
    rows = []
    for document in case.live(Document):
        stale = [
            item.record
            for item in document.inputs
            if item.record not in case.records or case.records.by_id[item.record].digest != item.sha256
        ]
        state = f"stale: {', '.join(stale)}" if stale else f"current, {len(document.inputs)} inputs"
        hashes = [f"{path} {case.files.get(path, 'missing')[:16]}" for path in document.files]
        rows.append(row(document, f"{document.number}: {state}; {', '.join(hashes) or 'not built'}"))
    return found(
        rows, "documents", "document records (DOC) with inputs; printed pages carry digest and page x of y"
    )


def validated_how(query: Query) -> Answer:
    """40: how this program was validated for its use."""
    words = ("validation", "software tool", "medward")
    plans = [
        row(one, section.heading)
        for one in query.case.live(Plan)
        for section in one.sections
        if any(word in f"{section.heading} {section.text}".lower() for word in words)
    ]
    signatures = len(query.case.records.of(Signature))
    where = "a plan section (PLN) on validation of software tools; our own tests do not validate your use"
    return found(plans, f"plan sections; {signatures} signatures on record", where)
