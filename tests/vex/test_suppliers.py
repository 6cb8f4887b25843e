"""The word of suppliers: later versions replace earlier ones in any order; authors do not replace each other."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medward.components.sbom import Component, Hash
from medward.vex.fitting import Fit, Inventory
from medward.vex.statement import Identity, Statement, VexDocument, VexFormat, VexStatus
from medward.vex.suppliers import Side, Voice, Word, contradict, dated_ahead, names_of, spoken_against
from medward.vex.suppliers import current as current_at
from medward.vex.suppliers import is_superseded as is_superseded_at
from tests.checks.sample import sbom
from tests.vex.statements import PUMP

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

START = datetime(2026, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=30)
LIB = Identity("libxml2", "2.9.10", "pkg:deb/debian/libxml2@2.9.10")


def current(documents: Iterable[VexDocument], now: datetime = NOW) -> tuple[Word, ...]:
    return current_at(documents, now)


def is_superseded(document: VexDocument, others: Iterable[VexDocument], now: datetime = NOW) -> bool:
    return is_superseded_at(document, others, now)


def document(
    author: str = "Acme",
    name: str = "doc",
    version: str = "1",
    day: int = 0,
    statements: Sequence[Statement] = (),
) -> VexDocument:
    at = START + timedelta(days=day)
    told = tuple(replace(one, issued=one.issued or at) for one in statements)
    found = VexDocument(VexFormat.OPENVEX, "0.2.0", name, author, version, at, told)
    return replace(found, sha256=hashlib.sha256(repr(found).encode()).hexdigest())


def says(status: VexStatus, vulnerability: str = "CVE-2026-1000", day: int | None = None) -> Statement:
    issued = None if day is None else START + timedelta(days=day)
    return Statement(vulnerability, LIB, status, issued=issued)


@st.composite
def piles(draw: st.DrawFn) -> list[VexDocument]:
    """Return documents of two authors, with versions, times and statements in any relation."""
    count = draw(st.integers(1, 8))
    return [
        document(
            draw(st.sampled_from(["Acme", "Beta"])),
            draw(st.sampled_from(["", "one", "two"])),
            draw(st.sampled_from(["", "1", "2", "10", "1.0.0", "1.1.0", "draft"])),
            draw(st.integers(0, 3)),
            [
                says(
                    draw(st.sampled_from(VexStatus)),
                    draw(st.sampled_from(["CVE-2026-1000", "CVE-2026-1001"])),
                )
                for _ in range(draw(st.integers(1, 3)))
            ],
        )
        for _ in range(count)
    ]


@given(piles(), st.randoms())
def test_any_order_of_arrival_gives_the_same_words(pile: list[VexDocument], chance: object) -> None:
    shuffled = list(pile)
    chance.shuffle(shuffled)  # type: ignore[attr-defined] - Hypothesis gives a random.Random
    assert current(shuffled) == current(pile)
    assert current([*pile, *shuffled]) == current(pile)


@given(piles(), st.randoms(), st.data())
def test_an_author_is_one_however_the_name_is_written(
    pile: list[VexDocument], chance: object, data: st.DataObject
) -> None:
    """Issue 5: of one author the later version counts; letters' case and spaces make no other author."""
    ways = {"Acme": ["Acme", "ACME", " acme ", "\uff21cme"], "Beta": ["Beta", "be\u200bta", "BETA\u00a0"]}
    written = [replace(one, author=data.draw(st.sampled_from(ways[one.author]))) for one in pile]
    chance.shuffle(written)  # type: ignore[attr-defined] - Hypothesis gives a random.Random
    assert [one._replace(author="") for one in current(written)] == [
        one._replace(author="") for one in current(pile)
    ]
    assert {one.sha256 for one in written if is_superseded(one, written)} == {
        one.sha256 for one in pile if is_superseded(one, pile)
    }


def test_a_later_version_replaces_the_earlier_one_of_the_same_author() -> None:
    first = document(
        version="9", statements=[says(VexStatus.UNDER_INVESTIGATION), says(VexStatus.FIXED, "CVE-2026-2000")]
    )
    second = document(version="10", day=1, statements=[says(VexStatus.NOT_AFFECTED)])
    (word,) = current([second, first])
    assert (word.statement.status, word.version) == (VexStatus.NOT_AFFECTED, "10")
    assert is_superseded(first, [second, first])
    assert not is_superseded(second, [second, first])


@pytest.mark.parametrize("odd", ["1.0.0-\u00b2", "\u00b2", "9" * 5000, "1.0.0-" + "9" * 5000])
def test_a_version_that_is_no_number_for_python_keeps_nothing_from_being_read(odd: str) -> None:
    pair = [document(version="1"), document(version=odd, day=1, statements=[says(VexStatus.FIXED)])]
    assert current(pair) == current(pair[::-1])
    assert is_superseded(pair[0], pair) != is_superseded(pair[1], pair)


