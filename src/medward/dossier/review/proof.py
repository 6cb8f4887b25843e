"""Questions about proof: controls without test, tests on another build, missing kinds, penetration testing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.dossier.review.points import Case, Spot, spot
from medward.dossier.review.system import about, absent, unsaid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.dossier.review.reading import Grid, ReadDocument

_TEST_ID: Final = re.compile(r"\b(?:[A-Z]+-)?(?:TST|TC|TEST)-?\d+")
_BUILD: Final = re.compile(r"\bbuild:?\s+([0-9][\w.+-]*\w)", re.IGNORECASE)
_KINDS: Final = (
    ("requirements tests", r"requirement"),
    ("threat mitigation tests", r"threat.mitigation"),
    ("fuzzing or other malformed input", r"fuzz|malformed"),
    ("composition analysis or scan for known vulnerabilities", r"\bsca\b|composition|known vulnerabilit"),
    ("static analysis", r"static analysis|\bsast\b"),
    ("penetration test", r"penetration"),
)
_CATEGORIES: Final = (
    ("authentication", r"authentication"), ("authorization", r"authori[sz]ation"), ("cryptography", r"cryptograph"),
    ("integrity", r"integrity"), ("confidentiality", r"confidentiality"), ("event detection and logging", r"logging"),
    ("resiliency and recovery", r"resilien"), ("updates", r"update"),
)  # fmt: skip
_PENETRATION: Final = (
    ("scope or goals", r"\bscope\b|\bgoals?\b|in two parts|target"),
    ("method", r"gr[ea]y box|black box|white box|method|approach"),
    (
        "dates",
        r"(?-i:\b20\d\d-\d\d-\d\d\b|\b\d{1,2} (to \d{1,2} )?[A-Z][a-z]+ 20\d\d|[A-Z][a-z]+ \d{1,2}, 20\d\d)",
    ),
    ("effort or duration", r"person-?days|\b(hours|days|weeks)\b"),
    ("results and what was done about them", r"finding|remediat|stayed open|retest"),
    (
        "the report of the testers",
        r"(?-i:[Oo]riginal report|[Rr]eport (of the testers |is )?attached|\b[Rr]eport [A-Z]{1,5}-?\d)",
    ),
)
_WAYS_IN: Final = (
    ("Bluetooth", r"bluetooth|\bble\b", ""),
    ("Wi-Fi", r"wi-?fi|wlan|802\.11", ""),
    ("USB", r"\busb\b", ""),
    ("a serial line", r"\buart\b|\brs-?232\b|\bserial (line|port)", ""),
    ("the network", r"\bethernet\b", r"ethernet|network|\btcp\b|\bports?\b"),
    ("HL7 or FHIR", r"\bhl7\b|\bfhir\b", r"\bhl7\b|\bfhir\b|\bexport|\borders?\b"),
    ("DICOM", r"\bdicom\b", ""),
    ("MQTT", r"\bmqtt\b", r"\bmqtt\b|\bhub\b|\bbroker\b"),
    ("service access", r"service (port|connector)", r"service (port|mode|access)"),
    ("near-field communication", r"\bnfc\b|near.field communication", ""),
    ("the implant's radio", r"\bmics\b|\b40[1-6](\.\d)? ?mhz", r"\bmics\b|\bradio\b|\b40[1-6](\.\d)? ?mhz"),
    ("the inductive link", r"inductive", r"inductive|\bcoil\b|\bwand\b"),
)
"""Ways into a device: how interfaces name them, and how tests do where they use other words."""
_INDEPENDENT: Final = r"independent|third.party|external|test house|outside"
_OWN: Final = r"\b(own team|same team|developers?|development( team)?|author)\b"
_UNLIKE: Final = (
    r"\b(debug|development|engineering|prototype|non-production|pre-production|beta)"
    r" (build|unit|firmware|image)"
)


def tests(document: ReadDocument) -> list[Grid]:
    """Return the tables of tests."""
    return [
        grid for grid in document.grids if re.match(r"tests?\b", grid.caption, re.IGNORECASE) and grid.rows
    ]


def unproved(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find requirements without a test, or whose test did not pass."""
    for grid in document.grids:
        column = grid.column("tests")
        if (
            column < 0
            or grid.column("requirement") < 0
            or not re.match(r"requirements", grid.caption, re.IGNORECASE)
        ):
            continue
        for row in grid.rows:
            proof = row[-1]
            if column < len(row) and not _TEST_ID.search(row[column]):
                yield spot(document, grid.caption, f"{row[0]} has no test", grid.page)
            elif re.search(r"not verified|no passed evidence|failed", proof):
                yield spot(document, grid.caption, f"{row[0]} is not verified", grid.page)


