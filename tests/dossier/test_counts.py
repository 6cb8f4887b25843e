"""Counts are computed once, and unknown is a count of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from medward.dossier.blocks import Number, PageLink, Tiles, plain, tables_of
from medward.dossier.chains import chain_of, chains
from medward.dossier.pages.context import Context, prepare
from medward.dossier.pages.overview import overview
from medward.dossier.pages.sbom import sbom
from medward.dossier.pages.system import system
from medward.dossier.pages.threats import threats
from medward.dossier.pages.vulnerabilities import vulnerabilities
from medward.dossier.plots.coverage import sbom_fields
from medward.threats.records import Disposition, Threat
from tests.fixtures.dossier_facts import make_facts


@pytest.fixture(scope="module")
def context() -> Context:
    return prepare(make_facts())


def test_the_model_has_the_numbers_of_the_practice_fixture(context: Context) -> None:
    counts = context.counts
    assert (counts.elements, counts.interfaces, counts.crossings) == (18, 28, 17)
    assert (counts.candidates, counts.candidates_element) == (93, 158)


def test_the_same_number_stands_on_every_page_that_shows_it(context: Context) -> None:
    assert "93 candidates" in threats(context).lead
    assert "17 trust-boundary crossings" in system(context).lead
    tiles = next(block for block in overview(context).blocks if isinstance(block, Tiles)).tiles
    assert tiles[1].value == Number(93 - context.counts.undecided_candidates, 93)


def test_a_support_level_nobody_defined_counts_as_unknown(context: Context) -> None:
    assert [line.level for line in context.counts.components] == ["actively-maintained", "unknown", "unknown"]
    assert context.counts.supported == 1
    assert "known for 1 of 3" in sbom(context).lead


def test_a_version_from_the_package_url_is_no_stated_field() -> None:
    """Practice 4.14: NTIA asks for the version field; the package URL is another one."""
    (file,) = make_facts().sboms
    first, *rest = file.content.components
    parts = (first._replace(version_is_from_purl=True), *rest)
    changed = replace(file, content=file.content._replace(components=parts))
    fields = [dict(sbom_fields(prepare(make_facts(sboms=(one,))))) for one in (file, changed)]
    assert [one["Version"] for one in fields] == [2, 1]


def test_without_advisories_the_page_says_that_nothing_was_matched(context: Context) -> None:
    page = vulnerabilities(context)
    assert "No advisory set was matched" in page.lead
    matches = next(table for table in tables_of(page.blocks) if table.name == "matches")
    assert matches.empty == "Nothing was matched."


def test_without_a_run_of_the_rules_the_file_is_not_called_clean(context: Context) -> None:
    assert plain(overview(context).status) == "rules not run"


def test_unknown_rows_link_to_the_page_that_shows_them(context: Context) -> None:
    unknown = next(table for table in tables_of(overview(context).blocks) if table.name == "unknown")
    assert all(isinstance(row.cells[0], PageLink) for row in unknown.rows)


def test_a_proven_chain_reaches_its_evidence(context: Context) -> None:
    closed = next(chain for chain in context.chains if chain.risks)
    assert [item.id for item in closed.evidence] == ["LVP-EVD-0113"]
    assert closed.breaks == ()


def test_a_threat_without_a_risk_breaks_in_words(context: Context) -> None:
    broken = next(chain for chain in context.chains if chain.threat.id == "LVP-THR-0800")
    assert broken.breaks == ("no risk",)


def test_broken_chains_come_first(context: Context) -> None:
    states = [chain.is_closed for chain in chains(context.facts)]
    assert states == sorted(states)


@pytest.mark.parametrize("disposition", [Disposition.NOT_APPLICABLE, Disposition.ACCEPT])
def test_a_threat_decided_otherwise_needs_no_chain(context: Context, disposition: Disposition) -> None:
    threat = context.facts.records.get("LVP-THR-0800")
    assert isinstance(threat, Threat)
    assert chain_of(context.facts, threat.replace(disposition=disposition)).breaks == ()


def test_an_undecided_threat_is_a_break(context: Context) -> None:
    threat = context.facts.records.get("LVP-THR-0800")
    assert isinstance(threat, Threat)
    undecided = threat.replace(disposition=Disposition.UNDECIDED)
    assert chain_of(context.facts, undecided).breaks == ("no decision on the threat",)
