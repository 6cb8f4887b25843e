"""`cvss`, `ssvc` and `rubric`: scores by the published rules, with every step shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from medward.cli.common import json_option, print_json, print_table
from medward.errors import InvalidInputError
from medward.risk.cvss import score
from medward.risk.rubric import QUESTIONS, derive, next_question, parse_extended
from medward.risk.ssvc import table

if TYPE_CHECKING:
    from medward.risk.rubric import Question
    from medward.risk.ssvc import DecisionTable


@click.command()
@click.argument("vectors", nargs=-1, required=True)
@json_option
def cvss(vectors: tuple[str, ...], *, as_json: bool) -> None:
    """Score CVSS 3.0, 3.1 and 4.0 vectors; threat, environmental and supplemental metrics are named apart."""
    scored = [score(vector) for vector in vectors]
    if as_json:
        print_json([asdict(one) for one in scored])
        return
    for one in scored:
        click.echo(one.vector)
        for part in one.scores:
            click.echo(f"  {part.name:<14} {part.value:>4} {part.severity}")
        for name, value in one.supplemental:
            click.echo(f"  {name:<14} {value} (does not change the score)")


@click.command()
@click.argument("name", metavar="TABLE")
@click.argument("answers", nargs=-1, metavar="QUESTION=ANSWER...")
@json_option
def ssvc(name: str, answers: tuple[str, ...], *, as_json: bool) -> None:
    """Look up an SSVC decision, or the time limit of BOD 26-04 for federal customers.

    Tables: supplier, deployer, cisa, bod-26-04, utility, public-safety, human-impact. With a question left open,
    every outcome it still allows is printed.
    """
    chosen = table(name)
    given = dict(_pair(one) for one in answers)
    outcomes = chosen.possible(given) if _is_partial(chosen, given) else (chosen.outcome(given),)
    if as_json:
        print_json({"table": name, "source": chosen.source, "answers": given, "outcomes": list(outcomes)})
        return
    click.echo(f"{chosen.title} ({chosen.source})")
    for point in chosen.points:
        still_open = f"open ({', '.join(point.answers)})"
        click.echo(f"  {point.name}: {given.get(point.name, still_open)}")
    click.echo(f"-> {outcomes[0]}" if len(outcomes) == 1 else f"-> one of: {', '.join(outcomes)}")


@click.command()
@click.argument("answers", default="", metavar="[ANSWERS]")
@click.option("--list", "listing", is_flag=True, help="Show every question with its answers.")
@click.option("--version", "version", default="3.1", show_default=True, help="CVSS version of the vector.")
@click.option(
    "--few", "reason_for_few", default="", metavar="REASON", help="Why data of few patients counts as low."
)
@json_option
def rubric(answers: str, *, listing: bool, version: str, reason_for_few: str, as_json: bool) -> None:
    """Find the CVSS base metrics of a medical device by questions; what ANSWERS leaves open is asked.

    ANSWERS are letters by question, as XAVN:Y/XAVT:N/XAVW:Y/XAVR:N.
    """
    if listing and as_json:
        print_json({"questions": [asdict(one) for one in QUESTIONS.values()]})
        return
    if listing:
        rows = [(one.code, one.metric, one.text, " ".join(one.answers)) for one in QUESTIONS.values()]
        print_table(("code", "metric", "question", "answers"), rows)
        return
    given = parse_extended(answers)
    while not as_json and (question := next_question(given)) is not None:
        given[question.code] = _ask(question)
    result = derive(given, version, reason_for_few)
    scored = score(result.vector).final
    if as_json:
        print_json({**asdict(result), "score": scored.value, "severity": scored.severity})
        return
    for step in result.steps:
        click.echo(f"  {step}")
    click.echo(f"{result.vector}  {scored.value} {scored.severity}")
    click.echo(f"answers: {result.extended}")
    for note in result.notes:
        click.echo(f"note: {note}")


def _ask(question: Question) -> str:
    """Ask one question at the terminal."""
    words = ", ".join(f"{letter} {word}" for letter, word in question.answers.items())
    answer: str = click.prompt(
        f"{question.code} {question.text} ({words})",
        type=click.Choice(tuple(question.answers), case_sensitive=False),
        show_choices=False,
    )
    return answer


def _pair(text: str) -> tuple[str, str]:
    """Return question and answer of one argument."""
    question, equals, answer = text.partition("=")
    if not equals:
        raise InvalidInputError(
            f"{text!r} is no answer", hint="Write question=answer, as exploitation=active."
        )
    return question.strip(), answer.strip()


def _is_partial(chosen: DecisionTable, given: dict[str, str]) -> bool:
    """Say whether a question is open and no unknown one is answered."""
    names = {point.name for point in chosen.points}
    return set(given) < names