def unproved_controls(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find controls that name no requirement or are not verified."""
    seen = set()
    for grid in document.grids:
        column = grid.column("proof", "test result", "evidence")
        if column < 0 or not re.match(r"controls:", grid.caption, re.IGNORECASE):
            continue
        for row in grid.rows:
            proof = row[column] if column < len(row) else ""
            if row[0] not in seen and ("not verified" in proof or not proof.strip(" -")):
                seen.add(row[0])
                yield spot(document, grid.caption, f"{row[0]} is not verified on this release", grid.page)


def categories(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find control categories the document does not speak of."""
    named = "\n".join(part.title for part in document.passages if part.level > 1)
    yield from absent(document, "The eight categories", named, _CATEGORIES)


def broken_chains(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find rows of the matrix that do not reach evidence."""
    for grid in document.grids:
        risk, control, test, proof = (grid.column(word) for word in ("risk", "control", "test", "evidence"))
        if min(risk, control, test, proof) < 0 or not re.search(r"threat", grid.caption, re.IGNORECASE):
            continue
        for row in (one for one in grid.rows if len(one) > max(risk, control, test, proof)):
            name = " ".join(re.findall(r"\b[A-Z]+-THR-\d+|\bT(?:HR)?-\d+", " ".join(row))[:1]) or row[0]
            if "broken" in row[0]:
                yield spot(
                    document,
                    grid.caption,
                    f"{name}: {row[0].strip('✗! ').removeprefix('broken').strip()[:120]}",
                    grid.page,
                )
            elif row[control].strip(" -") and not row[test].strip(" -"):
                yield spot(document, grid.caption, f"{name}: a control without a test", grid.page)
            elif row[test].strip(" -") and not row[proof].strip(" -"):
                yield spot(document, grid.caption, f"{name}: a test without evidence", grid.page)


def other_builds(case: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find tests on a build that is not the one handed in."""
    releases = (one.facts.get("release", "") for one in case.package.documents)
    wanted = {found for words in releases for found in _BUILD.findall(words)}
    if not wanted:
        return
    for grid in tests(document):
        for row in grid.rows:
            for build in _BUILD.findall(" | ".join(row)):
                if build not in wanted:
                    yield spot(document, grid.caption, f"{row[0]} ran on build {build}", grid.page)


def results(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find tests that did not pass, or say neither day, tool nor result."""
    for grid in tests(document):
        column = grid.column("result")
        for row in grid.rows:
            said = row[column].lower() if 0 <= column < len(row) else ""
            if not said.strip(" -") or re.search(r"fail|blocked|not run|no result|aborted", said):
                yield spot(document, grid.caption, f"{row[0]}: {said or 'no result'}", grid.page)
            elif not re.search(r"\b20\d\d-\d\d-\d\d|20\d\d", " ".join(row)):
                yield spot(document, grid.caption, f"{row[0]}: no day", grid.page)


def kinds(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find kinds of test without a single test."""
    found = tests(document)
    done = "\n".join(f"{grid.caption}\n{grid.text}" for grid in found) or document.text
    captions = "\n".join(grid.caption for grid in found) or done
    for words in unsaid(captions, _KINDS):
        yield spot(document, "Tests", f"no {words}")


def penetration(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a penetration test without scope, method, dates or findings."""
    parts = about(document, r"penetration")
    text = "\n".join(part.text for part in parts)
    yield from absent(document, "Penetration testing", text, _PENETRATION)


def untested(case: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find ways into the device that no test names."""
    views = case.held.get("architecture")
    grids = (
        [one for one in views.grids if re.match(r"[\d. ]*interfaces", one.caption, re.IGNORECASE)]
        if views
        else []
    )
    text = "\n".join(one.text for one in grids)
    for words, pattern, tested in _WAYS_IN:
        named = re.search(pattern, text, re.IGNORECASE)
        if named and not re.search(tested or pattern, document.text, re.IGNORECASE):
            yield spot(document, "Tests", f"nothing tests {words}, which the interfaces name")


def independence(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find a penetration test by those who built the device."""
    parts = about(document, r"^[\d. ]*penetration")
    text = "\n".join(part.text for part in parts)
    if not re.search(_INDEPENDENT, text, re.IGNORECASE):
        yield spot(document, "Penetration testing", "it does not say that the testers were independent")
    for grid in (one for part in parts for one in part.grids):
        column = grid.column("tested by", "tester")
        for row in grid.rows:
            if 0 <= column < len(row) and re.search(_OWN, row[column], re.IGNORECASE):
                yield spot(document, grid.caption, f"{row[0]} was done by {row[column]!r}", grid.page)


def other_state(_: Case, document: ReadDocument) -> Iterator[Spot]:
    """Find tests on units that are not built as sold."""
    for heading, block in document.located():
        if found := re.search(_UNLIKE, block.text, re.IGNORECASE):
            yield spot(document, heading, f'"{found.group(0)}"', block.page)
