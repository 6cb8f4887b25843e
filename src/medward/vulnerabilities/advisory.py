"""What every source of advisories is turned into: one value, whatever format it came in.

`osv`, `cve`, `nvd`, `csaf` and the readers of distributions return an `Advisory`; facts store it, matching asks it.
`Exploitation` is what sources say of attacks: CISA's catalogue, EPSS and the decision points of SSVC.

Source: OSV schema 1.7 for the shape of packages and ranges; NISTIR 7695 and 7696 for CPE names and matching.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Stance(StrEnum):
    """What a source says of a package; silence is neither."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not-affected"  # fixed or never affected in this distribution, product or back-port
    UNDER_INVESTIGATION = "under-investigation"


class Interval(NamedTuple):
    """Affected versions: `low <= key < high`."""

    low: str
    high: str
    text: str
    """The same in the advisory's own versions, for the proof."""


class Unkeyed(NamedTuple):
    """A statement of an advisory that could not be turned into keys."""

    reason: str
    decides: bool
    """True when a component of the package cannot be judged because of it."""


class AffectedPackage(NamedTuple):
    """What one advisory says about one package."""

    ecosystem: str
    suffix: str
    """Release of a distribution or address of a registry, "" when the ecosystem has none."""
    name: str
    lookup: str
    intervals: tuple[Interval, ...]
    versions: tuple[str, ...]
    """Listed versions that have no key: compared as text."""
    unkeyed: tuple[Unkeyed, ...]
    stance: Stance = Stance.AFFECTED
    """What holds for the versions named; a distribution's back-port says not affected."""


class Severity(NamedTuple):
    """A score as the advisory gives it."""

    kind: str
    vector: str
    scorer: str = ""
    """Who gave it, where one record holds the scores of several."""


class CpeStatement(NamedTuple):
    """What a source says of one product named by CPE."""

    criteria: str
    """CPE 2.3 formatted string as the source wrote it; its version counts only without intervals."""
    lookup: str
    """`part:vendor:product`, lower case, with escapes removed: `a:openssl:openssl`."""
    intervals: tuple[Interval, ...]
    """Versions it speaks of; every version when the criteria names none and there is no interval."""
    requires: tuple[tuple[str, ...], ...] = ()
    """Groups of criteria of which one each must be present too: `running on`, `running with`."""
    unkeyed: tuple[Unkeyed, ...] = ()
    stance: Stance = Stance.AFFECTED
    versions: tuple[str, ...] = ()
    """Listed versions that have no key: compared as text (`cpe_versions` makes it)."""


class Exploitation(NamedTuple):
    """What is known of attacks that use one vulnerability; an empty text means that no source says."""

    cve: str
    kev_added: str = ""
    """Day it entered CISA's catalogue, ISO 8601."""
    kev_due: str = ""
    ransomware: str = ""
    """`Known` or `Unknown`, as the catalogue writes it."""
    epss: str = ""
    """EPSS score, decimal text from 0 to 1."""
    percentile: str = ""
    epss_date: str = ""
    exploitation: str = ""
    """SSVC: none, poc, active."""
    automatable: str = ""
    """SSVC: yes, no."""
    technical_impact: str = ""
    """SSVC: partial, total."""


class Issued(NamedTuple):
    """When a source as a whole was issued, as it says itself."""

    at: str
    """ISO 8601."""


class Lifecycle(NamedTuple):
    """Until when somebody supports one line of a product."""

    product: str
    cycle: str
    """The line as the source names it: `12`, `3.11`, `22.04`."""
    end_of_support: str
    """Last day of active support, ISO 8601; "" when the source gives none."""
    end_of_life: str
    """Day from which nothing is mended any more, or `yes` or `no` where the source gives no day."""
    source: str


class Problem(NamedTuple):
    """A record of a source that could not be used."""

    place: str
    message: str


class Remedy(NamedTuple):
    """What a source says can be done."""

    category: str
    """As CSAF names it: vendor_fix, mitigation, workaround, no_fix_planned, none_available."""
    text: str
    """Its first words."""
    address: str = ""


class Advisory(NamedTuple):
    """What one source says of one vulnerability."""

    id: str
    modified: str
    withdrawn: str
    """When it was withdrawn, "" when it stands."""
    aliases: tuple[str, ...]
    summary: str
    severities: tuple[Severity, ...]
    affected: tuple[AffectedPackage, ...]
    without_package: int
    """Entries that name no package (commit ranges of a repository); counted, never matched by version."""
    products: tuple[CpeStatement, ...] = ()
    """Products named by CPE."""
    published: str = ""
    cwes: tuple[str, ...] = ()
    exploitation: Exploitation | None = None
    """What this record says of attacks (the CISA container of a CVE record)."""
    remedies: tuple[Remedy, ...] = ()
