"""The numbers of the dossier, computed once so that no two pages can differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.checks.finding import Level
from medward.checks.inventory import completed
from medward.components.records import ComponentMaster, SupportLevel
from medward.components.support import ends_before
from medward.controls.records import Control, Requirement
from medward.devices.records import Element, Interface
from medward.risk.matrix import Cell
from medward.risk.records import Risk
from medward.threats.records import Threat
from medward.verification.records import Evidence, Test
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from medward.components.sbom import Component
    from medward.dossier.facts import DossierFacts, Match, SbomFile
    from medward.risk.evaluate import Rating


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """A component with what is known of its support."""

    deployable: str
    component: Component
    level: str
    end_of_support: str
    end_source: str
    master: str = ""
    ends_early: bool = False
    """Whether its support ends before the product's."""


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A match and the assessment that answers it, if any."""

    match: Match
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Every number that more than one page shows."""

    elements: int
    interfaces: int
    crossings: int
    candidates: int
    candidates_element: int
    undecided_candidates: int
    threats: int
    dispositions: Mapping[str, int]
    risks: int
    initial: Mapping[str, int]
    """Risks per class letter before controls; `unknown` for those without a cell."""
    residual: Mapping[str, int]
    risks_closed: Mapping[str, str]
    """Closed risks with their residual class: acceptable, or accepted by a decision no rule objects to."""
    risks_open: Mapping[str, int]
    """How many of the other risks are in which state."""
    controls: int
    controls_verified: int
    requirements: int
    requirements_verified: int
    tests: int
    tests_passed: int
    evidence: int
    evidence_counting: int
    components: tuple[ComponentLine, ...]
    matches: tuple[MatchLine, ...]
    blocking: int
    warnings: int

    @property
    def supported(self) -> int:
        """Components with a known level of support."""
        return sum(line.level != SupportLevel.UNKNOWN for line in self.components)

    @property
    def dated(self) -> int:
        """Components with a known end of support."""
        return sum(bool(line.end_of_support) for line in self.components)

    @property
    def ending_early(self) -> int:
        """Components whose support ends before the product's."""
        return sum(line.ends_early for line in self.components)

    @property
    def undecided_matches(self) -> int:
        """Matches no assessment has decided."""
        return sum(not is_decided(line) for line in self.matches)


def is_decided(line: MatchLine) -> bool:
    """Say whether a match has a decided assessment."""
    return line.assessment is not None and line.assessment.status not in {"new", "under-investigation"}


def letter_of(rating: Rating | None) -> str:
    """Return the class letter of a rating, or `unknown`."""
    return "unknown" if rating is None or rating.cell is Cell.CANNOT_TELL else str(rating.cell)


def count(facts: DossierFacts) -> Counts:
    """Return every number of the dossier."""
    records = facts.records
    threats, tests = records.of(Threat), records.of(Test)
    letters = [facts.risks.get(risk.id) for risk in records.of(Risk)]
    closed = _closed_risks(facts)
    return Counts(
        elements=len(records.of(Element)),
        interfaces=len(records.of(Interface)),
        crossings=len(facts.candidates.crossings),
        candidates=len(facts.candidates.answers),
        candidates_element=len(facts.candidates.per_element),
        undecided_candidates=sum(answer.is_open for answer in facts.candidates.answers),
        threats=len(threats),
        dispositions=Counter(str(threat.disposition) for threat in threats),
        risks=len(letters),
        initial=Counter(letter_of(item.initial if item else None) for item in letters),
        residual=Counter(letter_of(item.residual if item else None) for item in letters),
        risks_closed=closed,
        risks_open=Counter(item.derived_status for item in facts.risks.values() if item.id not in closed),
        controls=len(records.of(Control)),
        controls_verified=sum(proof.verified for proof in facts.controls.values()),
        requirements=len(records.of(Requirement)),
        requirements_verified=sum(proof.verified for proof in facts.requirements.values()),
        tests=len(tests),
        tests_passed=sum(newest_counts(facts, test.id) for test in tests),
        evidence=len(records.of(Evidence)),
        evidence_counting=sum(state.counts for state in facts.evidence.values()),
        components=_components(facts),
        matches=_matches(facts),
        blocking=sum(finding.level is Level.BLOCK for finding in facts.findings),
        warnings=sum(finding.level is not Level.BLOCK for finding in facts.findings),
    )


