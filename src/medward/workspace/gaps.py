"""The gaps of a device file: its case, the ledger beside it, and the catalogue's clauses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from medward.checks.case import LedgerSeen
from medward.errors import InvalidInputError
from medward.gaps.evaluate import EVERYWHERE, ClauseGap, Gaps, evaluate, tallied
from medward.gaps.queries.device import product_of
from medward.gaps.shown import State
from medward.workspace.catalogue import catalogue_of
from medward.workspace.checking import case_of
from medward.workspace.ledgering import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from medward.catalogue.catalogue import Catalogue
    from medward.checks.case import Case
    from medward.workspace.device import Device

States: TypeAlias = dict[str, int]
"""Clauses by state, under the words of `status`, and `asked`: all but those that do not apply."""


class CountsJson(TypedDict):
    """`counts` of `gaps --json`: of all clauses, and by group."""

    total: int
    asked: int
    states: States
    by_jurisdiction: dict[str, States]
    by_force: dict[str, States]
    """Law apart from guidance, standards and schemes."""
    by_pack: dict[str, States]


class ClauseJson(TypedDict):
    """One clause of `gaps --json`."""

    id: str
    pack: str
    jurisdiction: str
    status: str
    records: list[str]
    missing: list[str]
    ref: str
    text: str
    force: str
    confidence: str
    owner: str
    expectations: list[str]
    basis: str
    reason: str
    queries: dict[str, str]


class GapsJson(TypedDict):
    """`gaps --json`."""

    release: str
    as_of: str
    jurisdictions: list[str]
    assumed: list[str]
    clauses: list[ClauseJson]
    counts: CountsJson


def gaps_of(
    device: Device, jurisdictions: Sequence[str], now: datetime, as_of: datetime | None = None
) -> tuple[Case, Gaps]:
    """Return a device file's case and its gaps.

    Args:
        device: The device file, as opened.
        jurisdictions: Where; empty means the markets of the product.
        now: The moment to judge at.
        as_of: Take the records the ledger held then, and judge at that moment.

    Raises:
        InvalidInputError: The catalogue knows no such jurisdiction.
        NotFoundError: There is no target release, or no ledger to look back in.
    """
    case = replace(case_of(device, now, as_of), ledger=ledger_seen(device))
    return case, judged(case, catalogue_of(device.folder), jurisdictions)


def judged(case: Case, catalogue: Catalogue, jurisdictions: Sequence[str] = ()) -> Gaps:
    """Return the gaps of a case; without jurisdictions, of the product's markets.

    Raises:
        InvalidInputError: The catalogue knows no such jurisdiction, or none is known.
    """
    known = catalogue.jurisdictions()
    wanted = tuple(dict.fromkeys(jurisdictions or markets(case, catalogue)))
    if not wanted:
        raise InvalidInputError(
            "no product record names a market of the catalogue, so there is nothing to judge by",
            hint=f"Name jurisdictions with --for: {', '.join(known)}.",
        )
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise InvalidInputError(
            f"the catalogue knows no jurisdiction {unknown[0]!r}",
            hint=f"Known: {', '.join(known)}; {EVERYWHERE} holds standards and schemes.",
        )
    return evaluate(case, catalogue, wanted)


def markets(case: Case, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the jurisdictions of the catalogue in which the product is recorded as sold."""
    product = product_of(case)
    return tuple(name for name in product.markets if name in catalogue.jurisdictions()) if product else ()


def ledger_seen(device: Device) -> LedgerSeen:
    """Return what verifying the ledger of a device file gives."""
    if not device.ledger_path.is_file():
        return LedgerSeen(exists=False)
    store = open_store(device)
    try:
        seen = store.verify()
    finally:
        store.close()
    return LedgerSeen(exists=True, problems=tuple(f"{one.where}: {one.what}" for one in seen.problems))


def chosen(gaps: Gaps, states: Iterable[str] = (), clauses: Iterable[str] = ()) -> tuple[ClauseGap, ...]:
    """Return the clauses in some states, or those named; all where nothing is chosen.

    Raises:
        InvalidInputError: A clause that is not among them.
    """
    wanted, named = set(states), set(clauses)
    unknown = named - {one.clause.id for one in gaps.clauses}
    if unknown:
        raise InvalidInputError(
            f"{min(unknown)} is no clause of {', '.join(gaps.jurisdictions)}",
            hint="`medward catalogue show PACK` lists clauses; add its jurisdiction with --for.",
        )
    return tuple(
        one
        for one in gaps.clauses
        if (not wanted or one.status in wanted) and (not named or one.clause.id in named)
    )


def to_json(gaps: Gaps, clauses: Sequence[ClauseGap]) -> GapsJson:
    """Return gaps in the shape scripts rely on (DESIGN 7); the counts are of all clauses, listed or not."""
    return GapsJson(
        release=gaps.release,
        as_of=gaps.day,
        jurisdictions=list(gaps.jurisdictions),
        assumed=list(gaps.assumed),
        clauses=[_clause_json(one) for one in clauses],
        counts=_counts(gaps),
    )


def _counts(gaps: Gaps) -> CountsJson:
    """Return how many clauses are in each state."""
    return CountsJson(
        total=len(gaps.clauses),
        asked=tallied(gaps.clauses).asked,
        states=_states(gaps.clauses),
        by_jurisdiction={name: _states(gaps.of(name)) for name in gaps.jurisdictions},
        by_force=_grouped((one.force.value, one) for one in gaps.clauses),
        by_pack=_grouped((one.pack.code, one) for one in gaps.clauses),
    )


def _clause_json(one: ClauseGap) -> ClauseJson:
    """Return one clause."""
    return ClauseJson(
        id=one.clause.id,
        pack=one.pack.code,
        jurisdiction=one.pack.jurisdiction,
        status=one.status.value,
        records=list(one.records),
        missing=list(one.missing),
        ref=one.clause.ref,
        text=one.clause.text,
        force=one.force.value,
        confidence=one.clause.confidence.value,
        owner=one.owner,
        expectations=list(one.clause.expectations),
        basis=one.basis.value,
        reason=one.reason,
        queries={query: answer.state.value for query, answer in one.answers},
    )


def _grouped(pairs: Iterable[tuple[str, ClauseGap]]) -> dict[str, States]:
    """Count clauses by a name."""
    groups: dict[str, list[ClauseGap]] = {}
    for name, one in pairs:
        groups.setdefault(name, []).append(one)
    return {name: _states(some) for name, some in groups.items()}


def _states(clauses: Iterable[ClauseGap]) -> States:
    """Return the counts of some clauses."""
    found = tallied(clauses)
    return {**{state.value: found.states[state] for state in State}, "asked": found.asked}
