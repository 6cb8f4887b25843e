"""Names without an identifier: products and packages that are called so, as questions for a person.

A name alone is never a match: `core`, `json` and `agent` name hundreds of products.

Source: docs/adr/0017.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.vulnerabilities.matching import Question

if TYPE_CHECKING:
    from medward.components.sbom import Component
    from medward.facts.database import Database
    from medward.vulnerabilities.matching import Judgement

_SHOWN: Final = 3
_NOT_PACKAGES: Final = frozenset({"cpe", "vendor"})

Results = tuple[tuple["Component", "Judgement"], ...]


def name_questions(databases: list[Database], results: list[tuple[Component, Judgement]]) -> Results:
    """Return the results with a question for every component that has nothing but a name some product bears."""
    names = {called for component, judgement in results if (called := _nameless(component, judgement))}
    if not names:
        return tuple(results)
    bearers = _bearers(databases, names)
    return tuple(
        (component, _questioned(judgement, _nameless(component, judgement), bearers))
        for component, judgement in results
    )


def _nameless(component: Component, judgement: Judgement) -> str:
    """Return the name of a component that nothing else identifies, as CPE names and look-ups write it."""
    if not judgement.unknown or component.cpe or _is_of_ecosystem(judgement):
        return ""
    return component.name.strip().lower().replace(" ", "_")


def _is_of_ecosystem(judgement: Judgement) -> bool:
    return not judgement.unknown.endswith("no CPE name")


def _bearers(databases: list[Database], names: set[str]) -> dict[str, list[str]]:
    """Return who bears each name: CPE products and packages of ecosystems."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for database in databases:
        for lookup, _ in database.products_called(names):
            found[lookup.split(":", 2)[2]].add(f"CPE product {lookup}")
        for ecosystem in database.ecosystems():
            if ecosystem not in _NOT_PACKAGES:
                for name in names:
                    if database.packages(ecosystem, name):
                        found[name].add(f"{ecosystem} package {name}")
    return {name: sorted(bearers) for name, bearers in found.items() if bearers}


def _questioned(judgement: Judgement, name: str, bearers: dict[str, list[str]]) -> Judgement:
    known = bearers.get(name)
    if not known:
        return judgement
    more = f" or {len(known) - _SHOWN} others" if len(known) > _SHOWN else ""
    text = f"is it {', '.join(known[:_SHOWN])}{more}? Add its package URL or CPE name to be told"
    return judgement._replace(questions=(*judgement.questions, Question(text)))
