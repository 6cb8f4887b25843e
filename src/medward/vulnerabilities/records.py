"""A vulnerability as the manufacturer became aware of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime, Field

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Decimal, Part, Record, Text


class KnownExploited(Part):
    """Entry in CISA's catalogue of known exploited vulnerabilities."""

    added_on: date
    due_on: date | None = None
    ransomware: bool = False


class ExploitPrediction(Part):
    """EPSS values of one day."""

    score: Decimal
    percentile: Decimal
    as_of: date


class ExploitState(StrEnum):
    """What is known of exploits."""

    NONE = "none"
    POC = "poc"
    ACTIVE = "active"
    UNKNOWN = "unknown"


class Vulnerability(Record):
    """A published or reported vulnerability; each source's view is kept."""

    kind: ClassVar[str] = "vulnerability"
    prefix: ClassVar[str] = "VUL"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    identifier: Text
    """Main public id, e.g. `CVE-2023-45866`, or our own before one exists."""
    aliases: tuple[Text, ...] = ()
    sources: tuple[Text, ...]
    """Who told us."""
    published_on: date | None = None
    aware_at: AwareDatetime
    """When the company became aware; clocks start here and it is never moved."""
    cwes: tuple[Text, ...] = ()
    vectors: dict[str, Text] = Field(default_factory=dict)
    """CVSS vectors by scorer, e.g. `nvd: CVSS:3.1/...`."""
    known_exploited: KnownExploited | None = None
    exploit_prediction: ExploitPrediction | None = None
    exploit: ExploitState = ExploitState.UNKNOWN
    summary: Text
    """In our own words."""
    references: tuple[Text, ...] = ()
