"""Attack paths: candidates, reachability and sets of controls on models from 100 to 20,000 flows.

Budgets at 5,000 elements and 20,000 flows: candidates < 2 s, reachability of every function from every entry
with opening and cutting sets < 10 s, the whole process < 500 MB. Beside it stands the evaluation of the rules
of pytm on a model of the same shape where pytm is installed: in this interpreter, or in the one that
PYTM_PYTHON names. pytm is slow at full size, so the ratio is taken at the size named in the line.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date

from medward.controls.records import Control
from medward.devices.records import Asset, Element, Interface, Zone
from medward.governance.defaults import current_policies
from medward.kernel.recordset import RecordSet
from medward.risk.blast import blast_report
from medward.risk.evaluate import evaluate_all
from medward.risk.paths import path_model
from medward.risk.records import Harm, Risk
from medward.threats.records import Threat
from medward.threats.stride import candidates
from medward.verification.credit import Proof
from medward.workspace.paths import goal_answer, goals_of

SIZES = (100, 1_000, 5_000, 20_000)
CANDIDATES_SECONDS, PATHS_SECONDS, MEGABYTES = 2.0, 10.0, 500
FUNCTIONS, CONTROLS, ZONES = 5, 120, 12
PYTM_FLOWS = 1_000
BLAST_FLOWS = 1_000
"""Above it the blast radius is left out: it lists what every element reaches, so its answer is quadratic."""
PYTM = """
import sys, time, random
from pytm import TM, Boundary, Dataflow, Datastore, Process
flows, elements = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(7)
tm = TM("model", description="benchmark")
zones = [Boundary(f"zone {n}") for n in range(12)]
nodes = []
for n in range(elements):
    node = (Datastore if n % 10 > 5 else Process)(f"element {n}")
    node.inBoundary = zones[n % 12]
    nodes.append(node)
for n in range(flows):
    Dataflow(nodes[rng.randrange(elements)], nodes[rng.randrange(elements)], f"flow {n}")
