"""S11, the tamper part: an edited record, a copied signature and a deleted trail line are each located."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.errors import RefusedChangeError
from medward.governance.records import Person
from medward.kernel.lifecycle import Meaning
from medward.kernel.rewrite import rewrite_fields, write_documents
from medward.workspace.device import open_device
from medward.workspace.identity import Identity
from medward.workspace.signing import add_signature, make_signature
from tests.fixtures.device_files import medward

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime.fromisoformat("2026-05-04T10:15:00+02:00")
SIGNED = ("LVP-REQ-0001", "LVP-REQ-0002", "LVP-REQ-0003")


def write_pump(folder: Path, identity: Identity, roles: list[str], training_ends: str) -> None:
    """Write a device file with one signer and three requirements."""
    person = {
        "kind": "person/1",
        "id": "ORG-USR-0001",
        "title": "Product security engineer",
        "printed_name": identity.printed_name,
        "roles": roles,
        "public_key": identity.public_key,
    }
    topic = {
        "kind": "training-topic/1",
        "id": "ORG-TRT-0001",
        "title": "Electronic signatures",
        "code": "signing",
        "knowledge": "What a signature means.",
    }
    training = {
        "kind": "training-record/1",
        "id": "ORG-TRN-0001",
        "title": "Electronic signatures, June 2025",
        "topic": "ORG-TRT-0001",
        "people": ["ORG-USR-0001"],
        "completed_on": "2025-06-01",
        "expires_on": training_ends,
        "shown_by": "test",
    }
    requirements = [
        {
            "kind": "requirement/1",
            "id": name,
            "title": f"Requirement {name[-1]}",
            "status": "approved",
            "owner": "ORG-USR-0001",
            "text": "The pump shall reject a message without a valid code.",
        }
        for name in SIGNED
    ]
    (folder / "records").mkdir(parents=True)
    (folder / "medward.yaml").write_text("product: LVP\nname: Pump\n")
    (folder / "records" / "all.yaml").write_text(write_documents([person, topic, training, *requirements]))


@pytest.fixture
def identity() -> Identity:
    return Identity("ORG-USR-0001", "Ana Sample", Ed25519PrivateKey.generate())


@pytest.fixture
def pump(tmp_path: Path, identity: Identity) -> Path:
    """Return a device file whose three requirements are signed, and one later changeset."""
    write_pump(tmp_path, identity, ["security"], "2027-06-01")
    for name in SIGNED:
        device = open_device(tmp_path)
        record = device.records.get(name)
        add_signature(device, make_signature(device.records, identity, record, Meaning.REVIEW_TECHNICAL, AT))
    assert medward(tmp_path, "apply", "--yes").returncode == 0
    path = tmp_path / "records" / "all.yaml"
    path.write_text(rewrite_fields(path.read_text(), "ORG-USR-0001", {"title": "Security engineer"}))
    assert medward(tmp_path, "apply", "--yes", "-m", "new title").returncode == 0
    assert medward(tmp_path, "verify").returncode == 0
    return tmp_path


def forge(pump: Path, *statements: tuple[str, tuple[object, ...]]) -> list[str]:
    """Change the ledger behind Medward's back and return where `verify` sees problems."""
    ledger = sqlite3.connect(pump / ".medward" / "ledger.db")
    for (trigger,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        ledger.execute(f"DROP TRIGGER {trigger}")
    for statement, values in statements:
        ledger.execute(statement, values)
    ledger.commit()
    ledger.close()
    result = medward(pump, "verify", "--json")
    assert result.returncode == 1
    answer = json.loads(result.stdout)
    assert answer["ok"] is False
    return [f"{problem['where']}: {problem['what']}" for problem in answer["problems"]]


def test_an_edited_record_is_located(pump: Path) -> None:
    edit = (
        "UPDATE payload SET body = CAST(replace(CAST(body AS TEXT), 'without a', 'with a') AS BLOB)"
        " WHERE digest = (SELECT payload FROM revision WHERE id = ?)"
    )
    problems = forge(pump, (edit, ("LVP-REQ-0002",)))
    assert any("LVP-REQ-0002" in problem for problem in problems)


def test_a_deleted_trail_line_is_located(pump: Path) -> None:
    problems = forge(pump, ("DELETE FROM changeset WHERE seq = 1", ()))
    assert any("changeset" in problem and "1" in problem for problem in problems)


def test_a_deleted_last_trail_line_is_located(pump: Path) -> None:
    problems = forge(pump, ("DELETE FROM changeset WHERE seq = 2", ()))
    assert any("changeset" in problem and "2" in problem for problem in problems)


def test_a_signature_copied_to_another_record_is_located(pump: Path) -> None:
    path = pump / "records" / "signatures.yaml"
    device = open_device(pump)
    other = device.records.get("LVP-REQ-0003")
    text = rewrite_fields(
        path.read_text(), "LVP-SIG-0001", {"record": other.id, "content_sha256": other.digest}
    )
    path.write_text(text)
    assert medward(pump, "apply", "--yes", "-m", "copy").returncode == 0
    result = medward(pump, "verify")
    assert result.returncode == 1
    assert "LVP-SIG-0001" in result.stdout


def verified_offline(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier that a package brings, with nothing installed in reach."""
    return subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_package_shows_the_same_to_somebody_without_medward(pump: Path, tmp_path: Path) -> None:
    out = tmp_path / "package"
    assert medward(pump, "export", "--package", "--out", str(out)).returncode == 0
    good = verified_offline(out)
    assert good.returncode == 0, good.stdout
    lines = (out / "ledger.jsonl").read_text().splitlines(keepends=True)
    edited = [line.replace("without a", "with a") if "LVP-REQ-0002" in line else line for line in lines]
    (out / "ledger.jsonl").write_text("".join(edited))
    bad = verified_offline(out)
    assert bad.returncode == 1
    assert "LVP-REQ-0002" in bad.stdout


def test_an_expired_training_is_refused_with_its_date(tmp_path: Path, identity: Identity) -> None:
    write_pump(tmp_path, identity, ["security"], "2026-04-30")
    records = open_device(tmp_path).records
    with pytest.raises(RefusedChangeError, match="expired on 2026-04-30"):
        make_signature(records, identity, records.get("LVP-REQ-0001"), Meaning.REVIEW_TECHNICAL, AT)


def test_a_missing_role_is_refused(tmp_path: Path, identity: Identity) -> None:
    write_pump(tmp_path, identity, ["regulatory"], "2027-04-30")
    records = open_device(tmp_path).records
    with pytest.raises(RefusedChangeError, match="needs the role security or development or test"):
        make_signature(records, identity, records.get("LVP-REQ-0001"), Meaning.REVIEW_TECHNICAL, AT)


def test_a_key_that_is_not_the_signers_is_refused(tmp_path: Path, identity: Identity) -> None:
    write_pump(tmp_path, identity, ["security"], "2027-04-30")
    records = open_device(tmp_path).records
    stranger = Identity(identity.person, identity.printed_name, Ed25519PrivateKey.generate())
    with pytest.raises(RefusedChangeError, match="another public key"):
        make_signature(records, stranger, records.get("LVP-REQ-0001"), Meaning.REVIEW_TECHNICAL, AT)
    assert records.find("ORG-USR-0001", Person) is not None


def test_signatures_on_company_and_product_records_in_one_changeset_hold(
    tmp_path: Path, identity: Identity
) -> None:
    write_pump(tmp_path, identity, ["security"], "2027-04-30")
    for name, meaning in (
        ("ORG-USR-0001", Meaning.REVIEW_TECHNICAL),
        ("LVP-REQ-0001", Meaning.AUTHORSHIP),
        ("ORG-USR-0001", Meaning.AUTHORSHIP),
    ):
        device = open_device(tmp_path)
        record = device.records.get(name)
        add_signature(device, make_signature(device.records, identity, record, meaning, AT))
    assert medward(tmp_path, "apply", "--yes").returncode == 0
    result = medward(tmp_path, "verify")
    assert result.returncode == 0, result.stdout
