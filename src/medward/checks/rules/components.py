"""V14 to V16: one SBOM per deployable, complete, supported, and of this build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach, Level
from medward.checks.inventory import completed, fill_from
from medward.components.in_use import recorded_sboms
from medward.components.profiles import profiles
from medward.components.records import ComponentMaster, SbomDocument
from medward.components.stated import SUPPORT_LEVELS, day_of
from medward.components.support import ends_before
from medward.errors import InvalidInputError
from medward.kernel.words import few, plural
from medward.risk.records import Risk
from medward.verification.attachment import parse_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from medward.checks.case import Case
    from medward.components.sbom import Component

_FIELDS: Final = {  # practice 3.1, V14, and what the longer profiles of 4.14 add
    "name": "a name",
    "version": "a version",
    "supplier": "a supplier",
    "identifier": "an identifier (purl, CPE or SWID)",
    "relationship": "a position in the dependency graph",
    "hash": "a hash",
    "hash_algorithm": "the algorithm of their hash",
    "licence": "a licence",
    "support_level": "a support level",
    "end_of_support": "an end of support",
}
_SHOWN: Final = 5


def v14(case: Case) -> Iterator[Breach]:
    """The release has exactly one effective SBOM per deployable, and each component is identified and placed.

    Component masters complete what an SBOM leaves open. The SBOM policy's profile says which fields count.

    Source: practice 3.1 V14 and 4.14.
    """
    documents = recorded_sboms(case.records, case.release.id)
    for deployable in case.release.deployables:
        effective = [one for one in documents if one.deployable == deployable and one.status == "effective"]
        if len(effective) != 1:
            ids = ", ".join(one.id for one in effective) or "none"
            yield Breach(
                case.release.id,
                f"deployable {deployable} has {len(effective)} effective SBOMs ({ids}); exactly one is needed",
                f"make one SBOM of {deployable} effective and supersede others",
            )
    for document in documents:
        if document.deployable not in case.release.deployables:
            yield Breach(
                document.id,
                f"{document.deployable} is no deployable of {case.release.release_version}",
                f"use one of {', '.join(case.release.deployables)}",
            )
        yield from _unreadable(document, case)
        yield from _incomplete(document, case)


def v15(case: Case) -> Iterator[Breach]:
    """Each component has a support level and an end of support, or a reason; support that ends early has a plan.

    Whether a gap blocks or warns is the SBOM policy's choice.

    Source: practice 3.1 V15.
    """
    gate = case.policies.sbom_gate
    for document in recorded_sboms(case.records, case.release.id):
        sbom = case.sbom(document.id)
        if sbom is None:
            continue
        parts = completed(sbom, case.live(ComponentMaster))
        unknown = [part for part, _ in parts if part.support_level not in SUPPORT_LEVELS]
        undated = [part for part, master in parts if not part.end_of_support and not _reason(master)]
        support = Level.BLOCK if gate.support_blocks else Level.WARN
        if unknown:
            yield Breach(
                document.id,
                f"{_of(unknown, parts)} no known support level ({_named(unknown)})",
                "ask the suppliers and record it in component masters",
                support,
            )
        if undated:
            yield Breach(
                document.id,
                f"{_of(undated, parts)} no end of support and no reason ({_named(undated)})",
                "record end_of_support or end_of_support_reason in component masters",
                support,
            )
        yield from _early_end(document, parts, case)


def v16(case: Case) -> Iterator[Breach]:
    """An SBOM belongs to the build: same build id, not older than the build, and the file is the recorded one.

    Source: practice 3.1 V16.
    """
    release = case.release
    for document in recorded_sboms(case.records, case.release.id):
        if document.build != release.build:
            yield Breach(
                document.id,
                f"it is of build {document.build}, the release is build {release.build}",
                "generate the SBOM from the release build",
            )
        if document.generated_at < release.build_started_at:
            yield Breach(
                document.id,
                f"it was generated at {document.generated_at.isoformat()}, before the build started "
                f"at {release.build_started_at.isoformat()}",
                "generate the SBOM during or after the build",
            )
        present = case.files.get(document.file)
        if present is not None and present != document.sha256:
            yield Breach(
                document.id,
                f"{document.file} is not the recorded file (sha256 {present[:12]}, recorded {document.sha256[:12]})",
                "restore the file, or record the SBOM again",
            )
        yield from _own_timestamp(document, case)


def _unreadable(document: SbomDocument, case: Case) -> Iterator[Breach]:
    """Yield that nobody can tell what is in an SBOM."""
    if case.sbom(document.id) is not None:
        return
    missing = "the file is missing" if document.file not in case.files else "the file was not read"
    yield Breach(
        document.id,
        f"its components cannot be told: {document.file}: {case.sbom_problems.get(document.id, missing)}",
        "put the SBOM file back, or correct it and record it again",
    )


def _incomplete(document: SbomDocument, case: Case) -> Iterator[Breach]:
    """Yield which components lack a field, one breach per field."""
    sbom = case.sbom(document.id)
    if sbom is None:
        return
    result = profiles(sbom, fill_from(sbom, case.live(ComponentMaster)))[case.policies.sbom_gate.profile]
    if not sbom.components:
        yield Breach(
            document.id, "the SBOM has no component, so nobody can tell what is inside", "generate it again"
        )
    for field, what in _FIELDS.items():
        labels = result["failing"].get(field, [])
        if labels:
            yield Breach(
                document.id,
                f"{len(labels)} of {result['total']} components lack {what} ({few(labels, _SHOWN)})",
                "complete them in the SBOM or in component masters",
            )


def _early_end(
    document: SbomDocument, parts: list[tuple[Component, ComponentMaster | None]], case: Case
) -> Iterator[Breach]:
    """Yield the components whose support ends before the product's, without a risk or a plan."""
    level = Level.BLOCK if case.policies.sbom_gate.end_of_support_blocks else Level.WARN
    for part, master in parts:
        ends = day_of(part.end_of_support)
        if part.end_of_support and ends is None:
            yield Breach(
                document.id,
                f"end of support of {part.full_name} {part.version} is {part.end_of_support!r}, which is no date",
                "write it as 2028-06-30",
                level,
            )
        planned = master is not None and (bool(master.plan.strip()) or bool(case.linked(master.id, Risk)))
        if ends_before(part.end_of_support, case.release.supported_until) and not planned:
            yield Breach(
                document.id,
                f"support of {part.full_name} {part.version} ends on {ends}, before the product's on "
                f"{case.release.supported_until}, and there is no plan",
                "write the plan in its component master",
                level,
            )


