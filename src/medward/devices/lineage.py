"""Which release follows which, as far as the records say: by `previous`, never by how versions are spelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Release

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet


def follows(release: str, earlier: str, records: RecordSet) -> bool | None:
    """Return whether a release is another one or comes after it; none where no chain of `previous` joins them.

    A branch beside the other release is neither before nor after it.
    """
    if release == earlier or earlier in _before(release, records):
        return True
    return False if release in _before(earlier, records) else None


def _before(release: str, records: RecordSet) -> set[str]:
    """Return the releases before one; a chain that bites its tail ends where it began."""
    found: set[str] = set()
    known = records.find(release, Release)
    while known is not None and known.previous and known.previous not in found:
        found.add(known.previous)
        known = records.find(known.previous, Release)
    return found
