"""Reading the attached files that assumptions of assessments name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.vex.assumptions import AssumptionKind
from medward.vex.build_config import MAX_BYTES
from medward.vex.records import Assessment

if TYPE_CHECKING:
    from medward.kernel.recordset import RecordSet
    from medward.workspace.device import Device


def assumed_files(device: Device, records: RecordSet) -> dict[str, bytes]:
    """Return the content of every build configuration an assumption names; missing and oversized ones are left out."""
    named = {
        one.file
        for assessment in records.of(Assessment)
        for one in assessment.assumptions
        if one.assumes is AssumptionKind.BUILD_OPTION and one.file
    }
    paths = {name: device.folder / name for name in sorted(named)}
    root = device.folder.resolve()
    return {
        name: path.read_bytes()
        for name, path in paths.items()
        if path.is_file() and path.resolve().is_relative_to(root) and path.stat().st_size <= MAX_BYTES
    }
