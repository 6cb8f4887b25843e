"""The documents a reviewer looks for, how they are known by name, and the parts each must have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from medward.kernel.words import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.dossier.review.reading import ReadDocument

Reviewer: TypeAlias = Literal["fda", "notified-body", "health-canada", "mhra"]
REVIEWERS: Final[tuple[Reviewer, ...]] = ("fda", "notified-body", "health-canada", "mhra")
_EU: Final = ("notified-body", "mhra")


class Part(NamedTuple):
    """A part a document must have."""

    title: str
    pattern: str
    """What its heading, or the caption of its table, says in one way or another."""


class Role(NamedTuple):
    """A document a reviewer looks for."""

    id: str
    title: str
    pattern: str
    parts: tuple[Part, ...] = ()
    reviewers: tuple[str, ...] = REVIEWERS
    basis: str = ""
    """Clause it rests on."""


ROLES: Final[tuple[Role, ...]] = (
    Role("plan", "Security plan", r"security plan|secure product development|spdf|security development plan", (
        Part("Roles", r"\broles?\b|responsib"),
        Part("Texts and editions it answers", r"texts|standards|references"),
        Part("Approval points", r"approval|gates?\b|milestones"),
    ), basis="FDA-PMG IV.A.1"),
    Role("architecture", "Architecture and views", r"architecture", (
        Part("Trust boundaries", r"trust|boundar|zones"),
        Part("Interfaces", r"interfaces"),
        Part("Global system view", r"global"),
        Part("Multi-patient harm view", r"multi.?patient"),
        Part("Updateability and patchability view", r"updat|patch"),
        Part("Security use-case views", r"use.?case"),
    ), basis="FDA-PMG V.B.2 and Appendix 2"),
    Role("threat-model", "Threat model", r"threat model", (
        Part("Scope and method", r"method|scope"),
        Part("Assumptions", r"assumption"),
        Part("Diagram with trust boundaries", r"diagram|boundar|zones"),
        Part("Threats", r"^[\d. ]*threats\b|threat (list|table|register)"),
        Part("Threats of the life cycle", r"life.?cycle|supply|decommission"),
    ), basis="FDA-PMG V.A.1"),
    Role("risk-assessment", "Cybersecurity risk assessment", r"risk assessment", (
        Part("Method of rating", r"method|criteria|scor|rating"),
        Part("Table of risks", r"^[\d. ]*risks\b|risk (table|register)|risks,"),
    ), basis="FDA-PMG V.A.2"),
    Role("risk-report", "Security risk management report", r"risk management report", (
        Part("Conclusion", r"conclusion|summary"),
        Part("Acceptance of residual risk", r"accept|benefit"),
        Part("Transfer to safety risk management", r"safety"),
    ), basis="FDA-PMG V.A"),
    Role("interoperability", "Interoperability considerations", r"interoperab", (
        Part("Connections", r"connect|interface"),
    ), ("fda", "health-canada"), "FDA-PMG V.A.3"),
    Role("controls", "Security requirements and controls", r"security (requirements|controls)|controls report", (
        Part("Requirements", r"requirements"),
    ), basis="FDA-PMG V.B.1 and Appendix 1"),
    Role("sbom", "SBOM and support of components", r"bill of materials|\bsbom\b", (
        Part("Support", r"support"),
        Part("Components", r"components?\b"),
    ), basis="FDA-PMG V.A.4"),
    Role("vulnerabilities", "Vulnerability assessment", r"vulnerabilit\w* (assessment|report)", (
        Part("Scope, tools and date of the data", r"scope|tools|method|date"),
        Part("Assessments", r"assessments?\b"),
    ), basis="FDA-PMG V.A.4(b)"),
    Role("anomalies", "Unresolved anomalies", r"anomal", (
        Part("Criteria", r"criteri"),
        Part("Anomalies", r"^[\d. ]*(unresolved )?anomalies"),
    ), basis="FDA-PMG V.A.5"),
    Role("tests", "Security test plan and reports", r"test (plan|report)|testing report|penetration test report", (
        Part("Plan", r"plan"),
        Part("Security requirements", r"requirement"),
        Part("Threat mitigation", r"threat mitigation|mitigation"),
        Part("Vulnerability testing", r"vulnerabilit"),
        Part("Penetration testing", r"penetration|pen.?test"),
    ), basis="FDA-PMG V.C"),
    Role("management-plan", "Cybersecurity management plan", r"management plan|postmarket plan|maintenance plan", (
        Part("Coordinated vulnerability disclosure", r"disclos|cvd"),
        Part("Updates", r"update|patch"),
        Part("Measures", r"measure|metric"),
    ), basis="FDA-PMG VI.B, section 524B(b)(1)"),
    Role("labelling", "Security labelling", r"labell?ing|instructions for use", (
        Part("Ports", r"\bports?\b"),
    ), basis="FDA-PMG VI.A"),
    Role("trace", "Traceability matrix", r"traceab", (
        Part("From threat to evidence", r"threat.*evidence|matrix|trace"),
    ), basis="FDA-PMG V.A and Appendix 4"),
    Role("statement", "Statement on section 524B", r"524b", (), ("fda",), "section 524B(b)"),
    Role("gspr", "General safety and performance requirements, security", r"general safety and performance|gspr", (
        Part("Requirements", r"requirement"),
    ), ("notified-body",), "MDR Annex I 14.2(d), 17.2, 17.4, 18.8, 23.4(ab)"),
    Role("it-requirements", "Minimum IT and security requirements", r"minimum it", (
        Part("Hardware and network", r"hardware|network"),
        Part("Ports and data streams", r"port|data stream"),
        Part("Security around the device", r"security (expected|measures)|around"),
    ), _EU, "MDR Annex I 17.4"),
    Role("standard-index", "Evidence by clause of IEC 81001-5-1", r"81001", (), _EU, "IEC 81001-5-1, clauses 4 to 9"),
    Role("surveillance", "Post-market surveillance, security part", r"post.?market (surveillance|security)", (
        Part("Surveillance plan", r"plan"),
    ), _EU, "MDR Annex III"),
    Role("canada", "Index of the cybersecurity section", r"canad", (
        Part("Parts of the section", r"parts?\b|section|clauses"),
    ), ("health-canada",), "Health Canada 2019, folder 3.05.05.11"),
    Role("uk", "Index for Great Britain", r"great britain|\buk\b|united kingdom|mhra", (), ("mhra",), "UK MDR 2002"),
)  # fmt: skip


def wanted(reviewer: str) -> tuple[Role, ...]:
    """Return the documents a reviewer looks for."""
    return tuple(role for role in ROLES if reviewer in role.reviewers)


def holder(role: Role, documents: Iterable[ReadDocument]) -> ReadDocument | None:
    """Return the document that plays a role: by its title, by its file name, or by a heading of its first level."""
    every = tuple(documents)
    pattern = re.compile(role.pattern, re.IGNORECASE)
    for one in every:
        if pattern.search(one.title) or pattern.search(spelled(one.stem).replace("_", " ")):
            return one
    for one in every:
        if _is_collected(one) and any(pattern.search(part.title) for part in one.passages):
            return one
    return None


def lacking(role: Role, document: ReadDocument) -> tuple[Part, ...]:
    """Return the parts a document does not have, with words below their heading."""
    named = [
        part.title for part in document.passages if part.level > 1 and len(part.text) > len(part.title) + 1
    ]
    named += [grid.caption for grid in document.grids]
    return tuple(
        part for part in role.parts if not any(re.search(part.pattern, one, re.IGNORECASE) for one in named)
    )


def _is_collected(document: ReadDocument) -> bool:
    """Return whether a file bears no title of a single document, and so may hold several."""
    return not any(re.search(role.pattern, document.title, re.IGNORECASE) for role in ROLES)
