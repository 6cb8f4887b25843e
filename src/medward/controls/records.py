"""Controls, the requirements that make them real, their side effects, and what the labelling says."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from medward.catalogue.records import ControlCategory
from medward.kernel.lifecycle import REQUIREMENT, Lifecycle
from medward.kernel.records import Record, RefTo, Text


class ControlType(StrEnum):
    """When a control acts."""

    PREVENT = "prevent"
    DETECT = "detect"
    RESPOND = "respond"
    RECOVER = "recover"


class Control(Record):
    """A measure against one or more risks."""

    kind: ClassVar[str] = "control"
    prefix: ClassVar[str] = "CTL"

    control_type: ControlType
    """Whether it prevents, detects, responds or recovers."""
    layer: Text
    """Where it sits, e.g. `comms module`, `cloud`, `procedure`."""
    design: Text
    """How it works."""
    parameters: Text
    """Algorithms, lengths, limits."""
    failure_mode: str = ""
    """What happens when it fails, and to whose disadvantage (V08)."""
    fda_categories: tuple[ControlCategory, ...] = ()
    """Categories it counts in (V08, V13)."""
    located: Annotated[tuple[str, ...], RefTo("element", "interface")] = ()
    """Where in the architecture."""
    catalogue: Annotated[str, RefTo("catalogue-control")] = ""
    """Catalogue control it follows."""
    mdcg_capabilities: tuple[Text, ...] = ()
    """Capabilities of MDCG 2019-16, as `NAUT`, `TXIG`."""
    limits: str = ""
    """What it does not do."""


class Verification(StrEnum):
    """How a requirement is verified."""

    TEST = "test"
    ANALYSIS = "analysis"
    INSPECTION = "inspection"
    DEMONSTRATION = "demonstration"


class Priority(StrEnum):
    """How urgent it is."""

    MUST = "must"
    SHOULD = "should"


class Requirement(Record):
    """A testable sentence that makes a control real."""

    kind: ClassVar[str] = "requirement"
    prefix: ClassVar[str] = "REQ"
    lifecycle: ClassVar[Lifecycle] = REQUIREMENT

    text: Text
    """The shall-sentence, with its number and limit."""
    controls: Annotated[tuple[str, ...], RefTo("control")] = ()
    """Controls it makes real."""
    sources: Annotated[tuple[str, ...], RefTo("requirement-source")] = ()
    """Clauses it answers."""
    verification: Verification = Verification.TEST
    """How it is verified."""
    priority: Priority = Priority.MUST
    """Whether it must or should be met."""


class SideEffectReview(Record):
    """What a control does to safety, usability and emergency access (practice 4.13)."""

    kind: ClassVar[str] = "side-effect-review"
    prefix: ClassVar[str] = "SFX"

    control: Annotated[str, RefTo("control")]
    """Control under review."""
    question: Text
    """The situation examined."""
    safety_effect: Text
    """Effect on the safety of the patient."""
    usability_effect: Text
    """Effect on whoever operates the device."""
    emergency_access_effect: Text
    """Effect on access in an emergency."""
    result: Text
    """Conclusion."""
    acceptable: bool
    """Whether the control may stay as it is."""
    new_hazard: Annotated[str, RefTo("harm")] = ""
    """Harm it creates, when it does."""


class Label(Record):
    """One labelling item, or one answer of the manufacturer disclosure statement."""

    kind: ClassVar[str] = "label"
    prefix: ClassVar[str] = "LBL"

    item: Annotated[int, Field(ge=1, le=14)] | None = None
    """Number of the labelling item in the FDA premarket guidance (practice 7.1, document 14)."""
    mds_question: str = ""
    """Question id of the disclosure statement, when it is one."""
    answer: str = ""
    """Yes, no, not applicable or see note, for a disclosure question."""
    text: Text
    """What the user reads."""
    location: Text
    """Where in the instructions for use."""
    sources: Annotated[tuple[str, ...], RefTo()] = ()
    """Interfaces, assumptions, controls and risks it speaks of (V24)."""