def _closed_risks(facts: DossierFacts) -> dict[str, str]:
    """Return risks whose state is closed, whose residual is A or R, and that no rule blocks."""
    blocked = {finding.record for finding in facts.findings if finding.level is Level.BLOCK}
    letters = {item.id: letter_of(item.residual) for item in facts.risks.values()}
    return {
        item.id: letters[item.id]
        for item in facts.risks.values()
        if item.group != "open" and letters[item.id] in {"A", "R"} and item.id not in blocked
    }


def is_on_target(item: Evidence, facts: DossierFacts) -> bool:
    """Say whether a piece of evidence is of the target release, or reused for it."""
    release = facts.release
    return release is not None and (
        item.release == release.id or (bool(item.reuse) and release.id in item.applies_to)
    )


def evidence_on_target(facts: DossierFacts, test: str) -> list[Evidence]:
    """Return the evidence of a test on the target release, newest first."""
    found = [item for item in facts.records.linked_from(test, Evidence) if is_on_target(item, facts)]
    return sorted(found, key=lambda item: (item.run_at, item.id), reverse=True)


def newest_counts(facts: DossierFacts, test: str) -> bool:
    """Say whether the newest evidence of a test on the target release earns credit."""
    found = evidence_on_target(facts, test)
    state = facts.evidence.get(found[0].id) if found else None
    return state is not None and state.counts


def support_end(facts: DossierFacts) -> date | None:
    """Return the day until which the release gets security updates: what V15 compares with."""
    return facts.release.supported_until if facts.release else None


def _components(facts: DossierFacts) -> tuple[ComponentLine, ...]:
    """Return the components of every SBOM with their support."""
    masters = facts.records.of(ComponentMaster)
    until = support_end(facts)
    return tuple(
        _component_line(sbom, component, master, until)
        for sbom in facts.sboms
        for component, master in completed(sbom.content, masters)
    )


def _component_line(
    sbom: SbomFile, component: Component, master: ComponentMaster | None, until: date | None
) -> ComponentLine:
    """Return a component, already completed by its master, with its support."""
    end = component.end_of_support
    return ComponentLine(
        deployable=sbom.deployable,
        component=component,
        level=component.support_level
        if component.support_level in set(SupportLevel)
        else SupportLevel.UNKNOWN,
        end_of_support=end,
        end_source=component.end_of_support_source,
        master=master.id if master else "",
        ends_early=until is not None and ends_before(end, until),
    )


def _matches(facts: DossierFacts) -> tuple[MatchLine, ...]:
    """Return matches with their assessments, those not decided first."""
    by_name: dict[str, list[Assessment]] = {}
    names = {item.id: {item.identifier, *item.aliases} for item in facts.records.of(Vulnerability)}
    for assessment in facts.records.of(Assessment):
        if facts.release is None or assessment.release == facts.release.id:
            for name in names.get(assessment.vulnerability, ()):
                by_name.setdefault(name, []).append(assessment)
    lines = [MatchLine(match, _answer(match, by_name)) for match in facts.matches.matches]
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                is_decided(line),
                line.match.advisory,
                line.match.deployable,
                line.match.component,
            ),
        )
    )


def _answer(match: Match, by_name: Mapping[str, list[Assessment]]) -> Assessment | None:
    """Return the assessment of this advisory for this component, else none: one for another component is no answer."""
    for name in (match.advisory, *match.aliases):
        for assessment in by_name.get(name, ()):
            if _same_component(assessment.component, match):
                return assessment
    return None


def _same_component(named: str, match: Match) -> bool:
    """Say whether an assessment names the matched component, as a package URL or as name and version."""
    bare = match.purl.partition("?")[0]
    return named.partition("?")[0] in {bare, bare.rpartition("@")[0]} or named.startswith(
        (f"{match.component} {match.version}", f"{match.component}@{match.version}")
    )
