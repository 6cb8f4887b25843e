"""Which SBOMs of a release are in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.components.records import SbomDocument
from medward.kernel.lifecycle import OUT_OF_USE

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet


def sboms_of(records: RecordSet, release: str) -> list[SbomDocument]:
    """Return the SBOM records of a release that are neither superseded nor withdrawn, in id order.

    Args:
        records: The device file.
        release: Id of the release.
    """
    return [
        one for one in records.of(SbomDocument) if one.release == release and one.status not in OUT_OF_USE
    ]
