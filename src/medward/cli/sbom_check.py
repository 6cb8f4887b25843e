"""`medward sbom check`: how complete an SBOM is, and what else to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import json_option, now, print_json
from medward.cli.sbom_words import announce, fill_option, masters_option, problem_lines, some
from medward.cli.tables import plain, table
from medward.components.document import place_of
from medward.components.profiles import PROFILES
from medward.components.quality import WEIGHTS, Expected
from medward.errors import InvalidInputError, MedwardError
from medward.kernel.words import plural
from medward.workspace.inputs import given_name
from medward.workspace.sbom_import import read_validated
from medward.workspace.sbom_quality import Quality, completed, quality, read_completed

if TYPE_CHECKING:
    from medward.components.profiles import ProfileResult
    from medward.components.sbom import Problem
    from medward.workspace.sbom_quality import Completed

_WORDS: Final = {
    "author": "author",
    "author_signature": "signature",
    "generation_context": "generation context",
    "hash_algorithm": "hash algorithm",
    "tool_version": "version of the tool",
    "sbom_version": "version of the SBOM",
    "format_name": "name of the format",
    "format_version": "version of the format",
    "support_level": "support level",
    "end_of_support": "end of support",
}


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@fill_option
@masters_option
@click.option("--product", default="", help="Name the root component must have.")
@click.option("--version", default="", help="Version the root component must have.")
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default="ntia", show_default=True,
    help="List that decides the exit code.",
)  # fmt: skip
@click.option("--no-schema", is_flag=True, help="Do not hold the file against its official schema.")
@json_option
def check(
    file: Path, fill: Path | None, masters: Path | None, *, as_json: bool, no_schema: bool, **asked: str
) -> None:
    """Show whether an SBOM FILE is valid and how complete it is by NTIA, CISA, FDA.

    FILE is - for standard input. Exit code 1 when there is no component or an element of the chosen list is
    missing, 2 when the file is refused. What the official schema refuses is listed and does not change it;
    `sbom validate` ends with 1 for that. The score is a summary; what is missing stands in the lists.
    """
    try:
        whole, schema = _read(file, fill, masters, no_schema=no_schema)
    except InvalidInputError as error:
        if as_json:
            print_json({"profiles": {}, "errors": [_error(error)]})
        raise
    result = quality(whole, Expected(now(), asked["product"], asked["version"]), schema)
    if as_json:
        print_json(_document(result))
    else:
        click.echo("\n".join(_lines(result)))
    _leave(result, asked["profile"], file)


def _read(
    file: Path, fill: Path | None, masters: Path | None, *, no_schema: bool
) -> tuple[Completed, tuple[Problem, ...] | None]:
    """Return the SBOM with what is known besides, and what its schema says."""
    if no_schema:
        announce(file)
        return read_completed(file, fill, masters), None
    read = read_validated(file, strict=False, said=lambda line: click.echo(line, err=True))
    return completed(read.sbom, fill, masters), read.problems


def _leave(result: Quality, profile: str, file: Path) -> None:
    """End with the exit code the result deserves by one list."""
    problems, chosen = result.completed.sbom.problems, result.profiles[profile]
    if problems:
        raise InvalidInputError(
            problems[0].message, place=place_of(given_name(file), problems[0].pointer), hint=problems[0].hint
        )
    if not chosen["total"] or chosen["document"] or chosen["complete"] < chosen["total"]:
        raise click.exceptions.Exit(1)


def _error(error: MedwardError) -> dict[str, str]:
    return {"place": error.place, "message": error.message, "hint": error.hint}


def _problems(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
    return [{"place": one.pointer, "message": one.message, "hint": one.hint} for one in problems]


def _document(result: Quality) -> dict[str, object]:
    sbom, fills = result.completed.sbom, result.completed
    return {
        "format": sbom.format,
        "spec_version": sbom.spec_version,
        "sha256": sbom.sha256,
        "components": len(sbom.components),
        "profiles": result.profiles,
        "past_end_of_support": list(result.past),
        "checks": [one._asdict() for one in result.findings],
        "warnings": {one.title: list(one.components) for one in result.findings if one.holds is False},
        "contradictions": [one._asdict() for one in fills.contradictions],
        "unused_fills": sorted(fills.unused),
        "score": {"points": result.score.points, "formula": result.score.formula, "weights": WEIGHTS},
        "schema": {"asked": result.schema is not None, "problems": _problems(result.schema or ())},
        "errors": _problems(sbom.problems),
        "notes": list(sbom.notes),
    }


def _lines(result: Quality) -> list[str]:
    """Return the report for people: lists first, then what fails, then doubts, then the summary."""
    sbom = result.completed.sbom
    what = f"{sbom.format} {sbom.spec_version}, {plural(len(sbom.components), 'component')}"
    lines = [f"{what}; {_validity(result)}"]
    lines += [f"note: {plain(note)}" for note in sbom.notes]
    lines += _said_against("Wrong in the file; the list of components is certain", sbom.problems)
    lines += _said_against("Against the official schema", result.schema or ())
    rows = [_profile_row(name, one) for name, one in result.profiles.items()]
    lines += ["", *table(("profile", "complete", "share", "missing in the document"), rows)]
    lines += [f"  {PROFILES[name].title}: {PROFILES[name].note}" for name in PROFILES if PROFILES[name].note]
    lines += [*_lacking(result), *_told(result), *_worth_a_look(result), *_contradicting(result)]
    return [*lines, "", *_wrapped_score(result)]


def _validity(result: Quality) -> str:
    """Return what the schema says, in words."""
    if result.schema is None:
        return "not held against its schema"
    return f"invalid, {plural(len(result.schema), 'problem')}" if result.schema else "valid"


def _said_against(title: str, problems: tuple[Problem, ...]) -> list[str]:
    return ["", f"{title} ({len(problems):,})", *problem_lines(problems)] if problems else []


def _profile_row(name: str, result: ProfileResult) -> tuple[str, str, str, str]:
    share = f"{100 * result['complete'] / result['total']:.1f} %" if result["total"] else "-"
    missing = [_WORDS.get(field, field) for field in result["document"]]
    beside = [f"cannot tell: {_WORDS.get(field, field)}" for field in result["cannot_tell"]]
    return (
        PROFILES[name].title,
        f"{result['complete']}/{result['total']}",
        share,
        "; ".join([", ".join(missing) or "nothing", *beside]),
    )


def _lacking(result: Quality) -> list[str]:
    fields = {field: refs for one in result.profiles.values() for field, refs in one["failing"].items()}
    rows = [(_WORDS.get(field, field), str(len(refs)), some(refs)) for field, refs in fields.items()]
    return ["", "Lacking", *table(("field", "count", "components"), rows)] if rows else []


def _told(result: Quality) -> list[str]:
    """Return what the SBOM says it does not know or keeps back, as CISA 2026 asks to tell apart."""
    cisa = result.profiles["cisa"]
    rows = [
        (_WORDS.get(field, field), what, str(len(refs)), some(refs))
        for what, found in (("unknown", cisa["declared_unknown"]), ("withheld", cisa["withheld"]))
        for field, refs in found.items()
    ]
    head = ("field", "said to be", "count", "components")
    return ["", "Of these the SBOM says so itself", *table(head, rows)] if rows else []


def _worth_a_look(result: Quality) -> list[str]:
    rows = [
        ("cannot tell" if one.holds is None else "no", one.title, _details(one.message, list(one.components)))
        for one in result.findings
        if not one.holds
    ]
    if result.past:
        rows.insert(0, ("no", "support of every component goes on", some(list(result.past))))
    return ["", "Worth a look", *table(("holds", "check", "what was met"), rows)] if rows else []


def _details(message: str, labels: list[str]) -> str:
    return ": ".join(text for text in (message, some(labels)) if text)


def _contradicting(result: Quality) -> list[str]:
    rows = [(one.ref, one.field, one.stated, one.filled) for one in result.completed.contradictions]
    head = ("component", "field", "the SBOM says", "the fill says")
    return ["", "Contradictions; the SBOM's word stands", *table(head, rows)] if rows else []


def _wrapped_score(result: Quality) -> list[str]:
    return [f"score {result.score.points} of 100, a summary only", f"  {result.score.formula}"]
