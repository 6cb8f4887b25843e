"""Threats, attack trees and links to public threat knowledge."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from medward.kernel.lifecycle import PLAIN, Lifecycle
from medward.kernel.records import Part, Record, RefTo, Text


class Stride(StrEnum):
    """The six kinds of threat."""

    SPOOFING = "S"
    TAMPERING = "T"
    REPUDIATION = "R"
    INFORMATION_DISCLOSURE = "I"
    DENIAL_OF_SERVICE = "D"
    ELEVATION_OF_PRIVILEGE = "E"


class Disposition(StrEnum):
    """What is done about a threat (V04)."""

    UNDECIDED = "undecided"
    MITIGATE = "mitigate"
    ACCEPT = "accept"
    TRANSFER = "transfer"
    NOT_APPLICABLE = "not-applicable"


class KnowledgeSource(StrEnum):
    """Where threat knowledge comes from."""

    CAPEC = "CAPEC"
    ATTACK_ICS = "ATTACK-ICS"
    ATTACK_ENTERPRISE = "ATTACK-ENTERPRISE"
    EMB3D = "EMB3D"
    CWE = "CWE"
    OWN = "own"


class ExternalReference(Part):
    """An id in a public catalogue; suggested until a person confirms it (practice 4.3)."""

    source: KnowledgeSource
    """Catalogue the id belongs to."""
    id: Text
    """Id in that catalogue, as `CAPEC-94`."""
    name: str = ""
    """Name of the item, as the catalogue gives it."""
    confirmed: bool = False
    """Whether a person has judged that it fits."""


class ThreatKnowledge(Record):
    """An item of a public catalogue, by id and name only."""

    kind: ClassVar[str] = "threat-knowledge"
    prefix: ClassVar[str] = "TKB"
    lifecycle: ClassVar[Lifecycle] = PLAIN

    knowledge_source: KnowledgeSource
    """Catalogue it comes from."""
    external_id: Text
    """Id in that catalogue, as `CAPEC-94`."""
    name: Text
    """Name of the item, as the catalogue gives it."""
    catalogue_version: Text
    """Version of the catalogue it was taken from."""
    related: Annotated[tuple[str, ...], RefTo("threat-knowledge")] = ()
    """Other items the catalogue connects it with."""


class Threat(Record):
    """A way an adversary could make the device misbehave."""

    kind: ClassVar[str] = "threat"
    prefix: ClassVar[str] = "THR"

    target: Annotated[str, RefTo("element", "interface")]
    """The element or interface under attack."""
    candidates: tuple[Text, ...] = ()
    """Keys of the generated candidates it answers, as `stride-interaction@1|LVP-IFC-0018|S`."""
    stride: Annotated[tuple[Stride, ...], Field(min_length=1)]
    """Letters it covers."""
    entry: str = ""
    """Where the attacker comes in."""
    actor: Text
    """Who does it."""
    action: Text
    """What the actor does to the target."""
    effect: str = ""
    """The effect on a function or on data; the template alone does not count (V04)."""
    disposition: Disposition = Disposition.UNDECIDED
    """What is done about it; undecided blocks G2 (V04)."""
    reason: str = ""
    """Why; required for accept and not-applicable, at least 15 characters (V04)."""
    bulk: Annotated[str, RefTo("decision")] = ""
    """Bulk decision that gives the shared reason (V04)."""
    prompts: tuple[Text, ...] = ()
    """Medical prompts it answers, e.g. `battery drain`."""
    references: tuple[ExternalReference, ...] = ()
    """Links to public knowledge."""
    seen_as: str = ""
    """Fingerprint of the target when the disposition was made; another one makes it stale."""


class Hardening(Part):
    """How hard a leaf is while a control works; counts only when the control is verified (V10)."""

    control: Annotated[str, RefTo("control")]
    """Control that makes the leaf harder."""
    level: Annotated[str, Field(pattern=r"^E[1-9]$")]
    """Level of the leaf while the control works, as `E2`; with several controls the hardest counts."""
    because: Text
    """Why the control has this effect on this step."""


class AttackNode(Part):
    """A node of an attack tree."""

    key: Text
    """Name of the node within its tree."""
    gate: Literal["and", "or", "leaf"]
    """Whether all children are needed, any one of them, or none because it is a step."""
    text: Text
    """What the attacker achieves here."""
    children: tuple[Text, ...] = ()
    """Keys of child nodes."""
    exploitability: str = ""
    """Level of a leaf before controls, as `E3`."""
    hardened_by: tuple[Hardening, ...] = ()
    """Controls that make the leaf harder, each with the level while it works."""
    notes: str = ""
    """Anything a reviewer should know about the node."""


class AttackTree(Record):
    """How a goal can be reached, step by step."""

    kind: ClassVar[str] = "attack-tree"
    prefix: ClassVar[str] = "ATT"

    threats: Annotated[tuple[str, ...], RefTo("threat")]
    """Threats the tree explains."""
    goal: Text
    """What the attacker wants."""
    nodes: Annotated[tuple[AttackNode, ...], Field(min_length=1)]
    """The first node is the goal."""
