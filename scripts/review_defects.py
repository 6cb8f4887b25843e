"""Defects to plant into the clean package of the pump, each with the question that must find it.

A text defect changes one built document by a pattern; planting fails loudly when the pattern no longer occurs.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

if TYPE_CHECKING:
    from collections.abc import Callable

Files = dict[str, bytes]


class Defect(NamedTuple):
    """One defect."""

    words: str
    question: str
    plant: Callable[[Files], Files]


class NotPlantedError(Exception):
    """The package no longer holds what the defect changes."""


def text(name: str, pattern: str, new: str, count: int = 1) -> Callable[[Files], Files]:
    """Change the text of one file."""

    def plant(files: Files) -> Files:
        path = next(path for path in files if path.startswith(name) and not path.endswith((".docx", ".pdf")))
        changed, done = re.subn(pattern, new, files[path].decode(), count=count, flags=re.DOTALL)
        if not done or changed.encode() == files[path]:
            raise NotPlantedError(f"{path}: {pattern}")
        return {**files, path: changed.encode()}

    return plant


def add(name: str, words: str) -> Callable[[Files], Files]:
    """Add a paragraph at the end of the first section of a document."""
    return text(name, r"(<h2[^>]*>1 .*?</h2>)", rf"\1<p>{words}</p>")


def cell(name: str, caption: str, column: int, new: str, row: int = 1) -> Callable[[Files], Files]:
    """Change a cell of a table, by the beginning of its caption."""

    def plant(files: Files) -> Files:
        path = next(path for path in files if path.startswith(name) and path.endswith(".html"))
        page = files[path].decode()
        start = page.find(f"<caption>{caption}")
        if start < 0:
            raise NotPlantedError(f"{path}: no table {caption}")
        rows = list(re.finditer(r"<tr.*?</tr>", page[start:], re.DOTALL))
        cells = list(re.finditer(r"<td.*?</td>", rows[row].group(0), re.DOTALL))
        at = start + rows[row].start() + cells[column].start()
        return {
            **files,
            path: (page[:at] + f"<td>{new}</td>" + page[at + len(cells[column].group(0)) :]).encode(),
        }

    return plant


def drop_section(name: str, title: str) -> Callable[[Files], Files]:
    """Remove a section of the first level, its line in the contents too."""
    return text(name, rf"<section[^>]*>\s*<h2[^>]*>\d+ {title}</h2>.*?(?=<section[^>]*>\s*<h2|<footer)", "")


def drop(name: str) -> Callable[[Files], Files]:
    """Remove the files of a document."""
    return lambda files: {path: data for path, data in files.items() if not path.startswith(name)}


def word(old: str, new: str) -> Callable[[Files], Files]:
    """Change the XML of the Word file."""

    def plant(files: Files) -> Files:
        path = next(path for path in files if path.endswith(".docx"))
        target = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(files[path])) as source, zipfile.ZipFile(target, "w") as copy:
            for name in source.namelist():
                data = source.read(name)
                if name == "word/document.xml":
                    if old.encode() not in data:
                        raise NotPlantedError(f"{path}: {old}")
                    data = data.replace(old.encode(), new.encode(), 1)
                copy.writestr(name, data)
            if "commentReference" in new:
                copy.writestr("word/comments.xml", _COMMENTS)
        return {**files, path: target.getvalue()}

    return plant


_COMMENTS = (
    '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:comment w:id="0" '
    'w:author="Bob"><w:p><w:r><w:t>Is this still true?</w:t></w:r></w:p></w:comment></w:comments>'
)


def annotated(files: Files) -> Files:
    """Leave a note in the PDF."""
    path = next(path for path in files if path.endswith(".pdf"))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files[path])))
    writer.add_annotation(2, FreeText(text="check again", rect=(50, 550, 200, 650)))
    target = io.BytesIO()
    writer.write(target)
    return {**files, path: target.getvalue()}


def locked(files: Files) -> Files:
    """Lock the PDF with a password."""
    path = next(path for path in files if path.endswith(".pdf"))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(files[path])))
    writer.encrypt("secret", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return {**files, path: target.getvalue()}


def bom(change: Callable[[dict[str, list[dict[str, object]]]], object]) -> Callable[[Files], Files]:
    """Change the first component list."""

    def plant(files: Files) -> Files:
        path = next(path for path in sorted(files) if path.startswith("sbom/"))
        tree = json.loads(files[path])
        change(tree)
        return {**files, path: json.dumps(tree).encode()}

    return plant


def no_bom(files: Files) -> Files:
    """Hand over no component list a program can read."""
    return {path: data for path, data in files.items() if not path.startswith("sbom/")}


def stale(files: Files) -> Files:
    """Build one document from an older state of a record."""
    tree = json.loads(files["manifest.json"])
    inputs = next(one["inputs"] for one in tree["documents"] if one["code"] == "05")
    inputs[next(name for name in inputs if "-RSK-" in name)] = "0" * 64
    return {**files, "manifest.json": json.dumps(tree).encode()}


def altered(files: Files) -> Files:
    """Change a file after the package was built."""
    path = next(path for path in files if path.startswith("14"))
    return {**files, path: files[path] + b"\n<!-- -->\n"}


SCAN = "".join(f"<p>{port}/tcp open service-{port}</p>" for port in range(20, 50))
RED = '<w:r><w:rPr><w:color w:val="FF0000"/></w:rPr><w:t>open question</w:t></w:r>'
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>internal remark</w:t></w:r>"
INSERTED = '<w:ins w:id="1" w:author="Bob"><w:r><w:t>new sentence</w:t></w:r></w:ins>'
DELETED = '<w:del w:id="1" w:author="Bob"><w:r><w:delText>old sentence</w:delText></w:r></w:del>'
NOTED = '<w:r><w:commentReference w:id="0"/></w:r>'
BODY = "</w:p><w:p>"

MEASURES = r"(<h\d[^>]*>[^<]*Measures</h\d>).*?(?=<h\d)"
MULTI = "part:Architecture and views: Multi-patient harm view"
DEFECTS: tuple[Defect, ...] = (
    # 1, views and boundaries
    Defect("trust zones without a guard", "A01", cell("02", "Trust zones", 3, "")),
    Defect(
        "the word trust zone nowhere, table gone", "A01", text("02", r"[Tt]rust (zone|boundar)", "part", 0)
    ),
    Defect("update service left out of the views", "A02", text("02", r"[Uu]pdat|[Pp]atch", "chang", 0)),
    Defect(
        "cloud and server left out of the views",
        "A02",
        text("02", r"(?i)cloud|server|internet|hospital network", "box", 0),
    ),
    Defect(
        "update view without rollback protection",
        "A03",
        text("02", r"(?i)roll.?back|counter|downgrade|older version", "thing", 0),
    ),
    Defect("update view without signatures", "A03", text("02", r"(?i)\bsign", "mark", 0)),
    Defect("interface without authentication", "A04", cell("02", "Interfaces", 4, "")),
    Defect(
        "single view instead of four: multi-patient view gone",
        MULTI,
        text("02", r"(?i)multi.patient", "further", 0),
    ),
    Defect("threat model without boundaries", "T06", text("03", r"(?i)trust (zone|boundar)", "part", 0)),
    # 2, threat model
    Defect("threat without decision", "T01", cell("03", "Threats by target", 3, "undecided")),
    Defect("threat with an empty decision", "T01", cell("03", "Threats by target", 3, "", row=4)),
    Defect("candidates undecided", "T02", text("03", r"0/93", "7/93")),
    Defect("no supply-chain threats", "T03", text("03", r"(?i)supply|supplier|third.party", "other", 0)),
    Defect(
        "no decommissioning threats",
        "T03",
        text("03", r"(?i)decommission|retire|disposal|end of life", "other", 0),
    ),
    Defect(
        "method not named", "T04", text("03", r"(?i)stride|attack tree|kill chain|misuse case", "method", 0)
    ),
    Defect("assumptions gone", "T05", text("03", r"<table[^>]*><caption>Assumptions.*?</table>", "")),
    Defect("threat model missing", "part:Threat model", drop("03")),
    # 3, risk
    Defect(
        "likelihood of an attack",
        "H09",
        add("04", "The likelihood of an attack on the gateway is rated low."),
    ),
    Defect(
        "probability per year for malicious acts",
        "H09",
        add("05", "An exploit of the radio has a probability of 1 in 10,000 per year."),
    ),
    Defect("criteria of acceptance not stated", "R01", text("04", r"(?i)acceptable", "noted", 0)),
    Defect("residual risk unacceptable", "R02", cell("04", "Risks, worst", 5, "U E5 S4")),
    Defect("residual risk not rated", "R02", cell("04", "Risks, worst", 5, "")),
    Defect("accepted without decision", "R02", cell("04", "Risks, worst", 6, "accepted")),
    Defect("risk without control", "R03", cell("04", "Risks, worst", 3, "")),
    Defect(
        "safety transfer empty",
        "R04",
        text("05", r"(<caption>What one risk file.*?<tbody>).*?</tbody>", r"\1</tbody>"),
    ),
    Defect("release while findings block it", "R05", add("05", "At this time 3 findings block the release.")),
    # 4, chain and tests
    Defect("requirement without test", "C01", cell("07", "Requirements and their proof", 4, "", row=3)),
    Defect(
        "requirement whose test failed", "C01", cell("07", "Requirements and their proof", 6, "not verified")
    ),
    Defect("control not verified", "C02", cell("07", "Controls: cryptography", 4, "not verified")),
    Defect("category logging left out", "C03", text("07", r"(?i)logging", "other", 0)),
    Defect("trace row broken", "C04", cell("15", "Threat, risk, control", 0, "broken")),
    Defect("trace row without test", "C04", cell("15", "Threat, risk, control", 5, "", row=2)),
    Defect("trace row without evidence", "C04", cell("15", "Threat, risk, control", 6, "", row=2)),
    Defect(
        "test on another release",
        "V01",
        cell("11", "Tests: requirement", 4, "pytest 8.4.2, build 4.1.0+51ab"),
    ),
    Defect("test failed", "V02", cell("11", "Tests: requirement", 6, "failed")),
    Defect("test without result", "V02", cell("11", "Tests: threat mitigation", 6, "")),
    Defect("no fuzzing", "V03", text("11", r"(?i)fuzz|malformed", "other", 0)),
    Defect("no static analysis", "V03", text("11", r"(?i)static analysis|\bsast\b", "other", 0)),
    # 7, penetration test
    Defect("penetration test by the developers", "V05", cell("11", "Tests: penetration", 2, "own team")),
    Defect(
        "independence not stated",
        "V05",
        text("11", r"(?i)independent|third.party|external|test house|outside", "usual", 0),
    ),
    Defect(
        "penetration test without method",
        "V04",
        text("11", r"(?i)gr[ea]y box|black box|white box|method|approach", "", 0),
    ),
    Defect(
        "penetration test without findings",
        "V04",
        text("11", r"(?i)finding|remediat|stayed open|retest|original report", "", 0),
    ),
    Defect(
        "penetration test on a debug build",
        "V06",
        add("11", "The penetration test used a debug build of the firmware."),
    ),
    Defect("section on penetration testing gone", "V05", text("11", r"(?i)penetration", "other", 0)),
    # 5, SBOM
    Defect("SBOM as PDF only", "S01", no_bom),
    Defect("SBOM without components", "S02", bom(lambda tree: tree["components"].clear())),
    Defect("SBOM without transitive parts", "S03", bom(lambda tree: tree["dependencies"].clear())),
    Defect("component without version", "S04", bom(lambda tree: tree["components"][3].pop("version"))),
    Defect("component without supplier", "S04", bom(lambda tree: tree["components"][5].pop("supplier"))),
    Defect(
        "component without level and end of support",
        "S05",
        bom(lambda tree: tree["components"][5].pop("properties")),
    ),
    Defect("printed row without support level", "S06", cell("08", "Components of mcu-firmware", 4, "")),
    Defect("component left out of the file", "S08", bom(lambda tree: tree["components"].pop())),
    # 6, vulnerabilities
    Defect(
        "vulnerability data of last year", "U01", text("09", r"2026-06-10( 00:00:00 UTC)", r"2025-06-10\1", 0)
    ),
    Defect(
        "day of the vulnerability data not told", "U01", text("09", r"2026-06-10 00:00:00 UTC", "recent", 0)
    ),
    Defect("vulnerability without reasoning", "U02", cell("09", "Assessments", 2, "", row=4)),
    Defect(
        "vulnerability not decided",
        "U03",
        cell("09", "Assessments", 0, "LVP-VAS-0001 under investigation", row=5),
    ),
    Defect(
        "silent on known exploitation",
        "U04",
        text("09", r"(?i)known to be exploited|known exploited|\bkev\b", "x", 0),
    ),
    # 8 and 11
    Defect("measures not defined", "M01", text("13", MEASURES, r"\1<p>We measure security.</p>")),
    Defect("no coordinated disclosure", "M02", text("13", r"(?i)disclosure|\bcvd\b", "contact", 0)),
    Defect("no time limits", "M02", text("13", r"(?i)\bwithin ", "about ", 0)),
    Defect("process only asserted", "M03", text("01", r"(?i)\bgates?\b|milestones?", "steps", 0)),
    Defect("anomaly without CWE", "N01", cell("10", "Unresolved anomalies", 2, "")),
    Defect("anomaly without rationale", "N01", cell("10", "Unresolved anomalies", 6, "")),
    # 10, labelling
    Defect(
        "labelling without port list",
        "L01",
        text("14", r"(<caption>Ports and radios.*?<tbody>).*?</tbody>", r"\1</tbody>"),
    ),
    Defect("port without purpose", "L01", cell("14", "Ports and radios", 4, "")),
    Defect("labelling without SBOM access", "L02", text("14", r"(?i)\bsbom\b|bill of materials", "list", 0)),
    Defect(
        "labelling without end of support",
        "L02",
        text("14", r"(?i)end of (security )?support|supported until|security updates until", "the end", 0),
    ),
    Defect(
        "labelling without decommissioning",
        "L02",
        text("14", r"(?i)decommission|dispos|retir|wipe|wiping", "x", 0),
    ),
    # 12, contradictions
    Defect(
        "wrong number of risks",
        "X02",
        text("05", r"28</span> security risks|28 security risks", "31 security risks"),
    ),
    Defect("wrong number of requirements", "X02", text("05", r"4[78] of 48", "47 of 52")),
    Defect("wrong number of components", "X03", add("08", "The lists hold a total of 412 components.")),
    Defect(
        "another product on one cover",
        "X05",
        text("06", r"<dd>Meridian LVP-900</dd>", "<dd>Meridian LVP-800</dd>"),
    ),
    Defect(
        "another release on one cover",
        "X05",
        text("14", r"<dd>4\.2\.0, build 4\.2\.0\+7f3c</dd>", "<dd>4.1.0, build 4.1.0+51ab</dd>"),
    ),
    Defect("another end of support", "X06", text("05", r"2036-04-30", "2034-04-30")),
    Defect(
        "result differs between documents", "X07", cell("07", "Controls: confidentiality", 4, "not verified")
    ),
    Defect("severity differs between documents", "X08", text("04", r"E2 S4", "E2 S3")),
    Defect("undefined requirement cited", "X01", text("15", r"LVP-REQ-0017", "LVP-REQ-0917")),
    Defect("undefined control cited", "X01", add("05", "LVP-RSK-0001 rests on LVP-CTL-0999 as well.")),
    Defect("document made from an older record", "X09", stale),
    Defect("file changed after the build", "X11", altered),
    # 13 and 14, form
    Defect("TBD in a paragraph", "H01", add("04", "Owner of the matrix: TBD")),
    Defect("lorem ipsum", "H01", add("02", "Lorem ipsum dolor sit amet.")),
    Defect("still to be written", "H01", add("13", "Still to be written: update cycle.")),
    Defect("bracketed placeholder", "H01", add("14", "Contact [insert address] for updates.")),
    Defect("TODO in a table cell", "H01", cell("15", "Threat, risk, control", 1, "TODO", row=7)),
    Defect(
        "TBD in the Word file only", "H01", word("</w:body>", "<w:p><w:r><w:t>TBD</w:t></w:r></w:p></w:body>")
    ),
    Defect("insertion not accepted in Word", "H02", word("</w:p>", f"{INSERTED}</w:p>")),
    Defect("deletion not accepted in Word", "H02", word("</w:p>", f"{DELETED}</w:p>")),
    Defect("comment in Word", "H03", word("</w:p>", f"{NOTED}</w:p>")),
    Defect("annotation in the PDF", "H03", annotated),
    Defect("hidden text in Word", "H04", word("</w:p>", f"{HIDDEN}</w:p>")),
    Defect("red text in Word", "H04", word("</w:p>", f"{RED}</w:p>")),
    Defect(
        "unsigned document",
        "H05",
        text(
            "03", r"<table[^>]*><caption>Signatures.*?</table>", "<p>This document carries no signature.</p>"
        ),
    ),
    Defect("draft status", "H06", text("07", r"<dd>effective</dd>", "<dd>draft</dd>")),
    Defect("abbreviation nobody explains", "H11", add("05", "The WIDS of the ward raised no alarm.")),
    Defect("table of abbreviations gone", "H11", drop_section("03", "Abbreviations")),
    Defect("raw output of a scanner", "H08", add("11", SCAN)),
    Defect(
        "edition of 2023 cited",
        "H10",
        add(
            "01",
            "Cybersecurity in Medical Devices: Quality System Considerations, September 27, 2023, is applied.",
        ),
    ),
    Defect(
        "edition of 2025 cited",
        "H10",
        add(
            "01",
            "Cybersecurity in Medical Devices: Quality Management System Considerations, 27 June 2025, is applied.",
        ),
    ),
    Defect("PDF locked with a password", "X12", locked),
    Defect("statement without (b)(3)", "J01", text("20", r"\(b\)\(3\)", "(b)", 0)),
    Defect("not a cyber device", "J01", add("20", "The pump is not a cyber device.")),
    Defect("labelling missing", "part:Security labelling", drop("14")),
    Defect("anomalies missing", "part:Unresolved anomalies", drop("10")),
)
