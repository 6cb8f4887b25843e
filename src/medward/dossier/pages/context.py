"""What every page function gets: the facts, the numbers computed from them once, and the chains."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from medward.dossier.blocks import Cell, PageLink, Ref
from medward.dossier.chains import Chain, chains
from medward.dossier.counts import Counts, count

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.dossier.facts import ControlLine, DossierFacts


@dataclass(frozen=True)
class Context:
    """Facts, counts and chains of one dossier."""

    facts: DossierFacts
    counts: Counts
    chains: tuple[Chain, ...]

    @property
    def release_label(self) -> str:
        """The target release as people say it, or `no target release`."""
        release = self.facts.release
        return f"release {release.release_version}" if release else "no target release"

    @cached_property
    def control_lines(self) -> Mapping[str, ControlLine]:
        """How each open assessment was judged for the field, by its id."""
        return {line.assessment: line for line in self.facts.controlled}

    def named(self, identity: str) -> Cell:
        """Return an id with the record's title below it."""
        record = self.facts.records.by_id.get(identity)
        return (Ref(identity), record.title) if record else identity


def prepare(facts: DossierFacts) -> Context:
    """Compute counts and chains once."""
    return Context(facts, count(facts), tuple(chains(facts)))


def linked(identity: str, context: Context) -> Cell:
    """Return a link when there is such a record, else the text."""
    return Ref(identity) if identity in context.facts.records else identity


HOME = PageLink("index", "Overview")
