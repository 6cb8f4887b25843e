"""VEX documents of others: kept as they came, read as their authors' word, held against ours and against matches.

A document lies in `vex/` of the device file, named by its digest, with a note beside it of who gave it and
when it came. Nothing is derived from the order of arrival: the words that stand are computed from all of them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from medward.components.records import SbomDocument
from medward.devices.records import Product
from medward.errors import InvalidInputError, NotFoundError, UnreadableTextError
from medward.kernel.json_node import JsonNode
from medward.vex.documents import is_xml, parsed, read_vex
from medward.vex.fitting import Fit, Inventory
from medward.vex.ours import STATUS_OF, product_identity
from medward.vex.records import Assessment
from medward.vex.statement import VexStatus
from medward.vex.suppliers import (
    Side,
    Voice,
    author_key,
    contradict,
    current,
    dated_ahead,
    is_superseded,
    names_of,
)
from medward.vulnerabilities.aliases import View, alias_groups
from medward.vulnerabilities.records import Vulnerability
from medward.workspace.files import write_atomically
from medward.workspace.inputs import short_name
from medward.workspace.layout import VEX
from medward.workspace.vex import manufacturer
from medward.workspace.vex_converting import file_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from medward.checks.case import Case
    from medward.vex.statement import VexDocument
    from medward.vex.suppliers import Word

_NOTE: Final = ".received.json"
_NAMED: Final = 16
"""Digits of the digest that name a file; where another document has the same ones, all of them do."""
_JSON: Final = ".json"
_XML: Final = ".xml"
_VERDICTS: Final = {"affected": VexStatus.AFFECTED, "not-affected": VexStatus.NOT_AFFECTED}


@dataclass(frozen=True, slots=True)
class Received:
    """A document of somebody else."""

    document: VexDocument
    """With the author it was given under."""
    named: str
    """Name of the file it came as."""
    at: datetime
    """When it came."""
    file: str
    """Where it lies in the device file."""


@dataclass(frozen=True, slots=True)
class Import:
    """What importing a document did."""

    received: Received
    is_new: bool
    is_superseded: bool
    """Whether a later version of it is at hand already."""
    fitting: int
    """How many of its statements are about components of the target release."""
    about_release: int
    """How many are about the release as a whole, or about a product that is called like it."""
    ahead: date | None
    """Day it is dated, where that lies after today."""
    named_author: str
    """Author the document itself names, "" where it names none."""

    @property
    def is_passed_on(self) -> bool:
        """Whether it is kept under another author than the document names."""
        named = author_key(self.named_author)
        return named not in {"", author_key(self.received.document.author)}


@dataclass(frozen=True, slots=True)
class Question:
    """What everybody says of one vulnerability of one component, or of the product as a whole."""

    vulnerability: str
    ids: frozenset[str]
    component: str
    """ "" for the product as a whole."""
    deployable: str
    """ "" for the product as a whole."""
    sides: tuple[Side, ...]
    is_certain: bool
    """Whether every supplier's statement is certainly about this component."""

    @property
    def is_conflict(self) -> bool:
        """Whether one side says affected and another not; a match that we have decided about is answered."""
        decided = any(
            side.voice is Voice.WE and side.status is not VexStatus.UNDER_INVESTIGATION for side in self.sides
        )
        return contradict(side for side in self.sides if side.voice is not Voice.MATCH or not decided)

    @property
    def is_unanswered(self) -> bool:
        """Whether a supplier does not clear the product as a whole, and we say nothing: no match brings it up."""
        open_ = {VexStatus.AFFECTED, VexStatus.UNDER_INVESTIGATION}
        heard = any(side.status in open_ for side in self.sides)
        return not self.component and heard and all(side.voice is not Voice.WE for side in self.sides)


