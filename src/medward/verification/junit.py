"""JUnit XML as the common tools write it, read without entities or external references.

There is no single schema: the root is `testsuites` or `testsuite`, suites may be
nested, and properties stand at suite or case level. A case without a child that
says otherwise passed. Only elements below are read; output is left alone.

Source: the schema of the Jenkins xUnit plugin (junit-10.xsd) and the dialects of
pytest, Surefire, Gradle and GoogleTest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import InvalidInputError, LimitError
from medward.kernel.foreign_xml import report_root
from medward.verification.attachment import Attachment, CaseResult, mentioned_ids, merged, parse_time
from medward.verification.records import EvidenceKind, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from xml.etree.ElementTree import Element

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 64
MAX_CASES: Final = 500_000
_HINT: Final = "Export the report again; see docs/guide/evidence.md for what is read."
_BUILD: Final = frozenset({"build", "build.id", "build_id", "buildid", "medward.build"})
_TOOL: Final = frozenset({"tool", "medward.tool", "framework"})
_MILDEST_LAST: Final = (Result.FAILED, Result.BLOCKED, Result.PASSED, Result.NOT_RUN)


class _Suite(NamedTuple):
    """What the cases of a suite inherit."""

    name: str
    timestamp: str
    properties: tuple[tuple[str, str], ...]


def read_junit(data: bytes, place: str) -> Attachment:
    """Return what the report in `data` says; `place` is the file's name for messages.

    Passed means at least one case ran, and none failed or broke. A report whose
    cases were all skipped is `not-run`; one that announces other counts than it
    holds is refused.

    Raises:
        LimitError: Larger, deeper or longer than allowed.
        UnreadableTextError: Not XML, or XML with a document type, entities or external references.
        InvalidInputError: XML, but not a JUnit report; or one whose counts contradict its cases.
    """
    root = _parse(data, place)
    suites: list[_Suite] = []
    cases = tuple(_cases(root, _Suite("", "", ()), suites, place))
    _check_announced(root, cases, place)
    properties = {name.lower(): value for suite in suites for name, value in suite.properties}
    run_at, local_time = _run_time(root, suites, place)
    return Attachment(
        kind=EvidenceKind.JUNIT,
        tool=next((properties[name] for name in sorted(_TOOL) if properties.get(name)), ""),
        build=next((properties[name] for name in sorted(_BUILD) if properties.get(name)), ""),
        run_at=run_at,
        local_time=local_time,
        result=_overall(cases),
        counts=_counts(cases),
        cases=cases,
        mentions=merged([*map(_suite_ids, suites), *(case.mentions for case in cases)]),
    )


def _parse(data: bytes, place: str) -> Element:
    """Return the root element, refusing attacks and giving the line of a mistake."""
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=place, hint="Split the report."
        )
    root = report_root(data, place, MAX_DEPTH, _HINT)
    if root is None or _name(root) not in {"testsuites", "testsuite"}:
        found = "nothing" if root is None else f"<{_name(root)}>"
        raise InvalidInputError(
            f"not a JUnit report: it begins with {found}, not <testsuites> or <testsuite>",
            place=place,
            hint=_HINT,
        )
    return root


def _cases(element: Element, outer: _Suite, suites: list[_Suite], place: str) -> Iterator[CaseResult]:
    """Yield the cases of a suite and of the suites inside it, noting each suite."""
    properties = outer.properties + tuple(_properties(element))
    suite = _Suite(element.get("name", outer.name), element.get("timestamp", ""), properties)
    suites.append(suite)
    inherited = _suite_ids(suite)
    for child in element:
        if _name(child) == "testsuite":
            yield from _cases(child, suite, suites, place)
        elif _name(child) == "testcase":
            if len(suites) > MAX_CASES:
                raise LimitError(f"more than {MAX_CASES:,} suites", place=place, hint="Split the report.")
            yield _case(child, inherited)


def _case(element: Element, inherited: tuple[str, ...]) -> CaseResult:
    """Return one case; the worst child decides."""
    outcome = {"failure": Result.FAILED, "error": Result.BLOCKED, "skipped": Result.NOT_RUN}
    found = [(outcome[_name(child)], child) for child in element if _name(child) in outcome]
    found.sort(key=lambda item: _MILDEST_LAST.index(item[0]))
    result, why = found[0] if found else (Result.PASSED, None)
    name = ".".join(part for part in (element.get("classname", ""), element.get("name", "")) if part)
    values = (text for _, text in _properties(element))
    message = "" if why is None else (why.get("message") or (why.text or "").strip().partition("\n")[0])
    return CaseResult(name, result, message, merged([mentioned_ids(name, *values), inherited]))


def _properties(element: Element) -> Iterator[tuple[str, str]]:
    """Yield name and value of the properties directly below an element."""
    for holder in element:
        if _name(holder) == "properties":
            for child in holder:
                if _name(child) == "property":
                    yield child.get("name", ""), child.get("value") or (child.text or "").strip()


def _suite_ids(suite: _Suite) -> tuple[str, ...]:
    """Return the record ids that a suite's name and properties give to all its cases."""
    return mentioned_ids(suite.name, *(value for _, value in suite.properties))


def _run_time(root: Element, suites: list[_Suite], place: str) -> tuple[datetime | None, str]:
    """Return the newest instant of any suite; without zones, the newest time as written."""
    written = {text for text in (root.get("timestamp", ""), *(suite.timestamp for suite in suites)) if text}
    parsed = [parse_time(text, place) for text in sorted(written)]
    local = [text for instant, text in parsed if instant is None]
    instants = [instant for instant, _ in parsed if instant is not None]
    if local:
        return None, local[-1]
    return max(instants, default=None), ""


def _overall(cases: tuple[CaseResult, ...]) -> Result:
    """Return the result of the run: the worst case decides, skipped ones aside."""
    present = {case.result for case in cases}
    return next((result for result in _MILDEST_LAST if result in present), Result.NOT_RUN)


def _counts(cases: tuple[CaseResult, ...]) -> dict[str, int]:
    """Return cases by outcome, in the words of the file format."""
    words = {
        Result.PASSED: "passed",
        Result.FAILED: "failed",
        Result.BLOCKED: "errors",
        Result.NOT_RUN: "skipped",
    }
    counts = dict.fromkeys(("cases", *words.values()), 0)
    for case in cases:
        counts["cases"] += 1
        counts[words[case.result]] += 1
    return counts


def _check_announced(root: Element, cases: tuple[CaseResult, ...], place: str) -> None:
    """Refuse a report that announces failures it does not show: it was cut or edited."""
    bad = sum(case.result in {Result.FAILED, Result.BLOCKED} for case in cases)
    announced = sum(_number(root, name, place) for name in ("failures", "errors"))
    if announced > bad:
        raise InvalidInputError(
            f"the report announces {announced} failures and errors but shows {bad}",
            place=place,
            hint="The file was cut short or edited; take it again from the test run.",
        )
    if _number(root, "tests", place) > len(cases):
        raise InvalidInputError(
            f"the report announces {root.get('tests')} cases but holds {len(cases)}",
            place=place,
            hint="The file was cut short or edited; take it again from the test run.",
        )


def _number(element: Element, name: str, place: str) -> int:
    """Return a count attribute, 0 when it is not given."""
    text = element.get(name, "0").strip() or "0"
    if not text.isdecimal():
        raise InvalidInputError(f"{name}={text!r} is not a count", place=place, hint=_HINT)
    return int(text)


def _name(element: Element) -> str:
    """Return the tag without a namespace."""
    return str(element.tag).rpartition("}")[2]
