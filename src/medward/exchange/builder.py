"""Collecting a draft while a file is read: texts are checked, ids are unique, references lead somewhere."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeVar

from pydantic import ValidationError

from medward.errors import BrokenLinkError, InvalidInputError, LimitError
from medward.exchange.draft import (
    GROUPS,
    DraftAsset,
    DraftElement,
    DraftInterface,
    DraftMitigation,
    DraftPart,
    DraftThreat,
    DraftZone,
    Loss,
    ModelDraft,
)
from medward.exchange.tree import MAX_NAME, MAX_TEXT
from medward.kernel.text import steering_character

if TYPE_CHECKING:
    from collections.abc import Mapping

P = TypeVar("P", bound=DraftPart)

MAX_PARTS: Final = 100_000
"""Pieces of one model."""
_GROUP: Final[Mapping[type[DraftPart], str]] = {
    DraftZone: "zones",
    DraftElement: "elements",
    DraftInterface: "interfaces",
    DraftAsset: "assets",
    DraftThreat: "threats",
    DraftMitigation: "mitigations",
}
_WORDS: Final[Mapping[str, str]] = {
    "zones": "zone",
    "elements": "element",
    "interfaces": "data flow",
    "assets": "asset",
    "threats": "threat",
    "mitigations": "mitigation",
}
_HINT: Final = "Correct the model in the tool that wrote it, and export it again."


class Builder:
    """Takes the pieces of a model one by one and returns the draft."""

    def __init__(self, file: str, form: str, name: str) -> None:
        """Start an empty model."""
        self.file = file
        self.form = form
        self.losses: list[Loss] = []
        self.left: dict[str, tuple[str, dict[str, None]]] = {}
        self.parts: dict[str, dict[str, DraftPart]] = {group: {} for group in GROUPS}
        self.name = self.clean(name, "/", MAX_NAME) or file.partition(".")[0]

    def lose(self, place: str, what: str) -> None:
        """Note something that is not carried."""
        self.losses.append(Loss(place=printable(place), what=printable(what)))

    def lose_fields(self, place: str, present: Mapping[str, object], known: frozenset[str], of: str) -> None:
        """Note the filled fields of one piece that no reader looks at."""
        left = sorted(
            name for name, value in present.items() if name not in known and value not in ("", [], {})
        )
        if left:
            _, names = self.left.setdefault(of, (place, {}))
            names.update(dict.fromkeys(map(printable, left)))

    def has(self, group: str, origin: str) -> bool:
        """Say whether a piece with this id was added."""
        return origin in self.parts[group]

    def add(self, model: type[P], place: str, **fields: object) -> P:
        """Add one piece.

        Raises:
            BrokenLinkError: The id stands twice.
            LimitError: A text or the model is too long.
            InvalidInputError: A field has a value it may not have.
        """
        group = _GROUP[model]
        cleaned = {name: self._value(name, value, place) for name, value in fields.items()}
        if not cleaned["origin"]:
            raise InvalidInputError(f"this {_WORDS[group]} has no id", place=self.at(place), hint=_HINT)
        cleaned["name"] = cleaned["name"] or f"unnamed {_WORDS[group]} {cleaned['origin']}"
        try:
            part = model.model_validate({**cleaned, "place": place})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(step) for step in first["loc"])
            raise InvalidInputError(f"{field}: {first['msg']}", place=self.at(place), hint=_HINT) from error
        part = _ordered(part)
        self._register(group, part)
        return part

    def at(self, place: str) -> str:
        """Return a place with the name of the file."""
        return f"{self.file}#{place}"

    def clean(self, text: str, place: str, most: int = MAX_TEXT) -> str:
        """Return text without what steers a terminal, and refuse what is too long to be one.

        Raises:
            LimitError: It is longer than `most` letters.
        """
        if len(text) > most:
            raise LimitError(
                f"a text of {len(text):,} letters; at most {most:,} are read", place=self.at(place)
            )
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise InvalidInputError("half of a letter (a lone surrogate)", place=self.at(place), hint=_HINT)
        if found := steering_character(text):
            self.lose(place, f"the control character {found!a}, which a terminal would obey")
            while found := steering_character(text):
                text = text.replace(found, " ")
        return text.strip()

    def draft(self) -> ModelDraft:
        """Return the model.

        Raises:
            BrokenLinkError: A reference leads nowhere.
        """
        for element in self._of("elements", DraftElement):
            self._must_exist(element, "zones", element.zone, "zone")
        for flow in self._of("interfaces", DraftInterface):
            self._must_exist(flow, "elements", flow.source, "source")
            self._must_exist(flow, "elements", flow.target, "target")
        for asset in self._of("assets", DraftAsset):
            for origin in asset.located:
                self._must_exist(asset, "elements", origin, "place")
        for threat in self._of("threats", DraftThreat):
            self._must_exist(
                threat, "interfaces" if threat.on_interface else "elements", threat.target, "target"
            )
            for origin in threat.mitigations:
                self._must_exist(threat, "mitigations", origin, "mitigation")
        groups = {group: tuple(parts.values()) for group, parts in self.parts.items()}
        bearers = {one.origin: n for n, one in enumerate((*groups["elements"], *groups["interfaces"]))}
        by_bearer = sorted(
            self._of("threats", DraftThreat), key=lambda one: (one.on_interface, bearers[one.target])
        )
        groups["threats"] = tuple(by_bearer)
        losses = merged_losses(self.losses)
        losses += tuple(
            Loss(place=place, what=f"{', '.join(sorted(names))} of {of}")
            for of, (place, names) in self.left.items()
        )
        return ModelDraft.model_validate({"name": self.name, "form": self.form, **groups, "losses": losses})

    def _of(self, group: str, model: type[P]) -> list[P]:
        """Return the pieces of one group."""
        return [part for part in self.parts[group].values() if isinstance(part, model)]

    def _must_exist(self, part: DraftPart, group: str, origin: str, role: str) -> None:
        """Refuse a reference that leads nowhere."""
        if origin and origin not in self.parts[group]:
            raise BrokenLinkError(
                f"{part.name!r:.60}: its {role} {origin!r:.60} does not exist",
                place=self.at(part.place),
                hint=_HINT,
            )

    def _register(self, group: str, part: DraftPart) -> None:
        """Keep a piece, refusing a second one with its id."""
        known = self.parts[group].get(part.origin)
        if known is not None:
            raise BrokenLinkError(
                f"the id {part.origin!r:.60} stands twice, first at {known.place}",
                place=self.at(part.place),
                hint=_HINT,
            )
        self.parts[group][part.origin] = part
        if sum(map(len, self.parts.values())) > MAX_PARTS:
            raise LimitError(f"more than {MAX_PARTS:,} pieces", place=self.file)

    def _value(self, name: str, value: object, place: str) -> object:
        """Return a field with its texts cleaned."""
        if isinstance(value, str):
            one_line = name in {"name", "origin", "protocol", "actor"}
            text = self.clean(value, place, MAX_NAME if one_line else MAX_TEXT)
            return re.sub(r"\s+", " ", text) if one_line else text
        if isinstance(value, tuple):
            return tuple(self._value("name", item, place) for item in value)
        if isinstance(value, dict):
            return {key: self._value("", item, place) for key, item in value.items()}
        return value


def printable(text: str) -> str:
    """Return text that steers no terminal, for messages that name what a file calls itself."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _ordered(part: P) -> P:
    """Return a piece with the lists whose order means nothing in one order, so that two files compare."""
    if isinstance(part, DraftThreat):
        unique = {(one.source.value, one.id): one for one in part.references}
        references = tuple(unique[key] for key in sorted(unique))
        return part.model_copy(
            update={"references": references, "mitigations": tuple(sorted(set(part.mitigations)))}
        )
    if isinstance(part, DraftAsset):
        return part.model_copy(update={"located": tuple(sorted(set(part.located)))})
    if isinstance(part, DraftInterface):
        return part.model_copy(update={"data": tuple(sorted(set(part.data)))})
    return part


def merged_losses(losses: list[Loss]) -> tuple[Loss, ...]:
    """Return losses with those that say the same in one line, with the first place and how often."""
    counts = Counter(loss.what for loss in losses)
    first: dict[str, str] = {}
    for loss in losses:
        first.setdefault(loss.what, loss.place)
    return tuple(
        Loss(place=f"{first[what]} and {count - 1} more" if count > 1 else first[what], what=what)
        for what, count in counts.items()
    )
