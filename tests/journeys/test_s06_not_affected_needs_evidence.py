"""Scenario S06, the part of rule V18: not affected needs a justification and evidence, and a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.vex.records import Assessment
from tests.checks.sample import case, clean, findings

if TYPE_CHECKING:
    from medward.kernel.records import Record

FLAGS = {
    "id": "LVP-EVD-0002",
    "title": "Build flags: libxml2 without the HTML parser",
    "file": "evidence/4.2.0/flags.txt",
    "evidence_kind": "log",
}


def file(**fields: object) -> dict[str, Record]:
    records = clean()
    bare = {"justification": None, "evidence": (), "detail": "compiled without the HTML parser", **fields}
    records["LVP-VAS-0001"] = records["LVP-VAS-0001"].replace(**bare)
    records["LVP-EVD-0002"] = records["LVP-EVD-0001"].replace(**FLAGS)
    assert isinstance(records["LVP-VAS-0001"], Assessment)
    return records


def test_without_justification_and_evidence_both_are_named() -> None:
    said = findings(case(file()), "V18")
    assert [one.partition(". Fix")[0] for one in said] == [
        "LVP-VAS-0001: V18 not affected without a justification",
        "LVP-VAS-0001: V18 not affected without evidence",
    ]


def test_a_justification_alone_is_refused() -> None:
    (said,) = findings(case(file(justification="vulnerable-code-not-in-execute-path")), "V18")
    assert said.startswith("LVP-VAS-0001: V18 not affected without evidence.")


def test_with_the_build_flag_log_and_a_signature_it_is_accepted() -> None:
    records = file(justification="vulnerable-code-not-in-execute-path", evidence=("LVP-EVD-0002",))
    assert findings(case(records), "V18") == []
    assert findings(case(records), "V25") == []
    (unsigned,) = findings(case(records, skip="LVP-VAS-0001"), "V25")
    assert "it is not-affected, but nobody has validly signed review-technical" in unsigned


def test_a_log_altered_since_proves_nothing() -> None:
    records = file(justification="vulnerable-code-not-in-execute-path", evidence=("LVP-EVD-0002",))
    altered = {
        "evidence/4.2.0/ble.xml": "a" * 64,
        "evidence/4.2.0/flags.txt": "b" * 64,
        "sbom/mcu.json": "a" * 64,
    }
    (said,) = findings(case(records, files=altered), "V18")
    assert (
        "relies on LVP-EVD-0002, whose file evidence/4.2.0/flags.txt was altered after it was attached"
        in said
    )
