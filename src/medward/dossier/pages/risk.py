"""Risk: the matrix before and after controls, the risk table, and why each number is what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Block,
    Cell,
    Column,
    Details,
    Document,
    Field,
    Items,
    KeyValues,
    Matrix,
    MatrixCell,
    Note,
    Notice,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.counts import letter_of
from medward.dossier.tones import Tone
from medward.dossier.words import CLASS_WORDS, badge, class_badge
from medward.governance.policies import Policy, RiskMatrix
from medward.governance.records import Decision
from medward.kernel.words import plural, spelled
from medward.risk.matrix import column_of
from medward.risk.records import Harm, Risk, SafetyTransfer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from medward.dossier.pages.context import Context
    from medward.risk.evaluate import Rating, RiskView

_ORDER = {"U": 0, "unknown": 1, "R": 2, "A": 3}


def risk(context: Context) -> Document:
    """Return the risk page."""
    counts = context.counts
    return Document(
        slug="risk",
        title="Security risk assessment",
        lead=f"{plural(counts.risks, 'risk')}. Before controls: {_spread(counts.initial)}. "
        f"After verified controls: {_spread(counts.residual)}.",
        group="Risk",
        short="Risks",
        blocks=(
            *_matrices(context),
            Section("Risks", (_table(context),)),
            Section("Why these numbers", tuple(_why(context))),
            Section("Harms from the safety file", (_harms(context),)),
            Section("Safety transfer", (_transfers(context),)),
        ),
    )


def _spread(counted: Mapping[str, int]) -> str:
    """Return `3 acceptable, 2 need ..., 1 unacceptable`."""
    parts = [
        plural(counted[letter], word, word.replace("needs a", "need a"))
        for letter, word in CLASS_WORDS.items()
        if counted.get(letter)
    ]
    if counted.get("unknown"):
        parts.append(f"{counted.get('unknown')} unknown")
    return ", ".join(parts) or "none"


def _matrices(context: Context) -> list[Block]:
    """Return the matrix before and after, or say that there is no policy."""
    policy = context.facts.matrix
    if policy is None or not isinstance(policy.rule, RiskMatrix):
        return [
            Notice(
                "No risk matrix",
                ("No effective policy of kind risk-matrix is in the file, so no risk has a cell.",),
                Tone.BAD,
            )
        ]
    source = Ref(policy.id) if policy.id in context.facts.records else "shipped default"
    legend = text(
        f"Matrix {policy.label} (", source, "). A acceptable, R needs a signed benefit-risk decision, "
        "U unacceptable. A multi-patient risk is read one column to the right, and stands there.",
    )  # fmt: skip
    return [
        Section(
            "Risk matrix",
            (
                legend,
                _matrix(context, policy, policy.rule, "initial"),
                _matrix(context, policy, policy.rule, "residual"),
            ),
        ),
    ]


def _matrix(context: Context, policy: Policy, rule: RiskMatrix, which: str) -> Matrix:
    """Return one matrix with the ids in its cells."""
    placed: dict[tuple[str, str], list[str]] = {}
    for item in context.facts.risks.values():
        rating = item.initial if which == "initial" else item.residual
        if letter_of(rating) != "unknown":
            column = column_of(rule, rating.exploitability, multi_patient=item.multi_patient)
            placed.setdefault((rating.severity, column), []).append(item.id)
    words = {"initial": "Before controls", "residual": "After verified controls"}
    return Matrix(
        caption=f"{words[which]} ({policy.label})",
        rows=tuple(
            (
                severity,
                tuple(
                    MatrixCell(letter, tuple(sorted(placed.get((severity, column), ()))))
                    for column, letter in zip(rule.exploitabilities, rule.cells[severity], strict=True)
                ),
            )
            for severity in reversed(rule.severities)
        ),
        columns=rule.exploitabilities,
    )


def _ordered(context: Context) -> Sequence[Risk]:
    """Return risks, worst residual first, unknown before acceptable."""

    def key(item: Risk) -> tuple[int, str]:
        rating = context.facts.risks.get(item.id)
        return _ORDER[letter_of(rating.residual if rating else None)], item.id

    return sorted(context.facts.records.of(Risk), key=key)


def _table(context: Context) -> Table:
    """Return the risk table (practice 7.1b)."""
    return Table(
        name="risks",
        caption="Risks, worst residual first",
        columns=(
            Column("Id", is_narrow=True),
            Column("Risk"),
            Column("Harm", is_below=True),
            Column("Threats", is_narrow=True),
            Column("Controls", is_narrow=True),
            Column("Initial", is_narrow=True),
            Column("Residual", is_narrow=True),
            Column("Status", is_narrow=True),
            Column("Decision", is_below=True),
            Column("Policy", is_below=True),
        ),
        rows=tuple(_row(context, item) for item in _ordered(context)),
        empty="No risk is recorded.",
    )


def _row(context: Context, item: Risk) -> Row:
    """Return one line of the risk table."""
    rating = context.facts.risks.get(item.id)
    decisions = [found.id for found in context.facts.records.linked_from(item.id, Decision)]
    return Row(
        (
            Ref(item.id),
            (item.title, badge("multi-patient")) if item.multi_patient else item.title,
            Items(tuple(_harm(context, harm) for harm in item.harms)) if item.harms else "no patient harm",
            refs(item.threats),
            refs(item.controls, "none"),
            rating_cell(rating.initial if rating else None),
            rating_cell(rating.residual if rating else None),
            _status(item, rating),
            refs(decisions, "none"),
            listed(rating.policies if rating else (), item.policy_version),
        ),
        anchor=item.id,
    )


def _status(item: Risk, view: RiskView | None) -> Cell:
    """Return the recorded state, and that the facts reopen it when they do."""
    if view is None or view.derived_status == item.status:
        return badge(item.status)
    return Items((badge(view.derived_status), Note(f"recorded as {item.status}")))


def _harm(context: Context, identity: str) -> Cell:
    """Return a harm with its severity."""
    harm = context.facts.records.find(identity, Harm)
    return (Ref(identity), f"{harm.severity}") if harm else identity


def rating_cell(rating: Rating | None) -> Cell:
    """Return class letter, exploitability and severity."""
    if rating is None or letter_of(rating) == "unknown":
        return class_badge("")
    return (class_badge(rating.cell), f"{rating.exploitability} {rating.severity}")


def _why(context: Context) -> list[Block]:
    """Return the explanation of each risk, to be opened."""
    blocks: list[Block] = [
        Details(
            f"{item.id}  {item.title}",
            (_of_record(explanation(context, context.facts.risks[item.id]), item.id),),
        )
        for item in _ordered(context)
        if item.id in context.facts.risks
    ]
    return blocks or [text("No risk was evaluated.")]


def _of_record(told: KeyValues, identity: str) -> KeyValues:
    """Return an explanation that begins with the record it is about."""
    return KeyValues((Field("Record", Ref(identity)), *told.fields))


def explanation(context: Context, view: RiskView) -> KeyValues:
    """Return how a risk's cells came about, line by line."""
    parts = context.facts.explanations.get(view.id, ())
    return KeyValues(
        (
            Field("Initial", rating_cell(view.initial)),
            Field("Residual", rating_cell(view.residual)),
            *((Field("Reopened because", listed(view.causes)),) if view.causes else ()),
            *(Field(part.heading, listed(part.lines, "none")) for part in parts),
        )
    )


