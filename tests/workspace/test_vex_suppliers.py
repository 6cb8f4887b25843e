"""What suppliers say is held against what we and advisories say of the very same component."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from medward.checks.case import MatchRow
from medward.vex.statement import Identity, Statement, VexDocument, VexFormat, VexStatus
from medward.workspace.vex_suppliers import Received, questions, whole_questions
from tests.workspace.test_vex_apart import ONE, PURL, TWO, records, seen

if TYPE_CHECKING:
    from medward.checks.case import Case

CVE = "CVE-2020-24977"
AT = datetime(2026, 5, 1, tzinfo=UTC)


def heard(status: VexStatus) -> Received:
    said = Statement(CVE, Identity(purl=PURL), status, issued=AT)
    document = VexDocument(VexFormat.OPENVEX, "0.2.0", "doc", "Acme", "1", AT, (said,), sha256="5a" * 32)
    return Received(document, "acme.json", AT, "vex/5a.json")


def sides(given: Case, status: VexStatus) -> dict[str, tuple[list[str], bool]]:
    """Return who speaks of the component and whether they contradict each other, by deployable."""
    found = questions(given, [heard(status)])
    return {one.deployable: ([side.name for side in one.sides], one.is_conflict) for one in found}


def test_a_decision_about_one_deployable_does_not_answer_for_another() -> None:
    found = records("mcu", "gateway")
    del found[TWO]
    rows = [
        MatchRow(name, "tzdata", "2025b-0", PURL, CVE, (), "affected")
        for name in ("LVP-BOM-0001", "LVP-BOM-0002")
    ]
    given = replace(seen(found), matches=rows)
    assert sides(given, VexStatus.NOT_AFFECTED) == {
        "mcu": (["Acme", ONE, CVE], False),
        "gateway": (["Acme", CVE], True),
    }


def test_a_word_that_may_be_about_something_else_says_so() -> None:
    found = heard(VexStatus.NOT_AFFECTED)
    (said,) = found.document.statements
    unsure = replace(said, product=Identity(purl=f"{PURL}?arch=all"))
    document = replace(found.document, statements=(unsure,))
    given = questions(seen(records("mcu", "gateway")), [replace(found, document=document)])
    sources = {side.source for one in given for side in one.sides if side.name == "Acme"}
    assert sources == {"doc version 1, perhaps not about this"}


def test_a_match_in_one_deployable_is_none_in_another() -> None:
    found = records("mcu", "gateway")
    del found[ONE], found[TWO]
    row = MatchRow("LVP-BOM-0002", "tzdata", "2025b-0", PURL, CVE, (), "affected")
    given = replace(seen(found), matches=[row])
    assert sides(given, VexStatus.NOT_AFFECTED) == {
        "mcu": (["Acme"], False),
        "gateway": (["Acme", CVE], True),
    }


def test_a_decision_that_names_no_deployable_speaks_of_all() -> None:
    found = records("", "gateway")
    del found[TWO]
    assert sides(seen(found), VexStatus.AFFECTED) == {
        "mcu": (["Acme", ONE], True),
        "gateway": (["Acme", ONE], True),
    }


def about_product(product: Identity, status: VexStatus) -> list[Received]:
    found = heard(status)
    (said,) = found.document.statements
    return [replace(found, document=replace(found.document, statements=(replace(said, product=product),)))]


OURS = Identity(name="Pump", version="4.2.0")


@pytest.mark.parametrize(
    ("status", "is_conflict"),
    [
        pytest.param(VexStatus.AFFECTED, False, id="as our strictest word, that one component is affected"),
        pytest.param(VexStatus.NOT_AFFECTED, True, id="cleared as a whole though one component is affected"),
    ],
)
def test_a_word_on_the_product_as_a_whole_is_held_against_our_strictest(
    status: VexStatus, *, is_conflict: bool
) -> None:
    (one,) = whole_questions(seen(records("mcu", "gateway")), about_product(OURS, status))
    assert [(side.name, side.status) for side in one.sides] == [
        ("Acme", status),
        (TWO, VexStatus.AFFECTED),
    ]
    assert (one.is_conflict, one.component, one.is_certain) == (is_conflict, "", False)


def test_a_word_on_another_version_of_our_product_is_not_about_this_release() -> None:
    said = about_product(replace(OURS, version="3.0.0"), VexStatus.AFFECTED)
    assert whole_questions(seen(records("mcu", "gateway")), said) == ()


def test_a_word_on_the_product_as_a_whole_that_nobody_answered_is_said_to_be_open() -> None:
    found = records("mcu", "gateway")
    del found[ONE], found[TWO]
    (one,) = whole_questions(seen(found), about_product(OURS, VexStatus.AFFECTED))
    assert (one.is_conflict, one.is_unanswered) == (False, True)
    (clear,) = whole_questions(seen(found), about_product(OURS, VexStatus.NOT_AFFECTED))
    assert not clear.is_unanswered
