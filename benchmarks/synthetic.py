"""A device file of any size with four links per record, for benchmarks and size tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = "product: BIG\nname: Benchmark device\ntarget: BIG-REL-0001\n"
RELEASE = """\
kind: organisation/1
id: ORG-ORG-0001
title: Maker
legal_name: Maker
roles: [manufacturer]
---
kind: product/1
id: BIG-PRD-0001
title: Benchmark device
name: Benchmark device
manufacturer: ORG-ORG-0001
device_type: external
classes:
  us: II
markets: [us]
support_until: 2030-12-31
description: A device of a size chosen by the benchmark.
---
kind: release/1
id: BIG-REL-0001
title: Release 1.0
of: BIG-PRD-0001
release_version: 1.0.0
build: 1.0.0+1
build_started_at: 2026-01-01T08:00:00Z
supported_until: 2030-12-31
deployables: [firmware]
target: true
"""


class Sizes(NamedTuple):
    """How many records of each kind."""

    interfaces: int
    threats: int
    risks: int
    controls: int
    requirements: int
    tests: int
    links: int = 3
    """How many records of a kind one record points to, at most."""


def proportioned(records: int) -> Sizes:
    """Return about `records` records in the proportions of a real file; one tenth are interfaces."""
    unit = max(1, records // 10)
    return Sizes(unit, 2 * unit, 2 * unit, unit, 2 * unit, 2 * unit)


def write_device_file(folder: Path, sizes: Sizes) -> int:
    """Write records into `folder` and return the exact number of links they hold.

    With three links of a kind, every derived record has four links on average.
    """
    (folder / "records").mkdir(parents=True, exist_ok=True)
    (folder / "medward.yaml").write_text(SETTINGS, encoding="utf-8")
    parts = {
        "release": [RELEASE],
        "model": _model(sizes.interfaces),
        "threats": [_threat(n, sizes) for n in range(1, sizes.threats + 1)],
        "risks": [_risk(n, sizes) for n in range(1, sizes.risks + 1)],
        "controls": [_control(n, sizes) for n in range(1, sizes.controls + 1)],
        "requirements": [_requirement(n, sizes) for n in range(1, sizes.requirements + 1)],
        "tests": [_test(n, sizes) for n in range(1, sizes.tests + 1)],
    }
    for name, documents in parts.items():
        (folder / "records" / f"{name}.yaml").write_text("---\n".join(documents), encoding="utf-8")
    return sum(
        document.count("BIG-") - document.count("\nid: BIG-")
        for documents in parts.values()
        for document in documents
    )


def _ids(prefix: str, first: int, count: int, total: int) -> str:
    """Return a flow list of ids, wrapping around."""
    return ", ".join(f"BIG-{prefix}-{(first + step * 7) % total + 1:04d}" for step in range(count))


def _model(interfaces: int) -> list[str]:
    """Return two zones, ten elements and the interfaces between them."""
    zones = [
        f"kind: zone/1\nid: BIG-ZON-000{n}\ntitle: Zone {n}\nshort: Z{n}\ntrust: by design\n" for n in (1, 2)
    ]
    elements = [
        f"kind: element/1\nid: BIG-ELM-{n:04d}\ntitle: Process {n}\nshort: P{n}\nelement_kind: process\n"
        f"zone: BIG-ZON-000{n % 2 + 1}\ndescription: A process of the benchmark device.\n"
        for n in range(1, 11)
    ]
    harm = (
        "kind: harm/1\nid: BIG-HRM-0001\ntitle: Over-delivery\nhazard: H-1\nsequence: a\nsituation: b\nharm: c\n"
        "severity: S4\nsafety_file: F 1\nsafety_file_severity: S4\n"
    )
    return [*zones, *elements, harm, *(_interface(n) for n in range(1, interfaces + 1))]


def _interface(n: int) -> str:
    """Return one interface."""
    return (
        f"kind: interface/1\nid: BIG-IFC-{n:04d}\ntitle: Flow {n}\nshort: F{n}\n"
        f"source_element: BIG-ELM-{n % 10 + 1:04d}\ntarget_element: BIG-ELM-{(n + 3) % 10 + 1:04d}\n"
        "medium: Ethernet\nprotocol: TLS 1.3\nport: 8443\ndata: [settings]\nauthentication: mutual TLS\n"
        "authorization: by role\ncryptography: AES-256-GCM\ndefault: on\npurpose: use\nexposure: network\n"
    )


def _threat(n: int, sizes: Sizes) -> str:
    """Return one threat."""
    return (
        f"kind: threat/1\nid: BIG-THR-{n:04d}\ntitle: Attacker alters message {n}\n"
        f"target: BIG-IFC-{n % sizes.interfaces + 1:04d}\n"
        "stride: [T]\nactor: attacker on the network\naction: alters a message in transit\n"
        "effect: a wrong setting is stored\ndisposition: mitigate\nreason: treated by message authentication\n"
    )


def _risk(n: int, sizes: Sizes) -> str:
    """Return one risk with seven links."""
    return (
        f"kind: risk/1\nid: BIG-RSK-{n:04d}\ntitle: Wrong setting {n}\n"
        f"threats: [{_ids('THR', n, sizes.links, sizes.threats)}]\n"
        "harms: [BIG-HRM-0001]\nscenario: A wrong setting arrives.\n"
        "initial:\n  vector: AV:A/AC:L/PR:N/UI:N\n  rationale: in radio range\n"
        f"controls: [{_ids('CTL', n, sizes.links, sizes.controls)}]\n"
        f"claims:\n- metric: MAC:H\n  control: BIG-CTL-{n % sizes.controls + 1:04d}\n  because: a key is needed\n"
    )


def _control(n: int, sizes: Sizes) -> str:
    """Return one control."""
    return (
        f"kind: control/1\nid: BIG-CTL-{n:04d}\ntitle: Message authentication {n}\ncontrol_type: prevent\n"
        "layer: device\ndesign: HMAC over each message\nparameters: HMAC-SHA-256\nfailure_mode: message dropped\n"
        f"fda_categories: [authentication]\nlocated: [{_ids('IFC', n, sizes.links + 1, sizes.interfaces)}]\n"
    )


def _requirement(n: int, sizes: Sizes) -> str:
    """Return one requirement."""
    return (
        f"kind: requirement/1\nid: BIG-REQ-{n:04d}\ntitle: Requirement {n}\n"
        "text: The device shall reject a message without a valid code.\n"
        f"controls: [{_ids('CTL', n, sizes.links, sizes.controls)}]\n"
    )


def _test(n: int, sizes: Sizes) -> str:
    """Return one test."""
    return (
        f"kind: test/1\nid: BIG-TST-{n:04d}\ntitle: Test {n}\ntest_kind: requirement\npurpose: show rejection\n"
        "steps: [send a forged message]\nexpected: rejected\nindependence: other-team\n"
        f"requirements: [{_ids('REQ', n, sizes.links + 1, sizes.requirements)}]\n"
        f"threats: [{_ids('THR', n, sizes.links, sizes.threats)}]\n"
    )