def test_a_newer_statement_replaces_an_older_one_in_another_document_of_the_author() -> None:
    old = document(name="a", version="7", statements=[says(VexStatus.AFFECTED, day=1)])
    new = document(name="b", version="1", statements=[says(VexStatus.FIXED, day=2)])
    (word,) = current([new, old])
    assert word.statement.status is VexStatus.FIXED


@pytest.mark.parametrize(
    "later",
    [
        pytest.param(
            document(version="2", day=1800, statements=[says(VexStatus.NOT_AFFECTED)]), id="document"
        ),
        pytest.param(
            document(name="b", day=1, statements=[says(VexStatus.NOT_AFFECTED, day=1800)]), id="statement"
        ),
    ],
)
def test_what_is_dated_after_today_replaces_nothing_before_its_day(later: VexDocument) -> None:
    today = document(version="1", statements=[says(VexStatus.AFFECTED)])
    (word,) = current([today, later])
    assert (word.statement.status, word.ahead) == (VexStatus.AFFECTED, None)
    assert not is_superseded(today, [today, later])
    assert not is_superseded(later, [today, later])
    due = START + timedelta(days=1800)
    assert dated_ahead(later, NOW) == due.date()
    (word,) = current([today, later], due)
    assert (word.statement.status, word.ahead) == (VexStatus.NOT_AFFECTED, None)
    (alone,) = current([later])
    assert (alone.statement.status, alone.ahead) == (VexStatus.NOT_AFFECTED, due.date())


def test_ids_on_record_for_one_vulnerability_are_one_subject() -> None:
    names = frozenset({"CVE-2026-1000", "GHSA-AAAA-BBBB-CCCC"})
    old = document(name="a", statements=[says(VexStatus.AFFECTED)])
    new = document(name="b", day=1, statements=[says(VexStatus.FIXED, "GHSA-aaaa-bbbb-cccc")])
    assert len(current([old, new])) == 2
    (word,) = current_at([old, new], NOW, dict.fromkeys(names, names))
    assert word.statement.status is VexStatus.FIXED


def test_authors_do_not_replace_each_other() -> None:
    pair = [
        document("Acme", statements=[says(VexStatus.AFFECTED)]),
        document("Beta", day=9, statements=[says(VexStatus.FIXED)]),
    ]
    assert {word.author for word in current(pair)} == {"Acme", "Beta"}


@pytest.mark.parametrize(
    ("first", "second", "conflict"),
    [
        (VexStatus.AFFECTED, VexStatus.NOT_AFFECTED, True),
        (VexStatus.AFFECTED, VexStatus.FIXED, True),
        (VexStatus.NOT_AFFECTED, VexStatus.FIXED, False),
        (VexStatus.AFFECTED, VexStatus.UNDER_INVESTIGATION, False),
        (VexStatus.AFFECTED, VexStatus.AFFECTED, False),
    ],
)
def test_only_affected_and_not_contradict_each_other(
    first: VexStatus, second: VexStatus, *, conflict: bool
) -> None:
    sides = [Side(Voice.SUPPLIER, "Acme", first, ""), Side(Voice.WE, "LVP-VAS-0001", second, "")]
    assert contradict(sides) == conflict


PART = Component(
    ref="a",
    name="libxml2",
    version="2.9.10",
    purl="pkg:deb/debian/libxml2@2.9.10?arch=arm64",
    cpe="cpe:2.3:a:xmlsoft:libxml2:2.9.10:*:*:*:*:*:*:*",
    hashes=(Hash("SHA-256", "AB" * 32),),
)
STOCK = Inventory(
    {"comms": sbom(PART)._replace(serial="urn:uuid:11111111-2222-3333-4444-555555555555", version="1")}, PUMP
)
LINK = "urn:cdx:11111111-2222-3333-4444-555555555555/1#a"


