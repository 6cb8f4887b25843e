"""Which rules of its own the company has adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.gaps.tally import Tally
from medward.governance.policies import Policy

if TYPE_CHECKING:
    from medward.checks.case import Case
    from medward.gaps.shown import Shown


def adopted(case: Case, policy_kind: str) -> Shown:
    """Show that the company adopted a policy of a kind; the shipped default is only a proposal."""
    tally = Tally(case)
    own = [one for one in case.live(Policy) if one.rule.policy_kind == policy_kind]
    in_force = {one.id for one in case.policies.records}
    tally.every(own, f"Adopt a policy of kind {policy_kind}: the shipped proposal or your own, signed")
    for one in own:
        if one.id not in in_force and one.status == "effective":
            tally.lack("Renew {}: it is not in force today", one)
    return tally.answer()


def severity_scale(case: Case) -> Shown:
    """Show the scale of patient harm."""
    return adopted(case, "severity")


def risk_matrix(case: Case) -> Shown:
    """Show the risk matrix."""
    return adopted(case, "risk-matrix")
