"""A fill file that lists exactly what an SBOM lacks, for a person to complete."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from medward.components.identity import line_of
from medward.components.profiles import PROFILES, profiles
from medward.workspace.fills import ABOUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.components.fills import Fill
    from medward.components.sbom import Component, Sbom

_LINES: Final = {
    "supplier": ("supplier:",),
    "version": ("version:",),
    "identifier": ("purl:", "# or cpe:"),
    "hash": ("hashes: []  # as [SHA-256:...]",),
    "licence": ("licences: []  # as [MIT]",),
    "support_level": ("support_level:  # actively-maintained, no-longer-maintained, abandoned, or unknown",),
    "end_of_support": ("end_of_support:  # as 2028-06-30", "end_of_support_source:"),
}
"""Lines to complete, by the field a profile misses; a name and a place in the graph only the SBOM can give."""


def template(sbom: Sbom, fills: Mapping[str, Fill], wanted: tuple[str, ...]) -> str:
    """Return the text of a fill file with one entry per component that lacks something.

    Args:
        sbom: The SBOM as read.
        fills: What is known already; it is not asked for again.
        wanted: Profiles whose fields are asked for.
    """
    missing = _missing(sbom, fills, wanted)
    lines = [
        "# Complete what you know and remove what you do not; `unknown` is an answer and stays incomplete.",
        "# Empty fields add nothing. Nothing here replaces what the SBOM says.",
        f"{ABOUT}:",
        "  by:   # who fills this in",
        "  why:  # what it rests on, such as the supplier's letter of 2026-05-04",
        *(
            line
            for one in sbom.components
            if one.label in missing
            for line in _entry(one, missing[one.label])
        ),
    ]
    return "\n".join(lines) + "\n"


def _missing(sbom: Sbom, fills: Mapping[str, Fill], wanted: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the fields a person can give, by component label, in the order of the profiles."""
    results = profiles(sbom, fills)
    order = [name for profile in wanted for name in PROFILES[profile].component if name in _LINES]
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(order):
        labels = {label for one in wanted for label in results[one]["failing"].get(name, [])}
        for component in sbom.components:
            if component.label in labels and name not in found.setdefault(component.label, []):
                found[component.label].append(name)
    return {label: names for label, names in found.items() if names}


def _entry(component: Component, names: list[str]) -> Iterator[str]:
    """Yield the lines of one component, under its reference; its package URL would serve other builds too."""
    yield ""
    line = line_of(component.purl)
    is_shared = line.startswith("pkg:") and set(names) - {"version", "identifier", "hash"}
    also = f"; {line} as key serves every version" if is_shared else ""
    title = component.versioned_name
    yield f"# {''.join(sign if sign.isprintable() else '?' for sign in title + also)}"
    yield f"{json.dumps(component.label)}:"
    for name in names:
        yield from (f"  {text}" for text in _LINES[name])
