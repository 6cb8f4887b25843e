"""`clock`: reporting duties, how each is counted, and what follows from the facts of an event."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from medward.cli.catalogue_options import places_in
from medward.cli.clock_words import counted_in, day_off, limit, limits, starts
from medward.cli.common import instant, json_option, print_json, print_table
from medward.cli.common import now as present
from medward.cli.tables import plain
from medward.clocks.drill import EXERCISE, span
from medward.clocks.outcome import State
from medward.kernel.words import plural
from medward.workspace.clocks import (
    facts_of,
    judge,
    judge_open,
    obligation_json,
    read_event,
    ready_duties,
    to_json,
)
from medward.workspace.device import open_device
from medward.workspace.files import write_atomically
from medward.workspace.layout import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.clock import Clock
    from medward.clocks.duties import Duty
    from medward.clocks.outcome import Obligation
    from medward.workspace.clocks import Judgement

_UNSURE: Final = {"K": "K!", "P": "P!"}
_OWN: Final = frozenset({"manufacturer", "company", "controller", "processor"})
"""Who the company itself may be; a duty of anybody else says whose it is."""
_VERDICTS: Final = {True: "applies", False: "does not apply", None: "cannot tell"}
_NOW = click.option(
    "--now", "at", default="", metavar="INSTANT", help="Judge at this instant, not at the present."
)
_PROPOSALS = click.option("--proposals", is_flag=True, help="Show what is proposed too; it is never a duty.")


class Row(NamedTuple):
    """One clock of the list."""

    duty: Duty
    verdict: bool | None
    """None when an unknown fact decides."""
    why: tuple[str, ...]


@click.group()
def command() -> None:
    """Reporting duties: which apply, how each is counted, and what follows from an event."""


@command.command("list")
@click.option("--for", "places", default="", metavar="us,eu,...", help="Only these jurisdictions.")
@click.option("--all", "everything", is_flag=True, help="Also clocks that do not apply, with the reason.")
@_PROPOSALS
@_NOW
@json_option
@click.pass_obj
def list_clocks(  # noqa: PLR0913 - one argument per option
    folder: Path, *, places: str, everything: bool, proposals: bool, at: str, as_json: bool
) -> None:
    """List the clocks that apply to this product, and what its recorded events still owe.

    Ends with 1 when a recorded duty is missed.
    """
    now = instant(at) if at else present()
    catalogue, ready = ready_duties(folder)
    asked = places_in(catalogue, places)
    facts = facts_of(folder, now)
    rows = []
    for duty in ready:
        if (asked and duty.jurisdiction not in asked) or (duty.proposed and not proposals):
            continue
        verdict = duty.applies.holds(facts)
        if verdict is not False or everything:
            rows.append(Row(duty, verdict, duty.applies.why(facts, catalogue.facts)))
    events = (
        judge_open(open_device(folder), now, proposals=proposals) if (folder / SETTINGS).is_file() else []
    )
    owed = [one.only(asked) for one in events]
    if as_json:
        print_json({"clocks": [_duty_json(row) for row in rows], "events": _events_json(owed)})
    else:
        _print_list(rows, owed)
    if any(one.state is State.MISSED and not one.exercise for event in owed for one in event.running):
        click.get_current_context().exit(1)


@command.command()
@click.argument("name", metavar="ID")
@json_option
@click.pass_obj
def explain(folder: Path, name: str, *, as_json: bool) -> None:
    """Say what one clock asks, what starts it, how it is counted, and how sure we are."""
    catalogue, ready = ready_duties(folder)
    clock = catalogue.clock(name)
    duty = next(one for one in ready if one.clock.id == clock.id)
    if as_json:
        print_json({**clock.model_dump(mode="json"), "jurisdiction": duty.jurisdiction, "pack": duty.pack})
        return
    _print_clock(clock, duty, catalogue)


@command.command()
@click.option(
    "--facts",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="YAML file with one record of kind reporting-event.",
)
@_NOW
@click.option("--for", "places", default="", metavar="us,eu,...", help="Only these jurisdictions.")
@click.option("--ics", type=click.Path(path_type=Path, dir_okay=False), help="Write the ends as a calendar.")
@click.option("--drill", is_flag=True, help="Treat it as an exercise: marked everywhere, and scored.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also each clock that cannot be told, and why others do not run.",
)
@_PROPOSALS
@json_option
@click.pass_obj
def simulate(  # noqa: PLR0913 - one argument per option
    folder: Path,
    *,
    path: Path,
    at: str,
    places: str,
    ics: Path | None,
    drill: bool,
    everything: bool,
    proposals: bool,
    as_json: bool,
) -> None:
    """Work out what must be reported to whom by when, from the facts of one event.

    Ends with 1 when a duty is missed.
    """
    now = instant(at) if at else present()
    judgement = judge(folder, read_event(path), now, drill=drill, proposals=proposals)
    asked = places_in(ready_duties(folder)[0], places)
    judgement = judgement.only(asked)
    if ics is not None:
        from medward.workspace.clock_calendar import calendar_of  # noqa: PLC0415 - only an export needs its library

        write_atomically(ics, calendar_of(judgement, now))
    if as_json:
        print_json(to_json(judgement))
    else:
        _print_judgement(judgement, ics, everything=everything)
    if any(one.state is State.MISSED for one in judgement.running):
        click.get_current_context().exit(1)


def _duty_json(row: Row) -> dict[str, object]:
    """Return one clock of the list."""
    duty, clock = row.duty, row.duty.clock
    return {
        "clock": clock.id,
        "jurisdiction": duty.jurisdiction,
        "pack": duty.pack,
        "verdict": _VERDICTS[row.verdict],
        "why": list(row.why),
        "duty": clock.duty,
        "of": clock.of,
        "limits": [stage.words for stage in clock.stages],
        "recipient": clock.recipient,
        "citation": clock.citation,
        "confidence": clock.confidence.value,
        "proposed": duty.proposed,
    }


def _events_json(owed: Iterable[Judgement]) -> list[dict[str, object]]:
    """Return what recorded events owe, and what to check before relying on the ends."""
    return [
        {
            "event": one.event.id,
            "doubts": list(one.doubts),
            "obligations": [obligation_json(due, EXERCISE if due.exercise else "") for due in one.running],
        }
        for one in owed
    ]


def _print_list(rows: Sequence[Row], owed: Sequence[Judgement]) -> None:
    """Print the clocks by verdict, then what is owed."""
    for verdict in (True, None, False):
        chosen = [(row.duty, row.why) for row in rows if row.verdict is verdict]
        if chosen:
            click.echo(f"{_VERDICTS[verdict]}: {plural(len(chosen), 'clock')}\n")
            print_table(
                ("clock", "mark", "of", "limit and reason"),
                [
                    (
                        duty.clock.id,
                        _UNSURE.get(duty.clock.confidence, duty.clock.confidence),
                        duty.clock.of,
                        limits(duty.clock) if verdict else f"{duty.clock.duty}: {'; '.join(why)}",
                    )
                    for duty, why in chosen
                ],
            )
            click.echo()
    for one in owed:
        click.echo(f"{one.event.id}: {_counts(one.running)}")
        _print_doubts(one)
        _print_obligations(one.running)
        click.echo()
    if not owed:
        click.echo("No reporting event is open.")
    click.echo("Next: `medward clock explain ID`, `medward clock simulate --facts FILE`.")


def _print_clock(clock: Clock, duty: Duty, catalogue: Catalogue) -> None:
    """Print one clock with everything a person has to check."""
    words = catalogue.facts
    click.echo(f"{clock.id}  {clock.duty}")
    if duty.proposed:
        click.echo("Proposed, not law: never raised as a duty.")
    lines = [
        ("starts with", clock.trigger),
        ("runs when", clock.when),
        ("applies to", duty.applies.text),
        ("owed by", clock.of),
        *((stage.name or "limit", limit(stage)) for stage in clock.stages),
        ("counted in", counted_in(clock)),
        ("to", f"{clock.recipient}, by {clock.channel}"),
        ("then", clock.follow_up),
        ("shortens", ", ".join(clock.replaces)),
        ("day off", day_off(clock)),
        ("provisional while", clock.holds_while),
        ("citation", clock.citation),
        ("counts from", f"{duty.first or 'not known'}{f' to {duty.last}' if duty.last else ''}"),
        ("confidence", _UNSURE.get(clock.confidence, clock.confidence)),
        ("note", clock.note),
        *(("source", catalogue.source_words(catalogue.pack_of(clock.id), key)) for key in clock.sources),
    ]
    print_table(("", ""), [(head, text) for head, text in lines if text])
    names = sorted(duty.applies.names.union(*(stage.names for stage in duty.stages), starts(clock)))
    click.echo("\nfacts to know")
    print_table(("fact", "question"), [(name, words[name].question) for name in names if name in words])


def _print_judgement(judgement: Judgement, ics: Path | None, *, everything: bool) -> None:
    """Print what follows from an event."""
    if judgement.exercise:
        click.echo(f"*** {EXERCISE} *** no real report ***\n")
    click.echo(f"{judgement.event.id}  {judgement.event.title}")
    _print_doubts(judgement)
    click.echo(f"{_counts(judgement.running)}\n")
    _print_obligations(judgement.running)
    if judgement.scores:
        click.echo(f"\n{EXERCISE}, scored against the ends")
        print_table(
            ("clock", "result"), [(score.obligation.label, score.words) for score in judgement.scores]
        )
    _print_questions(judgement, everything=everything)
    if everything and judgement.ruled_out:
        click.echo(f"\n{plural(len(judgement.ruled_out), 'clock')} ruled out")
        print_table(
            ("clock", "because"), [(clock, "; ".join(why)) for clock, why in judgement.ruled_out.items()]
        )
    if ics is not None:
        click.echo(f"\nCalendar: {ics}")
    if judgement.exercise:
        click.echo(f"\n*** {EXERCISE} *** no real report ***")


def _print_doubts(judgement: Judgement) -> None:
    for doubt in judgement.doubts:
        click.echo(plain(f"check: {doubt}"))


def _print_obligations(found: Sequence[Obligation]) -> None:
    """Print obligations, each with how it was counted."""
    for one in found:
        flags = f" ({', '.join(one.flags)})" if one.flags else ""
        click.echo(plain(f"{one.label}  {one.state}  {_due(one)}{flags}"))
        for line in _lines(one):
            click.echo(plain(f"    {line}"))


def _lines(one: Obligation) -> list[str]:
    """Return what must be done and how its end was found, line by line."""
    clock = one.definition
    mark = _UNSURE.get(clock.confidence, clock.confidence)
    lines = [
        f"{'PROPOSED, not law: ' if one.proposed else ''}{clock.duty}, to {clock.recipient} [{mark}, {clock.citation}]",
        "" if clock.of in _OWN else f"owed by the {clock.of}",
        one.counting,
        f"replaced by {one.replaced_by} {one.replaced_stage}".strip() if one.replaced_by else "",
        one.provisional,
        one.intervention,
        f"before that it ended {_instant(one.original_due_at)}" if one.original_due_at else "",
        f"filed {_instant(one.filed_at)} {one.reference}".strip() if one.filed_at else "",
        f"late by {span(one.late_by)}" if one.late_by else "",
        *(f"{item.words}: {_instant(item.due_at)}" for item in one.readings if item.due_at != one.due_at),
    ]
    return [line for line in lines if line]


def _due(one: Obligation) -> str:
    """Return an end as people read it."""
    return f"{_instant(one.due_at)} {one.zone}" if one.due_at else "no number"


def _instant(at: datetime | None) -> str:
    """Return an instant to the minute with its offset."""
    return at.isoformat(sep=" ", timespec="minutes") if at else "no number"


def _counts(found: Sequence[Obligation]) -> str:
    """Return how many obligations stand how."""
    states = [one.state for one in found]
    counted = [f"{states.count(state)} {state}" for state in State if state in states]
    return f"{plural(len(found), 'obligation')}{': ' if counted else ''}{', '.join(counted)}"


def _print_questions(judgement: Judgement, *, everything: bool) -> None:
    """Print what cannot be told: the facts to settle, those that open most clocks first."""
    unsure = judgement.open_questions
    if not unsure:
        return
    clocks: dict[str, list[str]] = {}
    for one in unsure:
        for question in one.unknown:
            clocks.setdefault(question, []).append(one.label)
    click.echo(
        f"\n{plural(len(unsure), 'obligation')} cannot be told; {plural(len(clocks), 'fact')} to settle"
    )
    _print_facts(clocks)
    shown = unsure if everything else [one for one in unsure if one.due_at is not None]
    if shown:
        click.echo("\nif it applies, it is due")
        print_table(
            ("clock", "would be due", "what"),
            [(one.label, _due(one), "; ".join((one.definition.duty, *one.flags))) for one in shown],
        )


def _print_facts(clocks: Mapping[str, Sequence[str]]) -> None:
    """Print open questions with the number of obligations each keeps open."""
    ordered = sorted(clocks.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [(str(len(labels)), question.removeprefix("not known: ")) for question, labels in ordered]
    print_table(("obligations", "fact"), rows)
