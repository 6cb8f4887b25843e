"""SPDX 2.1 to 2.3 as one value, from its JSON shape; the other encodings are brought into that shape first.

Packages are components; files and snippets are not, and a note says how many there
are. The one package the document describes is the product. `NOASSERTION` and `NONE`
are no values; `NONE` after a dependency says that there is none.

Source: SPDX 2.3, clauses 6, 7, 11 and 12, and its JSON schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.json_text import HINT_EXPORT
from medward.components.sbom import Component, Sbom
from medward.components.spdx2_package import read_package
from medward.components.spdx_structure import Structure, structured
from medward.components.spdx_words import BACKWARD, FORWARD, NOT_STATED, maker, tool_name
from medward.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.components.fields import Fields

DOCUMENT: Final = "SPDXRef-DOCUMENT"
LIFECYCLE: Final = "medward:lifecycle"
_VERSIONS: Final = ("SPDX-2.2", "SPDX-2.3")
_OLD_VERSIONS: Final = ("SPDX-2.1",)
_OLD_NOTE: Final = "{} is older than SPDX-2.2; fields later versions brought are not in it."


class _Relation(NamedTuple):
    """One relationship and where it stands."""

    kind: str
    one: str
    other: str
    pointer: str


def spdx2_sbom(tree: object, sha256: str, fields: Fields, encoding: str) -> Sbom:
    """Return everything read.

    Raises:
        InvalidInputError: Not SPDX 2.1 to 2.3, or the packages are uncertain.
        LimitError: Nested too deeply.
    """
    document = fields.object_at(tree, "")
    version = _spec_version(document, fields)
    creation = fields.optional_object(document, "creationInfo", "")
    packages = tuple(_packages(document, fields))
    relations = tuple(_relations(document, fields))
    described = _described(document, relations, fields)
    root = _root(packages, described)
    _check_ids(document, (packages, relations, described), fields)
    contains = tuple(_contained(relations, {one.ref for one in packages}))
    needs = tuple(_dependencies(relations, {one.ref for one in packages}))
    files = len(fields.list_(document, "files", ""))
    creators = [maker(text) for text in fields.texts(creation, "creators", "/creationInfo")]
    head = Sbom(
        serial=fields.text(document, "documentNamespace", ""),
        spec_version=version.removeprefix("SPDX-"),
        timestamp=fields.text(creation, "created", "/creationInfo"),
        tools=tuple(tool_name(name) for kind, name in creators if kind == "Tool" and name),
        authors=tuple(dict.fromkeys(name for kind, name in creators if kind != "Tool" and name)),
        root=root,
        components=packages,
        dependencies=(),
        lifecycles=tuple(_lifecycles(fields.text(creation, "comment", "/creationInfo"))),
        sha256=sha256,
        notes=(_OLD_NOTE.format(version),) if version in _OLD_VERSIONS else (),
        encoding=encoding,
        author_people=frozenset(name for kind, name in creators if kind == "Person"),
        described=() if root else tuple(one.ref for one in packages if one.ref in described),
    )
    return structured(head, Structure(contains, needs, files, _unknown(relations)), fields)


def _spec_version(document: dict[str, object], fields: Fields) -> str:
    """Return the format version; without a known one nothing in the file can be trusted."""
    version = document.get("spdxVersion")
    if not isinstance(version, str) or version not in _VERSIONS + _OLD_VERSIONS:
        raise InvalidInputError(
            f"spdxVersion {version!r} is not one Medward reads (SPDX-2.2, SPDX-2.3; SPDX-2.1 with a note)",
            place=fields.where("/spdxVersion"),
            hint=HINT_EXPORT,
        )
    return version


def _packages(document: dict[str, object], fields: Fields) -> Iterator[Component]:
    for index, item in enumerate(fields.certain_list(document, "packages", "")):
        pointer = f"/packages/{index}"
        yield read_package(fields.object_at(item, pointer), pointer, fields)


def _relations(document: dict[str, object], fields: Fields) -> Iterator[_Relation]:
    for pointer, item in fields.objects(document, "relationships", ""):
        yield _Relation(
            fields.text(item, "relationshipType", pointer).upper(),
            fields.text(item, "spdxElementId", pointer),
            fields.text(item, "relatedSpdxElement", pointer),
            pointer,
        )


def _described(
    document: dict[str, object], relations: tuple[_Relation, ...], fields: Fields
) -> dict[str, str]:
    """Return the elements the document describes, with the place that says so."""
    found = {
        ref: f"/documentDescribes/{index}"
        for index, ref in enumerate(fields.texts(document, "documentDescribes", ""))
    }
    for one in relations:
        if one.kind == "DESCRIBES" and one.one == DOCUMENT:
            found.setdefault(one.other, one.pointer)
        elif one.kind == "DESCRIBED_BY" and one.other == DOCUMENT:
            found.setdefault(one.one, one.pointer)
    return found


def _root(packages: tuple[Component, ...], described: dict[str, str]) -> Component | None:
    """Return the product: the only package described; where several are, nobody said which is the product."""
    roots = [one for one in packages if one.ref in described]
    return roots[0] if len(roots) == 1 else None


def _dependencies(relations: tuple[_Relation, ...], known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield who needs whom; "" when somebody needs nobody."""
    for one in relations:
        if one.kind in FORWARD and one.one in known and (one.other in known or one.other == "NONE"):
            yield one.one, one.other if one.other in known else ""
        elif one.kind in BACKWARD and one.one in known and one.other in known:
            yield one.other, one.one


