"""Vulnerabilities: matches of components with advisories, and the assessments that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Code,
    Column,
    Digest,
    Document,
    Items,
    Note,
    Notice,
    Number,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
)
from medward.dossier.counts import MatchLine, is_decided
from medward.dossier.pages.assessment import control_badge
from medward.dossier.plots.vulnerabilities import open_by_age, times
from medward.dossier.tones import Tone
from medward.dossier.words import badge, instant, or_unknown, shown_instant
from medward.kernel.words import plural, spelled
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def vulnerabilities(context: Context) -> Document:
    """Return the page on vulnerabilities."""
    counts, matches = context.counts, context.facts.matches
    assessed = len(context.facts.records.of(Assessment))
    lead = (
        f"{plural(len(counts.matches), 'match', 'matches')}, {counts.undecided_matches} not decided; "
        f"{plural(len(matches.cannot_tell), 'component')} the matcher cannot judge; "
        f"{plural(assessed, 'assessment')} in the file."
        if matches.ran
        else "No advisory set was matched, so nothing can be said beyond the "
        f"{plural(assessed, 'assessment')} in the file."
    )
    return Document(
        slug="vulnerabilities",
        title="Vulnerabilities",
        lead=lead,
        group="Components",
        short="Vulnerabilities",
        blocks=(
            Section("Advisory sets", tuple(_feeds(context))),
            Section("Open vulnerabilities by age", (open_by_age(context),)),
            Section("Time to decide and to fix", (times(context),)),
            Section("Matches", (_matches(context),)),
            Section("Components the matcher cannot judge", (_cannot_tell(context),)),
            Section("Assessments", (_assessments(context),)),
            Section("Vulnerabilities recorded", (_recorded(context),)),
        ),
    )


def _feeds(context: Context) -> list[Block]:
    """Return the advisory sets with their dates, or say that there are none."""
    matches = context.facts.matches
    blocks: list[Block] = []
    if not matches.ran:
        blocks.append(
            Notice(
                "Not matched",
                (
                    "The device file holds no advisory set that can be used. An empty list below says nothing.",
                ),
                Tone.UNKNOWN,
            )
        )
    blocks.append(
        Table(
            name="feeds",
            caption="What the components were matched against",
            columns=(Column("Set"), Column("Date", is_narrow=True), Column("SHA-256", is_narrow=True)),
            rows=tuple(
                Row((name, or_unknown(shown_instant(day)), Digest(digest)))
                for name, day, digest in matches.feeds
            ),
            empty="No advisory set.",
            is_data=False,
        )
    )
    return blocks


def _matches(context: Context) -> Table:
    """Return matches, those not decided first."""
    return Table(
        name="matches",
        caption="Matches of components with advisories, those not decided first",
        columns=(
            Column("Decision", is_narrow=True),
            Column("Advisory", is_narrow=True),
            Column("Component, version, deployable"),
            Column("Justification or action"),
            Column("Matcher says"),
            Column("Proof", is_below=True),
        ),
        rows=tuple(_match_row(line) for line in context.counts.matches),
        empty="No component met an advisory of the sets above."
        if context.facts.matches.ran
        else "Nothing was matched.",
    )


def _match_row(line: MatchLine) -> Row:
    """Return one match."""
    match, answer = line.match, line.assessment
    state: Cell = (
        Badge("not decided", Tone.BAD) if answer is None else Items((badge(answer.status), Ref(answer.id)))
    )
    justification: Cell = ""
    if answer is not None:
        justification = listed((spelled(answer.justification or ""), answer.action_statement))
    return Row(
        (
            state,
            Items((Code(match.advisory), *(Code(alias) for alias in match.aliases))),
            Items((Code(match.component), Code(match.version), Note(match.deployable))),
            justification,
            badge(match.verdict),
            match.proof,
        ),
        tone=Tone.NEUTRAL if is_decided(line) else Tone.BAD,
    )


def _cannot_tell(context: Context) -> Table:
    """Return components the matcher could say nothing about."""
    return Table(
        name="cannot-tell",
        caption="Listed because unknown is not fine",
        columns=(
            Column("Deployable", is_narrow=True),
            Column("Component"),
            Column("Version", is_narrow=True),
            Column("Why"),
        ),
        rows=tuple(
            Row(
                (
                    item.deployable,
                    item.component,
                    Code(item.version) if item.version else or_unknown(""),
                    item.reason,
                )
            )
            for item in context.facts.matches.cannot_tell
        ),
        empty="Every component could be compared." if context.facts.matches.ran else "Nothing was matched.",
    )


def _assessments(context: Context) -> Table:
    """Return the assessments (practice 7.1b), those not decided first."""
    undecided = {"new", "under-investigation"}
    found = sorted(
        context.facts.records.of(Assessment), key=lambda item: (item.status not in undecided, item.id)
    )
    return Table(
        name="assessments",
        caption="Assessments, those not decided first",
        columns=(
            Column("Id", is_narrow=True),
            Column("Status", is_narrow=True, is_below=True),
            Column("Control", is_narrow=True, is_below=True),
            Column("Vulnerability"),
            Column("Component", is_below=True),
            Column("Release", is_below=True),
            Column("Justification"),
            Column("Reasoning", is_below=True),
            Column("Action"),
            Column("Decided", is_below=True),
            Column("Evidence", is_narrow=True),
            Column("Risks", is_narrow=True),
        ),
        rows=tuple(_assessment_row(context, item) for item in found),
        empty="No assessment is recorded.",
    )


def _assessment_row(context: Context, item: Assessment) -> Row:
    """Return one assessment."""
    vulnerability = context.facts.records.find(item.vulnerability, Vulnerability)
    line = context.control_lines.get(item.id)
    return Row(
        (
            Ref(item.id),
            badge(item.status),
            control_badge(line) if line else "",
            Items((Ref(item.vulnerability), Code(vulnerability.identifier)))
            if vulnerability
            else item.vulnerability,
            Code(item.component),
            Ref(item.release),
            spelled(item.justification or ""),
            item.detail,
            item.action_statement,
            instant(item.decided_at) if item.decided_at else Badge("not decided", Tone.UNKNOWN),
            refs(item.evidence),
            refs(item.risks),
        )
    )


def _recorded(context: Context) -> Table:
    """Return the vulnerabilities we became aware of."""
    records = context.facts.records
    return Table(
        name="vulnerabilities",
        caption="Vulnerabilities with when we became aware, scores and exploitation",
        columns=(
            Column("Id", is_narrow=True),
            Column("Public id", is_below=True),
            Column("Summary"),
            Column("Published"),
            Column("Aware", is_below=True),
            Column("Vectors"),
            Column("Known exploited", is_narrow=True),
            Column("Assessments", is_number=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    Code(item.identifier),
                    item.summary,
                    or_unknown(str(item.published_on or "")),
                    instant(item.aware_at),
                    listed(
                        [(f"{scorer}:", Code(vector)) for scorer, vector in item.vectors.items()],
                        or_unknown(""),
                    ),
                    f"since {item.known_exploited.added_on}" if item.known_exploited else "no entry recorded",
                    Number(len(records.linked_from(item.id, Assessment))),
                )
            )
            for item in records.of(Vulnerability)
        ),
        empty="No vulnerability is recorded.",
    )
