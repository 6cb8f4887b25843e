"""Evaluates the assumptions of a decision against a release: each holds, is broken, or nobody can tell.

Nothing is looked up here: SBOMs, model, proofs, files and their contents come in as values, so the same facts
give the same answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.devices.records import DefaultState, Interface
from medward.errors import InvalidInputError
from medward.threats.graph import Network
from medward.threats.reach import Ways
from medward.verification.records import Evidence
from medward.vex.assumptions import AssumptionKind, CheckedAssumption
from medward.vex.build_config import option_value, same_value
from medward.vex.named_component import is_meant, is_unreadable
from medward.vex.ports import overlap, ports_in
from medward.vulnerabilities.records import Vulnerability
from medward.vulnerabilities.vers import holds, vers_intervals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date

    from medward.components.sbom import Component, Sbom
    from medward.devices.records import Release
    from medward.kernel.recordset import RecordSet
    from medward.risk.paths import PathModel
    from medward.verification.credit import Proof
    from medward.vex.records import Assessment

_NETWORK: Final = re.compile(
    r"\b(?:TCP|UDP|SCTP|IP|HTTPS?|TLS|SSH|SFTP|FTPS?|Telnet|MQTTS?|gRPC|AMQPS?|CoAPS?|MLLP|DICOM|LDAPS?|SMB|RDP|VNC|"
    r"SNMP|NTP|DNS|any|all|dynamic|ephemeral)\b",
    re.IGNORECASE,
)
"""Words of a protocol or port that stand for a network port whose number nobody wrote."""
_NONE: Final = re.compile(r"(?:none|no port|n/?a)(?:\W|$)", re.IGNORECASE)
_NOT_KNOWN: Final = re.compile(r"(?:unknown|not known|to be determined|tbd|\?+)(?:\W|$)", re.IGNORECASE)


class Holding(StrEnum):
    """Whether an assumption is true today."""

    HOLDS = "holds"
    BROKEN = "broken"
    CANNOT_TELL = "cannot-tell"


class Answer(NamedTuple):
    """Whether one assumption holds, and the fact that says so."""

    holding: Holding
    reason: str


class Outcome(NamedTuple):
    """One assumption of an assessment with its answer."""

    assumption: CheckedAssumption
    answer: Answer

    @property
    def says(self) -> str:
        """Return in words what became of the assumption, and why."""
        what = {Holding.HOLDS: "holds", Holding.BROKEN: "is broken", Holding.CANNOT_TELL: "cannot be told"}
        return f"the assumption that {self.assumption.words} {what[self.answer.holding]}, since {self.answer.reason}"


class Named(NamedTuple):
    """What one advisory at hand today says of a component of the release."""

    component: str
    """Package URL, else name and version."""
    names: frozenset[str]
    """Ids of the vulnerability, in capitals."""
    is_certain: bool
    """Whether the version is inside the affected range; otherwise that cannot be told."""
    says: str


@dataclass(frozen=True)
class Facts:
    """What assumptions are held against."""

    records: RecordSet
    release: Release
    today: date
    sboms: Mapping[str, Sbom]
    """By deployable."""
    proofs: Mapping[str, Proof]
    """Whether each control is verified on the release."""
    files: Mapping[str, str]
    """SHA-256 of every file present, by path."""
    contents: Mapping[str, bytes]
    """Content of the files that assumptions name, as far as they could be read."""
    paths: Callable[[], PathModel]
    """The rated graph of the model, made when an assumption asks for it."""
    named: Callable[[], Sequence[Named] | None]
    """What the advisories at hand say of the components, matched when an assumption asks; none without advisories."""


def outcomes(assessment: Assessment, facts: Facts) -> tuple[Outcome, ...]:
    """Return every assumption of an assessment with its answer."""
    return tuple(Outcome(one, _held(one, assessment, facts)) for one in assessment.assumptions)


def reopening(assessment: Assessment, facts: Facts) -> tuple[Outcome, ...]:
    """Return the assumptions that re-open an assessment: those broken, and those nobody can tell."""
    found = outcomes(assessment, facts)
    return tuple(one for one in found if one.answer.holding is not Holding.HOLDS)


def evaluated(assumption: CheckedAssumption, facts: Facts) -> Answer:
    """Return whether one assumption holds."""
    if is_unreadable(assumption.component):
        return Answer(Holding.CANNOT_TELL, f"{assumption.component} is no package URL")
    return _CHECKS[assumption.assumes](assumption, facts)


def _held(assumption: CheckedAssumption, assessment: Assessment, facts: Facts) -> Answer:
    """Return whether an assumption holds; a range is held against what advisories say of the vulnerability today."""
    answer = evaluated(assumption, facts)
    if assumption.assumes is not AssumptionKind.VERSION_OUTSIDE or answer.holding is not Holding.HOLDS:
        return answer
    known = facts.records.find(assessment.vulnerability, Vulnerability)
    names = {name.upper() for name in (known.identifier, *known.aliases)} if known else set()
    return _named_today(assumption, names, facts) or answer


def _named_today(one: CheckedAssumption, names: AbstractSet[str], facts: Facts) -> Answer | None:
    """Return that an advisory names the vulnerability for a version that is taken to be outside of it."""
    parts = {
        part.known_as
        for _, sbom in _sboms(one, facts)
        for part in _parts(sbom)
        if is_meant(part, one.component)
    }
    found = facts.named() if parts else ()
    if found is None:
        return Answer(Holding.CANNOT_TELL, f"no advisories are at hand to hold {one.range} against")
    rows = [row for row in found if row.component in parts and row.names & names]
    for row in sorted(rows, key=lambda row: not row.is_certain):
        return Answer(Holding.BROKEN if row.is_certain else Holding.CANNOT_TELL, row.says)
    return None


def _component_absent(one: CheckedAssumption, facts: Facts) -> Answer:
    unsure = ""
    for deployable, sbom in _sboms(one, facts):
        for part in _parts(sbom):
            meant = is_meant(part, one.component)
            if meant or (one.sha256 and _has_hash(part, one.sha256)):
                return Answer(Holding.BROKEN, f"the SBOM of {deployable} lists {part.known_as}")
            where = f"the SBOM of {deployable} lists {part.known_as}"
            if meant is None:
                unsure = unsure or f"{where}, which may be it"
            elif not one.component and part is not sbom.root and not _has_digest(part):
                unsure = unsure or f"{where} without a SHA-256 hash"
    unread = _unread(one, facts)
    if unread:
        return Answer(Holding.CANNOT_TELL, f"there is no readable SBOM of {', '.join(unread)}")
    return Answer(Holding.CANNOT_TELL, unsure) if unsure else Answer(Holding.HOLDS, "no SBOM lists it")


def _build_option(one: CheckedAssumption, facts: Facts) -> Answer:
    unsure = _other_release(one, facts)
    content = facts.contents.get(one.file or "")
    if content is None or unsure:
        return Answer(Holding.CANNOT_TELL, unsure or f"{one.file} is missing or cannot be read")
    found = option_value(content, one.option)
    if not found:
        return Answer(Holding.CANNOT_TELL, f"{one.file} does not name {one.option}")
    if len(found) > 1:
        return Answer(Holding.CANNOT_TELL, f"{one.file} gives {one.option} as {' and '.join(found)}")
    if same_value(one.value, found[0]):
        return Answer(Holding.HOLDS, f"{one.file} has {one.option}={found[0]}")
    return Answer(Holding.BROKEN, f"{one.file} has {one.option}={found[0]}, not {one.value}")


def _port_closed(one: CheckedAssumption, facts: Facts) -> Answer:
    interfaces = facts.records.of(Interface)
    if one.interface:
        found, unsure = [item for item in interfaces if item.id == one.interface], []
    else:
        found = [item for item in interfaces if _has_port(item, one.port)]
        unsure = [item for item in interfaces if item not in found and _may_have_port(item, one.port)]
    for item in found:
        if item.default is DefaultState.ON:
            return Answer(Holding.BROKEN, f"{item.id} ({item.short}) is on as delivered")
    unsure = [item for item in unsure if not found or item.default is DefaultState.ON]
    if unsure:
        names = ", ".join(f"{item.id} ({item.port})" for item in unsure)
        return Answer(Holding.CANNOT_TELL, f"the port of {names} cannot be told")
    if not found and (one.interface or not interfaces):
        lacks = f"there is no interface {one.interface}" if one.interface else "the model has no interfaces"
        return Answer(Holding.CANNOT_TELL, lacks)
    if not found and not ports_in(one.port):
        why = f"no interface writes {one.port!r}, which is no port number: name the interface"
        return Answer(Holding.CANNOT_TELL, why)
    states = ", ".join(f"{item.id} is {item.default}" for item in found)
    return Answer(Holding.HOLDS, states or "no interface of the model has it")


def _has_port(item: Interface, wanted: str) -> bool:
    """Say whether an interface names a port: by number and transport, else word for word."""
    asked, there = ports_in(wanted), ports_in(item.port)
    if asked and there:
        return any(overlap(one, other) for one in asked for other in there)
    names = {str(one.first) for one in asked} or {wanted.strip()}
    words = (rf"(?<![\w.]){re.escape(name)}(?![\w.])" for name in names)
    return any(re.search(word, item.port, re.IGNORECASE) for word in words)


def _may_have_port(item: Interface, wanted: str) -> bool:
    """Say whether nobody can tell which port an interface has: it is not known, or on a network without a number."""
    port = item.port.strip()
    on_network = _NETWORK.search(f"{port} {item.protocol}") and not _NONE.match(port) and not ports_in(port)
    return bool(_NOT_KNOWN.match(port) or (ports_in(wanted) and on_network))


def _interface_absent(one: CheckedAssumption, facts: Facts) -> Answer:
    interfaces = facts.records.of(Interface)
    for item in interfaces:
        if one.short.strip().casefold() in {item.short.casefold(), item.id.casefold()}:
            return Answer(Holding.BROKEN, f"the model has {item.id} ({item.short})")
    if not interfaces:
        return Answer(Holding.CANNOT_TELL, "the model has no interfaces")
    return Answer(Holding.HOLDS, "the model has no such interface")


def _path_cut(one: CheckedAssumption, facts: Facts) -> Answer:
    """Look for a way from outside that none of the controls guards; what the supply chain does is no way in."""
    model, wanted = facts.paths(), frozenset(one.controls)
    open_steps = tuple(step for step in model.after.steps if not step.guards & wanted)
    ways = Ways(Network(open_steps, model.after.outside), (one.element,), at_worst=True)
    for entry in model.entries:
        way = ways.way(entry.node) if entry.how != "supply chain" else None
        if way is not None:
            over = " > ".join(step.interface or step.target for step in way.steps)
            return Answer(Holding.BROKEN, f"a way from {entry.title} meets none of them: {over}")
    if model.unread:
        return Answer(Holding.CANNOT_TELL, f"{', '.join(model.unread)} has no two known ends")
    return Answer(Holding.HOLDS, f"every way from outside meets {' or '.join(one.controls)}")


def _control_verified(one: CheckedAssumption, facts: Facts) -> Answer:
    for name in one.controls:
        proof = facts.proofs.get(name)
        if proof is None:
            return Answer(Holding.CANNOT_TELL, f"{name} is no control of this file")
        if not proof.verified:
            return Answer(Holding.BROKEN, f"{name} is not verified: {proof.why_not}")
    return Answer(Holding.HOLDS, f"{', '.join(one.controls)} is verified on {facts.release.release_version}")


def _version_outside(one: CheckedAssumption, facts: Facts) -> Answer:
    try:
        scheme, intervals = vers_intervals(one.range)
    except InvalidInputError as error:
        return Answer(Holding.CANNOT_TELL, error.message)
    seen: list[str] = []
    for deployable, sbom in _sboms(one, facts):
        for part in _parts(sbom):
            meant = is_meant(part, one.component)
            if meant is False:
                continue
            inside = holds(intervals, scheme, part.version) if part.version and meant else None
            shown = f"{part.full_name} {part.version or 'without a version'} in {deployable}"
            if inside:
                return Answer(Holding.BROKEN, f"{shown} is inside {one.range}")
            if inside is None:
                return Answer(Holding.CANNOT_TELL, f"{shown} cannot be compared with {one.range}")
            seen.append(shown)
    unread = _unread(one, facts)
    if unread:
        return Answer(Holding.CANNOT_TELL, f"there is no readable SBOM of {', '.join(unread)}")
    return Answer(Holding.HOLDS, ", ".join(seen) or "no SBOM lists it")


def _file_unchanged(one: CheckedAssumption, facts: Facts) -> Answer:
    found = facts.files.get(one.file or "")
    unsure = _other_release(one, facts)
    if found is None or unsure:
        return Answer(Holding.CANNOT_TELL, unsure or f"{one.file} is missing")
    if found != one.sha256:
        return Answer(Holding.BROKEN, f"{one.file} was altered; its digest is {found[:12]}...")
    return Answer(Holding.HOLDS, f"{one.file} is as it was judged")


def _not_expired(one: CheckedAssumption, facts: Facts) -> Answer:
    if one.until is not None and facts.today > one.until:
        return Answer(Holding.BROKEN, f"it is {facts.today}")
    return Answer(Holding.HOLDS, f"it is {facts.today}")


_CHECKS: Final[Mapping[AssumptionKind, Callable[[CheckedAssumption, Facts], Answer]]] = {
    AssumptionKind.COMPONENT_ABSENT: _component_absent,
    AssumptionKind.BUILD_OPTION: _build_option,
    AssumptionKind.PORT_CLOSED: _port_closed,
    AssumptionKind.INTERFACE_ABSENT: _interface_absent,
    AssumptionKind.PATH_CUT: _path_cut,
    AssumptionKind.CONTROL_VERIFIED: _control_verified,
    AssumptionKind.VERSION_OUTSIDE: _version_outside,
    AssumptionKind.FILE_UNCHANGED: _file_unchanged,
    AssumptionKind.NOT_EXPIRED: _not_expired,
}


def _wanted(one: CheckedAssumption, facts: Facts) -> tuple[str, ...]:
    return (one.deployable,) if one.deployable else facts.release.deployables


def _sboms(one: CheckedAssumption, facts: Facts) -> Iterator[tuple[str, Sbom]]:
    for deployable in _wanted(one, facts):
        if deployable in facts.sboms:
            yield deployable, facts.sboms[deployable]


def _unread(one: CheckedAssumption, facts: Facts) -> list[str]:
    return [name for name in _wanted(one, facts) if name not in facts.sboms]


def _parts(sbom: Sbom) -> Iterable[Component]:
    return (*((sbom.root,) if sbom.root else ()), *sbom.components)


def _has_hash(part: Component, sha256: str) -> bool:
    return any(one.content.lower() == sha256 for one in part.hashes)


def _has_digest(part: Component) -> bool:
    return any(one.algorithm.upper().replace("-", "") == "SHA256" for one in part.hashes)


def _other_release(one: CheckedAssumption, facts: Facts) -> str:
    """Return that a file was attached as evidence of another release only."""
    attached = [item for item in facts.records.of(Evidence) if item.file == one.file]
    others = [item for item in attached if item.release != facts.release.id]
    return (
        f"{one.file} is evidence of {others[0].release} only"
        if attached and len(others) == len(attached)
        else ""
    )
