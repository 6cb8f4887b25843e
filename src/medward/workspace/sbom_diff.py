"""What changed between two SBOM files, or between two releases of a device file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.components.diff import Difference, Direction, What, compared
from medward.components.diff_graph import dependency_changes, unstated
from medward.components.identity import full_name_of
from medward.components.in_use import sboms_of
from medward.devices.records import Release
from medward.errors import NotFoundError
from medward.vulnerabilities.ecosystems import Identity, identify
from medward.vulnerabilities.versions import compare
from medward.workspace.device import open_device
from medward.workspace.inputs import given_name
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.records import SbomDocument
    from medward.components.sbom import Component, Sbom
    from medward.kernel.recordset import RecordSet

_DIRECTIONS = {-1: Direction.UP, 0: Direction.SAME, 1: Direction.DOWN, None: Direction.CANNOT_TELL}


@dataclass(frozen=True, slots=True)
class SbomDiff:
    """The differences of one deployable, or of two files."""

    title: str
    before: str
    """File of the earlier SBOM; "" when there is none."""
    after: str
    differences: tuple[Difference, ...]
    counts: tuple[int, int]
    """Components before and after."""
    notes: tuple[str, ...] = ()
    """What could not be compared, and that the two are about different products."""

    @property
    def suspicious(self) -> tuple[Difference, ...]:
        """Components whose hash changed under one version."""
        return tuple(one for one in self.differences if one.what is What.SUSPICIOUS_HASH)


def diff_files(before: Path, after: Path) -> SbomDiff:
    """Return what changed from one SBOM file to another."""
    old, new = read_sbom_file(before, strict=False), read_sbom_file(after, strict=False)
    return _diff("", (given_name(before), given_name(after)), old, new)


def diff_releases(folder: Path, before: str, after: str) -> list[SbomDiff]:
    """Return what changed per deployable between two releases of a device file.

    Raises:
        NotFoundError: There is no such release, or none of its SBOMs.
    """
    device = open_device(folder)
    old = _documents(device.records, before)
    new = _documents(device.records, after)
    found = []
    for deployable in sorted(old.keys() | new.keys()):
        files = [
            read_sbom_file(folder / one.file, strict=False) if one else None
            for one in (old.get(deployable), new.get(deployable))
        ]
        names = [one.file if one else "" for one in (old.get(deployable), new.get(deployable))]
        found.append(_diff(deployable, (names[0], names[1]), files[0], files[1]))
    return found


def direction_of(before: Component, after: Component) -> Direction:
    """Return which way a version went, by the order of the ecosystem its package URL names.

    Without an ecosystem with an order, numbers and dots alone are compared (scheme `generic`).
    """
    kinds = [identify(one.purl, one.version) for one in (before, after)]
    schemes = {one.scheme for one in kinds if isinstance(one, Identity) and one.scheme}
    scheme = schemes.pop() if len(schemes) == 1 else ("" if schemes else "generic")
    return _DIRECTIONS[compare(scheme, before.version, after.version)]


def _diff(title: str, files: tuple[str, str], old: Sbom | None, new: Sbom | None) -> SbomDiff:
    left = old.components if old else ()
    right = new.components if new else ()
    found, notes = compared(left, right, direction_of), tuple[str, ...]()
    if old is not None and new is not None:
        found += dependency_changes(old, new)
        notes = (*_other_product(old, new), *unstated(old, new))
    return SbomDiff(title, *files, tuple(found), (len(left), len(right)), notes)


def _other_product(old: Sbom, new: Sbom) -> tuple[str, ...]:
    """Return that two SBOMs are about different products, in words."""
    if old.root is None or new.root is None or full_name_of(old.root) == full_name_of(new.root):
        return ()
    return (f"they describe different products: {old.root.full_name} and {new.root.full_name}",)


def _documents(records: RecordSet, version: str) -> dict[str, SbomDocument]:
    """Return the SBOM records of a release by deployable; `version` may also be the record's id."""
    releases = {one.id: one for one in records.of(Release)}
    chosen = {name for name, one in releases.items() if version in {name, one.release_version}}
    if not chosen:
        known = ", ".join(sorted(one.release_version for one in releases.values())) or "none"
        raise NotFoundError(f"there is no release {version!r}", hint=f"The device file has {known}.")
    documents = [one for name in sorted(chosen) for one in sboms_of(records, name)]
    if not documents:
        raise NotFoundError(
            f"release {version} has no SBOM", hint="Record one per deployable as a record of kind sbom."
        )
    return {one.deployable: one for one in documents}
