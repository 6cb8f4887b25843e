"""Collecting one answer: which records show it, what lacks, what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.gaps.shown import Shown, State
from medward.kernel.words import few
from medward.verification.credit import evidence_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.checks.case import Case
    from medward.checks.finding import Breach
    from medward.kernel.records import Record
    from medward.verification.records import Evidence

COUNTS: Final = {
    "controlled record": frozenset({"approved", "effective"}),
    "register entry": frozenset({"active"}),
    "risk": frozenset({"mitigated", "accepted", "transferred"}),
    "requirement": frozenset({"approved", "implemented", "verified"}),
    "change": frozenset({"verified", "closed"}),
    "vulnerability assessment": frozenset({"not-affected", "affected", "fixed", "duplicate"}),
}
"""States in which a record of each lifecycle counts as evidence (practice 2.3)."""
_AIM: Final = {"controlled record": "effective", "change": "verified"}
_NAMED: Final = 3


class Tally:
    """What speaks for an answer and what lacks; words with `{}` name the records they are about."""

    def __init__(self, case: Case) -> None:
        """Start with nothing."""
        self._case = case
        self._shown: dict[str, str] = {}
        self._begun = False
        self._lacks: dict[str, dict[str, None]] = {}
        self._doubts: dict[str, dict[str, None]] = {}
        self._owner = ""

    def show(self, *records: Record) -> None:
        """Count records as evidence."""
        self._shown.update({record.id: record.owner for record in records})

    def lack(self, words: str, *records: Record) -> None:
        """Say what these records lack; they are there, so the whole is not missing."""
        self._begun = self._begun or bool(records)
        self.want(words, *records)

    def want(self, words: str, *nearest: Record) -> None:
        """Say what is not there at all; the nearest records tell whom to ask."""
        self._lacks.setdefault(words, {}).update(dict.fromkeys(record.id for record in nearest))
        self._owner = self._owner or next((record.owner for record in nearest if record.owner), "")

    def doubt(self, words: str, *records: Record) -> None:
        """Say what cannot be told."""
        self._doubts.setdefault(words, {}).update(dict.fromkeys(record.id for record in records))
        self._owner = self._owner or next((record.owner for record in records if record.owner), "")

    def current(self, record: Record) -> bool:
        """Count a record when it is in use, signed, and not past its review; else say what it lacks."""
        why = why_not_current(record, self._case)
        if why:
            self.lack(why, record)
        else:
            self.show(record)
        return not why

    def every(self, records: Iterable[Record], absent: str) -> None:
        """Count each record that is current; `absent` is what to add when there is none."""
        found = list(records)
        for record in found:
            self.current(record)
        if not found:
            self.want(absent)

    def breaches(self, found: Iterable[Breach]) -> set[str]:
        """Take over what a rule says lacks; return the records it speaks of."""
        by_fix: dict[str, list[Breach]] = {}
        for breach in found:
            by_fix.setdefault(breach.fix, []).append(breach)
        for fix, some in by_fix.items():
            first = some[0]
            words = (
                f"{{}}: {first.message}; {fix}" if len(some) == 1 else f"{fix[:1].upper()}{fix[1:]} ({{}})"
            )
            known = [self._case.records.by_id.get(one.record) for one in some]
            self.lack(words, *(record for record in known if record is not None))
        return {breach.record for some in by_fix.values() for breach in some}

    def all_but(self, records: Iterable[Record], lacking: Iterable[str]) -> None:
        """Count every record that nothing speaks against."""
        against = set(lacking)
        for record in records:
            if record.id not in against:
                self.current(record)

    def answer(self) -> Shown:
        """Return the answer."""
        lacks, doubts = _sentences(self._lacks), _sentences(self._doubts)
        return Shown(self._state(), tuple(self._shown), (*lacks, *doubts), self._owner or self._first_owner())

    def _state(self) -> State:
        if self._lacks:
            return State.PARTLY if self._shown or self._begun else State.MISSING
        if self._doubts or not self._shown:
            return State.CANNOT_TELL
        return State.MET

    def _first_owner(self) -> str:
        """Return the owner of the first record that has one, else the product's."""
        product = self._case.records.by_id.get(self._case.release.of)
        fallback = product.owner if product else ""
        return next((owner for owner in self._shown.values() if owner), fallback)


def why_not_current(record: Record, case: Case) -> str:
    """Return what a record lacks to count today, as words with `{}`, or nothing."""
    lifecycle = record.lifecycle.name
    if record.status not in COUNTS.get(lifecycle, frozenset({record.status})):
        return f"Take {{}} from {record.status} to {_AIM.get(lifecycle, 'a state that counts')}"
    if record.valid_from is not None and case.today < record.valid_from:
        return f"Wait until {record.valid_from}, when {{}} begins to count"
    if record.review_due is not None and record.review_due < case.today:
        return "Review {}: the day its review was due has passed"
    return why_not_signed(record, case)


def why_not_signed(record: Record, case: Case) -> str:
    """Return which signatures a record lacks, as words with `{}`, or nothing."""
    missing = case.signing.missing(record) if case.signing.needs_signatures(record) else ()
    return f"Have {{}} signed as {', '.join(missing)}" if missing else ""


def why_no_credit(evidence: Evidence, case: Case) -> str:
    """Return why a piece of evidence proves nothing on the release, or nothing."""
    return evidence_state(evidence, case.target, case.records).why_not


def _sentences(collected: dict[str, dict[str, None]]) -> tuple[str, ...]:
    """Return each kind of lack once, with the records it is about."""
    return tuple(_sentence(words, list(ids)) for words, ids in collected.items())


def _sentence(words: str, ids: Sequence[str]) -> str:
    """Return one sentence with its full stop; words without a place for records stay as they are."""
    text = words.replace("{}", few(ids, _NAMED)) if ids else words.replace("{}", "it")
    return text if text.endswith((".", "?", "!")) else f"{text}."
