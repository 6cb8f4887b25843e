"""Conditions over facts, in a language so small that a regulatory engineer can check it by eye.

    market.eu and not ivd
    class.eu in (IIa, IIb, III) or implant
    always

`not` binds tighter than `and`, `and` tighter than `or`. Truth has three values,
after Kleene: what depends on an unknown fact cannot be told, and what does not is
decided all the same. Learning one more fact therefore never turns yes into no.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from medward.catalogue.vocabulary import Fact, Facts, FactType, Value, plain_words
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LENGTH: Final = 1_000
MAX_DEPTH: Final = 20
_TOKEN: Final = re.compile(r"\s*(?:(?P<mark>>=|<=|[()=,<>])|(?P<word>[A-Za-z0-9_][A-Za-z0-9_.+/-]*))")
_RESERVED: Final = frozenset({"and", "or", "not", "in", "always"})
_HINT: Final = (
    "Write conditions as `market.eu and not ivd`, `class.eu in (IIa, IIb)`, `users >= 500` or `always`."
)


@dataclass(frozen=True, slots=True)
class Always:
    """Holds whatever is known."""


@dataclass(frozen=True, slots=True)
class Test:
    """One fact compared with values; the operator is empty where the bare name is the condition."""

    __test__ = False  # no test case, whatever its name suggests to a collector

    name: str
    operator: str
    values: tuple[str, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """Holds when every part does."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Holds when a part does."""

    parts: tuple[Node, ...]


Node: TypeAlias = "Always | Test | Not | And | Or"


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition that was read without an error."""

    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        """Facts it speaks of."""
        return frozenset(test.name for test in _tests(self.root))

    @property
    def says_always(self) -> bool:
        """Whether the word `always` stands in it."""
        return _has_always(self.root)

    def holds(self, facts: Facts) -> bool | None:
        """Say whether it holds; none when an unknown fact decides."""
        return _truth(self.root, facts)

    def why(self, facts: Facts, words: Mapping[str, Fact] | None = None) -> tuple[str, ...]:
        """Return the facts that decided, in words; where none could, the questions that are open."""
        reasons = _reasons(self.root, facts)
        return tuple(dict.fromkeys(_in_words(name, facts, words or {}) for name in reasons)) or ("always",)

    def deciding(self, facts: Facts) -> tuple[str, ...]:
        """Return the names of the facts that decided, or whose absence leaves it open."""
        return tuple(dict.fromkeys(_reasons(self.root, facts)))

    def problems(self, vocabulary: Mapping[str, Fact]) -> tuple[str, ...]:
        """Return what is wrong with its names and values, each with its column."""
        found = ((test, _problem(test, vocabulary)) for test in _tests(self.root))
        return tuple(f"column {test.column}: {problem}" for test, problem in found if problem)


@lru_cache(maxsize=4096)
def parse(text: str) -> Predicate:
    """Return a text as a predicate.

    Raises:
        InvalidInputError: It is none; the message names the column.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidInputError(f"the condition has {len(text)} characters; at most {MAX_LENGTH}", hint=_HINT)
    parser = _Parser(text)
    root = parser.alternatives(0)
    if parser.token:
        raise parser.wrong("and, or or the end")
    return Predicate(text, root)


ALWAYS: Final = Predicate("always", Always())


