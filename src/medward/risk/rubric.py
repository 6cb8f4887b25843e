"""CVSS base metrics for a medical device by question and answer, with every answer kept.

The questions are ours; their flow is that of the rubric MITRE wrote and FDA
qualified as a Medical Device Development Tool on 2020-10-20 for CVSS v3.0. Using
the answers with v3.1 is an extension a company states in its policy. An answer
`unknown` takes the worst case. Where public implementations differ, the higher
outcome is used and the difference is part of the result.

Source: MITRE rubric v0.12.04, through two public implementations; practice 4.8.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Mapping

QUALIFIED_VERSION: Final = "3.0"
"""The version of CVSS the qualification names."""
VERSIONS: Final = ("3.0", "3.1")
YES_NO: Final = {"Y": "yes", "N": "no", "U": "unknown"}
LEVELS: Final = {"H": "high", "L": "low", "N": "none", "U": "unknown"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the rubric."""

    code: str
    metric: str
    """Base metric it helps to answer."""
    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RubricResult:
    """A base vector and how it came about."""

    vector: str
    """CVSS base vector."""
    extended: str
    """The answers given, as `XAVN:Y/XAVT:N/...`."""
    steps: tuple[str, ...]
    """One line per metric: answers and what follows."""
    notes: tuple[str, ...]
    """Worst cases taken for unknown answers, differences between implementations, extensions."""


def _yes_no(code: str, metric: str, text: str) -> Question:
    return Question(code, metric, text, YES_NO)


_GROUPS: Final = (
    ("P", "health or identity data"),
    ("D", "data for diagnosis or monitoring"),
    ("T", "data or functions of therapy"),
    ("W", "clinical workflow"),
    ("S", "private data of the system or its users, such as keys"),
    ("O", "other critical data or functions"),
)
_IMPACTS: Final = (("C", "be read"), ("I", "be changed or deleted"), ("A", "be made unavailable"))
_MANY: Final = _yes_no("XCPM", "C", "Could it be the data of many patients, about 500 or more?")

QUESTIONS: Final = {
    question.code: question
    for question in (
        _yes_no("XAVN", "AV", "Can the attack come over a network or another communication protocol?"),
        _yes_no("XAVT", "AV", "Does that protocol use IP, TCP or UDP?"),
        _yes_no("XAVW", "AV", "Is the channel wireless?"),
        _yes_no("XAVR", "AV", "Does it reach no further than about 10 feet (3 m)?"),
        _yes_no("XAVP", "AV", "Must the attacker touch the device?"),
        _yes_no("XAVPA", "AV", "Is it touched through the interface for its human user?"),
        _yes_no(
            "XACL", "AC", "Can the attack be tried at will, without special circumstances or earlier attacks?"
        ),
        _yes_no("XPRL", "PR", "Does the part know users or roles with different privileges?"),
        _yes_no("XPRZ", "PR", "Must the attacker already be authorised for the part?"),
        _yes_no("XPRS", "PR", "Are privileges of an administrator, of service or of the system needed?"),
        _yes_no("XUI", "UI", "Must another user or the victim do something?"),
        _yes_no("XS", "S", "Can a part under another authority be affected?"),
        *(
            Question(f"X{metric}{group}", metric, f"How far can {what} {effect}?", LEVELS)
            for metric, effect in _IMPACTS
            for group, what in _GROUPS
        ),
        _MANY,
    )
}
"""Every question by code."""


def next_question(answers: Mapping[str, str]) -> Question | None:
    """Return the question to ask after these answers; none when the vector is determined.

    Raises:
        InvalidInputError: A question or an answer does not exist.
    """
    _check(answers)
    for code in (*_asked_for_access(answers), *_asked_for_rest(answers)):
        if code not in answers:
            return QUESTIONS[code]
    return None