def _own_timestamp(document: SbomDocument, case: Case) -> Iterator[Breach]:
    """Yield that the time inside the file is before the build, or cannot be compared."""
    sbom = case.sbom(document.id)
    if sbom is None or not sbom.timestamp:
        return
    try:
        made, local = parse_time(sbom.timestamp, document.file)
    except InvalidInputError:
        yield Breach(
            document.id,
            f"the time inside {document.file} is {sbom.timestamp!r}, which is no time",
            "generate the SBOM with an ISO 8601 time",
        )
        return
    if local:
        yield Breach(
            document.id,
            f"the time inside {document.file} is {local} without a zone, so it cannot be compared with the build",
            "generate the SBOM with a time zone",
        )
    elif made is not None and made < case.release.build_started_at:
        yield Breach(
            document.id,
            f"the time inside {document.file} is {sbom.timestamp}, before the build started "
            f"at {case.release.build_started_at.isoformat()}",
            "generate the SBOM during or after the build",
        )


def _reason(master: ComponentMaster | None) -> bool:
    """Say whether a master explains why there is no end of support."""
    return master is not None and bool(master.end_of_support_reason.strip())


def _of(some: Sequence[Component], parts: Sequence[object]) -> str:
    """Return how many of the components have something."""
    return f"{len(some)} of {plural(len(parts), 'component')} {'has' if len(some) == 1 else 'have'}"


def _named(parts: Iterable[Component]) -> str:
    """Return the first few components by name and version."""
    return few([part.versioned_name for part in parts], _SHOWN)
