"""The local signing identity: one Ed25519 key pair in the person's own settings folder.

The private key never enters a device file. Full electronic signatures with two
identification components (21 CFR 11.200) come with the server; the signature
record has its final shape already.
"""

from __future__ import annotations

import base64
import getpass
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.errors import InvalidInputError, NotFoundError
from medward.governance.records import Person
from medward.kernel.records import ID_PATTERN

FILE: Final = "identity.json"
MIN_PASSWORD: Final = 8
"""Shortest password for a signing key (NIST SP 800-63B, 5.1.1.1)."""
_OTHERS: Final = 0o077
"""Permission bits of everybody but the owner."""


@dataclass(frozen=True)
class Identity:
    """Who signs on this machine."""

    person: str
    printed_name: str
    key: Ed25519PrivateKey

    @property
    def public_key(self) -> str:
        """Base64 of the raw 32-byte public key, as person and signature records hold it."""
        raw = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode()


def home() -> Path:
    """Return the folder for personal settings: `MEDWARD_HOME`, else `~/.config/medward`."""
    set_by_hand = os.environ.get("MEDWARD_HOME")
    return Path(set_by_hand) if set_by_hand else Path.home() / ".config" / "medward"


def create_identity(person: str, printed_name: str, password: str) -> Identity:
    """Make a key pair and keep it; refuses to replace one.

    Raises:
        InvalidInputError: An identity exists already, `person` is no id of a person, the name is empty, or the
            password is too short.
    """
    path = home() / FILE
    if not re.match(ID_PATTERN, person) or f"-{Person.prefix}-" not in person:
        raise InvalidInputError(
            f"{person!r} is no id of a person record",
            hint="As ORG-USR-0001; `medward list person` shows them.",
        )
    if not printed_name.strip():
        raise InvalidInputError(
            "the name is empty", hint="Give your name as it is printed beside signatures."
        )
    if len(password) < MIN_PASSWORD:
        raise InvalidInputError(
            f"the password has {len(password)} characters", hint=f"Choose at least {MIN_PASSWORD}."
        )
    if path.exists():
        raise InvalidInputError(
            "this machine already has a signing identity",
            place=str(path),
            hint="Keys are never replaced silently: move the file away, and retire the old key in the person record.",
        )
    identity = Identity(person, printed_name, Ed25519PrivateKey.generate())
    pem = identity.key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password.encode()),
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"person": person, "printed_name": printed_name, "key": pem.decode()}, file, indent=2)
    return identity


def read_name() -> tuple[str, str]:
    """Return (person id, printed name) for the audit trail: the identity, else the login name of the machine."""
    path = home() / FILE
    if path.is_file():
        stored = _stored(path)
        return stored["person"], stored["printed_name"]
    try:
        login = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        login = f"uid-{os.getuid()}"
    return f"local:{login}", f"{login} (login name; no signing identity)"


def unlock(password: str) -> Identity:
    """Return the identity with its private key.

    Raises:
        NotFoundError: There is none.
        InvalidInputError: The password does not open it, or others on this machine may read the file.
    """
    path = home() / FILE
    if not path.is_file():
        raise NotFoundError(
            "there is no signing identity on this machine", hint="Make one: `medward identity create`."
        )
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise InvalidInputError(
            "others on this machine may read the signing key",
            place=str(path),
            hint=f"Run `chmod 600 {path}`.",
        )
    stored = _stored(path)
    try:
        key = serialization.load_pem_private_key(stored["key"].encode(), password.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidInputError("the password does not open the signing key", hint="Try again.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InvalidInputError(
            "the stored key is not an Ed25519 key", place=str(path), hint="Make a new identity."
        )
    return Identity(stored["person"], stored["printed_name"], key)


def _stored(path: Path) -> dict[str, str]:
    """Return what the identity file holds, every member a text.

    Raises:
        InvalidInputError: The file cannot be read as an identity.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {name: str(found[name]) for name in ("person", "printed_name", "key")}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidInputError(
            f"the signing identity cannot be read: {error}",
            place=str(path),
            hint="Restore the file from a backup, or move it away and make a new identity.",
        ) from error
