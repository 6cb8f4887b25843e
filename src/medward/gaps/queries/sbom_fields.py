"""Single fields of the SBOMs of the release, as the agencies' lists name them.

Sources: NTIA, "The Minimum Elements For a Software Bill of Materials" (2021); CISA and partners, "2026
Minimum Elements for a Software Bill of Materials", appendix A. The signature of the author is no field of
an SBOM file and is asked for as a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.components.in_use import sboms_of
from medward.components.stated import day_of, is_named
from medward.gaps.queries.components import called
from medward.gaps.tally import Tally
from medward.kernel.words import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from medward.checks.case import Case
    from medward.components.records import SbomDocument
    from medward.components.sbom import Sbom
    from medward.gaps.shown import Shown

_PER_COMPONENT: Final = {
    "name": "a name",
    "version": "a version",
    "supplier": "a supplier",
    "identifier": "an identifier",
    "relationship": "a place in the dependency graph",
    "hash": "a hash",
    "licence": "a licence",
}
"""Fields that the profile `cisa` of an SBOM checks, with the words for what lacks."""
_ALGORITHM: Final = "hash-algorithm"
_OF_THE_FILE: Final[dict[str, tuple[str, Callable[[SbomDocument, Sbom], bool]]]] = {
    "author": ("its author", lambda _, content: any(map(is_named, content.authors))),
    "timestamp": ("when it was made", lambda _, content: day_of(content.timestamp) is not None),
    "format-name": ("the name of its format", lambda document, _: bool(document.format)),
    "format-version": ("the version of its format", lambda _, content: bool(content.spec_version)),
    "generation-context": ("in which phase it was made", lambda _, content: bool(content.lifecycles)),
    "tool": ("the tool that made it", lambda _, content: bool(content.tools)),
    "tool-version": ("the version of the tool", lambda _, content: _versioned(content.tools)),
    "sbom-version": ("a serial number of its own", lambda _, content: bool(content.serial)),
    "primary-component": ("the component it is about", lambda _, content: content.root is not None),
}
"""Fields of the file as a whole: what to state, and whether it is stated."""
FIELDS: Final = (*_OF_THE_FILE, *_PER_COMPONENT, _ALGORITHM)


def field(case: Case, name: str) -> Shown:
    """Show that every SBOM of the release states a field."""
    tally = Tally(case)
    documents = sboms_of(case.records, case.release.id)
    if not documents:
        tally.want(
            f"Generate an SBOM of each deployable of release {case.release.release_version} and record it"
        )
    for document in documents:
        content = case.sboms.get(document.id)
        if content is None:
            why = case.sbom_problems.get(document.id, "its file was not read")
            tally.doubt(f"Put the file of {{}} back or correct it: {why}", document)
            continue
        lack = _lack(case, name, document, content)
        if lack:
            tally.lack(lack, document)
        else:
            tally.current(document)
    return tally.answer()


def _lack(case: Case, name: str, document: SbomDocument, content: Sbom) -> str:
    """Return what one SBOM lacks of a field, or nothing."""
    if name in _OF_THE_FILE:
        what, states = _OF_THE_FILE[name]
        return "" if states(document, content) else f"State {what} in the SBOM file of {{}}"
    if not content.components:
        return "Generate {} again: it lists no component"
    if name == _ALGORITHM:
        failing = [part.label for part, _ in case.parts[document.id] if not _name_algorithms(part.hashes)]
        what = "a hash with its algorithm"
    else:
        failing = case.profiles[document.id]["cisa"]["failing"].get(name, [])
        what = _PER_COMPONENT[name]
    if not failing:
        return ""
    count = f"{len(failing)} of {plural(len(content.components), 'component')}"
    return f"Add {what} to {count} in {{}} ({called(failing, content)})"


def _name_algorithms(hashes: tuple[tuple[str, str], ...]) -> bool:
    """Say whether there is a hash and each names its algorithm."""
    return bool(hashes) and all(algorithm.strip() for algorithm, _ in hashes)


def _versioned(tools: tuple[str, ...]) -> bool:
    """Say whether each tool stands with a version, as `syft 1.38.0`."""
    return bool(tools) and all(any(sign.isdigit() for sign in tool.split()[-1]) for tool in tools)
