"""SPDX 2 in tag-value form, in the shape of SPDX JSON, with the line of every element.

One `Tag: value` a line; `<text>` holds several lines. `PackageName`, `FileName`,
`SnippetSPDXID` and `LicenseID` open an element, and the tags after it belong to it.

Source: SPDX 2.3, clauses 4.4 (format) and 6 to 13 (the tag of every field).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from medward.components.document import Document
from medward.components.json_text import utf8
from medward.components.sbom import Problem
from medward.errors import LimitError, UnreadableTextError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINES: Final = 5_000_000
_HINT: Final = "A line reads `Tag: value`; text over several lines stands between <text> and </text>."

_OPENING: Final = {
    "PackageName": ("packages", "name"),
    "FileName": ("files", "fileName"),
    "SnippetSPDXID": ("snippets", "SPDXID"),
    "LicenseID": ("hasExtractedLicensingInfos", "licenseId"),
    "Annotator": ("annotations", "annotator"),
    "Reviewer": ("revieweds", "reviewer"),
}
"""Tags that open an element: the list it goes to and the field it fills."""
_DOCUMENT: Final = {
    "SPDXVersion": "spdxVersion",
    "DataLicense": "dataLicense",
    "DocumentName": "name",
    "DocumentNamespace": "documentNamespace",
    "DocumentComment": "comment",
}
_CREATION: Final = {
    "Created": "created",
    "CreatorComment": "comment",
    "LicenseListVersion": "licenseListVersion",
}
_FIELDS: Final = {
    "packages": {
        "SPDXID": "SPDXID",
        "PackageVersion": "versionInfo",
        "PackageFileName": "packageFileName",
        "PackageSupplier": "supplier",
        "PackageOriginator": "originator",
        "PackageDownloadLocation": "downloadLocation",
        "FilesAnalyzed": "filesAnalyzed",
        "PackageVerificationCode": "packageVerificationCode",
        "PackageHomePage": "homepage",
        "PackageSourceInfo": "sourceInfo",
        "PackageLicenseConcluded": "licenseConcluded",
        "PackageLicenseDeclared": "licenseDeclared",
        "PackageLicenseComments": "licenseComments",
        "PackageCopyrightText": "copyrightText",
        "PackageSummary": "summary",
        "PackageDescription": "description",
        "PackageComment": "comment",
        "PrimaryPackagePurpose": "primaryPackagePurpose",
        "ReleaseDate": "releaseDate",
        "BuiltDate": "builtDate",
        "ValidUntilDate": "validUntilDate",
    },
    "files": {
        "SPDXID": "SPDXID",
        "LicenseConcluded": "licenseConcluded",
        "LicenseComments": "licenseComments",
        "FileCopyrightText": "copyrightText",
        "FileComment": "comment",
        "FileNotice": "noticeText",
    },
    "snippets": {
        "SnippetName": "name",
        "SnippetComment": "comment",
        "SnippetCopyrightText": "copyrightText",
        "SnippetLicenseComments": "licenseComments",
        "SnippetFromFileSPDXID": "snippetFromFile",
        "SnippetLicenseConcluded": "licenseConcluded",
        "SnippetByteRange": "byteRange",
        "SnippetLineRange": "lineRange",
    },
    "hasExtractedLicensingInfos": {
        "ExtractedText": "extractedText",
        "LicenseName": "name",
        "LicenseComment": "comment",
    },
    "annotations": {
        "AnnotationDate": "annotationDate",
        "AnnotationType": "annotationType",
        "AnnotationComment": "comment",
        "SPDXREF": "SPDXREF",
    },
    "revieweds": {"ReviewDate": "reviewDate", "ReviewComment": "comment"},
}
_MANY: Final = {
    "Creator": "creators",
    "ExternalDocumentRef": "externalDocumentRefs",
    "PackageAttributionText": "attributionTexts",
    "PackageLicenseInfoFromFiles": "licenseInfoFromFiles",
    "PackageChecksum": "checksums",
    "ExternalRef": "externalRefs",
    "FileType": "fileTypes",
    "FileChecksum": "checksums",
    "FileContributor": "fileContributors",
    "FileAttributionText": "attributionTexts",
    "FileDependency": "fileDependencies",
    "LicenseInfoInFile": "licenseInfoInFiles",
    "LicenseInfoInSnippet": "licenseInfoInSnippets",
    "SnippetAttributionText": "attributionTexts",
    "LicenseCrossReference": "seeAlsos",
    "ArtifactOfProjectName": "artifactOf",
    "ArtifactOfProjectHomePage": "artifactOf",
    "ArtifactOfProjectURI": "artifactOf",
}
"""Tags that may stand several times in one element."""
_COMMENTS: Final = {"RelationshipComment": "relationships", "ExternalRefComment": "externalRefs"}
"""Tags that comment on the entry before them, and the list it is in."""


class _Line(NamedTuple):
    """One tag with its value and the line it starts on."""

    number: int
    tag: str
    value: str


def read_tag_value(data: bytes, place: str) -> Document:
    """Return a tag-value file taken apart.

    A tag that may stand once and stands twice keeps its last value and is a problem;
    so are a tag SPDX does not know and a line without a tag.

    Raises:
        UnreadableTextError: Not UTF-8, or text that does not end.
        LimitError: More lines than allowed.
    """
    builder = _Builder()
    for line in _lines(utf8(data, place), place):
        builder.add(line)
    tree = builder.finished()

    def locate(pointer: str) -> str:
        while pointer and pointer not in builder.lines:
            pointer = pointer.rpartition("/")[0]
        return f"{place}:{builder.lines.get(pointer, 1)}"

    return Document("SPDX 2", "tag-value", tree, locate, tuple(builder.problems))


def _lines(text: str, place: str) -> Iterator[_Line]:
    """Yield the tags of a file; text over several lines is put together."""
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise LimitError(f"{len(lines):,} lines; at most {MAX_LINES:,} are read", place=place)
    at = 0
    while at < len(lines):
        start, line = at, lines[at].rstrip("\r")
        at += 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        tag, colon, value = line.partition(":")
        tag, value = tag.strip(), value.strip()
        if not colon or not tag.isalnum():
            yield _Line(start + 1, "", line)
            continue
        if value.startswith("<text>"):
            parts = [value.removeprefix("<text>")]
            while "</text>" not in parts[-1]:
                if at == len(lines):
                    raise UnreadableTextError(
                        "the text that begins here does not end", place=f"{place}:{start + 1}", hint=_HINT
                    )
                parts.append(lines[at].rstrip("\r"))
                at += 1
            value = "\n".join(parts).partition("</text>")[0].strip()
        yield _Line(start + 1, tag, value)


class _Builder:
    """Puts tags where the JSON has them."""

    def __init__(self) -> None:
        self.tree: dict[str, object] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._lists: dict[str, list[dict[str, object]]] = {}
        self._creation: dict[str, object] = {}
        self._kind = ""
        self._element: dict[str, object] = self.tree
        self._pointer = ""

    def add(self, line: _Line) -> None:
        """Put one tag in its place."""
        tag = line.tag
        if not tag:
            self._problem(line, "this line has no tag and was passed over")
        elif tag in _OPENING:
            self._open(line)
        elif tag == "Relationship":
            self._relationship(line)
        elif tag in _MANY:
            self._many(line)
        elif tag in _COMMENTS:
            self._comment(line)
        elif not self._single(line):
            self._problem(line, f"the tag {tag} has no place here")

    def _single(self, line: _Line) -> bool:
        """Put a tag that may stand once; say whether it has a place."""
        tag = line.tag
        for fields, holder, pointer in (
            (_DOCUMENT, self.tree, ""),
            (_CREATION, self._creation, "/creationInfo"),
            (_FIELDS.get(self._kind, {"SPDXID": "SPDXID"}), self._element, self._pointer),
        ):
            if tag in fields:
                self._one(holder, fields[tag], pointer, line)
                return True
        return False

    def finished(self) -> dict[str, object]:
        """Return the tree; annotations of a package go where JSON has them."""
        packages = {one.get("SPDXID"): one for one in self._lists.get("packages", [])}
        rest: list[dict[str, object]] = []
        for note in self._lists.pop("annotations", []):
            holder = packages.get(note.get("SPDXREF"))
            if holder is None:
                rest.append(note)
                continue
            told = holder.setdefault("annotations", [])
            if isinstance(told, list):
                told.append({name: value for name, value in note.items() if name != "SPDXREF"})
        if self._creation:
            self.tree["creationInfo"] = self._creation
        if rest:
            self.tree["annotations"] = rest
        return {**self.tree, **self._lists}

    def _open(self, line: _Line) -> None:
        self._kind, field = _OPENING[line.tag]
        entries = self._lists.setdefault(self._kind, [])
        self._pointer = f"/{self._kind}/{len(entries)}"
        self._element = {field: line.value}
        self.lines[self._pointer] = line.number
        entries.append(self._element)

    def _relationship(self, line: _Line) -> None:
        parts = line.value.split()
        entries = self._lists.setdefault("relationships", [])
        if len(parts) != 3:  # noqa: PLR2004 - element, type, element (SPDX 2.3, 11.1)
            self._problem(line, f"a relationship names two elements and a type, not {line.value!r}")
            return
        self.lines[f"/relationships/{len(entries)}"] = line.number
        one, kind, other = parts
        entries.append({"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other})

    def _one(self, holder: dict[str, object], field: str, pointer: str, line: _Line) -> None:
        if field in holder and holder[field] != line.value:
            self._problem(line, f"{line.tag} stands twice in one element; the last one counts")
        holder[field] = line.value
        self.lines[f"{pointer}/{field}"] = line.number

    def _many(self, line: _Line) -> None:
        """Add to a list of the element at hand; checksums and references have parts."""
        field = _MANY[line.tag]
        holder = self._creation if field == "creators" else self._element
        holder = self.tree if field == "externalDocumentRefs" else holder
        entries = holder.setdefault(field, [])
        if isinstance(entries, list):
            entries.append(self._parts(line, field))

    def _comment(self, line: _Line) -> None:
        """Put a comment on the relationship or reference before it."""
        field = _COMMENTS[line.tag]
        entries = self._lists.get(field) if field == "relationships" else self._element.get(field)
        last = entries[-1] if isinstance(entries, list) and entries else None
        if isinstance(last, dict):
            last["comment"] = line.value
        else:
            self._problem(line, f"the tag {line.tag} has nothing before it to comment on")

    def _parts(self, line: _Line, field: str) -> object:
        if field == "checksums":
            algorithm, _, content = line.value.partition(":")
            return {"algorithm": algorithm.strip(), "checksumValue": content.strip()}
        if field == "externalRefs":
            parts = line.value.split(None, 2)
            if len(parts) != 3:  # noqa: PLR2004 - category, type, locator (SPDX 2.3, 7.21)
                self._problem(
                    line, f"an external reference has category, type and locator, not {line.value!r}"
                )
            category, kind, locator = (*parts, "", "", "")[:3]
            return {"referenceCategory": category, "referenceType": kind, "referenceLocator": locator}
        return line.value

    def _problem(self, line: _Line, message: str) -> None:
        pointer = f"/line/{line.number}"
        self.lines[pointer] = line.number
        self.problems.append(Problem(pointer, message, _HINT))
