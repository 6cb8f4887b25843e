"""The sample pump as a case, and ways to change it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import medward.examples
from medward.kernel.recordset import RecordSet
from medward.workspace.checking import open_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.checks.case import Case
    from medward.kernel.records import Record

FOLDER = Path(medward.examples.__file__).parent / "infusion-pump"
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@cache
def pump() -> Case:
    """Return the pump on the day its story is told."""
    return open_case(FOLDER, NOW)


def without(case: Case, gone: Callable[[Record], bool]) -> Case:
    """Return the case without some records; whatever was read of their files is gone as well."""
    kept = [record for record in case.records if not gone(record)]
    names = {record.id for record in kept}
    sboms = {name: sbom for name, sbom in case.sboms.items() if name in names}
    return replace(case, records=RecordSet(kept), sboms=sboms)


def without_kind(case: Case, *kinds: str) -> Case:
    """Return the case without records of some kinds."""
    return without(case, lambda record: record.kind in kinds)


def changed(case: Case, identity: str, **fields: object) -> Case:
    """Return the case with one record changed."""
    new = case.records.get(identity).replace(**fields)
    return replace(case, records=RecordSet([new if one.id == identity else one for one in case.records]))


def only_release(case: Case) -> Case:
    """Return the case of a file that holds nothing but its release."""
    bare = without(case, lambda record: record.id != case.release.id)
    return replace(bare, files={}, matches=None)
