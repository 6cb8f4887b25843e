"""How long the threat rules take over a large model: 5,000 elements, 20,000 flows, every shipped rule.

The interface table is filled at random, one answer in ten missing. Seconds are of the processor.

Run: python benchmarks/bench_rules.py
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING

from medward.devices.records import Element, Interface, Zone
from medward.kernel.recordset import RecordSet
from medward.threats.rule import shipped_rules
from medward.threats.rule_run import run_rules

if TYPE_CHECKING:
    from medward.kernel.records import Record

ELEMENTS, ZONES = 5_000, 40
FLOWS = (100, 1_000, 5_000, 20_000)
LIMIT_SECONDS = 3.0
TITLES = (
    "Ward gateway",
    "Therapy controller",
    "Cloud portal",
    "Clinician app",
    "Event log",
    "Box",
    "Monitor",
)
LINKS = (
    ("Wi-Fi", "MQTT 5 over TLS 1.3"),
    ("Bluetooth", "Bluetooth 5 LE, GATT"),
    ("UART", "own frames"),
    ("Hospital network", "HL7 v2.6 over MLLP"),
    ("Internet", "HTTPS, FHIR R4"),
    ("Hospital network", "DICOM"),
)
ANSWERS = ("none",) * 3 + ("Mutual TLS 1.3",) * 6 + ("unknown",)
DATA = ("Alarms", "Therapy commands", "Event log", "Patient number", "Drug library", "Firmware")


def model(flows: int, chance: random.Random) -> list[Record]:
    """Return a model whose interface table is filled at random; one flow in two has a text of its own."""
    found: list[Record] = [
        Zone(id=f"BIG-ZON-{n:04d}", title="z", short=f"Z{n}", trust="t") for n in range(1, ZONES + 1)
    ]
    found += [
        Element(
            id=f"BIG-ELM-{n:05d}",
            title=f"{chance.choice(TITLES)} {n}",
            short=f"P{n}",
            element_kind=chance.choice(("process", "store", "hardware")),
            zone=f"BIG-ZON-{chance.randint(1, ZONES):04d}",
            description="d",
            safety_related=chance.random() < 0.3,
        )
        for n in range(1, ELEMENTS + 1)
    ]
    return found + [_flow(n, chance) for n in range(1, flows + 1)]


def _flow(number: int, chance: random.Random) -> Interface:
    """Return one flow between two elements at random."""
    medium, protocol = chance.choice(LINKS)
    source, target = chance.sample(range(1, ELEMENTS + 1), 2)
    return Interface(
        id=f"BIG-IFC-{number:05d}",
        title="f",
        short=f"F{number}",
        source_element=f"BIG-ELM-{source:05d}",
        target_element=f"BIG-ELM-{target:05d}",
        medium=medium,
        protocol=protocol,
        port="TCP 1" if chance.random() < 0.5 else "none",
        data=(*chance.sample(DATA, 2), *([f"Order {number}"] if chance.random() < 0.5 else [])),
        authentication=chance.choice(ANSWERS),
        authorization=chance.choice(("none", "by role")),
        cryptography=chance.choice(ANSWERS),
        default="on",
        purpose=chance.choice(("use", "service", "update")),
        exposure=chance.choice(("internal", "adjacent", "network", "internet")),
    )


def main() -> int:
    """Print one line per size; 1 when the largest is over the limit."""
    rules = shipped_rules()
    seconds = 0.0
    for flows in FLOWS:
        records = RecordSet(model(flows, random.Random(4)))  # noqa: S311 - a model, no secret
        start = time.process_time()
        run = run_rules(records, rules)
        seconds = time.process_time() - start
        print(
            f"{ELEMENTS:,} elements, {flows:>6,} flows, {len(rules)} rules: {len(run.candidates):>7,} candidates, "
            f"{len(run.undecided):>7,} cannot tell, {seconds:.2f} s"
        )
    return int(seconds > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
