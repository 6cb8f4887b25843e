"""How the words of the formats become ours and back: practice 4.15 as a table, with what each step loses.

CycloneDX has nine justifications, the others share five. A mitigation outside the product, or one a user can
switch off, is no *inline* mitigation: such a product counts as affected, with an action statement, unless the
mitigation is marked as inside the product.

Source: practice 4.15; CycloneDX 1.6 `vulnerabilities[].analysis`; OpenVEX 0.2.0, "Status Justifications"; CSAF
2.0, 3.2.3.5 and 3.2.3.12.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from medward.vex.records import Justification
from medward.vex.statement import Response, Statement, Term, VexStatus

STATES: Final = {
    "in_triage": VexStatus.UNDER_INVESTIGATION,
    "exploitable": VexStatus.AFFECTED,
    "not_affected": VexStatus.NOT_AFFECTED,
    "false_positive": VexStatus.NOT_AFFECTED,
    "resolved": VexStatus.FIXED,
    "resolved_with_pedigree": VexStatus.FIXED,
}
"""CycloneDX states."""
SHARED: Final = {
    Justification.COMPONENT_NOT_PRESENT: "component_not_present",
    Justification.CODE_NOT_PRESENT: "vulnerable_code_not_present",
    Justification.CODE_NOT_IN_EXECUTE_PATH: "vulnerable_code_not_in_execute_path",
    Justification.CODE_CANNOT_BE_CONTROLLED: "vulnerable_code_cannot_be_controlled_by_adversary",
    Justification.INLINE_MITIGATIONS: "inline_mitigations_already_exist",
}
"""Our justifications as OpenVEX and CSAF flags spell them."""
FROM_SHARED: Final = {word: justification for justification, word in SHARED.items()}


class Mapped(NamedTuple):
    """One CycloneDX justification in the words all formats share."""

    justification: Justification
    loses: bool = False
    """Whether the shared word says less."""
    outside: bool = False
    """Whether it counts only when the mitigation is inside the product."""


JUSTIFICATIONS: Final = {
    "code_not_present": Mapped(Justification.CODE_NOT_PRESENT),
    "code_not_reachable": Mapped(Justification.CODE_NOT_IN_EXECUTE_PATH),
    "requires_configuration": Mapped(Justification.CODE_CANNOT_BE_CONTROLLED, loses=True),
    "requires_dependency": Mapped(Justification.CODE_NOT_IN_EXECUTE_PATH, loses=True),
    "requires_environment": Mapped(Justification.CODE_CANNOT_BE_CONTROLLED, loses=True),
    "protected_by_compiler": Mapped(Justification.INLINE_MITIGATIONS, loses=True),
    "protected_at_runtime": Mapped(Justification.INLINE_MITIGATIONS, loses=True),
    "protected_at_perimeter": Mapped(Justification.INLINE_MITIGATIONS, loses=True, outside=True),
    "protected_by_mitigating_control": Mapped(Justification.INLINE_MITIGATIONS, loses=True, outside=True),
}
"""CycloneDX justifications."""
TO_CYCLONEDX: Final = {
    Justification.COMPONENT_NOT_PRESENT: "code_not_present",
    Justification.CODE_NOT_PRESENT: "code_not_present",
    Justification.CODE_NOT_IN_EXECUTE_PATH: "code_not_reachable",
    Justification.CODE_CANNOT_BE_CONTROLLED: "requires_environment",
    Justification.INLINE_MITIGATIONS: "protected_at_runtime",
}
"""The CycloneDX word for ours where nobody chose a finer one."""
_STATE_OF: Final = {
    VexStatus.UNDER_INVESTIGATION: "in_triage",
    VexStatus.AFFECTED: "exploitable",
    VexStatus.NOT_AFFECTED: "not_affected",
    VexStatus.FIXED: "resolved",
}
REMEDIATIONS: Final = {
    Response.CAN_NOT_FIX: "none_available",
    Response.WILL_NOT_FIX: "no_fix_planned",
    Response.UPDATE: "vendor_fix",
    Response.ROLLBACK: "workaround",
    Response.WORKAROUND_AVAILABLE: "workaround",
}
"""CycloneDX responses as categories of a CSAF remediation."""
FROM_REMEDIATION: Final = {
    "none_available": Response.CAN_NOT_FIX,
    "no_fix_planned": Response.WILL_NOT_FIX,
    "vendor_fix": Response.UPDATE,
    "workaround": Response.WORKAROUND_AVAILABLE,
    "mitigation": Response.WORKAROUND_AVAILABLE,
}


class Meaning(NamedTuple):
    """What a CycloneDX term is in our words."""

    status: VexStatus
    justification: Justification | None


def meaning(term: Term) -> Meaning:
    """Return status and justification of a CycloneDX term.

    A false positive is not affected because the code is not there, unless it says another reason.

    >>> meaning(Term("not_affected", "protected_at_perimeter")).status.value
    'affected'
    """
    status = STATES[term.state]
    if status is not VexStatus.NOT_AFFECTED:
        return Meaning(status, None)
    mapped = JUSTIFICATIONS.get(term.justification)
    if mapped is None:
        reason = Justification.CODE_NOT_PRESENT if term.state == "false_positive" else None
        return Meaning(status, reason)
    if mapped.outside and not term.inside_product:
        return Meaning(VexStatus.AFFECTED, None)
    return Meaning(status, mapped.justification)


def term_of(statement: Statement) -> Term:
    """Return the CycloneDX term of a statement: the one it was given, as long as it still means the same.

    A statement that has moved on from its term, as a reopened one has, gets the plain word of its status.
    """
    kept = statement.term
    if kept is not None and meaning(kept).status is statement.status:
        return kept
    justification = TO_CYCLONEDX[statement.justification] if statement.justification else ""
    return Term(_STATE_OF[statement.status], justification)


def loss_of(term: Term) -> str:
    """Return what OpenVEX and CSAF cannot say of a CycloneDX term, or nothing.

    >>> loss_of(Term("not_affected", "code_not_reachable"))
    ''
    """
    status, justification = meaning(term)
    mapped = JUSTIFICATIONS.get(term.justification)
    if STATES[term.state] is VexStatus.NOT_AFFECTED and mapped is not None:
        if status is VexStatus.AFFECTED:
            return f"{term.justification} is no mitigation inside the product; written as affected with an action"
        if mapped.loses and justification is not None:
            return f"{term.justification} is written as {SHARED[justification]}"
    if term.state in {"false_positive", "resolved_with_pedigree"}:
        return f"{term.state} is written as {status.value.replace('-', '_')}"
    return ""


def outside_action(term: Term, detail: str) -> str:
    """Return what users do when the product relies on a mitigation outside it."""
    says = f" {detail}" if detail else ""
    return f"The product relies on a protection outside it ({term.justification}); keep that protection in place.{says}"


def giver_of(identifier: str) -> str:
    """Return who gives vulnerability ids of this form, "other" where we do not know."""
    return next((name for start, name in _GIVERS.items() if identifier.startswith(start)), "other")


_GIVERS: Final = {
    "CVE-": "NVD",
    "GHSA-": "GitHub Advisory Database",
    "RUSTSEC-": "RustSec",
    "GO-": "Go vulnerability database",
    "PYSEC-": "PyPA advisory database",
}
