"""SARIF 2.1.0: what a static or dynamic analysis reported, run by run.

A result is open unless it is suppressed, absent from the baseline, or of a kind
that says nothing is wrong. The run passes exactly when no open result has a
level that fails, by default `error` and `warning`, and none waits for a person.

Source: OASIS SARIF 2.1.0, 3.14 (run), 3.20 (invocation), 3.27 (result; 3.27.9
kind, 3.27.10 level and its default by 3.49.14 and 3.50.3, 3.27.24 baselineState, 3.35 suppression).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, NoReturn, TypeAlias, cast

from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.verification.attachment import (
    Attachment,
    CaseResult,
    FindingCandidate,
    mentioned_ids,
    merged,
    parse_time,
)
from medward.verification.records import EvidenceKind, Result

if TYPE_CHECKING:
    from datetime import datetime

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 100
FAIL_LEVELS: Final = ("error", "warning")
LEVELS: Final = ("error", "warning", "note", "none")
_NOTHING_WRONG: Final = frozenset({"pass", "notApplicable", "informational"})  # SARIF 3.27.9
_UNDECIDED: Final = frozenset({"open", "review"})  # SARIF 3.27.9: the tool could not decide, a person must
_CWE: Final = re.compile(r"\bCWE-?0*([0-9]{1,5})\b", re.IGNORECASE)
_HINT: Final = "Export the results as SARIF 2.1.0."

_Node: TypeAlias = Mapping[str, object]


class _Place(NamedTuple):
    """A node and the JSON pointer to it."""

    node: _Node
    file: str
    pointer: str

    def wrong(self, name: str, expected: str) -> InvalidInputError:
        """Return the error for a member of the wrong type."""
        return InvalidInputError(
            f"{name} must be {expected}", place=f"{self.file}#{self.pointer}/{name}", hint=_HINT
        )

    def text(self, name: str) -> str:
        """Return a text member, "" when it is not given."""
        value = self.node.get(name, "")
        if not isinstance(value, str):
            raise self.wrong(name, "text")
        return value

    def child(self, name: str) -> _Place:
        """Return an object member, empty when it is not given."""
        value = self.node.get(name, {})
        if not isinstance(value, dict):
            raise self.wrong(name, "an object")
        return _Place(cast("_Node", value), self.file, f"{self.pointer}/{name}")

    def children(self, name: str) -> list[_Place]:
        """Return a list member of objects, empty when it is not given or null."""
        values = self.node.get(name) or []
        if not isinstance(values, list):
            raise self.wrong(name, "a list")
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                raise self.wrong(f"{name}/{index}", "an object")
        return [
            _Place(cast("_Node", value), self.file, f"{self.pointer}/{name}/{index}")
            for index, value in enumerate(values)
        ]


def read_sarif(data: bytes, place: str, *, fail_levels: Sequence[str] = FAIL_LEVELS) -> Attachment:
    """Return what the log in `data` says; `place` is the file's name for messages.

    Raises:
        LimitError: Larger or deeper than allowed.
        UnreadableTextError: Not JSON.
        InvalidInputError: JSON, but not SARIF 2.1.0; the place ends in a JSON pointer.
    """
    log = _Place(_object(data, place), place, "")
    if log.text("version") != "2.1.0":
        found = f"version is {log.node['version']!r}" if "version" in log.node else "there is no version"
        raise InvalidInputError(
            f"{found}; this reader knows SARIF 2.1.0",
            place=f"{place}#/version",
            hint=_HINT,
        )
    runs = log.children("runs")
    if not runs:
        raise InvalidInputError(
            "there is no run in the log", place=f"{place}#/runs", hint="Run the analysis again."
        )
    results = [item for run in runs for item in _results(run, tuple(fail_levels))]
    run_at, local_time = _run_time(runs)
    return Attachment(
        kind=EvidenceKind.SARIF,
        tool=", ".join(dict.fromkeys(filter(None, map(_tool, runs)))),
        build=next(filter(None, map(_build, runs)), ""),
        run_at=run_at,
        local_time=local_time,
        result=_overall(runs, results),
        counts=_counts(results),
        cases=tuple(item.case for item in results),
        mentions=merged([*(item.case.mentions for item in results), *map(_run_mentions, runs)]),
        findings=tuple(item.finding for item in results if item.is_open),
    )


class _Reported(NamedTuple):
    """One result of a run."""

    case: CaseResult
    finding: FindingCandidate
    is_open: bool


def _object(data: bytes, place: str) -> _Node:
    """Return the outermost JSON object."""
    if len(data) > MAX_BYTES:
        raise LimitError(
            f"{len(data):,} bytes; at most {MAX_BYTES:,} are read", place=place, hint="Split the log."
        )
    _check_depth(data, place)
    try:
        tree = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise UnreadableTextError(f"not UTF-8 at byte {error.start}", place=place, hint=_HINT) from error
    except json.JSONDecodeError as error:
        raise UnreadableTextError(
            f"not JSON: {error.msg}", place=f"{place}:{error.lineno}:{error.colno}", hint=_HINT
        ) from error
    if not isinstance(tree, dict):
        raise InvalidInputError("a SARIF log is a JSON object", place=f"{place}#", hint=_HINT)
    return tree


def _check_depth(data: bytes, place: str) -> None:
    """Refuse nesting that could exhaust the stack; brackets inside texts only make it stricter."""
    depth = 0
    for found in re.finditer(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', data):
        token = found.group()
        depth += (token in b"[{") - (token in b"]}") if len(token) == 1 else 0
        if depth > MAX_DEPTH:
            raise LimitError(f"nested deeper than {MAX_DEPTH} levels", place=place, hint=_HINT)


def _no_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which JSON does not have."""
    raise UnreadableTextError(f"not JSON: {name} is no number of JSON", hint=_HINT)


