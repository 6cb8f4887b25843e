"""What a person names on the command line, found among the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Release
from medward.errors import NotFoundError
from medward.governance.records import Organisation, Person

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet


def named_release(records: RecordSet, named: str) -> Release:
    """Return a release by id or printed version.

    Raises:
        NotFoundError: There is no such release.
    """
    for release in records.of(Release):
        if named in {release.id, release.release_version}:
            return release
    raise NotFoundError(f"there is no release {named}", hint="`medward list release` shows them.")


def named_owner(records: RecordSet, named: str) -> str:
    """Return the id of a person or an organisation, or "" where nobody is named.

    Raises:
        NotFoundError: There is no such person or organisation.
    """
    if named and not (records.find(named, Person) or records.find(named, Organisation)):
        raise NotFoundError(
            f"there is no person or organisation {named}", hint="`medward list person` shows them."
        )
    return named
