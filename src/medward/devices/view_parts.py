"""What an architecture view says beside its prose: system parts, shared elements, the chain of trust.

Source: FDA premarket cybersecurity guidance of 3 February 2026, section V.B.2 and appendix on views; practice
4.20 and 4.21. In our words.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from medward.kernel.records import Part, RefTo, Text


class SystemPart(StrEnum):
    """A part of the whole system that the global view shows, or says why there is none."""

    DEVICE = "device"
    UPDATE_INFRASTRUCTURE = "update-infrastructure"
    FACILITY_NETWORK = "facility-network"
    INTERMEDIARY = "intermediary"
    CLOUD = "cloud"
    PATIENT_HOME = "patient-home"


class PartShown(Part):
    """Where a view shows one part of the whole system."""

    part: SystemPart
    """Which part."""
    elements: Annotated[tuple[str, ...], RefTo("element")] = ()
    """Elements that stand for it."""
    absent: str = ""
    """Why the system has no such part, where no element stands for it."""


class SharedReach(Part):
    """Something many units depend on, and how far its loss reaches."""

    item: Annotated[str, RefTo("element", "interface", "asset")]
    """What is shared: a gateway, tenant, key, update channel, library."""
    how: Text
    """What an attacker who holds it can reach, and through what."""
    units: Annotated[int, Field(ge=0)] | None = None
    """Most units it reaches; none: not known, and shown so."""
    unit: str = "units"
    """What is counted, as `pumps`."""
    patients: Annotated[int, Field(ge=0)] | None = None
    """Most patients at once; none: not known, and shown so."""


class TrustRole(StrEnum):
    """What somebody does with software on its way to the device."""

    BUILDS = "builds"
    SIGNS = "signs"
    STORES = "stores"
    DISTRIBUTES = "distributes"
    VERIFIES = "verifies"
    INSTALLS = "installs"


class TrustStep(Part):
    """Who does one thing on the way of an update, and with what."""

    role: TrustRole
    """Builds, signs, stores, distributes, verifies or installs."""
    element: Annotated[str, RefTo("element")]
    """Element that does it; one outside our scope is drawn as outside our control."""
    what: Text
    """How, with key and algorithm where there are any."""
    interface: Annotated[str, RefTo("interface")] = ""
    """Flow by which the software leaves or arrives."""


class Omission(Part):
    """A function or operating state that no use case covers, and why that is right."""

    what: Text
    """Function or state, as `mri-mode`."""
    reason: Text
    """Why none is needed."""
