"""A draft as records of a device file, and a device file as a draft.

What a file does not say becomes `unknown`, which the checks do not take for an answer,
or the least favourable value where a field knows no such word. Decisions are not
imported: a disposition of another tool stands as text in the reason, and the threat is
undecided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from medward.controls.records import Control, ControlType
from medward.devices.records import (
    Asset,
    AssetKind,
    DefaultState,
    Element,
    ElementKind,
    Exposure,
    Interface,
    Need,
    Purpose,
    Zone,
)
from medward.errors import InvalidInputError
from medward.exchange.details import DETAILS
from medward.kernel.records import Origin
from medward.threats.records import Stride, Threat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.exchange.draft import (
        DraftAsset,
        DraftElement,
        DraftInterface,
        DraftMitigation,
        DraftPart,
        DraftThreat,
        DraftZone,
        ModelDraft,
    )
    from medward.kernel.numbers import Numbers
    from medward.kernel.records import Record

UNKNOWN: Final = "unknown"
"""Answer that the checks count as none."""
_MARKS: Final = {
    ElementKind.EXTERNAL: "E",
    ElementKind.PROCESS: "P",
    ElementKind.STORE: "D",
    ElementKind.HARDWARE: "H",
    ElementKind.SERVICE: "S",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What an import would add."""

    records: tuple[Record, ...]
    assumed: tuple[str, ...]
    """Values that were chosen because the file does not say, each with how often."""
    known: tuple[str, ...]
    """Ids of records that an earlier import of the same file made."""


@dataclass
class _Maker:
    """Turns pieces into records, keeping which origin became which id."""

    numbers: Numbers
    file: str
    sha256: str
    known: Mapping[str, str]
    """Id by row, for what was imported from the same bytes before."""
    form: str
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    assumed: dict[str, int] = field(default_factory=dict)

    def assume(self, what: str) -> None:
        """Count a value that the file does not give."""
        self.assumed[what] = self.assumed.get(what, 0) + 1

    def make(self, model: type[Record], group: str, part: DraftPart, fields: dict[str, object]) -> None:
        """Make one record, unless the same piece was imported before."""
        row = f"{part.place} {part.origin}"
        if row in self.known:
            self.ids[group, part.origin] = self.known[row]
            self.found.append(self.known[row])
            return
        identity = self.numbers.next(model.prefix)
        self.ids[group, part.origin] = identity
        allowed = DETAILS[group]
        given = {name: value for name, value in part.details.items() if name in allowed}
        source = Origin(file=self.file, sha256=self.sha256, row=row)
        head = {
            "id": identity,
            "title": part.name,
            "status": "draft",
            "tags": ("imported",),
            "source": source,
        }
        try:
            self.records.append(model.model_validate({**head, **fields, **given}))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            raise InvalidInputError(
                f"{part.name!r:.60}: {where}: {first['msg']}",
                place=f"{self.file}#{part.place}",
                hint="Correct the file, or export it again.",
            ) from error


def make_records(draft: ModelDraft, numbers: Numbers, origin: Origin, known: Mapping[str, str]) -> Made:
    """Return the records of a draft.

    Args:
        draft: What was read.
        numbers: Where new ids come from.
        origin: File and digest; the row is set per record.
        known: Id by row of what the same bytes gave before; it is not made again.

    Raises:
        InvalidInputError: A piece does not fit its record.
    """
    maker = _Maker(numbers, origin.file, origin.sha256, known, draft.form)
    for zone in draft.zones:
        _zone(zone, maker)
    for element in draft.elements:
        _element(element, maker)
    for interface in draft.interfaces:
        _interface(interface, maker)
    for asset in draft.assets:
        _asset(asset, maker)
    for threat in draft.threats:
        _threat(threat, draft, maker)
    for mitigation in draft.mitigations:
        _control(mitigation, draft, maker)
    counted = tuple(f"{what} ({count})" for what, count in maker.assumed.items())
    return Made(tuple(maker.records), counted, tuple(maker.found))


def _short(mark: str, maker: _Maker, prefix: str) -> str:
    """Return a short label with the number the next record of a kind gets."""
    return f"{mark}{maker.numbers.highest.get(prefix, 0) + 1}"


def _zone(zone: DraftZone, maker: _Maker) -> None:
    """Make a zone."""
    trust = "\n".join(filter(None, (zone.trust or UNKNOWN, zone.description)))
    fields: dict[str, object] = {"short": _short("Z", maker, Zone.prefix), "trust": trust}
    maker.make(Zone, "zones", zone, fields)


