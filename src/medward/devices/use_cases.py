"""Security use cases: what one function does, step by step, in one operating state."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from medward.kernel.records import Part, Record, RefTo, Text


class OperatingState(StrEnum):
    """State of the device in which a use case happens."""

    PROGRAMMING = "programming"
    THERAPY = "therapy"
    ALARM = "alarm"
    SERVICE = "service"
    UPDATE = "update"
    OFFLINE = "offline"
    EMERGENCY = "emergency"
    DECOMMISSION = "decommission"


class SecurityFunction(StrEnum):
    """A function that the use-case view follows step by step (practice 4.21)."""

    USER_LOGIN = "user-login"
    THERAPY_CHANGE = "therapy-change"
    REMOTE_MONITORING = "remote-monitoring"
    SOFTWARE_UPDATE = "software-update"
    SERVICE_ACCESS = "service-access"
    EMERGENCY_OVERRIDE = "emergency-override"
    KEY_RENEWAL = "key-renewal"
    CONNECTION_LOSS = "connection-loss"
    WAND_SESSION = "wand-session"
    REMOTE_FOLLOW_UP = "remote-follow-up"
    CLINIC_UPDATE = "clinic-update"
    MRI_MODE = "mri-mode"
    PATIENT_TRANSMISSION = "patient-transmission"


ALWAYS_FOLLOWED: tuple[SecurityFunction, ...] = tuple(SecurityFunction)[:8]
"""Functions every device shows."""
FOLLOWED_FOR_IMPLANTS: tuple[SecurityFunction, ...] = tuple(SecurityFunction)[8:]
"""Functions an implant shows as well."""


class UseCaseStep(Part):
    """One numbered step."""

    interface: Annotated[str, RefTo("interface")] = ""
    """Flow used; empty for a step inside one element."""
    action: Text
    """What happens."""
    check: str = ""
    """Identity, authorisation and integrity check made at this step."""
    log: str = ""
    """Event written."""
    on_failure: str = ""
    """What happens when the check fails."""


class UseCase(Record):
    """A security use case: the steps of one function in one operating state."""

    kind: ClassVar[str] = "use-case"
    prefix: ClassVar[str] = "SUC"

    actor: Annotated[str, RefTo("actor")]
    """Who starts it."""
    state: OperatingState
    """State of the device in which it happens."""
    steps: Annotated[tuple[UseCaseStep, ...], Field(min_length=1)]
    """Steps in order."""
    controls: Annotated[tuple[str, ...], RefTo("control")] = ()
    """Controls expected to act."""
    abnormal: tuple[Text, ...] = ()
    """Abnormal branches."""
    covers: tuple[SecurityFunction, ...] = ()
    """Functions of the use-case view it shows."""
    session: str = ""
    """How the session is set up, kept and ended, and what makes it unique."""