def import_vex(case: Case, folder: Path, path: Path, author: str, now: datetime) -> Import:
    """Keep a document of somebody else; all of it or nothing.

    Raises:
        InvalidInputError: The file cannot be read, names no author and nobody gave one, or is our own.
    """
    data = file_bytes(path)
    document = read_vex(data, short_name(path))
    is_same = author_key(author) == author_key(document.author)
    name = (document.author if is_same else author or document.author).strip()
    if not name:
        raise InvalidInputError(
            "the document names no author",
            place=short_name(path),
            hint="Give who it is from with --author NAME.",
        )
    if author_key(name) == author_key(manufacturer(case).legal_name):
        raise InvalidInputError(
            f"the document is {name}'s own word",
            place=short_name(path),
            hint="Our own statements are assessments.",
        )
    others = received(folder)
    same = [one for one in others if one.document.sha256 == document.sha256]
    named = document.author
    document = replace(document, author=same[0].document.author if same else name)
    short = document.sha256[:_NAMED]
    is_taken = not same and (folder / VEX / f"{short}{_NOTE}").exists()
    file = f"{VEX}/{document.sha256 if is_taken else short}{_XML if is_xml(data) else _JSON}"
    found = same[0] if same else Received(document, short_name(path), now, file)
    inventory = inventory_of(case)
    fitting = sum(bool(inventory.fitting(one)) for one in document.statements)
    about = sum(map(inventory.is_about_release, document.statements))
    superseded = is_superseded(document, (one.document for one in others), case.now)
    made = Import(found, not same, superseded, fitting, about, dated_ahead(document, case.now), named)
    if made.is_new:
        _keep(folder, found, data)
    return made


def received(folder: Path) -> tuple[Received, ...]:
    """Return every document of somebody else in a device file.

    Raises:
        UnreadableTextError: One was altered since it came, or its note is damaged.
    """
    notes = sorted((folder / VEX).glob(f"*{_NOTE}")) if (folder / VEX).is_dir() else []
    return tuple(_received(folder, note) for note in notes)


def questions(case: Case, documents: Sequence[Received]) -> tuple[Question, ...]:
    """Return, for every component others speak of, what each side says, contradictions first.

    Args:
        case: The release, its SBOMs read.
        documents: What `received` returns.
    """
    inventory = inventory_of(case)
    rows: dict[tuple[str, str, tuple[str, ...]], list[tuple[Word, bool]]] = {}
    arrived = {one.document.sha256: one.at for one in documents}
    same = _same_vulnerability(case)
    for word in current((one.document for one in documents), case.now, same):
        for fitted in inventory.fitting(word.statement):
            part = fitted.place.component
            key = fitted.place.deployable, part.known_as, names_of(word.statement, same)
            rows.setdefault(key, []).append((word, fitted.fit is Fit.YES))
    found = [_question(key, said, case, arrived) for key, said in rows.items()]
    return tuple(
        sorted(found, key=lambda one: (not one.is_conflict, one.vulnerability, one.component, one.deployable))
    )


def whole_questions(case: Case, documents: Sequence[Received]) -> tuple[Question, ...]:
    """Return, for every vulnerability others say the product as a whole has or has not, what each side says.

    Our side is the strictest of our assessments of the release, the match's the strictest of its matches: what is
    affected in one component is so in the product.

    Args:
        case: The release, its SBOMs read.
        documents: What `received` returns.
    """
    inventory = inventory_of(case)
    arrived = {one.document.sha256: one.at for one in documents}
    same = _same_vulnerability(case)
    rows: dict[tuple[str, ...], list[tuple[Word, bool]]] = {}
    for word in current((one.document for one in documents), case.now, same):
        fit = inventory.fit_as_whole(word.statement)
        if fit is not None and not inventory.fitting(word.statement):
            rows.setdefault(names_of(word.statement, same), []).append((word, fit is Fit.YES))
    found = [_whole_question(names, said, case, arrived) for names, said in rows.items()]
    return tuple(sorted(found, key=lambda one: (not one.is_conflict, one.vulnerability)))


def _whole_question(
    names: tuple[str, ...], given: Sequence[tuple[Word, bool]], case: Case, arrived: Mapping[str, datetime]
) -> Question:
    ids = frozenset(names)
    sides = [_supplier_side(word, arrived, is_certain=sure) for word, sure in given]
    for ours in (_ours(None, "", ids, case), _matches(None, "", ids, case)):
        sides += [max(ours, key=lambda side: side.status.strictness)] if ours else []
    return Question(names[0], ids, "", "", tuple(dict.fromkeys(sides)), all(sure for _, sure in given))


def _supplier_side(word: Word, arrived: Mapping[str, datetime], *, is_certain: bool) -> Side:
    source = _source(word, is_certain=is_certain)
    return Side(Voice.SUPPLIER, word.author, word.statement.status, source, arrived[word.sha256])


def inventory_of(case: Case) -> Inventory:
    """Return the components of the release, ready to be asked for."""
    product = case.records.find(case.release.of, Product)
    if product is None:
        raise NotFoundError(f"there is no product {case.release.of}", hint="Write the product record.")
    identity = product_identity(product, case.release, manufacturer(case).legal_name)
    return Inventory(case.assumption_facts.sboms, identity)


