"""Questions of a disclosure workbook with their answers: a person's own first, then what the records say.

A question stays open, with the reason, when nobody answered it, no rule knows it, the sheet asks something else under
its id, or the records say nothing. Absence of a record is never a `No`, save where a rule says that it is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.controls.records import Label
from medward.dossier.disclosure.evidence import live, look
from medward.dossier.disclosure.mapping import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.dossier.disclosure.evidence import Found
    from medward.dossier.disclosure.mapping import Edition, Rule
    from medward.dossier.facts import DossierFacts

_SPOKEN: Final = {
    "yes": Answer.YES,
    "no": Answer.NO,
    "na": Answer.NOT_APPLICABLE,
    "notapplicable": Answer.NOT_APPLICABLE,
    "seenote": Answer.SEE_NOTE,
    "seenotes": Answer.SEE_NOTE,
}
_SHOWN: Final = 20
"""Ids of records a note names; more are counted."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer, or why there is none."""

    question: str
    answer: Answer | None = None
    words: str = ""
    """The answer where the form asks for text."""
    note: str = ""
    """What stands beside it: reason and source records."""
    records: tuple[str, ...] = ()
    by_person: bool = False
    """Whether a label record gives the answer."""
    why_open: str = ""
    """Why it is not answered; empty when it is."""
    confidence: str = ""
    """How sure we are of the rule that answered."""

    @property
    def is_open(self) -> bool:
        """Whether nobody and nothing answers it."""
        return bool(self.why_open)


def spoken(words: str) -> Answer | None:
    """Return what an answer in words means: `N/A`, `see note`, `Yes`."""
    return _SPOKEN.get(re.sub(r"[^a-z]", "", words.lower()))


def answers(questions: Mapping[str, str], edition: Edition, facts: DossierFacts) -> tuple[Answered, ...]:
    """Return an answer or a reason for every question; `questions` is the text by id, in the order of the sheet."""
    given: dict[str, Label] = {
        one.mds_question.upper(): one for one in live(Label, facts) if one.mds_question
    }
    return tuple(
        _by_person(name, given[name.upper()])
        if name.upper() in given
        else _computed(name, text, edition, facts)
        for name, text in questions.items()
    )


def _by_person(question: str, label: Label) -> Answered:
    """Return the answer a person recorded, with the reason that stands in its text."""
    answer = spoken(label.answer)
    records = (label.id, *label.sources)
    if not label.answer.strip():
        return Answered(question, why_open=f"{label.id} has no answer yet", records=records, by_person=True)
    note = f"{_sentence(label.text)} {_sources(records)}"
    if str(label.status) == "draft":
        note = f"Draft answer. {note}"
    words = "" if answer else label.answer
    return Answered(question, answer, words, note, records, by_person=True)


def _computed(question: str, text: str, edition: Edition, facts: DossierFacts) -> Answered:
    """Return what the records say to a question."""
    rule = edition.rule(question)
    if rule is None:
        return Answered(question, why_open="no rule answers it from records; answer it yourself")
    missing = [words for words in rule.words if not re.search(words, text, re.IGNORECASE)]
    if missing:
        return Answered(question, why_open="the sheet asks something else under this id than we expect")
    return _judged(question, rule, look(rule, facts))


def _judged(question: str, rule: Rule, found: Found) -> Answered:
    """Return the answer for what was found."""
    said = "" if found.is_text else found.says
    note = " ".join(filter(None, (found.limits, _sentence(said), _sources(found.records))))
    if not found:
        return Answered(question, why_open="the records say nothing about it")
    if found.is_text:
        return Answered(question, None, found.says, note, found.records, confidence=rule.confidence)
    if found.denies:
        if rule.otherwise is None and not found.records:
            return Answered(question, why_open="no record has it, which does not show that it is absent")
        answer = rule.otherwise or Answer.NO
    else:
        answer = Answer.SEE_NOTE if found.limits else rule.answer
    return Answered(question, answer, "", note, found.records, confidence=rule.confidence)


def _sentence(words: str) -> str:
    """Return words with a full stop at their end."""
    return f"{words}." if words and not words.endswith(".") else words


def _sources(records: Iterable[str]) -> str:
    """Return the records a note rests on."""
    names = tuple(dict.fromkeys(records))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"Source: {', '.join(names[:_SHOWN])}{more}." if names else ""
