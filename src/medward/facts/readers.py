"""From a file of a feed to what it says: advisories, attacks, ends of life, and the records that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from medward.errors import InvalidInputError, InvalidRecordError, UnreadableTextError
from medward.facts.rows import Lifecycle
from medward.vulnerabilities.advisory import Advisory, Exploitation
from medward.vulnerabilities.osv import parse_osv, read_osv_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.facts.sources import AdvisoryFile

ONE_RECORD_EACH: Final = frozenset({"osv", "cve", "nvd", "github", "csaf"})
"""Kinds in which an id names one record: of two with the same id the later one replaces the earlier."""


class Problem(NamedTuple):
    """A record that could not be used."""

    place: str
    message: str


Said: TypeAlias = Advisory | Exploitation | Lifecycle | Problem


def read_file(file: AdvisoryFile) -> tuple[str, Iterable[Said]]:
    """Return the kind of a file and what it says."""
    if file.data is None:
        return "", [Problem(file.name, file.problem)]
    said = _osv(file.data, file.name)
    if b"\\u0000" in file.data or b"\0" in file.data:
        return "osv", map(_storable, said)
    return "osv", said


def _osv(data: bytes, name: str) -> Iterator[Said]:
    if name.lower().endswith(".json"):
        for one in read_osv_file(data, name):
            yield one if isinstance(one, Advisory) else Problem(one.place, one.message)
        return
    try:
        yield parse_osv(_yaml_tree(data, name), name)
    except (UnreadableTextError, InvalidRecordError) as error:
        yield Problem(error.place, error.message)


def _storable(one: Said) -> Said:
    """Refuse what holds the character U+0000, which not every form can store."""
    held = "\\x00" in repr(one) and not isinstance(one, Problem)
    return Problem(one[0], "it holds the character U+0000") if held else one


def _yaml_tree(data: bytes, name: str) -> object:
    """Return a YAML tree in which every scalar is text, so that `1.10` stays a version."""
    import yaml  # noqa: PLC0415 - only some feeds are YAML; scans never import it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        node = yaml.compose(data, Loader=loader)
        tree: object = yaml.load(data, Loader=loader)  # noqa: S506 - the base loader builds text, lists and mappings only
    except (yaml.YAMLError, RecursionError, ValueError, TypeError) as error:
        raise UnreadableTextError(f"not YAML: {error}", place=name) from None
    twice = _repeated(node)
    if twice:
        raise UnreadableTextError(f"the key {twice!r:.60} stands twice in one mapping", place=name)
    return tree


def _repeated(node: object) -> str:
    """Return a key that stands twice in one mapping of a YAML tree, "" where there is none."""
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        value = getattr(one, "value", None)
        if not isinstance(value, list):
            continue
        pairs = [part for part in value if isinstance(part, tuple)]
        names = [str(name.value) for name, _ in pairs]
        if len(set(names)) < len(names):
            return next(name for name in names if names.count(name) > 1)
        waiting += [content for _, content in pairs] + [part for part in value if not isinstance(part, tuple)]
    return ""


def no_record(path: object) -> InvalidInputError:
    """Return the error for a source that says nothing at all."""
    return InvalidInputError(
        "no OSV record was found in it",
        place=str(path),
        hint="Give a folder or archive of OSV files (JSON or YAML), e.g. an ecosystem's all.zip.",
    )
