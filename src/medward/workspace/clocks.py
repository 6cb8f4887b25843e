"""Reporting clocks of a device file, and of a file of facts beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypedDict

from medward.checks.clock_start import counted_anew
from medward.clocks.drill import EXERCISE, Score, scores
from medward.clocks.duties import Duty, duties
from medward.clocks.engine import excluded, obligations
from medward.clocks.records import ReportingEvent
from medward.clocks.situation import doubts, situation
from medward.errors import InvalidInputError, InvalidRecordError, NotFoundError
from medward.gaps.facts import product_facts
from medward.kernel.text import MAX_FILE_BYTES, YamlDocument, line_of, read_yaml
from medward.workspace.catalogue import catalogue_of
from medward.workspace.checking import case_of
from medward.workspace.device import Device, open_device, read_record
from medward.workspace.inputs import not_a_file
from medward.workspace.layout import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.vocabulary import Facts
    from medward.checks.case import Case
    from medward.clocks.outcome import Obligation, Reading
    from medward.clocks.records import Filing, Intervention

CLOSED: Final = "closed"


@dataclass(frozen=True, slots=True)
class EventFile:
    """A reporting event with the text it stands in."""

    event: ReportingEvent
    document: YamlDocument
    data: bytes


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows from one event."""

    event: ReportingEvent
    obligations: tuple[Obligation, ...]
    ruled_out: dict[str, tuple[str, ...]]
    """Clocks that do not run, with the facts that rule them out."""
    exercise: bool
    now: datetime | None
    doubts: tuple[str, ...] = ()
    """What to check before relying on the ends: contradictions, and instants ahead."""

    @property
    def running(self) -> tuple[Obligation, ...]:
        """Obligations that the facts suffice for, the earliest end first, those without one last."""
        found = [one for one in self.obligations if one.is_triggered]
        return tuple(sorted(found, key=_by_end))

    @property
    def open_questions(self) -> tuple[Obligation, ...]:
        """Obligations that cannot be told, those with a possible end first."""
        found = [one for one in self.obligations if not one.is_triggered]
        return tuple(sorted(found, key=_by_end))

    def only(self, jurisdictions: Sequence[str]) -> Judgement:
        """Return the same for some jurisdictions; for all when none is named."""
        kept = in_jurisdictions(self.obligations, jurisdictions)
        return replace(self, obligations=kept)

    @property
    def scores(self) -> tuple[Score, ...]:
        """The score of an exercise."""
        return scores(self.obligations, self.now) if self.exercise else ()


class ReadingJson(TypedDict):
    """One reading of an obligation."""

    words: str
    start_at: str | None
    due_at: str | None


class ObligationJson(TypedDict):
    """One obligation of `clock simulate --json`."""

    watermark: str
    clock: str
    stage: str
    country: str
    jurisdiction: str
    duty: str
    of: str
    trigger: str
    state: str
    start: str
    start_at: str | None
    due_at: str | None
    zone: str
    limit: str
    counting: str
    readings: list[ReadingJson]
    flags: list[str]
    recipient: str
    channel: str
    follow_up: str
    citation: str
    confidence: str
    replaced_by: str
    provisional: str
    intervention: str
    original_due_at: str | None
    filed_at: str | None
    reference: str
    late_by_seconds: int | None
    why: list[str]
    unknown: list[str]
    proposed: bool
    note: str


class ScoreJson(TypedDict):
    """One scored report of an exercise."""

    watermark: str
    clock: str
    stage: str
    country: str
    verdict: str
    words: str
    margin_seconds: int | None


class JudgementJson(TypedDict):
    """`clock simulate --json`."""

    watermark: str
    exercise: bool
    event: str
    title: str
    now: str | None
    doubts: list[str]
    obligations: list[ObligationJson]
    scores: list[ScoreJson]
    ruled_out: dict[str, list[str]]


