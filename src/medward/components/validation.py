"""Validation of an SBOM against what its format's own project publishes; a scan never does this.

CycloneDX: the official JSON and XML schemas, as cyclonedx-python-lib carries them. SPDX 2: the checks of
spdx-tools. SPDX 3: the model of spdx-python-model. All three are slow to import, so only
importing, validating and converting come here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from spdx_tools.spdx.model.relationship import Relationship
from spdx_tools.spdx.parser.error import SPDXParsingError
from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser

from medward.components.document import located
from medward.components.json_schema import json_schema_problems
from medward.components.sbom import Problem
from medward.components.spdx2_rules import rule_messages
from medward.components.spdx3_model import model_problems
from medward.components.spdx_tag_value_rules import tag_value_document
from medward.components.xml_schema import xml_schema_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from medward.components.document import Document

HINTS: Final = {
    "CycloneDX": "The official CycloneDX schema refuses this; ask the author of the SBOM, or correct it.",
    "SPDX 2": "spdx-tools refuses this; ask the author of the SBOM, or correct it.",
    "SPDX 3": "The SPDX 3 model refuses this; ask the author of the SBOM, or correct it.",
}
_LONGEST: Final = 240
_EDGE: Final = ("spdxElementId", "relationshipType", "relatedSpdxElement")
_ABSENT: Final = re.compile(r"(\w+)\.__init__\(\) missing \d+ required positional arguments?: ")
"""How spdx-tools says that something has no such field."""
_LINE: Final = re.compile(r"[.]? Line: (\d+)")
_ALONE: Final = re.compile(r"Error while parsing \w+: \[[\"'](.*)[\"']\]")


def validation_problems(document: Document, data: bytes) -> tuple[Problem, ...]:
    """Return what the official checks say against a file; none means that it is valid.

    SPDX 2.1 has no check of its own any more and passes; `read_sbom` notes its age.
    """
    hint = HINTS[document.format]
    if document.format == "CycloneDX":
        found = _xml(document, data) if document.encoding == "XML" else json_schema_problems(document.tree)
    else:
        found = _spdx2(document, data) if document.format == "SPDX 2" else model_problems(data)
    return located(document, (Problem(pointer, _short(message), hint) for pointer, message in found))


def _xml(document: Document, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the XML schema of the file's version says."""
    tree = document.tree
    return xml_schema_problems(data, str(tree.get("specVersion")) if isinstance(tree, dict) else "")


def _spdx2(document: Document, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield what spdx-tools says; it names elements and relationships, whose places are looked up."""
    tree = document.tree
    if not isinstance(tree, dict) or tree.get("spdxVersion") == "SPDX-2.1":
        return
    try:
        if document.encoding == "tag-value":
            read = tag_value_document(data.decode("utf-8-sig"))
        else:
            read = JsonLikeDictParser().parse({key: _typed(value, key) for key, value in tree.items()})
    except SPDXParsingError as error:
        messages: Iterable[object] = error.get_messages()
        yield from (_placed(str(message)) for message in messages)
        return
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        yield "", f"spdx-tools cannot read it: {error}"
        return
    places = _places(tree)
    for one in rule_messages(read):
        element = one.context.spdx_id or one.context.parent_id or ""
        place = places.get(element) or places.get(_edge(one.context.full_element), "")
        yield (
            place,
            one.validation_message if place or not element else f"{element}: {one.validation_message}",
        )


def _placed(message: str) -> tuple[str, str]:
    """Return the line that spdx-tools names, and what it says, without the list it may stand in alone."""
    line, alone = _LINE.search(message), _ALONE.fullmatch(message)
    plain = alone[1] if alone and "', '" not in alone[1] else message
    return (f"/line/{line[1]}" if line else ""), plain.replace(line[0], "") if line else plain


def _places(tree: dict[str, object]) -> dict[object, str]:
    """Return the JSON pointers of the elements by id, and of the relationships by what they say."""
    found: dict[object, str] = {}
    for name in ("packages", "files", "snippets", "relationships"):
        entries = tree.get(name)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                edge = tuple(str(entry.get(field)) for field in _EDGE)
                found.setdefault(edge if name == "relationships" else entry.get("SPDXID"), f"/{name}/{index}")
    return found


def _edge(element: object) -> tuple[str, ...]:
    """Return what a relationship says, as the file says it; nothing for what is none."""
    if not isinstance(element, Relationship):
        return ()
    return element.spdx_element_id, element.relationship_type.name, str(element.related_spdx_element_id)


def _typed(tree: object, name: str = "") -> object:
    """Return a tree with the few values that are no text typed as JSON would; YAML and XML are read as text."""
    if isinstance(tree, dict):
        return {key: _typed(value, key) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_typed(value) for value in tree]
    if isinstance(tree, str) and name in {"filesAnalyzed", "hasExtractedLicensingInfo"}:
        return tree == "true"
    return (
        int(tree) if isinstance(tree, str) and name in {"offset", "lineNumber"} and tree.isdigit() else tree
    )


def _short(message: str) -> str:
    """Return a message in one line, and not the whole file it may quote."""
    plain = _ABSENT.sub(r"\1 lacks ", " ".join(message.split()))
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}..."
