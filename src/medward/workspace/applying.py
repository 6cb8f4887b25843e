"""What of the catalogue applies to the product of a device file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.catalogue.applicability import applicable, applicable_instruments
from medward.gaps.facts import known_facts
from medward.workspace.adopting import adoption_notes
from medward.workspace.checking import open_case

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.applicability import Applies
    from medward.catalogue.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Applying:
    """What applies, and which adoptions to look at again."""

    verdicts: tuple[Applies, ...]
    notes: tuple[str, ...]


def applicability_of(folder: Path, catalogue: Catalogue, moment: datetime, *, by_clause: bool) -> Applying:
    """Return what applies to the product of a device file, by instrument or by clause.

    Raises:
        MedwardError: The device file cannot be read.
    """
    case = open_case(folder, moment, matched=False)
    known = known_facts(case)
    judge = applicable if by_clause else applicable_instruments
    verdicts = judge(catalogue, known.facts, moment.date(), known.stated_by)
    return Applying(verdicts, tuple(adoption_notes(case.records, catalogue, moment.date())))
