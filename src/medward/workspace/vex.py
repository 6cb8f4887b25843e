"""What we say of vulnerabilities: the statements of a release as a document ready to be written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from medward.checks.standing import why_not_counted
from medward.components.records import SbomDocument
from medward.devices.records import Product
from medward.errors import InvalidInputError, NotFoundError
from medward.kernel.words import few
from medward.vex.documents import write_vex
from medward.vex.issues import Issues, as_issued, continued
from medward.vex.losses import losses, told_apart, unplaced
from medward.vex.ours import (
    STATUS_OF,
    TOLD,
    component_identity,
    document_name,
    maker_of,
    product_identity,
    silent,
    statement_of,
    tlp_of,
)
from medward.vex.records import Assessment
from medward.vex.statement import VexDocument, VexFormat
from medward.vulnerabilities.judged import judged_components
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.checking import case_of, with_components, with_sboms
from medward.workspace.naming import named_release
from medward.workspace.vex_issued import go_on_from

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from medward.checks.case import Case
    from medward.components.sbom import Component
    from medward.governance.records import Organisation
    from medward.vex.losses import Loss
    from medward.vex.statement import Identity, Statement
    from medward.workspace.device import Device

_ADDRESS: Final = re.compile(r"https://[^\s,;()]+")
_NAMED: Final = 3
_MAIL: Final = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


@dataclass(frozen=True, slots=True)
class Export:
    """A document ready to be written in any format."""

    document: VexDocument
    left_out: tuple[tuple[str, str], ...]
    """Assessments that are not in it, each with the reason."""
    reopened: tuple[tuple[str, str], ...]
    """Decisions of not affected or fixed that go out as under investigation, each with the reason."""
    internal: tuple[Assessment, ...]
    """Assessments whose text stays inside."""
    issues: Issues
    """What was issued of it, this issue at the end."""
    is_known: bool
    """Whether an earlier issue of it was on record."""

    @property
    def without_action(self) -> tuple[str, ...]:
        """Affected ones of these: users are not told what to do."""
        return tuple(one.id for one in self.internal if one.status == "affected" and one.action_statement)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks to be exported."""

    release: str = ""
    """Id or printed version; empty means the target release."""
    vulnerability: str = ""
    """One id of one vulnerability; empty means all."""
    timestamp: datetime | None = None
    """When the document is issued; left out, the instant of its newest statement."""
    namespace: str = ""
    """Address the documents of the company are under; left out, taken from the organisation's contacts."""
    after: Path | None = None
    """An earlier issue of the document to count on from, where the device file does not know of it."""


@dataclass(frozen=True, slots=True)
class Written:
    """An export in one format."""

    data: bytes
    losses: tuple[Loss, ...]
    """Words the format does not have."""
    hidden: tuple[Loss, ...]
    """Statements it cannot tell from stricter ones, which are not in it."""
    unplaced: str
    """Scores and weaknesses that are not written, in words; "" for none."""


def release_case(device: Device, now: datetime, release: str = "", *, matched: bool = False) -> Case:
    """Return the device file as a case for a release, with its SBOMs read and, on demand, matched.

    Raises:
        NotFoundError: There is no such release.
    """
    case = case_of(device, now, matched=False)
    if release:
        case = replace(case, release=named_release(case.records, release))
    return with_components(case, device)[0] if matched else with_sboms(case, device)


def vex_export(case: Case, wanted: Wanted, before: Callable[[str], Issues] = Issues) -> Export:
    """Return the statements of a release as one document.

    Args:
        case: The release, its SBOMs read.
        wanted: What a person asks for.
        before: What was issued so far of the document with an id; nothing when left out.

    Raises:
        NotFoundError: There is no assessment to tell of.
        InvalidInputError: Nobody knows the address of the manufacturer.
    """
    chosen, left_out = _chosen(case, wanted.vulnerability)
    reasons = {one.id: "; ".join(why_not_counted(one, case)) for one, _ in chosen}
    document = _document(case, wanted, chosen, reasons)
    known = before(document.id)
    known = go_on_from(known, wanted.after) if wanted.after else known
    issues = continued(known, document, case.now, wanted.timestamp)
    return Export(
        document=as_issued(document, issues),
        left_out=tuple(left_out),
        reopened=tuple((name, why) for name, why in reasons.items() if why),
        internal=tuple(one for one, _ in chosen if one.confidential not in TOLD),
        issues=issues,
        is_known=known.last is not None,
    )


def written(found: Export, kind: VexFormat, spec_version: str = "") -> Written:
    """Return an export in one format; of what the format cannot tell apart, the strictest status goes out.

    Raises:
        InvalidInputError: What would be written breaks the format; nothing is.
    """
    apart = told_apart(found.document.statements, kind)
    data = write_vex(replace(found.document, statements=apart.statements), kind, spec_version)
    return Written(data, losses(apart.statements, kind), apart.losses, unplaced(apart.statements, kind))