def _contained(relations: tuple[_Relation, ...], known: set[str]) -> Iterator[tuple[str, str]]:
    for one in relations:
        if one.kind == "CONTAINS" and one.one in known and (one.other in known or one.other == "NONE"):
            yield one.one, one.other if one.other in known else ""
        elif one.kind == "CONTAINED_BY" and one.one in known and one.other in known:
            yield one.other, one.one


def _unknown(relations: tuple[_Relation, ...]) -> frozenset[str]:
    """Return those of whom the file asserts nothing about what they need or contain (11.1)."""
    kinds = FORWARD | {"CONTAINS"}
    return frozenset(one.one for one in relations if one.kind in kinds and one.other == "NOASSERTION")


def _lifecycles(comment: str) -> Iterator[str]:
    """Yield the phases Medward wrote into the creator's comment; SPDX 2 has no field for them."""
    for line in comment.splitlines():
        name, sign, phase = line.partition("=")
        if sign and name == LIFECYCLE:
            yield phase


def _check_ids(
    document: dict[str, object],
    read: tuple[tuple[Component, ...], tuple[_Relation, ...], dict[str, str]],
    fields: Fields,
) -> None:
    """Report ids that stand twice and relationships with what is not there (SPDX 2.3, 7.2 and 11.1)."""
    packages, relations, described = read
    seen = {DOCUMENT: "", fields.text(document, "SPDXID", "") or DOCUMENT: ""}
    others = (
        (fields.text(item, "SPDXID", pointer), pointer)
        for kind in ("files", "snippets")
        for pointer, item in fields.objects(document, kind, "")
    )
    for ref, pointer in [*((one.ref, one.pointer) for one in packages), *others]:
        if ref and ref in seen:
            fields.report(
                f"{pointer}/SPDXID", f"the SPDXID {ref!r} stands at {seen[ref] or '/SPDXID'} already"
            )
        elif ref:
            seen[ref] = pointer
    ends = [(ref, one.pointer) for one in relations for ref in (one.one, one.other)]
    for ref, pointer in [*ends, *described.items()]:
        if ref not in seen and ref not in NOT_STATED and not ref.startswith("DocumentRef-"):
            fields.report(
                pointer,
                f"the relationship names {ref!r}, which no element has as SPDXID",
                "Add the element, or remove the relationship.",
            )
