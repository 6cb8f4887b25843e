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
