"""What was decided for one release, proposed for another: nothing of it counts before a person confirms it.

The same version with the same hash and an unchanged configuration gives a text to confirm; anything else needs
somebody who looks. What is in the other release no more is not taken over. What the decision says and rests on
goes along; what happened to the older release, its roll-out and its units, does not.

Source: rule V20 and practice 2.3-C.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.vex.assumption_check import reopening
from medward.vex.limits import DECIDED
from medward.vulnerabilities.lines import line_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from medward.vex.assumption_check import Facts
    from medward.vex.records import Assessment

INHERITED: Final = (
    *("owner", "confidential", "interfaces", "risks", "decision", "justification", "detail"),
    *("impact_statement", "action_statement", "evidence", "fixed_in", "ssvc", "vector", "patient_severity"),
    *("harms", "claims", "interim", "assumptions", "cyclonedx_justification", "mitigation_inside"),
    *("responses", "expires_on"),
)
"""Fields of a decision that are taken over: what it says, and what it rests on."""
_VERSION: Final = re.compile(r"@[^?#]*")
"""The version in a package URL."""


class Part(NamedTuple):
    """One component of a release."""

    deployable: str
    component: str
    """Package URL, else name and version."""
    hashes: frozenset[str]


class Parts(NamedTuple):
    """The components of a release, and its configuration in words."""

    version: str
    """Version of the release."""
    configuration: str
    by_line: Mapping[str, tuple[Part, ...]]


class Sameness(StrEnum):
    """How a component stands to the one that was judged."""

    UNCHANGED = "unchanged"
    LOOK = "look"  # another version, no hash to compare, or another configuration
    GONE = "gone"
    ASSESSED = "assessed"  # the other release has an assessment of its own


class Proposal(NamedTuple):
    """One decision of the older release and what it can mean for the other."""

    origin: Assessment
    sameness: Sameness
    part: Part | None
    """Component of the other release; none when it is gone."""
    says: str
    """For an unchanged one, the text to confirm; otherwise what a person has to look at."""


def parts_of(version: str, configuration: str, parts: Iterable[Part]) -> Parts:
    """Return the components of a release by line."""
    by_line: dict[str, list[Part]] = {}
    for part in parts:
        by_line.setdefault(line_of(part.component).key, []).append(part)
    return Parts(version, configuration, {key: tuple(rows) for key, rows in by_line.items()})


def inherited(origin: Assessment) -> dict[str, object]:
    """Return what another release takes over of a decision; measures in the field have reached no unit of it yet."""
    fields = {name: getattr(origin, name) for name in INHERITED}
    interim = tuple(
        one.model_copy(update={"units_reported": 0, "reported_on": None}) for one in origin.interim
    )
    return {**fields, "interim": interim, "inherited_from": origin.id}


def proposals(
    decided: Iterable[Assessment], own: Iterable[Assessment], old: Parts, new: Parts, facts: Facts
) -> tuple[Proposal, ...]:
    """Return what each decision of one release can mean for another, in id order.

    Args:
        decided: Assessments of the older release; only decided ones are taken over.
        own: Assessments the other release has already.
        old: Components of the older release.
        new: Components of the other release.
        facts: What assumptions are held against in the other release.
    """
    is_own = f"{new.version} has its own assessment"
    has = {(*_subject(one), one.deployable): is_own for one in own}
    taken = {one.inherited_from for one in own}
    origins = sorted((one for one in decided if one.status in DECIDED), key=lambda item: item.id)
    claimed = {(*_subject(one), one.deployable) for one in origins}
    found = []
    for one in origins:
        subject = _subject(one)
        part = _nearest(one, _there(one, new.by_line.get(subject[1], ()), claimed))
        where = ("", part.deployable if part else one.deployable)
        why = next((has[*subject, name] for name in where if (*subject, name) in has), "")
        if why or one.id in taken:
            found.append(Proposal(one, Sameness.ASSESSED, None, why or is_own))
            continue
        if part:
            has[*subject, part.deployable] = f"{one.id} is taken over for the same component"
        found.append(_proposal(one, part, old, new, facts))
    return tuple(found)


def not_as_decided(one: Assessment, facts: Facts) -> tuple[str, ...]:
    """Return in words what a decision rests on that is not so in a release: assumptions, and its last day."""
    found = [outcome.says for outcome in reopening(one, facts)]
    if one.expires_on is not None and one.expires_on < facts.today:
        found.append(f"the decision expired on {one.expires_on}")
    return tuple(found)


def _subject(one: Assessment) -> tuple[str, str]:
    """Return vulnerability and component line of an assessment."""
    return one.vulnerability, line_of(one.component).key


def _there(one: Assessment, parts: Sequence[Part], claimed: Container[tuple[str, str, str]]) -> list[Part]:
    """Return the components of its line that a decision can be about.

    Those of its own deployable; where there is none, those of deployables that no other decision is about.
    """
    own = [row for row in parts if one.deployable in {"", row.deployable}]
    return own or [row for row in parts if (*_subject(one), row.deployable) not in claimed]


def _nearest(one: Assessment, parts: Iterable[Part]) -> Part | None:
    """Return the component most like the one that was judged: of its name and architecture, and of its version."""
    name, version = _VERSION.sub("", one.component), line_of(one.component).version

    def unlikeness(part: Part) -> tuple[bool, bool]:
        return _VERSION.sub("", part.component) != name, line_of(part.component).version != version

    return min(parts, key=unlikeness, default=None)


def _proposal(one: Assessment, part: Part | None, old: Parts, new: Parts, facts: Facts) -> Proposal:
    """Return what one decision can mean for a component of the other release."""
    name, key = line_of(one.component).name, line_of(one.component).key
    if part is None:
        where = f"{one.deployable} of {new.version}" if key in new.by_line else new.version
        return Proposal(one, Sameness.GONE, None, f"{name} is not in {where}")
    before = _judged_part(one, old.by_line.get(key, ()))
    lacks = [*_differences(one, before, part, old, new), *not_as_decided(one, facts)]
    if lacks:
        return Proposal(one, Sameness.LOOK, part, "; ".join(lacks))
    shared = min(before.hashes & part.hashes) if before else ""
    version = line_of(part.component).version
    return Proposal(
        one,
        Sameness.UNCHANGED,
        part,
        f"Compared {old.version} with {new.version}: {name} {version} is the same file ({shared}); "
        "the configuration recorded for the release is the same",
    )


def _judged_part(one: Assessment, parts: tuple[Part, ...]) -> Part | None:
    """Return the component the decision was made for, as the older release's SBOM lists it."""
    version = line_of(one.component).version
    same = [row for row in parts if line_of(row.component).version == version]
    return next((row for row in same if row.deployable == one.deployable), same[0] if same else None)


def _differences(one: Assessment, before: Part | None, part: Part, old: Parts, new: Parts) -> list[str]:
    """Return what keeps a decision from being taken over as it is."""
    found = _other_part(one, before, part, old.version)
    if one.deployable not in {"", part.deployable}:
        found.append(f"it was in {one.deployable} and is in {part.deployable}")
    if old.configuration.split() != new.configuration.split():
        found.append("the configuration of the release changed")
    elif not old.configuration.strip():
        found.append("no configuration is recorded for the releases")
    if one.fixed_in:
        found.append("decided as fixed: check that the fix is in this release")
    return found


def _other_part(one: Assessment, before: Part | None, part: Part, old: str) -> list[str]:
    """Return why a component is not shown to be the one that was judged; nothing for the same file."""
    was, now = line_of(one.component).version, line_of(part.component).version
    if was != now:
        return [f"version was {was or 'not stated'} and is {now or 'not stated'}"]
    if before is None:
        return [f"{line_of(one.component).name} {was} is in no SBOM of {old}: nothing to compare"]
    if not (before.hashes and part.hashes):
        return ["same version, but no hash in both SBOMs shows that it is the same file"]
    return [] if before.hashes & part.hashes else ["same version, but another file: the hashes differ"]
