"""Threat rules: when the model makes a threat possible, who does what, and examples that prove the rule.

One file holds one rule. Its condition is written in the three-valued language of
the catalogue over the facts of `rule-facts.yaml`, so a rule that misses a fact says
that it cannot tell. A manufacturer's own rules have the same form.

Source: practice 4.1 (candidates by rule, stable keys) and 4.3 (links are suggested, never confirmed).
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import Field, StringConstraints, ValidationError

from medward.catalogue.predicates import Predicate, parse
from medward.catalogue.reading import Sheet, Spot, read_sheet
from medward.catalogue.vocabulary import About, Fact, FactType
from medward.errors import InvalidInputError, InvalidRecordError
from medward.kernel.records import Part, Text
from medward.threats.records import KnowledgeSource, Stride

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from medward.catalogue.vocabulary import Value

SEE: Final = "docs/guide/threat-rules.md shows the form of a rule."
FOLDER: Final = "threats/rules"
"""What stands before the name of a shipped rule in a message."""
PLACE_OF_TARGET: Final = "{target}"


class Subject(StrEnum):
    """What a rule looks at."""

    ELEMENT = "element"
    INTERFACE = "interface"
    PRODUCT = "product"


class Verdict(StrEnum):
    """What a rule says of one target."""

    FIRES = "fires"
    QUIET = "does not fire"
    CANNOT_TELL = "cannot tell"


class ModelFact(Fact):
    """A fact of the model that a rule may speak of."""

    about: About = About.PRODUCT
    """Every one of them describes the product's model."""
    on: Annotated[tuple[Subject, ...], Field(min_length=1)]
    """Targets it is known of."""
    fill: Text
    """The field of a record that answers it."""


class SuggestedLink(Part):
    """An item of public threat knowledge that may fit; a person confirms it in the threat."""

    source: KnowledgeSource
    """Catalogue the id belongs to."""
    id: Text
    """Id in that catalogue."""
    name: Text
    """Name of the item, as the catalogue gives it."""


ExampleFacts = Annotated[dict[str, str | tuple[str, ...]], Field(max_length=60)]


class Examples(Part):
    """Small sets of facts and what the rule says of them; they are run as tests."""

    fires: Annotated[tuple[ExampleFacts, ...], Field(min_length=1)]
    """Facts on which it fires."""
    does_not: Annotated[tuple[ExampleFacts, ...], Field(min_length=1)]
    """Facts on which it does not."""
    cannot_tell: Annotated[tuple[ExampleFacts, ...], Field(min_length=1)]
    """Facts that leave it open."""

    def rows(self) -> Iterator[tuple[Verdict, int, ExampleFacts]]:
        """Yield what is expected, the number of the example, and its facts."""
        for verdict, sets in zip(Verdict, (self.fires, self.does_not, self.cannot_tell), strict=True):
            for number, facts in enumerate(sets, start=1):
                yield verdict, number, facts


class Rule(Part):
    """One threat and when the model makes it possible."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)+$", max_length=60)]
    """Name, never used for another rule; two words or more joined by hyphens."""
    version: Annotated[int, Field(ge=1)]
    """Raised when the condition changes, so that every answer is looked at again."""
    subject: Text
    """What it belongs to in lists, as `BLE`."""
    title: Text
    """The threat in one line."""
    about: Subject
    """Element, interface or product: what a candidate of it names."""
    when: Text
    """Condition over the facts of the model."""
    actor: Text
    """Who does it."""
    action: Text
    """What the actor does; `{target}` stands for the element, interface or product."""
    stride: Annotated[tuple[Stride, ...], Field(min_length=1)]
    """Letters it covers."""
    mitigation: Annotated[tuple[Text, ...], Field(min_length=1)]
    """What helps, in our words."""
    references: tuple[SuggestedLink, ...] = ()
    """Public knowledge that may fit; suggested, never confirmed."""
    false_positive: Text
    """When it fires and there is nothing to do."""
    tests: Examples
    """Examples that prove the condition."""

    @cached_property
    def condition(self) -> Predicate:
        """Its condition, parsed."""
        return parse(self.when)

    @property
    def name(self) -> str:
        """Name and version, the first part of a key."""
        return f"{self.id}@{self.version}"

    def verdict(self, facts: Mapping[str, Value]) -> Verdict:
        """Say whether it fires on some facts."""
        return VERDICTS[self.condition.holds(facts)]

    def sentence(self, target: str) -> str:
        """Return actor, action and target as a sentence whose effect a person has to finish (V04)."""
        action = self.action.replace(PLACE_OF_TARGET, target)
        joint = ", with" if " so that " in action else " so that"
        return f"{self.actor} {action}{joint} [effect on a function or on data]."


VERDICTS: Final = {True: Verdict.FIRES, False: Verdict.QUIET, None: Verdict.CANNOT_TELL}


@cache
def vocabulary() -> dict[str, ModelFact]:
    """Return the facts a rule may speak of, by name."""
    sheet = read_sheet(
        files("medward.threats").joinpath("rule-facts.yaml").read_bytes(), "threats/rule-facts.yaml"
    )
    rows = sheet.tree["facts"]
    facts = [ModelFact.model_validate(row) for row in rows] if isinstance(rows, list) else []
    return {fact.name: fact for fact in facts}


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the rules that come with Medward, by id; read once per process."""
    folder = files("medward.threats").joinpath("rules")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(_typed(read_sheet(folder.joinpath(name).read_bytes(), f"{FOLDER}/{name}")) for name in names)


