"""V32: links lead somewhere, never in a circle, and never into another product unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.finding import Breach, Level
from medward.threats.linking import link_problems
from medward.threats.records import AttackTree
from medward.threats.trees import tree_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case


def v32(case: Case) -> Iterator[Breach]:
    """No dangling link, no circle, no link to an unshared record of another product.

    The same holds inside an attack tree: every node is named once, leads somewhere, is used, and never
    stands below itself. An id used twice is refused when the file is read, before any rule runs.
    A reference to public knowledge that the imported catalogue does not have, no longer stands by or
    names otherwise is a warning; without an import nothing is said of it.

    Source: practice 3.1 V32, 4.2 and 4.3.
    """
    graph = case.records.graph
    for link in graph.dangling:
        yield Breach(
            link.source,
            f"{link.name} points to {link.target}, which does not exist",
            f"create {link.target}, correct the id, or remove the link",
        )
    circle = graph.cycle()
    if circle:
        way = " > ".join([circle[0].source, *(link.target for link in circle)])
        yield Breach(circle[0].source, f"the links form a circle: {way}", "remove one of these links")
    for tree in case.live(AttackTree):
        for problem in tree_problems(tree):
            yield Breach(tree.id, problem, "correct the nodes of this attack tree")
    yield from _strangers(case)
    for link_problem in link_problems(case.records, case.knowledge):
        yield Breach(link_problem.record, link_problem.what, link_problem.fix, Level.WARN)


def _strangers(case: Case) -> Iterator[Breach]:
    """Yield links to records of another product that are not shared."""
    for links in case.records.graph.outgoing.values():
        for link in links:
            source, target = link.source.partition("-")[0], link.target.partition("-")[0]
            if source == target or "ORG" in {source, target}:
                continue
            record = case.records.by_id.get(link.target)
            if record is not None and not record.shared:
                yield Breach(
                    link.source,
                    f"{link.name} points to {link.target} of product {target}, which is not shared",
                    f"set shared on {link.target}, or link a record of {source}",
                )
