"""Questions across documents: ids nobody defines, numbers, results, ratings and dates that differ, old inputs."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot
from medward.dossier.review.reading import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import ReadDocument

ID: Final = re.compile(
    r"\b(?:[A-Z]{2,6}-)?(?:THR|RSK|CTL|REQ|TST|EVD|FND|IFC|ELM|ZON|HRM|DEC|VAS|VUL|STX|ASM|LBL|ATT|VIW|SUC)-\d{2,6}\b"
)
_KINDS: Final = {
    "THR": "threats", "RSK": "risks", "CTL": "controls", "REQ": "requirements", "TST": "tests", "FND": "findings",
    "IFC": "interfaces", "ELM": "elements", "HRM": "harms", "ASM": "assumptions",
}  # fmt: skip
_TOLD: Final = re.compile(
    r"\b(?:[Oo]f|[Aa]ll|the|are|has|have|in total|total of|lists?|holds?|shows?) "
    r"(?:\d+/)?(\d[\d,]*) (?:of the )?(?:security |cybersecurity )?"
    r"(threats|risks|controls|requirements|tests|interfaces|elements|harms|assumptions)\b"
)
_SHARE: Final = re.compile(
    r"\b\d+/(\d+) (?:of the )?(?:security )?(threats|risks|controls|requirements|tests|interfaces|elements)\b"
)
_COMPONENTS: Final = re.compile(r"\b(\d[\d,]*) components\b|components[^.\n]{0,60}\bn = (\d[\d,]*)")
_OPEN: Final = re.compile(r"\b(\d+) open ports\b")
_LIFE_END: Final = re.compile(r"security updates until:?\s*(20\d\d-\d\d-\d\d)", re.IGNORECASE)
_OLD: Final = 180
"""Days after which a document is asked whether it is still true."""
_SEVERITY: Final = re.compile(r"\bE[1-5]\s+(S[0-5])\b")


def undefined(case: Case) -> Iterator[Spot]:
    """Find ids that no document defines."""
    defined = set(_defined(case.package.documents))
    if case.package.manifest:
        defined |= {name for inputs in case.package.manifest.inputs.values() for name in inputs}
    if not defined:
        return
    short = {re.sub(r"^[A-Z]+-(?=[A-Z]+-)", "", name) for name in defined}
    for document in case.package.documents:
        seen: set[str] = set()
        for heading, block in document.located():
            for name in ID.findall(block.text):
                if name not in defined | short | seen:
                    seen.add(name)
                    yield spot(document, heading, f"{name} is cited; no document defines it", block.page)


def _defined(documents: tuple[ReadDocument, ...]) -> Iterator[str]:
    """Yield the ids that open a row, a heading or a line."""
    for document in documents:
        for block in document.blocks:
            openings = (
                [cell for row in block.rows for cell in row[:1]] if isinstance(block, Grid) else [block.text]
            )
            for words in openings:
                if found := ID.match(words.lstrip("✓✗!? ")):
                    yield found.group(0)


def counts(case: Case) -> Iterator[Spot]:
    """Find numbers in sentences that differ from the tables of the package."""
    table = _counted(case)
    for document in case.package.documents:
        for heading, block in document.located():
            if isinstance(block, Grid):
                continue
            for pattern in (_TOLD, _SHARE):
                for told, noun in pattern.findall(block.text):
                    number, shown = int(told.replace(",", "")), table.get(noun)
                    if shown and number != shown and number > 1:
                        what = f"{number} {noun} are told; the tables of the package list {shown}"
                        yield spot(document, heading, what, block.page)


def _counted(case: Case) -> dict[str, int]:
    """Return how many of each kind open a row of a table that is headed by their name."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in case.package.documents:
        for grid in document.grids:
            noun = _noun(grid)
            if noun:
                found[noun] |= {row[0].split(" ")[0] for row in grid.rows if row and ID.match(row[0])}
    return {noun: len(names) for noun, names in found.items() if names}


def _noun(grid: Grid) -> str:
    opening = Counter(
        found.group(0).split("-")[-2] for row in grid.rows if row and (found := ID.match(row[0]))
    )
    kind = opening.most_common(1)[0][0] if opening else ""
    noun = _KINDS.get(kind, "")
    return noun if noun and re.search(rf"\b{noun}\b|\b{noun[:-1]}s?\b", grid.caption, re.IGNORECASE) else ""


def components(case: Case) -> Iterator[Spot]:
    """Find totals of components that differ from the component lists."""
    total = sum(len(bom.entries) for bom in case.package.boms)
    if not total:
        return
    allowed = {total, *(len(bom.entries) for bom in case.package.boms)}
    for document in case.package.documents:
        for heading, block in document.located():
            text = block.caption if isinstance(block, Grid) else block.text
            for found in _COMPONENTS.finditer(text):
                number = int((found.group(1) or found.group(2)).replace(",", ""))
                whole = found.group(2) or re.search(r"\b(all|the|total|lists?|of)\s+$", text[: found.start()])
                if whole and number > 1 and number not in allowed:
                    yield spot(
                        document, heading, f"{number} components are told; the lists hold {total}", block.page
                    )


