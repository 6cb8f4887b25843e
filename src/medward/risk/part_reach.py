"""Where a deployable sits in the device, and what harm the model links to it: a suggestion, never a decision.

From the deployable to the elements built from it, to the interfaces that end there, to the threats against
both, to their risks and the harms of these.

Source: practice 2.7 and 4.9; severity belongs to the safety file.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from medward.devices.records import Element, Exposure, Interface
from medward.risk.matrix import UNKNOWN, worst_severity
from medward.risk.records import Harm, Risk
from medward.threats.records import Threat

if TYPE_CHECKING:
    from medward.governance.policies import RiskMatrix
    from medward.kernel.recordset import RecordSet

WIDENESS: Final = (Exposure.INTERNAL, Exposure.ADJACENT, Exposure.NETWORK, Exposure.INTERNET)
"""Exposures, the narrowest first."""


class PartReach(NamedTuple):
    """What the model says about one deployable."""

    deployable: str
    elements: tuple[str, ...]
    interfaces: tuple[str, ...]
    """Interfaces that end at one of the elements."""
    exposure: Exposure | None
    """The widest of them; none when no interface ends there."""
    risks: tuple[str, ...]
    harms: tuple[str, ...]
    severity: str
    """Worst severity of these harms; `unknown` when there is none."""

    @property
    def is_reachable(self) -> bool | None:
        """Whether an interface leads there; none when the model has no element of the deployable."""
        return bool(self.interfaces) if self.elements else None


class PartsOfDevice:
    """The model of a device, asked by deployable; every answer is computed once."""

    def __init__(self, records: RecordSet, matrix: RiskMatrix) -> None:
        """Keep both."""
        self._records = records
        self._matrix = matrix
        self._known: dict[str, PartReach] = {}

    def of(self, deployable: str) -> PartReach:
        """Return what the model says about a deployable; all empty for one it does not know."""
        if deployable not in self._known:
            self._known[deployable] = self._reach(deployable)
        return self._known[deployable]

    def through(self, interfaces: tuple[str, ...]) -> PartReach:
        """Return what the model says about interfaces that a person named."""
        return self._of_targets("", (), tuple(one for one in interfaces if self._interface(one)))

    def widest(self, interfaces: tuple[str, ...]) -> Interface | None:
        """Return the interface with the widest exposure, the first one of several."""
        known = [flow for flow in map(self._interface, interfaces) if flow is not None]
        return max(known, key=lambda flow: WIDENESS.index(flow.exposure), default=None)

    def _reach(self, deployable: str) -> PartReach:
        elements = tuple(
            one.id for one in self._records.of(Element) if deployable and one.deployable == deployable
        )
        interfaces = tuple(
            flow.id
            for flow in self._records.of(Interface)
            if {flow.source_element, flow.target_element} & set(elements)
        )
        return self._of_targets(deployable, elements, interfaces)

    def _of_targets(
        self, deployable: str, elements: tuple[str, ...], interfaces: tuple[str, ...]
    ) -> PartReach:
        risks = dict.fromkeys(name for target in (*elements, *interfaces) for name in self._risks_at[target])
        harms = dict.fromkeys(name for risk in risks for name in self._harms_of(risk))
        found = [harm for harm in (self._records.find(name, Harm) for name in harms) if harm is not None]
        severity = worst_severity(self._matrix, tuple(harm.severity for harm in found)) if found else UNKNOWN
        widest = self.widest(interfaces)
        exposure = widest.exposure if widest else None
        return PartReach(deployable, elements, interfaces, exposure, tuple(risks), tuple(harms), severity)

    def _interface(self, identity: str) -> Interface | None:
        return self._records.find(identity, Interface)

    def _harms_of(self, identity: str) -> tuple[str, ...]:
        risk = self._records.find(identity, Risk)
        return risk.harms if risk else ()

    @cached_property
    def _risks_at(self) -> defaultdict[str, list[str]]:
        """Risks by the element or interface their threats attack."""
        targets = {threat.id: threat.target for threat in self._records.of(Threat)}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for risk in self._records.of(Risk):
            for threat in risk.threats:
                if threat in targets:
                    found[targets[threat]].append(risk.id)
        return found
