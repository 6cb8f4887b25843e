"""Mandatory tests on CVSS objects: 6.1.8 their form, 6.1.9 their arithmetic, 6.1.10 their agreement with the vector.

Source: CSAF 2.0, 6.1.8 to 6.1.10; the JSON schemas of CVSS 2.0, 3.0 and 3.1 by FIRST. The arithmetic is the
library's (`cvss`, by Red Hat).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from cvss import CVSS2, CVSS3, CVSSError

from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.kernel.json_node import JsonNode
    from medward.vex.csaf_rules.document import CsafDocument

_NOT: Final = "NOT_DEFINED"


class Metric(NamedTuple):
    """A property of a CVSS object beside the metric of the vector it repeats."""

    short: str
    values: Mapping[str, str]
    """Value of the property by value in the vector."""


_IMPACT_3: Final = {"N": "NONE", "L": "LOW", "H": "HIGH"}
_NEED: Final = {"L": "LOW", "M": "MEDIUM", "H": "HIGH"}
_REMEDY: Final = {"O": "OFFICIAL_FIX", "T": "TEMPORARY_FIX", "W": "WORKAROUND", "U": "UNAVAILABLE"}
_BASE_3: Final = {
    "attackVector": Metric("AV", {"N": "NETWORK", "A": "ADJACENT_NETWORK", "L": "LOCAL", "P": "PHYSICAL"}),
    "attackComplexity": Metric("AC", {"L": "LOW", "H": "HIGH"}),
    "privilegesRequired": Metric("PR", _IMPACT_3),
    "userInteraction": Metric("UI", {"N": "NONE", "R": "REQUIRED"}),
    "scope": Metric("S", {"U": "UNCHANGED", "C": "CHANGED"}),
    "confidentialityImpact": Metric("C", _IMPACT_3),
    "integrityImpact": Metric("I", _IMPACT_3),
    "availabilityImpact": Metric("A", _IMPACT_3),
}
_OPTIONAL_3: Final = {
    "exploitCodeMaturity": Metric(
        "E", {"U": "UNPROVEN", "P": "PROOF_OF_CONCEPT", "F": "FUNCTIONAL", "H": "HIGH"}
    ),
    "remediationLevel": Metric("RL", _REMEDY),
    "reportConfidence": Metric("RC", {"U": "UNKNOWN", "R": "REASONABLE", "C": "CONFIRMED"}),
    "confidentialityRequirement": Metric("CR", _NEED),
    "integrityRequirement": Metric("IR", _NEED),
    "availabilityRequirement": Metric("AR", _NEED),
    **{
        f"modified{name[0].upper()}{name[1:]}": Metric(f"M{one.short}", one.values)
        for name, one in _BASE_3.items()
    },
}
_IMPACT_2: Final = {"N": "NONE", "P": "PARTIAL", "C": "COMPLETE"}
_BASE_2: Final = {
    "accessVector": Metric("AV", {"N": "NETWORK", "A": "ADJACENT_NETWORK", "L": "LOCAL"}),
    "accessComplexity": Metric("AC", {"H": "HIGH", "M": "MEDIUM", "L": "LOW"}),
    "authentication": Metric("Au", {"M": "MULTIPLE", "S": "SINGLE", "N": "NONE"}),
    "confidentialityImpact": Metric("C", _IMPACT_2),
    "integrityImpact": Metric("I", _IMPACT_2),
    "availabilityImpact": Metric("A", _IMPACT_2),
}
_OPTIONAL_2: Final = {
    "exploitability": Metric(
        "E", {"U": "UNPROVEN", "POC": "PROOF_OF_CONCEPT", "F": "FUNCTIONAL", "H": "HIGH"}
    ),
    "remediationLevel": Metric(
        "RL", {"OF": "OFFICIAL_FIX", "TF": "TEMPORARY_FIX", "W": "WORKAROUND", "U": "UNAVAILABLE"}
    ),
    "reportConfidence": Metric("RC", {"UC": "UNCONFIRMED", "UR": "UNCORROBORATED", "C": "CONFIRMED"}),
    "collateralDamagePotential": Metric(
        "CDP", {"N": "NONE", "L": "LOW", "LM": "LOW_MEDIUM", "MH": "MEDIUM_HIGH", "H": "HIGH"}
    ),
    "targetDistribution": Metric("TD", {"N": "NONE", "L": "LOW", "M": "MEDIUM", "H": "HIGH"}),
    "confidentialityRequirement": Metric("CR", _NEED),
    "integrityRequirement": Metric("IR", _NEED),
    "availabilityRequirement": Metric("AR", _NEED),
}
_SEVERITIES: Final = ("NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL")
_TOP: Final = 10


class Scheme(NamedTuple):
    """What one version of CVSS has."""

    versions: tuple[str, ...]
    needed: tuple[str, ...]
    base: Mapping[str, Metric]
    optional: Mapping[str, Metric]


_SCHEMES: Final = {
    "cvss_v2": Scheme(("2.0",), ("version", "vectorString", "baseScore"), _BASE_2, _OPTIONAL_2),
    "cvss_v3": Scheme(
        ("3.0", "3.1"), ("version", "vectorString", "baseScore", "baseSeverity"), _BASE_3, _OPTIONAL_3
    ),
}
_SCORES: Final = ("base", "temporal", "environmental")


def t08_form(document: CsafDocument) -> Iterator[Fault]:
    """6.1.8: a CVSS object is as FIRST's schema has it."""
    for name, node in cvss_objects(document):
        yield from _form(node, _SCHEMES[name])


