"""Counting answers against claims, and the floor on real data.

The realdata test takes every twentieth package of the smaller sets; `make accuracy` measures all.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from medward.components.sbom import Component
from medward.vulnerabilities.accuracy import Claim, Tally, answer_to, tallied
from medward.vulnerabilities.calibration import PRECISION
from medward.vulnerabilities.matching import Confidence, Judgement, KnownAdvisory, Match, Tier, Verdict
from tests.realdata import real_data, tell

if TYPE_CHECKING:
    from collections.abc import Callable

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
PART = Component("c", "c")


def match(*ids: str, verdict: Verdict = Verdict.AFFECTED) -> Match:
    known = KnownAdvisory(ids[0], ids[1:], "", (), "", "test", "")
    return Match(known, verdict, Confidence.HIGH, "", Tier.PURL, "< 1", ids)


@pytest.mark.parametrize(
    ("judgement", "answer"),
    [
        (Judgement((match("GHSA-1", "CVE-1"),), ""), Verdict.AFFECTED),
        (Judgement((match("CVE-2"),), ""), Verdict.NOT_AFFECTED),
        (Judgement((match("CVE-2"),), "", beyond="no source"), Verdict.CANNOT_TELL),
        (Judgement((match("CVE-2"), match("CVE-1", verdict=Verdict.CANNOT_TELL)), ""), Verdict.CANNOT_TELL),
        (Judgement((), "CVE-1: no order", ("CVE-1",)), Verdict.CANNOT_TELL),
        (Judgement((), "CVE-2: no order", ("CVE-2",)), Verdict.NOT_AFFECTED),
        (Judgement((), "no source", beyond="no source"), Verdict.CANNOT_TELL),
        (Judgement((), ""), Verdict.NOT_AFFECTED),
    ],
)
def test_an_answer_is_about_one_vulnerability_only(judgement: Judgement, answer: Verdict) -> None:
    assert answer_to(judgement, frozenset({"CVE-1"}))[0] is answer


def test_precision_and_recall_leave_out_what_nobody_can_tell() -> None:
    claims = [
        (Claim(PART, frozenset({"CVE-1"}), is_affected=True), Judgement((match("CVE-1"),), "")),
        (Claim(PART, frozenset({"CVE-1"}), is_affected=True), Judgement((match("CVE-1"),), "")),
        (Claim(PART, frozenset({"CVE-1"}), is_affected=False), Judgement((match("CVE-1"),), "")),
        (Claim(PART, frozenset({"CVE-1"}), is_affected=True), Judgement((), "")),
        (Claim(PART, frozenset({"CVE-1"}), is_affected=True), Judgement((), "x", beyond="x")),
    ]
    found = tallied(claims)
    assert found == Tally(right=2, wrong=1, missed=1, clean=0, unsure=1)
    assert (found.precision, found.recall, found.unsure_share, found.total) == (
        "0.6667",
        "0.6667",
        "0.2000",
        5,
    )
    assert (Tally().precision, Tally().recall) == ("", "")


def test_a_number_beside_a_confidence_word_was_counted_or_is_not_there() -> None:
    assert match("CVE-1").precision == PRECISION["purl", "high"]
    assert match("CVE-1")._replace(tier=Tier.VENDOR).precision is None
    page = (BENCHMARKS.parent / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for (tier, word), found in PRECISION.items():
        assert f"| {tier} | {word} | {found.right:,} | {found.labelled:,} | {found.share} |" in page


@pytest.mark.realdata
@pytest.mark.parametrize("ecosystem", ["crates.io", "npm", "RubyGems"])
def test_the_floor_holds_on_claims_of_vulnerablecode(
    ecosystem: str, record_property: Callable[[str, object], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    accuracy, sources = import_module("accuracy"), import_module("accuracy_sources")
    kind, load = accuracy.feeds(real_data())[ecosystem]
    loaded = load()
    found = sources.vulnerablecode(real_data(), kind, loaded)
    row = accuracy.measured((ecosystem, "its database", "VulnerableCode"), loaded, found, sample=5)
    tell(
        record_property,
        f"{row.tally.total} claims: precision {row.tally.precision}, recall {row.tally.recall}",
    )
    assert row.holds, row.differences
    assert row.tally.right > 10
