"""The products of a CSAF document as advisories need them: by what each is looked up, and on what it sits.

Source: CSAF 2.0, 3.1.2 (branches), 3.2.2 (product tree and relationships).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.kernel.json_node import JsonNode
from medward.vulnerabilities.csaf_tree import read_product_tree

if TYPE_CHECKING:
    from medward.vulnerabilities import csaf_tree
    from medward.vulnerabilities.sources.node import Node

_NAMES: Final = frozenset({"product_name", "product_family"})
_VERSIONS: Final = frozenset({"product_version", "product_version_range"})


class Product(NamedTuple):
    """One product of the tree."""

    name: str
    """Its full name in words."""
    vendor: str = ""
    product: str = ""
    versions: str = ""
    """Name of the version branch, "" where no branch names versions."""
    purls: tuple[str, ...] = ()
    cpe: str = ""
    hashes: tuple[str, ...] = ()
    """As `sha256:0a1b...`."""
    platform: Product | None = None
    """What it is a component of or installed on, with what that is in turn part of (CSAF 2.1)."""

    @property
    def platforms(self) -> tuple[Product, ...]:
        """All it is part of, from near to far."""
        return (self.platform, *self.platform.platforms) if self.platform is not None else ()

    @property
    def is_split(self) -> bool:
        """Whether vendor and product are told apart, not only the full name given."""
        return bool(self.product)


def products_of(document: Node) -> dict[str, Product]:
    """Return every product by its id, those that relationships make included.

    Raises:
        InvalidInputError: Something has another type than the schema gives it.
        LimitError: Branches nest deeper, or name more products, than any document needs.
    """
    found = document.get("product_tree").value or {}
    tree = read_product_tree(JsonNode({"product_tree": found}, document.place))
    plain = {name: _product(one) for name, one in tree.products.items()}
    products = {}
    for name in tree.products:
        component, _ = tree.parts(name)
        made = tree.relationships.get(name)
        if made is None:
            products[name] = plain[name]
        elif component.id in plain:
            title = plain[name].name or plain[component.id].name
            below: Product | None = None
            for identity in (*reversed(made.further), made.platform):
                platform = plain.get(tree.parts(identity)[0].id)
                below = platform._replace(platform=below) if platform is not None else below
            products[name] = plain[component.id]._replace(name=title, platform=below)
    return products


def _product(one: csaf_tree.Product) -> Product:
    return Product(
        name=one.name,
        vendor=one.vendor,
        product=_innermost(one, _NAMES),
        versions=_innermost(one, _VERSIONS),
        purls=one.purls,
        cpe=one.cpe,
        hashes=tuple(f"{each.algorithm.lower()}:{each.value.lower()}" for each in one.hashes),
    )


def _innermost(one: csaf_tree.Product, categories: frozenset[str]) -> str:
    """Return the name of the innermost branch of some categories."""
    return next((name for category, name in reversed(one.branches) if category in categories), "")
