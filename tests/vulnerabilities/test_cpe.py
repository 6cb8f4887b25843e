"""CPE names: the bindings and the comparison, with the examples of the two specifications."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.errors import InvalidInputError
from medward.vulnerabilities.cpe import (
    ANY,
    NA,
    Cpe,
    Relation,
    compare_names,
    compare_values,
    cpe_lookup,
    cpe_scheme,
    format_cpe,
    format_uri,
    names_product,
    parse_cpe,
    plain,
)

IE8 = Cpe("a", "microsoft", "internet_explorer", "8.0.6001", "beta")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(r"cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*", IE8, id="7695 6.2.2.3"),
        pytest.param("cpe:/a:microsoft:internet_explorer:8.0.6001:beta", IE8, id="7695 6.1.2.4 example 1"),
        pytest.param("CPE:/A:Microsoft:Internet_Explorer:8.0.6001:Beta", IE8, id="case has no meaning"),
        pytest.param(
            "cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
            Cpe("a", "microsoft", "internet_explorer", "8.*", "sp?"),
            id="7695 6.1.2.4 example 2",
        ),
        pytest.param(
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
            Cpe(
                "a", "hp", "insight_diagnostics", "7.4.0.1570", NA,
                sw_edition="online", target_sw="win2003", target_hw="x64",
            ),
            id="7695 6.1.2.4 example 3: packed edition",
        ),
        pytest.param(
            r"cpe:2.3:a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*",
            Cpe("a", "hp", "openview_network_manager", "7.51", target_sw="linux"),
            id="7695 6.1.2.4 example 4",
        ),
        pytest.param(
            r"cpe:2.3:a:foo\\bar:big\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
            Cpe(
                "a", r"foo\\bar", "big$money_manager_2010",
                sw_edition="special", target_sw="ipod_touch", target_hw="80gb",
            ),
            id="7695 6.2.2.3: escaped backslash",
        ),
        pytest.param(
            r"cpe:2.3:o:cisco:ios:12.0\(2\)xc:*:*:*:*:*:*:*", Cpe("o", "cisco", "ios", "12.0(2)xc"), id="NVD"
        ),
        pytest.param(
            r"cpe:2.3:o:zephyrproject:zephyr:3.5.0:-:*:*:*:*:*:*", Cpe("o", "zephyrproject", "zephyr", "3.5.0", NA),
            id="an RTOS is a product",
        ),
        pytest.param(
            r"cpe:2.3:a:x:y\:z:1.0+dfsg:*:*:*:*:*:*:*", Cpe("a", "x", "y:z", "1.0+dfsg"), id="unescaped plus"
        ),
    ],
)  # fmt: skip
def test_a_name_is_read_as_the_specification_says(text: str, name: Cpe) -> None:
    assert parse_cpe(text) == name


@pytest.mark.parametrize(
    ("name", "formatted", "uri"),
    [
        (
            Cpe("a", "hp", "insight_diagnostics", "7.4.0.1570", NA, sw_edition="online", target_sw="win2003",
                target_hw="x64"),
            "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
        ),
        (
            Cpe("a", r"foo\\bar", "big$money_manager_2010", sw_edition="special", target_sw="ipod_touch",
                target_hw="80gb"),
            r"cpe:2.3:a:foo\\bar:big\$money_manager_2010:*:*:*:*:special:ipod_touch:80gb:*",
            "cpe:/a:foo%5cbar:big%24money_manager_2010:::~~special~ipod_touch~80gb~",
        ),
    ],
)  # fmt: skip
def test_both_bindings_are_those_of_the_specification(name: Cpe, formatted: str, uri: str) -> None:
    assert (format_cpe(name), format_uri(name)) == (formatted, uri)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("openssl", "starts neither"),
        ("cpe:2.3:a:b:c", "3 attributes"),
        ("cpe:2.3:x:b:c:1:*:*:*:*:*:*:*", "its part is 'x'"),
        ("cpe:2.3:a:b:c:1*2:*:*:*:*:*:*:*", "wildcard inside"),
        ("cpe:/a:b:c:1:u:e:l:more", "8 fields"),
        ("cpe:2.3:a:" + "b" * 3000, "longer than"),
    ],
)
def test_what_is_no_name_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why.replace("*", r"\*")):
        parse_cpe(text)


# NISTIR 7696, table 6-2: the source's value, the target's value, their relation.
TABLE_6_2 = [
    (ANY, ANY, Relation.EQUAL),
    (ANY, NA, Relation.SUPERSET),
    (ANY, "i", Relation.SUPERSET),
    (ANY, "m*", Relation.UNDEFINED),
    (NA, ANY, Relation.SUBSET),
    (NA, NA, Relation.EQUAL),
    (NA, "i", Relation.DISJOINT),
    (NA, "m*", Relation.UNDEFINED),
    ("i", "i", Relation.EQUAL),
    ("i", "k", Relation.DISJOINT),
    ("i", "m*", Relation.UNDEFINED),
    ("i", NA, Relation.DISJOINT),
    ("i", ANY, Relation.SUBSET),
    ("m*", "mile", Relation.SUPERSET),
    ("m*", "kilo", Relation.DISJOINT),
    ("m*", ANY, Relation.SUBSET),
    ("m*", NA, Relation.DISJOINT),
    ("m*", "m*", Relation.UNDEFINED),
]


@pytest.mark.parametrize(("source", "target", "relation"), TABLE_6_2)
def test_two_values_are_related_as_table_6_2_says(source: str, target: str, relation: Relation) -> None:
    assert compare_values(source, target) is relation


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [
        ("8.*", "8.0", True),
        ("8.*", "8.", True),
        ("8.*", "18.0", False),
        ("*.0", "8.0", True),
        ("*win*", "darwin7", True),
        ("8.?", "8.1", True),
        ("8.?", "8.10", False),
        ("8.??", "8.10", True),
        ("??8", "108", True),
        (r"\*8*", "*80", True),
        (r"\*8*", "180", False),
        ("?a?", "aa", True),
    ],
)
def test_wildcards_at_the_ends_stand_for_characters(pattern: str, value: str, *, fits: bool) -> None:
    relation = Relation.SUPERSET if fits else Relation.DISJOINT
    assert compare_values(pattern, value.replace("*", r"\*")) is relation


@pytest.mark.parametrize(
    ("source", "target", "relation"),
    [
        ("cpe:/a:adobe", "cpe:/a:adobe:reader:9.3.2", Relation.SUPERSET),
        ("cpe:/a:adobe:reader:9.3.2:-", "cpe:/a:adobe:reader", Relation.SUBSET),
        ("cpe:/a:adobe:reader:9.3.2", "cpe:/a:adobe:reader:9.3.2", Relation.EQUAL),
        ("cpe:/a:adobe:reader:9.3.2", "cpe:/a:adobe:reader:9.3.3", Relation.DISJOINT),
        ("cpe:/a:adobe::9", "cpe:/a:adobe:reader", Relation.UNDEFINED),
    ],
)
def test_two_names_are_related_by_all_their_attributes(source: str, target: str, relation: Relation) -> None:
    assert compare_names(parse_cpe(source), parse_cpe(target)) is relation


def test_a_product_is_looked_up_without_escapes() -> None:
    assert cpe_lookup(parse_cpe(r"cpe:2.3:a:foo\\bar:big\$money:1:*:*:*:*:*:*:*")) == r"a:foo\bar:big$money"
    assert [cpe_scheme(one) for one in ("a:openssl:openssl", "o:linux:linux_kernel")] == [
        "openssl",
        "generic",
    ]


@pytest.mark.parametrize("text", ["cpe:/a:*:x", "cpe:/a:-:x", "cpe:/a:v", "cpe:/:v:p"])
def test_a_name_with_a_wildcard_for_its_product_names_none(text: str) -> None:
    assert not names_product(parse_cpe(text.replace("*", "%02")))


CHARACTERS = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    min_size=1, max_size=6,
)  # fmt: skip


def held(text: str) -> str:
    """Return any text as an attribute holds it."""
    return r"\-" if text == "-" else "".join("\\" + one if one in "*?\\" else one for one in text)


VALUES = st.one_of(st.sampled_from([ANY, NA, "1.*", "?x"]), CHARACTERS.map(held))
NAMES = st.builds(Cpe, st.sampled_from("aoh"), *[VALUES] * 10)


@given(NAMES)
def test_writing_a_name_and_reading_it_gives_the_name(name: Cpe) -> None:
    assert parse_cpe(format_cpe(name)) == name
    assert parse_cpe(format_uri(name)) == name


@given(NAMES, NAMES)
def test_superset_one_way_is_subset_the_other_way(one: Cpe, other: Cpe) -> None:
    mirrored = {Relation.SUPERSET: Relation.SUBSET, Relation.SUBSET: Relation.SUPERSET}
    there, back = compare_names(one, other), compare_names(other, one)
    if Relation.UNDEFINED not in {there, back} and not any("*" in v[1:] or "?" in v for v in one + other):
        assert back is mirrored.get(there, there)


@given(CHARACTERS)
def test_any_text_is_a_value_that_equals_itself_only(text: str) -> None:
    assert plain(held(text)) == text
    assert compare_values(held(text), held(text)) is Relation.EQUAL
    assert compare_values(held(text), held(text + "x")) is Relation.DISJOINT
