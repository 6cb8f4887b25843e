"""What else a good SBOM is, beside the lists of fields: its product, its graph, its identifiers, its time.

Source: practice 4.14, "Other checks".
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.fills import Fill, filled
from medward.components.identity import contradicts_itself
from medward.components.stated import (
    day_of,
    has_its_digits,
    is_cpe,
    is_strong,
    is_version,
    names_package,
)
from medward.components.support import ends_before
from medward.kernel.words import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from medward.components.profiles import ProfileResult
    from medward.components.sbom import Component, Problem, Sbom

REACHED_SHARE: Final = 0.95  # practice 4.14: the graph reaches >= 95 % of components
WEIGHTS: Final = {"ntia": 40, "cisa": 15, "fda": 15, "reached": 10, "checks": 20}
"""Points of the summary score [P]: our own choice, no authority's. Gates use the lists."""


class Expected(NamedTuple):
    """What an SBOM is held against; an empty text is not asked for."""

    now: datetime
    product: str = ""
    version: str = ""


class Finding(NamedTuple):
    """One further check and what it met."""

    check: str
    """Its key, e.g. `root-is-product`."""
    title: str
    holds: bool | None
    """None when nobody can tell, or nobody asked."""
    message: str
    components: tuple[str, ...] = ()
    """Labels of the components it met."""


class Score(NamedTuple):
    """A number for a summary, with the sum it comes from."""

    points: int
    formula: str


def findings(sbom: Sbom, fills: Mapping[str, Fill] | None, expected: Expected) -> list[Finding]:
    """Return every further check in a fixed order, those that hold too.

    Args:
        sbom: The SBOM as read; it is not changed.
        fills: What is known besides, by component label.
        expected: Product and version the SBOM must be of, and the present instant.
    """
    parts = [filled(component, fills or {}) for component in sbom.components]
    return [
        _root(sbom, expected),
        _graph(sbom),
        _dangling(sbom),
        _unique(sbom),
        _on_time(sbom, expected.now),
        *(_of(key, title, [one for one in parts if is_doubtful(one)]) for key, title, is_doubtful in _DOUBTS),
        _of("duplicates", "no component is listed twice", _repeated(parts)),
        _of("modified", "no component is marked as modified", [one for one in parts if one.modified]),
    ]


def schema_finding(problems: tuple[Problem, ...] | None) -> Finding:
    """Return whether the official checks of the format say anything against the file; None: nobody asked them."""
    key, title = "schema", "the file is valid by the official schema of its format"
    if problems is None:
        return Finding(key, title, holds=None, message="nobody asked")
    return Finding(key, title, not problems, plural(len(problems), "problem") if problems else "")


_DOUBTS: Final[tuple[tuple[str, str, Callable[[Component], bool]], ...]] = (
    (
        "purl",
        "package URLs parse, have the group their type needs and no version in the name",
        lambda one: bool(one.purl) and not names_package(one.purl),
    ),
    ("purl-version", "package URLs name the version of the version field", contradicts_itself),
    ("cpe", "CPE names name a product", lambda one: bool(one.cpe) and not is_cpe(one.cpe)),
    (
        "version",
        "versions are versions, not `latest` or a range",
        lambda one: bool(one.version) and not is_version(one.version),
    ),
    (
        "hash-strength",
        "where there are hashes, one is SHA-256 or stronger",
        lambda one: bool(one.hashes) and not any(is_strong(each.algorithm) for each in one.hashes),
    ),
    (
        "hash-digits",
        "hashes have the digits their algorithm gives",
        lambda one: not all(map(has_its_digits, one.hashes)),
    ),
)
"""Checks of single components: key, title, and what makes one doubtful."""


def past_end_of_support(sbom: Sbom, fills: Mapping[str, Fill] | None, today: date) -> tuple[str, ...]:
    """Return the labels of components whose end of support lies before `today`."""
    return tuple(
        one.label for one in sbom.components if ends_before(filled(one, fills or {}).end_of_support, today)
    )


def reached(sbom: Sbom) -> tuple[int, int]:
    """Return how many components the dependency graph reaches from the root, and how many there are.

    A component nested in one that is reached, or in the root, is reached with it.
    """
    edges: dict[str, list[str]] = {}
    for dependency in (*sbom.dependencies, *sbom.contains):
        edges.setdefault(dependency.ref, []).extend(dependency.depends_on)
    for component in sbom.components:
        if component.parents:
            edges.setdefault(component.parents[-1], []).append(component.label)
    waiting = [sbom.root.label] if sbom.root is not None else []
    found = set(waiting)
    while waiting:
        for ref in edges.get(waiting.pop(), []):
            if ref not in found:
                found.add(ref)
                waiting.append(ref)
    return sum(1 for component in sbom.components if component.label in found), len(sbom.components)


