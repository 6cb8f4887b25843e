"""What a pack holds: one law, guidance or standard with its editions, clauses, clocks and dated changes.

A pack is content, not code: a YAML file below `packs/`, in our own words, with
the source and the confidence mark of every row. Editions stay in the data, so
that "what was in force on that day" has an answer.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from medward.catalogue.clock import Clock
from medward.catalogue.days import Day, first_day, last_day
from medward.catalogue.marks import Mark
from medward.kernel.records import Part, Text

if TYPE_CHECKING:
    from datetime import date

URN = r"^urn:medward:[a-z]+:[a-z0-9][a-z0-9.-]*$"
"""`urn:medward:<jurisdiction>:<instrument>`; an edition appends `@<edition>`."""
CODE = r"^[A-Z][A-Za-z0-9.-]*$"
CLAUSE_ID = r"^[A-Z0-9][A-Za-z0-9.]*(-[A-Za-z0-9.]+)+$"

Code: TypeAlias = Annotated[str, StringConstraints(pattern=CODE)]
ClauseId: TypeAlias = Annotated[str, StringConstraints(pattern=CLAUSE_ID)]


class Force(StrEnum):
    """What kind of duty a text creates."""

    LAW = "law"
    GUIDANCE_ON_LAW = "guidance-on-law"
    """Guidance that restates a statute or regulation."""
    GUIDANCE = "guidance"
    STANDARD = "standard"
    """Voluntary; binding by contract, declaration of conformity or incorporation by reference."""
    SCHEME = "scheme"
    """A voluntary scheme or a condition of buying."""


class Stage(StrEnum):
    """How far an edition has come."""

    ADOPTED = "adopted"
    PROPOSAL = "proposal"
    """A draft or bill: shown, never counted as a duty."""


class Phase(StrEnum):
    """When in the life of a device a clause is answered."""

    PLAN = "plan"
    QUALITY_SYSTEM = "quality-system"
    RISK = "risk"
    DESIGN = "design"
    IMPLEMENTATION = "implementation"
    VERIFICATION = "verification"
    USABILITY = "usability"
    CLINICAL = "clinical"
    LABELLING = "labelling"
    SUBMISSION = "submission"
    RELEASE = "release"
    CHANGE = "change"
    POSTMARKET = "postmarket"
    CORRECTIVE_ACTION = "corrective-action"
    VIGILANCE = "vigilance"
    END_OF_SUPPORT = "end-of-support"
    ALL = "all"
    WATCH = "watch"
    """Not a duty yet."""


class Relation(StrEnum):
    """How what a clause asks stands to what an expectation asks, as sets of demands."""

    EQUAL = "equal"
    SUBSET = "subset"
    """The clause asks for a part of the expectation: meeting the expectation meets the clause."""
    SUPERSET = "superset"
    """The clause asks for the expectation and more."""
    INTERSECTS = "intersects"
    """They share demands; neither holds the other."""


class Edition(Part):
    """One edition of an instrument."""

    id: Text
    """Day, year or number the publisher identifies it by."""
    title: str = ""
    """Its title where it differs from the instrument's."""
    issued: Day | None = None
    """Day it was published; year or month alone where no more is known."""
    applies_from: Day | None = None
    """First day it counts."""
    applies_until: Day | None = None
    """Last day it counted."""
    stage: Stage = Stage.ADOPTED
    """Adopted text or proposal."""
    supersedes: str = ""
    """Edition it replaced."""
    note: str = ""
    """What changed, or what is not known about it."""
    confidence: Mark
    """How sure the dates are."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where the dates come from."""

    def counts_on(self, day: date) -> bool | None:
        """Say whether the edition counts on a day; none when its dates do not tell."""
        if self.stage is Stage.PROPOSAL:
            return False
        if self.applies_from is None:
            return None
        if day < first_day(self.applies_from):
            return False
        return self.applies_until is None or day <= last_day(self.applies_until)


class Wording(Part):
    """How a clause stood in earlier editions."""

    until: Text
    """Last edition it stood so in."""
    ref: str = ""
    """Section then; empty when it did not move."""
    text: str = ""
    """What it asked then; empty when it asked the same."""


