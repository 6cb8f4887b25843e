"""Ledgers and a time-stamp authority for the ledger tests."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from medward.ledger.sqlite import SqliteStore, open_ledger

from .samples import counted_salts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONFIG = """
[tsa]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/key.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha1, sha256, sha384, sha512
tsa_name = yes
[req]
distinguished_name = name
prompt = no
[name]
CN = Test time-stamp authority
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteStore]:
    store = open_ledger(tmp_path / "ledger.db", create=True, salt=counted_salts())
    yield store
    store.close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a time-stamp authority made with openssl."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make a time-stamp")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-config", "tsa.cnf"]
    root = ["-extensions", "root", "-subj", "/CN=Test root", "-keyout", "root.key", "-out", "authority.pem"]
    signed = ["-CA", "authority.pem", "-CAkey", "root.key", "-extensions", "signer"]
    for more in (root, [*signed, "-keyout", "key.pem", "-out", "signer.pem"]):
        subprocess.run([*make, *more], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def time_stamp(authority: Path) -> Callable[..., bytes]:
    """Return a function that has bytes time-stamped."""

    def stamp(data: bytes, *more: str, algorithm: str = "sha256") -> bytes:
        (authority / "data").write_bytes(data)
        query = ["openssl", "ts", "-query", "-data", "data", f"-{algorithm}", "-cert", "-out", "query"]
        reply = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "query"]
        subprocess.run(query, cwd=authority, check=True, capture_output=True)
        subprocess.run([*reply, "-out", "reply", *more], cwd=authority, check=True, capture_output=True)
        return (authority / "reply").read_bytes()

    return stamp
