"""Rows of the catalogue in words and as JSON; a row nobody checked never looks like an authority's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.catalogue.applicability import condition_of
from medward.catalogue.catalogue import standing
from medward.catalogue.marks import Mark
from medward.errors import NotFoundError
from medward.kernel.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from medward.catalogue.applicability import Applies
    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.clock import Clock
    from medward.catalogue.corrections import Correction
    from medward.catalogue.crosswalk import Place, Related
    from medward.catalogue.outline import Outline, OutlineSection
    from medward.catalogue.pack import Clause, Expectation, Pack
    from medward.kernel.canonical import JsonValue


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was found, both ways."""

    lines: tuple[str, ...]
    as_json: dict[str, JsonValue]


def found_rows(catalogue: Catalogue, name: str, today: date) -> list[Row]:
    """Return everything that goes by a name: an instrument and a clause may share one.

    Raises:
        NotFoundError: Nothing does.
    """
    rows = [_pack_row(pack, catalogue, today) for pack in catalogue.packs if name in {pack.code, pack.urn}]
    for pack in catalogue.packs:
        rows += [_clause_row(one, pack, catalogue) for one in pack.clauses if one.id == name]
        rows += [_clock_row(one, pack, catalogue) for one in pack.clocks if one.id == name]
    rows += [_expectation_row(one, catalogue) for one in catalogue.expectations if one.id == name]
    rows += [_outline_row(one, catalogue) for one in catalogue.outlines if one.id == name]
    rows += [_correction_row(one, catalogue) for one in catalogue.corrections if one.id == name]
    if not rows:
        raise NotFoundError(
            f"the catalogue has nothing called {name!r}",
            hint="`medward catalogue list` shows the instruments, `medward catalogue show CODE` their clauses.",
        )
    return rows


def applies_json(one: Applies) -> dict[str, JsonValue]:
    """Return a verdict."""
    return {
        "id": one.id,
        "instrument": one.pack.code,
        "jurisdiction": one.pack.jurisdiction,
        "verdict": one.verdict,
        "why": list(one.reasons),
        "via": one.via,
        "edition": one.edition.id if one.edition else "",
    }


def place_json(one: Place) -> dict[str, JsonValue]:
    """Return a clause of an expectation."""
    return {
        "clause": one.clause.id,
        "instrument": one.pack.code,
        "ref": one.clause.ref,
        "relation": one.relation.value,
        "relation_confidence": one.confidence.value,
        "clause_confidence": one.clause.confidence.value,
        "met_with_it": one.is_met_by_it,
    }


def related_json(one: Related, catalogue: Catalogue) -> dict[str, JsonValue]:
    """Return how a clause stands to another."""
    return {
        "clause": one.target,
        "instrument": one.pack.code,
        "jurisdiction": one.pack.jurisdiction,
        "relation": one.relation.value if one.relation else None,
        "relation_confidence": one.confidence.value,
        "clause_confidence": catalogue.clause(one.target).confidence.value,
        "through": list(one.through),
        "met_with_it": one.is_met_by_it,
    }


def related_words(one: Related, catalogue: Catalogue) -> str:
    """Return how a clause stands to another, on one line."""
    clause = catalogue.clause(one.target)
    how = one.relation.value if one.relation else "cannot tell"
    met = ", met with it" if one.is_met_by_it else ""
    marks = f"relation {one.confidence.value}, clause {clause.confidence.value}"
    return f"{one.target} {clause.ref}: {how}{met}, through {', '.join(one.through)} ({marks})"


def legend(marks: Iterable[Mark]) -> str:
    """Return what the letters of marks say, the surest first; empty when there is none."""
    used = set(marks)
    return "; ".join(f"{mark.value}: {mark.words}" for mark in Mark if mark in used)


