"""Names of the jurisdictions that the catalogue abbreviates.

>>> named("jp"), in_text("eu")
('Japan', 'the European Union')
"""

from __future__ import annotations

from typing import Final

_NAMES: Final = {
    "us": "United States",
    "eu": "European Union",
    "uk": "United Kingdom",
    "ca": "Canada",
    "au": "Australia",
    "jp": "Japan",
    "cn": "China",
    "kr": "South Korea",
    "sg": "Singapore",
    "sa": "Saudi Arabia",
    "br": "Brazil",
    "in": "India",
    "ch": "Switzerland",
    "intl": "Standards and schemes",
}
_IN_TEXT: Final = {
    "us": "the United States",
    "eu": "the European Union",
    "uk": "the United Kingdom",
    "intl": "all markets",
}
"""Names that read otherwise inside a sentence."""


def named(jurisdiction: str) -> str:
    """Return the name of a jurisdiction; one the catalogue does not know keeps its abbreviation."""
    return _NAMES.get(jurisdiction, jurisdiction)


def in_text(jurisdiction: str) -> str:
    """Return the name of a jurisdiction as it stands inside a sentence."""
    return _IN_TEXT.get(jurisdiction, named(jurisdiction))
