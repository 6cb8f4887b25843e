"""A CSAF document as the tests look at it; its structure is right before any test runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vex.shape import moment
from medward.vulnerabilities.csaf_tree import Product, ProductTree, product_definitions, read_product_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from medward.kernel.json_node import JsonNode
    from medward.vex.csaf_rules.weaknesses import Weaknesses

BASE: Final = "csaf_base"
INFORMATIONAL: Final = "csaf_informational_advisory"
INCIDENT: Final = "csaf_security_incident_response"
ADVISORY: Final = "csaf_security_advisory"
VEX: Final = "csaf_vex"
PROFILES: Final = (BASE, INCIDENT, INFORMATIONAL, ADVISORY, VEX)
"""Values of `/document/category` with a profile of their own (CSAF 2.0, section 4)."""
AFFECTED: Final = ("first_affected", "known_affected", "last_affected")
FIXED: Final = ("first_fixed", "fixed")
_DIGITS: Final = 4000
"""Digits of a number that are read; Python refuses more than 4,300."""
_LISTS_OF_PRODUCTS: Final = ("remediations", "threats", "flags")


class Revision(NamedTuple):
    """One entry of the revision history."""

    at: datetime
    number: str
    pointer: str


class Reference(NamedTuple):
    """A place that names a product or group by id."""

    id: str
    pointer: str


@dataclass(frozen=True)
class CsafDocument:
    """The parts of a document that tests ask for, each read once."""

    root: JsonNode
    weaknesses: Weaknesses
    """Names of CWE entries by id."""

    @property
    def category(self) -> str:
        """`/document/category`."""
        return self.head.text("category")

    @cached_property
    def head(self) -> JsonNode:
        """`/document`."""
        return self.root.node("document")

    @cached_property
    def tracking(self) -> JsonNode:
        """`/document/tracking`."""
        return self.head.node("tracking")

    @cached_property
    def vulnerabilities(self) -> list[JsonNode]:
        """`/vulnerabilities`."""
        return self.root.nodes("vulnerabilities")

    @cached_property
    def tree(self) -> ProductTree:
        """The product tree, taken apart."""
        return read_product_tree(self.root)

    @cached_property
    def definitions(self) -> tuple[Product, ...]:
        """Every definition of a product, those of an id that stands twice too."""
        return tuple(product_definitions(self.root.node("product_tree")))

    @cached_property
    def helpers(self) -> list[tuple[Product, bool]]:
        """Every product defined on its own or in a branch, and whether it has an identification helper."""
        made = self.tree.relationships
        return [(one, one.has_helper) for one in self.definitions if one.id not in made]

    @cached_property
    def branches(self) -> list[tuple[JsonNode, tuple[str, ...]]]:
        """Every branch with the categories from the root down to it."""
        found: list[tuple[JsonNode, tuple[str, ...]]] = []
        tops = self.root.node("product_tree").nodes("branches")
        stack: list[tuple[JsonNode, tuple[str, ...]]] = [(node, ()) for node in reversed(tops)]
        while stack:
            node, above = stack.pop()
            here = (*above, node.text("category"))
            found.append((node, here))
            stack.extend((below, here) for below in reversed(node.nodes("branches")))
        return found

    @cached_property
    def product_references(self) -> list[Reference]:
        """Every place that names a product defined elsewhere (test 6.1.1)."""
        return list(_product_references(self.root.node("product_tree"), self.vulnerabilities))

    @cached_property
    def group_references(self) -> list[Reference]:
        """Every place that names a product group."""
        return [
            found
            for node in self.vulnerabilities
            for name in _LISTS_OF_PRODUCTS
            for entry in node.nodes(name)
            for found in references(entry, "group_ids")
        ]

    @cached_property
    def revisions(self) -> list[Revision]:
        """The revision history by date, and by number where dates are the same."""
        nodes = self.tracking.nodes("revision_history")
        found = [Revision(instant(node, "date"), node.text("number"), node.pointer) for node in nodes]
        return sorted(found, key=lambda one: (one.at, version_order(one.number)))


def references(node: JsonNode, name: str) -> list[Reference]:
    """Return the ids in a list of ids with their places."""
    return [Reference(one, node.below(name, index)) for index, one in enumerate(node.texts(name))]


def instant(node: JsonNode, name: str) -> datetime:
    """Return an instant whose form was checked before."""
    found = moment(node.text(name))
    if found is None:
        raise node.wrong(name, "a date and time with a zone", node.value.get(name))
    return found


def products_in(node: JsonNode, statuses: tuple[str, ...]) -> dict[str, str]:
    """Return the products in some status groups of a vulnerability, each with its first place."""
    found: dict[str, str] = {}
    for name in statuses:
        for one in references(node.node("product_status"), name):
            found.setdefault(one.id, one.pointer)
    return found


def version_order(number: str) -> tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]:
    """Return a key that sorts integer and semantic versions; build metadata says nothing (SemVer 2.0.0, 10, 11).

    Of a number only the first 4,000 digits count; Python reads no longer ones.
    """
    core, _, pre = number.partition("+")[0].partition("-")
    major, minor, patch = ([int(part[:_DIGITS]) for part in core.split(".")] + [0, 0])[:3]
    steps = tuple(
        (0, int(part[:_DIGITS]), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in (pre.split(".") if pre else ())
    )
    return major, minor, patch, 0 if pre else 1, steps


def pre_release(number: str) -> str:
    """Return the pre-release part of a semantic version, "" without one."""
    return number.partition("+")[0].partition("-")[2]


def major(number: str) -> int:
    """Return the first number of a version."""
    return version_order(number)[0]


def _product_references(tree: JsonNode, vulnerabilities: list[JsonNode]) -> Iterator[Reference]:
    for group in tree.nodes("product_groups"):
        yield from references(group, "product_ids")
    for made in tree.nodes("relationships"):
        for name in ("product_reference", "relates_to_product_reference"):
            yield Reference(made.text(name), made.below(name))
    for node in vulnerabilities:
        yield from _in_vulnerability(node)


def _in_vulnerability(node: JsonNode) -> Iterator[Reference]:
    status = node.node("product_status")
    for name in status.value:
        yield from references(status, name)
    for name in _LISTS_OF_PRODUCTS:
        for entry in node.nodes(name):
            yield from references(entry, "product_ids")
    for entry in node.nodes("scores"):
        yield from references(entry, "products")
