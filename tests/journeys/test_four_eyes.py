"""Four eyes by policy: who decided about a vulnerability is not the only one who signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.workspace.device import open_device
from tests.fixtures.at import run_at
from tests.fixtures.products import EVIDENCED, advisory, product, sign

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-06-12T09:00:00+02:00"


def decided(folder: Path, by: str) -> Path:
    """Return a device file whose one match is decided as not affected."""
    folder = product(folder, {"LVP-REL-0001": [("demo", "1.0")]})
    advisory(folder, "CVE-2026-0001", "demo")
    run_at(NOW, folder, "watch")
    done = run_at(NOW, folder, "triage", "decide", "LVP-VAS-0001", *EVIDENCED, "--by", by)
    assert f"to sign as review-technical by somebody other than {by}: LVP-VAS-0001" in done.stdout
    return folder


def sign_as(folder: Path, person: str) -> str:
    """Sign the decision as a person with the right role, and return what the check says of it."""
    sign(folder, "LVP-VAS-0001", person)
    found = run_at(NOW, folder, "check").stdout
    return "\n".join(line for line in found.splitlines() if "LVP-VAS-0001" in line and "V25" in line)


def test_the_one_who_decided_cannot_be_the_only_signer(tmp_path: Path) -> None:
    said = sign_as(decided(tmp_path, "ORG-USR-0001"), "ORG-USR-0001")
    assert "ORG-USR-0001 is its author and its only approver" in said


def test_somebody_else_can(tmp_path: Path) -> None:
    assert sign_as(decided(tmp_path, "ORG-USR-0002"), "ORG-USR-0001") == ""


def test_a_signature_on_what_nobody_decided_by_name_is_not_a_second_pair_of_eyes(tmp_path: Path) -> None:
    folder = decided(tmp_path, "ORG-USR-0002")
    record = open_device(folder).records.get("LVP-VAS-0001")
    path = next(
        path for path in (folder / "records").rglob("*.yaml") if f"id: {record.id}" in path.read_text()
    )
    path.write_text(
        path.read_text().replace("decided_by: ORG-USR-0002\n", "").replace("owner: ORG-USR-0002\n", "")
    )
    assert "nobody is on record as the one who decided" in sign_as(folder, "ORG-USR-0001")


def test_unsigned_it_does_not_count(tmp_path: Path) -> None:
    folder = decided(tmp_path, "ORG-USR-0002")
    assert (
        "V25 it is not-affected, but nobody has validly signed review-technical"
        in run_at(NOW, folder, "check").stdout
    )
