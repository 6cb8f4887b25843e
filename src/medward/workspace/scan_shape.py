"""The shape of `scan --json` for type checkers and readers: keys may be added, those of DESIGN 7 stay.

Nothing imports it when the program runs: making these classes takes longer than filling them.
"""

from __future__ import annotations

from typing import TypedDict


class ViewJson(TypedDict):
    """One source's word on a match."""

    source: str
    date: str
    advisory: str
    tier: str
    verdict: str
    range: str
    severities: list[str]


class ExploitationJson(TypedDict):
    """What is known of attacks; an empty text means that no source says."""

    cve: str
    kev_added: str
    kev_due: str
    ransomware: str
    epss: str
    percentile: str
    epss_date: str
    exploitation: str
    automatable: str
    technical_impact: str


class MatchJson(TypedDict):
    """One advisory on one component."""

    component: str
    version: str
    purl: str
    ref: str
    advisory: str
    aliases: list[str]
    summary: str
    severities: list[str]
    """Vectors of all views, each once."""
    verdict: str
    confidence: str
    proof: str
    source: str
    tier: str
    range: str
    group: list[str]
    """Every id of the vulnerability, from all sources."""
    precision: str
    """Share of right matches of this tier and confidence where people had checked; "" where nobody did."""
    views: list[ViewJson]
    exploitation: ExploitationJson | None


class QuestionJson(TypedDict):
    """Something a person could look at; it is no match."""

    component: str
    version: str
    ref: str
    question: str
    advisories: list[str]


class CannotTellJson(TypedDict):
    """One component nobody can judge."""

    component: str
    version: str
    purl: str
    ref: str
    reason: str
    advisories: list[str]


class ThinJson(TypedDict):
    """An ecosystem of which the sources name fewer packages than components are clean."""

    ecosystem: str
    named: int
    clean: int


class FeedJson(TypedDict):
    """One source of advisories."""

    name: str
    date: str
    digest: str
    records: int
    withdrawn: int
    problems: int
    fetched_at: str


class ProblemJson(TypedDict):
    """Something wrong in the file that left the list of components certain."""

    pointer: str
    message: str


class TotalsJson(TypedDict):
    """Components by result; the three add up to the first."""

    components: int
    matched: int
    clean: int
    cannot_tell: int
    matches: int


class ScanJson(TypedDict):
    """`scan --json`."""

    file_sha256: str
    components: int
    matches: list[MatchJson]
    cannot_tell: list[CannotTellJson]
    questions: list[QuestionJson]
    clean: int
    totals: TotalsJson
    thin_coverage: list[ThinJson]
    feeds: list[FeedJson]
    problems: list[ProblemJson]
    notes: list[str]
