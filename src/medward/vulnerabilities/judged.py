"""Which components of an SBOM advisories are asked about: its list, and what it describes where a source can know it.

The product of a manufacturer, known by name alone or by a package URL of no ecosystem, is in no advisory source. What
an SBOM of a published package or product describes is, and may be the most affected part of all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.vulnerabilities.ecosystems import Unidentified, identify
from medward.vulnerabilities.identity import stated_names

if TYPE_CHECKING:
    from medward.components.sbom import Component, Sbom


def judged_components(sbom: Sbom) -> tuple[Component, ...]:
    """Return what advisories are asked about: what the SBOM describes first, where it is judged, then its list."""
    root = sbom.root
    if root is None or _is_listed(root, sbom) or not is_in_reach(root):
        return sbom.components
    return (root, *sbom.components)


def product_note(sbom: Sbom) -> str:
    """Return whether what the SBOM describes is looked up too, in words; "" where it describes nothing by itself."""
    root = sbom.root
    if root is None or not root.known_as or _is_listed(root, sbom):
        return ""
    name = f"what the SBOM describes, {root.versioned_name or root.known_as},"
    if is_in_reach(root):
        return f"{name} is one of the components here"
    return f"{name} is not looked up: it has no package URL of an advisory ecosystem and no CPE name"


def is_in_reach(component: Component) -> bool:
    """Return whether a source can know a component: by a package URL of an advisory ecosystem, or by a CPE name."""
    purls = (text for text in (component.purl, *component.identifiers) if text.startswith("pkg:"))
    return any(_names_ecosystem(one, component.version) for one in purls) or bool(stated_names(component))


def _names_ecosystem(purl: str, version: str) -> bool:
    found = identify(purl, version)
    return not (isinstance(found, Unidentified) and found.is_outside)


def _is_listed(root: Component, sbom: Sbom) -> bool:
    """Return whether the SBOM lists what it describes among its components too."""
    names = {root.purl, root.cpe} - {""}
    return any(names & {one.purl, one.cpe} for one in sbom.components) if names else False
