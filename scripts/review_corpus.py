"""Plants defects one by one into the pump's packages and prints which question of `dossier review` finds each.

The US package is read as FDA, those of the EU as a notified body, of Canada and Great Britain as their authorities.

The clean package is the sample as built, with what the sample leaves open on purpose closed in the built files by
`CLOSING`; every edit is listed in the report. Run `make review-corpus` to refresh docs/review-corpus.md.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from medward.dossier.review.letter import NAMES, Letter, review
from medward.dossier.review.points import Case
from medward.kernel.canonical import sha256_hex
from medward.workspace.device import open_device
from medward.workspace.packaging import FORMS, build_package
from medward.workspace.reviewing import read_document, read_files, superseded_editions
from medward.workspace.starting import start_sample

sys.path.insert(0, str(Path(__file__).parent))
from review_defects import Defect, Files, NotPlantedError
from review_defects_more import PLANTED

DAY = date(2026, 6, 15)
REVIEWERS = {
    "us": "fda",
    "eu-mdr": "notified-body",
    "eu-ivdr": "notified-body",
    "ca": "health-canada",
    "uk": "mhra",
}
"""Who reads which package."""
REPORT = Path(__file__).parents[1] / "docs" / "review-corpus.md"
PRINTED = "10-"
"""Document that is also handed over in Word and PDF; the others in HTML, to save time."""


class Edit(NamedTuple):
    """One thing the sample leaves open, closed in the built files."""

    why: str
    files: str
    """Beginning of the file names; empty for all."""
    pattern: str
    new: str


SIGNED = (
    '<table class="data"><caption>Signatures</caption><thead><tr><th>Name</th><th>Meaning</th><th>Signed</th></tr>'
    "</thead><tbody><tr><td>Alice</td><td>approved</td><td>2026-06-15 12:00 UTC</td></tr></tbody></table>"
)
CLOSING: tuple[Edit, ...] = (
    Edit("documents are not signed", "", r"<p>This document carries no signature\.</p>", SIGNED),
    Edit(
        "documents have no revision",
        "",
        r"<p>No revision is recorded\.</p>",
        "<p>Rev A, 2026-06-15, first issue</p>",
    ),
    Edit("documents are drafts", "", r"<dd>draft[^<]*</dd>", "<dd>effective</dd>"),
    Edit("documents are drafts", "", r'<p class="mark-[a-z]+">[A-Z]+</p>', ""),
    Edit(
        "findings block the release",
        "05",
        r"\b[1-9]\d* findings? blocks? the release",
        "0 findings block the release",
    ),
    Edit(
        "findings block the release",
        "05",
        r">[1-9]\d*</span> findings? blocks? the release",
        ">0</span> findings block the release",
    ),
    Edit("one test is blocked", "07", r"not verified|[Nn]o passed evidence", "verified"),
    Edit("one test is blocked", "11", r"blocked", "passed"),
    Edit("one test is blocked", "05", r"blocked(?= *<)", "passed"),
    Edit("one test is blocked", "15", r"broken", "complete"),
    Edit("one test is blocked", "15", r"not verified|no passed evidence", "verified"),
    Edit("one test ran on the release before", "11", r"4\.1\.0\+51ab", "4.2.0+7f3c"),
    Edit("two vulnerabilities are not decided", "09", r"under investigation", "not affected"),
    Edit("one finding is not decided", "10", r">!?\s*open<", ">fix<"),
    Edit("one finding is not decided", "11", r">!?\s*open<", ">fix<"),
)


def clean_package(folder: Path, package: str = "us") -> Files:
    """Build a package of the sample and close what it leaves open."""
    if not (folder / "device").exists():
        start_sample(folder / "device", "infusion-pump")
    built, now = folder / package, datetime(2026, 6, 15, 12, tzinfo=UTC)
    forms = FORMS if package == "us" else ("html",)
    build_package(open_device(folder / "device"), package, built, now=now, forms=forms)
    found = {
        path.relative_to(built).as_posix(): path.read_bytes()
        for path in sorted(built.rglob("*"))
        if path.is_file()
    }
    files = {name: data for name, data in found.items() if _is_kept(name)}
    for edit in CLOSING:
        for name in [one for one in files if one.endswith(".html") and one.startswith(edit.files)]:
            files[name] = re.sub(edit.pattern, edit.new, files[name].decode()).encode()
    return sealed(_supported(files))


def _is_kept(name: str) -> bool:
    return name.endswith(".html") or name.startswith(("sbom/", "vex/", PRINTED)) or name == "manifest.json"


def _supported(files: Files) -> Files:
    """Give level and end of support to the components that lack them, in the lists and in the printed table."""
    told = {
        "medward:support-level": "actively-maintained",
        "cdx:lifecycle:milestone:endOfSupport": "2031-04-30",
    }
    for name in [one for one in files if one.startswith("sbom/")]:
        tree = json.loads(files[name])
        for one in tree["components"]:
            kept = {entry["name"]: entry["value"] for entry in one.get("properties", [])}
            filled = {
                key: kept.get(key) if kept.get(key) not in (None, "unknown") else value
                for key, value in told.items()
            }
            one["properties"] = [{"name": key, "value": value} for key, value in {**kept, **filled}.items()]
        files[name] = json.dumps(tree).encode()
    table = next(name for name in files if name.startswith("08"))
    page = files[table].decode()
    cell = r"(<td(?:(?!</td>).)*?unknown(?:(?!</td>).)*)</td></tr>"
    row = r"((?:click-plugins|tinycrypt)(?:(?!</tr>).)*)</td></tr>"
    rows = re.sub(cell, r"\1 abandoned, plan: replaced by 2026-12-31</td></tr>", page)
    rows = re.sub(row, r"\1 maintained until 2031-04-30</td></tr>", rows, flags=re.DOTALL)
    return {**files, table: rows.encode()}


def sealed(files: Files) -> Files:
    """Write the digests of the files as they are into the manifest."""
    tree = json.loads(files["manifest.json"])
    tree["files"] = {name: sha256_hex(data) for name, data in files.items() if name != "manifest.json"}
    return {**files, "manifest.json": json.dumps(tree).encode()}


class Bench:
    """Reviews packages that differ in one file, reading each version of a file once."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._read: dict[tuple[str, str, int], object] = {}
        self._superseded = superseded_editions(DAY)

    def letter(self, files: Files, reviewer: str = "fda") -> Letter:
        """Return the letter on a package."""
        package = read_files(files, self._reader)
        return review(Case(package, reviewer, DAY, self._superseded))

    def _reader(self, name: str, data: bytes, most_pages: int):  # noqa: ANN202 - what read_document returns
        key = (name, sha256_hex(data), most_pages)
        if key not in self._read:
            self._read[key] = read_document(name, data, most_pages)
        return self._read[key]


