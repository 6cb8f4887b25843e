"""Tests, the evidence they left, and what they found."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Record, RefTo, RelativePath, Sha256, Text


class TestKind(StrEnum):
    """What a test is for."""

    REQUIREMENT = "requirement"
    THREAT_MITIGATION = "threat-mitigation"
    VULNERABILITY = "vulnerability"
    FUZZ = "fuzz"
    PENETRATION = "penetration"
    ROBUSTNESS = "robustness"
    SCA = "sca"
    SAST = "sast"


class Independence(StrEnum):
    """Who tested."""

    DEVELOPER = "developer"
    OTHER_TEAM = "other-team"
    THIRD_PARTY = "third-party"


class Test(Record):
    """A test: purpose, steps, expectation, and what it proves."""

    kind: ClassVar[str] = "test"
    prefix: ClassVar[str] = "TST"

    test_kind: TestKind
    """What the test is for."""
    purpose: Text
    """What it is to show."""
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What the tester does, in order."""
    expected: Text
    """What must be seen for a pass."""
    independence: Independence
    """Who tests; a penetration test is not the developer's (V23)."""
    requirements: Annotated[tuple[str, ...], RefTo("requirement")] = ()
    """Requirements it verifies."""
    threats: Annotated[tuple[str, ...], RefTo("threat")] = ()
    """Threats whose mitigation it shows."""
    set_up: str = ""
    """Equipment, build and configuration."""


class Result(StrEnum):
    """Outcome of a run (practice 2.3-G)."""

    NOT_RUN = "not-run"
    PASSED = "passed"
    FAILED = "failed"
    BLOCKED = "blocked"
    PASSED_WITH_DEVIATION = "passed-with-deviation"


class EvidenceKind(StrEnum):
    """What sort of file it is."""

    JUNIT = "junit"
    SARIF = "sarif"
    REPORT = "report"
    LOG = "log"


class Evidence(Record):
    """A file that shows the result of a test on a build."""

    kind: ClassVar[str] = "evidence"
    prefix: ClassVar[str] = "EVD"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    tests: Annotated[tuple[str, ...], RefTo("test")]
    """Tests it belongs to."""
    release: Annotated[str, RefTo("release")]
    """Release it was run on."""
    build: Text
    """Build id in the file or given at attachment."""
    file: RelativePath
    """The file."""
    sha256: Sha256
    """Digest of the file when it was attached; a changed file earns no credit (V09)."""
    evidence_kind: EvidenceKind
    """What sort of file it is."""
    tool: Text
    """Tool and version."""
    run_at: AwareDatetime
    """Instant of the run, as the file gives it."""
    result: Result
    """Outcome of the run."""
    counts: dict[str, int] = Field(default_factory=dict)
    """Cases by outcome, as read from the file."""
    environment: str = ""
    """Equipment and configuration of the run."""
    deviation: str = ""
    """For `passed-with-deviation`: what deviated and why it is acceptable."""
    expires_on: date | None = None
    """Last day it counts."""
    reuse: Annotated[str, RefTo("decision")] = ""
    """Signed regression analysis that carries it to other releases named in `applies_to`."""


class FindingSource(StrEnum):
    """How a finding was made."""

    SAST = "sast"
    DAST = "dast"
    PENTEST = "pentest"
    FUZZ = "fuzz"
    FIELD = "field"
    REVIEW = "review"


class FindingDisposition(StrEnum):
    """What is done about it."""

    OPEN = "open"
    FIX = "fix"
    FIXED = "fixed"
    ACCEPT = "accept"
    FALSE_POSITIVE = "false-positive"


class Finding(Record):
    """A weakness or anomaly found in a release."""

    kind: ClassVar[str] = "finding"
    prefix: ClassVar[str] = "FND"

    finding_source: FindingSource
    """How it was found."""
    description: Text
    """What was found."""
    cwes: tuple[Text, ...] = ()
    """CWE ids, as `CWE-787`."""
    no_cwe_reason: str = ""
    """Why no CWE applies (V22)."""
    severity: Text
    """In the tool's or tester's own words or score."""
    exploitability: Text
    """How it could be exploited, or why not."""
    safety_impact: Text
    """What it means for the patient."""
    disposition: FindingDisposition
    """What is done about it (V22)."""
    rationale: str = ""
    """Why that is right."""
    plan: str = ""
    """What will be done, when it is to be fixed."""
    due: date | None = None
    """Day by which it is done."""
    release: Annotated[str, RefTo("release")]
    """Release it was found in."""
    evidence: Annotated[tuple[str, ...], RefTo("evidence")] = ()
    """File it was read from."""
    risks: Annotated[tuple[str, ...], RefTo("risk")] = ()
    """Risks it bears on."""
