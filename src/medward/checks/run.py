"""Running the rules over a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.checks.finding import CheckFinding
from medward.checks.rules import RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.checks.case import Case
    from medward.checks.finding import Breach


def check(case: Case, rules: Iterable[Rule] = RULES) -> tuple[CheckFinding, ...]:
    """Return every finding of these rules, in the order of the table and then of the records."""
    return tuple(_finding(rule, breach, case) for rule in rules for breach in rule.check(case))


def _finding(rule: Rule, breach: Breach, case: Case) -> CheckFinding:
    """Add to a breach what the rule does not know."""
    return CheckFinding(
        rule=rule.id,
        level=breach.level or rule.level,
        gate=rule.gate,
        record=breach.record,
        message=breach.message,
        fix=breach.fix,
        place=case.places.get(breach.record, ""),
    )
