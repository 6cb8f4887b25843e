"""Working to an edition from a day on: what that touches, and the record to be signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.catalogue.catalogue import edition_named, pack_digest, standing
from medward.catalogue.days import first_day
from medward.catalogue.diff import Side
from medward.catalogue.pack import Stage
from medward.errors import InvalidInputError, RefusedChangeError
from medward.gaps.impact import Impact, impact
from medward.governance.programme import Adoption
from medward.kernel.rewrite import append_document
from medward.kernel.text import read_yaml
from medward.workspace.catalogue import catalogue_of, side_of
from medward.workspace.checking import case_of
from medward.workspace.device import Device, open_device, read_record
from medward.workspace.files import write_atomically
from medward.workspace.layout import RECORDS
from medward.workspace.numbering import free_numbers

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from medward.catalogue.catalogue import Catalogue
    from medward.catalogue.pack import Pack
    from medward.kernel.recordset import RecordSet

ADOPTIONS: Final = f"{RECORDS}/plans/adoptions.yaml"
"""File that takes the first adoption; a later one joins the last."""
WORKED_OVER: Final = frozenset({"Cited clauses", "Documents", "Plans", "Submissions"})
"""Headings of the impact whose records an adoption names; the others are looked at, not rewritten."""
_OVER: Final = frozenset({"superseded", "obsolete"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to adopt."""

    reference: str
    """Instrument and edition, as `FDA-PMG@2026-02-03`."""
    replaces: str
    """Edition worked to so far; empty where an earlier adoption or the instrument says it."""
    why: str
    owner: str
    begins: date


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    record: str
    file: str


def impact_of(folder: Path, wish: Wish, now: datetime) -> Impact:
    """Return what adopting an edition touches in a device file; nothing is written.

    Raises:
        NotFoundError: There is no such instrument or edition.
        RefusedChangeError: The edition is a proposal.
    """
    device = open_device(folder)
    catalogue = catalogue_of(folder)
    new = _wanted(catalogue, wish)
    return impact(case_of(device, now), catalogue, _so_far(catalogue, device.records, new, wish), new)


def write_adoption(folder: Path, wish: Wish, found: Impact) -> Written:
    """Append an adoption in draft to the device file.

    Raises:
        InvalidInputError: No reason is given.
        RefusedChangeError: The edition is a proposal, or adopted already.
    """
    if not wish.why.strip():
        raise InvalidInputError(
            "an adoption needs a reason", hint="Say with --why why it is adopted, and why on that day."
        )
    device = open_device(folder)
    catalogue = catalogue_of(folder)
    new = _wanted(catalogue, wish)
    _refuse_twice(device.records, new)
    old = _so_far(catalogue, device.records, new, wish)
    record = Adoption(
        id=free_numbers(device, "ORG").next(Adoption.prefix),
        title=f"Work to {new.label}",
        owner=wish.owner,
        valid_from=wish.begins,
        pack=new.pack.urn,
        edition=new.edition,
        pack_sha256=pack_digest(new.pack),
        replaces=old.edition if old.edition != new.edition else "",
        why=wish.why.strip(),
        impact=found.summary,
        affected=tuple(one.id for one in found.records if one.heading in WORKED_OVER),
    )
    file = _file(device)
    path = folder / file
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    content = {name: record.content[name] for name in _in_class_order(record)}
    data = append_document(before, content).encode()
    for document in read_yaml(data, file):
        read_record(document, data)
    write_atomically(path, data)
    return Written(record.id, file)


def adoption_notes(records: RecordSet, catalogue: Catalogue, day: date) -> list[str]:
    """Return, in words, the adoptions to look at again: another edition counts, or the pack has other content now."""
    packs = {pack.urn: pack for pack in catalogue.packs}
    found = []
    for one in records.of(Adoption):
        pack = packs.get(one.pack)
        if one.status in _OVER:
            continue
        if pack is None:
            found.append(f"{one.id}: the catalogue has no {one.pack} any more.")
            continue
        counts = standing(pack, day).edition
        if counts is not None and counts.id != one.edition and not _is_adopted(records, pack.urn, counts.id):
            found.append(f"{one.id} works to {pack.code}@{one.edition}; edition {counts.id} counts on {day}.")
        if pack_digest(pack) != one.pack_sha256:
            found.append(
                f"{one.id}: words or dates of {pack.code} were changed since it was adopted; read it again."
            )
    return found


def _is_adopted(records: RecordSet, urn: str, edition: str) -> bool:
    """Say whether a record in use adopts an edition."""
    return any(
        (one.pack, one.edition) == (urn, edition) and one.status not in _OVER for one in records.of(Adoption)
    )


def _wanted(catalogue: Catalogue, wish: Wish) -> Side:
    """Return the edition to adopt."""
    side = side_of(catalogue, wish.reference)
    if not side.edition:
        raise InvalidInputError(
            f"{wish.reference} is a file",
            hint="Put it below packs/ of the device file, then adopt it by its code.",
        )
    edition = edition_named(side.pack, side.edition)
    if edition.stage is Stage.PROPOSAL:
        raise RefusedChangeError(
            f"{side.label} is a proposal, not law", hint="Adopt it when it has been adopted by its issuer."
        )
    if edition.issued and wish.begins < first_day(edition.issued):
        raise InvalidInputError(
            f"{side.label} was issued on {edition.issued}, after {wish.begins}",
            hint="Give with --from the day on which work to it began.",
        )
    return side


def _so_far(catalogue: Catalogue, records: RecordSet, new: Side, wish: Wish) -> Side:
    """Return the edition worked to so far; an instrument without its clauses where there was none."""
    name = wish.replaces or _adopted(records, new) or _previous(new.pack, new.edition)
    if name:
        return side_of(catalogue, f"{new.pack.code}@{name}")
    bare = new.pack.model_copy(update={"clauses": ()})
    return Side("nothing", bare, new.edition)


def _adopted(records: RecordSet, new: Side) -> str:
    """Return the edition that the latest earlier adoption of the instrument names."""
    found = [one for one in records.of(Adoption) if one.pack == new.pack.urn and one.status not in _OVER]
    others = [one for one in found if one.edition != new.edition]
    latest = max(
        others, key=lambda one: (one.valid_from is not None, str(one.valid_from), one.id), default=None
    )
    return latest.edition if latest else ""


def _previous(pack: Pack, edition: str) -> str:
    """Return the adopted edition that an edition supersedes, else the one listed before it."""
    stated = edition_named(pack, edition).supersedes
    if stated:
        return stated
    names = [one.id for one in pack.editions if one.stage is Stage.ADOPTED]
    at = names.index(edition)
    return names[at - 1] if at else ""


def _refuse_twice(records: RecordSet, new: Side) -> None:
    """Refuse an edition that a record in use adopts already."""
    for one in records.of(Adoption):
        if (one.pack, one.edition) == (new.pack.urn, new.edition) and one.status not in _OVER:
            raise RefusedChangeError(
                f"{one.id} adopts {new.label} already, status {one.status}",
                hint=f"Change or sign {one.id}; with --dry-run the impact is printed all the same.",
            )


def _file(device: Device) -> str:
    """Return the file of the last adoption, else the one that takes the first."""
    found = sorted(record.id for record in device.records.of(Adoption))
    return device.documents[found[-1]].file if found else ADOPTIONS


def _in_class_order(record: Adoption) -> list[str]:
    """Return the keys of an adoption, `kind` first, then in the order of the class."""
    return ["kind", *(name for name in Adoption.model_fields if name in record.content)]
