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


@dataclass(frozen=True, slots=True)
class DiagramFlow:
    """An arrow of the data-flow diagram."""

    id: str
    source: str
    target: str
    label: str
    crosses: bool = False
    both_ways: bool = False


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


Picture: TypeAlias = FlowDiagram | ChainDiagram | TreeDiagram
