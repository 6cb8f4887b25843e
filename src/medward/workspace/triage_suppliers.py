"""What suppliers say about releases, for the queue and for a watch; where nobody gave a document, nothing is read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from medward.vex.limits import DECIDED, looked_at
from medward.vex.ours import STATUS_OF
from medward.vex.statement import VexStatus
from medward.vex.suppliers import Side, Voice, spoken_against
from medward.vulnerabilities.watch import Sighting
from medward.workspace.vex_suppliers import questions, received

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from medward.checks.case import Case
    from medward.vex.records import Assessment
    from medward.vulnerabilities.records import Vulnerability
    from medward.workspace.vex_suppliers import Question


class Heard(NamedTuple):
    """What suppliers say of what one assessment judges."""

    said: tuple[Side, ...] = ()
    contradiction: str = ""
    """In words; "" when nobody says otherwise than we, a match or another supplier."""


class Statement(NamedTuple):
    """What one supplier says of one component of a release."""

    release: str
    deployable: str
    component: str
    vulnerability: str
    author: str
    status: str
    source: str
    """Document and version."""


class SupplierWords:
    """The words of suppliers on the components of some releases."""

    def __init__(self, folder: Path, cases: Iterable[Case]) -> None:
        """Read the documents of suppliers in a device file, each once, for releases whose SBOMs were read."""
        self._by: dict[tuple[str, str], list[Question]] = defaultdict(list)
        documents = received(folder)
        for case in cases if documents else ():
            for one in questions(case, documents):
                self._by[case.release.id, one.component].append(one)

    def about(self, one: Assessment, vulnerability: Vulnerability | None) -> Heard:
        """Return what suppliers say of what an assessment judges."""
        names = {vulnerability.identifier, *vulnerability.aliases} if vulnerability else {one.vulnerability}
        known = {name.upper() for name in names}
        said = tuple(
            side
            for question in self._by.get((one.release, one.component), ())
            if question.ids & known and one.deployable in {"", question.deployable}
            for side in suppliers_of(question)
        )
        since = looked_at(one) if one.status in DECIDED else None
        return Heard(said, spoken_against(_own(one, said), said, since) if said else "")

    def statements(self) -> Iterator[Statement]:
        """Yield everything suppliers say of components of the releases."""
        for release, question in self._questions():
            for side in suppliers_of(question):
                yield Statement(
                    release,
                    question.deployable,
                    question.component,
                    question.vulnerability,
                    side.name,
                    side.status.value,
                    side.source,
                )

    def sightings(self) -> Iterator[Sighting]:
        """Yield every statement that something is affected, to be assessed like a match."""
        for release, one in self._questions():
            for side in suppliers_of(one):
                if side.status is VexStatus.AFFECTED:
                    yield Sighting(
                        release=release,
                        deployable=one.deployable,
                        component=one.component,
                        names=(one.vulnerability, *sorted(one.ids - {one.vulnerability})),
                        verdict="affected" if one.is_certain else "cannot-tell",
                        proof=f"{_claim(side)}: {side.source}",
                        source=side.name,
                    )

    def _questions(self) -> Iterator[tuple[str, Question]]:
        for (release, _), found in self._by.items():
            for one in found:
                yield release, one


def suppliers_of(question: Question) -> list[Side]:
    """Return the sides that are suppliers'."""
    return [side for side in question.sides if side.voice is Voice.SUPPLIER]


def _claim(side: Side) -> str:
    return f"{side.name} says that it is affected"


def _own(one: Assessment, said: Iterable[Side]) -> Side | None:
    """Return what we decided, else what the match behind a draft says; a supplier's word is no match."""
    if one.status in DECIDED:
        return Side(Voice.WE, one.id, STATUS_OF[one.status], one.title)
    if one.matched and not one.matched.startswith(tuple(map(_claim, said))):
        return Side(Voice.MATCH, one.id, VexStatus.AFFECTED, one.matched)
    return None
