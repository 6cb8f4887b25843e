"""Advisories of OCaml: Markdown that opens with a block in opam's syntax.

Source: ocaml/security-advisories, README "Format"; opam manual, "Package formulas" (`&`, `|`) and "Version ordering"
(that of Debian).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from medward.errors import InvalidRecordError
from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.expressions import native_versions
from medward.vulnerabilities.sources.node import short
from medward.vulnerabilities.sources.scores import severities_of

_ECOSYSTEM: Final = "opam"
_LONGEST_BLOCK: Final = 32_768
_MARKS: Final = str.maketrans({"&": " ", '"': "", "(": "", ")": ""})


def parse_ocaml(text: str, place: str) -> Advisory:
    """Return what a file of the database says.

    Raises:
        InvalidRecordError: It does not open with an advisory's block.
    """
    block = text.partition("```\n")[2].partition("\n```")[0]
    if len(block) > _LONGEST_BLOCK:
        raise InvalidRecordError(f"its block has {len(block):,} characters", place=place)
    fields = {name: (value or listed or "").strip() for name, value, listed in _field().findall(block)}
    if not fields.get("id"):
        raise InvalidRecordError("not an advisory of OCaml: it has no id", place=place)
    title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), "")
    return Advisory(
        id=fields["id"],
        modified=fields.get("modified", "").strip('"'),
        published=fields.get("published", "").strip('"'),
        withdrawn=fields.get("withdrawn", "").strip('"'),
        aliases=tuple(fields.get("aliases", "").split()),
        summary=short(title),
        severities=severities_of("OCaml", fields.get("severity", "").strip('"')),
        affected=tuple(
            _affected(name, formula) for name, formula in _package().findall(fields.get("affected", ""))
        ),
        without_package=0,
        cwes=tuple(fields.get("cwe", "").split()),
    )


def _affected(name: str, formula: str) -> AffectedPackage:
    """Return a package and its formula, `{>= "2" & < "2.1.5"}`; without one every version is meant."""
    alternatives = [one.translate(_MARKS) for one in formula.split("|")]
    return AffectedPackage(
        _ECOSYSTEM, "", name, lookup_name(_ECOSYSTEM, name), *native_versions("opam", alternatives)
    )


@cache
def _field() -> re.Pattern[str]:
    """Match `name: value` and `name: [ ... ]`, the list over several lines."""
    return re.compile(r"^([a-z_]+): (?:([^\[\n][^\n]*)|\[([^\]]*)\])", re.MULTILINE)


@cache
def _package() -> re.Pattern[str]:
    return re.compile(r'"([^"]+)"(?:\s*\{([^}]*)\})?')
