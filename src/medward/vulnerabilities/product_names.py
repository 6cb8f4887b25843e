"""The CPE names and makers of a component: the products it can be asked by.

Loaded for the first component that has a CPE name or a supplier; most have a package URL and nothing else.

Source: NISTIR 7695 (CPE 2.3 naming); docs/adr/0017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.errors import InvalidInputError
from medward.vulnerabilities.cpe import ANY, NA, Cpe, cpe_lookup, cpe_scheme, names_product, parse_cpe, plain
from medward.vulnerabilities.cpe_versions import cpe_version
from medward.vulnerabilities.identity import JENKINS, Maker, Product
from medward.vulnerabilities.sources.vendors import vendor_lookup, vendor_scheme

if TYPE_CHECKING:
    from medward.components.sbom import Component


def products(texts: list[str], version: str) -> tuple[tuple[Product, ...], tuple[str, ...]]:
    """Return the products CPE names name, and why a name could not be used."""
    found: dict[Product, None] = {}
    unread = []
    for text in texts:
        try:
            name = parse_cpe(text)
        except InvalidInputError as error:
            unread.append(error.message)
            continue
        if names_product(name):
            found[_product(name, version)] = None
        else:
            unread.append(f"the CPE name {text!r} does not say which product")
    return tuple(found), tuple(unread)


def _product(name: Cpe, stated: str) -> Product:
    """Return the product; the name's own version counts, the component's where it has none."""
    lookup = cpe_lookup(name)
    own = name.version not in {ANY, NA}
    version = cpe_version(lookup, name.version, name.update) if own else cpe_version(lookup, stated.strip())
    return Product(lookup, name, version, cpe_scheme(lookup))


def makers(component: Component, named: tuple[Product, ...]) -> tuple[Maker, ...]:
    """Return the component as its vendor may call it: by supplier and name, and by what its CPE names say."""
    found: dict[Maker, None] = {}
    if component.supplier and component.version:
        lookup = vendor_lookup(component.supplier, component.name)
        scheme = vendor_scheme(lookup)
        found[Maker(lookup, cpe_version(f"a:{lookup}", component.version), scheme)] = None
    for product in named:
        vendor, name = (
            plain(value).replace("_", " ") for value in (product.name.vendor, product.name.product)
        )
        lookup = vendor_lookup(vendor, name)
        found[Maker(lookup, product.version, vendor_scheme(lookup))] = None
    return tuple(one for one in found if one.version)


def _name(text: str) -> Cpe | None:
    try:
        return parse_cpe(text)
    except InvalidInputError:
        return None


def readable_names(texts: tuple[str, ...]) -> tuple[Cpe, ...]:
    """Return those of the texts that are CPE names and can be read."""
    return tuple(name for text in texts if (name := _name(text)) is not None)


def fits_target(criteria: Cpe, asked_name: Cpe, targets: tuple[str, ...]) -> bool | None:
    """Return whether the target software of a statement can be the component's; none when nobody can tell."""
    wanted = plain(criteria.target_sw)
    if criteria.target_sw in {ANY, NA}:
        return True
    if asked_name.target_sw not in {ANY, NA}:
        return wanted == plain(asked_name.target_sw)
    if wanted in targets:
        return True
    is_plugin = "java" in targets and wanted in JENKINS  # plugins come under many Maven groups
    return False if targets and not is_plugin else None
