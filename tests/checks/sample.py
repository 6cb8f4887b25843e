"""A small device file that breaks no rule, signed with throw-away keys, and ways to change it."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medward.catalogue.records import ControlCategory
from medward.checks.case import Case
from medward.checks.rules import RULES
from medward.checks.run import check
from medward.components.records import SbomDocument
from medward.components.sbom import Component, Dependency, Sbom
from medward.controls.records import Control, Label, Requirement, SideEffectReview
from medward.devices.records import Assumption, Element, Interface, Product, Release, View, Zone
from medward.governance.defaults import current_policies, default_policies
from medward.governance.records import Decision, Document, Organisation, Person, Signature, Submission
from medward.governance.training import TrainingRecord, TrainingTopic
from medward.kernel.recordset import RecordSet
from medward.risk.records import Harm, Risk
from medward.threats.records import Threat
from medward.threats.stride import candidates, fingerprint
from medward.verification.records import Evidence, Finding
from medward.verification.records import Test as Trial
from medward.vex.records import Assessment
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from medward.kernel.records import Record

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)
RUN = datetime(2026, 5, 3, 10, tzinfo=UTC)
DIGEST = "a" * 64
FILES = {"evidence/4.2.0/ble.xml": DIGEST, "sbom/mcu.json": DIGEST, "evidence/4.2.0/flags.txt": DIGEST}
ZEROS = "0" * 64
ROLES = {
    "ORG-USR-0001": ("security", "test"),
    "ORG-USR-0002": ("quality",),
    "ORG-USR-0003": ("medical",),
    "ORG-USR-0004": ("executive",),
    "ORG-USR-0005": ("regulatory",),
}
MEANINGS = {
    "ORG-USR-0001": "review-technical",
    "ORG-USR-0002": "approval-quality acceptance-quality",
    "ORG-USR-0003": "acceptance-medical review-clinical",
    "ORG-USR-0004": "acceptance-executive",
    "ORG-USR-0005": "review-regulatory",
}


def key(person: str) -> Ed25519PrivateKey:
    """Return the throw-away key of a person: always the same, so failures repeat."""
    return Ed25519PrivateKey.from_private_bytes(person.encode().ljust(32, b"."))


def public(person: str) -> str:
    return base64.b64encode(key(person).public_key().public_bytes_raw()).decode()


def people() -> list[Record]:
    return [
        TrainingTopic(id="ORG-TRT-0001", title="Signing", code="signing", knowledge="k", status="effective"),
        TrainingRecord(
            id="ORG-TRN-0001",
            title="Signing",
            topic="ORG-TRT-0001",
            people=tuple(ROLES),
            completed_on=date(2026, 1, 10),
            expires_on=date(2027, 1, 10),
            shown_by="test",
        ),
        Organisation(id="ORG-ORG-0001", title="Meridian", legal_name="Meridian", roles=("manufacturer",)),
        *(
            Person(
                id=one,
                title=one,
                printed_name=f"Person {one[-1]}",
                roles=roles,
                public_key=public(one),
            )
            for one, roles in ROLES.items()
        ),
    ]


def decision(number: int, kind: str, *subjects: str, **more: object) -> Decision:
    return Decision.model_validate(
        {
            "id": f"LVP-DEC-{number:04d}",
            "title": kind,
            "decision_kind": kind,
            "subjects": subjects,
            "question": "q",
            "outcome": "o",
            "rationale": "r",
            "status": "effective",
            "owner": "ORG-USR-0001",
            **more,
        }
    )


def device() -> list[Record]:
    """Return product, model, release and labelling."""
    flow = {
        "title": "f",
        "medium": "BLE",
        "protocol": "BLE 5",
        "port": "none",
        "data": ("dose",),
        "authentication": "bonding",
        "authorization": "signed command",
        "cryptography": "AES-CCM 128",
        "default": "on",
        "exposure": "adjacent",
        "status": "effective",
    }
    return [
        Product(
            id="LVP-PRD-0001",
            title="Pump",
            name="Pump",
            manufacturer="ORG-ORG-0001",
            device_type="external",
            classes={"us": "II"},
            markets=("us",),
            support_until=date(2032, 1, 1),
            description="d",
        ),
        Release(
            id="LVP-REL-0001",
            title="4.2.0",
            of="LVP-PRD-0001",
            release_version="4.2.0",
            build="4.2.0+7f3c",
            build_started_at=datetime(2026, 4, 28, tzinfo=UTC),
            supported_until=date(2032, 1, 1),
            deployables=("mcu",),
            target=True,
        ),
        Zone(id="LVP-ZON-0001", title="Device", short="Z1", trust="ours", status="effective"),
        Element(id="LVP-ELM-0001", title="App", short="EE1", element_kind="external", description="d"),
        Element(
            id="LVP-ELM-0011",
            title="Controller",
            short="P1",
            element_kind="process",
            zone="LVP-ZON-0001",
            description="d",
        ),
        *(
            Interface.model_validate(
                {
                    "id": f"LVP-IFC-{number:04d}",
                    "short": f"F{number}",
                    "source_element": "LVP-ELM-0001",
                    "target_element": "LVP-ELM-0011",
                    "purpose": purpose,
                    **flow,
                }
            )
            for number, purpose in enumerate(("use", "service", "update", "debug"), start=1)
        ),
        View(
            id="LVP-VIW-0001",
            title="v",
            view_kind="multi-patient",
            narrative="n",
            elements=("LVP-ELM-0011",),
            mentions=("LVP-RSK-0001",),
        ),
        Assumption(
            id="LVP-ASM-0001",
            title="a",
            text="t",
            assumption_kind="healthcare-provider",
            if_wrong="w",
            supports=("LVP-IFC-0001",),
            transferred=True,
        ),
        Label(
            id="LVP-LBL-0006",
            title="Ports",
            item=6,
            text="Switch Bluetooth off.",
            location="IFU 7",
            sources=("LVP-IFC-0001", "LVP-ASM-0001"),
            confidential="public",
        ),
    ]


def analysis() -> list[Record]:
    """Return threats, risks, controls, tests, components and vulnerabilities."""
    model = RecordSet(device())
    found = candidates(model)
    threats = [
        Threat(
            id=f"LVP-THR-{number:04d}",
            title="t",
            target=one.target,
            candidates=(one.key,),
            stride=(one.stride,),
            actor="stranger",
            action="writes",
            effect="rate changes",
            disposition="mitigate",
            seen_as=fingerprint(one.target, model),
            status="effective",
        )
        for number, one in enumerate(found, start=1)
    ]
    return [
        *threats,
        Harm(
            id="LVP-HRM-0001",
            title="h",
            hazard="H7",
            sequence="s",
            situation="s",
            harm="over-infusion",
            severity="S4",
            safety_file="SRF 7",
            safety_file_severity="S4",
            status="effective",
        ),
        Risk(
            id="LVP-RSK-0001",
            title="Rate changed",
            threats=tuple(one.id for one in threats),
            harms=("LVP-HRM-0001",),
            scenario="s",
            initial={"vector": "AV:A/AC:L/PR:N/UI:N", "rationale": "r"},
            controls=("LVP-CTL-0001",),
            claims=(
                {"metric": "MAC:H", "control": "LVP-CTL-0001", "because": "b"},
                {"metric": "MPR:H", "control": "LVP-CTL-0001", "because": "b"},
            ),
        ),
        Control(
            id="LVP-CTL-0001",
            title="Pairing",
            control_type="prevent",
            layer="comms",
            design="d",
            parameters="p",
            failure_mode="refuses",
            fda_categories=tuple(ControlCategory),
        ),
        SideEffectReview(
            id="LVP-SFX-0001",
            title="s",
            control="LVP-CTL-0001",
            question="q",
            safety_effect="none",
            usability_effect="none",
            emergency_access_effect="none",
            result="ok",
            acceptable=True,
        ),
        Requirement(id="LVP-REQ-0001", title="r", text="shall", controls=("LVP-CTL-0001",)),
        Trial(
            id="LVP-TST-0001",
            title="t",
            test_kind="requirement",
            purpose="p",
            steps=("s",),
            expected="e",
            independence="other-team",
            requirements=("LVP-REQ-0001",),
        ),
        Trial(
            id="LVP-TST-0002",
            title="pentest",
            test_kind="penetration",
            purpose="p",
            steps=("s",),
            expected="e",
            independence="third-party",
        ),
        Evidence(
            id="LVP-EVD-0001",
            title="run",
            tests=("LVP-TST-0001", "LVP-TST-0002"),
            release="LVP-REL-0001",
            build="4.2.0+7f3c",
            file="evidence/4.2.0/ble.xml",
            sha256=DIGEST,
            evidence_kind="junit",
            tool="pytest 8",
            run_at=RUN,
            result="passed",
        ),
        decision(1, "benefit-risk", "LVP-RSK-0001"),
        SbomDocument(
            id="LVP-BOM-0001",
            title="mcu",
            release="LVP-REL-0001",
            deployable="mcu",
            file="sbom/mcu.json",
            sha256=DIGEST,
            format="CycloneDX",
            spec_version="1.6",
            author="a",
            tool="t",
            generated_at=RUN,
            generation="build",
            build="4.2.0+7f3c",
            completeness="all",
            status="effective",
        ),
        Vulnerability(
            id="LVP-VUL-0001",
            title="v",
            identifier="CVE-2020-24977",
            sources=("NVD",),
            summary="s",
            aware_at=datetime(2026, 5, 20, tzinfo=UTC),
        ),
        Assessment(
            id="LVP-VAS-0001",
            title="v",
            vulnerability="LVP-VUL-0001",
            release="LVP-REL-0001",
            component="libxml2 2.9.10",
            first_seen_at=datetime(2026, 5, 20, tzinfo=UTC),
            decided_at=datetime(2026, 6, 1, tzinfo=UTC),
            status="not-affected",
            justification="vulnerable-code-not-in-execute-path",
            evidence=("LVP-EVD-0001",),
            owner="ORG-USR-0002",
        ),
        Finding(
            id="LVP-FND-0001",
            title="f",
            finding_source="sast",
            description="d",
            cwes=("CWE-787",),
            severity="low",
            exploitability="no",
            safety_impact="none",
            disposition="fixed",
            release="LVP-REL-0001",
        ),
        Submission(
            id="LVP-SUB-0001",
            title="s",
            jurisdiction="us",
            release="LVP-REL-0001",
            documents=("LVP-DOC-0001",),
        ),
        Document(
            id="LVP-DOC-0001", title="d", number="DOC-1", document_kind="threat model", release="LVP-REL-0001"
        ),
    ]


def sealed(records: Iterable[Record], *, skip: str = "") -> list[Record]:
    """Return the records with every signature the shipped policies ask for, except on `skip`."""
    kept = [*records]
    known = RecordSet(kept)
    judged = Case(known, known.of(Release)[0], NOW, {}, current_policies(known, NOW.date())).signing
    signatures: list[Signature] = []
    for record in kept:
        needed = judged.required(record) if judged.needs_signatures(record) and record.id != skip else ()
        for meaning in needed:
            person = next(one for one, given in MEANINGS.items() if meaning in given.split())
            signatures.append(signed(record, meaning, person, signatures))
    return [*kept, *signatures]


def signed(record: Record, meaning: str, person: str, before: list[Signature], **more: object) -> Signature:
    """Return one signature that follows those before it."""
    fields: dict[str, object] = {
        "id": f"LVP-SIG-{len(before) + 1:04d}",
        "title": "s",
        "record": record.id,
        "record_version": record.version,
        "content_sha256": record.digest,
        "meaning": meaning,
        "signer": person,
        "printed_name": f"Person {person[-1]}",
        "signed_at": RUN,
        "statement": "I agree.",
        "previous": before[-1].digest if before else ZEROS,
        "public_key": public(person),
        **more,
    }
    unsigned = Signature.model_validate({**fields, "value": "-"})
    from medward.checks.signing import signed_bytes  # noqa: PLC0415 - the bytes are the one thing both sides share

    value = base64.b64encode(key(person).sign(signed_bytes(unsigned))).decode()
    return Signature.model_validate({**fields, "value": value})


def clean() -> dict[str, Record]:
    """Return the records of a file that breaks no rule, by id, unsigned."""
    return {one.id: one for one in (*default_policies(), *people(), *device(), *analysis())}


PART = Component(
    ref="a",
    name="libble",
    version="1.0",
    purl="pkg:generic/libble@1.0",
    supplier="Acme",
    support_level="actively-maintained",
    end_of_support="2033-01-01",
)


def sbom(*parts: Component, timestamp: str = "2026-05-03T10:00:00Z") -> Sbom:
    """Return an SBOM of these components, each in the dependency graph."""
    refs = tuple(one.ref for one in parts)
    return Sbom("", "1.6", timestamp, ("t",), ("a",), None, parts, (Dependency("root", refs),), (), DIGEST)


def case(
    records: Mapping[str, Record],
    *,
    files: Mapping[str, str] = FILES,
    parts: tuple[Component, ...] | None = (PART,),
    skip: str = "",
    seal: bool = True,
) -> Case:
    """Return a signed case of these records, judged without threat rules; matching found nothing."""
    known = RecordSet(sealed(records.values(), skip=skip) if seal else records.values())
    boms = {} if parts is None else {"LVP-BOM-0001": sbom(*parts)}
    policies = current_policies(known, NOW.date())
    release = known.of(Release)[-1]
    return Case(known, release, NOW, files, policies, boms, matches=(), threat_rules=())


def findings(given: Case, rule: str = "") -> list[str]:
    """Return what the rules say, of one rule or all."""
    return [str(one) for one in check(given, [one for one in RULES if not rule or one.id == rule])]
