"""The questions of all reviewers in one table: what is asked, why, how sure we are, and what would answer it.

Causes are those of practice 7.3, topics those of the regulation file, part G. Section numbers of FDA-PMG are those
of the edition of 3 February 2026.
"""

from __future__ import annotations

from typing import Final

from medward.dossier.review import agreement, hygiene, promises, proof, supply, system
from medward.dossier.review.points import Question as Q

FDA: Final = ("fda",)
EU: Final = ("notified-body", "mhra")

QUESTIONS: Final[tuple[Q, ...]] = (
    Q("A01", "the views name no trust boundary, or nothing guards one", "architecture", 1, "DEF-06", "FDA-PMG V.B.2, App. 2", "V", "Draw each zone as a named box and say what guards its edge.", system.boundaries),
    Q("A02", "systems around the device are left out of the views", "architecture", 1, "DEF-13", "FDA-PMG VII.C.2", "V2", "Show update service, cloud, hospital network and service access in the views, or say why they do not exist.", system.surroundings),
    Q("A03", "the update view does not show the chain of trust", "architecture", 9, "DEF-20", "FDA-PMG V.B.2(c), App. 1", "V2", "Say who signs with which key, where the device verifies it and how an older version is refused.", system.update_chain),
    Q("A04", "interfaces are described without authentication", "architecture", 1, "DEF-06", "FDA-PMG App. 2", "V2", "Fill the interface table: protocol, port, data, authentication, authorization, cryptography.", system.interfaces),
    Q("T01", "threats are listed without a decision", "threat-model", 2, "DEF-01", "FDA-PMG V.A.1", "V2", "Decide on each threat: mitigated, accepted, transferred or not applicable, with the reason.", system.dispositions),
    Q("T02", "threat candidates stay undecided", "threat-model", 2, "DEF-01", "FDA-PMG V.A.1", "P", "Answer each candidate the method produced.", system.undecided),
    Q("T03", "stages of the life cycle are missing from the threat model", "threat-model", 2, "DEF-01", "FDA-PMG V.A.1", "V2", "Add supply chain, update and decommissioning.", system.life_cycle),
    Q("T04", "the method of threat modelling is not named", "threat-model", 2, "DEF-01", "FDA-PMG V.A.1", "V2", "Name the method and why it suits the device.", system.method),
    Q("T05", "assumptions about the surroundings are not written down", "threat-model", 2, "DEF-01", "FDA-PMG V.A.1", "V2", "List each assumption and who must make it true.", system.assumptions),
    Q("T06", "the threat model names no trust boundary", "threat-model", 1, "DEF-06", "FDA-PMG V.A.1", "V2", "Draw the system with its trust boundaries.", system.boundaries),
    Q("R01", "it is not said which risk is acceptable and why", "risk-assessment", 3, "DEF-02", "FDA-PMG V.A.2", "V2", "State the criteria of acceptance and the scale of exploitability.", system.acceptance),
    Q("R02", "residual risks are unacceptable, not rated or accepted by nobody", "risk-assessment", 3, "DEF-02", "FDA-PMG V.A.2", "V2", "Rate each risk after controls; name the signed decision behind each acceptance.", system.residuals),
    Q("R03", "risks name no control", "risk-assessment", 4, "DEF-14", "FDA-PMG App. 4", "V2", "Name the controls of each risk, or the decision to do without.", system.without_control),
    Q("R04", "nothing is handed to safety risk management", "risk-report", 3, "DEF-02", "FDA-PMG V.A", "V2", "List what one risk file handed to the other, with status on both sides.", system.safety_transfer),
    Q("R05", "the report concludes while findings block the release", "risk-report", 3, "DEF-02", "FDA-PMG V.A", "P", "Close the findings, then conclude.", system.open_findings),
    Q("C01", "requirements without a passed test", "controls", 4, "DEF-14", "FDA-PMG V.C, App. 4", "V2", "Trace each requirement to a test that passed on this release.", proof.unproved),
    Q("C02", "controls that are not verified", "controls", 4, "DEF-07", "FDA-PMG V.B.1, App. 1", "V2", "Test each control on this release.", proof.unproved_controls),
    Q("C03", "control categories are missing", "controls", 4, "DEF-07", "FDA-PMG V.B.1, App. 1", "V", "Speak of all eight categories; where one does not apply, say why.", proof.categories),
    Q("C04", "the chain from threat to evidence is broken", "trace", 4, "DEF-14", "FDA-PMG V.A, App. 4", "V2", "Close each row: threat, risk, control, requirement, test, evidence.", proof.broken_chains),
    Q("V01", "tests ran on another build", "tests", 4, "DEF-08", "FDA-PMG V.C", "K", "Repeat them on the build that is handed in, or give the signed reasoning why they count.", proof.other_builds),
    Q("V02", "tests without day, or not passed", "tests", 4, "DEF-08", "FDA-PMG V.C", "V2", "Give day and result of each test; judge each deviation.", proof.results),
    Q("V03", "kinds of security test are missing", "tests", 4, "DEF-08", "FDA-PMG V.C", "V", "Add requirements, threat mitigation, vulnerability (malformed input, composition, static analysis) and penetration tests.", proof.kinds),
    Q("V04", "the penetration test is not described", "tests", 7, "DEF-09", "FDA-PMG V.C", "V", "Give scope, dates, method, results and what was done about them; attach the original report.", proof.penetration),
    Q("V05", "the penetration testers were not independent", "tests", 7, "DEF-09", "FDA-PMG V.C", "V", "Have it done by people who did not develop the device, and say who.", proof.independence),
    Q("V06", "tests ran on units that are not built as sold", "tests", 7, "DEF-09", "FDA-PMG V.C", "V2", "Test the production build, or argue each difference.", proof.other_state),
    Q("S01", "no machine-readable SBOM", "", 5, "DEF-03", "section 524B(b)(3), FDA-PMG V.A.4", "V", "Attach a CycloneDX or SPDX file per deployable.", supply.machine_readable),
    Q("S02", "an SBOM lists no component", "", 5, "DEF-03", "FDA-PMG V.A.4", "V", "Make the list from the shipped image.", supply.empty_lists),
    Q("S03", "the SBOM shows no transitive parts", "", 5, "DEF-03", "FDA-PMG V.A.4", "V2", "Give the relations between components.", supply.transitive),
    Q("S04", "components lack version, supplier or identifier", "", 5, "DEF-03", "NTIA minimum elements, FDA-PMG V.A.4", "V", "Fill the fields, or say for each why it is not known.", supply.identified),
    Q("S05", "components lack level or end of support in the SBOM", "", 5, "DEF-03", "FDA-PMG V.A.4", "V", "State level and end of support of each component.", supply.supported),
    Q("S06", "the table of components lacks level or end of support", "sbom", 5, "DEF-03", "FDA-PMG V.A.4", "V", "State level and end of support of each component, with the source of the date.", supply.component_table),
    Q("S07", "components without support and without a plan", "sbom", 5, "DEF-04", "FDA-PMG V.A.4, ES-11", "V2", "Say for each how it is replaced or guarded, and until when.", supply.unsupported_plan),
    Q("S08", "printed and machine-readable SBOM differ", "", 12, "DEF-03", "FDA-PMG V.A.4", "K", "Print the table from the file that is attached.", supply.in_both),
    Q("U01", "the vulnerability data is old or undated", "vulnerabilities", 6, "DEF-05", "FDA-PMG V.A.4(b)", "V2", "Match again shortly before handing in, and print the day.", supply.snapshot),
    Q("U02", "vulnerabilities are judged without reasoning", "vulnerabilities", 6, "DEF-05", "FDA-PMG V.A.4(b)", "V2", "Say for each component and vulnerability why it matters here or not.", supply.assessed),
    Q("U03", "vulnerabilities are not decided", "vulnerabilities", 6, "DEF-05", "FDA-PMG V.A.4(b)", "V2", "Decide each, or give the day by which it is decided and what guards until then.", supply.decided),
    Q("U04", "nothing on known exploitation or on how vulnerabilities were found", "vulnerabilities", 6, "DEF-05", "FDA-PMG V.A.4(b)", "V", "State tools, sources and whether any is listed as known exploited.", supply.exploited),
    Q("N01", "anomalies lack weakness class, safety effect or rationale", "anomalies", 11, "DEF-10", "FDA-PMG V.A.5", "V", "Give CWE, exploitability, effect on safety and rationale of each.", supply.weaknesses),
    Q("M01", "measures are not defined", "management-plan", 8, "DEF-16", "FDA-PMG V.A.6", "V", "Define the three measures; give data, or the plan to get it.", promises.measures),
    Q("M02", "the management plan is incomplete", "management-plan", 8, "DEF-11", "FDA-PMG VI.B, section 524B(b)(1)", "V2", "Add what is missing, with time limits and their reason.", promises.plan),
    Q("M03", "the security process is only asserted", "plan", 8, "DEF-17", "FDA-PMG IV.A.1", "V2", "Show roles, gates with their state, and the editions that apply.", promises.process),
    Q("L01", "labelling has no table of ports", "labelling", 10, "DEF-15", "FDA-PMG VI.A", "V", "List each port and radio with direction, purpose and default.", promises.ports),
    Q("L02", "labelling leaves items out", "labelling", 10, "DEF-15", "FDA-PMG VI.A", "V", "Add the items.", promises.labelling),
    Q("J01", "the statement on section 524B is incomplete", "statement", 0, "DEF-12", "section 524B(b)(1)-(3), (c)", "V", "State whether it is a cyber device and answer each paragraph.", promises.statement, FDA),
    Q("J02", "minimum IT requirements leave something out", "it-requirements", 0, "MDR 17.4", "MDR Annex I 17.4", "V", "Give hardware, network and security measures with versions and figures.", promises.surroundings, EU),
    Q("J03", "requirements without a document that shows them", "gspr", 0, "MDR Annex I", "MDR Annex I 14.2(d), 17, 18.8, 23.4(ab)", "K", "Name document and section for each requirement.", promises.unanswered_clauses, ("notified-body",)),
    Q("J04", "clauses of the standard without evidence", "standard-index", 0, "IEC 81001-5-1", "IEC 81001-5-1, clauses 4 to 9", "V", "Name the record for each activity.", promises.unanswered_clauses, EU),
    Q("J05", "parts of the cybersecurity section are missing", "canada", 0, "CA-CYB", "Health Canada 2019, folder 3.05.05.11", "K", "Name the document for each part.", promises.unanswered_clauses, ("health-canada",)),
    Q("J06", "parts of the UK set are missing", "uk", 0, "UK-SET", "UK MDR 2002, PMS regulations 2024", "K", "Name the document for each part.", promises.unanswered_clauses, ("mhra",)),
    Q("H01", "placeholder text", "*", 13, "", "practice 7.3", "K", "Write the text.", hygiene.placeholders),
    Q("H02", "tracked changes", "*", 13, "", "practice 7.3", "K", "Accept or reject the changes before printing.", hygiene.tracked_changes),
    Q("H03", "comments or annotations", "*", 13, "", "practice 7.3", "K", "Remove them.", hygiene.comments),
    Q("H04", "hidden or red text", "*", 13, "", "practice 7.3", "K", "Remove it, or make it ordinary text.", hygiene.hidden_text),
    Q("H05", "unsigned", "*", 13, "", "21 CFR 11.50, ISO 13485 4.2.4", "V", "Have it approved and signed.", hygiene.unsigned),
    Q("H06", "a draft, or without revision history", "*", 13, "", "ISO 13485 4.2.4", "V", "Release it under document control.", hygiene.unreleased),
    Q("H07", "undated", "*", 13, "", "ISO 13485 4.2.4", "V", "Print the day of issue.", hygiene.undated),
    Q("H08", "raw scanner output in place of an assessment", "*", 14, "", "practice 7.3", "K", "Say what was found and what it means; attach the output apart.", hygiene.raw_output),
    Q("H09", "attacks are rated by probability", "*", 3, "DEF-02", "FDA-PMG V.A.2", "V", "Rate exploitability; malicious acts have no frequency.", hygiene.chance),
    Q("H10", "superseded editions are cited", "*", 0, "DEF-19", "catalogue of instruments", "V", "Work by the edition in force.", hygiene.superseded),
    Q("X01", "ids are cited that no document defines", "", 4, "DEF-14", "FDA-PMG App. 4", "V2", "Define them, or correct the reference.", agreement.undefined),
    Q("X02", "numbers in the text differ from the tables", "", 12, "", "practice 7.3", "K", "Take every number from the same source.", agreement.counts),
    Q("X03", "numbers of components differ", "", 12, "DEF-03", "practice 7.3", "K", "Take the number from the attached SBOM.", agreement.components),
    Q("X04", "numbers of open ports differ", "", 12, "DEF-15", "practice 7.3", "K", "Use one table of ports.", agreement.ports),
    Q("X05", "a document is about another product or release", "", 12, "", "practice 7.3", "K", "Replace it by the one for this release.", agreement.products),
    Q("X06", "dates of end of support differ", "", 12, "DEF-15", "practice 7.3", "K", "Decide on one day.", agreement.support_ends),
    Q("X07", "results of the same test or requirement differ", "", 12, "DEF-14", "practice 7.3", "K", "Correct the document that is behind.", agreement.results),
    Q("X08", "severities of the same risk differ", "", 12, "DEF-02", "practice 7.3", "K", "Take severity from the safety file in every table.", agreement.ratings),
    Q("X09", "documents were made from different states of a record", "", 12, "", "package manifest", "P", "Build all documents again from one state.", agreement.stale),
    Q("X10", "documents are old", "", 13, "", "practice 7.3", "K", "Build them again before handing in.", agreement.old),
    Q("X11", "files differ from the manifest", "", 12, "", "package manifest", "P", "Hand over the package as it was built.", agreement.altered),
    Q("X12", "files cannot be read", "", 13, "", "MDCG practice: searchable, not locked", "V", "Hand over files that open without password and hold text.", agreement.unreadable),
)  # fmt: skip


def asked_by(reviewer: str) -> tuple[Q, ...]:
    """Return the questions of one reviewer."""
    return tuple(one for one in QUESTIONS if not one.reviewers or reviewer in one.reviewers)
