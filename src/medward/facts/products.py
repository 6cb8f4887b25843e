"""What sources say of a component as a product: named by its vendor, or by CPE.

A CPE statement holds when product and version fit and everything else its criteria name can be true of the
component. What a configuration asks to be present too is looked for among the names of the whole SBOM.

Source: NISTIR 7696 (name matching); NISTIR 7698 (AND); practice 4.11; docs/adr/0017.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.facts.database import UNKEYED
from medward.vulnerabilities.cpe import (
    ANY,
    NA,
    PARTS,
    Cpe,
    Relation,
    compare_names,
    compare_values,
    cpe_lookup,
    parse_cpe,
)
from medward.vulnerabilities.identity import CPE, Asked, Maker, Product
from medward.vulnerabilities.matching import Confidence, Statement, Tier, Verdict
from medward.vulnerabilities.product_names import fits_target
from medward.vulnerabilities.sources.vendors import VENDOR
from medward.vulnerabilities.versions import key
from medward.vulnerabilities.versions.encoding import BOTTOM, TOP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.facts.database import Database, Package

_VERDICTS: Final = (Verdict.AFFECTED, Verdict.NOT_AFFECTED, Verdict.CANNOT_TELL, Verdict.CANNOT_TELL)
_FURTHER: Final = ("edition", "language", "sw_edition", "target_hw", "other")
"""Attributes beside version and target software that a statement may narrow a product by."""


_SEVERAL: Final = "the SBOM gives CPE names of several products"


class Fit(NamedTuple):
    """How a statement's further conditions lie to a component."""

    verdict: Verdict
    doubt: str = ""


def ask_products(
    databases: list[Database], asked: Asked, present: frozenset[Cpe]
) -> tuple[list[Statement], frozenset[str]]:
    """Return the statements about a component as a product, and which of its products any source names."""
    statements: list[Statement] = []
    named: set[str] = set()
    for database in databases:
        for maker in asked.makers:
            for package in database.packages(VENDOR, maker.lookup):
                statements += _of_vendor(database, package, maker)
        for product in asked.products:
            for package in database.packages(CPE, product.lookup):
                named.add(product.lookup)
                statements += _of_product(database, package, product, (asked, present))
    return statements, frozenset(named)


def _of_vendor(database: Database, package: Package, maker: Maker) -> Iterator[Statement]:
    """Return what vendors and CVE records say of a product by its everyday name."""
    words = f"vendor's product {package.name}"
    for number, text, stance, _ in _rows(
        database, package, (key(maker.scheme, maker.version), maker.version)
    ):
        yield Statement(
            database.advisory(number), words, maker.version, _VERDICTS[stance], text, Tier.VENDOR,
            Confidence.MEDIUM, "vendor and product are known by name",
        )  # fmt: skip


def _of_product(
    database: Database, package: Package, product: Product, around: tuple[Asked, frozenset[Cpe]]
) -> Iterator[Statement]:
    """Return what sources say of a product named by CPE."""
    words = f"CPE product {product.lookup}"
    at = key(product.scheme, product.version) if product.version else None
    for number, text, stance, term in _rows(database, package, (at, product.version)):
        fit = _fit(*database.term(term), product, around) if term else Fit(Verdict.AFFECTED)
        if fit.verdict is Verdict.NOT_AFFECTED:
            continue
        if not fit.doubt and len({one.lookup for one in around[0].products}) > 1:
            fit = Fit(fit.verdict, _SEVERAL)
        said = Statement(database.advisory(number), words, product.version, _VERDICTS[stance], text, Tier.CPE)
        if fit.verdict is Verdict.CANNOT_TELL and said.verdict is Verdict.AFFECTED:
            said = said._replace(verdict=Verdict.CANNOT_TELL, text=f"'{text}' holds, but {fit.doubt}")
        confidence = Confidence.LOW if fit.doubt else Confidence.MEDIUM
        yield said._replace(confidence=confidence, doubt=fit.doubt)


def _rows(
    database: Database, package: Package, version: tuple[str | None, str]
) -> Iterator[tuple[int, str, int, int]]:
    """Return number, text, stance and term of every row that speaks of the version, or may.

    A version without a key is compared as text with the listed ones, which is what CPE name matching does; only a
    range that has an end leaves it open.
    """
    at, text = version
    if at is not None:
        yield from database.said(package.id, at, text)
        return
    shown = f"its version {text!r} cannot be ordered" if text else "it states no version"
    for number, low, high, words, stance, term in database.everything(package.id):
        if low == BOTTOM and high == TOP:
            yield number, words, stance, term
        elif low is not None:
            yield number, f"{shown} against '{words}'", UNKEYED, term
        elif stance == UNKEYED:
            yield number, words, stance, term
        elif words == text:
            yield number, f"= {words} (listed)", stance, term
        elif not text:
            yield number, f"{shown} against '{words}'", UNKEYED, term


def _fit(
    criteria: str,
    requires: tuple[tuple[str, ...], ...],
    product: Product,
    around: tuple[Asked, frozenset[Cpe]],
) -> Fit:
    """Return whether what a statement asks beside product and version is true of the component."""
    asked, present = around
    name = _parsed(criteria)
    further = [compare_values(getattr(name, one), getattr(product.name, one)) for one in _FURTHER]
    target = fits_target(name, product.name, asked.targets)
    if Relation.DISJOINT in further or target is False:
        return Fit(Verdict.NOT_AFFECTED)
    missing = next((group for group in requires if not _is_present(group, present)), None)
    if missing is not None:
        return _missing(missing)
    if target is None:
        return Fit(Verdict.AFFECTED, f"it concerns the product for {name.target_sw}")
    if Relation.SUBSET in further or Relation.UNDEFINED in further:
        return Fit(Verdict.AFFECTED, "it concerns an edition the component does not state")
    return Fit(Verdict.AFFECTED)


def _missing(group: tuple[str, ...]) -> Fit:
    """Return what it means that the SBOM lists nothing of a group."""
    names = [_parsed(criteria) for criteria in group]
    shown = " or ".join(sorted({f"{one.vendor} {one.product}" for one in names})[:2])
    if all(one.part == "h" for one in names):
        return Fit(Verdict.AFFECTED, f"on the hardware {shown}, which the SBOM does not list")
    parts = PARTS.get(names[0].part, "product")
    return Fit(Verdict.CANNOT_TELL, f"only with the {parts} {shown}, which the SBOM does not list")


def _is_present(group: tuple[str, ...], present: frozenset[Cpe]) -> bool:
    return any(_means(_parsed(criteria), name) for criteria in group for name in present)


def _means(wanted: Cpe, name: Cpe) -> bool:
    """Return whether a name of the SBOM can be what a configuration asks for; its version may be any."""
    if cpe_lookup(wanted) != cpe_lookup(name):
        return False
    loose = wanted._replace(version=ANY, update=ANY) if wanted.version in {ANY, NA} else wanted
    return compare_names(loose, name) is not Relation.DISJOINT


@lru_cache(maxsize=4096)
def _parsed(criteria: str) -> Cpe:
    return parse_cpe(criteria)
