"""The facts a predicate may speak of, each with a question for people and words for its values.

The list itself is `facts.yaml`. A fact that nobody stated is unknown, which is
a value of its own: it is never read as no.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import StringConstraints, model_validator

from medward.errors import InvalidInputError
from medward.kernel.records import Part, Text

Value: TypeAlias = "bool | int | str | frozenset[str]"
"""What a fact may be; several choices at once are a set."""
Facts: TypeAlias = Mapping[str, Value]
"""What is known; a name that is absent is unknown."""

FACT_NAME = r"^[a-z_][a-z0-9_.]*$"


class FactType(StrEnum):
    """What values a fact takes."""

    YES_NO = "yes-no"
    CHOICE = "choice"
    """One of its choices, or several at once as a set."""
    NUMBER = "number"
    EVENT = "instant-event"
    """Something that happens at an instant; as a condition it is yes once it happened."""


class About(StrEnum):
    """What a fact describes."""

    PRODUCT = "product"
    COMPANY = "company"
    EVENT = "event"


class Fact(Part):
    """One name of the vocabulary."""

    name: Annotated[str, StringConstraints(pattern=FACT_NAME)]
    """As predicates write it."""
    type: FactType
    """What values it takes."""
    about: About
    """What it describes."""
    question: Text
    """As a person is asked, in plain words."""
    yes: str = ""
    """Words for yes, as `sold in the EU`; for other types the words before the value, as `EU class`."""
    no: str = ""
    """Words for no, as `not sold in the EU`."""
    choices: tuple[Text, ...] = ()
    """Values of a choice."""

    @model_validator(mode="after")
    def _has_what_its_type_needs(self) -> Self:
        if (self.type is FactType.CHOICE) != bool(self.choices):
            raise ValueError("choices belong to a fact of type choice, and only there")
        return self

    @property
    def is_plain(self) -> bool:
        """Whether its bare name is a condition."""
        return self.type in {FactType.YES_NO, FactType.EVENT}

    def takes(self, value: Value) -> bool:
        """Say whether a value fits its type."""
        if self.is_plain:
            return isinstance(value, bool)
        if self.type is FactType.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        given = value if isinstance(value, frozenset) else frozenset({value})
        return given <= frozenset(self.choices)

    def words(self, value: Value) -> str:
        """Return a value in words, as `sold in the EU` or `EU class is IIb`."""
        if isinstance(value, bool):
            return (self.yes if value else self.no) or plain_words(self.name, value)
        return plain_words(self.yes or self.name, value)


def plain_words(name: str, value: Value) -> str:
    """Return a fact and its value where nobody gave words for it."""
    if isinstance(value, bool):
        return f"{name} is {'yes' if value else 'no'}"
    if isinstance(value, frozenset):
        return f"{name} is {' and '.join(sorted(value)) or 'none'}"
    return f"{name} is {value}"


def check_facts(facts: Facts, vocabulary: Mapping[str, Fact]) -> None:
    """Refuse a fact nobody defined or a value that does not fit: it would be read as unknown.

    Raises:
        InvalidInputError: With the name, and the values it takes.
    """
    for name, value in facts.items():
        fact = vocabulary.get(name)
        if fact is None:
            raise InvalidInputError(
                f"there is no fact {name!r}", hint="The names stand in the catalogue's facts.yaml."
            )
        if not fact.takes(value):
            raise InvalidInputError(
                f"{plain_words(name, value)}; it takes {_takes(fact)}", hint=f"It answers: {fact.question}"
            )


def _takes(fact: Fact) -> str:
    """Return in words what values a fact takes."""
    if fact.is_plain:
        return "yes or no"
    return "a whole number" if fact.type is FactType.NUMBER else f"one of {', '.join(fact.choices)}"
