"""What a person does with threats: see candidates, compare two models, write down a disposition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, NotFoundError
from medward.kernel.rewrite import append_document, rewrite_fields
from medward.kernel.text import read_yaml
from medward.threats.compare import (
    Comparison,
    Family,
    ModelDifference,
    compare,
    compare_models,
    elements_without_threats,
    family_of,
)
from medward.threats.prompts import Prompt, unanswered_prompts, unknown_prompts
from medward.threats.records import Disposition, Threat
from medward.threats.rule_run import RuleCandidate, run_rules
from medward.threats.stride import (
    Candidate,
    Method,
    Unread,
    candidates,
    crossings,
    fingerprint,
    unread_interfaces,
)
from medward.workspace.device import Device, read_record
from medward.workspace.files import write_atomically
from medward.workspace.layout import RECORDS
from medward.workspace.numbering import free_numbers
from medward.workspace.threat_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from medward.kernel.recordset import RecordSet

SHORTEST_REASON: Final = 15
"""Letters that a reason for accept or not-applicable needs (V04)."""
_TARGETS: Final = frozenset({"element", "interface"})
NEW_THREATS: Final = f"{RECORDS}/threats/dispositions.yaml"
"""File that takes a threat made for a candidate nobody had answered."""


@dataclass(frozen=True, slots=True)
class ThreatReport:
    """Candidates of one rule set beside the threats of a device file."""

    method: Method
    crossings: tuple[str, ...]
    comparison: Comparison
    unread: tuple[Unread, ...]
    untouched: tuple[str, ...]
    """Elements no threat bears on."""
    prompts: tuple[Prompt, ...]
    """Medical questions no threat answers."""
    unknown_prompts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Disposal:
    """What a person decides about a threat or a candidate."""

    disposition: Disposition
    reason: str = ""
    actor: str = ""
    action: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Disposed:
    """What was written."""

    threat: str
    file: str
    created: bool
    new_version: int | None
    """Set when a signed threat was opened as its next version."""


def threat_report(records: RecordSet, method: Method) -> ThreatReport:
    """Return candidates, what was decided about them, and what the rules could not read."""
    return ThreatReport(
        method=method,
        crossings=crossings(records),
        comparison=compare(candidates(records, method), records),
        unread=unread_interfaces(records),
        untouched=tuple(element.id for element in elements_without_threats(records)),
        prompts=unanswered_prompts(records),
        unknown_prompts=unknown_prompts(records),
    )


def model_difference(before: RecordSet, after: RecordSet, method: Method) -> ModelDifference:
    """Return how the candidates of one model differ from those of another."""
    return compare_models(candidates(before, method), candidates(after, method))


def dispose(device: Device, name: str, disposal: Disposal) -> Disposed:
    """Write a disposition into the person's own file, every comment kept.

    A threat that is signed is opened as its next version, in draft. A candidate nobody has answered
    becomes a threat of its own; that needs an actor and an action.

    Args:
        device: The device file.
        name: Id of a threat, or key of a candidate.
        disposal: The decision.

    Raises:
        NotFoundError: No such threat or candidate.
        InvalidInputError: The reason is too short, or several threats answer the candidate.
    """
    _check_reason(disposal)
    if "|" not in name:
        threat = device.records.find(name, Threat)
        if threat is None:
            raise NotFoundError(f"there is no threat {name}", hint="`medward list threat` shows them.")
        return _rewrite(device, threat, disposal)
    candidate = _candidate(device, name)
    answering = [threat for threat in device.records.of(Threat) if name in threat.candidates]
    if len(answering) > 1:
        ids = ", ".join(threat.id for threat in answering)
        raise InvalidInputError(f"{len(answering)} threats answer {name}: {ids}", hint="Name one of them.")
    return _rewrite(device, answering[0], disposal) if answering else _create(device, candidate, disposal)


def _check_reason(disposal: Disposal) -> None:
    """Refuse a disposition whose reason is too short to mean something."""
    needs = disposal.disposition in {Disposition.ACCEPT, Disposition.NOT_APPLICABLE}
    if needs and len(disposal.reason.strip()) < SHORTEST_REASON:
        raise InvalidInputError(
            f"V04 {disposal.disposition} needs a reason of at least {SHORTEST_REASON} letters, "
            f"this one has {len(disposal.reason.strip())}",
            hint="Say with --reason why, for this target.",
        )


def _candidate(device: Device, key: str) -> Candidate:
    """Return the candidate with a key of either chart of STRIDE, or of a threat rule."""
    if family_of(key) is Family.RULES:
        found: Iterable[Candidate] = run_rules(device.records, rules_of(device)).candidates
    else:
        found = (one for method in Method for one in candidates(device.records, method))
    for candidate in found:
        if candidate.key == key:
            return candidate
    raise NotFoundError(
        f"the model yields no candidate {key}",
        hint="`medward threats generate`, with or without --rules, lists the keys.",
    )


def _rewrite(device: Device, threat: Threat, disposal: Disposal) -> Disposed:
    """Change the fields of an existing threat."""
    fields: dict[str, str | list[str]] = {"disposition": disposal.disposition.value}
    given = {
        "reason": disposal.reason,
        "actor": disposal.actor,
        "action": disposal.action,
        "effect": disposal.effect,
    }
    fields.update({field: value.strip() for field, value in given.items() if value.strip()})
    fields["seen_as"] = fingerprint(threat.target, device.records)
    version = threat.version + 1 if threat.is_frozen else None
    if version is not None:
        fields.update({"version": str(version), "status": threat.lifecycle.initial})
    file = device.documents[threat.id].file
    path = device.folder / file
    text = rewrite_fields(path.read_text(encoding="utf-8"), threat.id, fields)
    _write(path, file, text)
    return Disposed(threat.id, file, created=False, new_version=version)


def _create(device: Device, candidate: Candidate, disposal: Disposal) -> Disposed:
    """Append a threat that answers a candidate."""
    if not disposal.actor.strip() or not disposal.action.strip():
        raise InvalidInputError(
            f"no threat answers {candidate.key} yet",
            hint="Say who does what: --actor and --action make the threat.",
        )
    if device.records.get(candidate.target).kind not in _TARGETS:
        raise InvalidInputError(
            f"{candidate.key} is about the product, and a threat names an element or interface",
            hint="Write a threat about the part where it happens and add the key to its `candidates`.",
        )
    identity = free_numbers(device).next(Threat.prefix)
    threat = Threat(
        id=identity,
        title=_title(disposal.action),
        target=candidate.target,
        candidates=(candidate.key,),
        stride=candidate.letters if isinstance(candidate, RuleCandidate) else (candidate.stride,),
        actor=disposal.actor,
        action=disposal.action,
        effect=disposal.effect.strip(),
        disposition=disposal.disposition,
        reason=disposal.reason.strip(),
        seen_as=candidate.fingerprint,
    )
    path = device.folder / NEW_THREATS
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    content = {name: threat.content[name] for name in _in_class_order(threat.content)}
    _write(path, NEW_THREATS, append_document(before, content))
    return Disposed(identity, NEW_THREATS, created=True, new_version=None)


def _in_class_order(content: Mapping[str, object]) -> list[str]:
    """Return the keys of a threat, `kind` first, then in the order of the class."""
    return ["kind", *(name for name in Threat.model_fields if name in content)]


def _title(action: str) -> str:
    """Return an action as a title: its first letter large, without a full stop."""
    text = action.strip().removesuffix(".")
    return text[:1].upper() + text[1:]


def _write(path: Path, file: str, text: str) -> None:
    """Write a file of records after reading every record in it back."""
    data = text.encode()
    for document in read_yaml(data, file):
        read_record(document, data)
    write_atomically(path, data)
