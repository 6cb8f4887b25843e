"""One file from a server that behaves, and from servers that do not."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from medward.errors import LimitError, NetworkError
from medward.feeds.download import Patience, Wanted, download, open_client
from medward.feeds.fetched import Fetched, Validators
from tests.feeds.server import Page, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BODY = bytes(range(256)) * 4000
NO_WAIT = Patience(timeout_seconds=5, attempts=4, back_off_seconds=0)


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetch(
    server: Server, path: str, target: Path, patience: Patience = NO_WAIT, **wanted: object
) -> Fetched | None:
    asked = Wanted(server.address(path), **{"max_bytes": 10_000_000, **wanted})  # type: ignore[arg-type] - by name
    with open_client(patience) as client:
        return download(client, asked, target, patience)


def test_a_file_is_fetched_whole_with_digest_and_validators(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, etag='"1"', last_modified="Sun, 16 Aug 2026 12:00:00 GMT")
    found = fetch(server, "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == BODY
    assert found == Fetched(
        server.address("/a"), len(BODY), hashlib.sha256(BODY).hexdigest(),
        Validators('"1"', "Sun, 16 Aug 2026 12:00:00 GMT"),
    )  # fmt: skip
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


def test_what_did_not_change_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, etag='"1"')
    assert fetch(server, "/a", tmp_path / "a", known=Validators('"1"')) is None
    assert not (tmp_path / "a").exists()


def test_a_broken_connection_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, etag='"1"', cut_after=[300_000, 400_000])
    assert fetch(server, "/a", tmp_path / "a") is not None
    assert (tmp_path / "a").read_bytes() == BODY
    ranges = [(one.headers.get("range"), one.headers.get("if-range")) for one in server.seen]
    assert ranges == [(None, None), ("bytes=300000-", '"1"'), ("bytes=700000-", '"1"')]


def test_an_update_that_stopped_goes_on_where_it_was(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, etag='"1"', cut_after=[300_000])
    with pytest.raises(NetworkError, match="1 attempts"):
        fetch(server, "/a", tmp_path / "a", NO_WAIT._replace(attempts=1))
    assert not (tmp_path / "a").exists()
    fetch(server, "/a", tmp_path / "a")
    assert server.seen[-1].headers["range"] == "bytes=300000-"
    assert (tmp_path / "a").read_bytes() == BODY


def test_a_file_that_changed_meanwhile_starts_again(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, etag='"1"', cut_after=[300_000])
    with pytest.raises(NetworkError):
        fetch(server, "/a", tmp_path / "a", NO_WAIT._replace(attempts=1))
    newer = BODY[::-1]
    server.pages["/a"] = Page(newer, etag='"2"')
    fetch(server, "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == newer


def test_without_a_validator_nothing_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, cut_after=[300_000])
    fetch(server, "/a", tmp_path / "a")
    assert "range" not in server.seen[-1].headers
    assert (tmp_path / "a").read_bytes() == BODY


def test_a_weak_tag_is_no_ground_to_go_on(server: Server, tmp_path: Path) -> None:
    """RFC 9110, 13.1.5: a weak entity tag must not be used in If-Range."""
    server.pages["/a"] = Page(BODY, etag='W/"1"', cut_after=[300_000])
    fetch(server, "/a", tmp_path / "a")
    assert "range" not in server.seen[-1].headers


def test_a_source_that_knows_no_ranges_is_asked_for_everything(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, etag='"1"', cut_after=[300_000], ranges=False)
    fetch(server, "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == BODY


def test_more_than_there_is_starts_again(server: Server, tmp_path: Path) -> None:
    """The source answers 416 when the file has become shorter than what is there, under the same tag."""
    server.pages["/a"] = Page(BODY, etag='"1"', cut_after=[300_000])
    with pytest.raises(NetworkError):
        fetch(server, "/a", tmp_path / "a", NO_WAIT._replace(attempts=1))
    server.pages["/a"] = Page(BODY[:1000], etag='"1"')
    fetch(server, "/a", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == BODY[:1000]


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_source_is_asked_again(server: Server, tmp_path: Path, status: int) -> None:
    server.pages["/a"] = Page(b"{}", statuses=[status, status])
    assert fetch(server, "/a", tmp_path / "a") is not None
    assert len(server.seen) == 3


def test_waits_double_and_heed_what_the_source_asks(server: Server, tmp_path: Path) -> None:
    waits: list[float] = []
    server.pages["/a"] = Page(b"{}", statuses=[503, 500, 429], headers={"Retry-After": "3"})
    patience = Patience(5, attempts=4, back_off_seconds=1, longest_wait_seconds=3.5, sleep=waits.append)
    fetch(server, "/a", tmp_path / "a", patience)
    assert waits == [3, 3, 3.5]


def test_a_source_that_stays_busy_is_an_error(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(b"{}", statuses=[500] * 9)
    with pytest.raises(NetworkError, match=r"answers 500 \(4 attempts\)") as error:
        fetch(server, "/a", tmp_path / "a")
    assert "goes on where it stopped" in error.value.hint


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_refusal_is_not_repeated(server: Server, tmp_path: Path, status: int) -> None:
    server.pages["/a"] = Page(statuses=[status] * 3)
    with pytest.raises(NetworkError, match=f"answers {status}"):
        fetch(server, "/a", tmp_path / "a")
    assert len(server.seen) == 1


def test_a_file_that_says_it_is_too_large_is_refused_before_it_is_read(
    server: Server, tmp_path: Path
) -> None:
    server.pages["/a"] = Page(BODY)
    with pytest.raises(LimitError, match="1,024,000 bytes; 1,000 are allowed"):
        fetch(server, "/a", tmp_path / "a", max_bytes=1000)
    assert list(tmp_path.iterdir()) == [] or not (tmp_path / "a").exists()


def test_a_file_that_says_nothing_of_its_size_is_cut_off(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, chunked=True)
    with pytest.raises(LimitError, match="more than 300,000"):
        fetch(server, "/a", tmp_path / "a", max_bytes=300_000)
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "a.partial").exists()


def test_a_length_that_is_not_true_is_noticed(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(BODY, stated_length=len(BODY) + 5)
    with pytest.raises(NetworkError, match="attempts"):
        fetch(server, "/a", tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_source_that_is_silent_is_given_up(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(b"{}", slow_seconds=2)
    with pytest.raises(NetworkError, match="2 attempts"):
        fetch(server, "/a", tmp_path / "a", Patience(timeout_seconds=0.2, attempts=2, back_off_seconds=0))


def test_a_host_that_refuses_is_a_clear_error(tmp_path: Path) -> None:
    with serving() as gone:
        address = gone.address("/a")
    with open_client(NO_WAIT) as client, pytest.raises(NetworkError, match="the connection failed") as error:
        download(client, Wanted(address, 1000), tmp_path / "a", NO_WAIT)
    assert error.value.place == address


def test_five_redirects_are_followed_and_six_are_not(server: Server, tmp_path: Path) -> None:
    for number in range(6):
        server.pages[f"/{number}"] = Page(redirect=f"/{number + 1}")
    server.pages["/6"] = Page(b"{}")
    assert fetch(server, "/1", tmp_path / "a") is not None
    with pytest.raises(NetworkError, match="more than 5 redirects"):
        fetch(server, "/0", tmp_path / "b")


@pytest.mark.parametrize(
    "target",
    ["http://192.0.2.1/all.zip", "ftp://example.org/x", "file:///etc/passwd", "//user:word@example.org/"],
)
def test_a_redirect_off_https_is_refused(server: Server, tmp_path: Path, target: str) -> None:
    server.pages["/a"] = Page(redirect=target)
    with pytest.raises(NetworkError, match="redirects to"):
        fetch(server, "/a", tmp_path / "a")


def test_a_digest_in_the_headers_is_checked(server: Server, tmp_path: Path) -> None:
    """RFC 9530, Repr-Digest; the value is that of the four bytes `test`."""
    good = "sha-256=:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=:"
    server.pages["/a"] = Page(b"test", headers={"Repr-Digest": good})
    found = fetch(server, "/a", tmp_path / "a")
    assert found is not None
    assert found.published_digest == "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    server.pages["/b"] = Page(b"tost", headers={"Repr-Digest": good})
    with pytest.raises(NetworkError, match="its sha256 is"):
        fetch(server, "/b", tmp_path / "b")
    assert not (tmp_path / "b").exists()
    assert not (tmp_path / "b.partial").exists()


def test_a_digest_its_publisher_states_elsewhere_is_checked(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(b"test")
    with pytest.raises(NetworkError, match="publisher states"):
        fetch(server, "/a", tmp_path / "a", digest="sha256:" + "0" * 64)
    with pytest.raises(NetworkError, match="kind 'crc'"):
        fetch(server, "/a", tmp_path / "a", digest="crc:00")


def test_a_packed_answer_is_refused(server: Server, tmp_path: Path) -> None:
    server.pages["/a"] = Page(b"\x1f\x8b", headers={"Content-Encoding": "gzip"})
    with pytest.raises(NetworkError, match="packed though asked not to"):
        fetch(server, "/a", tmp_path / "a")


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    """A server of this test's own making, with a certificate it signed itself."""
    key, certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with serving() as server, socket.create_server(("127.0.0.1", 0)) as listening:
        server.pages["/a"] = Page(b"{}")
        secure = context.wrap_socket(listening, server_side=True)
        thread = threading.Thread(target=accept_once, args=(secure,), daemon=True)
        thread.start()
        address = f"https://127.0.0.1:{secure.getsockname()[1]}/a"
        once = NO_WAIT._replace(attempts=1)
        with open_client(once) as client, pytest.raises(NetworkError, match=r"CERTIFICATE_VERIFY_FAILED"):
            download(client, Wanted(address, 1000), tmp_path / "a", once)
        thread.join(5)
        secure.close()


def accept_once(secure: ssl.SSLSocket) -> None:
    with contextlib.suppress(OSError):
        secure.accept()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Return the files of a fresh key and of a certificate for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    folder.joinpath("key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    folder.joinpath("certificate.pem").write_bytes(certificate.public_bytes(pem))
    return folder / "key.pem", folder / "certificate.pem"
