"""A vulnerability as the manufacturer became aware of it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Decimal, Part, Record, RefTo, Text


class KnownExploited(Part):
    """Entry in CISA's catalogue of known exploited vulnerabilities."""

    added_on: date
    """Day it entered the catalogue."""
    due_on: date | None = None
    """Day by which US federal agencies must act."""
    ransomware: bool = False
    """Whether the catalogue knows of its use in ransomware campaigns."""


class ExploitPrediction(Part):
    """EPSS values of one day."""

    score: Decimal
    """Estimated chance of exploitation in the next 30 days, 0 to 1."""
    percentile: Decimal
    """Share of scored vulnerabilities with this score or less, 0 to 1."""
    as_of: date | None = None
    """Day the values are of; empty where the feed does not say."""


class ExploitState(StrEnum):
    """What is known of exploits."""

    NONE = "none"
    POC = "poc"
    ACTIVE = "active"
    UNKNOWN = "unknown"


class Restart(Part):
    """Another start of the clocks than the awareness recorded first, which stays visible beside it."""

    counts_from: AwareDatetime
    """Instant from which the clocks count, once the decision is signed."""
    reason: Annotated[Text, Field(min_length=15)]
    """Why, in at least 15 letters."""
    decision: Annotated[str, RefTo("decision")]
    """Decision of kind clock-restart; before it is signed nothing moves."""


class Vulnerability(Record):
    """A published or reported vulnerability; each source's view is kept."""

    kind: ClassVar[str] = "vulnerability"
    prefix: ClassVar[str] = "VUL"
    lifecycle: ClassVar[Lifecycle] = PLAIN
    once: ClassVar[frozenset[str]] = frozenset({"aware_at"})

    identifier: Text
    """Main public id, e.g. `CVE-2023-45866`, or our own before one exists."""
    aliases: tuple[Text, ...] = ()
    """Other ids of the same vulnerability."""
    sources: tuple[Text, ...]
    """Who told us."""
    published_on: date | None = None
    """Day of first publication."""
    aware_at: AwareDatetime
    """When the company became aware; clocks start here and it is never moved."""
    restarts: tuple[Restart, ...] = ()
    """Later corrections of that start, each with reason and signed decision."""
    cwes: tuple[Text, ...] = ()
    """CWE ids, as `CWE-787`."""
    vectors: dict[str, Text] = Field(default_factory=dict)
    """CVSS vectors by scorer, e.g. `nvd: CVSS:3.1/...`."""
    known_exploited: KnownExploited | None = None
    """Entry in CISA's catalogue, when there is one."""
    exploit_prediction: ExploitPrediction | None = None
    """EPSS values, when there are any."""
    exploit: ExploitState = ExploitState.UNKNOWN
    """What is known of exploits."""
    exploit_seen_at: AwareDatetime | None = None
    """When we first saw that exploits are known as they are; a decision made before is looked at again."""
    summary: Text
    """In our own words."""
    references: tuple[Text, ...] = ()
    """Addresses of texts about it."""
