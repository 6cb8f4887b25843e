"""The whole dossier: which pages there are, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.pages.audit import audit, verified
from medward.dossier.pages.context import Context, prepare
from medward.dossier.pages.controls import controls
from medward.dossier.pages.governance import decisions, gates, labelling
from medward.dossier.pages.overview import overview
from medward.dossier.pages.reach import reach
from medward.dossier.pages.record import index, record_pages
from medward.dossier.pages.regulation import regulation
from medward.dossier.pages.risk import risk
from medward.dossier.pages.sbom import sbom
from medward.dossier.pages.system import interfaces, system
from medward.dossier.pages.threats import threats
from medward.dossier.pages.trace import trace
from medward.dossier.pages.verification import verification
from medward.dossier.pages.views import views
from medward.dossier.pages.vulnerabilities import vulnerabilities

if TYPE_CHECKING:
    from medward.dossier.blocks import Document
    from medward.dossier.facts import DossierFacts

PAGES = (
    overview,
    gates,
    system,
    views,
    interfaces,
    threats,
    reach,
    risk,
    controls,
    trace,
    verification,
    labelling,
    sbom,
    vulnerabilities,
    decisions,
    audit,
    verified,
    index,
)


def documents(facts: DossierFacts) -> list[Document]:
    """Return every page: the chapters in reading order, then one page per record."""
    return pages(prepare(facts))


def pages(context: Context) -> list[Document]:
    """Return every page of prepared facts."""
    gaps = context.facts.gaps
    chapters = (page(context) for page in PAGES)
    return [*chapters, *(regulation(gaps) if gaps else ()), *record_pages(context)]