def ready_duties(folder: Path) -> tuple[Catalogue, tuple[Duty, ...]]:
    """Return the catalogue and its clocks, with the company's own packs where a device file has some."""
    catalogue = catalogue_of(folder if (folder / SETTINGS).is_file() else None)
    return catalogue, duties(catalogue.packs)


def read_event(path: Path) -> EventFile:
    """Return the one reporting event of a file.

    Raises:
        MedwardError: Not readable, not exactly one event, or a record that breaks its schema; with file and line.
    """
    name = path.as_posix()
    if not path.is_file():
        raise not_a_file(path, "Name a YAML file of kind reporting-event.")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise InvalidInputError("the file is too large for facts", place=name, hint="Name a file of facts.")
    data = path.read_bytes()
    documents = read_yaml(data, name)
    if len(documents) != 1:
        raise InvalidInputError(
            f"{len(documents)} documents; exactly one reporting event is expected",
            place=name,
            hint="Begin it with `kind: reporting-event/1`.",
        )
    record = read_record(documents[0], data)
    if not isinstance(record, ReportingEvent):
        raise InvalidInputError(
            f"{record.id} is a {record.kind}; facts are a reporting-event",
            place=documents[0].place,
            hint="See `medward explain reporting-event`.",
        )
    return EventFile(record, documents[0], data)


def facts_of(folder: Path, now: datetime) -> Facts:
    """Return the facts of product and company that a device file states; none where there is no device file."""
    case = _case(folder, now)
    return product_facts(case) if case else {}


def _case(folder: Path, now: datetime) -> Case | None:
    """Return the device file in a folder as a case; none where there is no device file."""
    return case_of(open_device(folder), now) if (folder / SETTINGS).is_file() else None


def judge(
    folder: Path, given: EventFile, now: datetime, *, drill: bool = False, proposals: bool = False
) -> Judgement:
    """Return what follows from an event, for the product of the device file in a folder.

    Raises:
        InvalidInputError: A fact nobody defined or a value it does not take, with file and line.
    """
    catalogue, ready = ready_duties(folder)
    event = given.event.replace(exercise=True) if drill else given.event
    case = _case(folder, now)
    event, moved = counted_anew(event, case) if case else (event, ())
    try:
        seen = situation(event, product_facts(case) if case else {}, catalogue.facts)
    except InvalidInputError as error:
        raise _placed(error, given) from error
    _check_clocks(given, catalogue)
    found = obligations(ready, seen, catalogue.facts, now=now, proposals=proposals)
    unsure = [*moved, *doubts(event, seen, catalogue.facts, now)]
    ruled_out = excluded(ready, seen, catalogue.facts)
    return Judgement(event, found, ruled_out, event.exercise, now, tuple(dict.fromkeys(unsure)))


def judge_open(device: Device, now: datetime, *, proposals: bool = False) -> list[Judgement]:
    """Return what follows from every reporting event of a device file that is not closed."""
    events = [event for event in device.records.of(ReportingEvent) if event.status != CLOSED]
    return [judge(device.folder, _event_file(device, event), now, proposals=proposals) for event in events]


def to_json(judgement: Judgement) -> JudgementJson:
    """Return a judgement in the shape scripts rely on; an exercise is marked on every part of it."""
    mark = EXERCISE if judgement.exercise else ""
    return {
        "watermark": mark,
        "exercise": judgement.exercise,
        "event": judgement.event.id,
        "title": judgement.event.title,
        "now": _text(judgement.now),
        "doubts": list(judgement.doubts),
        "obligations": [
            obligation_json(one, mark) for one in (*judgement.running, *judgement.open_questions)
        ],
        "scores": [_score_json(score, mark) for score in judgement.scores],
        "ruled_out": {clock: list(why) for clock, why in judgement.ruled_out.items()},
    }


