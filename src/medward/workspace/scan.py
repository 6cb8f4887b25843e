"""Matching one SBOM file against advisories: every component ends as matched, clean or cannot tell.

This module and all it imports are standard library and Medward, so that a scan starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.facts.match import match_components
from medward.vulnerabilities.judged import judged_components, product_note
from medward.vulnerabilities.matching import Judgement, Verdict
from medward.workspace.sbom_files import read_sbom_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from medward.components.sbom import Component, Sbom
    from medward.facts.database import Feed
    from medward.facts.match import Thin
    from medward.vulnerabilities.advisory import Exploitation
    from medward.vulnerabilities.matching import Match, Question


_REGISTRIES: Final = "medward.vulnerabilities.registries"


class ScanReport(NamedTuple):
    """The result of one scan."""

    sbom: Sbom
    components: tuple[Component, ...]
    """What was judged: every component, and what the SBOM describes where a source can know it."""
    matched: tuple[tuple[Component, Judgement], ...]
    clean: tuple[Component, ...]
    cannot_tell: tuple[tuple[Component, Judgement], ...]
    feeds: tuple[Feed, ...]
    exploitation: Mapping[str, Exploitation]
    """What is known of attacks, by CVE id."""
    questions: tuple[tuple[Component, Question], ...] = ()
    """What a person could look at beside the verdicts."""
    thin: tuple[Thin, ...] = ()
    """Ecosystems of which the sources name too few packages for clean to say much."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the file, what it describes, and clean components of other registries."""
        return (*self.sbom.notes, *filter(None, (product_note(self.sbom), self._registry_note)))

    @property
    def _registry_note(self) -> str:
        """What to know of clean components that name a registry; most SBOMs have none, and load nothing for it."""
        named = [one for one in self.clean if "repository_url=" in one.purl]
        note: str = import_module(_REGISTRIES).registry_note(named) if named else ""
        return note

    def attacks(self, match: Match) -> Exploitation | None:
        """Return what is known of attacks that use the vulnerability of a match."""
        return next((self.exploitation[name] for name in match.group if name in self.exploitation), None)


def scan_file(path: Path, databases: Iterable[Path]) -> ScanReport:
    """Return what the advisories in `databases` say about the components of the SBOM at `path`.

    What the SBOM describes (`metadata.component`) is judged too where a source can know it; see `judged_components`.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: Not an SBOM whose components are certain.
    """
    return scan_sbom(read_sbom_file(path, strict=False), databases)


def scan_sbom(sbom: Sbom, databases: Iterable[Path]) -> ScanReport:
    """Return what the advisories in `databases` say about the components of an SBOM."""
    around = () if sbom.root is None else (sbom.root,)
    components = judged_components(sbom)
    result = match_components(databases, components, around)
    by_verdict: dict[Verdict, list[tuple[Component, Judgement]]] = {verdict: [] for verdict in Verdict}
    for component, judgement in result.judgements:
        by_verdict[judgement.verdict].append((component, judgement))
    return ScanReport(
        sbom=sbom,
        components=components,
        matched=tuple(by_verdict[Verdict.AFFECTED]),
        clean=tuple(component for component, _ in by_verdict[Verdict.NOT_AFFECTED]),
        cannot_tell=tuple(by_verdict[Verdict.CANNOT_TELL]),
        feeds=result.feeds,
        exploitation=result.exploitation,
        questions=tuple(
            (component, question)
            for component, judgement in result.judgements
            for question in judgement.questions
        ),
        thin=result.thin,
    )
