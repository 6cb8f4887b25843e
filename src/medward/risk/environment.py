"""A vector rescored for this product: suggested with reasons, beside the one it starts from.

Only what the model and verified controls show is changed. The attack vector follows the widest interface
that leads to the component; a control changes an answer when it is verified on the release (V10). A person
decides whether the result becomes our vector.

Source: FIRST CVSS 3.1 section 4 and CVSS 4.0 section 4, modified base metrics; practice 4.5, 4.7 and 4.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.devices.records import Exposure
from medward.risk.cvss import score
from medward.risk.exploitability import METRICS, hardness, modified_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.devices.records import Interface
    from medward.risk.records import Claim

_VECTOR_OF: Final = {
    Exposure.INTERNET: "N",
    Exposure.NETWORK: "N",
    Exposure.ADJACENT: "A",
    Exposure.INTERNAL: "L",
}
"""Attack vector from which an interface can be reached (practice 4.5: radio range is adjacent)."""


class Change(NamedTuple):
    """One modified metric and why."""

    metric: str
    """As `MAV:A`."""
    why: str


class Rescored(NamedTuple):
    """A vector as published and as it reads in this product."""

    vector: str
    score: str
    ours: str
    """The vector with modified metrics; the same where nothing changes."""
    our_score: str
    changes: tuple[Change, ...]


def rescored(vector: str, widest: Interface | None, claims: Iterable[tuple[Claim, str]]) -> Rescored:
    """Return a vector with what interfaces and verified controls change in it.

    Args:
        vector: CVSS 3.0, 3.1 or 4.0; modified metrics it has already are left as they are.
        widest: Interface with the widest exposure that leads to the component; none when the model has none.
        claims: Claims of controls verified on the release, each with the risk that makes it.

    Raises:
        InvalidInputError: The vector is none.
    """
    first = score(vector)
    given = dict(part.split(":", 1) for part in first.vector.split("/")[1:])
    found: dict[str, Change] = {}
    for change in (*_from_interface(given, widest), *_from_claims(given, claims)):
        metric, value = modified_answer(change.metric)
        known = found.get(metric)
        if known is None or hardness(metric, value) > hardness(metric, modified_answer(known.metric)[1]):
            found[metric] = change
    changes = tuple(found[metric] for metric in METRICS if metric in found)
    ours = "/".join((first.vector, *(change.metric for change in changes)))
    return Rescored(first.vector, first.final.value, ours, score(ours).final.value, changes)


def _from_interface(given: dict[str, str], widest: Interface | None) -> Iterator[Change]:
    """Yield a narrower attack vector, when no interface is as wide as the published one."""
    if widest is None or "MAV" in given:
        return
    value = _VECTOR_OF[widest.exposure]
    if hardness("AV", value) > hardness("AV", given["AV"]):
        why = f"the widest interface that leads to it is {widest.id} ({widest.title}), {widest.exposure}"
        yield Change(f"MAV:{value}", why)


def _from_claims(given: dict[str, str], claims: Iterable[tuple[Claim, str]]) -> Iterator[Change]:
    """Yield what verified controls make harder."""
    for claim, risk in claims:
        metric, value = modified_answer(claim.metric)
        takes = metric in given and f"M{metric}" not in given
        if takes and hardness(metric, value) > hardness(metric, given[metric]):
            spelt = _interaction(value, given) if metric == "UI" else value
            yield Change(f"M{metric}:{spelt}", f"{claim.control} is verified ({risk}): {claim.because}")


def _interaction(value: str, given: dict[str, str]) -> str:
    """Return user interaction as the version of a vector spells it: R in 3.x, P or A in 4.0."""
    if "VC" in given:
        return "A" if value == "R" else value
    return "R" if value in {"P", "A"} else value