def conjunction(*texts: str) -> Predicate:
    """Return the predicate that all of some texts hold; an empty text asks nothing."""
    parts = [parse(text) for text in texts if text]
    if not parts:
        return ALWAYS
    if len(parts) == 1:
        return parts[0]
    grouped = (f"({part.text})" if isinstance(part.root, Or) else part.text for part in parts)
    return Predicate(" and ".join(grouped), And(tuple(part.root for part in parts)))


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0
        self.token = ""
        self.column = 1
        self._step()

    def alternatives(self, depth: int) -> Node:
        """Read `a or b or ...`."""
        if depth > MAX_DEPTH:
            raise InvalidInputError(
                f"column {self.column}: nested deeper than {MAX_DEPTH} levels", hint="Split the condition."
            )
        parts = [self._together(depth)]
        while self._take("or"):
            parts.append(self._together(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _together(self, depth: int) -> Node:
        """Read `a and b and ...`."""
        parts = [self._single(depth)]
        while self._take("and"):
            parts.append(self._single(depth))
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _single(self, depth: int) -> Node:
        """Read a negation, a group, `always` or a test."""
        negations = 0
        while self._take("not"):
            negations += 1
        if self._take("("):
            node = self.alternatives(depth + 1)
            self._expect(")")
        elif self._take("always"):
            node = Always()
        else:
            node = self._test()
        return Not(node) if negations % 2 else node

    def _test(self) -> Node:
        """Read a name, and what it is compared with."""
        column, name = self.column, self._word("a fact, not, ( or always")
        for operator in ("=", ">=", "<=", ">", "<"):
            if self._take(operator):
                return Test(name, operator, (self._value(),), column)
        if not self._take("in"):
            return Test(name, "", (), column)
        self._expect("(")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._expect(")")
        return Test(name, "in", tuple(values), column)

    def _word(self, wanted: str) -> str:
        """Take a name or a value."""
        word = self.token
        if not word or word in _RESERVED or not (word[0].isalnum() or word[0] == "_"):
            raise self.wrong(wanted)
        self._step()
        return word

    def _value(self) -> str:
        """Take a value; `in` is one of them, the code of India."""
        if self._take("in"):
            return "in"
        return self._word("a value")

    def _take(self, token: str) -> bool:
        """Take a token if it comes next."""
        if self.token != token:
            return False
        self._step()
        return True

    def _expect(self, token: str) -> None:
        """Take a token that has to come next."""
        if not self._take(token):
            raise self.wrong(f"{token!r}")

    def _step(self) -> None:
        """Go to the next token; the end is the empty one."""
        rest = self.text[self.end :]
        start = self.end + len(rest) - len(rest.lstrip())
        self.column = start + 1
        if start == len(self.text):
            self.token, self.end = "", start
            return
        match = _TOKEN.match(self.text, self.end)
        if match is None:
            raise InvalidInputError(
                f"column {self.column}: {self.text[start]!r} has no meaning in a condition", hint=_HINT
            )
        self.token, self.end = match.group().lstrip(), match.end()

    def wrong(self, wanted: str) -> InvalidInputError:
        """Return the error for a token that does not belong here."""
        found = repr(self.token) if self.token else "the end"
        return InvalidInputError(f"column {self.column}: {wanted} expected, found {found}", hint=_HINT)


def _truth(node: Node, facts: Facts) -> bool | None:
    """Return Kleene's truth value."""
    if isinstance(node, Test):
        return _compared(node, facts.get(node.name))
    if isinstance(node, Not):
        inner = _truth(node.part, facts)
        return None if inner is None else not inner
    if isinstance(node, Always):
        return True
    decisive = isinstance(node, Or)
    values = [_truth(part, facts) for part in node.parts]
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _compared(test: Test, value: Value | None) -> bool | None:
    """Compare one fact; a value of another type than the operator needs cannot be told."""
    if not test.operator:
        return value if isinstance(value, bool) else None
    if isinstance(value, frozenset):
        return bool(value & set(test.values)) if test.operator in {"=", "in"} else None
    if value is None or isinstance(value, bool):
        return None
    if test.operator in {"=", "in"}:
        return str(value) in test.values
    return _ordered(value, test.operator, test.values[0])


def _ordered(value: int | str, operator: str, bound: str) -> bool | None:
    """Compare numbers."""
    if not isinstance(value, int) or not bound.isdecimal():
        return None
    limit = int(bound)
    return {">=": value >= limit, "<=": value <= limit, ">": value > limit, "<": value < limit}[operator]


def _reasons(node: Node, facts: Facts) -> list[str]:
    """Return the facts without which the truth value would not be what it is."""
    if isinstance(node, Test):
        return [node.name]
    if isinstance(node, Always):
        return []
    if isinstance(node, Not):
        return _reasons(node.part, facts)
    whole = _truth(node, facts)
    return [name for part in node.parts if _truth(part, facts) is whole for name in _reasons(part, facts)]


def _tests(node: Node) -> list[Test]:
    """Return every test of a condition, in the order of the text."""
    if isinstance(node, Test):
        return [node]
    parts: tuple[Node, ...] = ()
    if isinstance(node, Not):
        parts = (node.part,)
    elif isinstance(node, And | Or):
        parts = node.parts
    return [test for part in parts for test in _tests(part)]


def _has_always(node: Node) -> bool:
    """Say whether `always` stands in a condition."""
    if isinstance(node, Not):
        return _has_always(node.part)
    if isinstance(node, And | Or):
        return any(map(_has_always, node.parts))
    return isinstance(node, Always)


def _problem(test: Test, vocabulary: Mapping[str, Fact]) -> str:
    """Return what is wrong with a test; empty when nothing is."""
    fact = vocabulary.get(test.name)
    if fact is None:
        return f"there is no fact {test.name!r}"
    if fact.is_plain != (not test.operator):
        return f"{test.name} is {fact.type}: " + (
            "its name alone is the condition" if fact.is_plain else "compare it with a value"
        )
    if fact.type is FactType.NUMBER:
        wrong = [value for value in test.values if not value.isdecimal()]
        return f"{wrong[0]!r} is no number" if wrong else ""
    if test.operator not in {"", "=", "in"}:
        return f"{test.name} is a choice: it has no order"
    unknown = [value for value in test.values if fact.choices and value not in fact.choices]
    return f"{test.name} has no choice {unknown[0]!r}: {', '.join(fact.choices)}" if unknown else ""


def _in_words(name: str, facts: Facts, words: Mapping[str, Fact]) -> str:
    """Return one deciding fact in words, or the question that is open."""
    fact, value = words.get(name), facts.get(name)
    if value is None:
        return f"not known: {fact.question if fact else name}"
    return fact.words(value) if fact else plain_words(name, value)