def _question(
    key: tuple[str, str, tuple[str, ...]],
    said: Iterable[tuple[Word, bool]],
    case: Case,
    arrived: Mapping[str, datetime],
) -> Question:
    deployable, component, names = key
    given = list(said)
    ids = frozenset(names)
    sides = [_supplier_side(word, arrived, is_certain=sure) for word, sure in given]
    sides += _ours(component, deployable, ids, case)
    sides += _matches(component, deployable, ids, case)
    return Question(
        names[0], ids, component, deployable, tuple(dict.fromkeys(sides)), all(sure for _, sure in given)
    )


def _source(word: Word, *, is_certain: bool) -> str:
    """Return where a word stands, that its day has not come, and that it may be about something else."""
    unsure = "" if is_certain else ", perhaps not about this"
    dated = f", dated {word.ahead}, which has not come" if word.ahead else ""
    return f"{word.document} version {word.version}".strip() + dated + unsure


def _same_vulnerability(case: Case) -> dict[str, frozenset[str]]:
    """Return the ids on record for one vulnerability, by each; an id that several CVEs share names none of them."""
    told = [(one.identifier, *one.aliases) for one in case.records.of(Vulnerability)]
    told += [(row.advisory, *row.aliases) for row in case.matches or ()]
    names = [tuple(map(str.upper, one)) for one in told]
    groups = alias_groups(View("", one[0], one[1:]) for one in names)
    count = Counter(name for group in groups for name in group.ids)
    return {name: frozenset(group.ids) for group in groups for name in group.ids if count[name] == 1}


def _ours(component: str | None, deployable: str, ids: frozenset[str], case: Case) -> list[Side]:
    """Return what our assessments say of the component in a deployable, or of all where there is none.

    One that names no deployable speaks of all.
    """
    found = []
    for one in case.live(Assessment):
        vulnerability = case.records.find(one.vulnerability, Vulnerability)
        here = component is None or (one.component == component and one.deployable in {"", deployable})
        if vulnerability is None or one.release != case.release.id or not here:
            continue
        known = {name.upper() for name in (vulnerability.identifier, *vulnerability.aliases)}
        if known & ids and one.status in STATUS_OF:
            found.append(Side(Voice.WE, one.id, STATUS_OF[one.status], one.title))
    return found


def _matches(component: str | None, deployable: str, ids: frozenset[str], case: Case) -> list[Side]:
    """Return what matching the SBOM of a deployable against advisories says of the component, or of all."""
    documents = case.records.of(SbomDocument)
    listed = {one.id for one in documents if component is None or one.deployable == deployable}
    return [
        Side(Voice.MATCH, row.advisory, _VERDICTS[row.verdict], f"{row.component} {row.version}")
        for row in case.matches or ()
        if row.sbom in listed
        and component in {None, row.known_as}
        and row.verdict in _VERDICTS
        and ids & {name.upper() for name in (row.advisory, *row.aliases)}
    ]


def _keep(folder: Path, one: Received, data: bytes) -> None:
    """Write document and note; when the note fails, the document goes again."""
    note = {
        "author": one.document.author,
        "named": one.named,
        "received_at": one.at.isoformat(),
        "sha256": one.document.sha256,
    }
    path = folder / one.file
    write_atomically(path, data)
    try:
        write_atomically(
            path.with_suffix("").with_name(path.stem + _NOTE), (json.dumps(note, indent=2) + "\n").encode()
        )
    except OSError:
        path.unlink()
        raise


def _received(folder: Path, path: Path) -> Received:
    place = path.relative_to(folder).as_posix()
    note = JsonNode(parsed(path.read_bytes(), place), place)
    stem = f"{VEX}/{path.name.removesuffix(_NOTE)}"
    file = stem + (_XML if (folder / f"{stem}{_XML}").is_file() else _JSON)
    data = file_bytes(folder / file)
    if hashlib.sha256(data).hexdigest() != note.text("sha256"):
        raise UnreadableTextError(
            "the document was altered since it came", place=file, hint="Restore it, or import it again."
        )
    document = replace(read_vex(data, file), author=note.text("author"))
    return Received(document, note.text("named"), _instant(note), file)


def _instant(note: JsonNode) -> datetime:
    text = note.text("received_at")
    try:
        return datetime.fromisoformat(text).astimezone()
    except ValueError as error:
        raise UnreadableTextError(
            f"received_at is {text!r:.40}, no instant", place=note.where(), hint="Import the document again."
        ) from error
