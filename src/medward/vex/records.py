"""The vulnerability assessment: one internal statement from which every VEX format is written."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import AwareDatetime, Field, model_validator

from medward.kernel.lifecycle import ASSESSMENT, Lifecycle
from medward.kernel.records import Part, Record, RefTo, Text
from medward.risk.records import Claim
from medward.vex.assumptions import CheckedAssumption
from medward.vex.statement import Response


class Justification(StrEnum):
    """Why a release is not affected: the five values all VEX formats share (V18)."""

    COMPONENT_NOT_PRESENT = "component-not-present"
    CODE_NOT_PRESENT = "vulnerable-code-not-present"
    CODE_NOT_IN_EXECUTE_PATH = "vulnerable-code-not-in-execute-path"
    CODE_CANNOT_BE_CONTROLLED = "vulnerable-code-cannot-be-controlled-by-adversary"
    INLINE_MITIGATIONS = "inline-mitigations-already-exist"


class CycloneDxWord(StrEnum):
    """The nine justifications of CycloneDX 1.6, as it spells them."""

    CODE_NOT_PRESENT = "code_not_present"
    CODE_NOT_REACHABLE = "code_not_reachable"
    REQUIRES_CONFIGURATION = "requires_configuration"
    REQUIRES_DEPENDENCY = "requires_dependency"
    REQUIRES_ENVIRONMENT = "requires_environment"
    PROTECTED_BY_COMPILER = "protected_by_compiler"
    PROTECTED_AT_RUNTIME = "protected_at_runtime"
    PROTECTED_AT_PERIMETER = "protected_at_perimeter"
    PROTECTED_BY_MITIGATING_CONTROL = "protected_by_mitigating_control"


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


class InterimControl(Part):
    """A measure in the field until the fix is there; counts for units reported as configured (practice 4.9)."""

    measure: Text
    """What is set or done at the unit, e.g. `Bluetooth switched off in the service menu`."""
    closes: bool = False
    """Whether it closes the way in, so that the vulnerability cannot be used on such a unit."""
    changes: tuple[Annotated[str, Field(pattern=r"^M(AV|AC|AT|PR|UI):[A-Z]$")], ...] = ()
    """Otherwise the modified metrics it leads to, as `MAV:P`."""
    evidence: Annotated[tuple[str, ...], RefTo("evidence")] = ()
    """What shows that the measure works; without it the measure earns nothing."""
    units_reported: Annotated[int, Field(ge=0)] = 0
    """Units reported as configured so; units nobody reported do not count."""
    reported_on: date | None = None
    """Day of that count."""


class FieldProgress(Part):
    """Units in the field on one day that run the fix (FDA's third measure; practice 4.16)."""

    on: date
    """Day of the count."""
    eligible: Annotated[int, Field(ge=0)]
    """Units that should run it; without those decommissioned, explanted or not heard of for twelve months."""
    updated: Annotated[int, Field(ge=0)]
    """Of these, units known to run it."""

    @model_validator(mode="after")
    def _is_a_share(self) -> Self:
        if self.updated > self.eligible:
            raise ValueError(
                f"{self.updated} updated units of {self.eligible} eligible: count each unit once"
            )
        return self


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
    deployable: str = ""
    """Deployable whose SBOM lists it; empty means every one that contains the component."""
    matched: str = ""
    """Why it was matched: source, range and how the component was identified."""
    interfaces: Annotated[tuple[str, ...], RefTo("interface")] = ()
    """Interfaces through which it could be reached."""
    risks: Annotated[tuple[str, ...], RefTo("risk")] = ()
    """Risks it bears on."""
    first_seen_at: AwareDatetime
    """Instant the match was first seen."""
    decided_at: AwareDatetime | None = None
    """Instant of the decision."""
    decided_by: Annotated[str, RefTo("person")] = ""
    """Who decided; another person reviews it when the signature policy asks for four eyes."""
    decision: Annotated[str, RefTo("decision")] = ""
    """Decision of kind vex whose rationale this one shares with others."""
    confirmed_at: AwareDatetime | None = None
    """Instant somebody looked again after a trigger and left the decision as it is."""
    reopened_at: AwareDatetime | None = None
    """Instant somebody took a decision back to look into it again; the days of that investigation count from it."""
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
    fielded: tuple[FieldProgress, ...] = ()
    """How far the fix has come in the field, one row per day of counting."""
    ssvc: dict[str, Text] = Field(default_factory=dict)
    """Answers and outcome of the SSVC tree."""
    vector: str = ""
    """Our vector for this product."""
    patient_severity: str = ""
    """Severity level of the worst harm it can reach here."""
    harms: Annotated[tuple[str, ...], RefTo("harm")] = ()
    """Harms it can lead to here; the worst severity counts, whatever `patient_severity` says."""
    claims: tuple[Claim, ...] = ()
    """Existing controls that make it harder here; each counts only when verified on the release (V10)."""
    interim: tuple[InterimControl, ...] = ()
    """Measures in the field until the fix is there."""
    units_concerned: Annotated[int, Field(ge=0)] | None = None
    """Units in the field that run the release; empty means that nobody has counted them."""
    assumptions: tuple[CheckedAssumption, ...] = ()
    """What the decision rests on; checked again with every release, model edit and feed."""
    cyclonedx_justification: CycloneDxWord | None = None
    """The finer word of CycloneDX, where one fits: `requires_environment`, `protected_at_perimeter`, ..."""
    mitigation_inside: bool = False
    """Whether the mitigation is built in and neither user nor attacker can switch it off; else users keep it up."""
    responses: tuple[Response, ...] = ()
    """What we do about it, as VEX tells it."""
    inherited_from: Annotated[str, RefTo("assessment")] = ""
    """Assessment of an older release it takes over (V20)."""
    reconfirmed: str = ""
    """For an inherited one: that component version and configuration were compared, and the result (V20)."""
    expires_on: date | None = None
    """Last day it counts."""
