"""What each format has no place for: said at every export, and the table of the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.exchange.draft import Loss

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.exchange.draft import ModelDraft

_CORNER: Final = "stands in a corner of ours that only Medward reads"
_ROWS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "otm": (
        (
            "interfaces",
            f"protocol, port, authentication, authorization and cryptography of interfaces: {_CORNER}",
        ),
        ("elements", f"what is in scope, and which store is a log: {_CORNER}"),
        ("threats", f"the attacker of threats: {_CORNER}"),
        ("threats", "likelihood and impact of threats: not known here, written as null and as the worst"),
        ("mitigations", "riskReduction of mitigations: not claimed, written as 0"),
        ("zones", "trustRating of zones: not known here, written as 0 unless it was imported"),
    ),
    "threat-dragon": (
        ("assets", f"assets: {_CORNER}"),
        (
            "mitigations",
            f"measures as records of their own: {_CORNER}; their names stand as text of the threat",
        ),
        ("threats", f"more than one STRIDE letter of a threat, its attacker and catalogue ids: {_CORNER}"),
        (
            "interfaces",
            f"port, data, authentication, authorization and cryptography of interfaces: {_CORNER}",
        ),
        ("elements", "the difference of process, hardware and service: all are drawn as processes"),
        ("threats", "severity of threats: not known here, written as TBD"),
    ),
    "tmbom": (
        ("interfaces", f"protocol, data, direction and authentication of interfaces: {_CORNER}"),
        ("threats", f"STRIDE letters, decisions, and threats to interfaces: {_CORNER}"),
        ("assets", f"how much each asset must be protected: {_CORNER}"),
        ("elements", "what the schema asks about scope, actors, stores and personas: written as the worst"),
        ("interfaces", "encryption that is not known: written as no"),
    ),
    "csv": (
        ("zones", "zones and assets as tables of their own"),
        ("elements", "a reader: tables are for people and are not imported as a model"),
    ),
    "xlsx": (
        ("zones", "zones and assets as tables of their own"),
        ("elements", "a reader: tables are for people and are not imported as a model"),
    ),
}


def written_losses(draft: ModelDraft, form: str) -> tuple[Loss, ...]:
    """Return what a format cannot hold of this model, or only in our corner; pieces it lacks lose nothing."""
    return tuple(
        Loss(place=f"{len(getattr(draft, group))} {group}", what=what)
        for group, what in _ROWS[form]
        if getattr(draft, group)
    )
