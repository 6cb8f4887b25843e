"""Attaching a result file as evidence, and listing which evidence counts.

The file is copied into the device file and its digest goes into a new record. What
the file does not say has to be said by the person; what it says cannot be talked
over. Nothing is written until everything fits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict

from medward.controls.records import Requirement
from medward.devices.records import Release
from medward.errors import InvalidInputError, LimitError, NotFoundError, RefusedChangeError
from medward.kernel.first_sign import first_sign
from medward.verification.credit import Target, evidence_state
from medward.verification.junit import MAX_BYTES, read_junit
from medward.verification.records import Evidence, Test
from medward.verification.sarif import FAIL_LEVELS, read_sarif
from medward.workspace.attaching import attach
from medward.workspace.checking import target_release
from medward.workspace.inputs import not_a_file
from medward.workspace.naming import named_owner, named_release
from medward.workspace.numbering import free_numbers

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from medward.checks.case import Case
    from medward.verification.attachment import Attachment
    from medward.workspace.device import Device

RECORDS_FILE: Final = "records/verification/evidence.yaml"


@dataclass(frozen=True, slots=True)
class Given:
    """What the person says about a file; empty means: as the file says."""

    tests: Sequence[str] = ()
    release: str = ""
    build: str = ""
    tool: str = ""
    run_at: datetime | None = None
    title: str = ""
    owner: str = ""
    environment: str = ""
    fail_levels: Sequence[str] = FAIL_LEVELS


@dataclass(frozen=True, slots=True)
class Draft:
    """An evidence record ready to be written, and what was understood on the way."""

    record: Evidence
    attachment: Attachment
    data: bytes
    requirements: tuple[str, ...]
    """Requirements its tests verify."""
    not_linked: tuple[str, ...]
    """What the file names and nothing was done with, each with the reason."""
    no_credit: str
    """Why it proves nothing on the release it is attached to; empty when it counts."""


class EvidenceJson(TypedDict):
    """One row of `evidence list --json`."""

    id: str
    title: str
    release: str
    build: str
    result: str
    run_at: str
    tests: list[str]
    file: str
    counts: bool
    why_not: str


def draft_evidence(device: Device, path: Path, given: Given, now: datetime) -> Draft:
    """Return the evidence record a result file would become; nothing is written.

    Raises:
        NotFoundError: The file, the release, a test or the owner does not exist.
        InvalidInputError: The file is not a report, or lacks something nobody gave, or contradicts it.
        RefusedChangeError: The same file is attached already, or another one has its name.
    """
    data = _bytes(path)
    attachment = _read(data, path.name, given.fail_levels)
    records = device.records
    release = named_release(records, given.release) if given.release else target_release(device, records)
    tests, not_linked = _tests(device, attachment, given.tests)
    file = f"evidence/{release.release_version}/{path.name}"
    _refuse_known(device, file, hashlib.sha256(data).hexdigest())
    record = Evidence.model_validate(
        {
            "id": free_numbers(device).next(Evidence.prefix),
            "title": given.title or f"{path.stem}, build {_build(attachment, given, path.name)}",
            "owner": named_owner(device.records, given.owner),
            "tests": tests,
            "release": release.id,
            "build": _build(attachment, given, path.name),
            "file": file,
            "sha256": hashlib.sha256(data).hexdigest(),
            "evidence_kind": attachment.kind,
            "tool": _agreed(attachment.tool, given.tool, "tool", path.name),
            "run_at": _run_at(attachment, given.run_at, now, path.name),
            "result": attachment.result,
            "counts": attachment.counts,
            "environment": given.environment,
        }
    )
    verified = dict.fromkeys(name for test in tests for name in _test(device, test).requirements)
    target = Target(release, now.date(), {**device.files, file: record.sha256})
    no_credit = evidence_state(record, target, device.records).why_not
    return Draft(record, attachment, data, tuple(verified), not_linked, no_credit)


def write_evidence(device: Device, draft: Draft, records_file: str = RECORDS_FILE) -> Path:
    """Copy the file, append the record, and return the file the record went to.

    Raises:
        InvalidInputError: `records_file` is no YAML file below `records/`.
    """
    return attach(device, draft.record, draft.data, records_file, RECORDS_FILE)


def evidence_rows(case: Case) -> list[EvidenceJson]:
    """Return every evidence record with whether it counts on the target release today, and why not."""
    rows: list[EvidenceJson] = []
    for one in case.records.of(Evidence):
        state = evidence_state(one, case.target, case.records)
        release = case.records.find(one.release, Release)
        rows.append(
            EvidenceJson(
                id=one.id,
                title=one.title,
                release=release.release_version if release else one.release,
                build=one.build,
                result=one.result.value,
                run_at=one.run_at.isoformat(),
                tests=list(one.tests),
                file=one.file,
                counts=state.counts,
                why_not=state.why_not,
            )
        )
    return rows


def _bytes(path: Path) -> bytes:
    """Return a file, refusing a missing or oversized one before it is read."""
    if not path.is_file():
        raise not_a_file(path, "Give a JUnit XML or SARIF 2.1.0 file.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise LimitError(
            f"{size:,} bytes; at most {MAX_BYTES:,} are read", place=str(path), hint="Split the report."
        )
    return path.read_bytes()


def _read(data: bytes, name: str, fail_levels: Sequence[str]) -> Attachment:
    """Return a report, told apart by its first letter."""
    start = first_sign(data)
    if start == b"<":
        return read_junit(data, name)
    if start == b"{":
        return read_sarif(data, name, fail_levels=fail_levels)
    raise InvalidInputError(
        "neither XML nor JSON",
        place=name,
        hint="Attach a JUnit XML or SARIF 2.1.0 file; write other evidence by hand.",
    )


def _tests(
    device: Device, attachment: Attachment, named: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the tests the file belongs to, and what it names that led to none."""
    tests = dict.fromkeys(_test(device, identity).id for identity in named)
    not_linked: list[str] = []
    for identity in attachment.mentions:
        found, why = _tests_of_mention(device, identity)
        tests.update(dict.fromkeys(found))
        if why:
            not_linked.append(f"{identity}: {why}")
    if not tests:
        why_none = "; ".join(not_linked) or "the file names no test and no requirement"
        raise InvalidInputError(
            f"the file belongs to no test ({why_none})", hint="Name the test with --test ID."
        )
    return tuple(tests), tuple(not_linked)


