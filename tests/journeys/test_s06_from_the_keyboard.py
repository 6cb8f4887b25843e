"""Scenario S06 from the keyboard: two refusals, a build log, a signature; then three formats that say the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from medward.vex.documents import read_vex, write_vex
from medward.vex.records import Justification
from medward.vex.statement import VexFormat, VexStatus
from tests.checks.sample import clean
from tests.fixtures.at import run_at
from tests.fixtures.device_files import medward
from tests.fixtures.products import advisory, product, sign

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-06-12T09:00:00+02:00"
CVE = "CVE-2020-24977"
LOG = clean()["LVP-EVD-0001"].replace(
    id="LVP-EVD-0002",
    title="Build flags: libxml2 without the HTML parser",
    file="evidence/4.2.0/flags.txt",
    sha256=hashlib.sha256(b"flags").hexdigest(),
    evidence_kind="log",
)
DECIDE = ("triage", "decide", "LVP-VAS-0001", "--status", "not-affected", "--by", "ORG-USR-0002")
WHY = (
    "--justification",
    "vulnerable-code-not-in-execute-path",
    "--detail",
    "compiled without the HTML parser",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a device file with libxml2 2.9.10, matched by an advisory, and the log of its build."""
    folder = product(tmp_path / "lvp", {"LVP-REL-0001": [("libxml2", "2.9.10"), ("zlib", "1.3")]}, LOG)
    advisory(folder, CVE, "libxml2", fixed="2.9.11")
    run_at(NOW, folder, "watch")
    return folder


def exported(folder: Path, kind: VexFormat) -> bytes:
    """Return what the export writes, checked by the program as a person would."""
    path = folder.parent / f"{kind}.json"
    wanted = ("--vulnerability", CVE, "--namespace", "https://meridian.example")
    done = run_at(NOW, folder, "vex", "export", "--format", kind.value, "-o", str(path), *wanted)
    assert done.returncode == 0, done.stderr
    assert medward(folder, "vex", "check", str(path)).returncode == 0
    return path.read_bytes()


def test_it_is_refused_twice_and_nothing_is_written(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.yaml")}
    bare = run_at(NOW, folder, *DECIDE)
    assert (bare.returncode, "not-affected needs a justification" in bare.stderr) == (2, True)
    unproven = run_at(NOW, folder, *DECIDE, *WHY)
    assert (unproven.returncode, "no evidence is named" in unproven.stderr) == (2, True)
    assert {path: path.read_bytes() for path in folder.rglob("*.yaml")} == before


def test_unsigned_no_format_says_not_affected(folder: Path) -> None:
    assert run_at(NOW, folder, *DECIDE, *WHY, "--evidence", "LVP-EVD-0002").returncode == 0
    for kind in VexFormat:
        (one,) = read_vex(exported(folder, kind), "x.json").statements
        assert one.status is VexStatus.UNDER_INVESTIGATION


def test_signed_three_formats_say_not_affected_of_one_component_and_come_back_the_same(folder: Path) -> None:
    run_at(NOW, folder, *DECIDE, *WHY, "--evidence", "LVP-EVD-0002")
    sign(folder, "LVP-VAS-0001")
    said = set()
    for kind in VexFormat:
        data = exported(folder, kind)
        document = read_vex(data, "x.json")
        (one,) = document.statements
        assert one.component is not None
        said.add((one.vulnerability, one.status, one.justification, one.product.purl, one.product.version))
        said.add((one.component.purl, one.component.version))
        (again,) = read_vex(write_vex(document, kind), "y.json").statements
        assert again == one
    assert said == {
        (
            CVE,
            VexStatus.NOT_AFFECTED,
            Justification.CODE_NOT_IN_EXECUTE_PATH,
            "pkg:generic/meridian/pump@4.2.0",
            "4.2.0",
        ),
        ("pkg:pypi/libxml2@2.9.10", "2.9.10"),
    }
