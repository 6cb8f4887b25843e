"""Components of an SBOM, completed by what component masters know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.components.fills import Fill, filled
from medward.components.identity import line_of
from medward.components.records import ComponentMaster, SupportLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.components.sbom import Component, Sbom


def completed(
    sbom: Sbom, masters: Iterable[ComponentMaster]
) -> list[tuple[Component, ComponentMaster | None]]:
    """Return each component with what its master adds where the SBOM says nothing, and that master."""
    known = _index(masters)
    return [_completed(component, _master_of(component, known)) for component in sbom.components]


def fill_from(sbom: Sbom, masters: Iterable[ComponentMaster]) -> dict[str, Fill]:
    """Return what the masters add to an SBOM, by component reference."""
    known = _index(masters)
    found = ((component.label, _master_of(component, known)) for component in sbom.components)
    return {ref: _fill(master) for ref, master in found if master is not None}


def _completed(
    component: Component, master: ComponentMaster | None
) -> tuple[Component, ComponentMaster | None]:
    if master is None:
        return component, None
    return filled(component, {component.label: _fill(master)}), master


def _fill(master: ComponentMaster) -> Fill:
    """Return a master as a fill; an unknown support level adds nothing."""
    known = master.support_level is not SupportLevel.UNKNOWN
    return Fill(
        supplier=master.supplier,
        purl=master.purl if "@" in master.purl else "",
        cpe=master.cpe,
        licences=(master.licence,) if master.licence else (),
        support_level=master.support_level.value if known else "",
        end_of_support=master.end_of_support.isoformat() if master.end_of_support else "",
        end_of_support_source=master.end_of_support_source,
        by=master.owner,
        why=master.id,
    )


def _index(masters: Iterable[ComponentMaster]) -> dict[str, ComponentMaster]:
    """Return masters by package URL (with and without version) and by name."""
    found: dict[str, ComponentMaster] = {}
    for master in masters:
        found.setdefault(f"name:{master.name.lower()}", master)
        if master.purl:
            found.setdefault(master.purl, master)
            found.setdefault(
                line_of(master.purl) if "@" not in master.purl.rpartition("/")[2] else master.purl, master
            )
    return found


def _master_of(component: Component, masters: Mapping[str, ComponentMaster]) -> ComponentMaster | None:
    """Return the master of a component: exact package URL, then its line, then its name."""
    keys = [
        component.purl,
        line_of(component.purl),
        f"name:{component.full_name.lower()}",
        f"name:{component.name.lower()}",
    ]
    return next((masters[key] for key in keys if key and key in masters), None)