def _results(run: _Place, fail_levels: tuple[str, ...]) -> Iterator[_Reported]:
    """Yield the results of one run."""
    rules = _rules(run)
    for result in run.children("results"):
        rule = rules.get(_rule_id(result, run), None)
        level = _level(result, rule)
        is_open = _is_open(result)
        message = result.child("message").text("text") or "(no message)"
        identity = _rule_id(result, run) or "(no rule)"
        yield _Reported(
            CaseResult(
                f"{identity} {_location(result)}".strip(),
                _case_result(result, is_open=is_open, fails=level in fail_levels),
                message,
                mentioned_ids(message, *_tags(result)),
            ),
            FindingCandidate(identity, level, message, _location(result), _cwes(result, rule)),
            is_open,
        )


def _case_result(result: _Place, *, is_open: bool, fails: bool) -> Result:
    """Return failed or passed, and blocked where the tool leaves the answer to a person."""
    if is_open and result.text("kind") in _UNDECIDED:
        return Result.BLOCKED
    return Result.FAILED if is_open and fails else Result.PASSED


def _rules(run: _Place) -> dict[str, _Place]:
    """Return the reporting descriptors of the tool and its extensions by id."""
    tool = run.child("tool")
    parts = [tool.child("driver"), *tool.children("extensions")]
    return {rule.text("id"): rule for part in parts for rule in part.children("rules")}


def _rule_id(result: _Place, run: _Place) -> str:
    """Return the rule of a result by id, or by its index into the driver's rules."""
    direct = result.text("ruleId") or result.child("rule").text("id")
    index = result.node.get("ruleIndex")
    if direct or not isinstance(index, int) or index < 0:
        return direct
    rules = run.child("tool").child("driver").children("rules")
    if index >= len(rules):
        raise result.wrong("ruleIndex", f"an index into {len(rules)} rules, not {index}")
    return rules[index].text("id")


def _level(result: _Place, rule: _Place | None) -> str:
    """Return the level: given, else by rule, else `warning`; `none` for other kinds (SARIF 3.27.10)."""
    level = result.text("level")
    if not level and result.text("kind") not in {"", "fail"}:
        return "none"
    if not level and rule is not None:
        level = rule.child("defaultConfiguration").text("level")
    level = level or "warning"
    if level not in LEVELS:
        raise result.wrong("level", f"one of {', '.join(LEVELS)}, not {level!r}")
    return level


