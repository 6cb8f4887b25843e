"""YAML of other tools: aliases are followed, within a limit on what they grow to.

Device files refuse aliases; Threagile's own example is written with them. The text is
walked event by event first, so that depth, tags and number of values are known before
anything is built; what aliases repeat counts as often as it is repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import yaml

from medward.errors import LimitError, UnreadableTextError

if TYPE_CHECKING:
    from medward.kernel.text import Path, Tree

try:
    from yaml import CBaseLoader as _Loader
except ImportError:  # PyYAML built without libyaml reads the same text, only slower
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]  # the slower twin

MAX_DEPTH: Final = 24
MAX_VALUES: Final = 500_000
"""Values of one file, those that aliases repeat included."""
_NULLS: Final = frozenset({"", "null", "Null", "NULL", "~"})
_QUOTED: Final = frozenset({"'", '"', "|", ">"})
_STARTS: Final = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ENDS: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


def read_yaml_tree(data: bytes, file: str) -> tuple[Tree, dict[Path, int]]:
    """Return a YAML document as a tree of text, and the line of every value.

    Raises:
        LimitError: Deeper or longer than allowed, aliases counted in.
        UnreadableTextError: Not YAML, not UTF-8, more than one document, or with tags or repeated keys.
    """
    try:
        data.decode("utf-8-sig")
        _survey(data, file)
        root = yaml.compose(data, Loader=_Loader)
    except UnicodeDecodeError as error:
        raise UnreadableTextError(
            f"byte {error.start:,} is not UTF-8", place=file, hint="Save the file as UTF-8."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
        raise UnreadableTextError(
            f"not readable as YAML: {reason}",
            place=f"{file}:{mark.line + 1}" if mark else file,
            hint="Check indentation, quotes and encoding (UTF-8).",
        ) from error
    if root is None:
        raise UnreadableTextError("the file is empty", place=file)
    builder = _Trees(file)
    return builder.tree(root, (), frozenset()), builder.lines


def _survey(data: bytes, file: str) -> None:
    """Walk the events, refusing what is too deep, too long, tagged, or more than one document."""
    depth = documents = 0
    for values, event in enumerate(yaml.parse(data, Loader=_Loader), start=1):
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        place = f"{file}:{event.start_mark.line + 1}" if event.start_mark else file
        if depth > MAX_DEPTH:
            raise LimitError(f"nested deeper than {MAX_DEPTH} levels", place=place)
        if values > MAX_VALUES:
            raise LimitError(f"more than {MAX_VALUES:,} values", place=place)
        if documents > 1:
            raise UnreadableTextError("more than one document; exactly one is expected", place=place)
        if (tag := getattr(event, "tag", None)) and tag != "!":
            raise UnreadableTextError(f"the tag {tag!r:.60} is not allowed", place=place, hint="Remove it.")


class _Trees:
    """Builds the tree of a node and of everything below it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.values = 0
        self.lines: dict[Path, int] = {}

    def tree(self, node: yaml.Node, path: Path, above: frozenset[int]) -> Tree:
        """Return a node as a tree; `above` are the nodes it lies in, to find a circle."""
        self.values += 1
        line = node.start_mark.line + 1 if node.start_mark else 1
        self.lines[path] = line
        place = f"{self.file}:{line}"
        if self.values > MAX_VALUES:
            raise LimitError(f"more than {MAX_VALUES:,} values when aliases are followed", place=place)
        if id(node) in above:
            raise UnreadableTextError("an alias leads into itself", place=place, hint="Write the value out.")
        if len(path) > MAX_DEPTH:
            raise LimitError(f"nested deeper than {MAX_DEPTH} levels when aliases are followed", place=place)
        inside = above | {id(node)}
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, inside)
        if isinstance(node, yaml.SequenceNode):
            items = enumerate(node.value)
            return ["" if _is_null(item) else self.tree(item, (*path, n), inside) for n, item in items]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path, inside: frozenset[int]) -> dict[str, Tree]:
        """Return the fields of a mapping without those that are null; what it merges counts where it is silent."""
        own, merged = self._pairs(node)
        found: dict[str, Tree] = {}
        for one in merged:
            beneath = self.tree(one, path, inside)
            if not isinstance(beneath, dict):
                place = f"{self.file}:{self.lines[path]}"
                raise UnreadableTextError("a merge key takes a mapping", place=place)
            found.update((name, value) for name, value in beneath.items() if name not in found)
        for name, item in own.items():
            found.pop(name, None)
            if not _is_null(item):
                found[name] = self.tree(item, (*path, name), inside)
        return found

    def _pairs(self, node: yaml.MappingNode) -> tuple[dict[str, yaml.Node], list[yaml.Node]]:
        """Return the fields of a mapping and what it merges, refusing a field that stands twice."""
        own: dict[str, yaml.Node] = {}
        merged: list[yaml.Node] = []
        for key, item in node.value:
            place = f"{self.file}:{key.start_mark.line + 1}"
            name = key.value
            if name == "<<":
                merged.extend(item.value if isinstance(item, yaml.SequenceNode) else [item])
                continue
            if not isinstance(name, str):
                raise UnreadableTextError("a field name must be plain text", place=place)
            if name in own:
                raise UnreadableTextError(
                    f"the field {name!r:.60} stands twice", place=place, hint="Keep one."
                )
            own[name] = item
        return own, merged


def _is_null(node: yaml.Node) -> bool:
    """Say whether nothing, or the plain word for it, was written."""
    return isinstance(node, yaml.ScalarNode) and node.style not in _QUOTED and node.value in _NULLS
