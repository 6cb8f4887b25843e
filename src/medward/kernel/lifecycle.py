"""Lifecycles as tables: from which state to which, by whom, with which signature.

The tables are those of the practice specification 2.3: A controlled record,
B risk, C vulnerability assessment, G requirement, J change. A state named in
`frozen` is a signed one: its content never changes, a correction is version + 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

OUT_OF_USE: Final = frozenset({"superseded", "obsolete", "retired"})
"""States of a record that counts no longer, over all lifecycles (practice 2.3)."""


class Meaning(StrEnum):
    """What a signature says (21 CFR 11.50(a)(3)); the set shipped with Medward."""

    AUTHORSHIP = "authorship"
    REVIEW_TECHNICAL = "review-technical"
    REVIEW_CLINICAL = "review-clinical"
    REVIEW_REGULATORY = "review-regulatory"
    APPROVAL_QUALITY = "approval-quality"
    APPROVAL_MANAGEMENT = "approval-management"
    RESPONSIBILITY_RELEASE = "responsibility-release"
    ACCEPTANCE_MEDICAL = "acceptance-medical"
    ACCEPTANCE_QUALITY = "acceptance-quality"
    ACCEPTANCE_EXECUTIVE = "acceptance-executive"
    ACKNOWLEDGEMENT_SITE = "acknowledgement-site"


class Role(StrEnum):
    """What a person may do; a signer needs the role on the day of signing."""

    SECURITY = "security"
    DEVELOPMENT = "development"
    TEST = "test"
    REGULATORY = "regulatory"
    QUALITY = "quality"
    MEDICAL = "medical"
    POSTMARKET = "postmarket"
    EXECUTIVE = "executive"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step: who may take it and what it needs."""

    roles: tuple[Role, ...] = ()
    """Roles that may take the step; empty means anyone who may edit."""
    signed: bool = False
    """Whether the new state needs the signatures that the signature policy lists."""
    guard: str = ""
    """In words, what must hold; the check that enforces it carries a rule id."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The states of a kind and the steps between them."""

    name: str
    initial: str
    steps: dict[tuple[str, str], Transition]
    frozen: frozenset[str] = field(default_factory=frozenset)

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, the initial one first, in the order of the table."""
        seen = dict.fromkeys([self.initial])
        for source, target in self.steps:
            seen.update({source: None, target: None})
        return tuple(seen)

    def allows(self, source: str, target: str) -> bool:
        """Say whether a record may go from `source` to `target` (staying is always allowed)."""
        return source == target or (source, target) in self.steps


_SIGNED = Transition(signed=True)

CONTROLLED = Lifecycle(  # practice 2.3-A
    "controlled record",
    "draft",
    {
        ("draft", "in-review"): Transition(guard="all mandatory fields filled"),
        ("in-review", "draft"): Transition(guard="rejected, with a reason"),
        ("in-review", "approved"): Transition(signed=True, guard="every meaning the signature policy lists"),
        ("approved", "effective"): Transition(
            guard="effective date reached, training recorded if the policy asks"
        ),
        ("approved", "draft"): Transition(guard="only as version + 1"),
        ("effective", "draft"): Transition(guard="only as version + 1"),
        ("effective", "superseded"): Transition(guard="a newer version is effective"),
        ("effective", "obsolete"): _SIGNED,
    },
    frozenset({"approved", "effective", "superseded", "obsolete"}),
)

_RISK_OPEN = ("identified", "assessed", "treating", "controls-verified", "residual-assessed")
_RISK_CLOSED = ("mitigated", "accepted", "transferred", "unacceptable")

RISK = Lifecycle(  # practice 2.3-B
    "risk",
    "identified",
    {
        ("identified", "assessed"): Transition((Role.SECURITY,)),
        ("assessed", "treating"): Transition((Role.SECURITY,)),
        ("treating", "controls-verified"): Transition(guard="every credited control verified (V09)"),
        ("assessed", "residual-assessed"): Transition((Role.SECURITY,), guard="no treatment needed: cell A"),
        ("controls-verified", "residual-assessed"): Transition((Role.SECURITY,)),
        ("residual-assessed", "mitigated"): Transition(guard="residual cell A"),
        ("residual-assessed", "accepted"): Transition(signed=True, guard="signed benefit-risk decision"),
        ("residual-assessed", "transferred"): Transition(signed=True, guard="labelling item"),
        ("residual-assessed", "unacceptable"): Transition(),
        **{
            (state, "reopened"): Transition(guard="a trigger, with a reason")
            for state in _RISK_OPEN + _RISK_CLOSED
        },
        ("reopened", "assessed"): Transition((Role.SECURITY,)),
    },
    frozenset({"accepted", "transferred"}),
)

ASSESSMENT = Lifecycle(  # practice 2.3-C
    "vulnerability assessment",
    "new",
    {
        ("new", "under-investigation"): Transition(),
        ("new", "duplicate"): Transition(),
        ("new", "disputed"): Transition(),
        ("new", "affected"): Transition(guard="action statement"),
        ("new", "not-affected"): Transition(signed=True, guard="justification and evidence (V18)"),
        ("under-investigation", "not-affected"): Transition(
            signed=True, guard="justification and evidence (V18)"
        ),
        ("under-investigation", "affected"): Transition(guard="action statement"),
        ("under-investigation", "fixed"): Transition(guard="release and evidence"),
        ("under-investigation", "duplicate"): Transition(),
        ("under-investigation", "disputed"): Transition(),
        ("affected", "fixed"): Transition(guard="release and evidence"),
        ("affected", "under-investigation"): Transition(guard="reopened by a trigger"),
        ("not-affected", "under-investigation"): Transition(guard="reopened by a trigger"),
        ("fixed", "under-investigation"): Transition(guard="reopened by a trigger"),
    },
    frozenset({"not-affected"}),
)

REQUIREMENT = Lifecycle(  # practice 2.3-G
    "requirement",
    "draft",
    {
        ("draft", "approved"): _SIGNED,
        ("approved", "implemented"): Transition((Role.DEVELOPMENT,)),
        ("implemented", "verified"): Transition(guard="every linked test passed on the target release"),
        ("implemented", "failed"): Transition(),
        ("verified", "failed"): Transition(guard="evidence expired, lost or failed"),
        ("failed", "implemented"): Transition(),
        ("failed", "obsolete"): Transition(),
        ("verified", "obsolete"): Transition(),
        ("approved", "draft"): Transition(guard="only as version + 1"),
        ("implemented", "draft"): Transition(guard="only as version + 1"),
        ("verified", "draft"): Transition(guard="only as version + 1"),
    },
    frozenset({"approved", "implemented", "verified", "failed", "obsolete"}),
)

CHANGE = Lifecycle(  # practice 2.3-J
    "change",
    "requested",
    {
        ("requested", "impact-assessed"): Transition(
            guard="security, safety, submission, labelling, SBOM, fleet answered"
        ),
        ("impact-assessed", "approved"): _SIGNED,
        ("approved", "implemented"): Transition(),
        ("implemented", "verified"): Transition(),
        ("verified", "closed"): _SIGNED,
    },
    frozenset({"approved", "implemented", "verified", "closed"}),
)

PLAIN = Lifecycle(  # facts a person keeps (people, suppliers, evidence): in use or retired
    "register entry",
    "active",
    {
        ("active", "retired"): Transition(guard="a reason; ids are never reused"),
        ("retired", "active"): Transition(),
    },
)
