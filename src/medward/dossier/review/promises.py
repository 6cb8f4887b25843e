"""Questions about plans and texts for users: measures, management, labelling, statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot
from medward.dossier.review.system import about, absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import ReadDocument

Asked = tuple[tuple[str, str], ...]
MEASURES: Final[Asked] = (
    (
        "share of identified vulnerabilities that are corrected",
        r"(share|percent\w*|%) .{0,40}(vulnerabilit|correct|patched)|defect density",
    ),
    (
        "time from awareness to update",
        r"(awareness|identif\w+|discovery|decide)[^.;]{0,40}(update|patch|fix)",
    ),
    ("time from update to installation", r"(update|patch)[^.;]{0,30}(install|implement|complete|field)"),
)
PLAN: Final[Asked] = (
    ("time limits", r"\bwithin \w+ (working )?(days|hours|months)"),
    ("sources that are watched", r"\bnvd\b|\bosv\b|advisor|cisa|researcher"),
    ("vulnerabilities known to be exploited", r"known exploited|known to be exploited|\bkev\b"),
    ("updates on a regular cycle", r"regular|quarter|monthly|cycle"),
    ("updates out of cycle", r"out of cycle|out-of-cycle|emergency|as soon as possible"),
    ("disclosure of reports from outside", r"coordinated.{0,15}disclosure|\bcvd\b"),
    ("what users are told", r"advisor|communicat|notif"),
    ("end of support", r"end of support"),
    (
        "why the time limits suit the risk",
        r"\b(because|justif\w+|rationale|reason\w*|since|so that|chosen|allows?)\b",
    ),
    (
        "how an update is validated and rolled out",
        r"(update|patch|fix|release)[^.]{0,200}(validat|verif|test|roll)",
    ),
)
LABEL: Final[Asked] = (
    ("how users get the SBOM", r"\bsbom\b|bill of materials"),
    ("end of support", r"end of (security )?support|supported until|security updates until"),
    ("decommissioning", r"decommission|dispos|retir|wipe"),
    ("secure configuration", r"harden|secure configuration|configur"),
    ("backup and restore", r"back.?up|restore"),
    (
        "authentic updates",
        r"(update|download)[^.]{0,200}(authentic|signed|signature|verif)|(authentic|signed)[^.]{0,80}update",
    ),
    ("signs of an anomaly and what to do", r"anomal|alert|notice|detect"),
    ("logs for forensics", r"\blogs?\b|forensic"),
    ("surroundings the device needs", r"environment|segment|firewall|network"),
)
STATEMENT: Final[Asked] = (
    ("whether the device is a cyber device", r"cyber device"),
    ("(b)(1), plan", r"\(b\)\(1\)"),
    ("(b)(2), processes and updates", r"\(b\)\(2\)"),
    ("(b)(3), SBOM", r"\(b\)\(3\)"),
)
PROCESS: Final[Asked] = (
    ("who answers for what", r"\brole|\bowner|responsib"),
    ("gates or milestones with their state", r"\bgates?\b|milestone"),
    ("standards with their edition", r"81001-5-1|\b62443-4-1\b|sw96"),
)
SURROUNDINGS: Final[Asked] = (
    ("the place of use and what happens outside it", r"place of use|\bward|home|hospital|laborator"),
    ("hardware or operating system", r"hardware|operating system|server"),
    ("network", r"network|wi-fi|bandwidth"),
    ("ports", r"\bports?\b"),
    ("security measures of the operator", r"firewall|segment|allow-?list|malware|account|locked|access"),
    ("measures in the device and their default", r"default|as delivered|switched (on|off)"),
    ("first use", r"first use|installation|enrol|commission"),
    (
        "updates, their check and what to do when one fails",
        r"update[^.]{0,200}(fail|check|verif|sign)|(fail|verif|sign)[^.]{0,200}update",
    ),
    ("emergency access and fail-safe mode", r"emergency|fail-?safe|offline"),
    ("logs and alerts", r"\blogs?\b[^.]*|alert"),
    ("backup and restore", r"back.?up|restore"),
    ("remote service", r"remote (service|access|support|maintenance)|service access|no remote"),
    ("hosting outside the site", r"hosted|hosting|cloud|data cent"),
    ("combinations with other products", r"combin|compatib|together with"),
    ("remaining risks", r"remaining|residual|precaution"),
    ("skills and training", r"skill|training|trained"),
    ("end of support and removal of data", r"end of support|decommission|wip(e|ing)|removal of data"),
    ("contact for reports", r"contact|report[^.]{0,40} to |@"),
)
"""The chapter for users in eighteen points (regulation D.2, on MDR 23.4(ab) and IVDR 20.4.1(ah))."""
WATCHED: Final[Asked] = (
    ("installed base by version", r"installed base|units|devices in the field|\bfleet\b"),
    ("incidents with a security cause", r"incident"),
    ("vulnerabilities of the period", r"vulnerabilit"),
    ("time to decide and to fix", r"time to|days (to|from)|median|within"),
    ("patches, field actions and recalls", r"patch|recall|field (safety|action)|corrective"),
    ("trend against thresholds", r"trend|threshold"),
    ("change of the threat landscape", r"threat landscape|known exploited|exploited"),
    ("support of components", r"component"),
    ("advice to customers", r"advi[cs]|advisor|notif|told"),
    ("what follows for benefit and risk", r"benefit"),
)
"""What the security section of a periodic report holds (regulation D.5)."""


def measures(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find measures that are not defined."""
    text = "\n".join(part.text for part in about(document, r"measure|metric"))
    yield from absent(document, "Measures", text, MEASURES)


