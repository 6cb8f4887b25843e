"""Mandatory tests on products: 6.1.1 to 6.1.5, 6.1.13, 6.1.25 and 6.1.31."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.components.purl import parse_purl
from medward.errors import InvalidInputError
from medward.vex.shape import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vex.csaf_rules.document import CsafDocument

RANGE: Final = re.compile(
    r"[<>]|(?<![\w-])(after|all|before|earlier|later|prior|versions)(?![\w-])", re.IGNORECASE
)
"""Strings that make a range of a version, as section 6.1.31 lists them; `after-eight` holds none as a word."""


def t01_products_defined(document: CsafDocument) -> Iterator[Fault]:
    """6.1.1: every product id that is named is defined."""
    for one in document.product_references:
        if one.id not in document.tree.products:
            yield Fault(one.pointer, f"product {one.id!r:.60} is defined nowhere")


def t02_products_defined_once(document: CsafDocument) -> Iterator[Fault]:
    """6.1.2: no product id is defined twice."""
    seen: set[str] = set()
    for product in document.definitions:
        if product.id in seen:
            yield Fault(product.pointer, f"product {product.id!r:.60} is defined before")
        seen.add(product.id)


def t03_no_circles(document: CsafDocument) -> Iterator[Fault]:
    """6.1.3: no product is made of itself."""
    made = document.tree.relationships
    closed: set[str] = set()
    for start in made:
        stack: list[tuple[str, bool]] = [(start, False)]
        opened: set[str] = set()
        while stack:
            here, leave = stack.pop()
            if leave:
                opened.discard(here)
                closed.add(here)
            elif here in opened:
                pointer = document.tree.products[here].pointer if here in document.tree.products else ""
                yield Fault(pointer, f"product {here!r:.60} is made of itself")
                return
            elif here in made and here not in closed:
                opened.add(here)
                stack += [(here, True), (made[here].component, False), (made[here].platform, False)]


def t04_groups_defined(document: CsafDocument) -> Iterator[Fault]:
    """6.1.4: every product group that is named is defined."""
    for one in document.group_references:
        if one.id not in document.tree.groups:
            yield Fault(one.pointer, f"product group {one.id!r:.60} is defined nowhere")


def t05_groups_defined_once(document: CsafDocument) -> Iterator[Fault]:
    """6.1.5: no product group is defined twice."""
    seen: set[str] = set()
    for node in document.root.node("product_tree").nodes("product_groups"):
        identity = node.text("group_id")
        if identity in seen:
            yield Fault(node.below("group_id"), f"product group {identity!r:.60} is defined before")
        seen.add(identity)


def t13_package_urls(document: CsafDocument) -> Iterator[Fault]:
    """6.1.13: every package URL is one."""
    for product in document.definitions:
        if product.purl:
            try:
                parse_purl(product.purl)
            except InvalidInputError as error:
                yield Fault(f"{product.pointer}/product_identification_helper/purl", error.message)


def t25_one_hash_per_algorithm(document: CsafDocument) -> Iterator[Fault]:
    """6.1.25: no file has two hashes of one algorithm."""
    for pointer, algorithms in hash_algorithms(document):
        if len(set(algorithms)) < len(algorithms):
            yield Fault(pointer, f"a hash algorithm stands there twice: {', '.join(algorithms)}")


def t31_no_range_as_version(document: CsafDocument) -> Iterator[Fault]:
    """6.1.31: a branch of category product_version holds one version, not a range."""
    for node, categories in document.branches:
        name = node.text("name")
        if categories[-1] == "product_version" and RANGE.search(name):
            yield Fault(node.below("name"), f"{name!r:.60} is a range of versions")


def hash_algorithms(document: CsafDocument) -> Iterator[tuple[str, list[str]]]:
    """Yield the place of every file that has hashes, with the algorithms in lower case."""
    for product in document.definitions:
        files: dict[int, list[str]] = {}
        for one in product.hashes:
            files.setdefault(one.file, []).append(one.algorithm.lower())
        for number, algorithms in files.items():
            yield f"{product.pointer}/product_identification_helper/hashes/{number}", algorithms
