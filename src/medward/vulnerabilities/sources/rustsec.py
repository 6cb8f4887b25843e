"""RustSec's own files: Markdown that opens with a TOML block.

Source: rustsec/advisory-db, "Advisory Format" (EXAMPLE_ADVISORY.md): `[advisory]`, `[versions]` with `patched` and
`unaffected`.
"""

from __future__ import annotations

import tomllib
from typing import Final

from medward.errors import UnreadableTextError
from medward.vulnerabilities.advisory import Advisory, AffectedPackage
from medward.vulnerabilities.ecosystems import lookup_name
from medward.vulnerabilities.sources.expressions import versions_outside
from medward.vulnerabilities.sources.node import Node, short
from medward.vulnerabilities.sources.scores import severities_of
from medward.vulnerabilities.versions.semver import cargo_key

_ECOSYSTEM: Final = "crates.io"
_FENCE: Final = "```"


def parse_rustsec(text: str, place: str) -> Advisory:
    """Return what a file of RustSec says.

    Raises:
        UnreadableTextError: It does not open with a TOML block.
        InvalidRecordError: The block is no advisory.
    """
    _, fence, rest = text.partition(f"{_FENCE}toml\n")
    block, closed, prose = rest.partition(f"\n{_FENCE}")
    if not (fence and closed):
        raise UnreadableTextError("it does not open with a block of TOML", place=place)
    try:
        tree = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnreadableTextError(f"its TOML cannot be read: {error}", place=place) from None
    node = Node(tree, place)
    about, versions = node.get("advisory"), node.get("versions")
    name = about.required("package", "an advisory of RustSec")
    safe = [*versions.texts("patched"), *versions.texts("unaffected")]
    title = next((line[2:] for line in prose.splitlines() if line.startswith("# ")), "")
    return Advisory(
        id=about.required("id", "an advisory of RustSec"),
        modified="",
        published=about.text("date"),
        withdrawn=about.text("withdrawn"),
        aliases=about.texts("aliases"),
        summary=short(title),
        severities=severities_of("RustSec", about.text("cvss")),
        affected=(
            AffectedPackage(
                _ECOSYSTEM,
                "",
                name,
                lookup_name(_ECOSYSTEM, name),
                *versions_outside("cargo", cargo_key, safe),
            ),
        ),
        without_package=0,
    )
