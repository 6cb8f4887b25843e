"""Drawings as values: what is in a picture and how it hangs together; a renderer decides where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from medward.dossier.tones import Tone


@dataclass(frozen=True, slots=True)
class DiagramZone:
    """A dashed box of the data-flow diagram."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """A shape of the data-flow diagram."""

    id: str
    short: str
    label: str
    shape: str
    """`external`, `process` or `store`."""
    zone: str = ""
    """Id of its zone; empty is outside every zone."""
    note: str = ""
    """A line below the name, as `SHARED: 96 pumps`."""
    emphasis: str = ""
    """`shared` for what many units depend on, `outside` for what lies outside our scope."""


@dataclass(frozen=True, slots=True)
class DiagramFlow:
    """An arrow of the data-flow diagram."""

    id: str
    source: str
    target: str
    label: str
    """Short name, then the protocol."""
    crosses: bool = False
    both_ways: bool = False
    port: str = ""
    """Port or channel, where there is one."""
    emphasis: str = ""
    """`shared` for a flow many units depend on."""


@dataclass(frozen=True, slots=True)
class FlowDiagram:
    """A data-flow diagram with trust zones."""

    zones: tuple[DiagramZone, ...]
    nodes: tuple[DiagramNode, ...]
    flows: tuple[DiagramFlow, ...]


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A record in a chain; `word` is its state."""

    id: str
    title: str
    column: int
    word: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class ChainDiagram:
    """Records in columns from left to right, and the links between them."""

    columns: tuple[str, ...]
    nodes: tuple[ChainNode, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A step of an attack tree."""

    key: str
    gate: str
    """`and`, `or` or `leaf`."""
    label: str
    note: str = ""
    """Exploitability and controls of a leaf."""
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeDiagram:
    """An attack tree; the first node is the goal."""

    nodes: tuple[TreeNode, ...]


@dataclass(frozen=True, slots=True)
class Lifeline:
    """A taker of part in a sequence."""

    id: str
    short: str
    label: str
    is_outside: bool = False
    """Whether it lies outside our scope."""


@dataclass(frozen=True, slots=True)
class SequenceStep:
    """A numbered step: an arrow between two lifelines, or something done inside one."""

    number: int
    source: str
    target: str
    flow: str
    """Short name and protocol of the flow; empty for a step inside one element."""
    action: str
    notes: tuple[tuple[str, str], ...] = ()
    """Labelled lines beside the arrow: check, log, failure."""


@dataclass(frozen=True, slots=True)
class SequenceDiagram:
    """A security use case step by step, and where it may leave the way."""

    lifelines: tuple[Lifeline, ...]
    steps: tuple[SequenceStep, ...]
    abnormal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustBox:
    """Somebody on the way of an update, and what they do."""

    id: str
    title: str
    what: str
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class TrustDiagram:
    """The chain of trust of an update: a column per role from build to installation, protections below."""

    columns: tuple[tuple[str, tuple[TrustBox, ...]], ...]
    protections: tuple[tuple[str, str], ...]
    """Title and text; an empty text is drawn as a hole."""


Picture: TypeAlias = FlowDiagram | ChainDiagram | TreeDiagram | SequenceDiagram | TrustDiagram