@pytest.mark.parametrize(
    ("identity", "fit"),
    [
        pytest.param(Identity(purl="pkg:deb/debian/libxml2@2.9.10"), Fit.YES, id="package URL and version"),
        pytest.param(Identity(purl="pkg:deb/debian/libxml2"), Fit.YES, id="package URL of every version"),
        pytest.param(Identity(purl="pkg:deb/debian/libxml2@2.9.11"), None, id="another version"),
        pytest.param(
            Identity(purl="pkg:deb/debian/libxml2@2.9.10?arch=amd64"), None, id="another architecture"
        ),
        pytest.param(Identity(purl="pkg:deb/ubuntu/libxml2@2.9.10"), None, id="another distribution"),
        pytest.param(Identity(cpe="cpe:/a:xmlsoft:libxml2:2.9.10"), Fit.YES, id="CPE of version 2.2"),
        pytest.param(
            Identity(cpe="cpe:2.3:a:xmlsoft:libxml2:*:*:*:*:*:*:*:*"), Fit.YES, id="CPE of every version"
        ),
        pytest.param(
            Identity(cpe="cpe:2.3:a:xmlsoft:libxml2:2.8:*:*:*:*:*:*:*"), None, id="CPE of another version"
        ),
        pytest.param(Identity(hashes=(Hash("SHA-256", "ab" * 32),)), Fit.YES, id="hash"),
        pytest.param(Identity(hashes=(Hash("SHA-256", "cd" * 32),)), None, id="another hash"),
        pytest.param(Identity(bom_link=LINK), Fit.YES, id="BOM-Link"),
        pytest.param(Identity(bom_link=f"{LINK}b"), None, id="BOM-Link to something else"),
        pytest.param(Identity(name="libxml2", version="2.9.10"), None, id="a name alone is never a match"),
        pytest.param(
            Identity(purl="pkg:deb/debian/libxml2", version_range="vers:deb/>=2.9.0|<2.9.12"),
            Fit.YES,
            id="in range",
        ),
        pytest.param(
            Identity(purl="pkg:deb/debian/libxml2", version_range="vers:deb/>=2.9.12"),
            None,
            id="out of range",
        ),
        pytest.param(
            Identity(purl="pkg:deb/debian/libxml2", version_range="all before 3"),
            Fit.CANNOT_TELL,
            id="range in words",
        ),
    ],
)
def test_a_statement_fits_by_identifier_and_version(identity: Identity, fit: Fit | None) -> None:
    found = STOCK.fitting(Statement("CVE-2026-1000", identity, VexStatus.AFFECTED))
    assert [one.fit for one in found] == ([] if fit is None else [fit])


def test_what_holds_for_a_library_in_another_product_says_nothing_of_ours() -> None:
    elsewhere = Statement(
        "CVE-2026-1000", Identity(purl="pkg:oci/other@1"), VexStatus.NOT_AFFECTED, component=LIB
    )
    assert STOCK.fitting(elsewhere) == []
    assert len(STOCK.fitting(replace(elsewhere, product=PUMP))) == 1


def test_a_decision_answers_what_had_come_by_then_and_nothing_that_came_later() -> None:
    decided = datetime(2026, 6, 1, tzinfo=UTC)
    own = Side(Voice.WE, "LVP-VAS-0001", VexStatus.NOT_AFFECTED, "")
    word = Side(Voice.SUPPLIER, "Acme", VexStatus.AFFECTED, "d", decided - timedelta(days=1))
    later = word._replace(name="Beta", at=decided + timedelta(days=1))
    assert spoken_against(own, [word], decided) == ""
    assert (
        spoken_against(own, [word, later], decided)
        == "contradiction: Beta says affected, we say not affected"
    )
    assert spoken_against(own._replace(status=VexStatus.AFFECTED), [word, later], decided) == ""


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_words_of_one_moment_the_stricter_stands(order: tuple[int, int]) -> None:
    pair = (says(VexStatus.AFFECTED), says(VexStatus.NOT_AFFECTED))
    (word,) = current([document(statements=[pair[at] for at in order])])
    assert word.statement.status is VexStatus.AFFECTED
    apart = [document(name=str(at), version=str(9 * at + 1), statements=[pair[at]]) for at in order]
    (word,) = current(apart)  # the version of one document says nothing of another
    assert word.statement.status is VexStatus.AFFECTED


def test_products_known_by_different_hashes_or_makers_are_different_subjects() -> None:
    products = [
        Identity(hashes=(Hash("SHA-256", "ab" * 32),)),
        Identity(hashes=(Hash("SHA-256", "cd" * 32),)),
        Identity(name="Firmware", version="1.0", supplier="Acme"),
        Identity(name="Firmware", version="1.0", supplier="Beta"),
    ]
    told = [replace(says(VexStatus.AFFECTED), product=one) for one in products]
    assert {word.statement.product for word in current([document(statements=told)])} == set(products)


def test_one_cve_is_no_other_name_of_another() -> None:
    old = document(name="a", statements=[says(VexStatus.AFFECTED, "CVE-2026-1000")])
    other = replace(says(VexStatus.NOT_AFFECTED, "CVE-2026-2000"), aliases=("CVE-2026-1000", "GHSA-x"))
    words = current([old, document(name="b", day=1, statements=[other])])
    told = {word.statement.status: names_of(word.statement, {}) for word in words}
    assert told == {
        VexStatus.AFFECTED: ("CVE-2026-1000",),
        VexStatus.NOT_AFFECTED: ("CVE-2026-2000", "GHSA-X"),
    }