def t09_arithmetic(document: CsafDocument) -> Iterator[Fault]:
    """6.1.9: scores and severities are those the vector gives."""
    for name, node in cvss_objects(document):
        for kind, value, severity in computed(name, node):
            yield from _agrees(node, f"{kind}Score", value, is_score=True)
            yield from _agrees(node, f"{kind}Severity", severity.upper(), is_score=False)


def t10_consistency(document: CsafDocument) -> Iterator[Fault]:
    """6.1.10: a property that repeats a metric of the vector has the same value."""
    for name, node in cvss_objects(document):
        scheme, given = _SCHEMES[name], metrics(node)
        for field, metric in {**scheme.base, **scheme.optional}.items():
            told = node.value.get(field)
            in_vector = metric.values.get(given.get(metric.short, ""))
            if told is not None and in_vector is not None and told != in_vector:
                yield Fault(node.below(field), f"{field} is {told!r:.40}, the vector says {in_vector}")


def cvss_objects(document: CsafDocument) -> Iterator[tuple[str, JsonNode]]:
    """Yield every CVSS object with the name of its property."""
    for vulnerability in document.vulnerabilities:
        for entry in vulnerability.nodes("scores"):
            for name in _SCHEMES:
                if name in entry.value:
                    yield name, entry.node(name)


def metrics(node: JsonNode) -> dict[str, str]:
    """Return the metrics of the vector of a CVSS object."""
    vector = node.value.get("vectorString")
    parts = vector.split("/") if isinstance(vector, str) else []
    return {name: value for name, _, value in (part.partition(":") for part in parts)}


def computed(name: str, node: JsonNode) -> list[tuple[str, float, str]]:
    """Return kind, score and severity that the vector gives; nothing for a vector that is none."""
    vector = node.value.get("vectorString")
    if not isinstance(vector, str):
        return []
    try:
        parsed = CVSS2(vector) if name == "cvss_v2" else CVSS3(vector)
    except CVSSError:
        return []
    rows = zip(_SCORES, parsed.scores(), parsed.severities(), strict=True)
    return [(kind, float(value), severity) for kind, value, severity in rows if value is not None]


def _form(node: JsonNode, scheme: Scheme) -> Iterator[Fault]:
    value = node.value
    for field in scheme.needed:
        if field not in value:
            yield Fault(node.below(field), f"{field} is missing")
    if "version" in value and value["version"] not in scheme.versions:
        yield Fault(
            node.below("version"),
            f"version is {value['version']!r:.20}; it must be {' or '.join(scheme.versions)}",
        )
    for field in (*scheme.base, *scheme.optional):
        words = {**scheme.base, **scheme.optional}[field].values.values()
        allowed = (*words, _NOT) if field in scheme.optional else tuple(words)
        if field in value and value[field] not in allowed:
            yield Fault(node.below(field), f"{value[field]!r:.40} is not one of {', '.join(allowed)}")
    for kind in _SCORES:
        yield from _score_form(node, f"{kind}Score", f"{kind}Severity")
    yield from _vector_form(node, scheme)


def _score_form(node: JsonNode, score: str, severity: str) -> Iterator[Fault]:
    found = node.value.get(score)
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    if score in node.value and (not is_number or not 0 <= float(str(found)) <= _TOP):
        yield Fault(node.below(score), f"{found!r:.20} is no score from 0 to 10")
    if severity in node.value and node.value[severity] not in _SEVERITIES:
        yield Fault(node.below(severity), f"{node.value[severity]!r:.20} is no severity")


def _vector_form(node: JsonNode, scheme: Scheme) -> Iterator[Fault]:
    vector = node.value.get("vectorString")
    if vector is None:
        return
    name = "cvss_v2" if scheme.versions == ("2.0",) else "cvss_v3"
    if not computed(name, node):
        yield Fault(
            node.below("vectorString"), f"{vector!r:.80} is no vector of CVSS {' or '.join(scheme.versions)}"
        )
    elif name == "cvss_v3" and not str(vector).startswith(f"CVSS:{node.value.get('version')}/"):
        yield Fault(
            node.below("vectorString"), f"the vector is not of version {node.value.get('version')!r:.20}"
        )


def _agrees(node: JsonNode, field: str, value: object, *, is_score: bool) -> Iterator[Fault]:
    told = node.value.get(field)
    if field in node.value and told != value:
        shown = f"{value:.1f}" if is_score else value
        yield Fault(node.below(field), f"{field} is {told!r:.20}; the vector gives {shown}")
