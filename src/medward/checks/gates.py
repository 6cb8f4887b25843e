"""Gates G0 to G8: what each one waits for, how much of it is there, and what blocks it.

An item is a record, or an obligation that no record meets yet. It is ready when its
record is in a finished state and no blocking finding of the gate names it, missing
when there is no record, and draft in between. A gate without items is not open: then
nothing is recorded.

Source: practice 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.checks import expected
from medward.checks.expected import Item
from medward.checks.finding import CheckFinding, Level
from medward.errors import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from medward.checks.case import Case
    from medward.checks.expected import State


class Gate(NamedTuple):
    """One line of the table."""

    id: str
    title: str
    signs: str
    """Who signs what at this gate."""
    items: Callable[[Case], Iterator[Item]]


@dataclass(frozen=True, slots=True)
class GateView:
    """How far a gate is."""

    gate: Gate
    items: tuple[Item, ...]
    blocking: tuple[CheckFinding, ...]

    def count(self, state: State) -> int:
        """Return how many items are in a state."""
        return sum(item.state == state for item in self.items)

    @property
    def is_open(self) -> bool:
        """Whether everything is ready and nothing blocks."""
        return not self.blocking and all(item.state == "ready" for item in self.items)

    @property
    def summary(self) -> str:
        """Return `31/38, 4 draft, 3 missing`."""
        text = f"{self.count('ready')}/{len(self.items)}, {self.count('draft')} draft, {self.count('missing')} missing"
        return f"{text}, {len(self.blocking)} blocking" if self.blocking else text


GATES: Final = (
    Gate("G0", "plan approved", "security authorship; quality approval; regulatory review", expected.plan),
    Gate("G1", "every interface in the table", "security authorship; architect review", expected.model),
    Gate(
        "G2",
        "all candidates dispositioned",
        "security authorship; clinical and quality review",
        expected.threats,
    ),
    Gate("G3", "each R or U risk treated", "security; systems engineer approval", expected.controls),
    Gate("G4", "SBOM complete", "development responsibility", expected.components),
    Gate(
        "G5",
        "evidence per requirement",
        "test and independent tester authorship; quality review",
        expected.verification,
    ),
    Gate(
        "G6",
        "no open U, each R signed",
        "medical and quality approval; executive if multi-patient",
        expected.residual,
    ),
    Gate("G7", "vulnerabilities assessed", "security; quality", expected.vulnerabilities),
    Gate("G8", "dossier complete", "regulatory authorship; quality approval; management", expected.dossier),
)

_GATE_OF_KIND: Final = {
    **dict.fromkeys(
        ("product", "intended-use", "plan", "policy", "person", "assumption", "requirement-source"), "G0"
    ),
    **dict.fromkeys(("zone", "element", "interface", "asset", "actor", "view", "use-case"), "G1"),
    **dict.fromkeys(("threat", "attack-tree", "harm"), "G2"),
    **dict.fromkeys(("control", "side-effect-review", "catalogue-control"), "G3"),
    **dict.fromkeys(("sbom", "component", "component-master", "supplier-agreement", "release"), "G4"),
    **dict.fromkeys(("requirement", "test", "evidence"), "G5"),
    **dict.fromkeys(("risk", "decision", "safety-transfer"), "G6"),
    **dict.fromkeys(("finding", "vulnerability", "assessment"), "G7"),
}
"""Where a finding of no particular gate counts (V25, V32, V33, V35); every other kind belongs to G8."""


def gate_views(case: Case, findings: Iterable[CheckFinding]) -> tuple[GateView, ...]:
    """Return every gate with its items and the blocking findings among `findings`."""
    blocking: dict[str, list[CheckFinding]] = {}
    for finding in findings:
        if finding.level is Level.BLOCK:
            blocking.setdefault(gate_of(finding, case), []).append(finding)
    return tuple(_view(gate, case, blocking.get(gate.id, [])) for gate in GATES)


def gate_of(finding: CheckFinding, case: Case) -> str:
    """Return the gate a finding counts at: the rule's own, or that of the kind of record."""
    if finding.gate.startswith("G"):
        return finding.gate
    record = case.records.by_id.get(finding.record)
    return _GATE_OF_KIND.get(record.kind if record else "", "G8")


def find_gate(name: str) -> Gate:
    """Return a gate by its id.

    Raises:
        NotFoundError: No such gate.
    """
    found = next((gate for gate in GATES if gate.id == name.upper()), None)
    if found is None:
        raise NotFoundError(
            f"there is no gate {name!r}", hint=f"Gates: {', '.join(gate.id for gate in GATES)}."
        )
    return found


def _view(gate: Gate, case: Case, blocking: list[CheckFinding]) -> GateView:
    """Return one gate; a record that a finding names is not ready."""
    named = {finding.record for finding in blocking}
    items = [_unready(item) if item.record in named else item for item in gate.items(case)]
    nothing = Item(what=f"{gate.title}: nothing recorded", state="missing")
    return GateView(gate, tuple(items) or (nothing,), tuple(blocking))


def _unready(item: Item) -> Item:
    """Return an item that something blocks."""
    return replace(item, state="draft", note=item.note or "blocked") if item.state == "ready" else item
