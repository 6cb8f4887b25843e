"""Harms taken from the safety file, security risks, and the transfer between the two files."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from medward.kernel.lifecycle import RISK, Lifecycle
from medward.kernel.records import Part, Record, RefTo, Text


class Harm(Record):
    """A hazardous situation and harm of the ISO 14971 file; safety owns its severity."""

    kind: ClassVar[str] = "harm"
    prefix: ClassVar[str] = "HRM"

    hazard: Text
    """Hazard id in the safety file."""
    sequence: Text
    """Sequence of events that leads there."""
    situation: Text
    """Hazardous situation."""
    harm: Text
    """What the patient suffers."""
    severity: Annotated[str, Field(pattern=r"^S[0-9]$")]
    """Level of the severity scale."""
    safety_file: Text
    """Document and version the values were taken from."""
    safety_file_severity: Annotated[str, Field(pattern=r"^S[0-9]$")]
    """Severity in that version, as imported; must equal `severity` (V06)."""


class ExploitEvidence(StrEnum):
    """What is known of exploits."""

    NONE = "none"
    POC = "poc"
    ACTIVE = "active"


class InitialRating(Part):
    """Answers before controls."""

    vector: Text
    """Exploitability metrics as CVSS writes them, e.g. `AV:A/AC:L/PR:N/UI:N`."""
    evidence: ExploitEvidence = ExploitEvidence.NONE
    """Whether an exploit is known; it can raise the level."""
    expert_level: str = ""
    """Level by expert judgement, only when the policy asks for it."""
    rationale: Text
    """Why these answers."""


class Claim(Part):
    """One answer that a control changes."""

    metric: Annotated[str, Field(pattern=r"^M(AV|AC|AT|PR|UI):[A-Z]$")]
    """Modified metric, e.g. `MAC:H`."""
    control: Annotated[str, RefTo("control")]
    """Control that changes it; counts only when verified on the target release (V10)."""
    because: Text
    """Why the control has this effect."""


class Impact(Part):
    """What can be hit besides the patient; scales of practice 4.4, never mixed into the cell."""

    privacy: Annotated[str, Field(pattern=r"^PR[0-4]$")] = "PR0"
    """Level of the privacy scale, `PR0` none to `PR4` worst."""
    operation: Annotated[str, Field(pattern=r"^OP[0-4]$")] = "OP0"
    """Level of the scale for care delivery, `OP0` none to `OP4` worst."""


class Risk(Record):
    """A security risk: how hard it is to exploit and how badly it hurts."""

    kind: ClassVar[str] = "risk"
    prefix: ClassVar[str] = "RSK"
    lifecycle: ClassVar[Lifecycle] = RISK

    threats: Annotated[tuple[str, ...], RefTo("threat")]
    """Threats that lead to it."""
    harms: Annotated[tuple[str, ...], RefTo("harm")] = ()
    """Harms it can lead to; the worst severity counts. Empty needs a no-patient-harm decision (V05)."""
    scenario: Text
    """What happens, in two sentences."""
    impact: Impact = Impact()
    """What else can be hit besides the patient."""
    multi_patient: bool = False
    """Whether several patients can be harmed at once."""
    patients_at_once: int | None = None
    """How many, when it is known."""
    initial: InitialRating
    """Exploitability before controls."""
    controls: Annotated[tuple[str, ...], RefTo("control")] = ()
    """Controls that treat it."""
    claims: tuple[Claim, ...] = ()
    """How controls change the answers; the residual rating is computed from these."""
    rationale: str = ""
    """Conclusion after treatment."""


class TransferDirection(StrEnum):
    """Which file informs which."""

    SECURITY_TO_SAFETY = "security-to-safety"
    SAFETY_TO_SECURITY = "safety-to-security"


class SafetyTransfer(Record):
    """What one risk file handed to the other, and what was decided."""

    kind: ClassVar[str] = "safety-transfer"
    prefix: ClassVar[str] = "STX"

    direction: TransferDirection
    """Which file informs which."""
    risk: Annotated[str, RefTo("risk")] = ""
    """Security risk it is about."""
    harm: Annotated[str, RefTo("harm")]
    """Harm in the safety file it is about."""
    subject: Text
    """What was handed over."""
    decision: Text
    """What was decided."""
    assets: Annotated[tuple[str, ...], RefTo("asset")] = ()
    """For safety-to-security: assets that are the safety control; its defeat is a threat (practice 4.13)."""
    safety_reference: Text
    """Entry in the safety file."""
    security_reference: Text
    """Entry in the security file."""
