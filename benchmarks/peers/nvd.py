"""The benchmark's advisories of language packages as NVD's feed 1.1 and the components' CPE names.

Ecosystem and package become vendor and product; every advisory becomes a CVE of its own with its ranges. Only versions
of three numbers are taken: NVD defines no order, and programs differ in how they order anything else (`1.0` against
`1.0.0`, pre-releases).

Source: NVD, `nvd_cve_feed_json_1.1.schema`; NISTIR 7695 (CPE 2.3 formatted strings).
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from portfolio_data import Part

_IN_A_FILE: Final = 20_000
"""About as many as NVD has for a year."""
_DATE: Final = "2026-01-01T00:00Z"
_FIELDS: Final = {
    ">=": "versionStartIncluding",
    ">": "versionStartExcluding",
    "<=": "versionEndIncluding",
    "<": "versionEndExcluding",
}
_SCORE: Final = {
    "baseMetricV3": {
        "cvssV3": {
            "version": "3.1",
            "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
            "baseScore": 9.8,
            "baseSeverity": "CRITICAL",
        }
    }
}
_EVERY: Final = "every version"
_THREE_NUMBERS: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}", re.ASCII)
_ROWS: Final = """
    SELECT adv.id, adv.summary, pkg.eco, pkg.name, rng.text
    FROM adv JOIN rng ON rng.adv = adv.id JOIN pkg ON pkg.id = rng.pkg
    WHERE rng.stance = 0 AND pkg.suffix = ''
    ORDER BY adv.id, pkg.eco, pkg.name, rng.text
"""


class Product(NamedTuple):
    """A component as CPE names it."""

    vendor: str
    product: str
    version: str

    @property
    def cpe(self) -> str:
        """Its CPE 2.3 name."""
        return f"cpe:2.3:a:{self.vendor}:{self.product}:{self.version}:*:*:*:*:*:*:*"


def write_feed(facts: Path, folder: Path) -> int:
    """Write feed files into a folder and return how many CVEs they hold."""
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(f"file:{facts}?mode=ro", uri=True)) as database:
        items = _items(database)
        written, number = 0, 0
        while part := list(islice(items, _IN_A_FILE)):
            (folder / f"nvdcve-1.1-{number:02}.json").write_text(
                json.dumps(_document(part)), encoding="utf-8"
            )
            written, number = written + len(part), number + 1
    return written


def products(parts: Iterable[Part]) -> list[Product]:
    """Return those of the components that a CPE name with three numbers as version can stand for, each once."""
    made = (
        Product(_name(part.ecosystem), _name(part.name), part.version)
        for part in parts
        if _THREE_NUMBERS.fullmatch(part.version)
    )
    return list(dict.fromkeys(made))


def write_sbom(path: Path, named: Iterable[Product]) -> None:
    """Write components as a CycloneDX document that has CPE names and no package URLs."""
    made = [
        {"type": "library", "bom-ref": one.cpe, "name": one.product, "version": one.version, "cpe": one.cpe}
        for one in named
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "components": made,
    }
    path.write_text(json.dumps(document), encoding="utf-8")


def _items(database: sqlite3.Connection) -> Iterator[dict[str, object]]:
    for (number, summary), rows in groupby(database.execute(_ROWS), key=lambda row: row[:2]):
        matches = [
            match
            for _, _, ecosystem, name, text in rows
            if (match := _match(ecosystem, name, text)) is not None
        ]
        if matches:
            yield _item(f"CVE-2026-{number:07}", summary or "No text.", matches)


def _match(ecosystem: str, name: str, text: str) -> dict[str, object] | None:
    """Return a range as NVD writes it, None where it has another version than one of three numbers."""
    bounds = {}
    for piece in () if text == _EVERY else text.split(", "):
        sign, _, version = piece.partition(" ")
        if sign not in _FIELDS or not _THREE_NUMBERS.fullmatch(version):
            return None
        bounds[_FIELDS[sign]] = version
    return {
        "vulnerable": True,
        "cpe23Uri": Product(_name(ecosystem), _name(name), "*").cpe,
        "cpe_name": [],
        **bounds,
    }


def _item(identifier: str, summary: str, matches: list[dict[str, object]]) -> dict[str, object]:
    return {
        "cve": {
            "data_type": "CVE",
            "data_format": "MITRE",
            "data_version": "4.0",
            "CVE_data_meta": {"ID": identifier, "ASSIGNER": "benchmark"},
            "problemtype": {"problemtype_data": []},
            "references": {"reference_data": []},
            "description": {"description_data": [{"lang": "en", "value": summary}]},
        },
        "configurations": {
            "CVE_data_version": "4.0",
            "nodes": [{"operator": "OR", "children": [], "cpe_match": matches}],
        },
        "impact": _SCORE,
        "publishedDate": _DATE,
        "lastModifiedDate": _DATE,
    }


def _document(items: list[dict[str, object]]) -> dict[str, object]:
    return {
        "CVE_data_type": "CVE",
        "CVE_data_format": "MITRE",
        "CVE_data_version": "4.0",
        "CVE_data_numberOfCVEs": str(len(items)),
        "CVE_data_timestamp": _DATE,
        "CVE_Items": items,
    }


def _name(text: str) -> str:
    """Return a name without characters that a CPE name escapes."""
    return re.sub("[^a-z0-9]+", "_", text.lower())
