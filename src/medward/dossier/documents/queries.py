"""What a section of a document may show, by name: the one table, and the sections of the browsable pages.

A name is a query of the table, or `page/Section title`: what a page of the dossier shows under that heading, or
`page` for what stands above its first heading. So a table is made in one place whoever shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Block, Section
from medward.dossier.documents import (
    authority_queries,
    change_queries,
    component_queries,
    exchange_queries,
    executive_queries,
    governance_queries,
    interface_queries,
    log_queries,
    market_queries,
    metrics_queries,
    trace_queries,
    user_queries,
    verification_queries,
    view_queries,
    vulnerability_queries,
)
from medward.dossier.documents.package_queries import OF_PACKAGE
from medward.dossier.documents.shipped import document_set
from medward.dossier.plots.clock_board import clock_board
from medward.dossier.plots.support import support_gantt
from medward.dossier.plots.vulnerabilities import open_by_age, times
from medward.dossier.site import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.pages.context import Context


def _plot(make: Callable[[Context], Block]) -> Callable[[Context], tuple[Block, ...]]:
    """Return a query that shows one plot."""
    return lambda context: (make(context),)


QUERIES: Final[dict[str, Callable[[Context], tuple[Block, ...]]]] = {
    "product": governance_queries.product,
    "people": governance_queries.people,
    "sources": governance_queries.sources,
    "changes": change_queries.since_the_release_before,
    "policies": governance_queries.policies,
    "anomalies": verification_queries.anomalies,
    "ports": interface_queries.ports,
    "exchange": interface_queries.exchange,
    "all-views": view_queries.views_in_full,
    "capabilities": authority_queries.capabilities,
    "plot-support": _plot(support_gantt),
    "plot-open-by-age": _plot(open_by_age),
    "plot-times": _plot(times),
    "plot-clock-board": _plot(clock_board),
    "exchange-risks": exchange_queries.risks,
    "exchange-tests": exchange_queries.tests,
    "exchange-labels": exchange_queries.labels,
    "model-changes": exchange_queries.model_changes,
    "sbom-components": component_queries.components,
    "ports-labelled": user_queries.ports_labelled,
    "customer-ports": user_queries.customer_ports,
    "firewall": user_queries.firewall,
    "environment": user_queries.environment,
    "hardening-steps": user_queries.hardening_steps,
    "switches": user_queries.switches,
    "roles": user_queries.roles,
    "log-dictionary": log_queries.log_dictionary,
    "log-keeping": log_queries.log_keeping,
    "support": user_queries.support,
    "attached-files": user_queries.attached_files,
    "headline": executive_queries.headline,
    "uncontrolled": executive_queries.uncontrolled,
    "executive-gates": executive_queries.gates,
    "due": executive_queries.due,
    "support-gaps": component_queries.support_gaps,
    "support-ending": component_queries.support_ending,
    "support-unknown": component_queries.support_unknown,
    "operating-systems": component_queries.operating_systems,
    "fielded-versions": component_queries.fielded_versions,
    "test-tools": verification_queries.tools,
    "metric-definitions": metrics_queries.definitions,
    "metric-period": metrics_queries.period,
    "metric-values": metrics_queries.values,
    "metric-data": metrics_queries.data,
    "metric-plan": metrics_queries.plan,
    "vulnerabilities-assessed": vulnerability_queries.assessed,
    "vulnerabilities-in-the-field": vulnerability_queries.in_the_field,
    "vulnerability-snapshot": vulnerability_queries.snapshot,
    "known-exploited": vulnerability_queries.known_exploited,
    "trace-to-build": trace_queries.to_build,
    "trace-to-user": trace_queries.to_user,
    "representatives": market_queries.representatives,
    "procedures": market_queries.procedures,
    "fleet": market_queries.fleet,
}
"""Query by name."""

ASKED_WITH: Final[dict[str, Callable[[Context, str], tuple[Block, ...]]]] = {
    "plan": governance_queries.plan,
    "decisions": governance_queries.decisions,
    "tests": verification_queries.tests,
    "label": user_queries.label_item,
    "customer-label": user_queries.customer_item,
    "told": market_queries.told,
    "notes": authority_queries.notes,
}
"""Query by name that takes a word after a colon, as `plan:security`."""

CLAUSES: Final = "clauses"
"""`clauses:EU-MDR/G`: clauses whose id begins so, a dash for the slash, with the documents that show them."""
INDEX: Final = "index"
"""`index:EU-TD`: an outline of the catalogue with the sections of the package that answer each part."""


class Asked:
    """Answers queries about one context for one package; every page is made at most once."""

    def __init__(
        self, context: Context, codes: tuple[str, ...] = (), package: PackageOutline | None = None
    ) -> None:
        """Keep the context, which documents the package has, and the package."""
        self.context = context
        self.codes = codes
        self.package = package
        self._pages: dict[str, tuple[Block, ...]] = {}
        self._named: dict[str, tuple[str, ...]] = {}

    def remember(self, code: str, records: Iterable[str]) -> None:
        """Note which records a finished document names; clause tables lead to it.

        They lead to none about authorities: another index proves nothing, and the gap list stays with the maker.
        """
        for name in () if document_set().document(code).is_about_others else records:
            self._named[name] = (*self._named.get(name, ()), code)

    def blocks(self, name: str) -> tuple[Block, ...]:
        """Return what a query shows.

        Raises:
            KeyError: No query and no section of a page has that name.
        """
        if name in QUERIES:
            return QUERIES[name](self.context)
        if name in OF_PACKAGE and self.package is not None:
            return OF_PACKAGE[name](self.context, self.package)
        asked, colon, word = name.partition(":")
        if colon and asked in ASKED_WITH:
            return ASKED_WITH[asked](self.context, word)
        if colon and asked == CLAUSES:
            return authority_queries.clauses(self.context, word.replace("/", "-"), self._named)
        if colon and asked == INDEX:
            return authority_queries.index(word, self.codes)
        return self._from_page(name)

    def _from_page(self, name: str) -> tuple[Block, ...]:
        """Return what a page shows under a heading, or above its first one."""
        page, slash, title = name.partition("/")
        found = self._page(page)
        if not slash:
            return tuple(block for block in found if not isinstance(block, Section))
        for block in found:
            if isinstance(block, Section) and title in {block.title, f"#{block.anchor}"}:
                return block.blocks
        raise KeyError(name)

    def _page(self, name: str) -> tuple[Block, ...]:
        if name not in self._pages:
            self._pages[name] = {page.__name__: page for page in PAGES}[name](self.context).blocks
        return self._pages[name]
