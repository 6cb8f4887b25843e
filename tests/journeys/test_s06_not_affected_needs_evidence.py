"""Scenario S06: not affected needs a justification, evidence and a signature; then every VEX format says so."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.errors import NotFoundError
from medward.vex.assumption_check import Holding, evaluated
from medward.vex.documents import check_vex, read_vex, write_vex
from medward.vex.records import Assessment
from medward.vex.statement import VexFormat, VexStatus
from medward.workspace.vex import Wanted, vex_export
from tests.checks.sample import PART, case, clean, findings

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.kernel.records import Record
    from medward.workspace.vex import Export

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


LIBXML2 = Component(ref="x", name="libxml2", version="2.9.10", purl="pkg:generic/libxml2@2.9.10")
OPTION = {"assumes": "build-option", "file": FLAGS["file"], "option": "LIBXML2_HTML", "value": "off"}
NAMESPACE = "https://meridian.example"


def told(**fields: object) -> Case:
    """Return the case with libxml2 in the SBOM, the flags attached, and the decision resting on them."""
    given = {
        "justification": "vulnerable-code-not-in-execute-path",
        "evidence": ("LVP-EVD-0002",),
        "component": LIBXML2.purl,
        "assumptions": (OPTION,),
        **fields,
    }
    flags = {FLAGS["file"]: b"CC=gcc -DLIBXML2_HTML=off -O2\nLIBXML2_HTML=off\n"}
    return replace(case(file(**given), parts=(PART, LIBXML2)), contents=flags)


def exported(given: Case) -> Export:
    return vex_export(given, Wanted(vulnerability="CVE-2020-24977", namespace=NAMESPACE))


@pytest.mark.parametrize("kind", VexFormat)
def test_every_format_says_not_affected_for_the_same_product_and_version(kind: VexFormat) -> None:
    found = exported(told())
    assert found.reopened == ()
    data = write_vex(found.document, kind)
    assert check_vex(data, kind.value).is_valid
    (back,) = read_vex(data, "x.json").statements
    (ours,) = found.document.statements
    assert (back.status, back.justification) == (ours.status, ours.justification)
    assert back.status is VexStatus.NOT_AFFECTED
    assert (back.vulnerability, back.product.purl) == ("CVE-2020-24977", "pkg:generic/meridian/pump@4.2.0")
    assert back.component is not None
    assert (back.component.purl, back.component.version) == ("pkg:generic/libxml2@2.9.10", "2.9.10")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"justification": None}, "not affected without a justification"),
        ({"evidence": ()}, "not affected without evidence"),
    ],
)
def test_a_decision_that_lacks_something_never_goes_out_as_not_affected(
    fields: dict[str, object], why: str
) -> None:
    found = exported(told(**fields))
    assert found.reopened == (("LVP-VAS-0001", why),)
    assert [one.status for one in found.document.statements] == [VexStatus.UNDER_INVESTIGATION]


def test_an_assessment_whose_vulnerability_is_missing_is_left_out_by_name() -> None:
    records = file()
    alone = records["LVP-VAS-0001"].replace(id="LVP-VAS-0009", vulnerability="LVP-VUL-0404")
    found = vex_export(case({**records, alone.id: alone}), Wanted(namespace=NAMESPACE))
    assert found.left_out == (("LVP-VAS-0009", "its vulnerability LVP-VUL-0404 is not on record"),)
    with pytest.raises(NotFoundError, match="LVP-VAS-0009: its vulnerability LVP-VUL-0404 is not on record"):
        vex_export(
            case({**records, alone.id: alone}), Wanted(vulnerability="LVP-VUL-0404", namespace=NAMESPACE)
        )


def test_an_unsigned_decision_never_goes_out_as_not_affected() -> None:
    records = file(justification="vulnerable-code-not-in-execute-path", evidence=("LVP-EVD-0002",))
    found = exported(case(records, skip="LVP-VAS-0001"))
    why = "it is not-affected, but nobody has validly signed review-technical"
    assert found.reopened == (("LVP-VAS-0001", why),)
    assert found.document.statements[0].status is VexStatus.UNDER_INVESTIGATION


@pytest.mark.parametrize("kind", VexFormat)
def test_a_build_with_the_parser_reopens_the_decision_in_every_format(kind: VexFormat) -> None:
    turned_on = replace(told(), contents={FLAGS["file"]: b"LIBXML2_HTML=on\n"})
    found = exported(turned_on)
    assert "LIBXML2_HTML=on, not off" in found.reopened[0][1]
    (back,) = read_vex(write_vex(found.document, kind), "x.json").statements
    assert (back.status, back.justification) == (VexStatus.UNDER_INVESTIGATION, None)
    (said,) = findings(turned_on, "V18")
    assert "reopened: the assumption that LIBXML2_HTML is off in evidence/4.2.0/flags.txt is broken" in said


def test_the_flags_hold_as_attached() -> None:
    given = told()
    one = given.records.find("LVP-VAS-0001", Assessment)
    assert one is not None
    assert evaluated(one.assumptions[0], given.assumption_facts).holding is Holding.HOLDS
