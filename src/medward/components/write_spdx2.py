"""Writing SPDX 2.3, as JSON or tag-value.

The tree is built here in the shape of the JSON schema; spdx-tools turns it into
tag-value and says whether it is valid. Its own JSON writer would only give the tree back.

Source: SPDX 2.3, clauses 6, 7, 10, 11 and 12.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Final

from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
from spdx_tools.spdx.validation.external_package_ref_validator import TYPE_TO_REGEX
from spdx_tools.spdx.writer.tagvalue.tagvalue_writer import write_document

from medward.components.extras import extras
from medward.components.licence_texts import is_expression, reference_for, references
from medward.components.spdx2 import DOCUMENT, LIFECYCLE
from medward.components.spdx_words import NOT_STATED, spdx2_hash, tool_parts
from medward.components.stated import day_of, has_its_digits
from medward.components.writing import (
    Stamp,
    Written,
    content_uuid,
    every_component,
    tools_of,
)
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from medward.components.sbom import Component, Hash, Property, Sbom

PURPOSES: Final = frozenset(
    {
        *("application", "framework", "library", "container", "operating-system", "device", "firmware"),
        *("source", "archive", "file", "install", "other"),
    }
)
_HASHES: Final = frozenset(
    {
        *("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512"),
        *(f"{kind}-{bits}" for kind in ("SHA3", "BLAKE2b") for bits in (256, 384, 512)),
    }
)
"""Algorithms that give a fixed number of digits (7.10)."""
_CATEGORIES: Final = {
    "purl": "PACKAGE-MANAGER",
    "cpe23Type": "SECURITY",
    "cpe22Type": "SECURITY",
    "gitoid": "PERSISTENT-ID",
    "swh": "PERSISTENT-ID",
}
"""Types of references and their categories (annex F)."""
_NAMES: Final = 60
"""Letters of a reference that stay recognisable in an SPDX id."""

_Tree = dict[str, object]


def write_spdx2(sbom: Sbom, stamp: Stamp, *, tag_value: bool = False) -> Written:
    """Return an SBOM as SPDX 2.3 JSON or tag-value.

    Raises:
        InvalidInputError: The timestamp is no instant.
    """
    components = every_component(sbom)
    ids = {one.label: _id(one.ref, number) for number, one in enumerate(components, 1)}
    created = instant(stamp.timestamp)
    packages = [_package(one, ids[one.label], (created, stamp.tool)) for one in components]
    document: _Tree = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": _document_name(sbom),
        "documentNamespace": content_uuid(sbom, "spdx-2.3", stamp).urn,
        "creationInfo": _creation(sbom, created, stamp),
        "packages": packages,
        "relationships": list(_relationships(sbom, ids)),
    }
    texts = _own_licences(packages, components)
    if texts:
        document["hasExtractedLicensingInfos"] = texts
    return Written(_tag_value(document) if tag_value else _json(document), ids)


def _json(document: _Tree) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def _tag_value(document: _Tree) -> bytes:
    text = StringIO()
    write_document(JsonLikeDictParser().parse(document), text)
    return text.getvalue().encode()


def _document_name(sbom: Sbom) -> str:
    root = sbom.root
    return root.versioned_name if root and root.name else "SBOM"


def _creation(sbom: Sbom, created: str, stamp: Stamp) -> _Tree:
    """Return who made the SBOM, when and with what."""
    makers = [
        f"{'Person' if name in sbom.author_people else 'Organization'}: {_named(name)}"
        for name in sbom.authors
    ]
    tools = ["Tool: " + "-".join(filter(None, tool_parts(one))) for one in tools_of(sbom, stamp)]
    phases = [f"{LIFECYCLE}={one}" for one in sbom.lifecycles]
    return {
        "created": created,
        "creators": [*makers, *tools],
        **({"comment": "\n".join(phases)} if phases else {}),
    }


def _package(one: Component, spdxid: str, made: tuple[str, str]) -> _Tree:
    """Return one package; `made` is when and by what its annotations are written."""
    created, tool = made
    references_, held = _references(one)
    licence, licence_held = _licence(one.licences)
    written = [each for each in one.hashes if _fits(each)]
    rest = [each for each in one.hashes if not _fits(each)]
    held |= {"originator", "supplier-is-person", "originator-is-person"} | licence_held
    held |= {"type"} if one.type in PURPOSES else set()
    notes = list(extras(one, frozenset(held), rest))
    fields: Mapping[str, object] = {
        "SPDXID": spdxid,
        "name": one.full_name,
        "versionInfo": one.stated_version,
        "supplier": _maker(one.supplier, is_person=one.supplier_is_person),
        "originator": _maker(one.originator, is_person=one.originator_is_person),
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "checksums": [
            {"algorithm": spdx2_hash(each.algorithm), "checksumValue": each.content.lower()}
            for each in written
        ],
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence or "NOASSERTION",
        "copyrightText": "NOASSERTION",
        "externalRefs": references_,
        "primaryPackagePurpose": one.type.upper().replace("-", "_") if one.type in PURPOSES else "",
        "validUntilDate": until(one.end_of_support),
        "annotations": [_annotation(pair, created, tool) for pair in notes],
    }
    return {name: value for name, value in fields.items() if value or name in {"name", "filesAnalyzed"}}


def _annotation(pair: Property, created: str, tool: str) -> _Tree:
    return {
        "annotationDate": created,
        "annotationType": "OTHER",
        "annotator": "Tool: " + "-".join(filter(None, tool_parts(tool))),
        "comment": f"{pair.name}={pair.value}",
    }


def _references(one: Component) -> tuple[list[_Tree], set[str]]:
    """Return what identifies a component as references, and which fields they hold."""
    found: list[_Tree] = []
    held: set[str] = set()
    for field, text in (("purl", one.purl), ("cpe", one.cpe), ("swid", one.swid)):
        kind = _kind(text) if field != "swid" else ""
        if kind:
            found.append(_reference(kind, text))
            held.add(field)
    for field, texts in (("identifiers", one.identifiers), ("content_identifiers", one.content_identifiers)):
        kinds = [_kind(text) for text in texts]
        if all(kinds):
            found += [_reference(kind, text) for kind, text in zip(kinds, texts, strict=True)]
            held.add(field)
    return found, held


def _fits(each: Hash) -> bool:
    """Say whether SPDX has the algorithm and the digits are as many as it gives."""
    return spdx2_hash(each.algorithm) in _HASHES and has_its_digits(each) and each.content.isalnum()


def _kind(text: str) -> str:
    """Return the reference type a text fits as SPDX defines it, "" when it fits none."""
    return next((kind for kind in _CATEGORIES if text and re.match(TYPE_TO_REGEX[kind], text)), "")


def _reference(kind: str, text: str) -> _Tree:
    return {"referenceCategory": _CATEGORIES[kind], "referenceType": kind, "referenceLocator": text}


def _licence(texts: tuple[str, ...]) -> tuple[str, set[str]]:
    """Return the licences as one expression, and whether reading it gives the same licences again."""
    parts = [text if is_expression(text) else reference_for(text) for text in texts]
    if len(parts) == 1:
        return parts[0], {"licences"} if parts[0] == texts[0] else set()
    return " AND ".join(f"({part})" if " " in part else part for part in parts), set() if parts else {
        "licences"
    }


def _own_licences(packages: list[_Tree], components: tuple[Component, ...]) -> list[_Tree]:
    """Return the texts of licences that stand on no list; where only a name is known, it says so."""
    named = {
        reference_for(text): text for one in components for text in one.licences if not is_expression(text)
    }
    used = dict.fromkeys(name for one in packages for name in references(str(one.get("licenseDeclared", ""))))
    return [
        {
            "licenseId": name,
            "extractedText": named.get(name, "The SBOM this was converted from does not carry the text."),
            "name": named.get(name, name),
        }
        for name in used
    ]


def _relationships(sbom: Sbom, ids: Mapping[str, str]) -> Iterator[_Tree]:
    """Yield what is described, contained and needed; who needs nobody says so."""
    if sbom.root is not None:
        yield _relationship(DOCUMENT, "DESCRIBES", ids[sbom.root.label])
    else:
        yield from (_relationship(DOCUMENT, "DESCRIBES", ids[one.label]) for one in described(sbom))
        if not sbom.components:
            yield _relationship(DOCUMENT, "DESCRIBES", "NONE")
    contained = {(one.parents[-1], one.label): None for one in sbom.components if one.parents}
    contained |= {(one.ref, other): None for one in sbom.contains for other in one.depends_on or ("",)}
    for kind, pairs in (
        ("CONTAINS", contained),
        (
            "DEPENDS_ON",
            {(one.ref, other): None for one in sbom.dependencies for other in one.depends_on or ("",)},
        ),
    ):
        for one, other in pairs:
            if one in ids and (not other or other in ids):
                yield _relationship(ids[one], kind, ids[other] if other else "NONE")


def described(sbom: Sbom) -> tuple[Component, ...]:
    """Return what an SBOM without a product is about: never one component alone, which would read as the product."""
    told = tuple(one for one in sbom.components if one.label in sbom.described)
    if len(told) > 1:
        return told
    top = tuple(one for one in sbom.components if not one.parents)
    every = top if len(top) > 1 else sbom.components
    return every if len(every) > 1 else ()


def _relationship(one: str, kind: str, other: str) -> _Tree:
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}


def _id(ref: str, number: int) -> str:
    """Return an SPDX id: the reference where it is one, else a number and what is readable of it."""
    if re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", ref) and ref != DOCUMENT:
        return ref
    readable = re.sub("[^A-Za-z0-9.]+", "-", ref).strip("-")[:_NAMES]
    return f"SPDXRef-{number}-{readable}".rstrip("-")


def _maker(name: str, *, is_person: bool) -> str:
    return (
        f"{'Person' if is_person else 'Organization'}: {_named(name)}"
        if name and name not in NOT_STATED
        else ""
    )


def _named(name: str) -> str:
    """Return a name that is not taken for one with an e-mail address in brackets, as spdx-tools would."""
    return f"{name} ()" if name.endswith(")") else name


def until(text: str) -> str:
    """Return a day as SPDX writes an instant, "" when it is none (7.27)."""
    day = day_of(text)
    return f"{day.isoformat()}T00:00:00Z" if day else ""


def instant(text: str) -> str:
    """Return an instant as SPDX writes it: UTC, to the second (6.9)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInputError(
            f"the timestamp {text!r} is no instant", hint="Give one with --timestamp 2026-11-28T12:00:00Z."
        )
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
