"""The product tree of a CSAF document: what each product id stands for.

Branches give vendor, product and version; helpers give package URL, CPE and hashes; a relationship makes a
product of two others, as a component installed on a system. `parts` takes it apart again.

Source: CSAF 2.0, sections 3.1.2 (branches), 3.1.3 (full product name), 3.1.7 to 3.1.8 and 3.2.2; CSAF 2.1 for `purls`.

>>> from medward.kernel.json_node import JsonNode
>>> branch = {"category": "product_version", "name": "1.2", "product": {"name": "Pump 1.2", "product_id": "P"}}
>>> tree = read_product_tree(JsonNode({"product_tree": {"branches": [branch]}}, "advisory.json"))
>>> tree.products["P"].version
'1.2'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.kernel.json_node import JsonNode

MAX_DEPTH: Final = 100
"""Levels of branches; real trees have fewer than ten."""
MAX_PRODUCTS: Final = 500_000


class FileHash(NamedTuple):
    """Digest of one file of a product."""

    algorithm: str
    value: str
    filename: str
    file: int = 0
    """Which entry of the list of files it belongs to."""


class Product(NamedTuple):
    """What one product id stands for; an empty text means that the document does not say."""

    id: str
    name: str
    """Full name, for people."""
    vendor: str = ""
    product: str = ""
    version: str = ""
    """From a branch of category `product_version`; that of a package URL stays there."""
    version_range: str = ""
    """From a branch of category `product_version_range`: a `vers` or any other notation."""
    purl: str = ""
    purls: tuple[str, ...] = ()
    """It and, from CSAF 2.1, those beside it."""
    cpe: str = ""
    hashes: tuple[FileHash, ...] = ()
    branches: tuple[tuple[str, str], ...] = ()
    """Category and name of every branch above it, outermost first."""
    model_numbers: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    stock_numbers: tuple[str, ...] = ()
    uris: tuple[tuple[str, str], ...] = ()
    """Namespace and URI of generic identifiers."""
    pointer: str = ""
    has_helper: bool = False
    """Whether the document gives anything to identify it by."""


class Relationship(NamedTuple):
    """One product made of two others."""

    category: str
    """`default_component_of`, `installed_on`, ... ."""
    product: str
    """Id of the product they make."""
    component: str
    """Id of the part (`product_reference`)."""
    platform: str
    """Id of what it is part of or installed on (`relates_to_product_reference`)."""
    further: tuple[str, ...] = ()
    """Ids of what that is part of in turn, from near to far (`product_paths` of CSAF 2.1)."""


class ProductTree(NamedTuple):
    """Everything a document defines about products."""

    products: Mapping[str, Product]
    """By id; where an id is defined twice the first counts (test 6.1.2 tells)."""
    relationships: Mapping[str, Relationship]
    """By the id of the product they make."""
    groups: Mapping[str, tuple[str, ...]]

    def referenced(self, holder: JsonNode) -> tuple[str, ...]:
        """Return the product ids an entry names, directly and through groups, each once."""
        found = dict.fromkeys(holder.texts("product_ids"))
        for group in holder.texts("group_ids"):
            found.update(dict.fromkeys(self.groups.get(group, ())))
        return tuple(found)

    def parts(self, identity: str) -> tuple[Product, tuple[Product, ...]]:
        """Return the innermost component of a product and what it is part of, from near to far.

        A plain product is its own component and part of nothing. An id nobody defined has only itself as name.
        """
        platforms: list[Product] = []
        seen: set[str] = set()
        waiting = [identity]
        while waiting:
            here = waiting.pop()
            made = self.relationships.get(here)
            if made is None or here in seen:
                platforms.append(self.products.get(here, Product(here, here)))
                continue
            seen.add(here)
            waiting += [*reversed(made.further), made.platform, made.component]
        return platforms[0], tuple(platforms[1:])


def read_product_tree(document: JsonNode) -> ProductTree:
    """Return the product tree of a CSAF document, an empty one where it has none.

    Raises:
        InvalidInputError: Something has another type than the schema gives it; the place says where.
        LimitError: More levels or products than are read.
    """
    tree = document.node("product_tree")
    products: dict[str, Product] = {}
    for found in product_definitions(tree):
        products.setdefault(found.id, found)
        if len(products) > MAX_PRODUCTS:
            raise LimitError(
                f"more than {MAX_PRODUCTS:,} products", place=tree.where(), hint="Split the file."
            )
    made = [_relationship(node) for node in tree.nodes("relationships")]
    made += [_path(node) for node in tree.nodes("product_paths")]
    groups = {node.text("group_id"): node.texts("product_ids") for node in tree.nodes("product_groups")}
    return ProductTree(products, {one.product: one for one in reversed(made)}, groups)


def product_definitions(tree: JsonNode) -> Iterator[Product]:
    """Yield every definition of a product below `/product_tree`, one of an id that stands twice too."""
    for node in tree.nodes("full_product_names"):
        yield _product(node, ())
    yield from _in_branches(tree)
    for node in (*tree.nodes("relationships"), *tree.nodes("product_paths")):
        yield _product(node.node("full_product_name"), ())


def _in_branches(tree: JsonNode) -> Iterator[Product]:
    """Yield the products of all branches in their order, without recursion: depth is the sender's choice."""
    stack: list[tuple[JsonNode, tuple[tuple[str, str], ...]]] = []
    stack.extend((node, ()) for node in reversed(tree.nodes("branches")))
    while stack:
        node, above = stack.pop()
        here = (*above, (node.text("category"), node.text("name")))
        if len(here) > MAX_DEPTH:
            raise LimitError(
                f"branches more than {MAX_DEPTH} levels deep",
                place=node.where(),
                hint="No product needs them.",
            )
        if "product" in node.value:
            yield _product(node.node("product"), here)
        stack.extend((below, here) for below in reversed(node.nodes("branches")))


