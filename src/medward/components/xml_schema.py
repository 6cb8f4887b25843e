"""The official CycloneDX XML schemas, run by lxml in a time that grows with the file, whatever is wrong in it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

from cyclonedx.schema import SchemaVersion
from lxml.etree import XMLParser, XMLSchema, XMLSyntaxError, fromstring

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACED: Final = 1_000
"""Up to so many problems are told with their line; to tell it, libxml2 counts the elements before each of them."""
_VERSIONS: Final = frozenset(version.to_version() for version in SchemaVersion)
_ENCODING: Final = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")

_NAMESPACE: Final = re.compile(r"\{http://cyclonedx\.org/[^}]*\}")


def xml_schema_problems(data: bytes, version: str) -> Iterator[tuple[str, str]]:
    """Yield what the schema of a CycloneDX version says against a file, each with `/line/13` where that is known.

    The file has passed `xml_tree`: no document type, no entity. The parser here resolves nothing and opens nothing.
    A version without a schema says nothing.
    """
    if version not in _VERSIONS:
        return
    schema, text = _schema(version), _utf8(data)
    messages = _messages(text, schema)
    if not messages or len(messages) > PLACED:
        yield from (("", _plain(message)) for message in messages)
        return
    try:
        tree = fromstring(text, _parser())
    except XMLSyntaxError as error:
        yield f"/line/{error.lineno or 1}", str(error.msg)
        return
    schema.validate(tree)
    for one in schema.error_log:
        yield f"/line/{one.line}", _plain(str(one.message))


def _plain(message: str) -> str:
    """Return a message with the names of elements as they stand in the file."""
    return _NAMESPACE.sub("", message)


def _messages(text: bytes, schema: XMLSchema) -> list[str]:
    """Return everything that is wrong, in one pass that knows no lines."""
    parser = _parser(schema)
    try:
        fromstring(text, parser)
    except XMLSyntaxError as error:
        return [str(one.message) for one in parser.error_log] or [str(error)]
    return []


def _parser(schema: XMLSchema | None = None) -> XMLParser:
    """Return a parser that fetches and expands nothing; how large and deep a file may be was asked before."""
    return XMLParser(
        schema=schema, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=True, recover=False
    )


@cache
def _schema(version: str) -> XMLSchema:
    """Return a schema file of cyclonedx-python-lib, parsed once."""
    with as_file(files("cyclonedx.schema").joinpath("_res")) as folder:
        return XMLSchema(file=(folder / f"bom-{version}.SNAPSHOT.xsd").as_uri())


def _utf8(data: bytes) -> bytes:
    """Return a file as UTF-8 without its declaration, read in the encoding that `xml_tree` read it in."""
    named = None if data.startswith(b"\xef\xbb\xbf") else _ENCODING.match(data)
    text = data.decode(named[1].decode("ascii") if named else "utf-8-sig", errors="replace")
    return (text.partition("?>")[2] if text.startswith("<?xml") else text).encode()
