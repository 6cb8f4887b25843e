"""CVSS 3.0, 3.1 and 4.0 vectors scored by the library `cvss`, strictly and with every part named.

A score says how bad a flaw can be in general. It is never the risk: a 3.3 can
be unacceptable in an infusion pump and a 9.8 harmless in a part nobody reaches.

Source: FIRST CVSS 3.0, 3.1 and 4.0 specifications; practice 4.7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cvss import CVSS3, CVSS4, CVSSError

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

VERSIONS: Final = ("3.0", "3.1", "4.0")
MAX_LENGTH: Final = 500
"""The longest vector with every metric of CVSS 4.0 has about 200 characters."""
SUPPLEMENTAL: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "S": ("safety", {"N": "negligible", "P": "present"}),
    "AU": ("automatable", {"N": "no", "Y": "yes"}),
    "R": ("recovery", {"A": "automatic", "U": "user", "I": "irrecoverable"}),
    "V": ("value density", {"D": "diffuse", "C": "concentrated"}),
    "RE": ("response effort", {"L": "low", "M": "moderate", "H": "high"}),
    "U": ("provider urgency", {"Clear": "clear", "Green": "green", "Amber": "amber", "Red": "red"}),
}
"""Supplemental metrics of CVSS 4.0 section 5; none changes the score."""
_THREAT_3: Final = frozenset({"E", "RL", "RC"})
_REQUIREMENTS: Final = frozenset({"CR", "IR", "AR"})
_NOT_DEFINED: Final = "X"


@dataclass(frozen=True, slots=True)
class Score:
    """One score of a vector."""

    name: str
    """`base`, `temporal`, `environmental`, or for 4.0 the nomenclature, as `CVSS-BT`."""
    value: str
    """With one decimal, as `8.3`."""
    severity: str
    """`None`, `Low`, `Medium`, `High` or `Critical`."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A vector with its scores."""

    version: str
    vector: str
    """In the order of the specification."""
    scores: tuple[Score, ...]
    """Base first; the last one counts every metric that was given."""
    supplemental: tuple[tuple[str, str], ...]
    """Name and value of the supplemental metrics given."""

    @property
    def final(self) -> Score:
        """The score that counts every metric given."""
        return self.scores[-1]


def score(text: str) -> Scored:
    """Return the scores of a vector; metrics may stand in any order.

    Raises:
        InvalidInputError: No or an unknown version; a metric is unknown, missing, repeated or has a value that
            does not exist.
    """
    vector = text.strip()
    version = _version(vector)
    try:
        return _score_4(vector) if version == "4.0" else _score_3(vector, version)
    except CVSSError as error:
        hint = f"See the CVSS {version} specification of FIRST for its metrics."
        raise InvalidInputError(f"{vector}: {error}", hint=hint) from error


def worst_vector(vectors: Iterable[str]) -> str:
    """Return the vector with the highest score, the first of equal ones; one that is none counts only alone.

    >>> low, high = "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:L", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    >>> worst_vector([low, high]) == high, worst_vector([])
    (True, '')
    """
    several = tuple(dict.fromkeys(vectors))
    return max(several, key=_rank) if len(several) > 1 else "".join(several)


def _rank(vector: str) -> float:
    try:
        return float(score(vector).final.value)
    except InvalidInputError:
        return -1.0


def _score_3(vector: str, version: str) -> Scored:
    """Return base, and temporal and environmental where their metrics are given."""
    parsed = CVSS3(vector)
    given = _given(vector)
    names = ["base"]
    if given & _THREAT_3:
        names.append("temporal")
    if given & _REQUIREMENTS or any(_is_modified(metric) for metric in given):
        names.append("environmental")
    values = dict(
        zip(
            ("base", "temporal", "environmental"),
            zip(parsed.scores(), parsed.severities(), strict=True),
            strict=True,
        )
    )
    scores = tuple(Score(name, f"{values[name][0]:.1f}", values[name][1]) for name in names)
    return Scored(version, parsed.clean_vector(), scores, ())


def _score_4(vector: str) -> Scored:
    """Return CVSS-B, and the score with threat and environmental metrics where they are given."""
    parsed = CVSS4(vector)
    given = _given(vector)
    kept = [part for part in vector.split("/")[1:] if not _is_further(part.partition(":")[0])]
    base = CVSS4("/".join(["CVSS:4.0", *kept]))
    scores = [Score("CVSS-B", f"{base.base_score:.1f}", base.severity)]
    letters = "B" + "T" * ("E" in given) + "E" * any(_is_environmental(metric) for metric in given)
    if letters != "B":
        scores.append(Score(f"CVSS-{letters}", f"{parsed.base_score:.1f}", parsed.severity))
    values = dict(part.split(":") for part in vector.split("/")[1:])
    supplemental = tuple(
        (name, words[values[metric]])
        for metric, (name, words) in SUPPLEMENTAL.items()
        if values.get(metric, _NOT_DEFINED) != _NOT_DEFINED
    )
    return Scored("4.0", parsed.clean_vector(), tuple(scores), supplemental)


def _version(vector: str) -> str:
    """Return the version a vector names."""
    if len(vector) > MAX_LENGTH:
        raise InvalidInputError(
            f"a vector of {len(vector):,} characters", hint="No CVSS vector is that long."
        )
    version = vector.partition("/")[0].removeprefix("CVSS:")
    if version not in VERSIONS or not vector.startswith("CVSS:"):
        raise InvalidInputError(
            f"{vector}: it does not say which version it is",
            hint=f"Begin with CVSS:3.1/ (known: {', '.join(VERSIONS)}).",
        )
    return version


def _given(vector: str) -> frozenset[str]:
    """Return the metrics that say something; `X` says nothing."""
    parts = (part.partition(":") for part in vector.split("/")[1:])
    return frozenset(metric for metric, _, value in parts if value != _NOT_DEFINED)


def _is_modified(metric: str) -> bool:
    """Say whether a metric is a modified base metric, as `MAC`."""
    return len(metric) > 1 and metric.startswith("M")


def _is_environmental(metric: str) -> bool:
    """Say whether a metric of 4.0 belongs to the environmental group."""
    return metric in _REQUIREMENTS or _is_modified(metric)


def _is_further(metric: str) -> bool:
    """Say whether a metric of 4.0 is not a base metric."""
    return metric == "E" or metric in SUPPLEMENTAL or _is_environmental(metric)
