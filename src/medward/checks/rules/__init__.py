"""The validation rules of practice 3.1, one function each, and the table that names them.

A rule yields a breach for everything that breaks it, and also where it cannot tell.
A gate of `sign`, `load` or `publish` means: whenever somebody signs, reads or
publishes the record; the gate view counts it where the kind of record belongs.

>>> from medward.checks.rules import RULES
>>> [rule.title for rule in RULES if rule.id == "V09"]
['requirements have passed evidence on the release']
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from medward.checks.case import Case
from medward.checks.finding import Breach, Level
from medward.checks.rules import (
    components,
    controls,
    dates,
    documents,
    graph,
    labelling,
    model,
    risks,
    signatures,
    threats,
    vulnerabilities,
)

Check: TypeAlias = Callable[[Case], Iterator[Breach]]


class Rule(NamedTuple):
    """One line of the table."""

    id: str
    gate: str
    level: Level
    title: str
    check: Check


RULES: tuple[Rule, ...] = (
    Rule("V01", "G1", Level.BLOCK, "elements have zones, interfaces have ends", model.v01),
    Rule("V02", "G1", Level.BLOCK, "interfaces answer every question", model.v02),
    Rule("V03", "G1", Level.BLOCK, "service, debug and update are modelled or declared absent", model.v03),
    Rule("V04", "G2", Level.BLOCK, "every threat candidate is answered", threats.v04),
    Rule("V05", "G2", Level.BLOCK, "threats lead to risks, risks to harms", threats.v05),
    Rule("V06", "G2", Level.BLOCK, "severity is the safety file's", risks.v06),
    Rule("V07", "G3", Level.BLOCK, "R and U risks have a control or a decision", risks.v07),
    Rule("V08", "G3", Level.BLOCK, "controls are complete", controls.v08),
    Rule("V09", "G5", Level.BLOCK, "requirements have passed evidence on the release", controls.v09),
    Rule("V10", "G6", Level.BLOCK, "residual falls only through verified controls", risks.v10),
    Rule("V11", "G6", Level.BLOCK, "no residual U, each R decided and signed", risks.v11),
    Rule("V12", "G6", Level.BLOCK, "multi-patient risks are viewed and signed", risks.v12),
    Rule("V13", "G3", Level.BLOCK, "all eight control categories are covered", controls.v13),
    Rule("V14", "G4", Level.BLOCK, "one complete SBOM per deployable", components.v14),
    Rule("V15", "G4", Level.WARN, "components are supported as long as the product", components.v15),
    Rule("V16", "G4", Level.BLOCK, "SBOMs belong to the build", components.v16),
    Rule("V17", "G7", Level.BLOCK, "matches are assessed in time", vulnerabilities.v17),
    Rule("V18", "G7", Level.BLOCK, "assessments are justified and proven", vulnerabilities.v18),
    Rule(
        "V19",
        "G7",
        Level.BLOCK,
        "uncontrolled risks have clocks from awareness and an owner; controlled ones are shown to be",
        vulnerabilities.v19,
    ),
    Rule("V20", "G7", Level.BLOCK, "inherited assessments are confirmed again", vulnerabilities.v20),
    Rule("V21", "G8", Level.BLOCK, "the vulnerability snapshot is recent", vulnerabilities.v21),
    Rule("V22", "G7", Level.BLOCK, "findings have a disposition and a CWE", vulnerabilities.v22),
    Rule("V23", "G5", Level.BLOCK, "the penetration test is independent", controls.v23),
    Rule("V24", "G8", Level.BLOCK, "labelling tells assumptions and open ports", labelling.v24),
    Rule("V25", "sign", Level.BLOCK, "signatures hold and are complete", signatures.v25),
    Rule("V26", "G8", Level.BLOCK, "documents are current", documents.v26),
    Rule("V27", "G8", Level.BLOCK, "documents agree", documents.v27),
    Rule("V32", "load", Level.BLOCK, "links lead somewhere", graph.v32),
    Rule("V33", "load", Level.BLOCK, "dates are possible", dates.v33),
    Rule("V34", "G7", Level.BLOCK, "feeds are fresh", vulnerabilities.v34),
    Rule("V35", "publish", Level.BLOCK, "nothing internal reaches users", labelling.v35),
)
