"""What of the catalogue applies to the product of a device file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.catalogue.applicability import applicable, applicable_instruments
from medward.gaps.facts import known_facts
from medward.workspace.checking import open_case

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.applicability import Applies
    from medward.catalogue.catalogue import Catalogue


def applicability_of(
    folder: Path, catalogue: Catalogue, moment: datetime, *, by_clause: bool
) -> tuple[Applies, ...]:
    """Return what applies to the product of a device file, by instrument or by clause.

    Raises:
        MedwardError: The device file cannot be read.
    """
    known = known_facts(open_case(folder, moment, matched=False))
    judge = applicable if by_clause else applicable_instruments
    return judge(catalogue, known.facts, moment.date(), known.stated_by)
