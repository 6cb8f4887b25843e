"""`ask`: the forty audit questions, answered from records."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from medward.checks.questions import QUESTIONS
from medward.cli.common import json_option, now, print_json, print_table
from medward.workspace.asking import answers, to_json
from medward.workspace.device import open_device

if TYPE_CHECKING:
    from pathlib import Path

    from medward.checks.questions import Question
    from medward.checks.questions.answer import Answer


@click.command()
@click.argument("question", nargs=-1)
@click.option("--list", "list_them", is_flag=True, help="List the forty questions.")
@json_option
@click.pass_obj
def command(folder: Path, question: tuple[str, ...], *, list_them: bool, as_json: bool) -> None:
    """Answer an audit question from the records, with record ids.

    QUESTION is a number with what narrows it (`ask 7 LVP-THR-0042`), or words (`ask exploitability`).
    """
    text = " ".join(question)
    if list_them or not text:
        _list(as_json=as_json)
        return
    found = answers(open_device(folder), text, now())
    if as_json:
        print_json({"answers": [to_json(one, answer) for one, answer in found]})
        return
    for one, answer in found:
        _print(one, answer)


def _list(*, as_json: bool) -> None:
    """Print the forty questions by group."""
    if as_json:
        rows = [{"number": one.number, "group": one.group, "question": one.text} for one in QUESTIONS]
        print_json({"questions": rows})
        return
    for group, questions in groupby(QUESTIONS, key=lambda one: one.group):
        click.echo(group)
        for one in questions:
            click.echo(f"  {one.number:>2}  {one.text}")


def _print(question: Question, answer: Answer) -> None:
    """Print one answer."""
    click.echo(f"{question.number}. {question.text}")
    click.echo(f"   {answer.summary}")
    if answer.where and not answer.has_record:
        click.echo(f"   It should be in: {answer.where}")
    if answer.rows:
        print_table(("   record", "says"), [(f"   {row.record}", row.text) for row in answer.rows])
    click.echo()
