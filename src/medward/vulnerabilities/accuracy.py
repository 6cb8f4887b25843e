"""How often the matcher is right where somebody else has the answer: counts, precision, recall, cannot tell.

A claim says whether one vulnerability touches one component; it comes from a source that is not asked. Claims about
which the loaded sources know nothing are counted apart: there the matcher is silent, not wrong.

>>> one = Tally().with_(claimed=True, answer=Verdict.AFFECTED).with_(claimed=False, answer=Verdict.AFFECTED)
>>> one.precision, one.recall
('0.5000', '1.0000')

Source: practice 4.11; precision and recall as in information retrieval: of what was reported, of what was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from medward.vulnerabilities.matching import Judgement, Match, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.components.sbom import Component


class Claim(NamedTuple):
    """What a source that is not asked says of one component and one vulnerability."""

    component: Component
    ids: frozenset[str]
    """The ids of the vulnerability as that source knows them."""
    is_affected: bool


class Tally(NamedTuple):
    """How answers compare with claims; what could not be told is counted on neither side."""

    right: int = 0
    """Affected, and we say so."""
    wrong: int = 0
    """Not affected, and we say affected."""
    missed: int = 0
    """Affected, and we say clean."""
    clean: int = 0
    """Not affected, and we say clean."""
    unsure: int = 0
    """Claims nobody can tell, whichever they are."""

    def with_(self, *, claimed: bool, answer: Verdict) -> Tally:
        """Return the tally with one more claim."""
        if answer is Verdict.CANNOT_TELL:
            return self._replace(unsure=self.unsure + 1)
        if answer is Verdict.AFFECTED:
            return self._replace(right=self.right + 1) if claimed else self._replace(wrong=self.wrong + 1)
        return self._replace(missed=self.missed + 1) if claimed else self._replace(clean=self.clean + 1)

    def plus(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def total(self) -> int:
        """Every claim."""
        return sum(self)

    @property
    def precision(self) -> str:
        """Right ones among those reported, as decimal text; "" when none was reported."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> str:
        """Right ones among those affected and told, as decimal text; "" when there is none."""
        return _share(self.right, self.right + self.missed)

    @property
    def unsure_share(self) -> str:
        """Claims nobody can tell among all."""
        return _share(self.unsure, self.total)


def answer_to(judgement: Judgement, ids: frozenset[str]) -> tuple[Verdict, Match | None]:
    """Return what a judgement says of one vulnerability, with the match that says so."""
    about = [match for match in judgement.matches if ids & set(match.group)]
    for match in about:
        if match.verdict is Verdict.AFFECTED:
            return Verdict.AFFECTED, match
    if about or judgement.beyond or ids & set(judgement.unknown_advisories):
        return Verdict.CANNOT_TELL, None
    return Verdict.NOT_AFFECTED, None


def tallied(claims: Iterable[tuple[Claim, Judgement]]) -> Tally:
    """Return how judgements compare with claims."""
    found = Tally()
    for claim, judgement in claims:
        found = found.with_(claimed=claim.is_affected, answer=answer_to(judgement, claim.ids)[0])
    return found


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else ""
