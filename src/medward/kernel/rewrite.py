"""YAML out: stable for what Medward writes, comment-preserving where it edits a person's file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING, Final, TypeAlias

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import FoldedScalarString
from ruamel.yaml.tag import Tag

from medward.errors import InvalidRecordError, NotFoundError, UnreadableTextError
from medward.kernel.text import steering_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from medward.kernel.canonical import JsonValue

try:
    from yaml import CDumper as _Dumper
except ImportError:  # PyYAML built without libyaml writes the same text, only slower
    from yaml import Dumper as _Dumper  # type: ignore[assignment]  # the slower twin

WIDTH: Final = 100
_FOLDABLE: Final = re.compile(
    r"[^\s\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]+( [^\s\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]+)+"
)
_SEPARATOR: Final = re.compile(r"^---[ \t]*(#.*)?$", re.MULTILINE)


def write_documents(contents: list[dict[str, JsonValue]]) -> str:
    """Return records as YAML documents; the same contents give the same text.

    Reading the text back with `read_yaml` gives the same values as text.
    """
    return "---\n".join(write_document(content) for content in contents)


def write_document(content: Mapping[str, JsonValue]) -> str:
    """Return one mapping as a YAML document without a separator, keys in their given order.

    Raises:
        InvalidRecordError: A text holds a control character.
    """
    text = yaml.emit(
        [
            yaml.StreamStartEvent(),
            yaml.DocumentStartEvent(explicit=False),
            *_events(dict(content), inside=False),
            yaml.DocumentEndEvent(explicit=False),
            yaml.StreamEndEvent(),
        ],
        Dumper=_Dumper,
        width=WIDTH,
        allow_unicode=True,
    )
    return str(text)


Value: TypeAlias = "str | Sequence[Value] | Mapping[str, Value]"
"""What a field is set to: texts, in lists and mappings to any depth."""


def rewrite_fields(text: str, record_id: str, fields: Mapping[str, Value]) -> str:
    """Return `text` with some fields of one record set, every comment and every other byte kept.

    Args:
        text: A file of one or many documents.
        record_id: Which record to change.
        fields: New values; an empty one removes the field.

    Raises:
        NotFoundError: The file holds no such record.
        InvalidRecordError: A value holds a control character.
    """
    start, end = _extent(text, record_id)
    engine = _engine()
    node = engine.load(text[start:end])
    for name, value in fields.items():
        if not value:
            node.pop(name, None)
        else:
            node[name] = _styled(value.strip() if isinstance(value, str) else value, node.get(name))
    out = StringIO()
    engine.dump(node, out)
    return text[:start] + out.getvalue() + text[end:]


def append_items(text: str, record_id: str, field: str, items: list[dict[str, str]]) -> str:
    """Return `text` with items added at the end of a list field of one record, every comment kept.

    Args:
        text: A file of one or many documents.
        record_id: Which record to change.
        field: The list; it is made where there is none.
        items: Fields of each item.

    Raises:
        NotFoundError: The file holds no such record.
        InvalidRecordError: A value holds a control character, or the field is no list.
    """
    start, end = _extent(text, record_id)
    engine = _engine()
    node = engine.load(text[start:end])
    listed = node.setdefault(field, [])
    if not isinstance(listed, list):
        raise InvalidRecordError(f"{record_id}: {field} is not a list", hint="Correct it by hand.")
    for item in items:
        listed.append({name: _readable(value) for name, value in item.items()})
    out = StringIO()
    engine.dump(node, out)
    return text[:start] + out.getvalue() + text[end:]


def append_document(text: str, content: Mapping[str, JsonValue]) -> str:
    """Return `text` with one more document at its end."""
    written = write_document(content)
    if not text.strip():
        return written
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}---\n{written}"


def document_text(text: str, record_id: str) -> str:
    """Return the document of one record as it is written, comments included.

    Raises:
        NotFoundError: The text holds no such record.
    """
    start, end = _extent(text, record_id)
    return text[start:end]


def replace_document(text: str, record_id: str, document: str) -> str:
    """Return `text` with the document of one record replaced, every other byte kept.

    Raises:
        NotFoundError: The text holds no such record.
    """
    start, end = _extent(text, record_id)
    return text[:start] + document.rstrip("\n") + "\n" + text[end:]


def remove_document(text: str, record_id: str) -> str:
    """Return `text` without the document of one record; empty when it was the only one.

    Raises:
        NotFoundError: The text holds no such record.
    """
    start, end = _extent(text, record_id)
    before, after = text[:start], text[end:]
    if not after.strip():
        return before.rstrip().removesuffix("---").rstrip() + "\n" if before.strip() else ""
    return before + after.partition("\n")[2]


def _events(value: JsonValue, *, inside: bool) -> Iterator[yaml.Event]:
    """Yield emitter events; short lists of plain words go on one line."""
    if isinstance(value, dict):
        yield yaml.MappingStartEvent(anchor=None, tag=None, implicit=True, flow_style=False)
        for key, item in value.items():
            yield yaml.ScalarEvent(anchor=None, tag=None, implicit=(True, True), value=_readable(key))
            yield from _events(item, inside=True)
        yield yaml.MappingEndEvent()
    elif isinstance(value, list):
        flow = inside and all(isinstance(item, str | int) and len(str(item)) <= 40 for item in value)  # noqa: PLR2004 - ids and words
        yield yaml.SequenceStartEvent(anchor=None, tag=None, implicit=True, flow_style=flow)
        for item in value:
            yield from _events(item, inside=False)
        yield yaml.SequenceEndEvent()
    else:
        yield _scalar(value)


def _scalar(value: str | int | bool | None) -> yaml.ScalarEvent:  # noqa: FBT001 - a leaf of JSON
    """Return the event of one leaf in the plainest style that reads back the same."""
    text = str(value).lower() if isinstance(value, bool) else "" if value is None else _readable(str(value))
    style = None
    if not text or not text.isprintable() or text != text.strip():
        style = '"'
    elif len(text) > WIDTH - 20 and _FOLDABLE.fullmatch(text):
        style = ">"
    return yaml.ScalarEvent(anchor=None, tag=None, implicit=(True, True), value=text, style=style)


def _readable(text: str) -> str:
    """Return `text`, refusing what `read_yaml` would refuse: a file is never written that cannot be read."""
    found = steering_character(text)
    if found:
        raise InvalidRecordError(
            f"{text!a:.60} holds the control character {found!a}, which a device file cannot keep",
            hint="Remove it where the text comes from.",
        )
    return text


def _styled(value: Value, old: object) -> object:
    """Keep the style a person chose for a long text or a list."""
    for text in _leaves(value):
        _readable(text)
    if isinstance(value, str) and (isinstance(old, FoldedScalarString) or len(value) > WIDTH):
        return FoldedScalarString(value)
    if isinstance(value, list) and isinstance(old, CommentedSeq):
        old[:] = value
        return old
    return value


def _leaves(value: Value) -> Iterator[str]:
    """Yield every text inside a value."""
    if isinstance(value, str):
        yield value
        return
    for item in value.values() if isinstance(value, Mapping) else value:
        yield from _leaves(item)


def _engine() -> YAML:
    """Return a round-trip engine that reads every scalar as text."""
    engine = YAML(typ="rt")
    engine.Resolver = _TextResolver
    engine.preserve_quotes = True
    engine.width = WIDTH
    engine.indent(mapping=2, sequence=4, offset=2)
    return engine


class _TextResolver(VersionedResolver):
    """Resolves every plain scalar as text, so that `1.10`, `NO` and instants are written back as they were."""

    def resolve(self, kind: object, value: object, implicit: object) -> object:
        """Return the tag of a node; scalars are always text."""
        if kind is ScalarNode:
            return Tag(suffix="tag:yaml.org,2002:str")
        return super().resolve(kind, value, implicit)


def _extent(text: str, record_id: str) -> tuple[int, int]:
    """Return where the document of a record begins and ends, separators excluded."""
    marks = [match.span() for match in _SEPARATOR.finditer(text)]
    starts = [0, *(end + 1 for _, end in marks)]
    ends = [*(start for start, _ in marks), len(text)]
    wanted = re.compile(rf"^id:[ \t]+['\"]?{re.escape(record_id)}['\"]?[ \t]*(#.*)?$", re.MULTILINE)
    found = [(start, end) for start, end in zip(starts, ends, strict=True) if wanted.search(text, start, end)]
    if not found:
        raise NotFoundError(f"the text holds no record {record_id}")
    if len(found) > 1:
        raise UnreadableTextError(f"the text holds {record_id} {len(found)} times", hint="Keep one of them.")
    return found[0]
