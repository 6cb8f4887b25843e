"""Small files of a catalogue for tests, as an author would write them."""

from __future__ import annotations

from typing import Final

from medward.catalogue.catalogue import Catalogue, assemble, find_problems
from medward.catalogue.reading import read_sheet

FACTS: Final = """\
facts:
  - {name: market.eu, type: yes-no, about: product, question: Is it sold in the EU?,
     yes: sold in the EU, no: not sold in the EU}
  - {name: market.us, type: yes-no, about: product, question: Is it sold in the US?,
     yes: sold in the US, no: not sold in the US}
  - {name: ivd, type: yes-no, about: product, question: Is it an IVD?, yes: an IVD, no: not an IVD}
  - {name: implant, type: yes-no, about: product, question: Is it an implant?, yes: an implant, no: not an implant}
  - {name: aware, type: instant-event, about: event, question: When did anybody learn of it?}
  - {name: death, type: yes-no, about: event, question: Did a person die?}
"""
EXPECTATIONS: Final = """\
expectations:
  - {id: CSE-01, title: Threat model, artefact: Threat model, deliverables: [TM], shown_by: [threat-model]}
  - {id: CSE-02, title: SBOM, artefact: SBOM, shown_by: [sbom, sbom-ntia]}
"""
SOURCES: Final = "sources:\n  S1: The text itself\n  EXPERT: Knowledge, not looked up\n"
DELIVERABLES: Final = "deliverables:\n  TM: Threat model\n"
LAW: Final = """\
pack: medward-pack/1
urn: urn:medward:eu:law
code: EU-LAW
title: A law
issuer: Parliament
number: (EU) 1/2020
jurisdiction: eu
force: law
asks: Be secure.
licence: Law; our words.
applies: market.eu and not ivd
confidence: V
editions:
  - {id: '2020', issued: 2020-01-01, applies_from: 2020-06-01, applies_until: 2024-12-31, confidence: V, sources: [S1]}
  - {id: '2025', issued: 2024-05-01, applies_from: 2025-01-01, supersedes: '2020', confidence: V, sources: [S1]}
clauses:
  - id: LAW-1
    ref: Art. 1
    text: Model threats.
    phase: [design]
    evidence: Threat model
    deliverables: [TM]
    confidence: V
    sources: [S1]
    also_in: [EU-TWIN]
    expectations: {CSE-01: superset}
  - id: LAW-2
    ref: Art. 2
    text: Keep an SBOM for each release.
    phase: [design]
    evidence: SBOM
    confidence: K
    sources: [EXPERT]
    applies: implant
    since: '2025'
    expectations: {CSE-02: equal}
  - id: LAW-3
    ref: Art. 4
    text: Plan updates.
    phase: [plan]
    evidence: Plan
    confidence: V
    sources: [S1]
    earlier:
      - {until: '2020', ref: Art. 3, text: Consider updates.}
    expectations: {CSE-01: subset, CSE-02: intersects}
clocks:
  - id: CLK-EU-01
    duty: Tell the authority
    trigger: Any incident
    when: aware
    of: manufacturer
    stages:
      - {start: aware, amount: 15, unit: calendar-days, words: within 15 days}
    zone: occurrence
    recipient: Authority
    channel: Form
    citation: Art. 5
    confidence: V
    sources: [S1]
  - id: CLK-EU-02
    duty: Tell the authority of a death
    trigger: A death
    when: aware and death
    of: manufacturer
    stages:
      - {start: aware, amount: 10, unit: calendar-days, words: within 10 days}
    zone: occurrence
    recipient: Authority
    channel: Form
    replaces: [CLK-EU-01]
    citation: Art. 5
    applies_from: 2027-03-01
    confidence: V
    sources: [S1]
upcoming:
  - {id: AHEAD-EU-1, 'on': 2027-02, what: The annex is replaced., confidence: K, sources: [EXPERT]}
"""
TWIN: Final = """\
pack: medward-pack/1
urn: urn:medward:eu:twin
code: EU-TWIN
title: A law for diagnostics
issuer: Parliament
number: (EU) 2/2020
jurisdiction: eu
force: law
asks: The same.
licence: Law; our words.
applies: market.eu and ivd
confidence: V
editions:
  - {id: '2022', applies_from: 2022-05-26, confidence: V, sources: [S1]}
"""
DRAFT: Final = """\
pack: medward-pack/1
urn: urn:medward:us:bill
code: US-BILL
title: A bill
issuer: Congress
number: none
jurisdiction: us
force: law
asks: More.
licence: Public; our words.
confidence: K
editions:
  - {id: '2026', applies_from: 2027-01-01, stage: proposal, confidence: K, sources: [EXPERT]}
clauses:
  - {id: BILL-1, ref: Sec. 1, text: Do more., phase: [watch], evidence: None yet, confidence: K, sources: [EXPERT]}
"""
FILES: Final = {
    "facts.yaml": FACTS,
    "expectations.yaml": EXPECTATIONS,
    "sources.yaml": SOURCES,
    "deliverables.yaml": DELIVERABLES,
    "packs/law.yaml": LAW,
    "packs/twin.yaml": TWIN,
    "packs/bill.yaml": DRAFT,
}


def small(**changed: str) -> Catalogue:
    """Return the small catalogue; a keyword `law` replaces `packs/law.yaml`."""
    return assemble(read_sheet(text.encode(), name) for name, text in _files(changed).items())


def problems(**changed: str) -> list[str]:
    """Return what is wrong with the small catalogue, as `file:line: message`."""
    sheets = [read_sheet(text.encode(), name) for name, text in _files(changed).items()]
    return [str(problem) for problem in find_problems(sheets)]


def line(text: str, part: str) -> int:
    """Return the line on which a part of a text stands."""
    return text[: text.index(part)].count("\n") + 1


def _files(changed: dict[str, str]) -> dict[str, str]:
    """Return the files with some of them replaced or added."""
    packs = {f"packs/{name}.yaml": text for name, text in changed.items() if f"{name}.yaml" not in FILES}
    others = {f"{name}.yaml": text for name, text in changed.items() if f"{name}.yaml" in FILES}
    return {**FILES, **others, **packs}