def _is_open(result: _Place) -> bool:
    """Say whether a result is open; only an accepted suppression closes it (SARIF 3.35.3)."""
    if result.text("kind") in _NOTHING_WRONG or result.text("baselineState") == "absent":
        return False
    suppressions = result.children("suppressions")
    return not suppressions or any(item.text("status") not in {"", "accepted"} for item in suppressions)


def _location(result: _Place) -> str:
    """Return `file:line` of the first location."""
    for location in result.children("locations"):
        physical = location.child("physicalLocation")
        line = physical.child("region").node.get("startLine")
        uri = physical.child("artifactLocation").text("uri")
        return f"{uri}:{line}" if uri and line else uri
    return ""


def _cwes(result: _Place, rule: _Place | None) -> tuple[str, ...]:
    """Return the CWE ids of a result: its taxa, its rule's relationships, the tags of both."""
    connections = rule.children("relationships") if rule else []
    texts = [*_tags(result), *(_tags(rule) if rule else ())]
    texts.extend(_taxon(taxon) for taxon in result.children("taxa"))
    texts.extend(_taxon(connection.child("target")) for connection in connections)
    return tuple(dict.fromkeys(f"CWE-{number}" for text in texts for number in _CWE.findall(text)))


def _taxon(reference: _Place) -> str:
    """Return a taxon as `CWE-787` when its component is CWE, whatever way the id is written."""
    identity = reference.text("id")
    is_cwe = reference.child("toolComponent").text("name").upper() == "CWE"
    return f"CWE-{identity}" if is_cwe and identity.isdecimal() else identity


def _tags(holder: _Place) -> list[str]:
    """Return the tags in a property bag."""
    tags = holder.child("properties").node.get("tags") or []
    if not isinstance(tags, list):
        raise holder.wrong("properties/tags", "a list")
    return [tag for tag in tags if isinstance(tag, str)]


def _run_time(runs: list[_Place]) -> tuple[datetime | None, str]:
    """Return the newest end of any invocation, or the time as written when it has no zone."""
    instants: list[datetime] = []
    for run in runs:
        for call in run.children("invocations"):
            text = call.text("endTimeUtc") or call.text("startTimeUtc")
            instant, local = parse_time(text, f"{call.file}#{call.pointer}/endTimeUtc")
            if local:
                return None, local
            instants.extend([instant] if instant else [])
    return max(instants, default=None), ""


def _overall(runs: list[_Place], results: list[_Reported]) -> Result:
    """Return failed for an open result that fails, blocked for a run that broke off, else passed."""
    found = {item.case.result for item in results}
    if Result.FAILED in found:
        return Result.FAILED
    calls = [call for run in runs for call in run.children("invocations")]
    is_broken = any(call.node.get("executionSuccessful") is False for call in calls)
    is_silent = any(
        run.node.get("results") is None for run in runs
    )  # SARIF 3.14.23: absent is not "none found"
    return Result.BLOCKED if is_broken or is_silent or Result.BLOCKED in found else Result.PASSED


def _counts(results: list[_Reported]) -> dict[str, int]:
    """Return results by level while open, and how many are closed."""
    counted = Counter(item.finding.level if item.is_open else "closed" for item in results)
    return {"results": len(results), **{name: counted[name] for name in (*LEVELS, "closed")}}


def _tool(run: _Place) -> str:
    """Return name and version of the tool."""
    driver = run.child("tool").child("driver")
    if not driver.text("name"):
        raise driver.wrong("name", "given: SARIF 3.19.8 asks for the tool's name")
    version = driver.text("semanticVersion") or driver.text("version")
    return f"{driver.text('name')} {version}".strip()


def _build(run: _Place) -> str:
    """Return the build id: our property, else the revision under version control."""
    own = run.child("properties").text("medward.build") or run.child("properties").text("build")
    sources = run.children("versionControlProvenance")
    return own or (sources[0].text("revisionId") if sources else "")


def _run_mentions(run: _Place) -> tuple[str, ...]:
    """Return the record ids in a run's tags and automation id."""
    return mentioned_ids(*_tags(run), run.child("automationDetails").text("id"))