start = time.perf_counter()
tm.resolve()
print(time.perf_counter() - start, len(tm.findings), len(tm._threats))
"""


@dataclass(frozen=True)
class Cost:
    """What one size cost."""

    elements: int
    flows: int
    found: int
    candidates: float
    rating: float
    paths: float
    blast: float
    entries: int
    notices: int


def model(flows: int) -> RecordSet:
    """Return a layered model of so many flows and a quarter as many elements, the same each time."""
    rng = random.Random(flows)  # noqa: S311 - a model is drawn, no secret
    count = flows // 4
    zones = [
        Zone(id=f"BIG-ZON-{n:04d}", title=f"Zone {n}", short=f"Z{n}", trust="by design") for n in range(ZONES)
    ]
    elements = [_element(n) for n in range(count)]
    interfaces = [_interface(n, rng, count) for n in range(flows)]
    functions = [
        Asset.model_validate(
            {
                "id": f"BIG-AST-{n:04d}", "title": f"Function {n}", "asset_kind": "function",
                "confidentiality_need": "none", "integrity_need": "high", "availability_need": "high",
                "located": [elements[-1 - n * 2].id], "description": "A function of the benchmark.",
            }
        )
        for n in range(min(FUNCTIONS, count // 4))
    ]  # fmt: skip
    harm = Harm(
        id="BIG-HRM-0001", title="Over-delivery", hazard="H-1", sequence="a", situation="b", harm="c",
        severity="S4", safety_file="F 1", safety_file_severity="S4",
    )  # fmt: skip
    return RecordSet([*zones, *elements, *interfaces, *functions, harm, *_judged(interfaces, rng)])


def _element(number: int) -> Element:
    """Return one element; one in twenty is outside, two in five are stores."""
    kind = "external" if number % 20 == 0 else "store" if number % 10 > 5 else "process"
    return Element.model_validate(
        {
            "id": f"BIG-ELM-{number:04d}", "title": f"Element {number}", "short": f"P{number}",
            "element_kind": kind, "zone": "" if kind == "external" else f"BIG-ZON-{number % ZONES:04d}",
            "description": "An element of the benchmark.",
        }
    )  # fmt: skip


def _interface(number: int, rng: random.Random, count: int) -> Interface:
    """Return one flow, mostly between neighbours, as in a system of many parts."""
    source = rng.randrange(count)
    target = (source + rng.randrange(1, 40)) % count if rng.random() < 0.9 else rng.randrange(count)
    return Interface.model_validate(
        {
            "id": f"BIG-IFC-{number:04d}", "title": f"Flow {number}", "short": f"F{number}",
            "source_element": f"BIG-ELM-{source:04d}", "target_element": f"BIG-ELM-{target:04d}",
            "medium": "Ethernet", "protocol": "TLS 1.3", "port": "8443", "data": ["settings"],
            "authentication": "mutual TLS", "authorization": "by role", "cryptography": "AES-256-GCM",
            "default": "on", "purpose": "use",
            "exposure": rng.choices(["internal", "adjacent", "network", "internet"], [90, 4, 4, 2])[0],
        }
    )  # fmt: skip


def _judged(interfaces: list[Interface], rng: random.Random) -> list[Threat | Risk | Control]:
    """Return controls, and for nine flows in ten a threat and a risk with up to two claims."""
    controls: dict[int, set[str]] = {n: set() for n in range(CONTROLS)}
    found: list[Threat | Risk | Control] = []
    for number, interface in enumerate(interfaces):
        if number % 10 == 0:
            continue
        chosen = rng.sample(range(CONTROLS), rng.choice([1, 1, 2]))
        for one in chosen:
            controls[one].add(interface.id)
        found.append(
            Threat.model_validate(
                {
                    "id": f"BIG-THR-{number:04d}", "title": f"Threat {number}", "target": interface.id,
                    "stride": ["S", "T"], "actor": "attacker", "action": "alters a message",
                }
            )
        )  # fmt: skip
        found.append(
            Risk.model_validate(
                {
                    "id": f"BIG-RSK-{number:04d}", "title": f"Risk {number}", "threats": [f"BIG-THR-{number:04d}"],
                    "harms": ["BIG-HRM-0001"], "scenario": "A wrong setting arrives.",
                    "initial": {"vector": "AV:A/AC:L/PR:N/UI:N", "rationale": "in radio range"},
                    "claims": [
                        {"metric": metric, "control": f"BIG-CTL-{one:04d}", "because": "a key is needed"}
                        for metric, one in zip(("MAC:H", "MPR:H"), chosen, strict=False)
                    ],
                }
            )
        )  # fmt: skip
    for one, located in controls.items():
        found.append(
            Control.model_validate(
                {
                    "id": f"BIG-CTL-{one:04d}", "title": f"Control {one}", "control_type": "prevent",
                    "layer": "device", "design": "a code per message", "parameters": "HMAC-SHA-256",
                    "located": sorted(located),
                }
            )
        )  # fmt: skip
    return found


def measure(flows: int) -> Cost:
    """Return what one size costs."""
    records = model(flows)
    policies = current_policies(records, date(2026, 6, 15))
    proofs = {item.id: Proof(verified=True, why_not="", evidence=()) for item in records.of(Control)}
    views = {view.id: view for view in evaluate_all(records, policies, proofs)}
    start = time.perf_counter()
    found = len(candidates(records))
    listed = time.perf_counter()
    graph = path_model(records, views, policies)
    rated = time.perf_counter()
    answers = [goal_answer(goal, graph.entries, graph, records) for goal in goals_of(records)]
    reached = time.perf_counter()
    if flows <= BLAST_FLOWS:
        blast_report(records, graph, views)
    end = time.perf_counter()
    return Cost(
        flows // 4, flows, found, listed - start, rated - listed, reached - rated, end - reached,
        len(graph.entries), sum(1 for item in answers if item.cuts.notice),
    )  # fmt: skip


def pytm_line(own: float) -> str:
    """Return how pytm's rules take on a model of the same size, or that pytm is not there."""
    python = os.environ.get("PYTM_PYTHON", sys.executable)
    run = subprocess.run(
        [python, "-c", PYTM, str(PYTM_FLOWS), str(PYTM_FLOWS // 4)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if run.returncode:
        reason = run.stderr.strip().splitlines()[-1:] or ["no reason given"]
        return f"pytm does not run here ({reason[0]}); install it beside and name it with PYTM_PYTHON"
    seconds, findings, rules = run.stdout.split()[-3:]
    return (
        f"pytm, {PYTM_FLOWS:,} flows: {rules} rules, {findings} findings in {float(seconds):.2f} s; "
        f"candidates here in {own:.3f} s, {float(seconds) / own:,.0f} times as fast"
    )


def main() -> int:
    """Print the growth table and return 1 when a budget is missed."""
    print("  elements   flows  entries  candidates   rating  reach and sets   blast  bounded answers")
    costs = []
    for flows in SIZES:
        cost = measure(flows)
        costs.append(cost)
        blast = f"{cost.blast:.2f} s" if flows <= BLAST_FLOWS else "-"
        print(
            f"  {cost.elements:>8,}{cost.flows:>8,}{cost.entries:>9,}{cost.candidates:>10.3f} s{cost.rating:>7.2f} s"
            f"{cost.paths:>14.2f} s{blast:>9}{cost.notices:>10}"
        )
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    last = costs[-1]
    print(
        f"  largest: candidates {last.candidates:.2f} s (budget {CANDIDATES_SECONDS}), rating, reach and sets "
        f"{last.rating + last.paths:.2f} s (budget {PATHS_SECONDS}), {megabytes:.0f} MB (budget {MEGABYTES})"
    )
    print("  " + pytm_line(costs[1].candidates))
    missed = (
        last.candidates > CANDIDATES_SECONDS
        or last.rating + last.paths > PATHS_SECONDS
        or megabytes > MEGABYTES
    )
    print("  budgets missed" if missed else "  every budget kept")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