def _element(element: DraftElement, maker: _Maker) -> None:
    """Make an element."""
    fields: dict[str, object] = {
        "short": _short(_MARKS[element.kind], maker, Element.prefix),
        "element_kind": element.kind,
        "zone": maker.ids.get(("zones", element.zone), ""),
        "description": element.description or f"Not described in {maker.file}.",
        "in_scope": element.in_scope,
        "is_log": element.is_log,
    }
    maker.make(Element, "elements", element, fields)


def _interface(flow: DraftInterface, maker: _Maker) -> None:
    """Make an interface; what the file does not say is unknown, or the least favourable value."""
    fallback = {"default": DefaultState.ON, "purpose": Purpose.USE, "exposure": Exposure.INTERNET}
    for name, value in fallback.items():
        if name not in flow.details:
            maker.assume(f"{name} {value.value} of interfaces, the least favourable")
    cryptography = "none" if flow.encrypted is False else UNKNOWN
    said = ("said to be encrypted",) if flow.encrypted and "cryptography" not in flow.details else ()
    fields: dict[str, object] = {
        "short": _short("F", maker, Interface.prefix),
        "tags": ("imported", *said),
        "source_element": maker.ids["elements", flow.source],
        "target_element": maker.ids["elements", flow.target],
        "direction": flow.direction,
        "medium": UNKNOWN,
        "port": UNKNOWN,
        "protocol": flow.protocol or UNKNOWN,
        "data": flow.data or (UNKNOWN,),
        "authentication": flow.authentication or UNKNOWN,
        "authorization": flow.authorization or UNKNOWN,
        "cryptography": cryptography,
        **fallback,
    }
    maker.make(Interface, "interfaces", flow, fields)


def _asset(asset: DraftAsset, maker: _Maker) -> None:
    """Make an asset; a need nobody gave is the highest."""
    needs = {}
    for name in ("confidentiality", "integrity", "availability"):
        given = getattr(asset, name)
        if given is None:
            maker.assume(f"{name} need high of assets, the least favourable")
        needs[f"{name}_need"] = given or Need.HIGH
    if "asset_kind" not in asset.details:
        maker.assume("that assets are data")
    fields: dict[str, object] = {
        "asset_kind": AssetKind.DATA,
        **needs,
        "located": tuple(maker.ids["elements", origin] for origin in asset.located),
        "description": asset.description or f"Not described in {maker.file}.",
    }
    maker.make(Asset, "assets", asset, fields)


def _threat(threat: DraftThreat, draft: ModelDraft, maker: _Maker) -> None:
    """Make a threat that nobody has decided about; a category that is no letter gets all six."""
    if not threat.stride:
        maker.assume(f"all six letters for threats of the category {threat.category or 'none'!r:.40}")
    names = {one.origin: one.name for one in draft.mitigations}
    measures = [*filter(None, [threat.mitigation]), *(names[origin] for origin in threat.mitigations)]
    claims = [
        f"{maker.form} says: {threat.claimed}." if threat.claimed else "",
        f"Measures named there: {'; '.join(measures)}" if measures else "",
    ]
    group = "interfaces" if threat.on_interface else "elements"
    fields: dict[str, object] = {
        "target": maker.ids[group, threat.target],
        "stride": threat.stride or tuple(Stride),
        "actor": threat.actor or UNKNOWN,
        "action": threat.description or threat.name,
        "reason": " ".join(filter(None, claims)),
        "references": threat.references,
    }
    maker.make(Threat, "threats", threat, fields)


def _control(mitigation: DraftMitigation, draft: ModelDraft, maker: _Maker) -> None:
    """Make a control that nobody has verified, placed where its threats are."""
    if "control_type" not in mitigation.details:
        maker.assume("that controls prevent")
    targets = dict.fromkeys(
        maker.ids["interfaces" if threat.on_interface else "elements", threat.target]
        for threat in draft.threats
        if mitigation.origin in threat.mitigations
    )
    fields: dict[str, object] = {
        "control_type": ControlType.PREVENT,
        "layer": UNKNOWN,
        "design": mitigation.description or mitigation.name,
        "parameters": UNKNOWN,
        "located": tuple(targets),
    }
    maker.make(Control, "mitigations", mitigation, fields)
