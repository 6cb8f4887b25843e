"""How many units there are, and how many one key, account, gateway or service is good for.

The model alone cannot say it, and the blast radius hangs on it. What is left out is not known.

Source: practice 4.20.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from medward.kernel.records import Part, Text


class Fleet(Part):
    """How many units are in the field and how they are grouped; what is left out is not known."""

    unit: Text
    """Name of one unit, as `pump`."""
    units: Annotated[int, Field(ge=0)]
    """Units in the field."""
    sites: Annotated[int, Field(ge=0)] | None = None
    """Sites that have units."""
    largest_site: Annotated[int, Field(ge=0)] | None = None
    """Units at the site that has most."""
    per_gateway: Annotated[int, Field(ge=0)] | None = None
    """Units behind one gateway at most."""
    patients_per_gateway: Annotated[int, Field(ge=0)] | None = None
    """Patients treated at once behind one gateway at most; fewer than units where one has several."""


class Scope(StrEnum):
    """How far one holder of something reaches."""

    UNIT = "unit"
    GATEWAY = "gateway"
    SITE = "site"
    FLEET = "fleet"


class Channel(StrEnum):
    """By what it reaches units (practice 4.20)."""

    KEY = "key"
    ACCOUNT = "account"
    BROADCAST = "broadcast"
    UPDATE_CHANNEL = "update-channel"
    LIBRARY = "library"
    GATEWAY = "gateway"
    TENANT = "tenant"
    SERVICE = "service"


class Sharing(Part):
    """How many units one instance serves: a key, a service, a channel."""

    scope: Scope
    """Units that one instance is good for."""
    channel: Channel
    """By what it reaches them."""
    because: Text
    """Why it is not shared further, or why it is."""