def read_rule(data: bytes, file: str) -> Rule:
    """Return one file as a rule whose condition and examples have been tried.

    Raises:
        InvalidInputError: It is no rule, its condition does not parse or names a fact that its target
            does not have, or an example does not come out as it says.
    """
    sheet = read_sheet(data, file)
    rule = _typed(sheet)
    _check_condition(rule, sheet)
    _check_action(rule, sheet)
    for path, problem in example_problems(rule):
        raise InvalidRecordError(f"{rule.id}: {problem}", place=sheet.place("tests", *path), hint=SEE)
    return rule


def combined(own: Iterable[tuple[Rule, str]], shipped: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return shipped rules and a manufacturer's own, by id.

    Args:
        own: Each with the place it was read from.
        shipped: The rules that come with Medward.

    Raises:
        InvalidRecordError: Two rules have one id.
    """
    found = {rule.id: (rule, "Medward") for rule in shipped}
    for rule, place in own:
        if rule.id in found:
            raise InvalidRecordError(
                f"{rule.id}: a rule of {found[rule.id][1]} has this id",
                place=place,
                hint="Choose another id.",
            )
        found[rule.id] = (rule, place)
    return tuple(found[name][0] for name in sorted(found))


def example_problems(rule: Rule) -> list[tuple[tuple[str | int, ...], str]]:
    """Return which examples do not come out as they say, each with its path below `tests`."""
    keys = {Verdict.FIRES: "fires", Verdict.QUIET: "does_not", Verdict.CANNOT_TELL: "cannot_tell"}
    found: list[tuple[tuple[str | int, ...], str]] = []
    for expected, number, example in rule.tests.rows():
        path = (keys[expected], number - 1)
        try:
            verdict = rule.verdict(facts_of_example(rule, example))
        except InvalidInputError as error:
            found.append((path, error.message))
            continue
        if verdict is not expected:
            found.append((path, f"example {number} of {keys[expected]}: the rule says `{verdict}`"))
    return found


def facts_of_example(rule: Rule, example: Mapping[str, str | tuple[str, ...]]) -> dict[str, Value]:
    """Return the facts of an example as a rule reads them.

    Raises:
        InvalidInputError: A name nobody defined, one its target does not have, or a value that does not fit.
    """
    return {name: _value(rule, name, text) for name, text in example.items()}


def _value(rule: Rule, name: str, text: str | tuple[str, ...]) -> Value:
    """Return one fact of an example."""
    fact = vocabulary().get(name)
    if fact is None or rule.about not in fact.on:
        raise InvalidInputError(f"there is no fact {name!r} of an {rule.about}", hint=SEE)
    if fact.type is FactType.YES_NO:
        if text not in {"true", "false"}:
            raise InvalidInputError(f"{name} is {text!r}; it is true or false", hint=SEE)
        return text == "true"
    value: Value = text if isinstance(text, str) else frozenset(text)
    if not fact.takes(value):
        raise InvalidInputError(f"{name} is {text!r}; it is one of {', '.join(fact.choices)}", hint=SEE)
    return value


def _check_condition(rule: Rule, sheet: Sheet) -> None:
    """Refuse a condition that does not parse, or speaks of facts its target does not have."""
    place = sheet.place("when")
    known = {name: fact for name, fact in vocabulary().items() if rule.about in fact.on}
    try:
        problems = rule.condition.problems(known)
    except InvalidInputError as error:
        raise InvalidRecordError(f"{rule.id}: when: {error.message}", place=place, hint=error.hint) from error
    if problems:
        raise InvalidRecordError(
            f"{rule.id}: when: {problems[0]}",
            place=place,
            hint=f"A rule about an {rule.about} may speak of {', '.join(sorted(known))}.",
        )


def _check_action(rule: Rule, sheet: Sheet) -> None:
    """Refuse an action that does not say what it is done to."""
    if PLACE_OF_TARGET not in rule.action:
        raise InvalidRecordError(
            f"{rule.id}: action does not contain {PLACE_OF_TARGET}",
            place=sheet.place("action"),
            hint="Write it where the name of the target belongs.",
        )


def _typed(sheet: Sheet) -> Rule:
    """Return a file as a rule.

    Raises:
        InvalidRecordError: With the line of the first field that is wrong.
    """
    try:
        return Rule.model_validate(sheet.tree)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        path = [step for step in first["loc"] if isinstance(step, int) or step in _KEYS]
        what = {"missing": "the key is missing", "extra_forbidden": "there is no such key"}
        message = what.get(first["type"], first["msg"])
        name = ".".join(map(str, first["loc"]))
        spot = Spot(sheet, ())
        raise InvalidRecordError(f"{name}: {message}", place=spot.at(*path), hint=SEE) from error


_KEYS: Final = frozenset({*Rule.model_fields, *Examples.model_fields, *SuggestedLink.model_fields})
