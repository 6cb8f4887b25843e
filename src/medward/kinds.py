"""The table of record kinds: kind, prefix, class, one line of help.

A new kind touches three places: its class, one line here, one example.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from medward.errors import NotFoundError

if TYPE_CHECKING:
    from medward.kernel.records import Record


class Kind(NamedTuple):
    """One line of the table."""

    name: str
    prefix: str
    path: str
    """`module:Class`, imported on first use so that `--help` stays quick."""
    help: str


KINDS: tuple[Kind, ...] = (
    Kind(
        "organisation",
        "ORG",
        "medward.governance.records:Organisation",
        "a company, hospital, supplier or authority",
    ),
    Kind("person", "USR", "medward.governance.records:Person", "somebody who edits, reviews or signs"),
    Kind("policy", "POL", "medward.governance.policies:Policy", "a rule of the company as data"),
    Kind(
        "requirement-source",
        "REG",
        "medward.catalogue.records:RequirementSource",
        "a clause in our own words",
    ),
    Kind(
        "catalogue-control",
        "CAT",
        "medward.catalogue.records:CatalogueControl",
        "a control reused across products",
    ),
    Kind(
        "threat-knowledge",
        "TKB",
        "medward.threats.records:ThreatKnowledge",
        "an item of a public threat catalogue",
    ),
    Kind(
        "supplier-agreement",
        "SUP",
        "medward.components.records:SupplierAgreement",
        "a supplier's security promises",
    ),
    Kind(
        "component-master",
        "LIB",
        "medward.components.records:ComponentMaster",
        "what is known of a component line",
    ),
    Kind(
        "vulnerability",
        "VUL",
        "medward.vulnerabilities.records:Vulnerability",
        "a vulnerability we became aware of",
    ),
    Kind("narrative", "NAR", "medward.governance.narratives:Narrative", "hand-written text of a document"),
    Kind("plan", "PLN", "medward.governance.records:Plan", "how security work is done"),
    Kind(
        "training-topic",
        "TRT",
        "medward.governance.training:TrainingTopic",
        "what people must know, who and how often",
    ),
    Kind(
        "training-record",
        "TRN",
        "medward.governance.training:TrainingRecord",
        "a session and who completed it",
    ),
    Kind(
        "management-review",
        "MRV",
        "medward.governance.programme:ManagementReview",
        "management's judgement of the programme",
    ),
    Kind("exercise", "EXR", "medward.governance.programme:Exercise", "a rehearsal of a plan"),
    Kind(
        "intelligence-source",
        "TIS",
        "medward.governance.programme:IntelligenceSource",
        "a source of news on threats that is read",
    ),
    Kind(
        "periodic-assessment",
        "PAS",
        "medward.governance.programme:PeriodicAssessment",
        "what is assessed again, and when it was",
    ),
    Kind(
        "membership",
        "MEM",
        "medward.governance.programme:Membership",
        "our part in a collaboration such as an ISAO",
    ),
    Kind(
        "adoption",
        "ADP",
        "medward.governance.programme:Adoption",
        "the edition of a text that we work to",
    ),
    Kind("product", "PRD", "medward.devices.records:Product", "a device type on the market"),
    Kind("intended-use", "USE", "medward.devices.records:IntendedUse", "what the device is for"),
    Kind("assumption", "ASM", "medward.devices.records:Assumption", "what the security case relies on"),
    Kind("zone", "ZON", "medward.devices.records:Zone", "a part of equal trust"),
    Kind("element", "ELM", "medward.devices.records:Element", "a box of the data-flow diagram"),
    Kind("interface", "IFC", "medward.devices.records:Interface", "a data flow between two elements"),
    Kind("asset", "AST", "medward.devices.records:Asset", "something worth protecting"),
    Kind("actor", "ACR", "medward.devices.records:Actor", "who uses or attacks the device"),
    Kind("view", "VIW", "medward.devices.records:View", "an architecture view"),
    Kind("use-case", "SUC", "medward.devices.use_cases:UseCase", "a security use case, step by step"),
    Kind("threat", "THR", "medward.threats.records:Threat", "a way to make the device misbehave"),
    Kind("attack-tree", "ATT", "medward.threats.records:AttackTree", "how a goal can be reached"),
    Kind("harm", "HRM", "medward.risk.records:Harm", "a hazardous situation of the safety file"),
    Kind("risk", "RSK", "medward.risk.records:Risk", "exploitability and harm of a threat"),
    Kind("control", "CTL", "medward.controls.records:Control", "a measure against risks"),
    Kind("requirement", "REQ", "medward.controls.records:Requirement", "a testable sentence"),
    Kind(
        "side-effect-review",
        "SFX",
        "medward.controls.records:SideEffectReview",
        "what a control does to safety",
    ),
    Kind(
        "safety-transfer",
        "STX",
        "medward.risk.records:SafetyTransfer",
        "what one risk file handed to the other",
    ),
    Kind("test", "TST", "medward.verification.records:Test", "a test and what it proves"),
    Kind("decision", "DEC", "medward.governance.records:Decision", "what was decided, why, until when"),
    Kind("release", "REL", "medward.devices.records:Release", "a version shipped as one"),
    Kind("sbom", "BOM", "medward.components.records:SbomDocument", "the SBOM file of a deployable"),
    Kind("component", "CMP", "medward.components.records:Component", "a note on a component of an SBOM"),
    Kind("evidence", "EVD", "medward.verification.records:Evidence", "a file that shows a test result"),
    Kind("finding", "FND", "medward.verification.records:Finding", "a weakness found in a release"),
    Kind("assessment", "VAS", "medward.vex.records:Assessment", "what a vulnerability means for a release"),
    Kind("label", "LBL", "medward.controls.records:Label", "what the user is told"),
    Kind("document", "DOC", "medward.governance.records:Document", "a controlled document"),
    Kind("submission", "SUB", "medward.governance.records:Submission", "a package sent to an authority"),
    Kind("change", "CHG", "medward.governance.records:Change", "a change with its impact"),
    Kind(
        "reporting-event",
        "RPE",
        "medward.clocks.records:ReportingEvent",
        "an event that may have to be reported, with its facts",
    ),
    Kind("signature", "SIG", "medward.governance.records:Signature", "an electronic signature"),
)

BY_NAME = {kind.name: kind for kind in KINDS}


@cache
def record_class(name: str) -> type[Record]:
    """Return the class of a kind.

    Raises:
        NotFoundError: No such kind.
    """
    kind = BY_NAME.get(name)
    if kind is None:
        raise NotFoundError(f"no kind {name!r}", hint=f"Kinds: {', '.join(sorted(BY_NAME))}.")
    module, _, attribute = kind.path.partition(":")
    loaded: type[Record] = getattr(import_module(module), attribute)
    return loaded
