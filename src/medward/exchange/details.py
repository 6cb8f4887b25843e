"""Fields of our records that a neutral model does not name; an export carries them in our own corner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.exchange.draft import Details
    from medward.kernel.records import Record

DETAILS: Final[Mapping[str, tuple[str, ...]]] = {
    "zones": ("short", "trust", "boundary_controls"),
    "elements": ("short", "safety_related", "secured_by", "emb3d_properties"),
    "interfaces": (
        *("short", "medium", "port", "cryptography", "none_reason", "default", "disabled_how"),
        *("purpose", "exposure", "open_port", "used_by"),
    ),
    "assets": ("asset_kind", "rotation"),
    "threats": ("entry", "effect", "prompts"),
    "mitigations": (
        *(
            "control_type",
            "layer",
            "parameters",
            "failure_mode",
            "limits",
            "fda_categories",
            "mdcg_capabilities",
        ),
    ),
}
"""Names by group of a draft."""


def details_of(record: Record, group: str) -> Details:
    """Return the further fields of a record that differ from what they are when left out."""
    found: Details = {}
    for name in DETAILS[group]:
        value = record.content.get(name)
        if isinstance(value, bool):
            found[name] = str(value).lower()
        elif isinstance(value, list):
            found[name] = tuple(str(item) for item in value)
        elif value is not None:
            found[name] = str(value)
    return found