class Clause(Part):
    """One demand of an instrument, in our own words."""

    id: ClauseId
    """Stable id, the same through all editions."""
    ref: Text
    """Section, article or clause number in the newest edition."""
    text: Text
    """What it asks, in one sentence of ours."""
    phase: Annotated[tuple[Phase, ...], Field(min_length=1)]
    """When it is answered."""
    evidence: Text
    """What shows that it is met: a deliverable, in words."""
    deliverables: tuple[Text, ...] = ()
    """Codes of `deliverables.yaml`."""
    force: Force | None = None
    """Where it differs from the instrument's."""
    confidence: Mark
    """How sure we are."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Keys of `sources.yaml`, or of the pack's own list."""
    applies: str = ""
    """Predicate over product facts, beside the pack's own."""
    also_in: tuple[Code, ...] = ()
    """Other instruments that hold the same clause, as the IVDR beside the MDR."""
    since: str = ""
    """First edition that holds it; empty means the oldest listed."""
    until: str = ""
    """Last edition that holds it; empty means the newest."""
    earlier: tuple[Wording, ...] = ()
    """Earlier wordings and places, oldest first."""
    expectations: dict[str, Relation] = Field(default_factory=dict)
    """Common expectations it belongs to, and how."""
    relation_confidence: Mark = Mark.EXPERT
    """How sure the relations are."""
    shown_by: tuple[Text, ...] = ()
    """Evidence queries of its own; without any, those of its expectations."""


class DatedChange(Part):
    """Something that changes on a known day ahead."""

    id: ClauseId
    """Stable id."""
    on: Day
    """When; a year or month alone where no more is known."""
    what: Text
    """What changes, in our words."""
    confidence: Mark
    """How sure the date is."""
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Where it comes from."""


def _known_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a name that stands twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"stands twice: {', '.join(twice)}")
    return names


class Pack(Part):
    """One instrument: a law, guidance, standard or scheme, with all editions we know."""

    pack: Literal["medward-pack/1"]
    """Format of the file."""
    urn: Annotated[str, StringConstraints(pattern=URN)]
    """Name that never changes."""
    code: Code
    """Short name in tables, as `FDA-PMG`."""
    title: Text
    """Title of the newest edition."""
    issuer: Text
    """Who issued it."""
    number: Text
    """Official number or citation; `none` where there is none."""
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,4}$")]
    """`us`, `eu`, `uk`, `ca`, `au`, ... or `intl`."""
    force: Force
    """What kind of duty it creates."""
    asks: Text
    """What it asks of a manufacturer, in one sentence."""
    licence: Text
    """What may be done with its text, and whose words stand here."""
    applies: str = ""
    """Predicate over product facts, beside the market of the jurisdiction; `always and ...`, or naming a market
    itself, takes that market away. Empty means every product sold in the jurisdiction."""
    sources: dict[str, Text] = Field(default_factory=dict)
    """Sources of this pack alone; a shared one of `sources.yaml` with the same key is not meant then."""
    confidence: Mark
    """How sure the header is."""
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]
    """Oldest first."""
    clauses: tuple[Clause, ...] = ()
    """What it asks, one by one."""
    clocks: tuple[Clock, ...] = ()
    """Its deadlines."""
    upcoming: tuple[DatedChange, ...] = ()
    """Dated changes ahead."""

    @model_validator(mode="after")
    def _names_its_own_editions(self) -> Self:
        """Refuse an edition nobody listed."""
        known = {edition.id for edition in self.editions}
        named = [edition.supersedes for edition in self.editions]
        for clause in self.clauses:
            named += [clause.since, clause.until, *(wording.until for wording in clause.earlier)]
        unknown = sorted({name for name in named if name and name not in known})
        if unknown:
            raise ValueError(f"no such edition: {', '.join(unknown)}; listed: {', '.join(sorted(known))}")
        return self

    @property
    def newest(self) -> Edition:
        """The last listed edition that was adopted, else the last listed."""
        adopted = [edition for edition in self.editions if edition.stage is Stage.ADOPTED]
        return (adopted or list(self.editions))[-1]


class Expectation(Part):
    """A demand many authorities share, free of jurisdiction."""

    id: Annotated[str, StringConstraints(pattern=r"^CSE-[0-9]{2}$")]
    """Stable id."""
    title: Text
    """What is expected."""
    artefact: Text
    """What shows it."""
    deliverables: tuple[Text, ...] = ()
    """Codes of `deliverables.yaml`."""
    shown_by: Annotated[tuple[Text, ...], Field(min_length=1), AfterValidator(_known_once)]
    """Evidence queries, as `threat-model` or `label-item 4`."""


def edition_of(reference: str) -> tuple[str, str]:
    """Split `FDA-PMG@2025-06-27` into code or URN and edition; the edition is empty when none is named."""
    name, _, edition = reference.partition("@")
    return name, edition


_WORD = re.compile(r"[a-z0-9-]+")


def query_parts(query: str) -> tuple[str, str]:
    """Split an evidence query into its name and its argument, as `label-item 4`."""
    name, _, argument = query.strip().partition(" ")
    return name, argument.strip()
