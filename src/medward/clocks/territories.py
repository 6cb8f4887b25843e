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
SLIPS: Final = {
    "UK": "GB",
    "EL": "GR",
    "AX": "FI",
    **dict.fromkeys(("GF", "GP", "MF", "MQ", "RE", "YT"), "FR"),
    **dict.fromkeys(("AS", "GU", "MP", "PR", "VI"), "US"),
}
"""Codes whose authority is another country's, and codes people write by mistake."""
_ISO: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
    """Country codes of ISO 3166-1, and the one of Northern Ireland."""
    """Codes people write for others; left as they are they would lie nowhere."""
)
COUNTRIES: Final = frozenset(_ISO.split()) - frozenset(SLIPS) | {"XI"}
"""Country codes of ISO 3166-1 with an authority of their own, and the one of Northern Ireland."""
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
