"""The trace: one line per threat, from the threat to the evidence, with breaks in words."""

from __future__ import annotations

from medward.controls.records import Control
from medward.dossier.blocks import (
    Badge,
    Bar,
    BarPart,
    Bars,
    Block,
    Column,
    Document,
    Figure,
    Items,
    PageLink,
    Ref,
    Row,
    Section,
    Table,
    Tone,
    listed,
)
from medward.dossier.chains import COLUMNS, Chain, diagram
from medward.dossier.counts import letter_of
from medward.dossier.pages.context import Context
from medward.dossier.words import CATEGORY_WORDS, badge, plural
from medward.threats.records import Disposition


def trace(context: Context) -> Document:
    """Return the traceability page."""
    closed = sum(chain.is_closed for chain in context.chains)
    return Document(
        slug="trace",
        title="Traceability",
        lead=f"One line per threat on {context.release_label}: {closed} of {plural(len(context.chains), 'chain')} hold, "
        f"{len(context.chains) - closed} break. Breaks come first.",
        group="Risk",
        short="Trace",
        blocks=(
            Section("From threat to evidence", (_table(context),)),
            Section("An example", tuple(_example(context))),
            Section("Controls and their proof by category", (_heat(context),)),
        ),
    )


def _table(context: Context) -> Table:
    """Return the trace table (practice 7.1b)."""
    return Table(
        name="trace",
        caption="Threat, risk, control, requirement, test, evidence",
        columns=(
            Column("State", is_narrow=True),
            *(Column(title, is_narrow=title not in {"Threat", "Evidence"}) for title in COLUMNS),
            Column("Where it breaks"),
        ),
        rows=tuple(_row(context, chain) for chain in context.chains),
        empty="No threat is recorded, so nothing can be traced.",
    )


def _row(context: Context, chain: Chain) -> Row:
    """Return one line; decided threats that need no chain say so."""
    needs_none = chain.threat.disposition in {Disposition.NOT_APPLICABLE, Disposition.ACCEPT}
    if chain.breaks:
        state = Badge("broken", Tone.BAD)
    else:
        state = Badge("decided" if needs_none else "closed", Tone.NEUTRAL if needs_none else Tone.GOOD)
    return Row(
        (
            state,
            (Ref(chain.threat.id), chain.threat.title),
            listed((Ref(item.id), _cells(context, item.id)) for item in chain.risks),
            listed(Ref(item.id) for item in chain.controls),
            listed(Ref(item.id) for item in chain.requirements),
            listed(Ref(item.id) for item in chain.tests),
            listed((Ref(item.id), badge(item.result), f"{item.run_at.date()}") for item in chain.evidence),
            Items(tuple(Badge(words, Tone.BAD) for words in chain.breaks))
            if chain.breaks
            else f"{chain.threat.disposition.replace('-', ' ')}, no chain needed"
            if needs_none
            else "",
        ),
        tone=Tone.BAD if chain.breaks else Tone.NEUTRAL,
        anchor=chain.threat.id,
    )


def _cells(context: Context, identity: str) -> str:
    """Return a risk's cells before and after as letters."""
    rating = context.facts.risks.get(identity)
    if rating is None:
        return "not computed"
    return f"{letter_of(rating.initial)} to {letter_of(rating.residual)}"


def _example(context: Context) -> list[Block]:
    """Draw the closed chain with the most records that still fits on a page."""
    sized = [
        (len(chain.controls) + len(chain.requirements) + len(chain.tests), chain)
        for chain in context.chains
        if chain.is_closed and chain.evidence
    ]
    fitting = [pair for pair in sized if pair[0] <= 14]  # noqa: PLR2004 - boxes that stay legible on A4 landscape
    if not fitting:
        return []
    _, chain = max(fitting, key=lambda pair: (pair[0], pair[1].threat.id))
    return [
        Figure(
            f"chain-{chain.threat.id}",
            diagram(context.facts, chain),
            f"{chain.threat.id}: {chain.threat.title}",
            "Threat, risks, controls, requirements, tests and evidence from left to right, each linked to the next.",
        )
    ]


def _heat(context: Context) -> Bars:
    """Return verified and open controls per category."""
    facts = context.facts
    bars = []
    for category, words in CATEGORY_WORDS.items():
        found = [item for item in facts.records.of(Control) if category in item.fda_categories]
        proven = sum(facts.controls[item.id].verified for item in found if item.id in facts.controls)
        bars.append(
            Bar(
                PageLink("controls", words, category),
                (BarPart("verified", proven, Tone.GOOD), BarPart("not verified", len(found) - proven, Tone.BAD)),
            )
        )
    return Bars("Controls by category; a control in two categories counts in both", tuple(bars))
