"""What people must know, who has shown that they know it, and until when.

A topic says who needs it and how often; a training record says who completed it.
Signatures, audits and gap lists all read the same two kinds.

Source: ISO 13485 6.2 (competence) and 21 CFR 11.10(i) in our words; practice 2.4
and rule V25; crosswalk expectation CSE-01.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from medward.governance.records import Person
from medward.kernel.lifecycle import OUT_OF_USE, PLAIN, Lifecycle, Role
from medward.kernel.months import months_after
from medward.kernel.records import Record, RefTo, Text

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet


class TrainingTopic(Record):
    """Something people must know before they do certain work."""

    kind: ClassVar[str] = "training-topic"
    prefix: ClassVar[str] = "TRT"

    code: Text
    """Word by which policies name it, e.g. `signing`."""
    knowledge: Text
    """What must be known afterwards."""
    roles: tuple[Role, ...] = ()
    """Roles whose holders all need it."""
    people: Annotated[tuple[str, ...], RefTo("person")] = ()
    """Further people who need it, whatever their role."""
    repeat_months: Annotated[int, Field(ge=1)] | None = None
    """Months after which it is repeated; none means once is enough."""
    material: tuple[Text, ...] = ()
    """Slides, courses or documents it is taught with, by number or name."""
    sources: Annotated[tuple[str, ...], RefTo("requirement-source")] = ()
    """Clauses that ask for it."""

    def is_needed_by(self, person: Person) -> bool:
        """Say whether somebody has to have this training."""
        return person.id in self.people or bool(set(self.roles) & set(person.roles))


class TrainingRecord(Record):
    """One session or course, and who completed it."""

    kind: ClassVar[str] = "training-record"
    prefix: ClassVar[str] = "TRN"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    topic: Annotated[str, RefTo("training-topic")]
    """What was taught."""
    people: Annotated[tuple[str, ...], RefTo("person"), Field(min_length=1)]
    """Who completed it."""
    completed_on: date
    """Day of completion."""
    expires_on: date | None = None
    """Last day it counts; none leaves it to the interval of the topic."""
    trainer: str = ""
    """Who taught it."""
    shown_by: Text
    """How it was shown that they know it: a test with its result, a piece of work, attendance."""
    filed_as: str = ""
    """Number of the list or certificate in the quality system."""


@dataclass(frozen=True, slots=True)
class Completed:
    """One person's completion of one topic."""

    topic: TrainingTopic
    record: TrainingRecord

    @property
    def last_day(self) -> date | None:
        """Last day it counts; none when it does not expire."""
        if self.record.expires_on is not None or self.topic.repeat_months is None:
            return self.record.expires_on
        return months_after(self.record.completed_on, self.topic.repeat_months)

    def counts_on(self, day: date) -> bool:
        """Say whether it had been completed by a day and had not expired on it."""
        return self.record.completed_on <= day and (self.last_day is None or day <= self.last_day)


class Trainings:
    """Who completed what, read once from all training records of a device file."""

    def __init__(self, records: RecordSet) -> None:
        """Keep the records; nothing is read before it is asked for."""
        self._records = records

    @cached_property
    def topics(self) -> tuple[TrainingTopic, ...]:
        """The topics in use, in id order."""
        return tuple(one for one in self._records.of(TrainingTopic) if one.status not in OUT_OF_USE)

    @cached_property
    def _by_person(self) -> dict[str, list[Completed]]:
        found: dict[str, list[Completed]] = {}
        for record in self._records.of(TrainingRecord):
            topic = self._records.find(record.topic, TrainingTopic)
            if topic is None or record.status in OUT_OF_USE:
                continue
            for person in record.people:
                found.setdefault(person, []).append(Completed(topic, record))
        return found

    def of(self, person: str) -> tuple[Completed, ...]:
        """Return everything a person completed, in the order of the records' ids."""
        return tuple(self._by_person.get(person, ()))

    def lack(self, person: str, code: str, day: date) -> str:
        """Return why a person is not trained in a topic on a day: `expired on ...`, `is missing`, or nothing."""
        done = [one for one in self.of(person) if one.topic.code == code and one.record.completed_on <= day]
        if any(one.counts_on(day) for one in done):
            return ""
        last = max((one.last_day for one in done if one.last_day), default=None)
        return f"expired on {last}" if last else "is missing"

    def untrained(self, topic: TrainingTopic, day: date) -> list[tuple[Person, str]]:
        """Return who needs a topic and is not trained in it on a day, each with the reason."""
        needing = [
            one
            for one in self._records.of(Person)
            if one.status not in OUT_OF_USE and topic.is_needed_by(one)
        ]
        lacks = ((one, self.lack(one.id, topic.code, day)) for one in needing)
        return [(one, lack) for one, lack in lacks if lack]