def _pack_row(pack: Pack, catalogue: Catalogue, today: date) -> Row:
    """Return an instrument with its editions and the list of its clauses."""
    lines = [
        f"{pack.code}  {pack.title}",
        f"{pack.issuer}; {pack.number}; {pack.jurisdiction}, {pack.force.value}; {pack.urn}",
        f"Asks: {pack.asks}",
        f"Licence: {pack.licence}",
        _marked(pack.confidence),
        f"On {today}: {standing(pack, today).words}",
        "Editions, oldest first:",
    ]
    for edition in pack.editions:
        stage = "" if edition.stage.value == "adopted" else ", a proposal, not law"
        dates = f"issued {edition.issued or 'not known'}, applies from {edition.applies_from or 'not known'}"
        until = f" until {edition.applies_until}" if edition.applies_until else ""
        lines.append(f"  {edition.id}{stage}: {dates}{until}{edition.confidence.caution}")
        lines += [f"    {edition.note}"] if edition.note else []
    lines += _sources({key for edition in pack.editions for key in edition.sources}, pack, catalogue)
    lines += [f"Applies: {condition_of(catalogue, pack).text}"]
    for clause in pack.clauses:
        lines.append(f"  {clause.id} {clause.ref}: {clause.text}{clause.confidence.caution}")
    for clock in pack.clocks:
        lines.append(f"  {clock.id} {clock.citation}: {clock.duty}{clock.confidence.caution}")
    for change in pack.upcoming:
        lines.append(f"  {change.id} {change.on}: {change.what}{change.confidence.caution}")
    named = [one.id for one in catalogue.outlines if pack.code in one.instruments]
    lines += [f"Outlines: {', '.join(named)}"] if named else []
    wrong = [one.id for one in catalogue.corrections if pack.code in one.about]
    lines += [f"Wrong claims about it: {', '.join(wrong)}"] if wrong else []
    lines.append(f"{plural(len(pack.clauses), 'clause')}, {plural(len(pack.clocks), 'clock')}.")
    return Row(tuple(lines), {"type": "instrument", **pack.model_dump(mode="json")})


def _clause_row(clause: Clause, pack: Pack, catalogue: Catalogue) -> Row:
    """Return a clause with everything known of it."""
    force = (clause.force or pack.force).value
    lines = [f"{clause.id}  {pack.code} {clause.ref} ({pack.jurisdiction}, {force})"]
    lines += _own_words(clause.confidence, clause.text)
    lines += [f"When: {', '.join(phase.value for phase in clause.phase)}", f"Shown by: {clause.evidence}"]
    lines += [f"  {code}: {catalogue.deliverables[code]}" for code in clause.deliverables]
    lines += [f"Queries: {', '.join(catalogue.queries_of(clause)) or 'none'}"]
    lines += [f"Applies: {condition_of(catalogue, pack, clause).text}"]
    lines += [f"Also in: {', '.join(clause.also_in)}"] if clause.also_in else []
    for name, how in clause.expectations.items():
        title = catalogue.expectation(name).title
        lines.append(f"{name} {how.value} (relation: {clause.relation_confidence.words}): {title}")
    lines += [f"From edition {clause.since} on."] if clause.since else []
    lines += [f"Until edition {clause.until}."] if clause.until else []
    for wording in clause.earlier:
        was = "; ".join(filter(None, (wording.ref, wording.text)))
        lines.append(f"Until edition {wording.until}: {was}")
    lines += _sources(clause.sources, pack, catalogue)
    row = {"type": "clause", "instrument": pack.code, **clause.model_dump(mode="json")}
    return Row(tuple(lines), row)


