"""The questions of all reviewers in one table: whom each is put to, why, how sure we are, and what looks.

Causes are those of practice 7.3, topics those of the regulation file, part G. The words of each question, the clause
it rests on and what would answer it stand in `wording.yaml`.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

import yaml

from medward.dossier.review import agreement, changes, hygiene, promises, proof, strength, supply, system
from medward.dossier.review.points import Question

if TYPE_CHECKING:
    from medward.dossier.review.points import Look, LookAll

FDA: Final = ("fda",)
BODY: Final = ("notified-body",)
EU: Final = ("notified-body", "mhra")
CANADA: Final = ("health-canada",)
UK: Final = ("mhra",)
_WORDS: Final[dict[str, dict[str, str]]] = yaml.safe_load(
    (files("medward.dossier.review") / "wording.yaml").read_text("utf-8")
)


def _ask(
    name: str, role: str, why: tuple[int, str], mark: str, look: Look | LookAll, *reviewers: str
) -> Question:
    """Return a question with its words."""
    words = _WORDS[name]
    return Question(name, role, *why, mark, look, reviewers, words["title"], words["basis"], words["answer"])


QUESTIONS: Final[tuple[Question, ...]] = (
    _ask("A01", "architecture", (1, "DEF-06"), "V", system.boundaries),
    _ask("A02", "architecture", (1, "DEF-13"), "V2", system.surroundings),
    _ask("A03", "architecture", (9, "DEF-20"), "V2", system.update_chain),
    _ask("A04", "architecture", (1, "DEF-06"), "V2", system.interfaces),
    _ask("A05", "architecture", (1, "DEF-06"), "V2", system.untraced),
    _ask("T01", "threat-model", (2, "DEF-01"), "V2", system.dispositions),
    _ask("T02", "threat-model", (2, "DEF-01"), "P", system.undecided),
    _ask("T03", "threat-model", (2, "DEF-01"), "V2", system.life_cycle),
    _ask("T04", "threat-model", (2, "DEF-01"), "V2", system.method),
    _ask("T05", "threat-model", (2, "DEF-01"), "V2", system.assumptions),
    _ask("T06", "threat-model", (1, "DEF-06"), "V2", system.boundaries),
    _ask("T07", "threat-model", (2, "DEF-01"), "V2", system.untied),
    _ask("R01", "risk-assessment", (3, "DEF-02"), "V2", system.acceptance),
    _ask("R02", "risk-assessment", (3, "DEF-02"), "V2", system.residuals),
    _ask("R03", "risk-assessment", (4, "DEF-14"), "V2", system.without_control),
    _ask("R04", "risk-report", (3, "DEF-02"), "V2", system.safety_transfer),
    _ask("R05", "risk-report", (3, "DEF-02"), "P", system.open_findings),
    _ask("C01", "controls", (4, "DEF-14"), "V2", proof.unproved),
    _ask("C02", "controls", (4, "DEF-07"), "V2", proof.unproved_controls),
    _ask("C03", "controls", (4, "DEF-07"), "V", proof.categories),
    _ask("C04", "trace", (4, "DEF-14"), "V2", proof.broken_chains),
    _ask("C05", "", (0, "DEF-07"), "V2", strength.weak),
    _ask("V01", "tests", (4, "DEF-08"), "K", proof.other_builds),
    _ask("V02", "tests", (4, "DEF-08"), "V2", proof.results),
    _ask("V03", "tests", (4, "DEF-08"), "V", proof.kinds),
    _ask("V04", "tests", (7, "DEF-09"), "V", proof.penetration),
    _ask("V05", "tests", (7, "DEF-09"), "V", proof.independence),
    _ask("V06", "tests", (7, "DEF-09"), "V2", proof.other_state),
    _ask("V07", "tests", (0, "DEF-08"), "V2", proof.untested),
    _ask("S01", "", (5, "DEF-03"), "V", supply.machine_readable),
    _ask("S02", "", (5, "DEF-03"), "V", supply.empty_lists),
    _ask("S03", "", (5, "DEF-03"), "V2", supply.transitive),
    _ask("S04", "", (5, "DEF-03"), "V", supply.identified),
    _ask("S05", "", (5, "DEF-03"), "V", supply.supported),
    _ask("S06", "sbom", (5, "DEF-03"), "V", supply.component_table),
    _ask("S07", "sbom", (5, "DEF-04"), "V2", supply.unsupported_plan),
    _ask("S08", "", (12, "DEF-03"), "K", supply.in_both),
    _ask("S09", "sbom", (5, "DEF-04"), "V2", supply.operating_systems),
    _ask("U01", "vulnerabilities", (6, "DEF-05"), "V2", supply.snapshot),
    _ask("U02", "vulnerabilities", (6, "DEF-05"), "V2", supply.assessed),
    _ask("U03", "vulnerabilities", (6, "DEF-05"), "V2", supply.decided),
    _ask("U04", "vulnerabilities", (6, "DEF-05"), "V", supply.exploited),
    _ask("N01", "anomalies", (11, "DEF-10"), "V", supply.weaknesses),
    _ask("N02", "anomalies", (11, "DEF-10"), "V2", supply.undecided_findings),
    _ask("N03", "tests", (7, "DEF-09"), "V2", supply.undecided_findings),
    _ask("M01", "management-plan", (8, "DEF-16"), "V", promises.measures),
    _ask("M02", "management-plan", (8, "DEF-11"), "V2", promises.plan),
    _ask("M03", "plan", (8, "DEF-17"), "V2", promises.process),
    _ask("L01", "labelling", (10, "DEF-15"), "V", promises.ports),
    _ask("L02", "labelling", (10, "DEF-15"), "V", promises.labelling),
    _ask("J01", "statement", (0, "DEF-12"), "V", promises.statement, *FDA),
    _ask("J02", "it-requirements", (0, "MDR 17.4"), "V", promises.surroundings, *EU),
    _ask("J03", "gspr", (0, "MDR Annex I"), "K", promises.unanswered_clauses, *BODY),
    _ask("J04", "standard-index", (0, "IEC 81001-5-1"), "V", promises.unanswered_clauses, *EU),
    _ask("J05", "canada", (0, "CA-CYB"), "K", promises.unanswered_clauses, *CANADA),
    _ask("J06", "uk", (0, "UK-SET"), "K", promises.unanswered_clauses, *UK),
    _ask("J07", "statement", (0, "DEF-18"), "V2", changes.modification, *FDA),
    _ask("J08", "surveillance", (0, "MDR Annex III"), "P", promises.surveillance, *EU),
    _ask("H01", "*", (13, ""), "K", hygiene.placeholders),
    _ask("H02", "*", (13, ""), "K", hygiene.tracked_changes),
    _ask("H03", "*", (13, ""), "K", hygiene.comments),
    _ask("H04", "*", (13, ""), "K", hygiene.hidden_text),
    _ask("H05", "*", (13, ""), "V", hygiene.unsigned),
    _ask("H06", "*", (13, ""), "V", hygiene.unreleased),
    _ask("H07", "*", (13, ""), "V", hygiene.undated),
    _ask("H08", "*", (14, ""), "K", hygiene.raw_output),
    _ask("H09", "*", (3, "DEF-02"), "V", hygiene.chance),
    _ask("H10", "*", (0, "DEF-19"), "V", hygiene.superseded),
    _ask("H11", "*", (0, ""), "P", hygiene.unexplained),
    _ask("X01", "", (4, "DEF-14"), "V2", agreement.undefined),
    _ask("X02", "", (12, ""), "K", agreement.counts),
    _ask("X03", "", (12, "DEF-03"), "K", agreement.components),
    _ask("X04", "", (12, "DEF-15"), "K", agreement.ports),
    _ask("X05", "", (12, ""), "K", agreement.products),
    _ask("X06", "", (12, "DEF-15"), "K", agreement.support_ends),
    _ask("X07", "", (12, "DEF-14"), "K", agreement.results),
    _ask("X08", "", (12, "DEF-02"), "K", agreement.ratings),
    _ask("X09", "", (12, ""), "P", agreement.stale),
    _ask("X10", "", (13, ""), "K", agreement.old),
    _ask("X11", "", (12, ""), "P", agreement.altered),
    _ask("X12", "", (13, ""), "V", agreement.unreadable),
)  # fmt: skip


def asked_by(reviewer: str) -> tuple[Question, ...]:
    """Return the questions of one reviewer."""
    return tuple(one for one in QUESTIONS if not one.reviewers or reviewer in one.reviewers)
