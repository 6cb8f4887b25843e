"""Until when products are supported, as endoflife.date tells it: API version 1, and version 0 of one product.

Source: endoflife.date API v1, `result[].releases[]`: `name`, `eoasFrom`, `isEoas`, `eolFrom`, `isEol`; v0:
`cycle`, `support`, `eol`, each a day or true or false.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidRecordError
from medward.vulnerabilities.advisory import Lifecycle, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.vulnerabilities.sources.node import Node

SOURCE: Final = "endoflife.date"


def parse_lifecycle(document: Node, product: str = "") -> Iterator[Lifecycle | Problem]:
    """Return the lines of all products of a document.

    Args:
        document: What the API answers: one product, all products, or the list of version 0.
        product: Name of the product for the list of version 0, which does not say it.
    """
    if isinstance(document.value, list):
        for cycle in document.items():
            yield _row(cycle, product or document.place.rpartition("/")[2].removesuffix(".json"))
        return
    result = document.get("result")
    products = result.items() if isinstance(result.value, list) else iter([result])
    for one in products:
        for release in one.get("releases").items():
            yield _row(release, one.text("name"))


def _row(node: Node, product: str) -> Lifecycle | Problem:
    """Return one line of a product in either version of the API."""
    try:
        if (
            "eolFrom" in (node.value if isinstance(node.value, dict) else {})
            or node.get("isEol").value is not None
        ):
            support = _end(node, "eoasFrom", "isEoas")
            life = _end(node, "eolFrom", "isEol")
        else:
            support, life = _end(node, "support", "support"), _end(node, "eol", "eol")
        cycle = node.text("name") or node.required("cycle", "a line of a product")
    except InvalidRecordError as error:
        return Problem(error.place, error.message)
    return Lifecycle(product, cycle, support, life, SOURCE)


def _end(node: Node, day: str, flag: str) -> str:
    """Return a day, else `yes` or `no` (is over), else ""."""
    stated, over = node.get(day).value, node.get(flag).value
    if isinstance(stated, str):
        try:
            return date.fromisoformat(stated).isoformat()
        except ValueError:
            raise node.get(day).refusal(f"{stated!r:.40} is no day") from None
    if isinstance(over, bool):
        return "yes" if over else "no"
    return ""
