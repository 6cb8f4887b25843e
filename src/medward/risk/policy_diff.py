"""Try another policy without changing anything: which risks would change class, which would reopen.

Source: practice 4.6 (dry run before signing; old decisions keep their policy) and scenario S03.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from medward.errors import PolicyError
from medward.governance.policies import ExploitabilityModel, Policy, RiskMatrix
from medward.risk.evaluate import RiskView, evaluate_all
from medward.risk.matrix import Cell, validate_matrix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from medward.governance.defaults import Policies
    from medward.kernel.recordset import RecordSet
    from medward.verification.credit import Proof


@dataclass(frozen=True, slots=True)
class Flip:
    """A risk whose residual class would be another."""

    risk: str
    title: str
    severity: str
    exploitability: str
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class PolicyDifference:
    """What adopting a policy would do."""

    policy: str
    """Policy that was tried, as `MATRIX-2@1`."""
    instead_of: str
    before: Mapping[Cell, int]
    after: Mapping[Cell, int]
    flips: tuple[Flip, ...]
    reopened: tuple[str, ...]
    """Risks whose recorded state would no longer hold."""

    @property
    def risks(self) -> int:
        """How many risks were read again."""
        return sum(self.after.values())


def policy_difference(
    policy: Policy, records: RecordSet, policies: Policies, control_proofs: Mapping[str, Proof]
) -> PolicyDifference:
    """Return what would change if `policy` were in force; nothing is changed.

    Raises:
        PolicyError: The policy contradicts itself, or is of a kind that does not rate risks.
    """
    tried = with_policy(policies, policy)
    before = evaluate_all(records, policies, control_proofs)
    after = evaluate_all(records, tried, control_proofs)
    pairs = list(zip(before, after, strict=True))
    return PolicyDifference(
        policy=policy.label,
        instead_of=policies.label(policy.rule.policy_kind),
        before=_counts(before),
        after=_counts(after),
        flips=tuple(_flip(old, new) for old, new in pairs if old.residual.cell is not new.residual.cell),
        reopened=tuple(
            new.id for old, new in pairs if new.derived_status == "reopened" != old.derived_status
        ),
    )


def with_policy(policies: Policies, policy: Policy) -> Policies:
    """Return `policies` with one of them replaced.

    Raises:
        PolicyError: The policy contradicts itself, or is of a kind that does not rate risks.
    """
    others = tuple(item for item in policies.records if item.rule.policy_kind != policy.rule.policy_kind)
    records = tuple(sorted((*others, policy), key=lambda item: item.id))
    if isinstance(policy.rule, RiskMatrix):
        validate_matrix(policy.rule)
        return replace(policies, matrix=policy.rule, records=records)
    if isinstance(policy.rule, ExploitabilityModel):
        return replace(policies, exploitability=policy.rule, records=records)
    raise PolicyError(
        f"{policy.label} is a policy of kind {policy.rule.policy_kind}; it rates no risk",
        hint="Give a file with a risk-matrix or an exploitability policy.",
    )


def _flip(old: RiskView, new: RiskView) -> Flip:
    """Return one change of class."""
    return Flip(
        old.id, old.title, new.severity, new.residual.exploitability, old.residual.cell, new.residual.cell
    )


def _counts(views: tuple[RiskView, ...]) -> dict[Cell, int]:
    """Return how many risks are in each residual class."""
    return {cell: sum(1 for view in views if view.residual.cell is cell) for cell in Cell}
