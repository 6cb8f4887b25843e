"""Evidence queries: pure functions from the case to what shows a demand, and the table of their names.

Packs name a query as `name` or `name argument`; an unknown one is refused where a
pack is checked, so that no clause waits for an answer nobody can give.

>>> problem_of("label-item 15")
'label-item takes one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, not 15'
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from medward.catalogue.pack import query_parts
from medward.catalogue.records import ControlCategory
from medward.checks.case import Case
from medward.errors import InvalidInputError
from medward.gaps.queries import (
    company,
    components,
    controls,
    device,
    disclosure,
    documents,
    labels,
    plans,
    policies,
    reporting,
    risks,
    sbom_fields,
    threats,
    topics,
    verification,
    vulnerabilities,
)
from medward.gaps.shown import Shown, State
from medward.governance.records import PlanKind
from medward.verification.records import TestKind

if TYPE_CHECKING:
    from collections.abc import Iterable

Plain: TypeAlias = Callable[[Case], Shown]
Asking: TypeAlias = Callable[[Case, str], Shown]

_PLANS: Final = tuple(PlanKind)
_VIEWS: Final = ("global", "multi_patient", "update", "use_case")
_POLICIES: Final = (
    *("severity", "exploitability", "risk-matrix", "acceptance", "signatures", "sbom-gate"),
    *("vuln-sla", "numbering", "clocks", "detection"),
)
PLACE: Final = "jurisdiction"


class Query(NamedTuple):
    """One line of the table."""

    name: str
    ask: Asking
    help: str
    """First line of the function's docstring."""
    takes: str = ""
    """What the argument is; empty where there is none."""
    choices: tuple[str, ...] = ()
    """Arguments it takes; empty means any text."""


def _plain(name: str, function: Plain) -> Query:
    """Return a query without argument."""
    return Query(name, lambda case, _: function(case), _first_line(function))


def _taking(name: str, function: Asking, takes: str, choices: Iterable[str] = ()) -> Query:
    """Return a query with an argument."""
    return Query(name, function, _first_line(function), takes, tuple(map(str, choices)))


def _first_line(function: object) -> str:
    """Return the first line of a docstring."""
    return (function.__doc__ or "").partition("\n")[0]


def _test_kinds() -> tuple[str, ...]:
    """Return the kinds of test as packs write them, with hyphen or underscore."""
    return tuple(
        dict.fromkeys(name for kind in TestKind for name in (kind.value, kind.value.replace("-", "_")))
    )


def _voluntary(case: Case, query: str) -> Shown:
    """Ask another query about what nobody has to do: where nothing is recorded it does not apply."""
    found = ask(case, query)
    return Shown(State.NOT_APPLICABLE, owner=found.owner) if found.state is State.MISSING else found


