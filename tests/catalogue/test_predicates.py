"""The language of conditions: grammar, Kleene's three values, and reasons in words."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.catalogue.predicates import And, Not, Or, Predicate, Test, conjunction, parse
from medward.catalogue.vocabulary import About, Fact, Facts, FactType, check_facts
from medward.errors import InvalidInputError

Truth: TypeAlias = "bool | None"
NAMES = ("a", "b", "c", "d")
leaves = st.sampled_from(["a", "b", "c", "d", "always"])
texts = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(lambda text: f"not ({text})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) and ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) or ({pair[1]})"),
    ),
    max_leaves=8,
)
known = st.dictionaries(st.sampled_from(NAMES), st.booleans())

VOCABULARY = {
    "market.eu": Fact(
        name="market.eu",
        type=FactType.YES_NO,
        about=About.PRODUCT,
        question="Is it sold in the EU?",
        yes="sold in the EU",
        no="not sold in the EU",
    ),
    "ivd": Fact(
        name="ivd",
        type=FactType.YES_NO,
        about=About.PRODUCT,
        question="Is it an IVD?",
        yes="an IVD",
        no="not an IVD",
    ),
    "class.eu": Fact(
        name="class.eu",
        type=FactType.CHOICE,
        about=About.PRODUCT,
        question="Which class?",
        yes="EU class",
        choices=("I", "IIa", "IIb", "III"),
    ),
    "people": Fact(name="people", type=FactType.NUMBER, about=About.EVENT, question="How many people?"),
}


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        # Kleene, Introduction to Metamathematics, section 64: the strong tables.
        (True, True, True, True),
        (True, False, False, True),
        (True, None, None, True),
        (False, False, False, False),
        (False, None, False, None),
        (None, None, None, None),
    ],
)
def test_and_and_or_follow_the_strong_tables(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    facts = {name: value for name, value in (("a", left), ("b", right)) if value is not None}
    for text in ("a and b", "b and a"):
        assert parse(text).holds(facts) is both
    for text in ("a or b", "b or a"):
        assert parse(text).holds(facts) is either


@given(texts, texts, known)
def test_de_morgan_holds_for_three_values(left: str, right: str, facts: dict[str, bool]) -> None:
    negated = parse(f"not (({left}) and ({right}))").holds(facts)
    assert negated is parse(f"not ({left}) or not ({right})").holds(facts)
    negated = parse(f"not (({left}) or ({right}))").holds(facts)
    assert negated is parse(f"not ({left}) and not ({right})").holds(facts)


@given(texts, known, st.sampled_from(NAMES), st.booleans())
def test_learning_a_fact_never_turns_yes_into_no(
    text: str, facts: dict[str, bool], name: str, value: Truth
) -> None:
    before = parse(text).holds(facts)
    after = parse(text).holds({name: bool(value), **facts})
    assert before is None or after is before


@given(texts, known)
def test_the_deciding_facts_alone_decide_the_same(text: str, facts: dict[str, bool]) -> None:
    predicate = parse(text)
    if predicate.holds(facts) is not None:
        deciding = {name: facts[name] for name in predicate.deciding(facts)}
        assert predicate.holds(deciding) is predicate.holds(facts)
    else:
        assert any(name not in facts for name in predicate.deciding(facts))


@given(st.text(max_size=40))
def test_any_text_is_a_predicate_or_an_error_with_a_column(text: str) -> None:
    assert problem_of(text) == "" or problem_of(text).startswith("column ")


def problem_of(text: str) -> str:
    """Return why a text is no predicate; empty when it is one."""
    try:
        parse(text)
    except InvalidInputError as error:
        return error.message
    return ""


def test_not_binds_tighter_than_and_and_and_tighter_than_or() -> None:
    root = parse("not a and b or c").root
    assert isinstance(root, Or)
    first, last = root.parts
    assert isinstance(first, And)
    assert isinstance(first.parts[0], Not)
    assert isinstance(last, Test)


@pytest.mark.parametrize(
    ("text", "column", "found"),
    [
        ("", 1, "the end"),
        ("a and", 6, "the end"),
        ("a b", 3, "'b'"),
        ("a = ", 5, "the end"),
        ("(a or b", 8, "the end"),
        ("a in b", 6, "'b'"),
        ("a in (b,)", 9, "')'"),
        ("and a", 1, "'and'"),
        ("a or ) b", 6, "')'"),
    ],
)
def test_a_syntax_error_names_the_column_and_what_stands_there(text: str, column: int, found: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        parse(text)
    assert caught.value.message.startswith(f"column {column}: ")
    assert caught.value.message.endswith(f"found {found}")


def test_a_character_without_meaning_and_a_text_without_end_are_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"column 3: '\$' has no meaning"):
        parse("a $ b")
    with pytest.raises(InvalidInputError, match="nested deeper"):
        parse("(" * 50 + "a" + ")" * 50)
    with pytest.raises(InvalidInputError, match="characters"):
        parse("a or " * 300 + "a")


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("class.eu = IIb", {"class.eu": "IIb"}, True),
        ("class.eu in (I, IIa)", {"class.eu": "IIb"}, False),
        ("class.eu = IIb", {"class.eu": frozenset({"I", "IIb"})}, True),
        ("class.eu = III", {"class.eu": frozenset({"I", "IIb"})}, False),
        ("class.eu in (I, IIa)", {}, None),
        ("people >= 500", {"people": 500}, True),
        ("people > 500", {"people": 500}, False),
        ("people < 500", {"people": 499}, True),
        ("people <= 498", {"people": 499}, False),
        ("people = 5", {"people": 5}, True),
        ("people >= 500", {}, None),
        ("always", {}, True),
        ("not always", {}, False),
        ("not not a", {"a": True}, True),
    ],
)
def test_comparisons_read_choices_sets_and_numbers(text: str, facts: Facts, expected: Truth) -> None:
    assert parse(text).holds(facts) is expected


def test_a_value_of_the_wrong_type_cannot_be_told() -> None:
    assert parse("people").holds({"people": 5}) is None
    assert parse("people >= 5").holds({"people": True}) is None
    assert parse("class.eu = IIb").holds({"class.eu": True}) is None


def test_reasons_name_the_facts_that_decided_in_words() -> None:
    predicate = parse("market.eu and not ivd")
    yes = {"market.eu": True, "ivd": False}
    assert predicate.why(yes, VOCABULARY) == ("sold in the EU", "not an IVD")
    assert predicate.why({"market.eu": False, "ivd": False}, VOCABULARY) == ("not sold in the EU",)
    assert predicate.why({"market.eu": True}, VOCABULARY) == ("not known: Is it an IVD?",)
    assert parse("class.eu in (IIa, IIb)").why({"class.eu": "IIb"}, VOCABULARY) == ("EU class is IIb",)
    assert parse("always").why({}) == ("always",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("market.eu and wheels", "column 15: there is no fact 'wheels'"),
        ("class.eu", "column 1: class.eu is choice: compare it with a value"),
        ("market.eu = yes", "column 1: market.eu is yes-no: its name alone is the condition"),
        ("class.eu = IV", "column 1: class.eu has no choice 'IV': I, IIa, IIb, III"),
        ("class.eu >= 2", "column 1: class.eu is a choice: it has no order"),
        ("people >= many", "column 1: 'many' is no number"),
    ],
)
def test_a_condition_is_checked_against_the_vocabulary(text: str, problem: str) -> None:
    assert parse(text).problems(VOCABULARY) == (problem,)


def test_facts_nobody_defined_or_of_the_wrong_type_are_refused() -> None:
    check_facts({"market.eu": True, "class.eu": frozenset({"I", "III"}), "people": 3}, VOCABULARY)
    with pytest.raises(InvalidInputError, match="there is no fact 'wheels'"):
        check_facts({"wheels": True}, VOCABULARY)
    with pytest.raises(InvalidInputError, match="it takes yes or no"):
        check_facts({"ivd": "no"}, VOCABULARY)
    with pytest.raises(InvalidInputError, match="it takes one of I, IIa, IIb, III"):
        check_facts({"class.eu": "IV"}, VOCABULARY)
    with pytest.raises(InvalidInputError, match="it takes a whole number"):
        check_facts({"people": True}, VOCABULARY)


def test_a_conjunction_skips_empty_texts_and_keeps_precedence() -> None:
    assert conjunction("", "").holds({}) is True
    assert conjunction("", "a") == parse("a")
    both: Predicate = conjunction("a or b", "c")
    assert both.holds({"a": True, "c": False}) is False
    assert both.names == {"a", "b", "c"}
    assert parse(both.text).root == Predicate(both.text, parse(both.text).root).root