def _clock_row(clock: Clock, pack: Pack, catalogue: Catalogue) -> Row:
    """Return the definition of a clock."""
    lines = [f"{clock.id}  {pack.code} {clock.citation} ({pack.jurisdiction})"]
    lines += _own_words(clock.confidence, clock.duty)
    lines += ["A proposal, not law: shown, never raised as a duty."] if clock.proposed else []
    lines += [f"Trigger: {clock.trigger}", f"When: {clock.when}", f"Owed by: {clock.of}"]
    for stage in clock.stages:
        name = f"{stage.name}: " if stage.name else ""
        readings = f"; may also start with {', '.join(stage.readings)}" if stage.readings else ""
        lines.append(f"  {name}{stage.words} (starts with {stage.start}{readings})")
    lines += [f"To: {clock.recipient}", f"By: {clock.channel}"]
    lines += [f"Then: {clock.follow_up}"] if clock.follow_up else []
    lines += [f"Shortens: {', '.join(clock.replaces)}"] if clock.replaces else []
    lines += [f"Note: {clock.note}"] if clock.note else []
    lines += _sources(clock.sources, pack, catalogue)
    return Row(tuple(lines), {"type": "clock", "instrument": pack.code, **clock.model_dump(mode="json")})


def _expectation_row(one: Expectation, catalogue: Catalogue) -> Row:
    """Return a common expectation with the clauses that ask for it."""
    lines = [
        f"{one.id}  {one.title}",
        "Common expectation: our grouping of what authorities ask, not an authority's statement.",
        f"Shown by: {one.artefact}",
        f"Queries: {', '.join(one.shown_by)}",
    ]
    names: dict[str, list[str]] = {}
    for pack in catalogue.packs:
        for clause in pack.clauses:
            if one.id in clause.expectations:
                names.setdefault(pack.jurisdiction, []).append(clause.id)
    lines += [f"  {place}: {', '.join(found)}" for place, found in names.items()]
    clauses: dict[str, JsonValue] = {place: [*found] for place, found in names.items()}
    return Row(tuple(lines), {"type": "expectation", **one.model_dump(mode="json"), "clauses": clauses})


def _outline_row(one: Outline, catalogue: Catalogue) -> Row:
    """Return the outline of a document."""
    lines = [f"{one.id}  {one.title} ({one.jurisdiction})", _marked(one.confidence)]
    lines += [f"Answers: {', '.join(one.instruments)}"] if one.instruments else []
    for section in one.sections:
        lines.append(f"  {section.number}  {section.title}")
        lines += [f"      {words}" for words in _part_words(section, catalogue)]
    lines += _sources(one.sources, None, catalogue)
    return Row(tuple(lines), {"type": "outline", **one.model_dump(mode="json")})


def _part_words(part: OutlineSection, catalogue: Catalogue) -> Iterator[str]:
    """Yield what a part must say, what answers it and which instruments ask for it."""
    if part.text:
        yield part.text
    if part.answered_by:
        yield f"Answered by: {'; '.join(map(catalogue.answer_words, part.answered_by))}"
    if part.asked_by:
        yield f"Asked by: {', '.join(part.asked_by)}"


def _correction_row(one: Correction, catalogue: Catalogue) -> Row:
    """Return a wrong claim with what is right."""
    lines = [f"{one.id}", f"Wrong: {one.wrong}", f"Right: {one.right}", _marked(one.confidence)]
    lines += _sources(one.sources, None, catalogue)
    return Row(tuple(lines), {"type": "correction", **one.model_dump(mode="json")})


def _own_words(mark: Mark, text: str) -> list[str]:
    """Return a text of ours so that nobody takes it for the authority's."""
    head = "In our words" if mark.is_checked else mark.words.capitalize()
    return [f"{head}: {text}", _marked(mark)]


def _marked(mark: Mark) -> str:
    """Return a mark in words."""
    return f"Confidence {mark.value}: {mark.words}."


def _sources(keys: Iterable[str], pack: Pack | None, catalogue: Catalogue) -> list[str]:
    """Return sources in words."""
    found = []
    for key in sorted(keys) if isinstance(keys, set) else keys:
        words = catalogue.source_words(pack, key) if pack else catalogue.sources[key]
        found.append(f"Source {key}: {words}")
    return found