def ports(case: Case) -> Iterator[Spot]:
    """Find numbers of open ports that differ between documents."""
    told = [(one, int(number)) for one in case.package.documents for number in _OPEN.findall(one.text)]
    usual = Counter(number for _, number in told).most_common(1)
    for document, number in told:
        if number != usual[0][0]:
            yield spot(document, "", f"{number} open ports are told, elsewhere {usual[0][0]}")


def products(case: Case) -> Iterator[Spot]:
    """Find a document about another product or release."""
    for label in ("product", "release"):
        told = Counter(value for one in case.package.documents if (value := one.facts.get(label)))
        for document in case.package.documents:
            value = document.facts.get(label)
            if value and told and value != told.most_common(1)[0][0]:
                what = f"{label} {value!r}; the other documents say {told.most_common(1)[0][0]!r}"
                yield spot(document, "cover", what)


def support_ends(case: Case) -> Iterator[Spot]:
    """Find two ends of support of the product."""
    told = [(one, day) for one in case.package.documents for day in _LIFE_END.findall(one.text)]
    usual = Counter(day for _, day in told).most_common(1)
    for document, day in told:
        if day != usual[0][0]:
            yield spot(document, "", f"security updates until {day}, elsewhere {usual[0][0]}")


def results(case: Case) -> Iterator[Spot]:
    """Find a test or requirement that passed in one document and not in another."""
    told: dict[str, dict[str, list[tuple[ReadDocument, str]]]] = defaultdict(lambda: defaultdict(list))
    for document in case.package.documents:
        for grid in document.grids:
            column = grid.column("result", "proof")
            for row in grid.rows if column >= 0 else ():
                name = ID.match(row[0]) if row else None
                word = _outcome(row[column]) if column < len(row) else ""
                if name and word:
                    told[name.group(0)][word].append((document, grid.caption))
    for test, outcomes in told.items():
        if len(outcomes) > 1:
            document, place = min(outcomes.values(), key=len)[0]
            yield spot(document, place, f"{test} is {' and '.join(sorted(outcomes))} in different places")


def _outcome(cell: str) -> str:
    if re.search(r"not verified|fail|blocked|no passed", cell):
        return "not passed"
    return "passed" if re.search(r"verified|passed", cell) else ""


def ratings(case: Case) -> Iterator[Spot]:
    """Find a risk whose severity differs between tables."""
    told: dict[str, dict[str, list[tuple[ReadDocument, str]]]] = defaultdict(lambda: defaultdict(list))
    for document in case.package.documents:
        for name, severity, place in _severities(document):
            told[name][severity].append((document, place))
    for name, severities in told.items():
        if len(severities) > 1:
            document, place = min(severities.values(), key=len)[0]
            yield spot(
                document, place, f"{name} has severity {' and '.join(sorted(severities))} in different places"
            )


def _severities(document: ReadDocument) -> Iterator[tuple[str, str, str]]:
    for grid in document.grids:
        is_matrix = grid.column("severity") == 0
        for row in grid.rows:
            if is_matrix and (label := re.match(r"S[0-5]\b", row[0] if row else "")):
                for risk in re.findall(r"\bRSK-\d+", " ".join(row)):
                    yield risk, label.group(0), grid.caption
            elif row and (found := re.match(r"(?:[A-Z]+-)?(RSK-\d+)", row[0])):
                for severity in _SEVERITY.findall(" | ".join(row)):
                    yield found.group(1), severity, grid.caption


def stale(case: Case) -> Iterator[Spot]:
    """Find documents made from another state of the same record."""
    manifest = case.package.manifest
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for inputs in manifest.inputs.values() if manifest else ():
        for name, digest in inputs.items():
            told[name][digest] += 1
    for document, inputs in manifest.inputs.items() if manifest else ():
        for name, digest in inputs.items():
            if digest != told[name].most_common(1)[0][0]:
                yield Spot(document, name, "made from another state of this record than the other documents")


def old(case: Case) -> Iterator[Spot]:
    """Find documents generated long before the day of the review, or on different days."""
    for document in case.package.documents:
        found = re.match(r"(20\d\d-\d\d-\d\d)", document.facts.get("generated", ""))
        if found and (age := (case.day - date.fromisoformat(found.group(1))).days) > _OLD:
            yield spot(document, "cover", f"generated on {found.group(1)}, {age} days before {case.day}")


def altered(case: Case) -> Iterator[Spot]:
    """Find files that are not those the package says it holds."""
    manifest = case.package.manifest
    for path, digest in manifest.digests.items() if manifest else ():
        if path not in case.package.digests:
            yield Spot(path, "manifest", "named in the manifest and not in the package")
        elif case.package.digests[path] != digest:
            yield Spot(path, "manifest", "changed after the package was built")


def unreadable(case: Case) -> Iterator[Spot]:
    """Find files a reviewer cannot open."""
    for path, why in case.package.unread:
        yield Spot(path, "", why)
