"""What security and safety owe each other, and how the harms here differ from the safety file.

Two processes share one list of harms. Nothing is written by a comparison: the safety
file is the safety team's, and a person takes over what changed.

Source: practice 4.13; regulation catalogue E4 (SW96, TIR57).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from medward.devices.records import Asset, Interface
from medward.errors import InvalidInputError, LimitError, UnreadableTextError
from medward.risk.records import Harm, Risk, SafetyTransfer, TransferDirection
from medward.threats.records import Threat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.controls.records import SideEffectReview
    from medward.kernel.recordset import RecordSet

MAX_BYTES: Final = 16 * 1024 * 1024
NEW_HAZARD: Final = "new hazard"
"""How the result of a side-effect review begins when it finds one."""
COLUMNS: Final = ("hazard id", "severity", "version")
"""Columns a file needs, besides `text`, or `situation` and `harm`."""
_HINT: Final = "Columns: hazard id, severity, version, and text or situation and harm; comma or semicolon."


@dataclass(frozen=True, slots=True)
class SafetyEntry:
    """One hazard as the safety file has it."""

    hazard: str
    severity: str
    version: str
    texts: Mapping[str, str]
    """`situation` and `harm`, or `text`, as far as the file has them."""
    place: str
    """Line or object it stands in."""


@dataclass(frozen=True, slots=True)
class SafetyFile:
    """The entries of a file, and what in it was not read."""

    entries: tuple[SafetyEntry, ...]
    skipped: tuple[str, ...] = ()


class Change(StrEnum):
    """How a harm here differs from the safety file."""

    MISSING_HERE = "missing here"
    MISSING_THERE = "missing in the safety file"
    TEXT = "changed text"
    SEVERITY = "changed severity"
    NEWER = "newer version"
    OLDER = "older version"
    VERSION_UNCLEAR = "version cannot be compared"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference."""

    hazard: str
    change: Change
    harm: str
    """Harm record here; empty when there is none."""
    here: str
    there: str
    place: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A transfer that is missing, and why it is owed."""

    record: str
    harm: str
    why: str


def compare_harms(file: SafetyFile, harms: Iterable[Harm]) -> tuple[Difference, ...]:
    """Return how the harms here differ from a safety file, in the order of the file, then of the records."""
    by_hazard: dict[str, list[Harm]] = {}
    for harm in harms:
        by_hazard.setdefault(harm.hazard, []).append(harm)
    found: list[Difference] = []
    for entry in file.entries:
        here = by_hazard.pop(entry.hazard, [])
        if not here:
            text = "; ".join(entry.texts.values())
            found.append(Difference(entry.hazard, Change.MISSING_HERE, "", "", text, entry.place))
        for harm in here:
            found.extend(_differences(entry, harm))
    found.extend(
        Difference(harm.hazard, Change.MISSING_THERE, harm.id, harm.situation, "", "")
        for left in by_hazard.values()
        for harm in left
    )
    return tuple(found)


def read_csv(data: bytes, place: str) -> SafetyFile:
    """Return the entries of a CSV file.

    Raises:
        LimitError: The file is too large.
        UnreadableTextError: It is not UTF-8 or not CSV.
        InvalidInputError: A column is missing, or a row lacks a value, repeats a hazard or is too long.
    """
    if len(data) > MAX_BYTES:
        raise LimitError("the file is too large", place=place, hint=f"At most {MAX_BYTES:,} bytes are read.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableTextError("the file is not UTF-8", place=place, hint="Save it as UTF-8.") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True
    )
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        _check_columns(reader.fieldnames, place)
        return SafetyFile(entries_of(((f"{place}:{reader.line_num}", row) for row in reader), place))
    except csv.Error as error:
        where = f"{place}:{reader.line_num}"
        raise UnreadableTextError(f"the file is not CSV: {error}", place=where, hint=_HINT) from error


def entries_of(
    rows: Iterable[tuple[str, Mapping[str | None, str | list[str] | None]]], place: str
) -> tuple[SafetyEntry, ...]:
    """Return rows as entries, each value checked.

    Raises:
        InvalidInputError: A row lacks a value, repeats a hazard or has too many values; or there is no row.
    """
    found: dict[str, SafetyEntry] = {}
    for where, row in rows:
        entry = _entry(where, row)
        if entry.hazard in found:
            other = found[entry.hazard].place
            raise InvalidInputError(
                f"{entry.hazard} stands twice, first in {other}",
                place=where,
                hint="A hazard id names one entry.",
            )
        found[entry.hazard] = entry
    if not found:
        raise InvalidInputError("the file holds no hazard", place=place, hint=_HINT)
    return tuple(found.values())


def owed_to_safety(records: RecordSet) -> tuple[Owed, ...]:
    """Return every risk and harm without a transfer to safety, and every new hazard that has none.

    Source: practice 4.13, security to safety.
    """
    told = {
        (one.risk, one.harm)
        for one in records.of(SafetyTransfer)
        if one.direction is TransferDirection.SECURITY_TO_SAFETY
    }
    return tuple(
        Owed(risk.id, harm, "its effect reaches the harm and no transfer tells the safety file")
        for risk in records.of(Risk)
        for harm in risk.harms
        if (risk.id, harm) not in told
    )


def owed_to_security(records: RecordSet) -> tuple[Owed, ...]:
    """Return the safety controls that are no asset yet, or whose defeat no threat describes.

    Source: practice 4.13, safety to security.
    """
    return tuple(
        Owed(one.id, one.harm, why)
        for one in records.of(SafetyTransfer)
        if one.direction is TransferDirection.SAFETY_TO_SECURITY
        for why in _open_assets(one, records)
    )


def hazards_without_harm(reviews: Iterable[SideEffectReview]) -> tuple[SideEffectReview, ...]:
    """Return the side-effect reviews that find a new hazard and name no harm.

    A control that may not stay as it is, or a result that begins with `new hazard`, finds one.
    """
    return tuple(
        one
        for one in reviews
        if not one.new_hazard and (not one.acceptable or one.result.lower().startswith(NEW_HAZARD))
    )


def _open_assets(one: SafetyTransfer, records: RecordSet) -> Iterator[str]:
    """Yield what a transfer to security leaves open."""
    if not one.assets:
        yield "it names no asset: a safety control in software or communications is worth protecting"
    targets = {threat.target for threat in records.of(Threat)}
    attacked = targets | {
        end
        for flow in records.of(Interface)
        if flow.id in targets
        for end in (flow.source_element, flow.target_element)
    }
    for name in one.assets:
        asset = records.find(name, Asset)
        if asset is None or not attacked.intersection(asset.located):
            yield f"no threat describes the defeat of {name}"


def _differences(entry: SafetyEntry, harm: Harm) -> Iterator[Difference]:
    """Yield how one harm differs from its entry."""
    version = _version(harm.safety_file)
    if entry.version != version:
        change = _order(version, entry.version)
        yield Difference(entry.hazard, change, harm.id, version, entry.version, entry.place)
    if entry.severity != harm.severity:
        yield Difference(entry.hazard, Change.SEVERITY, harm.id, harm.severity, entry.severity, entry.place)
    ours = {"situation": harm.situation, "harm": harm.harm, "text": harm.situation}
    for name, there in entry.texts.items():
        if _plain(there) != _plain(ours[name]):
            yield Difference(entry.hazard, Change.TEXT, harm.id, ours[name], there, entry.place)


def _version(safety_file: str) -> str:
    """Return the version in the name of a safety file: the word after `version`, `rev` or `v`."""
    found = re.search(
        r"(?:\bversion|\brev(?:ision)?|\bv)[ .]*([0-9A-Za-z][0-9A-Za-z.]*)$",
        safety_file.strip(),
        re.IGNORECASE,
    )
    return found.group(1) if found else ""


def _order(here: str, there: str) -> Change:
    """Return which version is newer; only numbers can be put in order."""
    numbers = [
        tuple(map(int, text.split("."))) if re.fullmatch(r"[0-9]+(\.[0-9]+)*", text) else None
        for text in (here, there)
    ]
    if numbers[0] is None or numbers[1] is None or numbers[0] == numbers[1]:
        return Change.VERSION_UNCLEAR
    return Change.NEWER if numbers[1] > numbers[0] else Change.OLDER


def _plain(text: str) -> str:
    """Return a text without the differences of white space."""
    return " ".join(text.split())


def _check_columns(names: Iterable[str], place: str) -> None:
    """Refuse a file that lacks a column or has one twice."""
    found = list(names)
    missing = [name for name in COLUMNS if name not in found]
    if "text" not in found and "situation" not in found:
        missing.append("text or situation")
    twice = sorted({name for name in found if found.count(name) > 1})
    if missing or twice:
        what = f"column {', '.join(missing)} is missing" if missing else f"column {', '.join(twice)} twice"
        raise InvalidInputError(what, place=f"{place}:1", hint=_HINT)


def _entry(where: str, row: Mapping[str | None, str | list[str] | None]) -> SafetyEntry:
    """Return one row, each value checked."""
    if row.get(None):
        raise InvalidInputError(
            "the row has more values than columns", place=where, hint="Quote texts with commas."
        )
    values = {name: value.strip() for name, value in row.items() if name and isinstance(value, str)}
    empty = [name for name in COLUMNS if not values.get(name)]
    if empty:
        raise InvalidInputError(f"{', '.join(empty)} is empty", place=where, hint=_HINT)
    if not re.fullmatch(r"S[0-9]", values["severity"]):
        raise InvalidInputError(
            f"severity is {values['severity']!r}", place=where, hint="Write a level as S4."
        )
    texts = {name: values[name] for name in ("situation", "harm", "text") if values.get(name)}
    return SafetyEntry(values["hazard id"], values["severity"], values["version"], texts, where)