def _product(node: JsonNode, branches: tuple[tuple[str, str], ...]) -> Product:
    names = dict(branches)
    helper = node.node("product_identification_helper")
    return Product(
        id=node.text("product_id"),
        name=node.text("name"),
        vendor=names.get("vendor", ""),
        product=names.get("product_name", ""),
        version=names.get("product_version", ""),
        version_range=names.get("product_version_range", ""),
        purl=helper.text("purl"),
        purls=tuple(dict.fromkeys(filter(None, (helper.text("purl"), *helper.texts("purls"))))),
        cpe=helper.text("cpe"),
        hashes=tuple(_hashes(helper)),
        branches=branches,
        model_numbers=helper.texts("model_numbers"),
        serial_numbers=helper.texts("serial_numbers"),
        stock_numbers=helper.texts("skus"),
        uris=tuple((one.text("namespace"), one.text("uri")) for one in helper.nodes("x_generic_uris")),
        pointer=node.pointer,
        has_helper=bool(helper.value),
    )


def _hashes(helper: JsonNode) -> Iterator[FileHash]:
    for number, file in enumerate(helper.nodes("hashes")):
        for one in file.nodes("file_hashes"):
            yield FileHash(one.text("algorithm"), one.text("value"), file.text("filename"), number)


def _path(node: JsonNode) -> Relationship:
    """Return a path as the relationship its first step makes, with what comes after."""
    steps = [(one.text("category"), one.text("next_product_reference")) for one in node.nodes("subpaths")]
    (category, platform), *others = steps or [("", "")]
    return Relationship(
        category=category,
        product=node.node("full_product_name").text("product_id"),
        component=node.text("beginning_product_reference"),
        platform=platform,
        further=tuple(name for _, name in others),
    )


def _relationship(node: JsonNode) -> Relationship:
    return Relationship(
        category=node.text("category"),
        product=node.node("full_product_name").text("product_id"),
        component=node.text("product_reference"),
        platform=node.text("relates_to_product_reference"),
    )
