"""What changed since the release before, and what that means for security and for a new submission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Release
from medward.dossier.blocks import Badge, Block, Cell, Column, Note, Notice, Ref, Row, Table, listed, refs
from medward.dossier.disclosure.evidence import live
from medward.dossier.tones import Tone
from medward.dossier.words import badge
from medward.governance.records import Change, Decision

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


def since_the_release_before(context: Context) -> tuple[Block, ...]:
    """Return the changes a release carries, each with its answers; a modification without one is not silent.

    Source: FDA-PMG VII.D (524B-15 to 524B-17): what a submission for a modification tells.
    """
    release = context.facts.release
    before = context.facts.records.find(release.previous, Release) if release and release.previous else None
    if release is None or before is None:
        return (Notice("First release", ("No release before this one is recorded.",), Tone.NEUTRAL),)
    found = [one for one in live(Change, context.facts) if one.release == release.id]
    columns = (
        Column("Change", is_narrow=True),
        Column("What and why"),
        Column("Effect on security"),
        Column("New submission"),
        Column("Components"),
        Column("Tests run again", is_narrow=True),
    )
    caption = f"Changes from {before.release_version} to {release.release_version}"
    empty = f"No change from {before.release_version} to {release.release_version} is recorded."
    return (Table("changes", caption, columns, tuple(_row(one, context) for one in found), empty),)


def _row(one: Change, context: Context) -> Row:
    answers, unknown = one.impact, Badge("unknown", Tone.UNKNOWN)
    decision = context.facts.records.find(one.decision, Decision) if one.decision else None
    asked: list[Cell] = [answers.submission] if answers else [unknown]
    if decision:
        asked.append((Ref(decision.id), Note(decision.outcome)))
    return Row(
        (
            (Ref(one.id), badge(one.status)),
            (one.title, Note(f"{one.what} {one.why}")),
            answers.security if answers else unknown,
            listed(asked),
            answers.sbom if answers else unknown,
            refs(one.regression, "none"),
        ),
        anchor=one.id,
    )
