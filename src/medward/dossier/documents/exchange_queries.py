"""What bears on the connections to systems of others: risks, tests, labelling; and how the model changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.controls.records import Label
from medward.dossier.blocks import Block, Column, Ref, Row, Table, listed, refs
from medward.dossier.counts import evidence_on_target
from medward.dossier.documents.interface_queries import outer_interfaces
from medward.dossier.pages.risk import rating_cell
from medward.dossier.words import badge, shown_instant
from medward.risk.records import Risk
from medward.threats.records import Threat
from medward.verification.records import Test

if TYPE_CHECKING:
    from medward.dossier.pages.context import Context

_MODEL: frozenset[str] = frozenset({"ELM", "IFC", "ZON", "THR", "AST", "ASM", "VIW", "SUC", "ATT"})
"""Prefixes of the records that make the threat model."""


def _threats(context: Context) -> list[Threat]:
    outer = {item.id for item in outer_interfaces(context)}
    return [item for item in context.facts.records.of(Threat) if item.target in outer]


def risks(context: Context) -> tuple[Block, ...]:
    """Return the risks of threats at these connections."""
    names = {item.id for item in _threats(context)}
    rows = []
    for item in context.facts.records.of(Risk):
        if names & set(item.threats):
            view = context.facts.risks.get(item.id)
            cells = (
                rating_cell(view.initial if view else None),
                rating_cell(view.residual if view else None),
            )
            controls = refs(item.controls, "none")
            rows.append(
                Row((Ref(item.id), item.title, refs(sorted(names & set(item.threats))), *cells, controls))
            )
    columns = (
        Column("Risk", is_narrow=True),
        Column("Title"),
        Column("Threats here", is_narrow=True),
        Column("Before", is_narrow=True),
        Column("After", is_narrow=True),
        Column("Controls", is_narrow=True),
    )
    caption = "Risks at connections to the outside"
    return (Table("exchange-risks", caption, columns, tuple(rows), "No risk is recorded there."),)


def tests(context: Context) -> tuple[Block, ...]:
    """Return the tests that show the mitigation of threats at these connections."""
    names = {item.id for item in _threats(context)}
    rows = []
    for item in context.facts.records.of(Test):
        if names & set(item.threats):
            newest = next(iter(evidence_on_target(context.facts, item.id)), None)
            result = (badge(newest.result), Ref(newest.id)) if newest else badge("not-run")
            rows.append(Row((Ref(item.id), item.title, refs(sorted(names & set(item.threats))), result)))
    columns = (
        Column("Test", is_narrow=True),
        Column("Title"),
        Column("Threats here", is_narrow=True),
        Column("Result", is_narrow=True),
    )
    caption = "Tests of threats at connections to the outside"
    return (Table("exchange-tests", caption, columns, tuple(rows), "No test is recorded there."),)


def labels(context: Context) -> tuple[Block, ...]:
    """Return what users are told about these connections."""
    outer = {item.id for item in outer_interfaces(context)}
    rows = tuple(
        Row((Ref(item.id), item.text, item.location, refs(sorted(outer & set(item.sources)))))
        for item in context.facts.records.of(Label)
        if outer & set(item.sources)
    )
    columns = (
        Column("Label", is_narrow=True),
        Column("Text"),
        Column("Where"),
        Column("Speaks of", is_narrow=True),
    )
    caption = "Labelling about connections to the outside"
    return (Table("exchange-labels", caption, columns, rows, "No label speaks of them."),)


def model_changes(context: Context) -> tuple[Block, ...]:
    """Return the changesets of the ledger that touched the model."""
    rows = []
    for change in context.facts.changesets:
        touched = [name for name, _ in change.records if name.split("-")[1] in _MODEL]
        if touched:
            shown = listed((*(Ref(name) for name in touched[:6]), f"{len(touched)} in all"))
            rows.append(Row((str(change.seq), shown_instant(change.at), change.author, change.reason, shown)))
    columns = (
        Column("No", is_narrow=True),
        Column("When", is_narrow=True),
        Column("Who", is_narrow=True),
        Column("Reason"),
        Column("Records of the model"),
    )
    empty = "The ledger holds no change of the model yet."
    return (Table("model-changes", "Changes of the model", columns, tuple(rows), empty),)
