"""Further defects: those of the topics FDA names beside the causes of rejection, and those of other authorities."""

from __future__ import annotations

from review_defects import DEFECTS, Defect, add, cell, drop, drop_section, text

WHY = (
    r"(?i)\b(because|justif\w+|rationale|reason\w*|since|so that|suits?|chosen|fits?|why|in order to|allows?"
    r"|as (it|they))\b"
)
GSPR = "part:General safety and performance requirements, security"
MORE: tuple[Defect, ...] = (
    Defect("views that name no record", "A05", text("02", r"LVP-(THR|RSK|CTL|REQ)-\d+", "a record", 0)),
    Defect("no reason for the method", "T04", text("03", WHY, "", 0)),
    Defect("threat tied to no element", "T07", cell("03", "Threats by target", 1, "", row=3)),
    Defect(
        "checksum against attackers", "C05", add("07", "Frames carry a CRC-32 that protects their integrity.")
    ),
    Defect("withdrawn protocol", "C05", add("02", "The gateway accepts TLS 1.0 from older servers.")),
    Defect("key shared by all pumps", "C05", add("07", "All pumps sign their log with a shared key.")),
    Defect("Bluetooth not tested", "V07", text("11", r"(?i)bluetooth|\bble\b", "radio", 0)),
    Defect("USB not tested", "V07", text("11", r"USB", "plug", 0)),
    Defect(
        "penetration test without effort",
        "V04",
        text("11", r"(?i)person-days|\b(hours|days|weeks)\b", "time", 0),
    ),
    Defect(
        "report of the testers not attached",
        "V04",
        text("11", r"(?i)original report|report (?=PT-)|report is attached", "paper ", 0),
    ),
    Defect("support ended and no plan", "S07", cell("08", "136 components", 4, "no plan", row=3)),
    Defect(
        "abandoned component without plan",
        "S07",
        cell("08", "Components of mobile-app", 4, "abandoned", row=9),
    ),
    Defect("operating systems not named", "S09", text("08", r"(?i)operating system", "base layer", 0)),
    Defect("operating system without end of support", "S09", cell("08", "Operating systems", 4, "")),
    Defect("anomaly nobody decided", "N02", cell("10", "Unresolved anomalies", 5, "open")),
    Defect("finding of a test nobody decided", "N03", cell("11", "Findings and", 3, "open", row=2)),
    Defect("time limits without reason", "M02", text("13", WHY, "", 0)),
    Defect(
        "updates neither tested nor rolled out", "M02", text("13", r"(?i)validat|verif|test|roll", "mov", 0)
    ),
    Defect("modification without its changes", "J07", drop_section("20", "Changes since the release before")),
    Defect("change without effect on security", "J07", cell("20", "Changes from", 2, "? unknown")),
    Defect(
        "short set without its statements",
        "J07",
        cell("20", "Changes from", 2, "Unlikely to affect cybersecurity."),
    ),
)
"""Planted into the package for FDA."""

_COMMON = (
    "update service left out of the views", "interface without authentication", "threat without decision",
    "threat model missing", "likelihood of an attack", "accepted without decision", "safety transfer empty",
    "requirement whose test failed", "category logging left out", "trace row without evidence",
    "test on another release", "penetration test by the developers", "SBOM as PDF only",
    "component without version", "vulnerability data of last year", "vulnerability without reasoning",
    "no coordinated disclosure", "anomaly without CWE", "labelling without end of support",
    "another product on one cover", "result differs between documents", "undefined requirement cited",
    "document made from an older record", "TBD in a paragraph", "draft status", "unsigned document",
    "abbreviation nobody explains",
)  # fmt: skip
COMMON: tuple[Defect, ...] = tuple(one for one in DEFECTS if one.words in _COMMON)
"""Planted into every package."""

_EU = (
    Defect("clause of the standard without evidence", "J04", cell("34", "Clauses, with", 2, "missing")),
    Defect(
        "minimum requirements without network",
        "J02",
        text("33", r"(?i)network|wi-?fi|bandwidth", "link", 0),
    ),
    Defect("minimum requirements without restore", "J02", text("33", r"(?i)back.?up|restor", "cop", 0)),
    Defect(
        "minimum requirements without remaining risks",
        "J02",
        text("33", r"(?i)remaining|residual|precaution", "x", 0),
    ),
    Defect("minimum requirements missing", "part:Minimum IT and security requirements", drop("33")),
    Defect("surveillance without trend", "J08", text("35", r"(?i)trend|threshold", "course", 0)),
    Defect("surveillance without incidents", "J08", text("35", r"(?i)incident", "event", 0)),
    Defect("surveillance missing", "part:Post-market surveillance, security part", drop("35")),
)
ABROAD: dict[str, tuple[Defect, ...]] = {
    "eu-mdr": (
        *_EU,
        Defect("requirement of Annex I without a document", "J03", cell("30", "Clauses", 2, "missing")),
        Defect("checklist of Annex I missing", GSPR, drop("30")),
    ),
    "eu-ivdr": (
        Defect("requirement of Annex I without a document", "J03", cell("31", "Clauses", 2, "missing")),
        Defect("checklist of Annex I missing", GSPR, drop("31")),
    ),
    "ca": (
        Defect(
            "part of the section without a document",
            "J05",
            cell("41", "Health Canada", 3, "no document", row=4),
        ),
        Defect("index of the section missing", "part:Index of the cybersecurity section", drop("41")),
        Defect("interoperability missing", "part:Interoperability considerations", drop("06")),
    ),
    "uk": (
        *_EU,
        Defect(
            "part of the UK set without a document",
            "J06",
            cell("40", "Document set for Great Britain", 3, "no document", row=2),
        ),
        Defect("index for Great Britain missing", "part:Index for Great Britain", drop("40")),
    ),
}
"""Planted into the packages of other authorities."""
PLANTED: dict[str, tuple[Defect, ...]] = {
    "us": (*DEFECTS, *MORE),
    **{package: (*COMMON, *own) for package, own in ABROAD.items()},
}
"""What is planted into which package."""
