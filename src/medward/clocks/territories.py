"""Which country lies in which jurisdiction, and what time its authority keeps.

EU member states as of 2026 with the EEA states that apply the device regulations,
and `XI` for Northern Ireland, where they apply under the Windsor Framework. The zone is that of
the capital, except Northern Ireland's, which is London's.
"""

from __future__ import annotations

from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from medward.errors import InvalidInputError

OCCURRENCE: Final = "occurrence"
"""Stands for the zone of the country where it happened."""
EU_ZONES: Final = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IS": "Atlantic/Reykjavik",
    "IT": "Europe/Rome",
    "LI": "Europe/Vaduz",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
    "XI": "Europe/London",
}
EASTERNMOST: Final = "Europe/Helsinki"
"""Counted in while the member state is not known: no member state's day ends earlier."""
_OTHERS: Final = {
    "US": "us",
    "GB": "uk",
    "CA": "ca",
    "AU": "au",
    "JP": "jp",
    "CN": "cn",
    "KR": "kr",
    "SG": "sg",
    "SA": "sa",
    "BR": "br",
    "IN": "in",
    "CH": "ch",
}


def jurisdiction_of(country: str) -> str:
    """Return the jurisdiction of a country, `other` where the catalogue has none."""
    return "eu" if country in EU_ZONES else _OTHERS.get(country, "other")


@cache
def zone_of(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises:
        InvalidInputError: No such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidInputError(
            f"there is no time zone {name!r}", hint="Use a name as Europe/Berlin."
        ) from error
