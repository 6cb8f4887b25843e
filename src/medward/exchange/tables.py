"""A model as three tables for people: elements, interfaces and threats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.kernel.rows import Rows

if TYPE_CHECKING:
    from medward.exchange.draft import DraftInterface, DraftThreat, ModelDraft

_INTERFACE_HEAD: Final = (
    *("id", "name", "from", "to", "direction", "medium", "protocol", "port", "data"),
    *("authentication", "authorization", "cryptography", "exposure", "description"),
)
_THREAT_HEAD: Final = (
    *("id", "name", "target id", "target", "STRIDE", "actor", "action", "effect"),
    *("disposition", "measures", "references"),
)
_YES: Final = {True: "yes", False: "no", None: ""}


def model_tables(draft: ModelDraft) -> tuple[Rows, Rows, Rows]:
    """Return elements, interfaces and threats; names stand beside ids where a person reads them."""
    names = {part.origin: part.name for part in (*draft.zones, *draft.elements, *draft.interfaces)}
    measures = {one.origin: one.name for one in draft.mitigations}
    elements = Rows(
        "Elements",
        ("id", "name", "kind", "zone", "in scope", "log", "description"),
        tuple(
            (
                one.origin,
                one.name,
                one.kind.value,
                names.get(one.zone, ""),
                _YES[one.in_scope],
                _YES[one.is_log],
                one.description,
            )
            for one in draft.elements
        ),
    )
    interfaces = tuple(_interface(one, names) for one in draft.interfaces)
    threats = tuple(_threat(one, names, measures) for one in draft.threats)
    return elements, Rows("Interfaces", _INTERFACE_HEAD, interfaces), Rows("Threats", _THREAT_HEAD, threats)


def _interface(flow: DraftInterface, names: dict[str, str]) -> tuple[str, ...]:
    """Return one interface as a row."""
    detail = {name: value for name, value in flow.details.items() if isinstance(value, str)}
    return (
        flow.origin,
        flow.name,
        names[flow.source],
        names[flow.target],
        flow.direction.value,
        detail.get("medium", ""),
        flow.protocol,
        detail.get("port", ""),
        "; ".join(flow.data),
        flow.authentication,
        flow.authorization,
        detail.get("cryptography", _YES[flow.encrypted]),
        detail.get("exposure", ""),
        flow.description,
    )


def _threat(threat: DraftThreat, names: dict[str, str], measures: dict[str, str]) -> tuple[str, ...]:
    """Return one threat as a row."""
    effect = threat.details.get("effect", "")
    return (
        threat.origin,
        threat.name,
        threat.target,
        names[threat.target],
        "".join(threat.stride),
        threat.actor,
        threat.description,
        effect if isinstance(effect, str) else "",
        threat.claimed,
        threat.mitigation or "; ".join(measures[origin] for origin in threat.mitigations),
        "; ".join(one.id for one in threat.references),
    )
