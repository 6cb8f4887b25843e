"""One file over https: conditional, resumed, limited, retried and checked.

The file is written beside its target and renamed when it is whole. What a broken connection left is gone on with,
when the server's validator says that it is still the same file.

Source: RFC 9110: 8.8 (validators), 13.1 (If-None-Match, If-Range), 14 (ranges), 15.4 (redirects), 10.2.3
(Retry-After); RFC 9530 (Repr-Digest); Google Cloud Storage, "x-goog-hash".
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

import httpx

from medward.errors import InvalidInputError, LimitError, NetworkError, UnreachableError
from medward.feeds.address import checked_address, is_loopback
from medward.feeds.digests import check_digest, digest_of_file, stated_digests
from medward.feeds.fetched import Fetched, Validators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS: Final = 5
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_OK, _PARTIAL, _NOT_MODIFIED, _BAD_RANGE = 200, 206, 304, 416
_AGENT: Final = "medward (feeds update)"


class Patience(NamedTuple):
    """How long and how often to try."""

    timeout_seconds: float = 60
    """For connecting, and between two blocks."""
    attempts: int = 5
    back_off_seconds: float = 1
    """Before the second attempt; twice as long before each further one."""
    longest_wait_seconds: float = 120
    sleep: Callable[[float], None] = time.sleep


class Wanted(NamedTuple):
    """One file to fetch."""

    address: str
    max_bytes: int
    known: Validators = Validators()
    """Of the copy at hand; the server may then answer that it is still the same."""
    digest: str = ""
    """As its publisher states it elsewhere: `sha256:0a1b...`."""


class _Said(NamedTuple):
    """What the headers of an answer say of the file."""

    validators: Validators
    digests: tuple[str, ...]
    next_address: str


class _TryAgainError(Exception):
    """The attempt failed in a way that may pass."""

    def __init__(self, message: str, wait_seconds: float = 0) -> None:
        super().__init__(message)
        self.wait_seconds = wait_seconds


@contextmanager
def open_client(patience: Patience) -> Iterator[httpx.Client]:
    """Open a client: certificates verified, proxies as the environment says, redirects followed by `download` only."""
    with httpx.Client(
        timeout=patience.timeout_seconds,
        follow_redirects=False,
        headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"},
    ) as client:
        yield client


def download(client: httpx.Client, wanted: Wanted, target: Path, patience: Patience) -> Fetched | None:
    """Fetch a file to `target`; None when the copy at hand is still the newest.

    Raises:
        NetworkError: The source refuses, or sends what it should not.
        UnreachableError: It does not answer, is busy or breaks off, at every attempt.
        LimitError: The file is larger than it may be.
    """
    wait = patience.back_off_seconds
    for attempt in range(1, patience.attempts + 1):
        try:
            return _attempt(client, wanted, target)
        except _TryAgainError as error:
            if attempt == patience.attempts:
                raise UnreachableError(
                    f"{error} ({attempt} attempts)",
                    place=wanted.address,
                    hint="Run the update again later: it goes on where it stopped. The earlier snapshot stays in use.",
                ) from error
            patience.sleep(min(max(wait, error.wait_seconds), patience.longest_wait_seconds))
            wait *= 2
    return None


def _attempt(client: httpx.Client, wanted: Wanted, target: Path) -> Fetched | None:
    partial = target.with_name(target.name + ".partial")
    note = target.with_name(target.name + ".partial.json")
    have, condition = _left_over(partial, note, wanted.address)
    headers = {"Range": f"bytes={have}-", "If-Range": condition} if have else _conditions(wanted.known)
    try:
        with _response(client, wanted.address, headers) as response:
            if response.status_code == _NOT_MODIFIED and not have:
                return None
            start = _start(response, have)
            validators = Validators(
                response.headers.get("etag", ""), response.headers.get("last-modified", "")
            )
            if not start:
                partial.unlink(missing_ok=True)  # first: a note must never speak of other bytes
            note.write_text(json.dumps({"address": wanted.address, "condition": validators.condition()}))
            _write(response, partial, start, wanted)
            said = _Said(
                validators,
                stated_digests(response.headers),
                str(response.links.get("next", {}).get("url", "")),
            )
    except _RestartError:
        partial.unlink()
        raise
    except httpx.HTTPError as error:
        raise _TryAgainError(f"the connection failed: {_words(error)}") from error
    return _finish(partial, target, wanted, said)


def _left_over(partial: Path, note: Path, address: str) -> tuple[int, str]:
    """Return how much of the file is there and the condition on which it may be gone on with."""
    if not (partial.is_file() and note.is_file()):
        return 0, ""
    try:
        said = json.loads(note.read_text())
    except ValueError:
        return 0, ""
    condition = said.get("condition", "") if isinstance(said, dict) and said.get("address") == address else ""
    return (partial.stat().st_size, condition) if condition else (0, "")


def _conditions(known: Validators) -> dict[str, str]:
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in headers.items() if value}


@contextmanager
def _response(client: httpx.Client, address: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
    """Open the answer of an address, redirects followed as far as they are allowed."""
    for _ in range(MOST_REDIRECTS + 1):
        with client.stream("GET", address, headers=headers) as response:
            if response.status_code not in _REDIRECTS:
                _check_status(response, address)
                yield response
                return
            address = _redirected(address, response)
    raise NetworkError(
        f"more than {MOST_REDIRECTS} redirects",
        place=address,
        hint="Check the address of the source in feeds.yaml.",
    )


def _redirected(address: str, response: httpx.Response) -> str:
    """Return where a redirect leads."""
    target = str(response.request.url.join(response.headers.get("location", "")))
    try:
        checked_address(target)
        leaves = is_loopback(target) and not is_loopback(address)
    except InvalidInputError:
        leaves = True
    if leaves:
        raise NetworkError(
            f"it redirects to {target!r:.200}, which is not https",
            place=address,
            hint="Check the address of the source; a mirror must redirect to https only.",
        )
    return target


def _check_status(response: httpx.Response, address: str) -> None:
    status = response.status_code
    if status in _BUSY:
        raise _TryAgainError(f"the source answers {status}", _retry_after(response))
    if status not in {_OK, _PARTIAL, _NOT_MODIFIED, _BAD_RANGE}:
        raise NetworkError(
            f"the source answers {status} {response.reason_phrase}".strip(),
            place=address,
            hint="Check the address of the source in feeds.yaml; the earlier snapshot stays in use.",
        )
    if response.headers.get("content-encoding", "identity") != "identity":
        raise NetworkError(
            "it sends the file packed though asked not to",
            place=address,
            hint="Use another mirror of the source.",
        )


def _retry_after(response: httpx.Response) -> float:
    """Return the seconds a busy source asks to wait, 0 where it does not say or gives a date."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else 0


