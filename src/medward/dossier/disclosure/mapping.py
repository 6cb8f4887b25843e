"""Which question of the disclosure statement is answered by which records: `mapping.yaml` as typed data."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from medward.kernel.records import Part, Text
from medward.kernel.text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Collection


class Answer(StrEnum):
    """What the form lets one answer (practice 4.19)."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"
    SEE_NOTE = "see-note"


class Ask(StrEnum):
    """Where an answer is looked for."""

    MANUFACTURER = "manufacturer"
    """Name of the manufacturer."""
    CONTACT = "contact"
    """Its published contacts."""
    DESCRIPTION = "description"
    """Description of the product."""
    MODEL = "model"
    """Name of the product with the release."""
    DOCUMENT_NUMBER = "document-number"
    """Number of the controlled document of the statement."""
    CONNECTIVITY = "connectivity"
    """What the intended use says about connections."""
    PLAN = "plan"
    """A plan of a kind, that mentions something."""
    MEMBERSHIP = "membership"
    """A current membership in an information sharing body."""
    VIEWS = "views"
    """Architecture views."""
    SOFTWARE_ONLY = "software-only"
    """Whether the product is software as a medical device."""
    PERSONAL_DATA = "personal-data"
    """Whether product or service process personal data."""
    CONTROL = "control"
    """Controls with a capability, that mention something."""
    MEDIUM = "medium"
    """Interfaces whose medium or port mentions something."""
    EXPOSURE = "exposure"
    """Interfaces that can be reached from somewhere."""
    PROTOCOL = "protocol"
    """Interfaces whose protocol or cryptography mentions something."""
    LOG = "log"
    """Events the use cases write that mention something."""
    LABEL = "label"
    """A labelling item, that mentions something."""
    SBOM = "sbom"
    """SBOM files of the release."""
    SBOM_FIELD = "sbom-field"
    """Whether every component of the SBOM says something."""
    COMPONENT_TYPE = "component-type"
    """Components of a type in the SBOM."""


class Rule(Part):
    """How one question is answered."""

    id: Text
    """Id of the question, as `AUDT-2.1`."""
    words: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Patterns the question must contain; else the sheet asks something else under this id, and it stays open."""
    ask: Ask
    """Where the answer is looked for."""
    of: str = ""
    """What of it: capability, kind of plan, labelling item, exposure, field."""
    mentions: str = ""
    """Pattern that a record must contain to count."""
    answer: Answer = Answer.YES
    """Answer when something is found."""
    otherwise: Answer | None = None
    """Answer when nothing is found; left out, the question stays open, since absence proves nothing."""
    confidence: Text = "K"
    """How sure we are that the question asks this (marks of the catalogue)."""


class Edition(Part):
    """An edition of the form."""

    id: Text
    """Short name."""
    title: Text
    """As people cite it."""
    sections: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Codes of its sections; a question id begins with one."""
    tells: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Sections whose presence tells it from other editions."""
    confidence: Text = "K"
    """How sure we are of the codes."""
    rules: tuple[Rule, ...] = ()
    """How its questions are answered."""

    def rule(self, question: str) -> Rule | None:
        """Return how a question is answered, if we know."""
        return {one.id: one for one in self.rules}.get(question.upper())


class Mapping(Part):
    """Every edition we know."""

    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]

    def edition_of(self, sections: Collection[str]) -> Edition | None:
        """Return the edition a sheet with these sections is of."""
        return next((one for one in self.editions if set(one.tells) <= set(sections)), None)

    def rule(self, question: str) -> Rule:
        """Return how a question of the newest edition is answered.

        Raises:
            KeyError: We do not know.
        """
        return {one.id: one for one in self.editions[-1].rules}[question]


@cache
def shipped() -> Mapping:
    """Return the mapping that comes with Medward; read once per process."""
    name = "mapping.yaml"
    data = (files("medward.dossier.disclosure") / name).read_bytes()
    return Mapping.model_validate(read_yaml(data, name)[0].data)
