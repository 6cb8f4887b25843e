"""What every way of fetching needs: a client, the snapshot in the making, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import NetworkError
from medward.feeds.download import Patience, Wanted, download
from medward.feeds.fetched import Validators
from medward.kernel.strict_json import strict_json

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import httpx

    from medward.feeds.known import Source
    from medward.feeds.snapshot import RawFile, Update

_LARGEST_LIST: Final = 64 * 1024 * 1024


class Fetching(NamedTuple):
    """One source while it is fetched."""

    client: httpx.Client
    update: Update
    patience: Patience
    now: datetime

    @property
    def source(self) -> Source:
        """The source."""
        return self.update.source

    def file(self, name: str, address: str, digest: str = "", *, is_settled: bool = False) -> RawFile:
        """Fetch a file of the snapshot; what is at hand and still the newest is taken over.

        Args:
            name: Its name in the snapshot.
            address: Where it is.
            digest: As its publisher states it elsewhere.
            is_settled: The address never answers with anything else, so what is at hand needs no question.
        """
        update = self.update
        left, known = update.left(name), update.known(name)
        at_hand = next((one for one in (left, known) if one is not None and one.address == address), None)
        if at_hand is not None and is_settled:
            fetched = None
        else:
            validators = at_hand.validators if at_hand else Validators()
            wanted = Wanted(address, update.room, validators, digest)
            fetched = download(self.client, wanted, update.path(name), self.patience)
        if fetched is not None:
            return update.add(name, fetched)
        return update.take(left) if left is not None and at_hand is left else update.keep(name)

    def listing(self, name: str, address: str) -> Path:
        """Fetch a list the way to the files is read from; it is no part of the snapshot."""
        wanted = Wanted(address, _LARGEST_LIST)
        target = self.update.path(name)
        download(self.client, wanted, target, self.patience)
        return target

    def json(self, name: str, address: str) -> object:
        """Return a list in JSON.

        Raises:
            NetworkError: It is not JSON.
        """
        data = self.listing(name, address).read_bytes()
        try:
            return strict_json(data.decode())
        except (ValueError, RecursionError) as error:
            raise NetworkError(
                f"the source does not answer with JSON: {error}"[:300],
                place=address,
                hint="Check the address of the source in feeds.yaml.",
            ) from None

    def pause(self) -> None:
        """Wait as long as the publisher asks between two requests."""
        if self.source.pause_seconds:
            self.patience.sleep(self.source.pause_seconds)
