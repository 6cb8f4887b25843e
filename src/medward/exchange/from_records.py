"""A device file as a draft, with what an export leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from medward.controls.records import Control
from medward.devices.records import Asset, Element, Interface, Zone
from medward.exchange.builder import Builder
from medward.exchange.details import details_of
from medward.exchange.draft import (
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftThreat,
    DraftZone,
)
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.records import Confidentiality, Record
from medward.risk.records import Risk
from medward.threats.records import Disposition, Threat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.exchange.draft import ModelDraft
    from medward.kernel.recordset import RecordSet

R = TypeVar("R", bound=Record)
_GONE: Final = OUT_OF_USE | {"rejected", "withdrawn"}
_UNKNOWN: Final = "unknown"


def draft_of(records: RecordSet, name: str) -> ModelDraft:
    """Return the model of a device file; retired records and those under embargo stay at home."""
    builder = Builder("the device file", "Medward", name)
    hidden = {one.id for one in records if one.confidential is Confidentiality.EMBARGO}
    model = Zone | Element | Interface | Asset | Threat | Control
    for one in sorted(name for name in hidden if isinstance(records.by_id[name], model)):
        builder.lose(one, "a record under embargo, and what cannot be said without it")
    _architecture(records, hidden, builder)
    treated = _controls_by_threat(records)
    for threat in _live(records, Threat, hidden):
        _threat(threat, treated.get(threat.id, ()), builder)
    builder.lose(
        "every record", "signatures, versions, owners, dates and links to requirements, tests and evidence"
    )
    return builder.draft()


def _architecture(records: RecordSet, hidden: set[str], builder: Builder) -> None:
    """Add everything but threats."""
    for zone in _live(records, Zone, hidden):
        builder.add(DraftZone, zone.id, **_named(zone, "zones"))
    for element in _live(records, Element, hidden):
        _element(element, builder)
    for interface in _live(records, Interface, hidden):
        _interface(interface, builder)
    for asset in _live(records, Asset, hidden):
        _asset(asset, builder)
    for control in _live(records, Control, hidden):
        builder.add(DraftMitigation, control.id, **_named(control, "mitigations"), description=control.design)


def _live(records: RecordSet, kind: type[R], hidden: set[str]) -> Iterator[R]:
    """Yield the records of one kind that are in force and may leave."""
    for record in records.of(kind):
        if record.status not in _GONE and record.id not in hidden:
            yield record


def _named(record: Record, group: str) -> dict[str, object]:
    """Return id, title and further fields."""
    return {"origin": record.id, "name": record.title, "details": details_of(record, group)}


def _element(element: Element, builder: Builder) -> None:
    """Add an element."""
    builder.add(
        DraftElement,
        element.id,
        **_named(element, "elements"),
        description=element.description,
        kind=element.element_kind,
        zone=element.zone if builder.has("zones", element.zone) else "",
        in_scope=element.in_scope,
        is_log=element.is_log,
    )


def _interface(flow: Interface, builder: Builder) -> None:
    """Add an interface whose both ends may leave."""
    if not (builder.has("elements", flow.source_element) and builder.has("elements", flow.target_element)):
        builder.lose(flow.id, "an interface one of whose ends stays behind")
        return
    cryptography = flow.cryptography.lower()
    encrypted = None if cryptography == _UNKNOWN else not cryptography.startswith("none")
    said = {
        name: "" if (text := getattr(flow, name)) == _UNKNOWN else text
        for name in ("protocol", "authentication", "authorization")
    }
    builder.add(
        DraftInterface,
        flow.id,
        **_named(flow, "interfaces"),
        **said,
        source=flow.source_element,
        target=flow.target_element,
        direction=flow.direction,
        data=() if flow.data == (_UNKNOWN,) else flow.data,
        encrypted=encrypted,
    )


def _asset(asset: Asset, builder: Builder) -> None:
    """Add an asset with the places that may leave."""
    builder.add(
        DraftAsset,
        asset.id,
        **_named(asset, "assets"),
        description=asset.description,
        confidentiality=asset.confidentiality_need,
        integrity=asset.integrity_need,
        availability=asset.availability_need,
        located=tuple(one for one in asset.located if builder.has("elements", one)),
    )


def _threat(threat: Threat, controls: tuple[str, ...], builder: Builder) -> None:
    """Add a threat whose target may leave; its decision goes along as a claim."""
    on_interface = builder.has("interfaces", threat.target)
    if not on_interface and not builder.has("elements", threat.target):
        builder.lose(threat.id, "a threat whose target stays behind")
        return
    if threat.reason:
        builder.lose(threat.id, "why a threat was decided so")
    builder.add(
        DraftThreat,
        threat.id,
        **_named(threat, "threats"),
        description=threat.action,
        target=threat.target,
        on_interface=on_interface,
        stride=threat.stride,
        actor="" if threat.actor == _UNKNOWN else threat.actor,
        claimed="" if threat.disposition is Disposition.UNDECIDED else threat.disposition.value,
        mitigations=tuple(one for one in controls if builder.has("mitigations", one)),
        references=threat.references,
    )


def _controls_by_threat(records: RecordSet) -> dict[str, tuple[str, ...]]:
    """Return the controls of each threat, which its risks name."""
    found: dict[str, dict[str, None]] = {}
    for risk in records.of(Risk):
        for threat in risk.threats:
            found.setdefault(threat, {}).update(dict.fromkeys(risk.controls))
    return {threat: tuple(controls) for threat, controls in found.items()}