def _document(
    case: Case, wanted: Wanted, chosen: list[tuple[Assessment, Vulnerability]], reasons: Mapping[str, str]
) -> VexDocument:
    """Return what is said today, not yet numbered; dated as its newest statement."""
    maker = manufacturer(case)
    namespace = wanted.namespace or _namespace(maker)
    subject = _subject(case, maker)
    parts = _parts(case)
    statements = tuple(
        statement_of(one, vulnerability, subject, _component(one, parts), reasons[one.id])
        for one, vulnerability in chosen
    )
    return VexDocument(
        format=VexFormat.OPENVEX,
        spec_version="",
        id=f"{namespace}/vex/{_document_name(case, wanted)}",
        author=maker.legal_name,
        version="",
        timestamp=_newest(statements, case.now, is_reopened=any(reasons.values())),
        statements=statements,
        title=f"Vulnerabilities of {subject.name} {subject.version}",
        namespace=namespace,
        tlp=tlp_of(chosen),
    )


def _subject(case: Case, maker: Organisation) -> Identity:
    """Return what the release is known by."""
    product = case.records.find(case.release.of, Product)
    if product is None:
        raise NotFoundError(f"there is no product {case.release.of}", hint="Write the product record.")
    return product_identity(product, case.release, maker.legal_name)


def _document_name(case: Case, wanted: Wanted) -> str:
    """Return what the document is called: by product and release, and by vulnerability where it is about one."""
    name = document_name(case.release)
    return f"{name}-{wanted.vulnerability}" if wanted.vulnerability else name


def manufacturer(case: Case) -> Organisation:
    """Return the organisation that makes the product of a case.

    Raises:
        NotFoundError: It is not on record.
    """
    found = maker_of(case.release, case.records)
    if found is None:
        raise NotFoundError(
            "the manufacturer is not on record", hint="Name it in the product's `manufacturer`."
        )
    return found


def _chosen(case: Case, wanted: str) -> tuple[list[tuple[Assessment, Vulnerability]], list[tuple[str, str]]]:
    """Return the assessments to tell of, and those left out with the reason."""
    chosen: list[tuple[Assessment, Vulnerability]] = []
    left_out: list[tuple[str, str]] = []
    for one in case.live(Assessment):
        vulnerability = case.records.find(one.vulnerability, Vulnerability)
        known = (vulnerability.identifier, *vulnerability.aliases) if vulnerability else ()
        names = {name.upper() for name in (one.vulnerability, *known)}
        if one.release != case.release.id or (wanted and wanted.upper() not in names):
            continue
        why = silent(one, case.records) if one.status in STATUS_OF else f"it is {one.status}"
        if why or vulnerability is None:
            left_out.append((one.id, why))
        else:
            chosen.append((one, vulnerability))
    if not chosen:
        of = f" of {wanted}" if wanted else ""
        why = few([f"{name}: {reason}" for name, reason in left_out], _NAMED, "; ")
        raise NotFoundError(
            f"no assessment{of} for {case.release.release_version} can be told{f' ({why})' if why else ''}",
            hint="`medward list assessment` shows them.",
        )
    return chosen, left_out


def _parts(case: Case) -> Mapping[str, list[tuple[str, Component]]]:
    """Return the components of the release with their deployables, by package URL and by name and version."""
    found: dict[str, list[tuple[str, Component]]] = {}
    for name, sbom in case.sboms.items():
        document = case.records.find(name, SbomDocument)
        for part in judged_components(sbom) if document else ():
            for known in {part.purl, f"{part.full_name} {part.version}"} - {""}:
                found.setdefault(known, []).append((document.deployable if document else "", part))
    return found


def _component(one: Assessment, parts: Mapping[str, list[tuple[str, Component]]]) -> Identity:
    """Return the component of an assessment as the SBOM of its deployable lists it.

    Where the assessment names no deployable it speaks of each that has the component, and of the only one by name.
    """
    found = parts.get(one.component, [])
    here = [part for part in found if part[0] == one.deployable] if one.deployable else found
    deployables = {name for name, _ in here}
    deployable = one.deployable or (here[0][0] if len(deployables) == 1 else "")
    return component_identity(one.component, here[0][1] if here else None, deployable)


def _newest(told: tuple[Statement, ...], now: datetime, *, is_reopened: bool) -> datetime:
    return now if is_reopened else max((one.issued for one in told if one.issued), default=now)


def _namespace(maker: Organisation) -> str:
    """Return the address of a company: from its contacts, else of the domain of its mail."""
    for contact in maker.contacts:
        found = _ADDRESS.search(contact)
        if found:
            return found[0].rstrip("/.")
    for contact in maker.contacts:
        mail = _MAIL.search(contact)
        if mail:
            return f"https://{mail[1]}"
    raise InvalidInputError(
        f"{maker.id} has neither address nor mail among its contacts",
        hint="Add one, or give --namespace https://example.com.",
    )
