"""What the threat model shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.rules.threats import v04
from medward.devices.records import Interface
from medward.gaps.queries.words import speaks_of
from medward.gaps.tally import Tally
from medward.governance.records import Plan, PlanKind
from medward.threats.records import AttackTree, Threat

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown

_SUPPLY: Final = "supply chain, supplier, third-party component, dependency, build server, signing service"
_LIFE: Final = {
    "supply chain": _SUPPLY,
    "manufacturing": "manufacturing, production line, factory, provisioning",
    "deployment": "deployment, installation, enrolment, configuration, set-up, shipping",
    "interoperation with other systems": "medical record, HL7, FHIR, gateway, other device, interoperation",
    "maintenance and update": "update, maintenance, service, firmware image",
    "decommissioning": "decommissioning, retire, retired, scrapped, disposal, sold",
}
"""Phases a threat model covers and words that tell them (FDA premarket guidance V.A.1)."""
_ENOUGH: Final = 3
"""Threats named per phase; more would only lengthen the list."""
_METHODS: Final = "STRIDE, attack tree, threat modelling method, PASTA, LINDDUN"


def threat_model(case: Case) -> Shown:
    """Show threats that answer every candidate of the model, decided and up to date."""
    tally = Tally(case)
    threats = case.live(Threat)
    tally.all_but(threats, tally.breaches(v04(case)))
    if not threats:
        tally.want("Generate threats from the model with `medward threats generate` and decide each of them")
    return tally.answer()


def threat_method(case: Case) -> Shown:
    """Show the method by which threats were found, stated in a plan and used on the records."""
    tally = Tally(case)
    plans = [one for one in case.live(Plan) if one.plan_kind is PlanKind.SECURITY]
    saying = [one for one in plans if any(speaks_of(f"{s.heading} {s.text}", _METHODS) for s in one.sections)]
    tally.every(
        saying, "Name the method of threat modelling, and why it fits, in a section of the security plan"
    )
    used = [one for one in case.live(Threat) if one.candidates]
    tally.show(*used[:1])
    if not used:
        tally.want("Derive threats by the method: no threat answers a generated candidate")
    return tally.answer()


def threats_of(case: Case, topic: str) -> Shown:
    """Show threats of every phase of the life cycle."""
    tally = Tally(case)
    phases = _LIFE if topic == "lifecycle" else {topic: topic}
    for phase, words in phases.items():
        found = [one for one in case.live(Threat) if _is_about(one, words, case)]
        for one in found[:_ENOUGH]:
            tally.current(one)
        if not found:
            tally.want(
                f"Add a threat about {phase}, or one marked not-applicable that says why there is none"
            )
    return tally.answer()


def supply_chain(case: Case) -> Shown:
    """Show threats that come through suppliers, parts or the build."""
    return threats_of(case, _SUPPLY)


def attack_trees(case: Case) -> Shown:
    """Show attack trees for threats."""
    tally = Tally(case)
    tally.every(case.live(AttackTree), "Draw an attack tree of the worst threats as attack-tree records")
    return tally.answer()


def _is_about(threat: Threat, words: str, case: Case) -> bool:
    """Say whether a threat speaks of one of these things, in its words or by the purpose of its target."""
    target = case.records.find(threat.target, Interface)
    text = " ".join(
        (
            threat.title,
            threat.entry,
            threat.actor,
            threat.action,
            threat.effect,
            threat.reason,
            *threat.prompts,
            *threat.tags,
            f"{target.purpose} {target.title}" if target else "",
        )
    )
    return speaks_of(text, words)
