"""Which documents of a package fit the product: a leaflet for lay users only where lay users use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.devices.records import Product
from medward.dossier.documents.authority_queries import answered
from medward.dossier.documents.shipped import document_set

if TYPE_CHECKING:
    from medward.dossier.documents.outline import PackageOutline
    from medward.dossier.pages.context import Context


def fitting(outline: PackageOutline, context: Context) -> PackageOutline:
    """Return the package without documents whose fact the product records as false, and without their outlines.

    An unknown fact leaves a document in: nobody may conclude from silence that it is not needed.
    """
    out = {code for code in outline.documents if _is_denied(document_set().document(code).only_if, context)}
    kept = tuple(code for code in outline.documents if code not in out)
    still = {part.partition("/")[0] for part in answered(kept)}
    gone = {part.partition("/")[0] for part in answered(tuple(out))} - still
    outlines = tuple(name for name in outline.outlines if name not in gone)
    return outline.model_copy(update={"documents": kept, "outlines": outlines})


def _is_denied(fact: str, context: Context) -> bool:
    """Say whether a fact is recorded as false for every product."""
    products = context.facts.records.of(Product)
    values = [getattr(one.regulatory, fact, None) for one in products] if fact else []
    return bool(values) and all(value is False for value in values)
