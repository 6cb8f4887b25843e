"""`gaps`: what each authority expects, what the records show of it, and what to add."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from medward.catalogue.marks import Mark
from medward.cli.common import as_of_option, instant, json_option, listed, now, print_json, print_table
from medward.errors import InvalidInputError
from medward.gaps.evaluate import Basis, tallied
from medward.gaps.queries import QUERIES
from medward.gaps.shown import State
from medward.kernel.words import few, plural
from medward.workspace.device import open_device
from medward.workspace.gaps import chosen, gaps_of, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from medward.gaps.evaluate import ClauseGap, Gaps

OPEN: Final = (State.MISSING, State.PARTLY, State.CANNOT_TELL)
"""States a person has to do something about."""
_ALL: Final = "all"
_UNSURE: Final = {Mark.EXPERT: "K!", Mark.PROPOSAL: "P!"}
_IDS: Final = 4


class _Options(TypedDict):
    """The options of the command."""

    places: str
    states: str
    clauses: tuple[str, ...]
    fail_on: str | None
    html: Path | None
    only_queries: bool
    as_of: str
    as_json: bool


@click.command()
@click.option("--for", "places", default="", metavar="us,eu,...", help="Jurisdictions; default: the markets.")
@click.option("--status", "states", default="", metavar="STATE,...", help=f"Only these states, or {_ALL}.")
@click.option("--clause", "clauses", multiple=True, metavar="ID", help="Only this clause, with its queries.")
@click.option("--fail-on", type=click.Choice([one.value for one in OPEN]), help="End with 1 if one is so.")
@click.option("--html", type=click.Path(path_type=Path, file_okay=False), help="Write pages into a folder.")
@click.option("--queries", "only_queries", is_flag=True, help="List the evidence queries.")
@as_of_option
@json_option
@click.pass_obj
def command(folder: Path, **given: Unpack[_Options]) -> None:
    """Show, clause by clause, what the records show of what authorities expect, and what to add.

    A clause is met, partly met, missing, not applicable with the reason, or cannot be told. Standards and
    schemes stand under `intl`. Counts are always `n of m`, law apart from guidance.
    """
    if given["only_queries"]:
        rows = [(one.name, one.takes or "-", one.help) for one in QUERIES.values()]
        print_table(("query", "takes", "what it looks for"), rows)
        return
    states, clauses, as_of, html = given["states"], given["clauses"], given["as_of"], given["html"]
    asked = _states(states)
    device = open_device(folder)
    _, gaps = gaps_of(device, listed(given["places"]), now(), instant(as_of) if as_of else None)
    shown = chosen(gaps, asked, clauses)
    if html is not None:
        from medward.workspace.gap_pages import write_pages  # noqa: PLC0415 - rendering stays off the start-up path

        click.echo(f"{write_pages(device, gaps, html, now()) / 'index.html'}: {_counts(gaps.clauses)}")
    elif given["as_json"]:
        print_json(to_json(gaps, shown))
    elif clauses:
        _print_clauses(shown)
    else:
        _print(gaps, shown if states else chosen(gaps, OPEN))
    if any(one.status == given["fail_on"] for one in shown):
        click.get_current_context().exit(1)


def _states(text: str) -> tuple[str, ...]:
    """Return the states asked for; nothing means all.

    Raises:
        InvalidInputError: There is no such state.
    """
    asked = listed(text)
    known = [state.value for state in State]
    wrong = [state for state in asked if state not in {*known, _ALL}]
    if wrong:
        raise InvalidInputError(
            f"--status {wrong[0]!r}: there is no such state", hint=f"States: {', '.join(known)}, or {_ALL}."
        )
    return () if _ALL in asked else asked


def _print(gaps: Gaps, shown: Sequence[ClauseGap]) -> None:
    """Print the counts, then the clauses by instrument."""
    click.echo(
        f"Release {gaps.release} on {gaps.day}, {', '.join(gaps.jurisdictions)}: {_counts(gaps.clauses)}"
    )
    for place in gaps.jurisdictions:
        found = gaps.of(place)
        click.echo(f"  {place}: {_counts(found)}")
        for force, some in _by_force(found):
            click.echo(f"    {force}: {_counts(some)}")
    for place in gaps.assumed:
        click.echo(f"The product is not recorded as sold in {place}; it is judged as if it were.")
    for code, group in groupby(shown, key=lambda one: one.pack.code):
        _print_pack(code, list(group), gaps)
    left = len(gaps.clauses) - len(shown)
    if left:
        click.echo(f"\n{plural(left, 'clause')} not listed; `--status {_ALL}` lists every one.")
    _print_legend(shown)


def _print_pack(code: str, some: Sequence[ClauseGap], gaps: Gaps) -> None:
    """Print the clauses of one instrument."""
    pack = some[0].pack
    whole = tallied(one for one in gaps.clauses if one.pack.code == code)
    click.echo(f"\n{code}  {pack.title} ({pack.issuer}, {pack.force}): {whole.met} of {whole.asked} met")
    rows = [(one.status, one.clause.id, _mark(one), one.owner or "-", _what(one)) for one in some]
    print_table(("state", "clause", "mark", "owner", "what it asks, and what to add"), rows)


def _print_clauses(shown: Iterable[ClauseGap]) -> None:
    """Print clauses with every query and its answer."""
    for one in shown:
        click.echo(f"{one.clause.id} {one.clause.ref}, {one.pack.code} ({one.force}): {one.status}")
        click.echo(f"  {one.clause.text}")
        click.echo(f"  {one.reason}. Confidence {one.clause.confidence}; owner {one.owner or 'not named'}.")
        if one.clause.expectations:
            click.echo(f"  Expectations: {', '.join(one.clause.expectations)}")
        rows = [
            (answer.state, query, few(answer.records, _IDS) or "-", " ".join(answer.missing) or "-")
            for query, answer in one.answers
        ]
        if rows:
            print_table(
                ("  state", "query", "shown by", "what to add"), [(f"  {row[0]}", *row[1:]) for row in rows]
            )
        for words in one.missing if not rows else ():
            click.echo(f"  {words}")
        click.echo()


def _what(one: ClauseGap) -> str:
    """Return a clause in words, with what to add or what shows it."""
    if one.status is State.NOT_APPLICABLE:
        return f"{one.clause.text} | {one.reason}"
    if one.missing:
        return f"{one.clause.text} | To add: {' '.join(one.missing)}"
    return f"{one.clause.text} | Shown by {few(one.records, _IDS)}"


def _mark(one: ClauseGap) -> str:
    """Return the confidence mark, unsure ones with an exclamation mark, and whether the basis is shared."""
    mark = _UNSURE.get(one.clause.confidence, one.clause.confidence.value)
    return f"{mark} ~" if one.basis is Basis.SHARED and one.answers else mark


def _print_legend(shown: Sequence[ClauseGap]) -> None:
    """Say what the marks mean, those that occur."""
    marks = {_mark(one) for one in shown}
    if any("!" in mark for mark in marks):
        click.echo("K! is expert knowledge and P! our own proposal: check the text before you rely on it.")
    if any("~" in mark for mark in marks):
        click.echo("~ is judged by expectations that share demands with the clause; it may ask more.")


def _by_force(clauses: Iterable[ClauseGap]) -> list[tuple[str, list[ClauseGap]]]:
    """Return clauses by the kind of duty, law first."""
    groups: dict[str, list[ClauseGap]] = {}
    for one in clauses:
        groups.setdefault(one.force.value, []).append(one)
    order = ["law", "guidance-on-law", "guidance", "standard", "scheme"]
    return sorted(groups.items(), key=lambda item: order.index(item[0]))


def _counts(clauses: Iterable[ClauseGap]) -> str:
    """Return `85 of 192 met, 56 partly, 2 missing, 49 cannot tell; 5 do not apply`."""
    found = tallied(clauses)
    parts = [f"{found.met} of {found.asked} met"]
    for state, word in (
        (State.PARTLY, "partly"),
        (State.MISSING, "missing"),
        (State.CANNOT_TELL, "cannot tell"),
    ):
        if found.states[state]:
            parts.append(f"{found.states[state]} {word}")
    without = found.states[State.NOT_APPLICABLE]
    return ", ".join(parts) + (f"; {without} not applicable" if without else "")