_ALL: Final = (
    _plain("product-definition", device.product_definition),
    _plain("intended-use", device.intended_use),
    _plain("assumptions", device.assumptions),
    _taking("product-class", device.product_class, PLACE),
    _taking("market", device.market, PLACE),
    _plain("system-model", device.system_model),
    _plain("interfaces", device.interfaces),
    _plain("assets", device.assets),
    _plain("actors", device.actors),
    _taking("view", device.view, "kind of view", (*_VIEWS, "multi-patient", "use-case")),
    _plain("use-cases", device.use_cases),
    _plain("ports-labelled", device.ports_labelled),
    _plain("release-record", device.release_record),
    _plain("support-period", device.support_period),
    _plain("threat-model", threats.threat_model),
    _plain("threat-method", threats.threat_method),
    _taking("threats", threats.threats_of, "topic, or lifecycle"),
    _plain("supply-chain-threats", threats.supply_chain),
    _plain("attack-trees", threats.attack_trees),
    _plain("risk-assessment", risks.risk_assessment),
    _plain("risk-acceptance", risks.risk_acceptance),
    _plain("exploitability-method", risks.exploitability_method),
    _plain("severity-scale", policies.severity_scale),
    _plain("risk-matrix", policies.risk_matrix),
    _plain("acceptance-criteria", risks.acceptance_criteria),
    _plain("benefit-risk", risks.benefit_risk),
    _plain("safety-link", risks.safety_link),
    _plain("multi-patient", risks.multi_patient),
    _plain("side-effects", controls.side_effects),
    _taking("control-category", controls.control_category, "category", ControlCategory),
    _taking("control-on", topics.control_on, "topic"),
    _plain("controls", controls.controls),
    _plain("control-hierarchy", controls.control_hierarchy),
    _plain("requirements", controls.requirements),
    _plain("requirements-verified", controls.requirements_verified),
    _plain("traceability", controls.traceability),
    _taking("test", verification.of_kind, "kind of test", _test_kinds()),
    _plain("test-independence", verification.independence),
    _plain("evidence-current", verification.evidence_current),
    _plain("findings", verification.findings),
    _plain("anomalies", verification.anomalies),
    _plain("sbom", components.sbom),
    _plain("sbom-ntia", components.ntia),
    _plain("sbom-cisa", components.cisa),
    _taking("sbom-field", sbom_fields.field, "field", sbom_fields.FIELDS),
    _plain("sbom-support", components.support),
    _plain("sbom-machine-readable", components.machine_readable),
    _plain("component-end-of-support", components.end_of_support),
    _plain("supplier-agreements", components.supplier_agreements),
    _plain("vulnerability-assessment", vulnerabilities.assessed),
    _plain("vulnerability-match", vulnerabilities.matched),
    _plain("kev", vulnerabilities.known_exploited),
    _plain("vex", vulnerabilities.vex),
    _taking("label-item", labels.label_item, "number", map(str, labels.ITEM_WORDS)),
    _plain("labels-complete", labels.complete),
    _plain("mds2", labels.disclosure_statement),
    _taking("mds2-section", disclosure.section, "code of the section", disclosure.SECTIONS),
    _plain("end-of-support-plan", plans.end_of_support_plan),
    _taking("plan", plans.plan, "kind of plan", _PLANS),
    _taking("plan-section", plans.plan_section, "kind of plan : topic"),
    _taking("policy", policies.adopted, "kind of policy", _POLICIES),
    _plain("update-plan", plans.update_plan),
    _plain("monitoring", plans.monitoring),
    _plain("metrics", plans.metrics),
    _plain("reporting-procedure", plans.reporting_procedure),
    _plain("reporting-events", reporting.events),
    _plain("clinical-investigation", reporting.clinical_investigation),
    _plain("organisation", company.organisation),
    _plain("roles", company.roles),
    _plain("training", company.training),
    _plain("training-valid", company.training_valid),
    _plain("management-review", company.management_review),
    _plain("exercise", company.exercise),
    _plain("intelligence-source", company.intelligence_source),
    _plain("periodic-assessment", company.periodic_assessment),
    _plain("membership", company.membership),
    _taking("document", documents.document, "words of its kind"),
    _taking("submission", documents.submission, PLACE),
    _taking("decision", documents.decision, "kind of decision, or words of its question"),
    _plain("signatures", documents.signatures),
    _plain("audit-trail", documents.audit_trail),
    _plain("change-control", documents.change_control),
    _plain("configuration-management", documents.configuration_management),
    _plain("privacy", documents.privacy),
    _taking("scope-register", documents.scope_register, PLACE),
    _taking("voluntary", _voluntary, "another query"),
)
QUERIES: Final = {query.name: query for query in _ALL}


def problem_of(text: str) -> str:
    """Return what is wrong with a query as packs write it, or nothing.

    The place may be left out: it is then the jurisdiction of the clause that asks.
    """
    name, argument = query_parts(text)
    query = QUERIES.get(name)
    if query is None:
        return f"there is no evidence query {name!r}"
    if not query.takes:
        return f"{name} takes nothing, not {argument!r}" if argument else ""
    if not argument:
        return "" if query.takes == PLACE else f"{name} needs its argument: {query.takes}"
    if query.choices and argument not in query.choices:
        return f"{name} takes one of {', '.join(query.choices)}, not {argument}"
    further = _FURTHER.get(name)
    return further(argument) if further else ""


def _section_problem(argument: str) -> str:
    """Return what is wrong with `plan : topic`, or nothing."""
    kind, colon, topic = (part.strip() for part in argument.partition(":"))
    if kind not in _PLANS or not colon or not topic:
        return (
            f"plan-section takes a kind of plan ({', '.join(_PLANS)}), a colon and a topic, not {argument!r}"
        )
    return ""


_FURTHER: Final[dict[str, Callable[[str], str]]] = {"plan-section": _section_problem, "voluntary": problem_of}
"""What else is asked of the argument of a query."""


def ask(case: Case, text: str) -> Shown:
    """Return what the records say to a query.

    Raises:
        InvalidInputError: There is no such query, or its argument is wrong.
    """
    problem = problem_of(text)
    if problem:
        raise InvalidInputError(
            f"evidence query {text!r}: {problem}", hint="`medward gaps --queries` lists them."
        )
    name, argument = query_parts(text)
    return QUERIES[name].ask(case, argument)
