"""Controls by the eight categories, with their requirements and whether they are proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.controls.records import Control, Requirement, SideEffectReview
from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Document,
    Note,
    Number,
    PageLink,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.tones import Tone
from medward.dossier.words import CATEGORY_WORDS, badge
from medward.kernel.words import plural
from medward.risk.records import Risk
from medward.verification.records import Test

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context
    from medward.verification.credit import Proof

_MEANING = text(
    "Verified means: at least one test has evidence on this release that passed, has not expired, and whose file is "
    "present and unaltered; and no newer run of any of its tests failed."
)


def controls(context: Context) -> Document:
    """Return the page on controls and requirements."""
    counts = context.counts
    return Document(
        slug="controls",
        title="Security controls and requirements",
        lead=f"{counts.controls_verified} of {plural(counts.controls, 'control')} and "
        f"{counts.requirements_verified} of {plural(counts.requirements, 'requirement')} "
        f"are verified on {context.release_label}.",
        group="Risk",
        short="Controls",
        blocks=(
            Section("The eight categories", (_MEANING, _summary(context))),
            *(_category(context, category, words) for category, words in CATEGORY_WORDS.items()),
            *_uncategorised(context),
            Section("Requirements", (_requirements(context),)),
            Section("Side-effect reviews", (_reviews(context),)),
        ),
    )


def _in(context: Context, category: str) -> list[Control]:
    """Return the controls of one category."""
    return [item for item in context.facts.records.of(Control) if category in item.fda_categories]


def _summary(context: Context) -> Table:
    """Return the table of eight rows."""
    return Table(
        name="control-categories",
        caption="Controls, requirements and proof per category; a control may count in several",
        columns=(
            Column("Category"),
            Column("Controls", is_number=True),
            Column("Controls verified", is_number=True),
            Column("Requirements verified", is_number=True),
            Column("State", is_narrow=True),
        ),
        rows=tuple(_summary_row(context, category, words) for category, words in CATEGORY_WORDS.items()),
        is_data=False,
    )


def _summary_row(context: Context, category: str, words: str) -> Row:
    """Return one of the eight rows."""
    facts = context.facts
    found = _in(context, category)
    wanted = dict.fromkeys(
        requirement.id for item in found for requirement in facts.records.linked_from(item.id, Requirement)
    )
    proven = sum(facts.requirements[name].verified for name in wanted if name in facts.requirements)
    done = sum(facts.controls[item.id].verified for item in found if item.id in facts.controls)
    if not found:
        state = Badge("no control", Tone.BAD)
    elif done == len(found):
        state = Badge("verified", Tone.GOOD)
    else:
        state = Badge(f"{len(found) - done} open", Tone.ATTENTION)
    return Row(
        (
            PageLink("controls", words, category),
            Number(len(found)),
            Number(done, len(found)),
            Number(proven, len(wanted)),
            state,
        )
    )


def _category(context: Context, category: str, words: str) -> Section:
    """Return the controls of one category in full."""
    table = _control_table(
        context, f"controls-{category}", f"Controls: {words.lower()}", _in(context, category)
    )
    return Section(words, (table,), anchor=category)


def _uncategorised(context: Context) -> list[Block]:
    """Return controls without a category, if there are any."""
    left = [item for item in context.facts.records.of(Control) if not item.fda_categories]
    if not left:
        return []
    return [
        Section(
            "Without a category",
            (_control_table(context, "controls-other", "Controls without a category", left),),
        )
    ]


def _control_table(context: Context, name: str, caption: str, found: list[Control]) -> Table:
    """Return a control table (practice 7.1b)."""
    return Table(
        name=name,
        caption=caption,
        columns=(
            Column("Id", is_narrow=True),
            Column("Control and design"),
            Column("Parameters"),
            Column("When it fails", is_below=True),
            Column("Risks", is_narrow=True),
            Column("Requirements", is_narrow=True, is_below=True),
            Column("Proof"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    (item.title, Note(item.design)),
                    item.parameters,
                    item.failure_mode or Badge("unknown", Tone.UNKNOWN),
                    refs(risk.id for risk in context.facts.records.linked_from(item.id, Risk)),
                    refs(found.id for found in context.facts.records.linked_from(item.id, Requirement)),
                    proof_cell(context.facts.controls.get(item.id)),
                )
            )
            for item in found
        ),
        empty="No control in this category. Record one, or a decision why none applies (V13).",
    )


def proof_cell(proof: Proof | None) -> Cell:
    """Return whether something is verified, with evidence or the reason against."""
    if proof is None:
        return badge("not computed")
    if proof.verified:
        return (Badge("verified", Tone.GOOD), *(Ref(name) for name in proof.evidence))
    return (Badge("not verified", Tone.BAD), proof.why_not)


def _requirements(context: Context) -> Table:
    """Return every requirement with its proof, open ones first."""
    facts = context.facts

    def key(item: Requirement) -> tuple[bool, str]:
        proof = facts.requirements.get(item.id)
        return proof is not None and proof.verified, item.id

    return Table(
        name="requirements",
        caption="Requirements and their proof, open ones first",
        columns=(
            Column("Id", is_narrow=True),
            Column("Requirement"),
            Column("Controls", is_narrow=True),
            Column("How verified", is_narrow=True),
            Column("Tests", is_narrow=True),
            Column("Status", is_narrow=True),
            Column("Proof"),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    item.text,
                    refs(item.controls),
                    item.verification,
                    refs(
                        (test.id for test in facts.records.linked_from(item.id, Test)),
                        Badge("no test", Tone.BAD),
                    ),
                    badge(item.status),
                    proof_cell(facts.requirements.get(item.id)),
                )
            )
            for item in sorted(facts.records.of(Requirement), key=key)
        ),
        empty="No requirement is recorded.",
    )


def _reviews(context: Context) -> Table:
    """Return what controls do to safety and usability."""
    return Table(
        name="side-effect-reviews",
        caption="What a control does to safety, usability and emergency access",
        columns=(
            Column("Id", is_narrow=True),
            Column("Control", is_narrow=True),
            Column("Situation"),
            Column("Effects"),
            Column("Result"),
            Column("Acceptable", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    Ref(item.control),
                    item.question,
                    listed(
                        (
                            f"Safety: {item.safety_effect}",
                            f"Usability: {item.usability_effect}",
                            f"Emergency access: {item.emergency_access_effect}",
                        )
                    ),
                    item.result,
                    Badge("yes", Tone.GOOD) if item.acceptable else Badge("no", Tone.BAD),
                )
            )
            for item in context.facts.records.of(SideEffectReview)
        ),
        empty="No side-effect review is recorded.",
    )
