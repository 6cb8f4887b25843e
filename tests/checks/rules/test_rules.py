"""Every rule of practice 3.1 fires on what it forbids, in the form given there, and on nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from medward.checks.case import Case, MatchRow
from medward.checks.finding import Level
from medward.checks.rules import RULES
from medward.checks.run import check
from medward.clocks.records import ReportingEvent
from medward.devices.records import Release
from medward.governance.policies import Policy
from medward.vulnerabilities.records import Vulnerability
from tests.checks.sample import DIGEST, FILES, NOW, PART, RUN, case, clean, decision, findings

if TYPE_CHECKING:
    from medward.kernel.records import Record

Change = dict[str, dict[str, object]]
NO_TEXT: dict[str, object] = {}
UNCONTROLLED: dict[str, object] = {
    "status": "affected",
    "control_state": "uncontrolled",
    "action_statement": "Switch Bluetooth off.",
}

CONTROLLED = {**UNCONTROLLED, "control_state": "controlled", "patient_severity": "S4"}

CASES: list[tuple[str, Change, str]] = [
    (
        "V01",
        {"LVP-ELM-0011": {"zone": ""}},
        (
            "LVP-ELM-0011: V01 process P1 has no zone, so nobody can tell which flows cross a boundary. "
            "Fix: set zone, or set element_kind to external if it is outside the product."
        ),
    ),
    (
        "V02",
        {"LVP-IFC-0001": {"authentication": "none"}},
        (
            "LVP-IFC-0001: V02 authentication is none without a reason and it crosses a trust boundary. "
            "Fix: give the reason in none_reason, or add authentication."
        ),
    ),
    (
        "V02",
        {"LVP-IFC-0001": {"cryptography": "TBD"}},
        "LVP-IFC-0001: V02 cryptography is 'TBD', which is no answer.",
    ),
    (
        "V03",
        {"LVP-IFC-0004": {"purpose": "use"}},
        (
            "LVP-PRD-0001: V03 the model has no debug interface and no signed statement that there is none "
            "(no signed statement says so)."
        ),
    ),
    (
        "V04",
        {"LVP-THR-0001": {"candidates": ()}},
        "LVP-PRD-0001: V04 1 of 24 threat candidates have no disposition (stride-interaction@1|LVP-IFC-0001|S).",
    ),
    (
        "V04",
        {"LVP-THR-0001": {"disposition": "undecided"}},
        "LVP-THR-0001: V04 it is undecided and leaves 1 candidates open.",
    ),
    (
        "V04",
        {"LVP-THR-0001": {"disposition": "not-applicable", "reason": "no such thing"}},
        "LVP-THR-0001: V04 not-applicable needs a reason of at least 15 characters; it has 13.",
    ),
    (
        "V04",
        {"LVP-THR-0001": {"effect": ""}},
        "LVP-THR-0001: V04 its effect is empty; the template alone is no threat.",
    ),
    ("V04", {"LVP-THR-0001": {"seen_as": "USB; Z1 > Z2"}}, "was 'USB; Z1 > Z2'; today it is 'BLE 5;"),
    (
        "V05",
        {"LVP-RSK-0001": {"threats": ("LVP-THR-0001",)}},
        "LVP-THR-0002: V05 disposition is mitigate, but no risk",
    ),
    ("V05", {"LVP-RSK-0001": {"threats": ()}}, "LVP-RSK-0001: V05 it has no threat. Fix: name the threats"),
    (
        "V05",
        {"LVP-RSK-0001": {"harms": ()}},
        "LVP-RSK-0001: V05 it has no harm and no decision that no patient can be",
    ),
    (
        "V06",
        {"LVP-HRM-0001": {"severity": "S3"}},
        (
            "LVP-HRM-0001: V06 severity is S3, but SRF 7 says S4. "
            "Fix: take over the safety file's severity, or have safety change theirs and import it again."
        ),
    ),
    ("V06", {"LVP-HRM-0001": {"severity": "S9", "safety_file_severity": "S9"}}, "S9 is no level of"),
    (
        "V07",
        {"LVP-RSK-0001": {"controls": (), "claims": ()}, "LVP-DEC-0001": {"status": "draft"}},
        "LVP-RSK-0001: V07 initial E4/S4 = U has neither control nor accepting decision (LVP-DEC-0001 is draft).",
    ),
    (
        "V07",
        {"LVP-RSK-0001": {"harms": ()}},
        "LVP-RSK-0001: V07 its initial class cannot be told (no harm is linked",
    ),
    ("V08", {"LVP-CTL-0001": {"failure_mode": ""}}, "LVP-CTL-0001: V08 its failure mode is empty."),
    (
        "V08",
        {"LVP-CTL-0001": {"fda_categories": ()}},
        "LVP-CTL-0001: V08 it is in none of the eight control categories.",
    ),
    ("V08", {"LVP-REQ-0001": {"controls": ()}}, "LVP-CTL-0001: V08 it has no requirement."),
    (
        "V09",
        {"LVP-EVD-0001": {"result": "failed"}},
        (
            "LVP-REQ-0001: V09 it has no passed evidence on release 4.2.0 (last: failed, LVP-EVD-0001, 2026-05-03). "
            "Fix: attach passing evidence of LVP-TST-0001."
        ),
    ),
    (
        "V10",
        {"LVP-EVD-0001": {"result": "failed"}},
        (
            "LVP-RSK-0001: V10 residual lowered by LVP-CTL-0001, but its requirement LVP-REQ-0001 has no passed "
            "evidence on release 4.2.0 (last: failed, LVP-EVD-0001, 2026-05-03). "
            "Fix: attach passing evidence, or set the residual rating back to the initial one."
        ),
    ),
    (
        "V11",
        {"LVP-RSK-0001": {"claims": ()}},
        "LVP-RSK-0001: V11 residual E4/S4 = U without an unexpired exception (there is no exception decision",
    ),
    (
        "V11",
        {"LVP-DEC-0001": {"expires_on": date(2026, 6, 14)}},
        (
            "LVP-RSK-0001: V11 residual E2/S4 = R without a signed benefit-risk decision "
            "(LVP-DEC-0001 expired on 2026-06-14)."
        ),
    ),
    (
        "V12",
        {"LVP-RSK-0001": {"multi_patient": True}, "LVP-VIW-0001": {"mentions": ()}},
        "LVP-RSK-0001: V12 several patients can be harmed at once, but no multi-patient view mentions it.",
    ),
    (
        "V13",
        {"LVP-CTL-0001": {"fda_categories": ("authentication",)}},
        "LVP-PRD-0001: V13 no control is in category confidentiality and no signed statement says why",
    ),
    (
        "V14",
        {"LVP-BOM-0001": {"status": "draft"}},
        "LVP-REL-0001: V14 deployable mcu has 0 effective SBOMs (none);",
    ),
    ("V14", {"LVP-BOM-0001": {"deployable": "cloud"}}, "LVP-BOM-0001: V14 cloud is no deployable of 4.2.0."),
    (
        "V16",
        {"LVP-BOM-0001": {"build": "4.2.0+0000"}},
        "LVP-BOM-0001: V16 it is of build 4.2.0+0000, the release is build",
    ),
    (
        "V16",
        {"LVP-BOM-0001": {"generated_at": datetime(2026, 4, 27, tzinfo=UTC)}},
        "LVP-BOM-0001: V16 it was generated at 2026-04-27T00:00:00+00:00, before the build started",
    ),
    (
        "V16",
        {"LVP-BOM-0001": {"sha256": "b" * 64}},
        "LVP-BOM-0001: V16 sbom/mcu.json is not the recorded file",
    ),
    (
        "V17",
        {"LVP-VAS-0001": {"status": "new", "first_seen_at": datetime(2026, 6, 11, tzinfo=UTC)}},
        "LVP-VAS-0001: V17 new: it was due on 2026-06-14, 1 day ago.",
    ),
    (
        "V17",
        {
            "LVP-VAS-0001": {
                "status": "under-investigation",
                "first_seen_at": datetime(2026, 5, 16, tzinfo=UTC),
            }
        },
        "LVP-VAS-0001: V17 under investigation: it was due on 2026-06-15, 1 day ago.",
    ),
    (
        "V17",
        {"LVP-VUL-0001": {"known_exploited": {"added_on": date(2026, 6, 5)}}},
        (
            "LVP-VAS-0001: V17 not-affected, and has to be looked at again: known exploited since 2026-06-05, "
            "decided 2026-06-01."
        ),
    ),
    (
        "V17",
        {"LVP-VAS-0001": {"expires_on": date(2026, 6, 14)}},
        "has to be looked at again: expired on 2026-06-14.",
    ),
    (
        "V17",
        {"LVP-VAS-0001": {"component": "pkg:generic/libble@0.9"}},
        "has to be looked at again: component is 1.0 here, decided for 0.9.",
    ),
    (
        "V19",
        {"LVP-VAS-0001": UNCONTROLLED},
        "LVP-VAS-0001: V19 uncontrolled, and no reporting event carries its clocks.",
    ),
    (
        "V19",
        {"LVP-VAS-0001": CONTROLLED},
        "LVP-VAS-0001: V19 recorded as controlled, computed as cannot-tell: no vector for this product is stated.",
    ),
    (
        "V19",  # no obstacle: E5, with S4 U (practice 4.5 and 4.6)
        {"LVP-VAS-0001": {**CONTROLLED, "vector": "AV:N/AC:L/PR:N/UI:N", "ssvc": {"exploitation": "none"}}},
        "LVP-VAS-0001: V19 recorded as controlled, computed as uncontrolled: ",
    ),
    (
        "V19",
        {"LVP-VAS-0001": {**UNCONTROLLED, "owner": ""}},
        "LVP-VAS-0001: V19 uncontrolled, and nobody owns it.",
    ),
    (
        "V18",
        {"LVP-VAS-0001": {"justification": None}},
        "LVP-VAS-0001: V18 not affected without a justification.",
    ),
    (
        "V18",
        {"LVP-VAS-0001": {"evidence": (), "impact_statement": "none"}},
        "LVP-VAS-0001: V18 not affected without evidence; an impact statement is no evidence.",
    ),
    ("V18", {"LVP-EVD-0001": {"file": "evidence/gone.txt"}}, "whose file evidence/gone.txt is missing."),
    ("V18", {"LVP-EVD-0001": {"result": "failed"}}, "not affected relies on LVP-EVD-0001, which is failed."),
    (
        "V18",
        {"LVP-EVD-0001": {"status": "retired"}},
        "not affected relies on LVP-EVD-0001, which is retired.",
    ),
    (
        "V18",  # today is 15 June 2026; practice 0, promise 3: dated, not expired
        {"LVP-EVD-0001": {"expires_on": "2026-06-14"}},
        "not affected relies on LVP-EVD-0001, which expired on 2026-06-14.",
    ),
    (
        "V18",
        {"LVP-VAS-0001": {"status": "affected"}},
        "LVP-VAS-0001: V18 affected without an action statement.",
    ),
    (
        "V18",
        {"LVP-VAS-0001": {"status": "fixed"}},
        "LVP-VAS-0001: V18 fixed without the release that contains the fix.",
    ),
    (
        "V21",
        {"LVP-SUB-0001": {"submitted_on": date(2026, 7, 2)}},
        (
            "LVP-SUB-0001: V21 the newest vulnerability assessment is of 2026-06-01, 31 days before 2026-07-02; "
            "at most 30 are allowed."
        ),
    ),
    ("V22", {"LVP-FND-0001": {"disposition": "open"}}, "LVP-FND-0001: V22 the finding has no disposition."),
    (
        "V22",
        {"LVP-FND-0001": {"cwes": ()}},
        "LVP-FND-0001: V22 it has no CWE and no reason why none applies.",
    ),
    ("V22", {"LVP-FND-0001": {"cwes": ("787",)}}, "LVP-FND-0001: V22 '787' is no CWE id."),
    (
        "V23",
        {"LVP-TST-0002": {"independence": "developer"}},
        "LVP-TST-0002: V23 the penetration test was made by the developers.",
    ),
    (
        "V23",
        {"LVP-TST-0002": {"test_kind": "fuzz"}},
        "LVP-REL-0001: V23 no penetration test is recorded, so its",
    ),
    (
        "V24",
        {"LVP-LBL-0006": {"sources": ()}},
        "LVP-ASM-0001: V24 handed to the healthcare-provider, but no labelling",
    ),
    (
        "V24",
        {"LVP-IFC-0002": {"open_port": True}},
        "LVP-IFC-0002: V24 port none of F2 is open, but not in the port table",
    ),
    (
        "V27",
        {"LVP-DOC-0001": {"inputs": ({"record": "IPG-THR-0001", "version": 1, "sha256": DIGEST},)}},
        "of product IPG",
    ),
    (
        "V32",
        {"LVP-RSK-0001": {"harms": ("LVP-HRM-0099",)}},
        "harms points to LVP-HRM-0099, which does not exist.",
    ),
    (
        "V33",
        {"LVP-VUL-0001": {"aware_at": datetime(2026, 6, 16, tzinfo=UTC)}},
        "LVP-VUL-0001: V33 aware at 2026-06-16T00:00:00+00:00, which is after now (2026-06-15T10:00:00+00:00).",
    ),
    (
        "V33",
        {"LVP-VAS-0001": {"first_seen_at": datetime(2020, 1, 1, tzinfo=UTC)}},
        "LVP-VAS-0001: V33 first_seen at 2020-01-01T00:00:00+00:00, before aware at ",
    ),
    (
        "V33",
        {
            "LVP-VUL-0001": {
                "restarts": (
                    {
                        "counts_from": datetime(2026, 6, 1, tzinfo=UTC),
                        "reason": "the report reached us unread",
                        "decision": "LVP-DEC-0001",
                    },
                )
            }
        },
        "LVP-VUL-0001: V33 clocks stated to count from 2026-06-01T00:00:00+00:00 count from ",
    ),
    (
        "V33",
        {
            "LVP-VUL-0001": {
                "restarts": (
                    {
                        "counts_from": datetime(2026, 6, 16, tzinfo=UTC),
                        "reason": "the report reached us unread",
                        "decision": "LVP-DEC-0001",
                    },
                )
            }
        },
        "LVP-VUL-0001: V33 clocks stated to count from 2026-06-16T00:00:00+00:00, which is after now.",
    ),
    (
        "V33",
        {"LVP-VAS-0001": {"fixed_at": datetime(2026, 5, 31, tzinfo=UTC)}},
        "LVP-VAS-0001: V33 fixed at 2026-05-31T00:00:00+00:00, before decided at 2026-06-01T00:00:00+00:00.",
    ),
    (
        "V35",
        {"LVP-LBL-0006": {"text": "See LVP-RSK-0001."}},
        "its text names LVP-RSK-0001, which is internal.",
    ),
    (
        "V35",
        {"LVP-LBL-0006": {"text": "TLP:AMBER Switch off."}},
        "LVP-LBL-0006: V35 its text says 'TLP:AMBER'.",
    ),
    (
        "V35",
        {"LVP-VUL-0001": {"confidential": "embargo"}, "LVP-LBL-0006": {"text": "Fixes CVE-2020-24977."}},
        "its text repeats 'CVE-2020-24977' of LVP-VUL-0001, which is under embargo.",
    ),
]


def changed(change: Change) -> dict[str, Record]:
    records = clean()
    for identity, fields in change.items():
        records[identity] = records[identity].replace(**fields)
    return records


def test_a_file_that_breaks_no_rule_has_no_finding() -> None:
    assert findings(case(clean())) == []


@pytest.mark.parametrize(
    ("rule", "change", "expected"), [pytest.param(*one, id=f"{one[0]} {i}") for i, one in enumerate(CASES)]
)
def test_each_rule_says_what_is_wrong_where_and_what_to_do(rule: str, change: Change, expected: str) -> None:
    said = findings(case(changed(change)), rule)
    assert any(expected in one for one in said), said
    assert all(" Fix: " in one and one.endswith(".") for one in said)


def test_the_table_has_the_rules_the_foundation_needs_and_every_one_is_tested() -> None:
    needed = [*range(1, 28), *range(32, 36)]
    assert [rule.id for rule in RULES] == [f"V{number:02d}" for number in needed]
    elsewhere = {"V15", "V20", "V25", "V26", "V34"}
    assert {rule.id for rule in RULES} == {rule for rule, _, _ in CASES} | elsewhere


def test_none_with_a_reason_and_a_port_of_none_are_answers() -> None:
    records = changed({"LVP-IFC-0001": {"authentication": "none", "none_reason": "inside one housing"}})
    assert findings(case(records), "V02") == []


def test_a_signed_statement_stands_in_for_a_missing_interface_and_an_unsigned_one_does_not() -> None:
    records = changed({"LVP-IFC-0004": {"purpose": "use"}})
    records["LVP-DEC-0002"] = decision(2, "declared-absent", absent=("debug",))
    assert findings(case(records), "V03") == []
    (said,) = findings(case(records, skip="LVP-DEC-0002"), "V03")
    assert "(LVP-DEC-0002 is not signed as review-technical, approval-quality)" in said


@pytest.mark.parametrize(("shared", "fires"), [(7, False), (8, True)], ids=["29 %", "33 %"])
def test_a_reason_shared_by_more_than_30_percent_needs_a_bulk_decision(shared: int, fires: bool) -> None:  # noqa: FBT001 - a table
    names = [f"LVP-THR-{number:04d}" for number in range(1, shared + 1)]
    records = changed({name: {"reason": "The wire is inside the housing"} for name in names})
    assert bool(findings(case(records), "V04")) is fires
    records["LVP-DEC-0002"] = decision(2, "bulk-disposition")
    for name in names:
        records[name] = records[name].replace(bulk="LVP-DEC-0002")
    assert findings(case(records), "V04") == []


def test_a_no_harm_decision_stands_in_for_a_harm() -> None:
    records = changed({"LVP-RSK-0001": {"harms": (), "claims": ()}})
    records["LVP-DEC-0002"] = decision(2, "no-patient-harm", "LVP-RSK-0001")
    assert findings(case(records), "V05") == []


def test_an_exception_lets_u_stand_for_at_most_180_days() -> None:
    records = changed({"LVP-RSK-0001": {"claims": ()}})
    short = {"valid_from": date(2026, 6, 1), "expires_on": date(2026, 11, 1)}
    records["LVP-DEC-0002"] = decision(2, "exception", "LVP-RSK-0001", **short)
    assert findings(case(records), "V11") == []
    records["LVP-DEC-0002"] = records["LVP-DEC-0002"].replace(expires_on=date(2027, 6, 1))
    assert "counts 365 days; at most 180 are allowed" in findings(case(records), "V11")[0]


def test_a_multi_patient_acceptance_needs_the_executive() -> None:
    records = changed(
        {
            "LVP-RSK-0001": {
                "multi_patient": True,
                "initial": {"vector": "AV:L/AC:L/PR:H/UI:N", "rationale": "r"},
            }
        }
    )
    assert findings(case(records), "V12") == []
    (said,) = findings(case(records, skip="LVP-DEC-0001"), "V12")
    assert "nobody signed acceptance-executive" in said


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param(PART._replace(supplier=""), "1 of 1 components lack a supplier (a)", id="supplier"),
        pytest.param(PART._replace(version="latest"), "1 of 1 components lack a version (a)", id="version"),
        pytest.param(PART._replace(purl=""), "lack an identifier (purl, CPE or SWID) (a)", id="identifier"),
    ],
)
def test_components_are_named_by_the_field_they_lack(part: object, expected: str) -> None:
    (said,) = findings(case(clean(), parts=(part,)), "V14")  # type: ignore[arg-type]  # a table of components
    assert expected in said


def test_the_policy_says_which_profile_the_components_must_meet() -> None:
    hashless = PART._replace(hashes=())
    assert findings(case(clean(), parts=(hashless,)), "V14") == []
    records = changed({"ORG-POL-0006": {"rule": {"policy_kind": "sbom-gate", "profile": "cisa"}}})
    assert "1 of 1 components lack a hash (a)" in findings(case(records, parts=(hashless,)), "V14")[0]


def test_an_sbom_that_cannot_be_read_is_said_and_never_fine() -> None:
    (said,) = findings(case(clean(), parts=None), "V14")
    assert said.startswith(
        "LVP-BOM-0001: V14 its components cannot be told: sbom/mcu.json: the file was not read"
    )
    gone = {path: digest for path, digest in FILES.items() if path != "sbom/mcu.json"}
    assert "the file is missing" in findings(case(clean(), parts=None, files=gone), "V14")[0]


def test_support_gaps_block_only_where_the_policy_says_so() -> None:
    parts = (PART._replace(support_level="unknown"), PART._replace(end_of_support="2028-06-30"))
    strict = {"policy_kind": "sbom-gate", "profile": "ntia"}
    strict |= {"support_blocks": "true", "end_of_support_blocks": "true"}
    records = changed({"ORG-POL-0006": {"rule": strict}})
    for one, level in ((clean(), Level.WARN), (records, Level.BLOCK)):
        found = [said for said in check(case(one, parts=parts)) if said.rule == "V15"]
        assert [said.level for said in found] == [level, level]


def test_a_word_that_is_no_level_of_support_is_no_known_one() -> None:
    # the FDA's premarket guidance, V.A.4(b), names three levels
    for word in ("limitedSupport", "NOASSERTION", "yes"):
        (said,) = findings(case(clean(), parts=(PART._replace(support_level=word),)), "V15")
        assert "no known support level (libble" in said


def test_support_gaps_name_the_component_and_the_day() -> None:
    early = PART._replace(end_of_support="2028-06-30")
    records = clean()
    (said,) = findings(case(records, parts=(early,)), "V15")
    assert said.startswith(
        "LVP-BOM-0001: V15 support of libble 1.0 ends on 2028-06-30, before the product's on 2032-01-01"
    )
    unknown = findings(
        case(records, parts=(PART._replace(support_level="unknown", end_of_support=""),)), "V15"
    )
    assert ["no known support level" in unknown[0], "no end of support and no reason" in unknown[1]] == [
        True,
        True,
    ]


def test_an_inherited_assessment_needs_a_new_look_at_component_and_configuration() -> None:
    records = clean()
    old = records["LVP-VAS-0001"]
    records["LVP-VAS-0002"] = old.replace(
        id="LVP-VAS-0002", inherited_from="LVP-VAS-0001", component=PART.purl
    )
    (said,) = findings(case(records), "V20")
    assert said.startswith("LVP-VAS-0002: V20 taken over from LVP-VAS-0001 without confirming")
    confirmed = {"reconfirmed": "Same version 1.0 and same build flags in both releases"}
    records["LVP-VAS-0002"] = records["LVP-VAS-0002"].replace(**confirmed)
    assert findings(case(records), "V20") == []
    records["LVP-VAS-0002"] = records["LVP-VAS-0002"].replace(component="pkg:generic/libble@0.9")
    assert "no SBOM of 4.2.0 contains pkg:generic/libble@0.9" in findings(case(records), "V20")[0]


def test_a_document_is_stale_by_version_content_or_absence_and_current_otherwise() -> None:
    records = clean()
    harm = records["LVP-HRM-0001"]

    def built(**more: object) -> list[str]:
        inputs = ({"record": harm.id, "version": 1, "sha256": harm.digest, **more},)
        records["LVP-DOC-0001"] = records["LVP-DOC-0001"].replace(inputs=inputs)
        return findings(case(records), "V26")

    assert built() == []
    assert "stale: LVP-HRM-0001 is version 1, the document has 2" in built(version=2)[0]
    assert "stale: LVP-HRM-0001 changed within version 1" in built(sha256=DIGEST)[0]
    assert "stale: LVP-HRM-0099 is gone" in built(record="LVP-HRM-0099")[0]


def test_a_procedure_of_the_company_is_written_and_needs_no_inputs() -> None:
    records = clean()
    kept = {"status": "effective", "inputs": ()}
    records["LVP-DOC-0001"] = records["LVP-DOC-0001"].replace(**kept)
    assert "it names no inputs" in findings(case(records), "V26")[0]
    records["LVP-DOC-0001"] = records["LVP-DOC-0001"].replace(release="")
    assert findings(case(records), "V26") == []
    assert findings(case(records), "V27") == []


def test_two_documents_of_a_dossier_use_the_same_state_of_a_record() -> None:
    records = clean()
    first = records["LVP-DOC-0001"].replace(
        inputs=({"record": "LVP-HRM-0001", "version": 1, "sha256": DIGEST},)
    )
    other = {"record": "LVP-HRM-0001", "version": 2, "sha256": "b" * 64}
    records["LVP-DOC-0001"] = first
    records["LVP-DOC-0002"] = first.replace(id="LVP-DOC-0002", inputs=(other,))
    records["LVP-SUB-0001"] = records["LVP-SUB-0001"].replace(documents=("LVP-DOC-0001", "LVP-DOC-0002"))
    (said,) = findings(case(records), "V27")
    assert said.startswith(
        "LVP-DOC-0002: V27 it and LVP-DOC-0001 were built from different states of LVP-HRM-0001"
    )


def test_a_link_into_another_product_needs_the_shared_flag() -> None:
    records = clean()
    records["IPG-CTL-0001"] = records["LVP-CTL-0001"].replace(id="IPG-CTL-0001")
    records["LVP-REQ-0001"] = records["LVP-REQ-0001"].replace(controls=("LVP-CTL-0001", "IPG-CTL-0001"))
    assert (
        "controls points to IPG-CTL-0001 of product IPG, which is not shared"
        in findings(case(records), "V32")[0]
    )
    records["IPG-CTL-0001"] = records["IPG-CTL-0001"].replace(shared=True)
    assert findings(case(records), "V32") == []


def test_the_sample_is_judged_on_a_day_after_its_runs() -> None:
    assert RUN < NOW


def match(
    advisory: str, component: str = "libble", version: str = "1.0", verdict: str = "affected"
) -> MatchRow:
    return MatchRow(
        "LVP-BOM-0001", component, version, f"pkg:generic/{component}@{version}", advisory, (), verdict
    )


def test_a_match_is_assessed_by_vulnerability_and_component_and_silence_of_the_matcher_is_a_breach() -> None:
    records = changed({"LVP-VAS-0001": {"component": "pkg:generic/libble@1.0"}})
    assert findings(replace(case(records), matches=(match("CVE-2020-24977"),)), "V17") == []
    small = {**records, "LVP-VUL-0001": records["LVP-VUL-0001"].replace(identifier="cve-2020-24977")}
    assert findings(replace(case(small), matches=(match("CVE-2020-24977"),)), "V17") == []
    (other,) = findings(replace(case(records), matches=(match("CVE-2020-24977", "libxml2", "2.9"),)), "V17")
    assert "CVE-2020-24977 touches libxml2 2.9 (LVP-BOM-0001) and is not assessed" in other
    (unknown,) = findings(replace(case(records), matches=(match("CVE-2026-1"),)), "V17")
    assert "CVE-2026-1 touches libble 1.0" in unknown
    assert (
        findings(replace(case(records), matches=(match("CVE-2026-1", verdict="cannot-tell"),)), "V17") == []
    )
    (nobody,) = findings(replace(case(records), matches=None), "V17")
    assert "nobody matched its SBOMs against advisories, so what touches it cannot be told" in nobody


def clocks(at: datetime) -> ReportingEvent:
    return ReportingEvent(
        id="LVP-RPE-0001",
        title="Uncontrolled",
        summary="s",
        learned=({"fact": "vulnerability_learned", "at": at},),
        about=("LVP-VAS-0001",),
    )


def test_clocks_of_an_uncontrolled_risk_start_at_the_awareness_and_at_nothing_else() -> None:
    records = changed({"LVP-VAS-0001": {**UNCONTROLLED, "decided_at": RUN}})
    aware = records["LVP-VUL-0001"]
    assert isinstance(aware, Vulnerability)
    records["LVP-RPE-0001"] = clocks(aware.aware_at)
    records["LVP-DEC-0002"] = decision(2, "control", "LVP-VAS-0001", outcome="uncontrolled")
    assert findings(case(records), "V19") == []
    records["LVP-RPE-0001"] = clocks(datetime(2026, 6, 10, tzinfo=UTC))
    (moved,) = findings(case(records), "V19")
    assert "its clocks start at 2026-06-10T00:00:00+00:00, the awareness is " in moved


def test_a_control_state_is_signed_by_security_medical_and_quality_after_it_was_decided() -> None:
    """Practice 4.9, step 5: decision signed by PSE, medical and QA; 2.3-C: `controlled* | uncontrolled*`."""
    records = changed({"LVP-VAS-0001": {**UNCONTROLLED, "decided_at": RUN}})
    aware = records["LVP-VUL-0001"]
    assert isinstance(aware, Vulnerability)
    records["LVP-RPE-0001"] = clocks(aware.aware_at)
    start = "LVP-VAS-0001: V19 recorded as uncontrolled, which is not decided: "
    (none,) = findings(case(records), "V19")
    assert none.startswith(
        f"{start}there is no control decision about it. Fix: write a decision of kind control"
    )
    for said, why in (
        ({"outcome": "uncontrolled", "status": "draft"}, "LVP-DEC-0002 is draft"),
        ({"outcome": "controlled"}, "LVP-DEC-0002 decides 'controlled'"),
    ):
        records["LVP-DEC-0002"] = decision(2, "control", "LVP-VAS-0001", **said)
        (found,) = findings(case(records), "V19")
        assert found.startswith(f"{start}{why}. ")
    records["LVP-DEC-0002"] = decision(2, "control", "LVP-VAS-0001", outcome="uncontrolled")
    (unsigned,) = findings(case(records, skip="LVP-DEC-0002"), "V19")
    assert "is not signed as review-technical, review-clinical, approval-quality" in unsigned
    assert findings(case(records), "V19") == []
    again = records["LVP-VAS-0001"].replace(decided_at=RUN + timedelta(days=1))
    (early,) = findings(case({**records, again.id: again}), "V19")
    assert "LVP-DEC-0002 was signed on 2026-05-03, and LVP-VAS-0001 was decided on 2026-05-04" in early


def test_four_eyes_ask_for_a_signer_other_than_the_one_who_decided() -> None:
    records = changed({"LVP-VAS-0001": {"decided_by": "ORG-USR-0001"}})
    (alone,) = findings(case(records), "V25")
    assert "LVP-VAS-0001: V25 ORG-USR-0001 is its author and its only approver" in alone
    records = changed({"LVP-VAS-0001": {"decided_by": "ORG-USR-0002"}})
    assert findings(case(records), "V25") == []


def test_a_policy_can_ask_for_two_people_and_for_signatures_on_states_that_are_not_frozen() -> None:
    fixed = {"status": "fixed", "fixed_in": "LVP-REL-0001", "decided_by": "ORG-USR-0002"}
    records = changed({"LVP-VAS-0001": fixed})
    (unsigned,) = findings(case(records, skip="LVP-VAS-0001"), "V25")
    assert "it is fixed, but nobody has validly signed review-technical" in unsigned
    policy = records["ORG-POL-0005"]
    assert isinstance(policy, Policy)
    rules = [
        rule.model_copy(update={"people": 2}) if "assessment" in rule.record_kinds else rule
        for rule in policy.rule.rules  # type: ignore[union-attr]  # the shipped signature policy
    ]
    records["ORG-POL-0005"] = policy.replace(rule=policy.rule.model_copy(update={"rules": tuple(rules)}))
    said = findings(case(records), "V25")
    assert any("it is fixed, and the policy asks for 1 more signer" in one for one in said), said


def older(**more: object) -> dict[str, Record]:
    """Return the sample with an older release in use, and an assessment of it."""
    records = clean()
    release, assessment = records["LVP-REL-0001"], records["LVP-VAS-0001"]
    records["LVP-REL-0002"] = release.replace(
        id="LVP-REL-0002", title="4.1.0", release_version="4.1.0", build="4.1.0+1", target=False
    )
    records["LVP-VAS-0002"] = assessment.replace(
        **{"id": "LVP-VAS-0002", "release": "LVP-REL-0002", "justification": None, "evidence": (), **more}
    )
    return records


def of_target(records: dict[str, Record]) -> Case:
    """Return the sample as a case for the release that is being made."""
    target = records["LVP-REL-0001"]
    assert isinstance(target, Release)
    return replace(case(records), release=target)


def test_controlled_is_shown_for_every_release_in_use() -> None:
    """V19 holds always: the risk of an older release is in the field."""
    said = decision(2, "control", "LVP-VAS-0002", outcome="controlled")
    (wrong,) = findings(of_target({**older(**CONTROLLED, decided_at=RUN), said.id: said}), "V19")
    assert wrong.startswith("LVP-VAS-0002: V19 recorded as controlled, computed as cannot-tell: ")
    retired = older(**CONTROLLED)
    retired["LVP-REL-0002"] = retired["LVP-REL-0002"].replace(status="retired")
    assert findings(of_target(retired), "V19") == []


def test_a_risk_whose_answers_lead_to_uncontrolled_has_clocks_before_somebody_records_the_state() -> None:
    """Practice 4.9: S4 and no obstacle is U (4.5, 4.6), which is uncontrolled; V19 asks for clocks."""
    answers = {"vector": "AV:N/AC:L/PR:N/UI:N", "ssvc": {"exploitation": "none"}, "patient_severity": "S4"}
    for identity, records in (
        (
            "LVP-VAS-0001",
            changed({"LVP-VAS-0001": {**UNCONTROLLED, **answers, "control_state": "undetermined"}}),
        ),
        ("LVP-VAS-0002", older(**{**UNCONTROLLED, **answers, "control_state": "undetermined"})),
    ):
        (missing,) = findings(of_target(records), "V19")
        assert missing.startswith(f"{identity}: V19 uncontrolled, and no reporting event carries its clocks.")
    unknown = changed({"LVP-VAS-0001": {**UNCONTROLLED, "control_state": "undetermined"}})
    assert findings(case(unknown), "V19") == []


def test_proof_made_on_another_release_is_a_warning_unless_it_was_taken_over_or_is_reused() -> None:
    """Practice 2.3-G: evidence ends with its release unless a decision re-uses it; what is taken over is V20's."""
    records = older(justification="vulnerable-code-not-present", evidence=("LVP-EVD-0001",))

    def said(given: dict[str, Record]) -> list[str]:
        seen = of_target(given).seen_for(given["LVP-REL-0002"])  # type: ignore[arg-type]  # a release
        return [
            str(one.message) for one in check(seen, RULES) if one.rule == "V18" and one.level is Level.WARN
        ]

    assert said(records) == ["not affected relies on LVP-EVD-0001, which was made on release 4.2.0"]
    taken = records["LVP-VAS-0002"].replace(
        inherited_from="LVP-VAS-0001", reconfirmed="Both images compared."
    )
    assert said({**records, taken.id: taken}) == []
    reused = records["LVP-EVD-0001"].replace(
        reuse="LVP-DEC-0031", applies_to=("LVP-REL-0001", "LVP-REL-0002")
    )
    assert said({**records, reused.id: reused}) == []


def test_a_match_that_is_certain_counts_before_one_that_is_not() -> None:
    rows = (match("CVE-2026-1", verdict="cannot-tell"), match("CVE-2026-1"))
    assert len(findings(replace(case(clean()), matches=rows), "V17")) == 1
