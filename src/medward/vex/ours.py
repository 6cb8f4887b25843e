"""Our own statements: an assessment becomes a VEX statement about the release and the component in it.

What is said inside the company stays there. Of a record under embargo nothing goes out; of an internal one the
verdict goes out, and no free text, vector or weakness; what one for customers says goes out to customers (TLP:AMBER),
what a public one says to everybody (TLP:WHITE). A decision that is re-opened, or lacks what it needs to count, goes out
as under investigation and never as not affected or fixed.

Source: practice 2.2, 2.3-C and 4.15; regulation E6; FIRST, Traffic Light Protocol 1.0, as CSAF 2.0 names it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.components.purl import Purl
from medward.components.sbom import Hash
from medward.devices.records import Product, Release
from medward.governance.records import Organisation
from medward.kernel.records import Confidentiality
from medward.vex.mapping import meaning, outside_action
from medward.vex.records import Assessment, Remediation
from medward.vex.statement import Identity, Response, Statement, Term, Tlp, VexStatus
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.components.sbom import Component
    from medward.kernel.recordset import RecordSet

LOOKED_AT_AGAIN: Final = "This is being looked at again."
STATUS_OF: Final = {
    "new": VexStatus.UNDER_INVESTIGATION,
    "under-investigation": VexStatus.UNDER_INVESTIGATION,
    "affected": VexStatus.AFFECTED,
    "not-affected": VexStatus.NOT_AFFECTED,
    "fixed": VexStatus.FIXED,
}
"""States of an assessment that say something to others; duplicates and disputed ones do not go out."""
_RESPONSE_OF: Final = {
    Remediation.INTERIM_CONTROLS: Response.WORKAROUND_AVAILABLE,
    Remediation.FIX_AVAILABLE: Response.UPDATE,
    Remediation.DEPLOYED: Response.UPDATE,
    Remediation.NO_FIX: Response.WILL_NOT_FIX,
}
_COMING: Final = frozenset(
    {Remediation.FIX_PLANNED, Remediation.FIX_IN_DEVELOPMENT, Remediation.FIX_VERIFIED}
)
"""A fix is on its way, and nobody can install it yet."""
_GTIN: Final = re.compile(r"(?<!\d)\d{14}(?!\d)")
TOLD: Final = frozenset({Confidentiality.PUBLIC, Confidentiality.CUSTOMER})
"""Records whose free text may be read outside the company."""


def document_name(release: Release) -> str:
    """Return what the statements on a release are called together, as `VEX-LVP-4.2.0`."""
    return f"VEX-{slug(release.product).upper()}-{release.release_version}"


def told_releases(records: RecordSet) -> tuple[Release, ...]:
    """Return the releases of which an assessment says something to others."""
    told = {
        one.release for one in records.of(Assessment) if one.status in STATUS_OF and not silent(one, records)
    }
    return tuple(one for one in records.of(Release) if one.id in told)


def silent(one: Assessment, records: RecordSet) -> str:
    """Return why nothing of an assessment may be told to others, or nothing."""
    vulnerability = records.find(one.vulnerability, Vulnerability)
    if vulnerability is None:
        return f"its vulnerability {one.vulnerability} is not on record"
    if one.confidential is Confidentiality.EMBARGO:
        return "it is under embargo; when that is over, set its `confidential` to customer or public"
    if vulnerability.confidential is Confidentiality.EMBARGO:
        return f"{vulnerability.id} is under embargo; when that is over, set its `confidential` to customer or public"
    return ""


def tlp_of(pairs: Iterable[tuple[Assessment, Vulnerability]]) -> Tlp:
    """Return who may read a document with these in it: customers, as soon as one text of it is for them alone."""
    texts = [
        (record.confidential, text)
        for one, vulnerability in pairs
        for record, text in (
            (one, f"{one.detail}{one.impact_statement}{one.action_statement}{one.vector}"),
            (vulnerability, f"{vulnerability.summary}{''.join(vulnerability.cwes)}"),
        )
    ]
    for_customers = any(level is Confidentiality.CUSTOMER and text for level, text in texts)
    return Tlp.AMBER if for_customers else Tlp.WHITE


def maker_of(release: Release, records: RecordSet) -> Organisation | None:
    """Return the organisation that makes the product of a release, where it is on record."""
    product = records.find(release.of, Product)
    return records.find(product.manufacturer, Organisation) if product else None


def product_identity(product: Product, release: Release, maker: str) -> Identity:
    """Return what the release is known by: package URL of type generic, UDI-DI, hash of its only file."""
    purl = Purl("generic", slug(maker), slug(product.name), release.release_version, (), "")
    hashes = (
        tuple(Hash("SHA-256", one.sha256) for one in release.artefacts) if len(release.artefacts) == 1 else ()
    )
    gtin = _GTIN.search(product.udi_di)
    return Identity(
        name=product.name,
        version=release.release_version,
        purl=str(purl),
        hashes=hashes,
        udi=gtin[0] if gtin else product.udi_di,
        supplier=maker,
    )


def component_identity(named: str, found: Component | None, deployable: str) -> Identity:
    """Return what a component is known by: as its SBOM lists it, else as the assessment names it."""
    if found is None:
        name, _, version = named.rpartition(" ")
        is_purl = named.startswith("pkg:")
        if is_purl:
            return Identity(purl=named, deployable=deployable)
        return Identity(name or named, version if name else "", deployable=deployable)
    return Identity(
        name=found.full_name,
        version=found.version,
        purl=found.purl,
        cpe=found.cpe,
        hashes=found.hashes,
        deployable=deployable,
        supplier=found.supplier,
    )


def statement_of(
    one: Assessment, vulnerability: Vulnerability, product: Identity, component: Identity, open_again: str
) -> Statement:
    """Return what an assessment says to others.

    Args:
        one: In a state of `STATUS_OF`.
        vulnerability: What it is about.
        product: The release.
        component: The component in it.
        open_again: Why a decision of not affected or fixed does not count, or nothing.
    """
    status, justification, term = STATUS_OF[one.status], one.justification, _term(one)
    if term is not None and meaning(term).status is VexStatus.AFFECTED:
        status, justification = VexStatus.AFFECTED, None
    if status in {VexStatus.NOT_AFFECTED, VexStatus.FIXED} and open_again:
        status = VexStatus.UNDER_INVESTIGATION
    may_tell = one.confidential in TOLD
    action = one.action_statement if may_tell else ""
    if status is VexStatus.AFFECTED and term is not None and not action:
        action = outside_action(term, "")
    return Statement(
        vulnerability=vulnerability.identifier,
        product=product,
        status=status,
        aliases=vulnerability.aliases,
        component=component,
        justification=justification if status is VexStatus.NOT_AFFECTED else None,
        term=term if not open_again else None,
        detail=LOOKED_AT_AGAIN if open_again else one.detail if may_tell else "",
        impact=one.impact_statement if may_tell and not open_again else "",
        action=action,
        responses=_responses(one, status),
        fix_is_coming=status is VexStatus.AFFECTED and one.remediation in _COMING,
        summary=vulnerability.summary if vulnerability.confidential in TOLD else "",
        weaknesses=vulnerability.cwes if vulnerability.confidential in TOLD else (),
        vector=one.vector if may_tell else "",
        issued=one.decided_at or one.first_seen_at,
        id=one.id,
    )


def slug(text: str) -> str:
    """Return a name as a part of a package URL: small letters, digits and hyphens.

    >>> slug("Meridian LVP-900")
    'meridian-lvp-900'
    """
    return re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-") or "unnamed"


def _term(one: Assessment) -> Term | None:
    if one.status != "not-affected" or one.cyclonedx_justification is None:
        return None
    return Term("not_affected", one.cyclonedx_justification.value, one.mitigation_inside)


def _responses(one: Assessment, status: VexStatus) -> tuple[Response, ...]:
    """Return what we do about it: as stated, else as the remediation stands. No update before there is one."""
    following = _RESPONSE_OF.get(one.remediation) if status is VexStatus.AFFECTED else None
    stated = one.responses or ((following,) if following else ())
    return tuple(each for each in stated if each is not Response.UPDATE or one.remediation not in _COMING)
