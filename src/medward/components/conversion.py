"""Converting an SBOM into another format, and saying field by field what the new file does not hold.

Two things can be lost: what the file says beyond the one value (`carried`), and what
the new format does not hold of it. The second is found by reading the new file and
comparing, so nothing is called kept that is not there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.carried import left_behind
from medward.components.comparing import differences
from medward.components.document import refuse_invalid
from medward.components.extras import KEPT_PREFIXES
from medward.components.large import large_json_tree
from medward.components.reading import sbom_of, take_apart
from medward.components.validation import validation_problems
from medward.components.write_cyclonedx import write_cyclonedx
from medward.components.write_spdx2 import write_spdx2
from medward.components.write_spdx3 import write_spdx3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from medward.components.document import Document
    from medward.components.sbom import Sbom
    from medward.components.writing import Stamp, Written

TARGETS: Final[Mapping[str, Callable[[Sbom, Stamp], Written]]] = {
    "cyclonedx-1.6": lambda sbom, stamp: write_cyclonedx(sbom, "1.6", stamp),
    "cyclonedx-1.7": lambda sbom, stamp: write_cyclonedx(sbom, "1.7", stamp),
    "spdx-2.3": write_spdx2,
    "spdx-2.3-tag-value": lambda sbom, stamp: write_spdx2(sbom, stamp, tag_value=True),
    "spdx-3.0": write_spdx3,
}
_EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Loss:
    """One field that the new file does not hold, or holds otherwise."""

    field: str
    count: int
    examples: tuple[str, ...]


class Conversion(NamedTuple):
    """A converted SBOM."""

    data: bytes
    sbom: Sbom
    """The new file as it reads."""
    lost: tuple[Loss, ...]
    """Empty only when the new file, read again, holds everything the old one said."""
    kept_as_pairs: Mapping[str, int]
    """What other programs see as comments only: name of the `medward:` pair to how often."""
    renamed: int
    """References the new format spells otherwise."""


def convert(source: tuple[Document, Sbom], target: str, stamp: Stamp) -> Conversion:
    """Return an SBOM in another format with what was lost on the way.

    Args:
        source: The file taken apart, and as it reads.
        target: One of `TARGETS`.
        stamp: What the new file says of its own making.

    Raises:
        InvalidInputError: The content cannot be written validly, e.g. without an instant.
    """
    document, sbom = source
    written = TARGETS[target](sbom, stamp)
    place = f"the new {target} file"
    made = take_apart(written.data, place, large_json_tree)
    refuse_invalid(validation_problems(made, written.data), place)
    read = sbom_of(made, sbom.sha256, place, strict=True)
    found: list[tuple[str, str]] = [(f"source: {one.path}", one.example) for one in left_behind(document)]
    found += differences(sbom, read, written.refs)
    return Conversion(
        data=written.data,
        sbom=read,
        lost=_counted(found),
        kept_as_pairs=_pairs(made.tree),
        renamed=sum(1 for one, other in written.refs.items() if one != other),
    )


def _counted(found: Iterable[tuple[str, str]]) -> tuple[Loss, ...]:
    """Return losses by field, with how often and the first examples that differ."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for field, example in found:
        groups[field].append(example)
    return tuple(
        Loss(field, len(examples), tuple(list(dict.fromkeys(filter(None, examples)))[:_EXAMPLES]))
        for field, examples in groups.items()
    )


def _pairs(tree: object) -> dict[str, int]:
    """Return how often each pair stands in a file, as property or annotation."""
    found: defaultdict[str, int] = defaultdict(int)
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            text = (
                value.get("comment")
                or value.get("statement")
                or (value.get("name") if "value" in value else "")
            )
            if isinstance(text, str) and text.startswith(KEPT_PREFIXES):
                found[text.partition("=")[0]] += 1
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return dict(sorted(found.items()))
