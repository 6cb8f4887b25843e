"""Options that several commands of the catalogue share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import listed
from medward.errors import NotFoundError

if TYPE_CHECKING:
    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.pack import Pack

FOR = click.option(
    "--for", "places_named", default="", metavar="PLACES", help="Only these, as `us,eu,uk,ca`."
)
ON = click.option("--on", "day", default="", metavar="DATE", help="Day to judge on; default: today.")


def packs_in(catalogue: Catalogue, places_named: str) -> tuple[Pack, ...]:
    """Return the instruments of some jurisdictions, of all when none is named."""
    wanted = places_in(catalogue, places_named)
    return tuple(pack for pack in catalogue.packs if not wanted or pack.jurisdiction in wanted)


def places_in(catalogue: Catalogue, places_named: str) -> tuple[str, ...]:
    """Return the jurisdictions named, in small letters.

    Raises:
        NotFoundError: One the catalogue does not know.
    """
    wanted = listed(places_named)
    known = catalogue.jurisdictions()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise NotFoundError(
            f"the catalogue has no jurisdiction {unknown[0]!r}", hint=f"There are: {', '.join(known)}."
        )
    return wanted
