"""What the SBOMs of the release show, completed by component masters, and what suppliers agreed to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

from medward.checks.rules.components import v16
from medward.components.in_use import sboms_of
from medward.components.records import ComponentMaster, SbomDocument, SupplierAgreement
from medward.components.stated import SUPPORT_LEVELS, day_of
from medward.components.support import ends_before
from medward.gaps.tally import Tally
from medward.governance.records import Organisation, OrganisationRole
from medward.kernel.words import few, plural
from medward.risk.records import Risk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from medward.checks.case import Case
    from medward.components.sbom import Sbom
    from medward.gaps.shown import Shown

_FORMATS: Final = frozenset({"cyclonedx", "spdx"})
_SHOWN: Final = 3
_YEARS_BETWEEN: Final = timedelta(days=3 * 366)
"""How long an assessment of a supplier counts; our proposal, to be replaced by the company's own."""
_FIELDS: Final = {
    "name": "a name",
    "version": "a version",
    "supplier": "a supplier",
    "identifier": "an identifier",
    "relationship": "a place in the dependency graph",
    "hash": "a hash",
    "hash_algorithm": "the algorithm of the hash",
    "licence": "a licence",
}


def sbom(case: Case) -> Shown:
    """Show one SBOM per deployable, of this build, readable."""
    tally = Tally(case)
    against = tally.breaches(v16(case))
    for document in _wanted(tally, case):
        if document.id in case.sboms and document.id not in against:
            tally.current(document)
    return tally.answer()


def machine_readable(case: Case) -> Shown:
    """Show SBOMs in a machine-readable format that was read."""
    tally = Tally(case)
    for document in _wanted(tally, case):
        if document.format.lower() not in _FORMATS:
            tally.lack("Generate {} again as CycloneDX or SPDX", document)
        elif document.id in case.sboms:
            tally.current(document)
    return tally.answer()


def minimum(case: Case, profile: Literal["ntia", "cisa"]) -> Shown:
    """Show the fields of an agency's list for every component."""
    tally = Tally(case)
    for document, content in _read(tally, case):
        result = case.profiles[document.id][profile]
        for field, labels in result["failing"].items():
            count = f"{len(labels)} of {plural(result['total'], 'component')}"
            tally.lack(
                f"Add {_FIELDS.get(field, field)} to {count} in {{}} ({called(labels, content)})", document
            )
        for field in result["document"]:
            tally.lack(f"State {field.replace('_', ' ')} in the SBOM file of {{}}", document)
        if not content.components:
            tally.lack("Generate {} again: it lists no component", document)
        if not result["failing"] and not result["document"] and content.components:
            tally.current(document)
    return tally.answer()


def called(labels: Iterable[str], content: Sbom) -> str:
    """Return the first few components of a file by name and version, and how many more there are."""
    names = {part.label: part.versioned_name for part in content.components}
    return few([names.get(label) or label for label in labels], _SHOWN)


def ntia(case: Case) -> Shown:
    """Show the minimum elements of NTIA 2021."""
    return minimum(case, "ntia")


def cisa(case: Case) -> Shown:
    """Show the minimum elements of CISA 2026."""
    return minimum(case, "cisa")


def support(case: Case) -> Shown:
    """Show level of support and end of support of every component."""
    tally = Tally(case)
    for document, _ in _read(tally, case):
        parts = case.parts[document.id]
        unknown = [part.full_name for part, _ in parts if part.support_level not in SUPPORT_LEVELS]
        undated = [
            part.full_name
            for part, master in parts
            if day_of(part.end_of_support) is None and not (master and master.end_of_support_reason.strip())
        ]
        for names, what in (
            (unknown, "the level of support"),
            (undated, "the end of support, or why there is none,"),
        ):
            if names:
                count = f"{len(names)} of {plural(len(parts), 'component')}"
                tally.lack(
                    f"Record {what} of {count} in {{}} in component masters ({few(names, _SHOWN)})", document
                )
        if not unknown and not undated:
            tally.current(document)
    return tally.answer()


def end_of_support(case: Case) -> Shown:
    """Show a plan for every component whose support ends before the product's."""
    tally = Tally(case)
    last = case.release.supported_until
    for document, _ in _read(tally, case):
        early = [
            f"{part.full_name} {part.version}"
            for part, master in case.parts[document.id]
            if part.end_of_support
            and _may_end_before(part.end_of_support, last)
            and not _is_planned(master, case)
        ]
        if early:
            count = plural(len(early), "component")
            tally.lack(
                f"Write in component masters what happens when support of {count} in {{}} ends before {last} "
                f"({few(early, _SHOWN)})",
                document,
            )
        else:
            tally.current(document)
    return tally.answer()


def _may_end_before(end_of_support: str, last: date) -> bool:
    """Say whether support may end before the release's; what is no date cannot be relied on."""
    return day_of(end_of_support) is None or ends_before(end_of_support, last)


def _is_planned(master: ComponentMaster | None, case: Case) -> bool:
    """Say whether a component master has a plan, or a risk speaks of it."""
    return master is not None and (bool(master.plan.strip()) or bool(case.linked(master.id, Risk)))


def supplier_agreements(case: Case) -> Shown:
    """Show an agreement with each supplier: contact, notice, support, last assessment."""
    tally = Tally(case)
    found = case.live(SupplierAgreement)
    tally.every(found, "Record what each supplier promised about security as supplier-agreement records")
    covered = {one.supplier for one in found}
    for one in case.live(Organisation):
        if OrganisationRole.SUPPLIER in one.roles and one.id not in covered:
            tally.lack("Agree on security terms with {} and record them as supplier-agreement", one)
    for agreement in found:
        last = agreement.last_assessed_on
        if last is None or case.today - last > _YEARS_BETWEEN:
            tally.lack("Assess the supplier of {} and record the day", agreement)
    return tally.answer()


def _wanted(tally: Tally, case: Case) -> Iterator[SbomDocument]:
    """Yield the SBOM records of the release; say which deployable has none and which cannot be read."""
    documents = sboms_of(case.records, case.release.id)
    covered = {one.deployable for one in documents}
    for deployable in case.release.deployables:
        if deployable not in covered:
            tally.want(
                f"Generate the SBOM of {deployable} from build {case.release.build} and record it",
                case.release,
            )
    for document in documents:
        if document.id not in case.sboms:
            why = case.sbom_problems.get(document.id, "its file was not read")
            tally.doubt(f"Put the file of {{}} back or correct it: {why}", document)
        yield document


def _read(tally: Tally, case: Case) -> Iterator[tuple[SbomDocument, Sbom]]:
    """Yield the SBOM records of the release with what could be read."""
    for document in _wanted(tally, case):
        if document.id in case.sboms:
            yield document, case.sboms[document.id]
