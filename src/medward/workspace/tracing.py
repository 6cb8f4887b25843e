"""The chain around a record, as JSON and as indented text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TypedDict

from medward.kernel.words import plural
from medward.workspace.chain_index import stamp, store_index, stored_trace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from medward.checks.walk import Trace, TraceNode


class NodeJson(TypedDict):
    """One node of `trace --json`."""

    id: str
    kind: str
    title: str
    state: str


LinkJson = TypedDict("LinkJson", {"from": str, "to": str, "name": str, "suspect": bool})
"""One link of `trace --json`; `from` is a word of the language and so needs this form."""


class TraceJson(TypedDict):
    """`trace --json`."""

    nodes: list[NodeJson]
    links: list[LinkJson]
    breaks: list[str]


def trace_record(folder: Path, identity: str, now: datetime) -> Trace:
    """Return the chain around a record of the device file in `folder`.

    Raises:
        NotFoundError: There is no such record.
    """
    mark = stamp(folder, now.date())
    found = stored_trace(folder, mark, identity)
    if found is not None:
        return found
    from medward.checks.chain import trace  # noqa: PLC0415 - an index that fits needs no records
    from medward.workspace.checking import open_case  # noqa: PLC0415 - as above

    case = open_case(folder, now, matched=False)
    answer = trace(case, identity)
    if case.records and os.access(folder, os.W_OK):
        store_index(folder, mark, case)
    return answer


def to_json(found: Trace) -> TraceJson:
    """Return a chain in the shape scripts rely on (DESIGN 7)."""
    return TraceJson(
        nodes=[NodeJson(id=one.id, kind=one.kind, title=one.title, state=one.state) for one in found.nodes],
        links=[
            LinkJson({"from": one.source, "to": one.target, "name": one.name, "suspect": one.suspect})
            for one in found.links
        ],
        breaks=[str(one) for one in found.breaks],
    )


def to_lines(found: Trace) -> Iterator[str]:
    """Yield the chain from the model down to evidence, indented by its place, breaks last."""
    for node in found.nodes:
        yield _line(node, found.start)
    yield ""
    if found.breaks:
        yield f"{plural(len(found.breaks), 'break')}:"
        yield from (f"  BREAK {item}" for item in found.breaks)
    elif len(found.nodes) == 1:
        yield "It stands alone: no chain from threat to evidence passes through it, so nothing is shown to hold."
    else:
        yield "No break: the chain holds from end to end of what is shown."


def _line(node: TraceNode, start: str) -> str:
    """Return one node as a line."""
    mark = ">" if node.id == start else "!" if node.is_broken else " "
    return f"{mark} {'  ' * node.level}{node.id}  {node.kind}  {node.title}  [{node.state}]"
