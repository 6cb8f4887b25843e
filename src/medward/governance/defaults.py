"""The policies a new device file starts with, and which policy counts on a day.

The shipped content stands in `defaults/*.yaml`. A title that ends in `[P]` is
Medward's proposal: a company adopts it by signing or replaces it by its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from medward.errors import InvalidRecordError, NotFoundError, PolicyError
from medward.governance.policies import (
    AcceptancePolicy,
    ExploitabilityModel,
    Numbering,
    Policy,
    RiskMatrix,
    SbomGate,
    ServiceLevels,
    SeverityScale,
    SignaturePolicy,
)
from medward.kernel.text import YamlDocument, read_yaml

if TYPE_CHECKING:
    from datetime import date

    from medward.kernel.recordset import RecordSet

Rule = TypeVar("Rule", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules that count on one day, and the records they come from."""

    as_of: date
    severity: SeverityScale
    exploitability: ExploitabilityModel
    matrix: RiskMatrix
    acceptance: AcceptancePolicy
    signatures: SignaturePolicy
    sbom_gate: SbomGate
    service_levels: ServiceLevels
    numbering: Numbering
    records: tuple[Policy, ...]
    """The policy records behind the rules, in id order."""

    def record(self, policy_kind: str) -> Policy:
        """Return the record behind a rule, e.g. of `risk-matrix`.

        Raises:
            NotFoundError: No such kind of policy is in force.
        """
        for policy in self.records:
            if policy.rule.policy_kind == policy_kind:
                return policy
        raise NotFoundError(f"no policy of kind {policy_kind!r} is in force", hint="See ORG-POL records.")

    def label(self, policy_kind: str) -> str:
        """Return name and version as printed beside a result, e.g. `MATRIX-1@1`."""
        return self.record(policy_kind).label


@cache
def default_policies() -> tuple[Policy, ...]:
    """Return the eight shipped policies in id order.

    Source: practice 2.2, 2.3-B, 2.4, 4.4 to 4.6, 4.14 and rule V17.
    """
    folder = files("medward.governance") / "defaults"
    found: list[Policy] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            found.extend(policy_of(document) for document in read_yaml(entry.read_bytes(), entry.name))
    return tuple(sorted(found, key=lambda policy: policy.id))


def policy_of(document: YamlDocument) -> Policy:
    """Return a YAML document as a policy.

    Raises:
        InvalidRecordError: It is another kind of record, or a field is wrong.
    """
    kind = document.data.get("kind")
    if kind != "policy/1":
        found = "there is no kind" if kind is None else f"kind is {kind!r}"
        raise InvalidRecordError(
            f"{found}; a policy file begins with 'kind: policy/1'",
            place=document.place,
            hint="Start from the record of the policy in force and change it.",
        )
    try:
        return Policy.model_validate({name: value for name, value in document.data.items() if name != "kind"})
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "policy"
        raise InvalidRecordError(
            f"{field}: {first['msg']}", place=document.place, hint="`medward schema policy` shows the fields."
        ) from error


def current_policies(records: RecordSet, today: date) -> Policies:
    """Return the policies in force today: the device file's own before the shipped defaults.

    A record counts when its status is `effective`, `valid_from` has come and `valid_to` has not passed.

    Raises:
        PolicyError: Two records of one kind are effective on the same day.
    """
    chosen: dict[str, Policy] = {policy.rule.policy_kind: policy for policy in default_policies()}
    own: dict[str, Policy] = {}
    for policy in records.of(Policy):
        if not _is_in_force(policy, today):
            continue
        other = own.setdefault(policy.rule.policy_kind, policy)
        if other is not policy:
            raise PolicyError(
                f"{other.id} ({other.label}) and {policy.id} ({policy.label}) are both effective on {today} "
                f"as policy of kind {policy.rule.policy_kind}",
                hint="Set the older one to superseded, or end it with valid_to.",
            )
    chosen.update(own)
    return Policies(
        as_of=today,
        severity=_rule(chosen, SeverityScale, "severity"),
        exploitability=_rule(chosen, ExploitabilityModel, "exploitability"),
        matrix=_rule(chosen, RiskMatrix, "risk-matrix"),
        acceptance=_rule(chosen, AcceptancePolicy, "acceptance"),
        signatures=_rule(chosen, SignaturePolicy, "signatures"),
        sbom_gate=_rule(chosen, SbomGate, "sbom-gate"),
        service_levels=_rule(chosen, ServiceLevels, "vuln-sla"),
        numbering=_rule(chosen, Numbering, "numbering"),
        records=tuple(sorted(chosen.values(), key=lambda policy: policy.id)),
    )


def _is_in_force(policy: Policy, today: date) -> bool:
    """Say whether a policy record counts today."""
    begun = policy.valid_from is None or policy.valid_from <= today
    return policy.status == "effective" and begun and (policy.valid_to is None or today <= policy.valid_to)


def _rule(chosen: dict[str, Policy], kind: type[Rule], policy_kind: str) -> Rule:
    """Return the rule of one kind with its type."""
    rule = chosen[policy_kind].rule
    if not isinstance(rule, kind):
        raise PolicyError(f"{chosen[policy_kind].id}: the rule is not a {kind.__name__}")
    return rule
