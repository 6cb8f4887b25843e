"""Which feed a file belongs to, told by its first bytes: an import needs no flag.

Source: the marks are the fields each format requires, see the modules that read them.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

HEAD_BYTES: Final = 65536
"""As much of a file as `kind_of` needs."""


class FeedKind(StrEnum):
    """A format of feeds."""

    OSV = "osv"
    CVE = "cve"
    ENRICHMENT = "cve-enrichment"
    NVD = "nvd"
    CSAF = "csaf"
    KEV = "kev"
    EPSS = "epss"
    GITHUB = "github"
    DEBIAN = "debian"
    ALPINE = "alpine"
    VUNNEL = "vunnel"
    LIFECYCLE = "lifecycle"
    RUBYSEC = "rubysec"
    PHP = "php"
    RUSTSEC = "rustsec"
    OCAML = "ocaml"
    NODEJS = "nodejs"
    ELIXIR = "elixir"
    SAP = "sap"
    VICTIMS = "victims"
    RETIRE = "retire"
    INDEX = "index"  # a list of files: nothing to read
    UNKNOWN = ""


_JSON: Final = (
    (FeedKind.CSAF, (r'"csaf_version"|"category"\s*:\s*"csaf_',)),
    (FeedKind.ENRICHMENT, (r'"additionalMetadata"\s*:',)),
    (FeedKind.CVE, (r'"dataType"\s*:\s*"CVE_RECORD"|"cveMetadata"\s*:|"containers"\s*:\s*\{',)),
    (
        FeedKind.NVD,
        (r'"CVE_Items"|"CVE_data_meta"|"NVD_CVE"|"_annotation"\s*:|"vulnStatus"|"cve"\s*:\s*\{\s*"id"',),
    ),
    (FeedKind.KEV, (r'"catalogVersion"|"cveID"\s*:',)),
    (FeedKind.VUNNEL, (r'"Vulnerability"\s*:\s*\{',)),
    (FeedKind.GITHUB, (r'"ghsa_id"\s*:|"ghsaId"\s*:',)),
    (FeedKind.ALPINE, (r'"secfixes"\s*:|"distroversion"\s*:',)),
    (
        FeedKind.INDEX,
        (r'\A\s*\{\s*"(?:feed|service|categories|aggregator|1)"\s*:|"metadata_version"\s*:',),
    ),
    (FeedKind.LIFECYCLE, (r'"isEol"\s*:|"eolFrom"\s*:|"cycle"\s*:',)),
    (FeedKind.DEBIAN, (r'\A\s*\{\s*"[^"]+"\s*:\s*\{\s*"(?:CVE|TEMP)-[^"]+"\s*:\s*\{',)),
    (FeedKind.RETIRE, (r'\A\s*\{\s*"[^"]+"\s*:\s*\{', r'"vulnerabilities"\s*:\s*\[', r'"below"\s*:')),
    (FeedKind.OSV, (r'"affected"\s*:\s*\[|"schema_version"\s*:\s*"1|"withdrawn"\s*:',)),
    (FeedKind.NODEJS, (r'"vulnerable_versions"\s*:|"vulnerable"\s*:\s*"|"cves?"\s*:\s*\[',)),
    (FeedKind.OSV, (r'"id"\s*:', r'"modified"\s*:')),
)
"""Kinds of JSON with the marks a file must have all of."""
_YAML: Final = (
    (FeedKind.ALPINE, (r"^distroversion:",)),
    (FeedKind.SAP, (r"^vulnerability_id:",)),
    (FeedKind.PHP, (r"^branches:|^reference:\s*['\"]?composer://",)),
    (FeedKind.RUBYSEC, (r"^(?:gem|engine):",)),
    (FeedKind.ELIXIR, (r"^(?:vulnerable_version_ranges|first_patched_versions):",)),
    (FeedKind.VICTIMS, (r"^cve: ['\"]?[0-9]{4}-",)),
    (FeedKind.OSV, (r"^(?:id|modified|affected|schema_version):",)),
)
_TEXT: Final = (
    (FeedKind.RUSTSEC, (r"\A\s*```toml\s*\n\s*\[advisory\]",)),
    (FeedKind.OCAML, (r"\A\s*```\s*\nid: OSEC-",)),
    (FeedKind.KEV, (r'\A"?cveID"?,',)),
    (
        FeedKind.EPSS,
        (r'\A(?:#model_version|"?cve"?[,;]"?epss"?|"?CVE-[0-9]{4}-[0-9]+"?[,;]"?[0-9.e-]+"?[,;])',),
    ),
    (FeedKind.INDEX, (r'\A"?[\w./-]+\.json"?,"?[0-9]{4}-|\A[\w./-]+\.json\s*$',)),
)


def kind_of(name: str, head: bytes) -> FeedKind:
    """Return the feed a file belongs to, `UNKNOWN` where nothing tells.

    >>> kind_of("CVE-2024-1.json", b'{"dataType": "CVE_RECORD"}'), kind_of("notes.txt", b"hello")
    (<FeedKind.CVE: 'cve'>, <FeedKind.UNKNOWN: ''>)
    """
    text = head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    if text.lstrip()[:1] in {"{", "["} and not name.lower().endswith((".md", ".csv")):
        return _first(_JSON, text)
    found = _first(_TEXT, text)
    return found if found is not FeedKind.UNKNOWN else _first(_YAML, text)


def _first(marks: tuple[tuple[FeedKind, tuple[str, ...]], ...], text: str) -> FeedKind:
    """Return the first kind of which the text has every mark.

    No mark has a part that may stand for anything: it would be tried at every place of a hostile file.
    """
    for kind, needed in marks:
        if all(re.search(mark, text, re.MULTILINE) for mark in needed):
            return kind
    return FeedKind.UNKNOWN
