"""What a person asks about risks: the list, the reasons, and what another policy would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medward.devices.records import Release
from medward.errors import InvalidRecordError, NotFoundError
from medward.governance.defaults import Policies, current_policies, policy_of
from medward.kernel.text import read_yaml
from medward.kernel.words import spelled
from medward.risk.evaluate import Overall, RiskView, evaluate_all, overall
from medward.risk.explain import Explanation, explain
from medward.risk.matrix import validate_matrix
from medward.risk.policy_diff import PolicyDifference, policy_difference
from medward.risk.records import Risk
from medward.threats.records import Threat
from medward.verification.credit import Proof, Target, prove_controls, prove_requirements
from medward.vex.records import Assessment, ControlState
from medward.workspace.inputs import not_a_file
from medward.workspace.naming import named_release

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from medward.kernel.recordset import RecordSet
    from medward.workspace.device import Device


@dataclass(frozen=True, slots=True)
class Basis:
    """What every question about risks starts from."""

    records: RecordSet
    policies: Policies
    proofs: Mapping[str, Proof]
    triggers: Mapping[str, tuple[str, ...]]
    """Events that reopen a risk, by risk id."""
    release: Release | None
    """Release on which controls have to be proven; none means none is proven."""


@dataclass(frozen=True, slots=True)
class RiskReport:
    """Every risk as it stands, and the count table."""

    views: tuple[RiskView, ...]
    overall: Overall
    basis: Basis


def risk_basis(device: Device, records: RecordSet, today: date, release: str = "") -> Basis:
    """Return records, policies and proofs for a release, by default the target of the device file.

    Raises:
        NotFoundError: There is no such release.
        PolicyError: The matrix in force contradicts itself, or two policies of one kind are in force.
    """
    policies = current_policies(records, today)
    validate_matrix(policies.matrix)
    target = _target(records, release or device.settings.target)
    proofs: Mapping[str, Proof] = {}
    if target is not None:
        proofs = prove_controls(records, prove_requirements(records, Target(target, today, device.files)))
    return Basis(records, policies, proofs, open_events(records, target), target)


def risk_report(basis: Basis) -> RiskReport:
    """Return every risk as it stands."""
    views = evaluate_all(basis.records, basis.policies, basis.proofs, basis.triggers)
    return RiskReport(views, overall(views), basis)


def risk_explanation(basis: Basis, identity: str) -> tuple[RiskView, tuple[Explanation, ...]]:
    """Return one risk and why it is rated so.

    Raises:
        NotFoundError: There is no such risk.
    """
    for view in risk_report(basis).views:
        if view.id == identity:
            return view, explain(view, basis.records, basis.policies)
    raise NotFoundError(f"there is no risk {identity}", hint="`medward risk list` shows them.")


def try_policy(basis: Basis, path: Path) -> PolicyDifference:
    """Return what adopting the policy in a file would change; nothing is written.

    Raises:
        InvalidInputError: The file is not one policy.
        PolicyError: The policy contradicts itself or rates no risk.
    """
    if not path.is_file():
        raise not_a_file(path, "Give a YAML file that begins with `kind: policy/1`.")
    documents = read_yaml(path.read_bytes(), path.name)
    if len(documents) != 1:
        raise InvalidRecordError(
            f"{len(documents)} documents; exactly one policy is expected",
            place=path.name,
            hint="Keep one policy.",
        )
    return policy_difference(policy_of(documents[0]), basis.records, basis.policies, basis.proofs)


def open_events(records: RecordSet, release: Release | None) -> dict[str, tuple[str, ...]]:
    """Return, by risk, the vulnerability assessments of a release that are not settled and bear on it.

    An assessment bears on the risks it names; when it names none, on those whose threats target one of
    its interfaces. It is settled when the release is not affected or fixed, or its risk is controlled.

    Source: practice 2.3-B, a new vulnerability on a linked element reopens a risk.
    """
    found: dict[str, list[str]] = {}
    by_target: dict[str, list[str]] = {}
    for risk in records.of(Risk):
        for threat in (records.find(name, Threat) for name in risk.threats):
            if threat is not None:
                by_target.setdefault(threat.target, []).append(risk.id)
    for item in records.of(Assessment):
        if release is None or item.release != release.id or _is_settled(item):
            continue
        bears_on = item.risks or [
            name for interface in item.interfaces for name in by_target.get(interface, ())
        ]
        for name in dict.fromkeys(bears_on):
            found.setdefault(name, []).append(
                f"vulnerability: {item.id} ({item.vulnerability}) is {spelled(item.status)}"
            )
    return {name: tuple(events) for name, events in found.items()}


def _is_settled(item: Assessment) -> bool:
    """Say whether an assessment asks nothing of the risks it bears on."""
    if item.status == "affected":
        return item.control_state is ControlState.CONTROLLED
    return item.status not in {"new", "under-investigation"}


def _target(records: RecordSet, identity: str) -> Release | None:
    """Return the release by id or printed version, else the one marked as target."""
    if identity:
        return named_release(records, identity)
    marked = [release for release in records.of(Release) if release.target]
    return marked[0] if len(marked) == 1 else None