def score(sbom: Sbom, results: Mapping[str, ProfileResult], found: list[Finding]) -> Score:
    """Return 0 to 100 as a summary, with the sum it comes from; an SBOM without components has 0."""
    total = len(sbom.components)
    asked = [finding.holds for finding in found if finding.holds is not None]
    shares = {
        **{name: results[name]["complete"] / total if total else 0.0 for name in ("ntia", "cisa", "fda")},
        "reached": reached(sbom)[0] / total if total else 0.0,
        "checks": sum(asked) / len(asked) if asked and total else 0.0,
    }
    points = int(sum(WEIGHTS[name] * share for name, share in shares.items()) + 0.5)
    sum_ = " + ".join(f"{WEIGHTS[name]} x {name} {share:.2f}" for name, share in shares.items())
    return Score(points, f"{points} = {sum_}")


def _root(sbom: Sbom, expected: Expected) -> Finding:
    key, title = "root-is-product", "the root component is the released product and version"
    root = sbom.root
    if root is None:
        return Finding(key, title, holds=False, message="the SBOM names no root component")
    if not root.version:
        return Finding(
            key, title, holds=False, message="the root component has no version", components=(root.label,)
        )
    pairs = [("name", expected.product, root.full_name), ("version", expected.version, root.version)]
    wrong = [
        f"its {what} is {given!r}, the product's is {wanted!r}"
        for what, wanted, given in pairs
        if wanted and wanted.casefold() not in {given.casefold(), root.name.casefold()}
    ]
    if wrong:
        return Finding(key, title, holds=False, message="; ".join(wrong), components=(root.label,))
    if not expected.product and not expected.version:
        return Finding(
            key,
            title,
            holds=None,
            message=f"it is {root.full_name} {root.version}; nobody said which product it should be",
        )
    return Finding(key, title, holds=True, message="")


def _graph(sbom: Sbom) -> Finding:
    key, title = "graph", f"the dependency graph reaches {REACHED_SHARE:.0%} of the components"
    count, total = reached(sbom)
    if not total:
        return Finding(key, title, holds=None, message="there are no components")
    holds = count >= REACHED_SHARE * total
    if sbom.root is None:
        return Finding(key, title, holds=False, message="the SBOM names no root component to start from")
    return Finding(key, title, holds=holds, message=f"{count} of {total} are reached from the root")


def _dangling(sbom: Sbom) -> Finding:
    every = {one.ref for one in (*sbom.components, *([sbom.root] if sbom.root else []))}
    named = {ref for one in sbom.dependencies for ref in (one.ref, *one.depends_on) if ref}
    missing = sorted(ref for ref in named - every - set(sbom.other_refs) if not ref.startswith("urn:cdx:"))
    message = f"{plural(len(missing), 'reference')} to what the SBOM does not list" if missing else ""
    return Finding("dangling", "no dependency leads nowhere", not missing, message, tuple(missing))


def _unique(sbom: Sbom) -> Finding:
    counts = Counter(one.ref for one in (*sbom.components, *([sbom.root] if sbom.root else [])) if one.ref)
    twice = tuple(ref for ref, count in counts.items() if count > 1)
    message = f"{plural(len(twice), 'reference')} given more than once" if twice else ""
    return Finding("unique-refs", "every reference is unique", not twice, message, twice)


def _on_time(sbom: Sbom, now: datetime) -> Finding:
    key, title = "timestamp", "the time of the SBOM is not in the future"
    if not sbom.timestamp:
        return Finding(key, title, holds=None, message="the SBOM states no time")
    try:
        made = datetime.fromisoformat(sbom.timestamp)
    except ValueError:
        return Finding(key, title, holds=False, message=f"{sbom.timestamp!r} is no ISO 8601 time")
    if made.tzinfo is None:
        day = day_of(sbom.timestamp)
        late = day is not None and day > now.date()
        return Finding(
            key, title, holds=False if late else None, message=f"{sbom.timestamp} has no time zone"
        )
    message = f"it says {sbom.timestamp}" if made > now else ""
    return Finding(key, title, made <= now, message)


def _of(key: str, title: str, met: list[Component]) -> Finding:
    message = plural(len(met), "component") if met else ""
    return Finding(key, title, not met, message, tuple(one.label for one in met))


def _repeated(parts: list[Component]) -> list[Component]:
    """Return the components that stand in the SBOM a second time, by package URL or name, version and place."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for one in parts:
        key = (one.purl or one.full_name, one.version, one.cpe, *one.parents)
        if key in seen:
            found.append(one)
        seen.add(key)
    return found
