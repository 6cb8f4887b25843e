"""`medward vex`: statements on vulnerabilities, ours out, those of others in, and what decisions rest on."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import clock, instant, json_option, now, print_json
from medward.cli.tables import plain, table
from medward.cli.vex_words import ahead_words, import_json, import_lines
from medward.components.document import place_inside
from medward.kernel.words import few, plural, spelled
from medward.vex.statement import Tlp, VexFormat
from medward.vex.suppliers import dated_ahead
from medward.workspace.device import open_device
from medward.workspace.files import write_atomically
from medward.workspace.vex import Wanted, release_case, vex_export, written
from medward.workspace.vex_assumptions import assumption_report
from medward.workspace.vex_converting import Told, checked, converted
from medward.workspace.vex_issued import keep_issues, read_issues
from medward.workspace.vex_suppliers import import_vex, questions, received, whole_questions

if TYPE_CHECKING:
    from datetime import date

    from medward.vex.documents import VexReport
    from medward.vex.losses import Loss
    from medward.workspace.vex import Export, Written
    from medward.workspace.vex_assumptions import AssumptionReport
    from medward.workspace.vex_converting import Conversion
    from medward.workspace.vex_suppliers import Question, Received

_FORMATS: Final = click.Choice([one.value for one in VexFormat])
_SHOWN: Final = 5
_FILE: Final = click.Path(path_type=Path)


@click.group("vex")
def command() -> None:
    """Say which vulnerabilities touch a release, hear what suppliers say, and check what decisions rest on."""


@command.command("export")
@click.option("--format", "kind", type=_FORMATS, required=True, help="Format to write.")
@click.option("--release", default="", metavar="VERSION", help="Release to tell of; the target by default.")
@click.option("--vulnerability", default="", metavar="ID", help="Only this one, by CVE or any other id.")
@click.option("-o", "--output", type=_FILE, help="File to write; otherwise the document is printed.")
@click.option(
    "--timestamp", default="", metavar="INSTANT", help="When it is issued; else its newest statement."
)
@click.option(
    "--namespace", default="", metavar="URL", help="Address of the company; else from its contacts."
)
@click.option("--spec-version", default="", metavar="VERSION", help="CycloneDX 1.6 (default) or 1.7.")
@click.option("--after", type=_FILE, help="Earlier issue to count on from, where the device file knows none.")
@click.pass_obj
def export(
    folder: Path, /, kind: str, output: Path | None, spec_version: str, after: Path | None, **given: str
) -> None:
    """Write the assessments of a release as a VEX document.

    It is checked before it is written: CycloneDX by its schema, OpenVEX by its text, CSAF by every mandatory test.
    A decision that does not count today goes out as under investigation, what is under embargo does not go out, and
    both are named here. What is issued is put on record in `vex/`, and each change of content gets the next version.
    """
    case = release_case(open_device(folder), now(), given["release"])
    at = instant(given["timestamp"]) if given["timestamp"] else None
    wanted = Wanted(given["release"], given["vulnerability"], at, given["namespace"], after)
    found = vex_export(case, wanted, partial(read_issues, folder))
    made = written(found, VexFormat(kind), spec_version)
    keep_issues(folder, found.issues)
    _give(made.data, output)
    lines = [*_export_lines(found, output), *_written_lines(made, VexFormat(kind))]
    click.echo("\n".join(lines), err=output is None)


@command.command("convert")
@click.argument("file", type=_FILE)
@click.option("--format", "kind", type=_FORMATS, required=True, help="Format to write.")
@click.option("-o", "--output", type=_FILE, help="File to write; otherwise the document is printed.")
@click.option(
    "--inside-product",
    "inside",
    multiple=True,
    metavar="ID",
    help="Vulnerability whose mitigation is built in and cannot be switched off; may be repeated.",
)
@click.option("--author", default="", help="Author to write; else the one the file names.")
@click.option("--namespace", default="", metavar="URL", help="Address of the author; CSAF needs one.")
@click.option("--spec-version", default="", metavar="VERSION", help="CycloneDX 1.6 (default) or 1.7.")
def convert(file: Path, kind: str, output: Path | None, inside: tuple[str, ...], **given: str) -> None:
    """Write a VEX FILE in another format and list what that loses.

    FILE is - for standard input. A mitigation outside the product makes it affected, with an action
    statement, unless it is named as inside.
    """
    told = Told(clock(), given["author"], given["namespace"], inside, given["spec_version"])
    found = converted(file, VexFormat(kind), told)
    _give(found.data, output)
    click.echo("\n".join(_conversion_lines(found, VexFormat(kind))), err=output is None)


@command.command("check")
@click.argument("file", type=_FILE)
@click.option("--all", "everything", is_flag=True, help="Show warnings and hints too.")
@json_option
def check(file: Path, *, everything: bool, as_json: bool) -> None:
    """Check a VEX FILE against its format; for CSAF every test of section 6.

    FILE is - for standard input. Exit code 1 when it breaks the format.
    """
    report = checked(file)
    if as_json:
        print_json(_check_json(report))
    else:
        click.echo("\n".join(_check_lines(report, everything=everything)))
    if not report.is_valid:
        raise click.exceptions.Exit(1)


@command.command("import")
@click.argument("file", type=_FILE)
@click.option("--author", default="", help="Who it is from; else the author the document names.")
@json_option
@click.pass_obj
def import_(folder: Path, file: Path, author: str, *, as_json: bool) -> None:
    """Keep a supplier's VEX FILE as the supplier's word; it never becomes our decision by itself.

    FILE is - for standard input.
    """
    case = release_case(open_device(folder), now())
    found = import_vex(case, folder, file, author, clock())
    if as_json:
        print_json(import_json(found))
    else:
        click.echo("\n".join(map(plain, import_lines(found, case.release.release_version))))


@command.command("conflicts")
@click.option("--release", default="", metavar="VERSION", help="Release to look at; the target by default.")
@click.option("--all", "everything", is_flag=True, help="Show what nobody contradicts too.")
@json_option
@click.pass_obj
def conflicts(folder: Path, release: str, *, everything: bool, as_json: bool) -> None:
    """Show where suppliers, our decisions and matches contradict each other about a component or the whole product.

    Exit code 1 when there is a contradiction.
    """
    case = release_case(open_device(folder), now(), release, matched=True)
    documents = received(folder)
    found = (*questions(case, documents), *whole_questions(case, documents))
    days = ((one, dated_ahead(one.document, case.now)) for one in documents)
    ahead = [(one, day) for one, day in days if day is not None]
    shown = [one for one in found if everything or one.is_conflict or one.is_unanswered]
    if as_json:
        print_json(
            {
                "release": case.release.release_version,
                "questions": [_question_json(one) for one in shown],
                "dated_ahead": [
                    {"author": one.document.author, "document": one.document.id, "dated": str(day)}
                    for one, day in ahead
                ],
            }
        )
    else:
        click.echo("\n".join([*_question_lines(shown, found, len(documents)), *_ahead_lines(ahead)]))
    if any(one.is_conflict for one in found):
        raise click.exceptions.Exit(1)


@command.command("assumptions")
@click.option("--release", default="", metavar="VERSION", help="Release to look at; the target by default.")
@json_option
@click.pass_obj
def assumptions(folder: Path, release: str, *, as_json: bool) -> None:
    """Hold every assumption of a decision against the release, its SBOMs, the model and the attached files.

    Exit code 1 when one is broken or cannot be told, so that its assessment is open again.
    """
    report = assumption_report(release_case(open_device(folder), now(), release))
    if as_json:
        print_json(_assumption_json(report))
    else:
        click.echo("\n".join(_assumption_lines(report)))
    if any(one.reopens for one in report.rested):
        raise click.exceptions.Exit(1)


def _give(data: bytes, output: Path | None) -> None:
    if output is None:
        click.echo(data.decode(), nl=False)
    else:
        write_atomically(output, data)


def _export_lines(found: Export, output: Path | None) -> list[str]:
    counts: dict[str, int] = {}
    for one in found.document.statements:
        word = spelled(one.status.value)
        counts[word] = counts.get(word, 0) + 1
    many = plural(len(found.document.statements), "statement")
    told = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    lines = [f"{found.document.title}: {many} ({told})"]
    lines += [f"wrote {output}"] if output else []
    lines.append(f"version {found.document.version}: {_issue_words(found)}")
    lines += [f"{name} goes out as under investigation: {why}" for name, why in found.reopened]
    lines += [f"{name} is left out: {why}" for name, why in found.left_out]
    if found.internal:
        many = plural(len(found.internal), "assessment is", "assessments are")
        lines.append(f"{many} internal: the verdict goes out, the text stays inside")
    lines += [
        f"{name} goes out without what users do; if they may read it, set its `confidential` to customer"
        for name in found.without_action
    ]
    if found.document.tlp is not Tlp.WHITE:
        lines.append(f"TLP:{found.document.tlp}: it holds text for customers and may not be published")
    return [plain(line) for line in lines]


def _written_lines(made: Written, kind: VexFormat) -> list[str]:
    hidden = [plain(f"{one.vulnerability} in {one.product}: {one.message}") for one in made.hidden]
    return [*hidden, *((made.unplaced,) if made.unplaced else ()), *_loss_lines(made.losses, kind)]


def _issue_words(found: Export) -> str:
    if found.is_known:
        return found.issues.issues[-1].summary
    return "no earlier issue is on record in vex/; if there is one, name it with --after FILE"


def _conversion_lines(found: Conversion, kind: VexFormat) -> list[str]:
    lines = [f"note: {plain(note)}" for note in found.notes]
    return [*lines, *(_loss_lines(found.losses, kind) or [f"every verdict stays as it is in {kind.label}"])]


def _loss_lines(losses: tuple[Loss, ...], kind: VexFormat) -> list[str]:
    if not losses:
        return []
    rows = [(one.vulnerability, one.product, one.message) for one in losses]
    many = plural(len(losses), "statement says", "statements say")
    head = f"{many} less in {kind.label}; the original word is kept in the text"
    return [head, *table(("vulnerability", "product", "what is lost"), rows)]


def _check_lines(report: VexReport, *, everything: bool) -> list[str]:
    levels = ("error", "cannot-tell", "warning", "hint")
    counts = {level: sum(one.level == level for one in report.found) for level in levels}
    shown = [one for one in report.found if everything or one.level in levels[:2]]
    verdict = "valid" if report.is_valid else "not valid"
    if report.is_valid and counts["cannot-tell"]:
        verdict = "nothing wrong found, but not everything can be told"
    told = [plural(counts["error"], "error"), f"{counts['cannot-tell']} cannot be told"]
    told += [plural(counts["warning"], "warning"), plural(counts["hint"], "hint")]
    lines = [f"{report.format.label} {plain(report.spec_version)}: {verdict} ({', '.join(told)})"]
    if shown:
        rows = [(one.level, one.rule, place_inside(one.fault.pointer), one.fault.message) for one in shown]
        lines += ["", *table(("level", "rule", "where", "what"), rows)]
    if not everything and counts["warning"] + counts["hint"]:
        lines += ["", "--all shows warnings and hints."]
    return lines


def _check_json(report: VexReport) -> dict[str, object]:
    return {
        "format": report.format.value,
        "spec_version": report.spec_version,
        "valid": report.is_valid,
        "found": [
            {"level": one.level, "rule": one.rule, "pointer": one.fault.pointer, "message": one.fault.message}
            for one in report.found
        ],
    }


def _question_lines(shown: list[Question], found: tuple[Question, ...], documents: int) -> list[str]:
    count = sum(one.is_conflict for one in found)
    whole = sum(not one.component for one in found)
    lines = [
        (
            f"{plural(documents, 'document')} of suppliers, "
            f"{plural(len(found) - whole, 'question')} about components, "
            f"{f'{whole} about the product as a whole, ' if whole else ''}{plural(count, 'contradiction')}"
        )
    ]
    for one in shown:
        unsure = "" if one.is_certain else " (whether a statement is about this version cannot be told)"
        where = f"{one.component}, {one.deployable}" if one.component else "the product as a whole"
        where += ", not answered yet" if one.is_unanswered else ""
        lines += ["", plain(f"{one.vulnerability} in {where}{unsure}")]
        rows = [(side.voice.value, side.name, side.status.value, side.source) for side in one.sides]
        lines += table(("who", "name", "says", "in"), rows)
    return lines


def _ahead_lines(ahead: list[tuple[Received, date]]) -> list[str]:
    """Return which documents are dated after today."""
    return [
        plain(f"note: {one.document.id or one.file} of {one.document.author}: {ahead_words(day)}")
        for one, day in ahead
    ]


def _question_json(one: Question) -> dict[str, object]:
    return {
        "vulnerability": one.vulnerability,
        "component": one.component,
        "deployable": one.deployable,
        "conflict": one.is_conflict,
        "certain": one.is_certain,
        "sides": [
            {"voice": side.voice.value, "name": side.name, "status": side.status.value, "source": side.source}
            for side in one.sides
        ],
    }


def _assumption_lines(report: AssumptionReport) -> list[str]:
    rows = [
        (one.assessment.id, each.answer.holding.value, each.assumption.words, each.answer.reason)
        for one in report.rested
        for each in one.outcomes
    ]
    opened = sum(one.reopens for one in report.rested)
    lines = [
        (
            f"release {plain(report.release)}: {plural(len(rows), 'assumption')} of "
            f"{plural(len(report.rested), 'assessment')}, {opened} open again"
        )
    ]
    lines += ["", *table(("assessment", "today", "assumption", "because"), rows)] if rows else []
    if report.without:
        names = few(report.without, _SHOWN)
        lines += [
            "",
            f"{plural(len(report.without), 'decision')} of not affected without assumptions: {names}",
        ]
    return lines


def _assumption_json(report: AssumptionReport) -> dict[str, object]:
    return {
        "release": report.release,
        "assessments": [
            {
                "id": one.assessment.id,
                "reopened": one.reopens,
                "assumptions": [
                    {
                        "assumes": each.assumption.assumes.value,
                        "words": each.assumption.words,
                        "today": each.answer.holding.value,
                        "reason": each.answer.reason,
                    }
                    for each in one.outcomes
                ],
            }
            for one in report.rested
        ],
        "without_assumptions": list(report.without),
    }
