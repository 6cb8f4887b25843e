"""The quality of one SBOM file, completed by a fill file and by what the device file knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.checks.inventory import fill_from
from medward.checks.view_fields import live
from medward.components.fills import Addition, Contradiction, Fill, additions, contradictions
from medward.components.profiles import ProfileResult, profiles
from medward.components.quality import (
    Expected,
    Finding,
    Score,
    findings,
    past_end_of_support,
    schema_finding,
    score,
)
from medward.components.records import ComponentMaster
from medward.workspace.device import open_device
from medward.workspace.fills import Fills, joined, read_fills
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from pathlib import Path

    from medward.components.sbom import Problem, Sbom


@dataclass(frozen=True, slots=True)
class Completed:
    """An SBOM and what is known besides."""

    sbom: Sbom
    fills: dict[str, Fill]
    unused: frozenset[str]
    """Package URLs of the fill file that meet no component here."""

    @property
    def additions(self) -> list[Addition]:
        """Every field the fills complete."""
        return additions(self.sbom.components, self.fills)

    @property
    def contradictions(self) -> list[Contradiction]:
        """Every field about which SBOM and fills disagree."""
        return contradictions(self.sbom.components, self.fills)


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything `sbom check` says."""

    completed: Completed
    profiles: dict[str, ProfileResult]
    findings: list[Finding]
    schema: tuple[Problem, ...] | None
    """What the official checks of the format say against the file; None where nobody asked."""
    past: tuple[str, ...]
    """Components whose end of support lies before today."""
    score: Score


def read_completed(file: Path, fill: Path | None, device: Path | None) -> Completed:
    """Return an SBOM file with what a fill file and the component masters of a device file add.

    The SBOM is read on past what is wrong in it; the fill file goes before the masters.

    Raises:
        NotFoundError: A file is not there.
        InvalidInputError: A file cannot be read.
    """
    return completed(read_sbom_file(file, strict=False), fill, device)


def completed(sbom: Sbom, fill: Path | None, device: Path | None) -> Completed:
    """Return an SBOM with what is known besides; see `read_completed`."""
    from_file = read_fills(fill, sbom) if fill is not None else Fills({}, frozenset())
    fills = from_file.of
    if device is not None:
        masters = live(open_device(device).records, ComponentMaster)
        fills = joined(fills, fill_from(sbom, masters))
    return Completed(sbom, fills, from_file.unused)


def quality(whole: Completed, expected: Expected, schema: tuple[Problem, ...] | None = None) -> Quality:
    """Return how good an SBOM is; `schema` is what the official checks of its format say, where they were asked."""
    sbom, fills = whole.sbom, whole.fills
    results = profiles(sbom, fills)
    found = [schema_finding(schema), *findings(sbom, fills, expected)]
    return Quality(
        completed=whole,
        profiles=results,
        findings=found,
        schema=schema,
        past=past_end_of_support(sbom, fills, expected.now.date()),
        score=score(sbom, results, found),
    )
