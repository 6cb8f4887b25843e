"""Threats: dispositions with reasons, generated candidates, and the completeness cross-check."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Bar,
    BarPart,
    Bars,
    Block,
    Cell,
    Code,
    Column,
    Document,
    Field,
    KeyValues,
    Notice,
    Number,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
)
from medward.dossier.pages.trees import trees
from medward.dossier.tones import Tone
from medward.dossier.words import STRIDE_WORDS
from medward.governance.records import Decision
from medward.kernel.words import plural, running, spelled
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.dossier.counts import Counts
    from medward.dossier.facts import Candidates
    from medward.dossier.pages.context import Context
    from medward.threats.records import ExternalReference

_TONES = {
    Disposition.MITIGATE: Tone.GOOD,
    Disposition.NOT_APPLICABLE: Tone.NEUTRAL,
    Disposition.ACCEPT: Tone.ATTENTION,
    Disposition.TRANSFER: Tone.ATTENTION,
    Disposition.UNDECIDED: Tone.BAD,
}


def threats(context: Context) -> Document:
    """Return the threat page."""
    counts = context.counts
    return Document(
        slug="threats",
        title="Threat model",
        lead=f"{plural(counts.threats, 'threat')} answer {counts.candidates} candidates per interaction "
        f"and {len(context.facts.candidates.from_rules)} of rules; "
        f"{counts.candidates_element} per element serve as the cross-check.",
        group="Design",
        short="Threats",
        blocks=(
            _completeness(context),
            Section("Dispositions", (_bars(context),)),
            Section("Threats", (_table(context),)),
            Section("Candidates per interaction", (_letters(context), _candidates(context))),
            Section("Attack trees", trees(context)),
        ),
    )


def _completeness(context: Context) -> Block:
    """Return the numbers of both methods and what is not covered."""
    counts, candidates = context.counts, context.facts.candidates
    open_points = (candidates.uncovered, candidates.stale, candidates.vanished)
    gaps = counts.undecided_candidates + sum(map(len, open_points))
    notice = Notice(
        "The model is not fully covered", (f"{plural(gaps, 'open point')} below.",), Tone.ATTENTION
    )
    return Section("Completeness", (*((notice,) if gaps else ()), KeyValues(_coverage(counts, candidates))))


def _coverage(counts: Counts, candidates: Candidates) -> tuple[Field, ...]:
    """Return how many candidates each method gave, and what no threat answers."""
    none = Badge("none", Tone.GOOD)
    crossings = f"candidates on {counts.crossings} boundary crossings and on flows inside zones"
    return (
        Field("STRIDE per interaction", (Number(counts.candidates), crossings)),
        Field(
            "STRIDE per element", (Number(counts.candidates_element), "candidates, used as the cross-check")
        ),
        Field("Candidates without a decision", Number(counts.undecided_candidates, counts.candidates)),
        Field("Rules for medical devices", (Number(len(candidates.from_rules)), _of_rules(candidates))),
        Field("Elements without a threat", refs(candidates.uncovered, none)),
        Field("Threats whose target changed since", refs((item.threat for item in candidates.stale), none)),
        Field(
            "Answers to candidates the model no longer produces",
            listed([(Ref(item.threat), Code(item.key)) for item in candidates.vanished], none),
        ),
    )


def _of_rules(candidates: Candidates) -> str:
    """Return how many candidates of the rules are open, and how often a rule could not tell."""
    waiting = sum(answer.is_open for answer in candidates.from_rules)
    unsure = plural(candidates.rules_cannot_tell, "question")
    return f"candidates, {waiting} without a decision; {unsure} the model does not answer"


def _bars(context: Context) -> Bars:
    """Return the dispositions of threats and of candidates as bars."""
    answered = Counter(str(answer.disposition) for answer in context.facts.candidates.answers)
    return Bars(
        "What was decided",
        (
            Bar("Threats", _parts(context.counts.dispositions)),
            Bar("Candidates", _parts(answered)),
        ),
    )


def _parts(numbers: Mapping[str, int]) -> tuple[BarPart, ...]:
    """Return a bar's parts in a fixed order."""
    return tuple(BarPart(spelled(kind), numbers.get(str(kind), 0), tone) for kind, tone in _TONES.items())


