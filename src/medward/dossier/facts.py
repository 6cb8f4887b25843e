"""Everything a dossier is made of, gathered once and unchanging.

What the packages below compute is taken as it is; what comes from the ledger, the
matcher and the file system arrives in the small classes defined here, because the
dossier knows neither databases nor files. `workspace.building` converts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from medward.checks.finding import CheckFinding
    from medward.checks.gates import GateView
    from medward.components.sbom import Sbom
    from medward.devices.records import Release
    from medward.gaps.evaluate import Gaps
    from medward.governance.policies import Policy
    from medward.kernel.recordset import RecordSet
    from medward.risk.blast import BlastReport
    from medward.risk.evaluate import RiskView
    from medward.risk.explain import Explanation
    from medward.threats.compare import Answer, Stale, Vanished
    from medward.threats.stride import Candidate
    from medward.verification.credit import EvidenceState, Proof


@dataclass(frozen=True, slots=True)
class Candidates:
    """Both generated sets and how the file answers them."""

    answers: tuple[Answer, ...] = ()
    """Candidates per interaction, each with the threats that answer it."""
    per_element: tuple[Candidate, ...] = ()
    """Candidates of the cross-check."""
    from_rules: tuple[Answer, ...] = ()
    """Candidates of the threat rules, each with the threats that answer it."""
    rules_cannot_tell: int = 0
    """Questions of these rules that the model does not answer."""
    crossings: tuple[str, ...] = ()
    """Interfaces that cross a trust boundary."""
    uncovered: tuple[str, ...] = ()
    """Elements no threat speaks of, directly or through an interface."""
    vanished: tuple[Vanished, ...] = ()
    """Answers to candidates the model no longer produces."""
    stale: tuple[Stale, ...] = ()
    """Threats whose target changed since they were decided."""


@dataclass(frozen=True, slots=True)
class SbomFile:
    """An SBOM that was read, and the record that brings it into the file."""

    record: str
    deployable: str
    path: str
    content: Sbom


@dataclass(frozen=True, slots=True)
class Match:
    """An advisory met by a component of one deployable."""

    deployable: str
    component: str
    version: str
    purl: str
    advisory: str
    aliases: tuple[str, ...]
    verdict: str
    confidence: str
    proof: str


@dataclass(frozen=True, slots=True)
class CannotTell:
    """A component the matcher could say nothing about, and why."""

    deployable: str
    component: str
    version: str
    reason: str


@dataclass(frozen=True, slots=True)
class Matches:
    """What matching the SBOMs against advisories gave."""

    ran: bool = False
    """False: nobody matched; the page then says so and shows no zero."""
    matches: tuple[Match, ...] = ()
    cannot_tell: tuple[CannotTell, ...] = ()
    feeds: tuple[tuple[str, str, str], ...] = ()
    """Name, date and digest of each advisory set."""


@dataclass(frozen=True, slots=True)
class ChangesetLine:
    """One act of one author in the ledger."""

    seq: int
    at: str
    author: str
    reason: str
    hash: str
    previous: str
    records: tuple[tuple[str, str], ...]
    """Id and content digest of each record it wrote; an empty digest is a removal."""


@dataclass(frozen=True, slots=True)
class ChainState:
    """What verifying the ledger saw."""

    checked: bool = False
    changesets: int = 0
    head: str = ""
    problems: tuple[tuple[str, str], ...] = ()
    not_checked: tuple[str, ...] = ()
    """What this verification could not show."""
    unapplied: tuple[str, ...] = ()
    """Records whose content on disk differs from the ledger."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How an attacker gets to one function, computed from the model."""

    goal: str
    """Asset or element."""
    title: str
    easiest: str
    """The easiest way after verified controls as a sentence; empty when no entry reaches it."""
    reached_from: int
    entries: int
    open_from: tuple[str, ...]
    """Entries from which a way meets no verified control."""
    alone: tuple[str, ...]
    """Controls whose loss alone opens an entry that is guarded now."""


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A reporting clock of an open event."""

    event: str
    clock: str
    duty: str
    state: str
    start_at: datetime | None = None
    due_at: datetime | None = None
    filed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ControlLine:
    """Whether the risk of one assessed vulnerability is under control in the field."""

    assessment: str
    release: str
    """Version of the release it was judged for."""
    verdict: str
    """`no-risk`, `controlled`, `uncontrolled` or `cannot-tell`; uncontrolled where a person recorded that."""
    severity: str
    """Worst severity of patient harm, or `unknown`."""
    why: tuple[str, ...]
    """Open questions first, then how the verdict came about; never empty."""
    levels: tuple[str, ...] = ()
    """Residual exploitability; several while a fact is open."""
    classes: tuple[str, ...] = ()
    """Classes of the matrix; several while a fact is open."""
    flags: tuple[str, ...] = ()
    """Where what is recorded contradicts what was computed."""
    privacy_open: bool = False
    """Whether a decision about privacy is wanted and not taken."""


@dataclass(frozen=True)
class DossierFacts:
    """The input of a dossier."""

    records: RecordSet
    product_name: str
    release: Release | None
    generated_at: datetime
    program_version: str
    as_of: datetime | None = None
    """Instant of the ledger that was looked back to; none for the file as it is."""
    candidates: Candidates = Candidates()
    risks: Mapping[str, RiskView] = field(default_factory=dict)
    explanations: Mapping[str, tuple[Explanation, ...]] = field(default_factory=dict)
    """How each rating came about, by risk id."""
    reaches: tuple[Reach, ...] = ()
    """Each function with the easiest way to it."""
    reach_unknowns: tuple[str, ...] = ()
    """What the records leave open about these ways."""
    blast: BlastReport | None = None
    """What shared elements do to many patients; none when nobody looked."""
    matrix: Policy | None = None
    """The risk matrix in force."""
    checked: bool = False
    """Whether the rules ran; without them nothing may be called free of findings."""
    findings: tuple[CheckFinding, ...] = ()
    gates: tuple[GateView, ...] = ()
    requirements: Mapping[str, Proof] = field(default_factory=dict)
    controls: Mapping[str, Proof] = field(default_factory=dict)
    evidence: Mapping[str, EvidenceState] = field(default_factory=dict)
    sboms: tuple[SbomFile, ...] = ()
    sbom_problems: Mapping[str, str] = field(default_factory=dict)
    """Why an SBOM of the release could not be read, by record id."""
    matches: Matches = Matches()
    gaps: Gaps | None = None
    """What authorities of the markets expect beside what is shown; none when nobody judged it."""
    clocks: tuple[ClockLine, ...] = ()
    """Clocks of the open reporting events, the earliest end first."""
    controlled: tuple[ControlLine, ...] = ()
    """Each open assessment of the releases in use, judged for the field."""
    changesets: tuple[ChangesetLine, ...] = ()
    chain: ChainState = ChainState()
    files: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of every file of the device file outside its records."""
    places: Mapping[str, str] = field(default_factory=dict)
    """`file:line` of each record."""
