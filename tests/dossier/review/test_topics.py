"""Questions on the topics of the regulation file, part G, and what they leave alone."""

from __future__ import annotations

from datetime import date

import pytest

from medward.dossier.review.letter import review
from medward.dossier.review.points import Case
from medward.dossier.review.questions import QUESTIONS
from medward.dossier.review.reading import Grid, Line, ReadDocument, ReadPackage

DAY = date(2026, 6, 15)
CAUSES = range(1, 15)  # practice 7.3
TOPICS = [f"DEF-{number:02}" for number in range(1, 21)]  # regulation-us G


def page(title: str, *blocks: Line | Grid, form: str = "html") -> ReadDocument:
    return ReadDocument(f"{title}.{form}", form, title, blocks)


def told(question: str, *documents: ReadDocument) -> list[str]:
    letter = review(Case(ReadPackage(documents), "fda", DAY))
    return [one.what for point in letter.points if point.question.id == question for one in point.spots]


def test_every_cause_of_rejection_and_every_topic_has_a_question() -> None:
    assert {one.cause for one in QUESTIONS} >= set(CAUSES)
    assert {one.topic for one in QUESTIONS} >= set(TOPICS)


@pytest.mark.parametrize(
    ("sentence", "is_weak"),
    [
        pytest.param("The service accepts TLS 1.1.", True, id="withdrawn protocol"),
        pytest.param("TLS 1.0 and 1.1 are refused.", False, id="refused"),
        pytest.param("Passwords are stored as MD5.", True, id="broken hash"),
        pytest.param("Wi-Fi uses WPA2 or WPA3.", False, id="WPA2"),
        pytest.param("All devices hold the same key.", True, id="same key"),
        pytest.param("There is no shared key; each pump has a key of its own.", False, id="denied"),
        pytest.param("A CRC-16 protects the frame against tampering.", True, id="checksum"),
        pytest.param("A CRC-16 detects transmission faults.", False, id="checksum against faults"),
    ],
)
def test_controls_on_broken_ground_are_found(sentence: str, *, is_weak: bool) -> None:
    # regulation-us G, DEF-07: weak cryptography, shared keys, CRC as security
    controls = page("Security controls", Line("heading", "Cryptography", 2), Line("text", sentence))
    assert bool(told("C05", controls)) is is_weak


def components(*rows: tuple[str, str]) -> Grid:
    return Grid("Components of app", ("Component", "Level of support"), rows)


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        pytest.param("abandoned", True, id="abandoned"),
        pytest.param("maintained until 2026-06-14", True, id="ended yesterday"),
        pytest.param("maintained until 2026-06-15", False, id="ends today"),
        pytest.param("abandoned; replaced in release 5", False, id="with a plan"),
    ],
)
def test_support_that_has_ended_asks_for_a_plan(said: str, *, is_found: bool) -> None:
    # regulation-us G, DEF-04: unsupported component with no plan or justification
    alone = page("SBOM", components(("libold 1", said)))
    assert bool(told("S07", alone)) is is_found
    plans = Grid("Plans", ("Components", "Plan"), (("libold 1", "forked and kept by us"),))
    assert told("S07", page("SBOM", components(("libold 1", said)), plans)) == []


def test_a_plan_that_says_there_is_none_is_no_plan() -> None:
    plans = Grid("Plans", ("Components", "Plan"), (("libold 1", "\u2717 no plan"), ("libnew", "")))
    assert told("S07", page("SBOM", plans)) == ["libold 1: no plan", "libnew: no plan"]


def statement(*blocks: Line | Grid) -> ReadDocument:
    front = (Line("heading", "Statement on section 524B", 1), Line("label", "Release: 4.2.0, build 7"))
    return page("Statement on section 524B", *front, *blocks)


CHANGES = Line("heading", "Changes since the last authorisation", 2)
EFFECT = ("Change", "Effect on security")


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        pytest.param((Line("text", "A new device."),), 0, id="nothing before it"),
        pytest.param((Line("text", "It replaces release 4.1.0."),), 1, id="changes not told"),
        pytest.param((Line("text", "This is a Special 510(k)."),), 1, id="special 510(k)"),
        pytest.param(
            (Line("text", "It replaces release 4.1.0."), CHANGES, Grid("Changes", EFFECT, (("C1", "New keys."),))),
            0,
            id="told",
        ),
        pytest.param(
            (Line("text", "It replaces release 4.1.0."), CHANGES, Grid("Changes", EFFECT, (("C1", ""),))),
            1,
            id="effect left open",
        ),
        pytest.param(
            (Line("text", "It replaces release 4.1.0."), CHANGES,
             Grid("Changes", EFFECT, (("C1", "New housing, unlikely to affect cybersecurity."),))),
            2,
            id="short set without its two statements",
        ),
        pytest.param(
            (Line("text", "It replaces release 4.1.0."), CHANGES,
             Grid("Changes", EFFECT, (("C1", "New housing, no effect on security."),)),
             Line("text", "No critical vulnerabilities are known. No uncontrolled risk had to be remediated.")),
            0,
            id="short set",
        ),
    ],
)  # fmt: skip
def test_a_modification_tells_its_changes(blocks: tuple[Line | Grid, ...], found: int) -> None:
    # regulation-us B2, 524B-15 to 524B-17; G, DEF-18
    assert len(told("J07", statement(*blocks))) == found


def test_an_interface_no_test_names_is_found() -> None:
    # regulation-us G, DEF-08: untested interfaces
    views = page(
        "Architecture", Grid("Interfaces", ("Id", "Medium"), (("F1", "Bluetooth LE"), ("F2", "Ethernet")))
    )
    tests = page("Security test report", Line("text", "All TCP ports were scanned."))
    assert told("V07", views, tests) == ["nothing tests Bluetooth, which the interfaces name"]


def test_findings_without_a_decision_are_found() -> None:
    rows = (("FND-1", "open"), ("FND-2", "accept"), ("FND-3", ""))
    table = Grid("Findings", ("Id", "Disposition"), rows)
    assert told("N03", page("Security test report", table)) == ["FND-1: no decision", "FND-3: no decision"]
