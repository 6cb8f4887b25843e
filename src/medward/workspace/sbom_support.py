"""Support of the components of a release beside the release's own: one row per component, from SBOMs and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.checks.inventory import completed
from medward.checks.view_fields import live
from medward.components.fills import filled
from medward.components.in_use import sboms_of
from medward.components.records import ComponentMaster
from medward.components.support import Known, Standing, SupportRow, support_rows
from medward.devices.records import Release
from medward.errors import InvalidInputError, NotFoundError
from medward.workspace.device import open_device
from medward.workspace.fills import read_fills
from medward.workspace.inputs import given_name
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from medward.components.sbom import Component, Sbom
    from medward.kernel.recordset import RecordSet


@dataclass(frozen=True, slots=True)
class SupportTimeline:
    """What a Gantt chart of component support shows."""

    title: str
    until: date
    """Last day of the product's support."""
    today: date
    rows: tuple[SupportRow, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    """SBOM records that could not be read, with the reason."""

    def count(self, standing: Standing) -> int:
        """Return how many components stand so."""
        return sum(row.standing is standing for row in self.rows)


def release_support(folder: Path, version: str, today: date) -> SupportTimeline:
    """Return the support of every component of a release; without `version`, of the target release.

    Raises:
        NotFoundError: There is no such release.
    """
    device = open_device(folder)
    release = _release(device.records, version, device.settings.target)
    masters = live(device.records, ComponentMaster)
    rows: list[SupportRow] = []
    unreadable = []
    for document in sboms_of(device.records, release.id):
        try:
            sbom = read_sbom_file(folder / document.file, strict=False)
        except (InvalidInputError, NotFoundError) as error:
            unreadable.append((document.id, error.message))
            continue
        rows += support_rows(_known(sbom, masters), release.supported_until, today, document.deployable)
    rows.sort(key=lambda row: (row.ends is None, row.ends or today, row.name, row.deployable, row.ref))
    title = f"release {release.release_version}"
    return SupportTimeline(title, release.supported_until, today, tuple(rows), tuple(unreadable))


def file_support(file: Path, fill: Path | None, until: date, today: date) -> SupportTimeline:
    """Return the support of every component of an SBOM file beside a product supported until a day."""
    sbom = read_sbom_file(file, strict=False)
    fills = read_fills(fill, sbom).of if fill is not None else {}
    parts = [(filled(one, fills), Known()) for one in sbom.components]
    return SupportTimeline(given_name(file), until, today, tuple(support_rows(parts, until, today)))


def _known(sbom: Sbom, masters: list[ComponentMaster]) -> list[tuple[Component, Known]]:
    """Return each component, completed by its master, with the reason and plan that master gives."""
    return [
        (part, Known(master.end_of_support_reason, master.plan) if master else Known())
        for part, master in completed(sbom, masters)
    ]


def _release(records: RecordSet, version: str, target: str) -> Release:
    releases = list(records.of(Release))
    wanted = version or target
    found = [one for one in releases if wanted in {one.id, one.release_version}]
    if not wanted:
        found = [one for one in releases if one.target]
    if len(found) != 1:
        known = ", ".join(sorted(one.release_version for one in releases)) or "none"
        raise NotFoundError(
            f"there is no release {version!r}" if version else "no target release is named",
            hint=f"The device file has {known}; choose with --release.",
        )
    return found[0]
