"""What is known of a file that was fetched."""

from __future__ import annotations

from typing import NamedTuple


class Validators(NamedTuple):
    """What a server said that tells this state of a file from others."""

    etag: str = ""
    last_modified: str = ""

    def condition(self) -> str:
        """Return what may stand in If-Range: a strong entity tag, else the date; "" where there is neither."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


class Fetched(NamedTuple):
    """A file as it was fetched."""

    address: str
    size: int
    sha256: str
    validators: Validators
    published_digest: str = ""
    """The digest of its publisher it was checked against, as `sha256:0a1b...`; "" where none is published."""
    next_address: str = ""
    """Where the next page is, as the answer links to it (RFC 8288)."""