def _table(context: Context) -> Table:
    """Return the threat table (practice 7.1b), undecided ones first."""
    found = sorted(
        context.facts.records.of(Threat),
        key=lambda item: (item.disposition is not Disposition.UNDECIDED, item.target, item.id),
    )
    return Table(
        name="threats",
        caption="Threats by target, with disposition and reason",
        columns=(
            Column("Id", is_narrow=True),
            Column("Target"),
            Column("STRIDE", is_below=True),
            Column("Threat"),
            Column("Known as", is_below=True),
            Column("Disposition", is_narrow=True),
            Column("Reason"),
            Column("Risks", is_narrow=True),
        ),
        rows=tuple(_row(context, threat) for threat in found),
        empty="No threat is recorded. `medward threats generate` lists the candidates.",
    )


def _row(context: Context, threat: Threat) -> Row:
    """Return one line of the threat table."""
    return Row(
        (
            Ref(threat.id),
            context.named(threat.target),
            " ".join(threat.stride),
            threat_sentence(threat),
            listed([Code(_known_as(item)) for item in threat.references]),
            Badge(spelled(threat.disposition), _TONES[threat.disposition]),
            _reason(context, threat),
            refs(risk.id for risk in context.facts.records.linked_from(threat.id, Risk)),
        )
    )


def _known_as(item: ExternalReference) -> str:
    """Return source and id of a reference; CAPEC and CWE ids name their source already."""
    return item.id if item.id.startswith(f"{item.source}-") else f"{item.source} {item.id}"


def threat_sentence(threat: Threat) -> Cell:
    """Return title and sentence of a threat."""
    sentence = " ".join(
        filter(None, (threat.actor, f"at {threat.entry}:" if threat.entry else "", running(threat.action)))
    )
    return f"{sentence.rstrip('.')}, so that {running(threat.effect)}" if threat.effect else sentence


def _reason(context: Context, threat: Threat) -> Cell:
    """Return the reason of a disposition, its own or the bulk decision's."""
    decision = context.facts.records.find(threat.bulk, Decision)
    parts = [threat.reason] if threat.reason else []
    if decision is not None:
        return (*parts, Ref(decision.id), decision.rationale)
    return parts[0] if parts else Badge("none", Tone.UNKNOWN)


def _letters(context: Context) -> Table:
    """Return candidates by letter."""
    letters = Counter(str(answer.candidate.stride) for answer in context.facts.candidates.answers)
    other = Counter(str(item.stride) for item in context.facts.candidates.per_element)
    return Table(
        name="candidates-by-letter",
        caption="Candidates by letter",
        columns=(
            Column("STRIDE"),
            Column("Per interaction", is_number=True),
            Column("Per element", is_number=True),
        ),
        rows=(
            *(
                Row((f"{letter}  {word}", Number(letters[letter]), Number(other[letter])))
                for letter, word in STRIDE_WORDS.items()
            ),
            Row(("Total", Number(context.counts.candidates), Number(context.counts.candidates_element))),
        ),
        is_data=False,
    )


def _candidates(context: Context) -> Table:
    """Return every candidate with its answer."""
    found = sorted(context.facts.candidates.answers, key=lambda answer: not answer.is_open)
    return Table(
        name="candidates",
        caption="Every candidate and the threat that answers it",
        columns=(
            Column("Target"),
            Column("Candidate", is_below=True),
            Column("STRIDE", is_narrow=True),
            Column("Zones", is_narrow=True),
            Column("Disposition", is_narrow=True),
            Column("Threats"),
        ),
        rows=tuple(
            Row(
                (
                    (Ref(answer.candidate.target), context.facts.records.title_of(answer.candidate.target)),
                    Code(answer.candidate.key),
                    STRIDE_WORDS[str(answer.candidate.stride)],
                    f"{answer.candidate.from_zone} to {answer.candidate.to_zone}",
                    Badge(spelled(answer.disposition), _TONES[answer.disposition]),
                    refs(answer.threats, Badge("no threat", Tone.BAD)),
                )
            )
            for answer in found
        ),
        empty="No candidate was generated: the model has no interface.",
    )
