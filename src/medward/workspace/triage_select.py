"""Which assessments somebody means: by id, or by what they have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.devices.records import Release
from medward.errors import InvalidInputError, NotFoundError
from medward.vex.records import Assessment
from medward.vulnerabilities.lines import line_of
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from medward.kernel.recordset import RecordSet

Condition = tuple[str, str]


def selected(
    records: RecordSet, names: Sequence[str], conditions: Sequence[Condition]
) -> tuple[Assessment, ...]:
    """Return the assessments with these ids, or those that meet every condition, in id order.

    Raises:
        InvalidInputError: Neither or both are given, or a condition is unknown.
        NotFoundError: There is no such assessment, or none meets the conditions.
    """
    if bool(names) == bool(conditions):
        raise InvalidInputError(
            "say which assessments: ids, or conditions with --where",
            hint="As LVP-VAS-0001, or --where component=libxml2 --where status=new.",
        )
    if names:
        return tuple(one_assessment(records, name) for name in dict.fromkeys(names))
    tests = [_test(field, value, records) for field, value in conditions]
    found = tuple(one for one in records.of(Assessment) if all(test(one) for test in tests))
    if not found:
        words = " and ".join(f"{field}={value}" for field, value in conditions)
        raise NotFoundError(f"no assessment has {words}", hint="`medward list assessment` shows them.")
    return found


def one_assessment(records: RecordSet, name: str) -> Assessment:
    """Return an assessment.

    Raises:
        NotFoundError: There is none.
    """
    found = records.find(name, Assessment)
    if found is None:
        raise NotFoundError(f"there is no assessment {name}", hint="`medward list assessment` shows them.")
    return found


def conditions_of(texts: Iterable[str]) -> list[Condition]:
    """Return `component=libxml2` as field and value.

    Raises:
        InvalidInputError: No such field, or no value.
    """
    found = []
    for text in texts:
        field, _, value = text.partition("=")
        if field not in FIELDS or not value.strip():
            raise InvalidInputError(
                f"{text!r} is no condition", hint=f"Write FIELD=VALUE with a field of {', '.join(FIELDS)}."
            )
        found.append((field, value.strip()))
    return found


def _component(one: Assessment, value: str, records: RecordSet) -> bool:
    del records
    line = line_of(one.component)
    return value.lower() in {one.component.lower(), line.key, line.name.lower(), line.key.rpartition("/")[2]}


def _status(one: Assessment, value: str, records: RecordSet) -> bool:
    del records
    return one.status == value


def _vulnerability(one: Assessment, value: str, records: RecordSet) -> bool:
    known = records.find(one.vulnerability, Vulnerability)
    return value in {one.vulnerability, *((known.identifier, *known.aliases) if known else ())}


def _release(one: Assessment, value: str, records: RecordSet) -> bool:
    known = records.find(one.release, Release)
    return value in {one.release, known.release_version if known else ""}


def _deployable(one: Assessment, value: str, records: RecordSet) -> bool:
    del records
    return one.deployable == value


def _weakness(one: Assessment, value: str, records: RecordSet) -> bool:
    known = records.find(one.vulnerability, Vulnerability)
    return known is not None and value.upper() in known.cwes


def _version(one: Assessment, value: str, records: RecordSet) -> bool:
    del records
    return line_of(one.component).version == value


FIELDS: Final[dict[str, Callable[[Assessment, str, RecordSet], bool]]] = {
    "component": _component,
    "version": _version,
    "status": _status,
    "vulnerability": _vulnerability,
    "release": _release,
    "deployable": _deployable,
    "cwe": _weakness,
}
"""What a condition can ask for."""


def _test(field: str, value: str, records: RecordSet) -> Callable[[Assessment], bool]:
    return lambda one: FIELDS[field](one, value, records)