def _start(response: httpx.Response, have: int) -> int:
    """Return at which byte the answer begins."""
    if response.status_code == _BAD_RANGE:
        raise _RestartError
    if response.status_code != _PARTIAL:
        return 0
    if not response.headers.get("content-range", "").startswith(f"bytes {have}-"):
        raise _RestartError
    return have


class _RestartError(_TryAgainError):
    """What is there cannot be gone on with."""

    def __init__(self) -> None:
        super().__init__("the source does not go on where the file broke off")


def _write(response: httpx.Response, partial: Path, start: int, wanted: Wanted) -> None:
    """Append the answer to the file, never more than it may have."""
    expected = response.headers.get("content-length", "")
    if expected.isdecimal() and start + int(expected) > wanted.max_bytes:
        raise _too_large(wanted, f"{start + int(expected):,}")
    size = start
    with partial.open("r+b" if start else "wb") as stream:
        stream.seek(start)
        stream.truncate()
        for block in response.iter_raw():
            size += len(block)
            if size > wanted.max_bytes:
                partial.unlink()
                raise _too_large(wanted, f"more than {wanted.max_bytes:,}")
            stream.write(block)
        stream.flush()
        os.fsync(
            stream.fileno()
        )  # before it gets its name: a name must never stand for less than was fetched
    if expected.isdecimal() and size != start + int(expected):
        raise _TryAgainError(f"it broke off after {size:,} bytes")


def _too_large(wanted: Wanted, size: str) -> LimitError:
    return LimitError(
        f"the file has {size} bytes; {wanted.max_bytes:,} are allowed",
        place=wanted.address,
        hint="Raise max_megabytes of the source in feeds.yaml if that is right; the earlier snapshot stays in use.",
    )


def _finish(partial: Path, target: Path, wanted: Wanted, said: _Said) -> Fetched:
    """Check the whole file and give it its name."""
    digests = (wanted.digest, *said.digests) if wanted.digest else said.digests
    try:
        for digest in digests:
            check_digest(partial, digest, wanted.address)
    except NetworkError:
        partial.unlink()
        raise
    size = partial.stat().st_size
    sha256 = digest_of_file(partial, "sha256")
    partial.replace(target)
    target.with_name(target.name + ".partial.json").unlink(missing_ok=True)
    published = digests[0] if digests else ""
    return Fetched(wanted.address, size, sha256, said.validators, published, said.next_address)


def _words(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__