class Outcome(NamedTuple):
    """What became of one defect."""

    defect: Defect
    found_by: tuple[str, ...]
    """Questions that answer otherwise than on the clean package."""
    note: str = ""

    @property
    def is_found(self) -> bool:
        """Whether the question meant for it found it."""
        return self.defect.question in self.found_by


def marks(letter: Letter) -> set[tuple[str, str, str]]:
    """Return what a letter says, so that two letters can be compared."""
    said = {(point.question.id, one.place, one.what) for point in letter.points for one in point.spots}
    return said | {(f"part:{one.missing}", "", "") for one in letter.unanswered}


def outcomes(files: Files, bench: Bench, defects: tuple[Defect, ...], reviewer: str = "fda") -> list[Outcome]:
    """Plant each defect alone and review."""
    before = marks(bench.letter(files, reviewer))
    found = []
    for defect in defects:
        try:
            planted = defect.plant(dict(files))
        except (NotPlantedError, StopIteration, IndexError) as error:
            found.append(Outcome(defect, (), f"could not be planted: {error}"))
            continue
        planted = planted if defect.question == "X11" else sealed(planted)
        new = {mark[0] for mark in marks(bench.letter(planted, reviewer)) - before}
        found.append(Outcome(defect, tuple(sorted(new))))
    return found


class Read(NamedTuple):
    """One package: what its reviewer says of it clean, and what became of the defects."""

    package: str
    clean: Letter
    results: list[Outcome]


def report(read: list[Read]) -> str:
    """Return the page: numbers by package, tables, and the edits that make the packages clean."""
    lines = [
        "# Seeded defects and the reviewer",
        "",
        "Made by `make review-corpus`; do not edit. Each defect is planted alone into a clean package of the sample",
        "pump; it counts as found when the question meant for it says something it did not say before.",
        "",
        "| Package | Read as | Defects planted | Found | Alarms on the clean package | Questions put |",
        "|---|---|---|---|---|---|",
        *(_numbers(one) for one in read),
        "",
        *(line for one in read for line in _table(one)),
        "## What makes a package clean",
        "",
        "The sample leaves these open on purpose. They are closed in the built files:",
        "",
    ]
    lines += [f"- {why}" for why in dict.fromkeys(edit.why for edit in CLOSING)]
    lines += ["- components without level or end of support", ""]
    return "\n".join(lines)


def _numbers(one: Read) -> str:
    found, planted = sum(item.is_found for item in one.results), len(one.results)
    share = f"{found} ({100 * found / planted:.1f} %)"
    name = NAMES[REVIEWERS[one.package]]
    return f"| {one.package} | {name} | {planted} | {share} | {len(one.clean)} | {one.clean.asked} |"


def _table(one: Read) -> list[str]:
    rows = [
        f"| {item.defect.words} | {item.defect.question} | {'yes' if item.is_found else 'no'} "
        f"| {item.note or ', '.join(item.found_by) or 'none'} |"
        for item in one.results
    ]
    head = ["| Defect | Question meant | Found | Questions that spoke |", "|---|---|---|---|"]
    return [f"## {one.package}", "", *head, *rows, ""]


def main() -> int:
    """Write the report; fail below 95 percent or on an alarm."""
    bench, read = Bench(), []
    with tempfile.TemporaryDirectory() as name:
        packages = {package: clean_package(Path(name), package) for package in REVIEWERS}
    for package, reviewer in REVIEWERS.items():
        clean = bench.letter(packages[package], reviewer)
        for mark in sorted(marks(clean)):
            print(f"alarm on the clean package {package}:", *mark)
        read.append(Read(package, clean, outcomes(packages[package], bench, PLANTED[package], reviewer)))
    page = report(read)
    REPORT.write_text(page, "utf-8")
    print(page)
    results = [item for one in read for item in one.results]
    is_clean = not any(len(one.clean) for one in read)
    return 0 if is_clean and sum(one.is_found for one in results) >= 0.95 * len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
