"""The trace: one line per threat, from the threat to the evidence, with breaks in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Items,
    Note,
    Ref,
    Row,
    Section,
    Strong,
    Table,
    listed,
)
from medward.dossier.chains import COLUMNS, Chain, diagram
from medward.dossier.counts import letter_of
from medward.dossier.plots.coverage import heat_map
from medward.dossier.tones import Tone
from medward.kernel.words import plural, spelled
from medward.threats.records import Disposition

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context


_EXAMPLE_BOXES = 14
"""Boxes of a chain that stay legible on A4 landscape."""


def trace(context: Context) -> Document:
    """Return the traceability page."""
    closed = sum(chain.is_closed for chain in context.chains)
    return Document(
        slug="trace",
        title="Traceability",
        lead=f"One line per threat on {context.release_label}: {closed} of {plural(len(context.chains), 'chain')} "
        f"hold, {len(context.chains) - closed} break. Breaks come first.",
        group="Risk",
        short="Trace",
        blocks=(
            Section("From threat to evidence", (_table(context),)),
            Section("An example", tuple(_example(context))),
            Section("Controls and their proof by category", (heat_map(context),)),
        ),
    )


def _table(context: Context) -> Table:
    """Return the trace table (practice 7.1b)."""
    return Table(
        name="trace",
        caption="Threat, risk, control, requirement, test, evidence",
        columns=(
            Column("State, and where it breaks"),
            *(Column(title, is_narrow=title != "Threat") for title in COLUMNS),
        ),
        rows=tuple(_row(context, chain) for chain in context.chains),
        empty="No threat is recorded, so nothing can be traced.",
    )


def _row(context: Context, chain: Chain) -> Row:
    """Return one line; decided threats that need no chain say so."""
    return Row(
        (
            chain_state(chain),
            (Ref(chain.threat.id), chain.threat.title),
            listed((Ref(item.id), Note(_cells(context, item.id))) for item in chain.risks),
            listed(Ref(item.id) for item in chain.controls),
            listed(Ref(item.id) for item in chain.requirements),
            listed(Ref(item.id) for item in chain.tests),
            listed(
                (Ref(item.id), Note(f"{spelled(item.result)} {item.run_at.date()}"))
                for item in chain.evidence
            ),
        ),
        tone=Tone.BAD if chain.breaks else Tone.NEUTRAL,
        anchor=chain.threat.id,
    )


def chain_state(chain: Chain) -> Cell:
    """Return whether a chain holds, with every break in words; a decided threat that needs none says so."""
    if chain.breaks:
        return (Badge("broken", Tone.BAD), Items(tuple(Strong(words) for words in chain.breaks)))
    if chain.threat.disposition in {Disposition.NOT_APPLICABLE, Disposition.ACCEPT}:
        return Badge(f"{spelled(chain.threat.disposition)}, no chain needed", Tone.NEUTRAL)
    return Badge("closed", Tone.GOOD)


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
    fitting = [pair for pair in sized if pair[0] <= _EXAMPLE_BOXES]
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
