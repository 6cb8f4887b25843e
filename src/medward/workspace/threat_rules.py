"""Threat rules of a device file: Medward's and the manufacturer's own, and what they say of the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.threats.compare import Comparison, Family, ModelDifference, compare, compare_models
from medward.threats.rule import combined, read_rule, shipped_rules
from medward.threats.rule_run import RuleRun, run_rules
from medward.threats.stride import crossings
from medward.workspace.inputs import not_a_file

if TYPE_CHECKING:
    from pathlib import Path

    from medward.kernel.recordset import RecordSet
    from medward.threats.rule import Rule
    from medward.workspace.device import Device

OWN_RULES: Final = "threat-rules"
"""Folder of a device file with the manufacturer's own rules, one YAML file each."""
MAX_BYTES: Final = 100_000
"""Size of a rule's file; a rule needs two thousand."""


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What the threat rules say of a device file, beside its threats."""

    rules: tuple[Rule, ...]
    crossings: tuple[str, ...]
    run: RuleRun
    comparison: Comparison


def rules_of(device: Device) -> tuple[Rule, ...]:
    """Return the rules that a device file is judged by: Medward's and those in `threat-rules/`, by id.

    Raises:
        InvalidInputError: An own rule is none, its examples do not come out, or its id is taken.
    """
    folder = device.folder / OWN_RULES
    if not folder.is_dir():
        return shipped_rules()
    read = ((path, f"{OWN_RULES}/{path.name}") for path in sorted(folder.glob("*.yaml")))
    return combined(
        ((read_rule(_bytes(path, name), name), f"{name}:1") for path, name in read), shipped_rules()
    )


def read_rule_file(path: Path) -> Rule:
    """Return a file as a rule, its examples tried.

    Raises:
        NotFoundError: No such file.
        InvalidInputError: See `threats.rule.read_rule`.
    """
    if not path.is_file():
        raise not_a_file(path, "Name the YAML file of one rule.")
    return read_rule(_bytes(path, path.as_posix()), path.as_posix())


def find_rule(name: str, rules: tuple[Rule, ...]) -> Rule:
    """Return a rule by its id, with or without its version.

    Raises:
        NotFoundError: No such rule.
    """
    for rule in rules:
        if name in {rule.id, rule.name}:
            return rule
    raise NotFoundError(f"there is no threat rule {name!r}", hint="`medward threats rules list` shows them.")


def rule_report(device: Device) -> RuleReport:
    """Return what the rules of a device file say of its model, and what was decided about it."""
    rules = rules_of(device)
    run = run_rules(device.records, rules)
    undecided = {item.key for item in run.undecided}
    return RuleReport(
        rules=rules,
        crossings=crossings(device.records),
        run=run,
        comparison=compare(run.candidates, device.records, Family.RULES, undecided),
    )


def rule_difference(before: RecordSet, after: RecordSet, rules: tuple[Rule, ...]) -> ModelDifference:
    """Return how the rule candidates of one model differ from those of another, by the same rules."""
    return compare_models(run_rules(before, rules).candidates, run_rules(after, rules).candidates)


def _bytes(path: Path, name: str) -> bytes:
    """Return a rule's file.

    Raises:
        LimitError: It is larger than a rule can be.
        InvalidInputError: It cannot be read.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LimitError(
                f"the file has more than {MAX_BYTES} bytes", place=name, hint="One file holds one rule."
            )
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError(f"cannot be read: {error.strerror}", place=name, hint="Check it.") from error
