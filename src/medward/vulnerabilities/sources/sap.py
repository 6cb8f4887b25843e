"""Statements of SAP's project "KB": the commits that mend a vulnerability, and versions judged one by one.

Source: SAP/project-kb, "vulnerability statement": `artifacts[]` with a package URL and `affected`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError
from medward.vulnerabilities.advisory import Advisory, AffectedPackage, Interval, Stance
from medward.vulnerabilities.ecosystems import Identity, identify
from medward.vulnerabilities.sources.bounds import exactly, ordering_of
from medward.vulnerabilities.sources.node import short

if TYPE_CHECKING:
    from medward.vulnerabilities.sources.node import Node

_STANCES: Final = {"true": Stance.AFFECTED, "false": Stance.NOT_AFFECTED}


def parse_sap(node: Node) -> Advisory:
    """Return what a statement says.

    Raises:
        InvalidRecordError: It has no id.
    """
    notes = [one.text("text") for one in node.get("notes").items()]
    aliases = [one.text("id") for one in node.get("aliases").items() if isinstance(one.value, dict)]
    entries = list(node.get("artifacts").items())
    read = [(one, _identity(one.text("id"))) for one in entries]
    return Advisory(
        id=node.required("vulnerability_id", "a statement"),
        modified="",
        withdrawn="",
        aliases=tuple(aliases),
        summary=short(notes[0]) if notes else "",
        severities=(),
        affected=_packages([(one, identity) for one, identity in read if identity is not None]),
        without_package=sum(identity is None for _, identity in read),
    )


def _identity(purl: str) -> Identity | None:
    try:
        found = identify(purl, "")
    except InvalidInputError:
        return None
    return found if isinstance(found, Identity) else None


def _packages(judged: list[tuple[Node, Identity]]) -> tuple[AffectedPackage, ...]:
    """Return one statement for each package and answer, with the versions judged so."""
    intervals: dict[tuple[str, str, str, str, Stance], list[Interval]] = {}
    loose: dict[tuple[str, str, str, str, Stance], list[str]] = {}
    for node, identity in judged:
        stance = _STANCES.get(node.text("affected").lower(), Stance.UNDER_INVESTIGATION)
        about = (identity.ecosystem, identity.release, identity.shown, identity.name, stance)
        found = exactly(ordering_of(identity.scheme), identity.version)
        intervals.setdefault(about, []).extend([found] if found else [])
        loose.setdefault(about, []).extend([] if found else [identity.version])
    return tuple(
        AffectedPackage(
            *about[:4], tuple(dict.fromkeys(found)), tuple(dict.fromkeys(loose[about])), (), about[4]
        )
        for about, found in intervals.items()
    )
