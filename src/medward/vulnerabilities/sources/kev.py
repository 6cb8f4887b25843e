"""CISA's catalogue of known exploited vulnerabilities, JSON and CSV.

Source: CISA, `known_exploited_vulnerabilities_schema.json`; practice 4.11. The CSV has the same columns.
"""

from __future__ import annotations

import csv
import re
from datetime import date
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidRecordError
from medward.vulnerabilities.advisory import Exploitation, Issued, Problem
from medward.vulnerabilities.sources.node import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

CVE_ID: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
"""Source: CVE record format, `cveId`."""


def parse_kev_entry(node: Node) -> Exploitation:
    """Return one entry of the catalogue.

    >>> parse_kev_entry(Node({"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10"}, "kev.json")).kev_added
    '2021-12-10'

    Raises:
        InvalidRecordError: It has no CVE id, or a day that is none.
    """
    return Exploitation(
        cve=cve_id(node, "cveID"),
        kev_added=_day(node, "dateAdded"),
        kev_due=_day(node, "dueDate") if node.text("dueDate") else "",
        ransomware=node.text("knownRansomwareCampaignUse"),
    )


def parse_kev(catalogue: Node) -> Iterator[Exploitation | Problem]:
    """Return the entries of the JSON catalogue; one that cannot be used is a problem."""
    for entry in catalogue.get("vulnerabilities").items():
        yield _entry(entry)


def issued(catalogue: Node) -> Iterator[Issued | Problem]:
    """Return when the JSON catalogue was released; nothing where it does not say."""
    told = catalogue.text("dateReleased")
    if told:
        try:
            yield Issued(date.fromisoformat(told[:10]).isoformat())
        except ValueError:
            error = catalogue.get("dateReleased").refusal(f"{told!r:.40} is no instant")
            yield Problem(error.place, error.message)


def parse_kev_csv(text: str, place: str) -> Iterator[Exploitation | Problem]:
    """Return the entries of the CSV form; one that cannot be used is a problem, as is a file that seems to be cut."""
    lines = text.splitlines(keepends=True)
    rows = csv.DictReader(lines)
    for number, row in enumerate(rows, 2):
        yield _entry(Node(row, place, f"/{number}"))
        missing = [name for name, text in row.items() if text is None]
        if missing:
            why = f"the line ends before its field {missing[0]}; the file may be cut off: fetch it again"
            yield Problem(f"{place}:{rows.line_num}", why)
    if lines and not lines[-1].endswith(("\n", "\r")):
        yield Problem(
            f"{place}:{len(lines)}", "the last line has no end; the file may be cut off: fetch it again"
        )


def cve_id(node: Node, field: str) -> str:
    """Return a CVE id.

    Raises:
        InvalidRecordError: There is none.
    """
    found = node.text(field).strip()
    if CVE_ID.fullmatch(found) is None:
        raise node.get(field).refusal(f"{found!r:.40} is no CVE id")
    return found


def _entry(entry: Node) -> Exploitation | Problem:
    try:
        return parse_kev_entry(entry)
    except InvalidRecordError as error:
        return Problem(error.place, error.message)


def _day(node: Node, field: str) -> str:
    text = node.text(field)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise node.get(field).refusal(f"{text!r:.40} is no day") from None
