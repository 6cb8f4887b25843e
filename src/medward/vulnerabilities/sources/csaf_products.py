"""The products of a CSAF document: what each product id stands for.

Source: CSAF 2.0, 3.1.2 (branches), 3.1.3 (full product name, identification helper), 3.2.2 (product tree and
relationships).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import LimitError

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

_DEEPEST: Final = 50
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
    """What it is a component of or installed on."""
    is_split: bool = True
    """False where only the full name is given, not vendor and product."""


class _Path(NamedTuple):
    """What the branches above say."""

    vendor: str = ""
    product: str = ""
    versions: str = ""
    depth: int = 0


def products_of(tree: Node) -> dict[str, Product]:
    """Return every product by its id, those that relationships make included.

    Raises:
        LimitError: Branches nest deeper than any document needs.
    """
    found: dict[str, Product] = {}
    for branch in tree.get("branches").items():
        _walk(branch, _Path(), found)
    for one in tree.get("full_product_names").items():
        _add(one, _Path(), found, is_split=False)
    for one in tree.get("relationships").items():
        _relate(one, found)
    return found


def _walk(branch: Node, above: _Path, found: dict[str, Product]) -> None:
    if above.depth > _DEEPEST:
        raise LimitError(
            f"branches nest deeper than {_DEEPEST}", place=f"{branch.place}#{branch.pointer}",
            hint="Ask the publisher for a valid document.",
        )  # fmt: skip
    category, name = branch.text("category"), branch.text("name")
    path = above._replace(depth=above.depth + 1)
    if category == "vendor":
        path = path._replace(vendor=name)
    elif category in {"product_name", "product_family"}:
        path = path._replace(product=name)
    elif category in _VERSIONS:
        path = path._replace(versions=name)
    if branch.get("product").value is not None:
        _add(branch.get("product"), path, found)
    for one in branch.get("branches").items():
        _walk(one, path, found)


def _add(node: Node, path: _Path, found: dict[str, Product], *, is_split: bool = True) -> None:
    helper = node.get("product_identification_helper")
    found[node.text("product_id")] = Product(
        name=node.text("name"),
        vendor=path.vendor,
        product=path.product,
        versions=path.versions,
        purls=tuple(dict.fromkeys((*helper.texts("purl"), *helper.texts("purls")))),
        cpe=helper.text("cpe"),
        hashes=tuple(
            f"{one.text('algorithm').lower()}:{one.text('value').lower()}"
            for entry in helper.get("hashes").items()
            for one in entry.get("file_hashes").items()
        ),
        is_split=is_split and bool(path.product),
    )


def _relate(node: Node, found: dict[str, Product]) -> None:
    """Add the product a relationship makes: the component, with what it belongs to as its platform."""
    component = found.get(node.text("product_reference"))
    platform = found.get(node.text("relates_to_product_reference"))
    made = node.get("full_product_name")
    if component is not None:
        found[made.text("product_id")] = component._replace(
            name=made.text("name") or component.name, platform=platform
        )
