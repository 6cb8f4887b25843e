"""Whether units in the field are updated: both sides beside each other, and how far it has come.

The harm an attacker could do and the harm the update itself can do are laid beside each
other and never added: one has an exploitability and no probability, the other an
observed share. Progress counts eligible units only; declined and deferred stand apart.

Source: practice S20, 4.12 and 4.16 (M3).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.kernel.lifecycle import Meaning
from medward.risk.records import Harm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.governance.records import FieldCount, FieldUpdate, UpdateHarm
    from medward.kernel.recordset import RecordSet
    from medward.risk.evaluate import RiskView
    from medward.risk.matrix import Cell

REQUIRED: Final = (Meaning.ACCEPTANCE_MEDICAL, Meaning.ACCEPTANCE_QUALITY, Meaning.ACCEPTANCE_EXECUTIVE)
"""Who signs, whatever the company's policy leaves out."""
OPTIONS: Final = (
    "offer the update at the next regular visit",
    "call patients in for the update",
    "leave the units as they are, with monitoring",
    "not recommended: prophylactic replacement",
)
"""Options a decision can take over as text; each needs its own reason in the record."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the decision."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Units of one day; each eligible unit stands in exactly one row."""

    eligible: int
    updated: int
    declined: int
    deferred: int
    pending: int
    """Eligible units nobody has reported anything about."""
    percent: str
    """Updated of eligible, one decimal; empty when no unit is eligible."""
    gone: int
    unreachable: int


@dataclass(frozen=True, slots=True)
class UpdateDecision:
    """Both sides, what is missing, what is offered, and progress."""

    sides: tuple[Side, Side]
    cell: Cell
    options: tuple[str, ...]
    missing: tuple[str, ...]
    """What the decision lacks before it counts."""
    progress: Progress | None


def update_decision(
    update: FieldUpdate, view: RiskView, records: RecordSet, signed: Iterable[Meaning]
) -> UpdateDecision:
    """Return the decision laid out.

    Args:
        update: Both sides and the counts, as recorded.
        view: The risk of leaving the units as they are.
        records: All records of the device file.
        signed: Meanings validly signed on the decision.

    Raises:
        InvalidInputError: More units are counted than are eligible.
    """
    rows = sorted(update.counts, key=lambda row: row.on)
    return UpdateDecision(
        sides=(_staying(update, view, records), _updating(update, records)),
        cell=view.residual.cell,
        options=_options(update),
        missing=tuple(_missing(update, frozenset(signed))),
        progress=progress(update, rows[-1]) if rows else None,
    )


def eligible(update: FieldUpdate) -> int:
    """Return how many units can be updated at all.

    Raises:
        InvalidInputError: More units are out of reach than were ever distributed.
    """
    left = update.units - update.gone - update.unreachable
    if left < 0:
        raise InvalidInputError(
            f"{update.gone} gone and {update.unreachable} unreachable are more than the {update.units} units",
            hint="Count each unit once.",
        )
    return left


def progress(update: FieldUpdate, row: FieldCount) -> Progress:
    """Return how far the update had come on one day.

    Raises:
        InvalidInputError: More units are counted than are eligible.
    """
    total = eligible(update)
    pending = total - row.updated - row.declined - row.deferred
    if pending < 0:
        counted = f"{row.updated} updated, {row.declined} declined and {row.deferred} deferred"
        raise InvalidInputError(
            f"on {row.on}: {counted} are {-pending} more than the {total} eligible units",
            hint="Each unit stands in one row; explanted units and those out of reach are not eligible.",
        )
    return Progress(
        total,
        row.updated,
        row.declined,
        row.deferred,
        pending,
        percent_of(row.updated, total),
        update.gone,
        update.unreachable,
    )


def percent_of(part: int, whole: int) -> str:
    """Return a share in percent with one decimal, half up; empty when there is no whole.

    >>> percent_of(7127, 22990)
    '31.0'
    """
    if not whole:
        return ""
    return str((Decimal(100 * part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def _options(update: FieldUpdate) -> tuple[str, ...]:
    """Return the options, each that the record advises against with the record's reason."""
    recorded = tuple(f"not recommended: {text}" for text in update.not_recommended)
    shipped = (option for option in OPTIONS if not any(one.startswith(option) for one in recorded))
    return (*shipped, *recorded)


def _staying(update: FieldUpdate, view: RiskView, records: RecordSet) -> Side:
    """Return what speaks for updating."""
    residual = view.residual
    first = (
        f"{view.id} {view.title}: severity {residual.severity}, exploitability {residual.exploitability}, "
        f"class {residual.cell}; no probability is estimated for an attack"
    )
    return Side("Leaving the units as they are", (first, *_harms(update.of_waiting, records)))


def _updating(update: FieldUpdate, records: RecordSet) -> Side:
    """Return what speaks against updating."""
    lines = tuple(_harms(update.of_updating, records))
    none = "nothing is recorded; an update of an implant is never without any"
    return Side("Updating", lines or (none,))


def _harms(harms: Iterable[UpdateHarm], records: RecordSet) -> Iterator[str]:
    """Yield one line per harm; nothing is added up."""
    for one in harms:
        harm = records.find(one.harm, Harm) if one.harm else None
        severity = f", severity {harm.severity} ({harm.id})" if harm else ", severity not stated"
        share = f", observed in {one.share} % of patients" if one.share else ", share not known"
        yield f"{one.text}{severity}{share}; {one.source}"


def _missing(update: FieldUpdate, signed: frozenset[Meaning]) -> Iterator[str]:
    """Yield what the decision lacks."""
    for meaning in REQUIRED:
        if meaning not in signed:
            yield f"signature {meaning}"
    if not update.patient_letter:
        yield "patient letter"
    if not update.of_updating:
        yield "what the update itself can do to a patient"