def _harms(context: Context) -> Table:
    """Return the harms and where their severity comes from."""
    return Table(
        name="harms",
        caption="Harms; their severity is owned by the safety file",
        columns=(
            Column("Id", is_narrow=True),
            Column("Hazard", is_narrow=True),
            Column("Harm"),
            Column("Hazardous situation"),
            Column("Severity", is_narrow=True),
            Column("In safety file", is_narrow=True),
            Column("Safety file", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    item.hazard,
                    item.harm,
                    item.situation,
                    item.severity,
                    item.safety_file_severity
                    if item.severity == item.safety_file_severity
                    else (item.safety_file_severity, badge("differs")),
                    item.safety_file,
                )
            )
            for item in context.facts.records.of(Harm)
        ),
        empty="No harm is recorded.",
    )


def _transfers(context: Context) -> Table:
    """Return what was handed between the two risk files."""
    return Table(
        name="safety-transfers",
        caption="What one risk file handed to the other",
        columns=(
            Column("Id", is_narrow=True),
            Column("Direction", is_below=True),
            Column("Risk", is_narrow=True),
            Column("Harm", is_narrow=True, is_below=True),
            Column("Subject"),
            Column("Decision"),
            Column("Status", is_narrow=True),
        ),
        rows=tuple(
            Row(
                (
                    Ref(item.id),
                    spelled(item.direction),
                    Ref(item.risk) if item.risk else "",
                    Ref(item.harm),
                    item.subject,
                    item.decision,
                    badge(item.status),
                )
            )
            for item in context.facts.records.of(SafetyTransfer)
        ),
        empty="Nothing was handed over yet.",
    )