def obligation_json(one: Obligation, mark: str = "") -> ObligationJson:
    """Return one obligation in the shape scripts rely on."""
    clock = one.definition
    return {
        "watermark": mark,
        "clock": one.clock,
        "stage": one.stage,
        "country": one.country,
        "jurisdiction": one.jurisdiction,
        "duty": clock.duty,
        "of": clock.of,
        "trigger": clock.trigger,
        "state": one.state.value,
        "start": one.start,
        "start_at": _text(one.start_at),
        "due_at": _text(one.due_at),
        "zone": one.zone,
        "limit": one.words,
        "counting": one.counting,
        "readings": [_reading_json(item) for item in one.readings],
        "flags": list(one.flags),
        "recipient": clock.recipient,
        "channel": clock.channel,
        "follow_up": clock.follow_up,
        "citation": clock.citation,
        "confidence": clock.confidence.value,
        "replaced_by": one.replaced_by,
        "provisional": one.provisional,
        "intervention": one.intervention,
        "original_due_at": _text(one.original_due_at),
        "filed_at": _text(one.filed_at),
        "reference": one.reference,
        "late_by_seconds": int(one.late_by.total_seconds()) if one.late_by else None,
        "why": list(one.why),
        "unknown": list(one.unknown),
        "proposed": one.proposed,
        "note": clock.note,
    }


def _reading_json(item: Reading) -> ReadingJson:
    """Return one reading."""
    return {"words": item.words, "start_at": _text(item.start_at), "due_at": _text(item.due_at)}


def _score_json(score: Score, mark: str) -> ScoreJson:
    """Return one scored report."""
    one = score.obligation
    return {
        "watermark": mark,
        "clock": one.clock,
        "stage": one.stage,
        "country": one.country,
        "verdict": score.verdict.value,
        "words": score.words,
        "margin_seconds": int(score.margin.total_seconds()) if score.margin is not None else None,
    }


def in_jurisdictions(found: Sequence[Obligation], asked: Sequence[str]) -> tuple[Obligation, ...]:
    """Return the obligations of some jurisdictions; of all when none is asked for."""
    return tuple(one for one in found if not asked or one.jurisdiction in asked)


def _event_file(device: Device, event: ReportingEvent) -> EventFile:
    """Return a record of a device file with the text it stands in."""
    document = device.documents[event.id]
    return EventFile(event, document, (device.folder / document.file).read_bytes())


def _check_clocks(given: EventFile, catalogue: Catalogue) -> None:
    """Refuse a filing or an intervention for a clock or stage nobody defined: it would answer nothing."""
    named: tuple[tuple[str, Sequence[Filing | Intervention]], ...] = (
        ("filings", given.event.filings),
        ("interventions", given.event.interventions),
    )
    for name, rows in named:
        for number, row in enumerate(rows):
            try:
                clock = catalogue.clock(row.clock)
            except NotFoundError as error:
                raise _at(given, error.message, (name, number, "clock"), error.hint) from error
            stages = [stage.name for stage in clock.stages]
            if row.stage not in stages and not (name == "interventions" and not row.stage):
                raise _at(
                    given,
                    f"{row.clock} has no stage {row.stage!r}",
                    (name, number, "stage"),
                    f"Its stages: {', '.join(stage or 'the only one, left empty' for stage in stages)}.",
                )


def _placed(error: InvalidInputError, given: EventFile) -> InvalidRecordError:
    """Return an error about a fact with file and line instead of a pointer."""
    path = tuple(int(step) if step.isdecimal() else step for step in error.place.split("/")[1:])
    return _at(given, error.message, path, error.hint)


def _at(given: EventFile, message: str, path: tuple[str | int, ...], hint: str) -> InvalidRecordError:
    """Return an error on the line of a field."""
    line = line_of(given.data, given.document.file, given.document.index, path)
    return InvalidRecordError(
        f"{given.event.id}: {message}", place=f"{given.document.file}:{line}", hint=hint
    )


def _by_end(one: Obligation) -> tuple[bool, float, str]:
    """Order by end, those without one last."""
    return one.due_at is None, one.due_at.timestamp() if one.due_at else 0.0, one.label


def _text(at: datetime | None) -> str | None:
    """Return an instant with its offset."""
    return at.isoformat() if at else None
