"""The vulnerability assessment: one internal statement from which every VEX format is written."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from medward.kernel.lifecycle import ASSESSMENT, Lifecycle
from medward.kernel.records import Record, RefTo, Text


class Justification(StrEnum):
    """Why a release is not affected: the five values all VEX formats share (V18)."""

    COMPONENT_NOT_PRESENT = "component-not-present"
    CODE_NOT_PRESENT = "vulnerable-code-not-present"
    CODE_NOT_IN_EXECUTE_PATH = "vulnerable-code-not-in-execute-path"
    CODE_CANNOT_BE_CONTROLLED = "vulnerable-code-cannot-be-controlled-by-adversary"
    INLINE_MITIGATIONS = "inline-mitigations-already-exist"


class ControlState(StrEnum):
    """Whether the risk of an affected release is under control (practice 4.9)."""

    UNDETERMINED = "undetermined"
    CONTROLLED = "controlled"
    UNCONTROLLED = "uncontrolled"
    NOT_APPLICABLE = "not-applicable"


class Remediation(StrEnum):
    """How far the remedy has come (practice 2.3-C)."""

    NONE = "none"
    INTERIM_CONTROLS = "interim-controls"
    FIX_PLANNED = "fix-planned"
    FIX_IN_DEVELOPMENT = "fix-in-development"
    FIX_VERIFIED = "fix-verified"
    FIX_AVAILABLE = "fix-available"
    DEPLOYED = "deployed"
    NO_FIX = "no-fix"


class Assessment(Record):
    """What one vulnerability means for one release."""

    kind: ClassVar[str] = "assessment"
    prefix: ClassVar[str] = "VAS"
    lifecycle: ClassVar[Lifecycle] = ASSESSMENT

    vulnerability: Annotated[str, RefTo("vulnerability")]
    """Vulnerability it judges."""
    release: Annotated[str, RefTo("release")]
    """Release it judges for."""
    component: Text
    """Package URL or name and version of the component, as in the SBOM."""
    interfaces: Annotated[tuple[str, ...], RefTo("interface")] = ()
    """Interfaces through which it could be reached."""
    risks: Annotated[tuple[str, ...], RefTo("risk")] = ()
    """Risks it bears on."""
    first_seen_at: AwareDatetime
    """Instant the match was first seen."""
    decided_at: AwareDatetime | None = None
    """Instant of the decision."""
    justification: Justification | None = None
    """Why the release is not affected; required then (V18)."""
    detail: str = ""
    """Reasoning, with what was looked at."""
    impact_statement: str = ""
    """What follows for device and patient."""
    action_statement: str = ""
    """What users do; required when affected (V18)."""
    evidence: Annotated[tuple[str, ...], RefTo("evidence")] = ()
    """What proves it; required when not affected (V18)."""
    control_state: ControlState = ControlState.UNDETERMINED
    """Whether the risk is under control."""
    remediation: Remediation = Remediation.NONE
    """How far the remedy has come."""
    fixed_in: Annotated[str, RefTo("release")] = ""
    """Release that contains the fix; required when fixed (V18)."""
    fixed_at: AwareDatetime | None = None
    """Instant the fix was released."""
    ssvc: dict[str, Text] = Field(default_factory=dict)
    """Answers and outcome of the SSVC tree."""
    vector: str = ""
    """Our vector for this product."""
    patient_severity: str = ""
    """Severity level of the worst harm it can reach here."""
    inherited_from: Annotated[str, RefTo("assessment")] = ""
    """Assessment of an older release it takes over (V20)."""
    reconfirmed: str = ""
    """For an inherited one: that component version and configuration were compared, and the result (V20)."""
    expires_on: date | None = None
    """Last day it counts."""
