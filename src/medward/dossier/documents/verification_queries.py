"""Tests by kind with their steps and results, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Block,
    Cell,
    Column,
    Details,
    Field,
    KeyValues,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Table,
    listed,
    refs,
)
from medward.dossier.counts import evidence_on_target, is_on_target
from medward.dossier.tones import Tone
from medward.dossier.words import TEST_KIND_WORDS, badge, instant
from medward.kernel.words import spelled
from medward.verification.records import Evidence, Finding, Test

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def tests(context: Context, kind: str) -> tuple[Block, ...]:
    """Return the tests of a kind: a table of results, then each protocol with its steps."""
    found = [item for item in context.facts.records.of(Test) if item.test_kind == kind]
    name = TEST_KIND_WORDS.get(kind, spelled(kind))
    if not found:
        return (Notice("No such test", (f"No test of kind {name} is recorded.",), Tone.BAD),)
    columns = (
        Column("Id", is_narrow=True),
        Column("Test"),
        Column("Tested by", is_narrow=True),
        Column("Proves", is_narrow=True),
        Column("Tool and build"),
        Column("Run on", is_narrow=True),
        Column("Result", is_narrow=True),
    )
    rows = tuple(_row(context, item) for item in found)
    protocols = (Details(f"{item.id}  {item.title}", (_protocol(item),)) for item in found)
    return (Table(f"tests-{kind}", f"Tests: {name}", columns, rows), *protocols)


def _row(context: Context, item: Test) -> Row:
    """Return a test with its newest evidence on the target release."""
    newest = next(iter(evidence_on_target(context.facts, item.id)), None)
    run: tuple[Cell, Cell, Cell] = ("", "", badge("not-run"))
    if newest is not None:
        deviation = Note(newest.deviation) if newest.deviation else ""
        run = (
            f"{newest.tool}, build {newest.build}",
            instant(newest.run_at),
            (badge(newest.result), Ref(newest.id), deviation),
        )
    return Row(
        (
            Ref(item.id),
            item.title,
            spelled(item.independence),
            refs((*item.requirements, *item.threats), "none"),
            *run,
        ),
        anchor=item.id,
    )


def _protocol(item: Test) -> KeyValues:
    """Return what a tester does and must see."""
    steps = listed(tuple(f"{number}. {step}" for number, step in enumerate(item.steps, start=1)))
    return KeyValues(
        (
            Field("Purpose", item.purpose),
            Field("Set-up", item.set_up or "not recorded"),
            Field("Steps", steps),
            Field("Expected", item.expected),
        )
    )


def anomalies(context: Context) -> tuple[Block, ...]:
    """Return the findings that are neither fixed in the release nor wrong, each with its security assessment."""
    rows = tuple(
        Row(
            (
                Ref(item.id),
                item.description,
                listed(item.cwes, item.no_cwe_reason or "not stated"),
                spelled(item.finding_source),
                item.safety_impact,
                item.exploitability,
                badge(item.disposition),
                listed((item.rationale, item.plan, f"by {item.due}" if item.due else "")),
            ),
            anchor=item.id,
        )
        for item in context.facts.records.of(Finding)
        if str(item.disposition) not in {"fixed", "false-positive"}
    )
    columns = (
        Column("Id", is_narrow=True),
        Column("Description"),
        Column("CWE"),
        Column("How found", is_below=True),
        Column("Safety effect"),
        Column("Exploitability"),
        Column("Disposition", is_narrow=True),
        Column("Rationale and plan"),
    )
    caption = "Unresolved anomalies, each assessed for security"
    return (Table("anomalies", caption, columns, rows, "No unresolved anomaly is recorded."),)


def tools(context: Context) -> tuple[Block, ...]:
    """Return the tools with which evidence on the target release was made, and how often."""
    used: dict[str, list[Evidence]] = {}
    for item in context.facts.records.of(Evidence):
        if is_on_target(item, context.facts):
            used.setdefault(item.tool, []).append(item)
    columns = (
        Column("Tool and version"),
        Column("Pieces of evidence", is_number=True),
        Column("Kinds of evidence"),
        Column("Environment"),
    )
    rows = tuple(
        Row(
            (
                name,
                Number(len(found)),
                ", ".join(sorted({str(one.evidence_kind) for one in found})),
                listed(dict.fromkeys(one.environment for one in found if one.environment), "not recorded"),
            )
        )
        for name, found in sorted(used.items())
    )
    caption = f"Tools used for {context.release_label}"
    return (Table("test-tools", caption, columns, rows, "No evidence is recorded for this release."),)