def plan(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find parts a management plan does not speak of."""
    yield from absent(document, "Plan", document.text, PLAN)


def labelling(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find items users are not told."""
    grids = [
        grid.text for grid in document.grids if not re.search(r"\bports?\b", grid.caption, re.IGNORECASE)
    ]
    told = [part.text for part in document.passages if part.level > 1]
    lines = "\n".join([*grids, *told]) or document.text
    yield from absent(document, "Labelling items", lines, LABEL)


def ports(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find labelling without a table of ports."""
    grids = [grid for grid in document.grids if re.search(r"\bports?\b", grid.caption, re.IGNORECASE)]
    if not any(grid.rows for grid in grids) and (document.has_tables or "port" not in document.lowered):
        yield spot(document, "Ports and radios", "no table of ports and radios")
    for grid in grids:
        for row in grid.rows:
            if any(not cell.strip(" -") for cell in row):
                yield spot(document, grid.caption, f"{row[0]}: a cell is empty", grid.page)


def statement(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a statement that leaves a paragraph out, or denies what the file shows."""
    yield from absent(document, "Statement", document.text, STATEMENT)
    if found := re.search(r"(is|are) not (considered )?a cyber device", document.text):
        yield spot(document, "Statement", f'"{found.group(0)}", while the documents show interfaces')


def process(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a process that is asserted without roles, gates or editions."""
    yield from absent(document, "How security work is done", document.text, PROCESS)


def surroundings(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find minimum requirements that leave something out."""
    yield from absent(document, "Minimum requirements", _without_index(document), SURROUNDINGS)


def surveillance(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find points a periodic report says nothing about."""
    yield from absent(document, "Periodic report", _without_index(document), WATCHED)


def _without_index(document: ReadDocument) -> str:
    """Return the words of a document without tables that only say where something stands."""
    index = {id(grid) for grid in document.grids if min(grid.column("part"), grid.column("where")) >= 0}
    return "\n".join(block.text for block in document.blocks if id(block) not in index)


def unanswered_clauses(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find clauses and parts of an outline for which the index names no document."""
    for grid in document.grids:
        column = grid.column("state")
        where = grid.column("where it is answered", "documents")
        if min(column, where) < 0:
            continue
        for row in grid.rows:
            said = row[column].lower() if column < len(row) else ""
            if re.search(r"✗|missing|no document|not shown", said) and not re.search(
                r"not needed|does not apply", said
            ):
                yield spot(document, grid.caption, f"{row[0][:60]}: {said.strip('✗!? ')}", grid.page)
