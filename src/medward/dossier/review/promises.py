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
    ("hardware or operating system", r"hardware|operating system|server"),
    ("network", r"network|wi-fi|bandwidth"),
    ("ports", r"\bports?\b"),
    ("security measures of the operator", r"firewall|patch|account|segment|access"),
)


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
    yield from absent(document, "Minimum requirements", document.text, SURROUNDINGS)


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
