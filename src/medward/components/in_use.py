"""Which SBOMs of a release are in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.records import SbomDocument
from medward.kernel.lifecycle import OUT_OF_USE

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet

_STATES: Final = ("draft", "in-review", "approved", "effective")
"""States of an SBOM record in use, the one that counts last (practice 2.3-A)."""


def sboms_of(records: RecordSet, release: str) -> list[SbomDocument]:
    """Return the SBOM records that say what is in a release, in id order: of each deployable the furthest ones.

    An effective SBOM counts and a draft beside it does not; without an effective one, what is nearest to it counts.
    Whatever counts, matches or shows components takes this list.

    Args:
        records: The device file.
        release: Id of the release.

    Source: practice 3.1 V14, exactly one effective SBOM per deployable; 2.3-A for the states.
    """
    recorded = recorded_sboms(records, release)
    furthest: dict[str, int] = {}
    for one in recorded:
        furthest[one.deployable] = max(furthest.get(one.deployable, 0), _STATES.index(one.status))
    return [one for one in recorded if _STATES.index(one.status) == furthest[one.deployable]]


def recorded_sboms(records: RecordSet, release: str) -> list[SbomDocument]:
    """Return every SBOM record of a release that is neither superseded nor obsolete: those in preparation too."""
    return [
        one for one in records.of(SbomDocument) if one.release == release and one.status not in OUT_OF_USE
    ]
