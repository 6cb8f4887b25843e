"""What turns each query on the sample pump: one record less, one field worse, one file unread."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest

from medward.checks.case import LedgerSeen
from medward.components.sbom import Component
from medward.gaps.queries import ask
from medward.gaps.shown import State
from medward.vulnerabilities.records import KnownExploited
from tests.gaps.pump import changed, pump, without, without_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.checks.case import Case

MET, PARTLY, MISSING, UNKNOWN = State.MET, State.PARTLY, State.MISSING, State.CANNOT_TELL
LATE = datetime(2040, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """One query, what is done to the pump, and what follows."""

    query: str
    change: Callable[[Case], Case]
    state: State
    words: str = ""


def no(*kinds: str) -> Callable[[Case], Case]:
    return lambda case: without_kind(case, *kinds)


def less(*ids: str) -> Callable[[Case], Case]:
    return lambda case: without(case, lambda record: record.id in ids)


def set_(identity: str, **fields: object) -> Callable[[Case], Case]:
    return lambda case: changed(case, identity, **fields)


def same(case: Case) -> Case:
    return case


def of_kind(test_kind: str) -> Callable[[Case], Case]:
    return lambda case: without(case, lambda one: getattr(one, "test_kind", "") == test_kind)


def later(case: Case) -> Case:
    return replace(case, now=LATE)


def exploited_and_open(case: Case) -> Case:
    listed = changed(case, "LVP-VUL-0027", known_exploited=KnownExploited(added_on=date(2026, 6, 12)))
    return changed(listed, "LVP-VAS-0027", control_state="undetermined")


def unread(case: Case) -> Case:
    return replace(case, sboms={}, sbom_problems={"LVP-BOM-0001": "it is not JSON"})


def supported(level: str, ends: str) -> Callable[[Case], Case]:
    """Give every SBOM one component with a level and an end of support as a file may spell them."""
    part = Component(ref="a", name="rtos", version="1", support_level=level, end_of_support=ends)
    return lambda case: replace(
        case, sboms={name: sbom._replace(components=(part,)) for name, sbom in case.sboms.items()}
    )


ROWS = (
    Row("product-definition", same, MET),
    Row("product-definition", no("product"), MISSING, "Write the product record LVP-PRD-0001"),
    Row("product-definition", set_("LVP-PRD-0001", udi_di=""), PARTLY, "UDI-DI"),
    Row("product-class us", same, MET),
    Row("product-class jp", same, MISSING, "class of the device for Japan in `classes` of LVP-PRD-0001"),
    Row("market jp", same, MISSING, "Add jp to the markets"),
    Row("intended-use", set_("LVP-USE-0001", misuse=()), PARTLY, "foreseeable misuse in LVP-USE-0001"),
    Row("system-model", no("zone"), PARTLY, "trust zones"),
    Row("interfaces", set_("LVP-IFC-0018", authentication="none", none_reason=""), PARTLY, "LVP-IFC-0018"),
    Row("assets", no("asset"), MISSING, "as assets"),
    Row("actors", no("actor"), MISSING, "attackers"),
    Row("view multi_patient", same, MET),
    Row("view multi_patient", no("view"), MISSING, "Write the multi-patient view"),
    Row("use-cases", no("use-case"), MISSING, "security use case"),
    Row("ports-labelled", less("LVP-LBL-0006"), PARTLY, "port table"),
    Row("support-period", later, PARTLY, "ended on 2031-04-30"),
    Row("threat-model", set_("LVP-THR-0042", disposition="undecided"), PARTLY, "LVP-THR-0042"),
    Row("threat-model", no("threat"), PARTLY, "threats generate"),
    Row("threat-method", less("LVP-PLN-0001"), PARTLY, "Name the method"),
    Row("threats lifecycle", no("threat"), MISSING, "Add a threat about decommissioning"),
    Row("attack-trees", no("attack-tree"), MISSING, "attack tree"),
    Row("risk-assessment", set_("LVP-RSK-0017", harms=()), PARTLY, "LVP-RSK-0017"),
    Row("risk-assessment", no("risk"), PARTLY, "Write the risks"),
    Row("risk-acceptance", same, PARTLY, "LVP-RSK-0025"),
    Row("exploitability-method", same, MET),
    Row("exploitability-method", less("ORG-POL-0002"), PARTLY, "Adopt a policy of kind exploitability"),
    Row("severity-scale", less("ORG-POL-0001"), MISSING, "Adopt a policy of kind severity"),
    Row("benefit-risk", less("LVP-DEC-0012"), PARTLY, "LVP-RSK-0017"),
    Row("safety-link", no("safety-transfer"), PARTLY, "safety-transfer"),
    Row("multi-patient", no("view"), PARTLY, "multi-patient view"),
    Row("side-effects", less("LVP-SFX-0004"), PARTLY, "Review the side effects of"),
    Row("control-category authentication", same, MET),
    Row(
        "control-category authentication",
        no("control"),
        MISSING,
        "not-applicable decision that names authentication",
    ),
    Row("controls", set_("LVP-CTL-0009", failure_mode=""), PARTLY, "LVP-CTL-0009"),
    Row("control-hierarchy", no("control"), PARTLY, "a control that prevents"),
    Row("requirements", less("LVP-TST-0001"), PARTLY, "LVP-REQ-0001"),
    Row("requirements-verified", same, PARTLY, "LVP-REQ-0024"),
    Row("traceability", no("requirement"), PARTLY, "shall-sentence"),
    Row("test fuzz", same, MET),
    Row(
        "test fuzz", of_kind("fuzz"), MISSING, "Add a test of kind fuzz with passed evidence on release 4.2.0"
    ),
    Row("test penetration", no("evidence"), MISSING, "Attach passed evidence of LVP-TST"),
    Row("test requirement", same, PARTLY, "Run LVP-TST-0023 again"),
    Row("test-independence", of_kind("penetration"), MISSING, "penetration test"),
    Row("findings", same, PARTLY, "LVP-FND-0007"),
    Row("findings", no("finding"), MISSING, "declared-absent decision that names findings"),
    Row("anomalies", same, PARTLY, "Decide about LVP-FND-0007"),
    Row("sbom", same, MET),
    Row("sbom", less("LVP-BOM-0001"), PARTLY, "Generate the SBOM of mcu-firmware"),
    Row("sbom", no("sbom"), MISSING, "Generate the SBOM of mobile-app"),
    Row("sbom", unread, UNKNOWN, "it is not JSON"),
    Row("sbom", set_("LVP-BOM-0001", build="4.1.9+0"), PARTLY, "it is of build 4.1.9+0"),
    Row("sbom-ntia", same, MET),
    Row("sbom-ntia", unread, UNKNOWN, "Put the file of"),
    Row("sbom-cisa", same, PARTLY, "a hash"),
    Row("sbom-support", same, PARTLY, "decode-uri-component"),
    Row("sbom-support", supported("supported", "2032-01-01"), PARTLY, "the level of support of 1 of 1"),
    Row("sbom-support", supported("abandoned", "unknown"), PARTLY, "or why there is none, of 1 of 1"),
    Row("sbom-machine-readable", set_("LVP-BOM-0001", format="spreadsheet"), PARTLY, "as CycloneDX or SPDX"),
    Row("component-end-of-support", no("component-master"), PARTLY, "ends before 2031-04-30"),
    Row("supplier-agreements", less("ORG-SUP-0001"), PARTLY, "Agree on security terms with ORG-ORG-0005"),
    Row("vulnerability-match", same, MET),
    Row("vulnerability-match", lambda case: replace(case, matches=None), UNKNOWN, "nobody matched"),
    Row(
        "vulnerability-match",
        lambda case: replace(case, match_gaps=("2 files cannot be used",)),
        UNKNOWN,
        "2 files",
    ),
    Row("vulnerability-assessment", same, PARTLY, "Decide LVP-VAS-0030"),
    # of 47 names of a vulnerability in a component two are openssl and libssl3, built from one source: one to assess
    Row("vulnerability-assessment", no("assessment"), MISSING, "Assess 46 matches"),
    Row(
        "vulnerability-assessment",
        set_("LVP-VAS-0027", vector=""),
        PARTLY,
        "LVP-VAS-0027: recorded as controlled, computed as cannot-tell",
    ),
    Row("vex", no("assessment"), MISSING, "VEX"),
    Row("kev", same, MET),
    Row("kev", less("LVP-PLN-0002"), MISSING, "known exploited"),
    Row("kev", exploited_and_open, PARTLY, "Decide about LVP-VUL-0027, which is known to be exploited"),
    Row("label-item 12", less("LVP-LBL-0012"), MISSING, "labelling item 12 (end of support)"),
    Row("labels-complete", less("LVP-LBL-0012"), PARTLY, "labelling item 12"),
    Row("mds2", same, MISSING, "MDS2"),
    Row("plan security", less("LVP-PLN-0001"), MISSING, "plan_kind security"),
    Row("plan security", later, PARTLY, "Review LVP-PLN-0001"),
    Row("plan-section management : quantum", same, MISSING, "Say in LVP-PLN-0002, the management plan"),
    Row("policy sbom-gate", same, MET),
    Row("end-of-support-plan", less("LVP-PLN-0002"), PARTLY, "end of support"),
    Row("end-of-support-plan", less("LVP-LBL-0012"), PARTLY, "item 12"),
    Row("update-plan", less("LVP-PLN-0002"), MISSING, "urgent"),
    Row("metrics", less("LVP-PLN-0002"), PARTLY, "measure"),
    Row("reporting-procedure", less("LVP-PLN-0004"), MISSING, "incident response plan"),
    Row("roles", no("person"), MISSING, "role medical"),
    Row("training", no("training-topic", "training-record"), MISSING, "training-topic"),
    Row("training-valid", later, PARTLY, "expired on"),
    Row("management-review", no("management-review"), MISSING, "management-review"),
    Row("management-review", later, PARTLY, "next management review"),
    Row("exercise", no("exercise"), MISSING, "Exercise the incident response plan"),
    Row("exercise", later, PARTLY, "more than a year ago"),
    Row("intelligence-source", no("intelligence-source"), MISSING, "intelligence-source"),
    Row("intelligence-source", later, PARTLY, "longer than its interval"),
    Row("periodic-assessment", later, PARTLY, "it was due on"),
    Row("periodic-assessment", no("periodic-assessment"), MISSING, "periodic-assessment"),
    Row("membership", same, PARTLY, "ORG-MEM-0001"),
    Row("membership", no("membership"), MISSING, "Join an organisation"),
    Row("organisation", less("ORG-ORG-0001"), MISSING, "organisation record of the manufacturer"),
    Row("document threat model report", same, PARTLY, "Take LVP-DOC-0003 from draft to effective"),
    Row("document unicorn register", same, MISSING, "a document whose kind or title says 'unicorn register'"),
    Row("voluntary document unicorn register", same, State.NOT_APPLICABLE),
    Row("voluntary document threat model report", same, PARTLY, "Take LVP-DOC-0003 from draft to effective"),
    Row("control-on idle | session end", same, MET),
    Row("control-on hold-over", same, PARTLY, "Prove LVP-CTL-0015"),
    Row("control-on teleport | time travel", same, MISSING, "speaks of 'teleport' or 'time travel'"),
    Row("submission us", same, PARTLY, "LVP-SUB-0001"),
    Row("submission ca", same, MISSING, "Prepare the submission of release 4.2.0 for Canada"),
    Row("decision benefit-risk", same, MET),
    Row("decision benefit-risk", later, PARTLY, "expired"),
    Row("decision recall of a product", same, MISSING, "Write a decision on recall of a product"),
    Row("signatures", same, MET),
    Row("signatures", no("signature"), PARTLY, "medward sign"),
    Row("audit-trail", same, UNKNOWN, "medward verify"),
    Row("audit-trail", lambda case: replace(case, ledger=LedgerSeen(exists=True, problems=())), MET),
    Row(
        "audit-trail",
        lambda case: replace(
            case, ledger=LedgerSeen(exists=True, problems=("changeset 2: altered", "x", "y"))
        ),
        PARTLY,
        "what `medward verify` says of the ledger: changeset 2: altered (2 more)",
    ),
    Row("change-control", same, MET),
    Row("change-control", no("change"), MISSING, "Record the changes since LVP-REL-0001"),
    Row("privacy", no("asset"), PARTLY, "personal data"),
    Row("scope-register eu", same, MET),
    Row("scope-register jp", same, MISSING, "apply in Japan"),
    Row("reporting-events", no("reporting-event"), UNKNOWN, "reporting-event"),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.query}-{row.state}")
def test_a_query_follows_the_records(row: Row) -> None:
    found = ask(row.change(pump()), row.query)
    assert found.state is row.state, found.missing
    assert row.words in " ".join(found.missing)