def _tests_of_mention(device: Device, identity: str) -> tuple[list[str], str]:
    """Return the tests a mentioned id stands for, or why it stands for none.

    A requirement stands for its test only when it has exactly one: with several, the
    file cannot say which of them it is.
    """
    if device.records.find(identity, Test):
        return [identity], ""
    if device.records.find(identity, Requirement) is None:
        known = identity in device.records
        return [], "named only, tests are linked" if known else "there is no such record"
    tests = [test.id for test in device.records.linked_from(identity, Test)]
    if len(tests) == 1:
        return tests, ""
    return (
        [],
        f"it has {len(tests)} tests ({', '.join(tests)}); name one with --test"
        if tests
        else "it has no test",
    )


def _test(device: Device, identity: str) -> Test:
    """Return a test by id."""
    test = device.records.find(identity, Test)
    if test is None:
        raise NotFoundError(f"there is no test {identity}", hint="`medward list test` shows them.")
    return test


def _build(attachment: Attachment, given: Given, name: str) -> str:
    """Return the build the file was made on."""
    return _agreed(attachment.build, given.build, "build", name)


def _agreed(in_file: str, said: str, what: str, name: str) -> str:
    """Return what file and person say; one of them must, and they must not differ."""
    if in_file and said and in_file != said:
        raise InvalidInputError(
            f"the file says {what} {in_file!r}, --{what} says {said!r}",
            place=name,
            hint="Leave the option out, or attach the right file.",
        )
    if not in_file and not said:
        raise InvalidInputError(
            f"the file does not say its {what}", place=name, hint=f"Give it with --{what}."
        )
    return in_file or said


def _run_at(attachment: Attachment, said: datetime | None, now: datetime, name: str) -> datetime:
    """Return when the run took place; a time without a zone is no instant."""
    if attachment.run_at and said and attachment.run_at != said:
        raise InvalidInputError(
            f"the file says it ran at {attachment.run_at.isoformat()}, --run-at says {said.isoformat()}",
            place=name,
            hint="Leave the option out.",
        )
    found = attachment.run_at or said
    if found is None:
        what = (
            f"the time {attachment.local_time} has no zone"
            if attachment.local_time
            else "the file does not say when it ran"
        )
        raise InvalidInputError(what, place=name, hint="Give it with --run-at 2026-05-03T10:00:00+02:00.")
    if found > now:
        raise InvalidInputError(
            f"it ran at {found.isoformat()}, which is in the future",
            place=name,
            hint="Check the clock of the rig.",
        )
    return found


def _refuse_known(device: Device, file: str, digest: str) -> None:
    """Refuse a file that is attached already, or whose name another file has."""
    for one in device.records.of(Evidence):
        if one.sha256 == digest:
            raise RefusedChangeError(
                f"the same file is attached as {one.id}", hint="Attach the file of a new run."
            )
    if device.files.get(file, digest) != digest:
        raise RefusedChangeError(
            f"{file} exists with other content", hint="Rename your file; evidence is never replaced."
        )