def derive(answers: Mapping[str, str], version: str = "3.1", reason_for_few: str = "") -> RubricResult:
    """Return the base vector that the answers give.

    Args:
        answers: Answer letter by question code; `U` is unknown.
        version: CVSS version of the vector.
        reason_for_few: Why readable health data of few patients counts as low; without it, it counts as high.

    Raises:
        InvalidInputError: A question is open, or a question, an answer or the version does not exist.
    """
    if version not in VERSIONS:
        raise InvalidInputError(
            f"the rubric gives no CVSS {version} vector", hint=f"Use {' or '.join(VERSIONS)}."
        )
    open_question = next_question(answers)
    if open_question is not None:
        raise InvalidInputError(
            f"{open_question.code} is not answered: {open_question.text}",
            hint=f"Answers: {', '.join(f'{key} {word}' for key, word in open_question.answers.items())}.",
        )
    notes = [f"{code} is unknown; the worst case counts" for code in answers if answers[code] == "U"]
    if version != QUALIFIED_VERSION:
        notes.append(f"Rubric answers applied to CVSS {version} by company policy; FDA qualified it for v3.0")
    metrics = {
        "AV": _attack_vector(answers, notes),
        "AC": "H" if answers["XACL"] == "N" else "L",
        "PR": _privileges(answers),
        "UI": "R" if answers["XUI"] == "Y" else "N",
        "S": "U" if answers["XS"] == "N" else "C",
        **{metric: _impact(metric, answers, notes, reason_for_few) for metric, _ in _IMPACTS},
    }
    used = [code for code in QUESTIONS if code in answers]
    steps = tuple(
        f"{metric}:{value} from {', '.join(f'{one}:{answers[one]}' for one in used if QUESTIONS[one].metric == metric)}"
        for metric, value in metrics.items()
    )
    vector = "/".join((f"CVSS:{version}", *(f"{metric}:{value}" for metric, value in metrics.items())))
    return RubricResult(vector, "/".join(f"{one}:{answers[one]}" for one in used), steps, tuple(notes))


def parse_extended(text: str) -> dict[str, str]:
    """Return the answers of an extended vector.

    Raises:
        InvalidInputError: A question is unknown or stands twice, or an answer does not exist.
    """
    found: dict[str, str] = {}
    for part in filter(None, text.split("/")):
        code, _, answer = part.partition(":")
        if code in found:
            raise InvalidInputError(f"{code} stands twice", hint="Give one answer per question.")
        found[code] = answer
    _check(found)
    return found


def _check(answers: Mapping[str, str]) -> None:
    """Refuse questions and answers that do not exist."""
    for code, answer in answers.items():
        if code not in QUESTIONS:
            raise InvalidInputError(
                f"the rubric has no question {code!r}", hint="`medward rubric --list` shows them."
            )
        if answer not in QUESTIONS[code].answers:
            listed = ", ".join(QUESTIONS[code].answers)
            raise InvalidInputError(f"{answer!r} is no answer to {code}", hint=f"Answers: {listed}.")


def _asked_for_access(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions on the attack vector that the answers so far lead to."""
    if answers.get("XAVN", "U") == "U":
        return ("XAVN",)
    if answers["XAVN"] == "N":
        return ("XAVN", "XAVP", *(("XAVPA",) if answers.get("XAVP") == "Y" else ()))
    if answers.get("XAVT") != "N":
        return ("XAVN", "XAVT")
    return ("XAVN", "XAVT", "XAVW", *(("XAVR",) if answers.get("XAVW", "N") != "N" else ()))


def _asked_for_rest(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the questions on the other metrics that the answers so far lead to."""
    privileges = ["XPRL"]
    if answers.get("XPRL") == "Y":
        privileges.append("XPRZ")
        if answers.get("XPRZ") == "Y":
            privileges.append("XPRS")
    many = ("XCPM",) if answers.get("XCP", "N") in {"H", "L"} else ()
    impacts = tuple(f"X{metric}{group}" for metric, _ in _IMPACTS for group, _ in _GROUPS)
    return ("XACL", *privileges, "XUI", "XS", *impacts, *many)


def _attack_vector(answers: Mapping[str, str], notes: list[str]) -> str:
    """Return AV."""
    if answers["XAVN"] == "N":
        return "P" if answers["XAVP"] == "Y" else "L"
    if answers["XAVN"] == "U" or answers["XAVT"] != "N":
        return "N"
    if answers["XAVW"] == "N":
        notes.append("XAVW no: public implementations give AV:A and AV:L; AV:A, the higher, is used")
        return "A"
    return "L" if answers["XAVR"] == "Y" else "A"


def _privileges(answers: Mapping[str, str]) -> str:
    """Return PR."""
    if answers["XPRL"] != "Y" or answers["XPRZ"] != "Y":
        return "N"
    return {"Y": "H", "N": "L", "U": "N"}[answers["XPRS"]]


def _impact(metric: str, answers: Mapping[str, str], notes: list[str], reason_for_few: str) -> str:
    """Return C, I or A: the highest of its six groups."""
    given = {group: answers[f"X{metric}{group}"] for group, _ in _GROUPS}
    values = {group: "H" if value == "U" else value for group, value in given.items()}
    if metric == "C" and given["P"] in {"H", "L"}:
        values["P"] = _records(answers["XCPM"], notes, reason_for_few)
    return max(values.values(), key="NLH".index)


def _records(many: str, notes: list[str], reason_for_few: str) -> str:
    """Return how far readable health data counts, by the number of patients."""
    if many != "N":
        return "H"
    if reason_for_few:
        notes.append(f"XCPM no counts as low: {reason_for_few}")
        return "L"
    notes.append("XCPM no: public implementations give H and L; H is used, L needs a written reason")
    return "H"
