"""Verification: tests, the evidence they left, whether it earns credit, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Cell,
    Code,
    Column,
    Digest,
    Document,
    Items,
    Note,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
)
from medward.dossier.counts import evidence_on_target, newest_counts
from medward.dossier.tones import Tone
from medward.dossier.words import TEST_KIND_WORDS, badge, instant, or_unknown
from medward.kernel.words import plural, spelled
from medward.verification.records import Evidence, Finding, FindingDisposition, Test

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def verification(context: Context) -> Document:
    """Return the page on tests, evidence and findings."""
    counts = context.counts
    return Document(
        slug="verification",
        title="Verification",
        lead=f"{counts.tests_passed} of {plural(counts.tests, 'test')} passed on {context.release_label} "
        f"with evidence that counts; {counts.evidence_counting} of {plural(counts.evidence, 'piece')} "
        "of evidence earn credit there.",
        group="Verification",
        short="Tests and evidence",
        blocks=(
            Section("Tests", (_tests(context),)),
            Section("Evidence", (_evidence(context),)),
            Section("Findings", (_findings(context),)),
        ),
    )


def _tests(context: Context) -> Table:
    """Return the test table (practice 7.1b), those not passed first."""
    facts = context.facts
    found = sorted(facts.records.of(Test), key=lambda item: (newest_counts(facts, item.id), item.id))
    return Table(
        name="tests",
        caption="Tests with their newest result on this release, those not passed first",
        columns=(
            Column("Id", is_narrow=True),
            Column("Test"),
            Column("Kind", is_below=True),
            Column("Tested by", is_below=True),
            Column("Proves", is_narrow=True),
            Column("Newest evidence", is_narrow=True),
            Column("Run"),
            Column("Result"),
        ),
        rows=tuple(_test_row(context, item) for item in found),
        empty="No test is recorded.",
    )


def _test_row(context: Context, item: Test) -> Row:
    """Return one line of the test table."""
    newest = next(iter(evidence_on_target(context.facts, item.id)), None)
    return Row(
        (
            Ref(item.id),
            item.title,
            TEST_KIND_WORDS.get(item.test_kind, spelled(item.test_kind)),
            spelled(item.independence),
            refs((*item.requirements, *item.threats)),
            Ref(newest.id) if newest else Badge("not run", Tone.UNKNOWN),
            Items((instant(newest.run_at), Note(newest.tool))) if newest else "",
            credit_cell(context, newest) if newest else "",
        )
    )


def credit_cell(context: Context, item: Evidence) -> Cell:
    """Return the result and whether it counts, with the reason when it does not."""
    state = context.facts.evidence.get(item.id)
    if state is None:
        return (badge(item.result), Badge("credit not computed", Tone.UNKNOWN))
    if state.counts:
        return (badge(item.result), "counts as proof")
    return (badge(item.result), Badge("no credit", Tone.BAD), state.why_not)


def _evidence(context: Context) -> Table:
    """Return every piece of evidence with its state."""
    return Table(
        name="evidence",
        caption="Evidence files and whether they earn credit on this release",
        columns=(
            Column("Id", is_narrow=True),
            Column("Tests", is_narrow=True),
            Column("Release", is_narrow=True),
            Column("Build", is_narrow=True, is_below=True),
            Column("Run"),
            Column("Tool", is_below=True),
            Column("Result"),
            Column("File"),
            Column("SHA-256", is_below=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    refs(item.tests),
                    Ref(item.release),
                    Code(item.build),
                    instant(item.run_at),
                    item.tool,
                    credit_cell(context, item),
                    Code(item.file),
                    Digest(item.sha256),
                )
            )
            for item in context.facts.records.of(Evidence)
        ),
        empty="No evidence is attached. Use `medward test attach`.",
    )


def _findings(context: Context) -> Table:
    """Return the anomalies (practice 7.1b), open ones first."""
    open_states = {FindingDisposition.OPEN, FindingDisposition.FIX}
    found = sorted(
        context.facts.records.of(Finding), key=lambda item: (item.disposition not in open_states, item.id)
    )
    return Table(
        name="findings",
        caption="Findings and unresolved anomalies, open ones first",
        columns=(
            Column("Id", is_narrow=True),
            Column("Description"),
            Column("CWE", is_below=True),
            Column("How found", is_below=True),
            Column("Safety effect"),
            Column("Severity", is_below=True),
            Column("Exploitability", is_below=True),
            Column("Disposition", is_narrow=True),
            Column("Rationale and plan"),
            Column("Risks", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    item.description,
                    listed(item.cwes, or_unknown(item.no_cwe_reason)),
                    spelled(item.finding_source),
                    item.safety_impact,
                    item.severity,
                    item.exploitability,
                    badge(item.disposition),
                    listed((item.rationale, item.plan, f"due {item.due}" if item.due else "")),
                    refs(item.risks),
                )
            )
            for item in found
        ),
        empty="No finding is recorded.",
    )
