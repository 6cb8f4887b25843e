"""Reading a package from disk as a reviewer gets it, and the letter on it. The records are never opened."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final, TypeAlias

from medward.catalogue.catalogue import standing
from medward.catalogue.days import first_day
from medward.catalogue.shipped import load
from medward.dossier.review.letter import Letter, review
from medward.dossier.review.points import Case
from medward.dossier.review.reading import ReadDocument, ReadPackage
from medward.dossier.review.writing import manuscript, text
from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.kernel.canonical import sha256_hex
from medward.kernel.words import few
from medward.render.pdf import pdf_file
from medward.render.single import html_file
from medward.render.typeset import typeset
from medward.render.word import word_file
from medward.workspace.review_bom import contents_of
from medward.workspace.review_html import read_html
from medward.workspace.review_pdf import read_pdf
from medward.workspace.review_word import read_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from medward.catalogue.pack import Edition, Pack
    from medward.dossier.manuscript import Manuscript
    from medward.dossier.review.reading import Bom, Manifest

Reader: TypeAlias = "Callable[[str, bytes, int], ReadDocument]"
"""Reads one document: name, bytes, and how many pages of a PDF at most; 0 for all."""
FORMS: Final = (".html", ".htm", ".docx", ".pdf")
"""In the order in which they say most."""
_TITLE: Final = 40
"""Characters of a title by which a text is known."""
_EXACT: Final = len("2026-02-03")
_NAMED: Final = 3
_SIZE: Final = 200_000_000
_FILES: Final = 5_000
_APART: Final = frozenset(
    {"00-gaps.html", "00-gaps.docx", "00-gaps.pdf", "index.html", "index.csv", "verify.py"}
)
"""What Medward puts beside the documents of a package to lead through it; no document of it."""


def review_package(paths: Iterable[Path], reviewer: str, *, today: date, day: date | None = None) -> Letter:
    """Return the letter of a reviewer on files or folders.

    Args:
        paths: Documents, or folders that hold them.
        reviewer: A name of `REVIEWERS`.
        today: Day the age of data is counted to where the package does not tell when it was made.
        day: Day of the submission, where it is known.

    Raises:
        NotFoundError: A path does not exist, or holds nothing to read.
        LimitError: There are more files than we read.
    """
    package = read_package(paths)
    if not package.documents and not package.unread:
        others = few([name for name, _ in package.not_read], _NAMED)
        raise NotFoundError(
            f"nothing to review here{f'; not read: {others}' if others else ''}",
            hint="Name a package, or documents in PDF, Word (.docx) or HTML.",
        )
    when = day or _made(package) or today
    return review(Case(package, reviewer, when, superseded_editions(when)))


def write_letter(letter: Letter, path: Path, now: datetime) -> None:
    """Write a letter as text, HTML, Word or PDF, by the ending of the file.

    Raises:
        InvalidInputError: The ending is another one.
    """
    makers: dict[str, Callable[[Manuscript], bytes]] = {
        ".txt": lambda _: text(letter).encode(),
        ".html": html_file,
        ".docx": lambda made: word_file(typeset(made), "a4", now),
        ".pdf": lambda made: pdf_file(typeset(made), "a4", now),
    }
    if path.suffix.lower() not in makers:
        raise InvalidInputError(
            f"{path}: cannot write {path.suffix or 'a file without ending'}",
            hint="Use .txt, .html, .docx or .pdf.",
        )
    path.write_bytes(makers[path.suffix.lower()](manuscript(letter, "")))


def read_package(paths: Iterable[Path]) -> ReadPackage:
    """Return everything that can be read in files and folders; what cannot is told with its reason.

    Raises:
        NotFoundError: A path does not exist.
        LimitError: There are more files than we read.
    """
    files: dict[str, Path] = {}
    for name, path in _files(paths):
        files[path.as_posix() if name in files else name] = path
    if len(files) > _FILES:
        raise LimitError(f"{len(files):,} files; {_FILES:,} are read at most", hint="Name one package.")
    desk = _Desk(read_document)
    contents = {}
    for name, path in sorted(files.items()):
        if path.is_symlink():
            desk.not_read.append((name, "a link, which is not followed"))
        elif path.stat().st_size > _SIZE:
            desk.unread.append((name, f"larger than {_SIZE:,} bytes"))
        else:
            contents[name] = path.read_bytes()
    return desk.package(contents)


def read_files(contents: Mapping[str, bytes], reader: Reader | None = None) -> ReadPackage:
    """Return a package from its files by name.

    Args:
        contents: Bytes by name.
        reader: Reads one document; `read_document` where none is given.
    """
    return _Desk(reader or read_document).package(contents)


@dataclass
class _Desk:
    """What lies on the reviewer's desk while a package is being opened."""

    reader: Reader
    documents: list[ReadDocument] = field(default_factory=list)
    copies: list[ReadDocument] = field(default_factory=list)
    boms: list[Bom] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    digests: dict[str, str] = field(default_factory=dict)
    unread: list[tuple[str, str]] = field(default_factory=list)
    not_read: list[tuple[str, str]] = field(default_factory=list)
    waiting: dict[str, bytes] = field(default_factory=dict)

    def package(self, contents: Mapping[str, bytes]) -> ReadPackage:
        """Read every file and return the package."""
        for name, data in contents.items():
            self.take(name, data)
        for forms in self.forms().values():
            self.read(forms)
        return ReadPackage(
            tuple(self.documents), tuple(self.copies), tuple(self.boms), tuple(self.statements),
            self.manifest, self.digests, tuple(self.unread), tuple(self.not_read),
        )  # fmt: skip

    def take(self, name: str, data: bytes) -> None:
        """Open one file: keep a document for later, read anything else; copies of a file are read once."""
        digest = sha256_hex(data)
        is_copy = digest in self.digests.values()
        self.digests[name] = digest
        if is_copy:
            return
        path = PurePosixPath(name)
        if path.name.lower() in _APART:
            return
        if path.suffix.lower() in FORMS:
            self.waiting[name] = data
        else:
            self._read_other(name, data)

    def _read_other(self, name: str, data: bytes) -> None:
        """Read a file that is no document; what is not read is told."""
        found = contents_of(name, data)
        if found.bom:
            self.boms.append(found.bom)
        if found.is_statement:
            self.statements.append(name)
        self.manifest = found.manifest or self.manifest
        if found.broken:
            self.unread.append((name, found.broken))
        if found.not_read:
            self.not_read.append((name, found.not_read))

    def forms(self) -> dict[str, list[str]]:
        """Return the names of the documents' files by document, the form that says most first."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in self.waiting:
            found[name.rpartition(".")[0]].append(name)
        for names in found.values():
            names.sort(key=lambda name: FORMS.index(name[name.rfind(".") :].lower()))
        return found

    def read(self, names: list[str]) -> None:
        """Read one document: the first readable form in full, the others for what only they can hold."""
        has_one = False
        for name in names:
            try:
                read = self.reader(name, self.waiting[name], 1 if has_one else 0)
            except InvalidInputError as error:
                self.unread.append((name, error.message))
                continue
            (self.copies if has_one else self.documents).append(read)
            has_one = True


def read_document(name: str, data: bytes, most_pages: int) -> ReadDocument:
    """Return a document in HTML, Word or PDF.

    Raises:
        InvalidInputError: It is not what its name says.
    """
    suffix = name[name.rfind(".") :].lower()
    if suffix == ".pdf":
        return read_pdf(name, data, most_pages)
    if suffix == ".docx":
        return read_word(name, data)
    try:
        return read_html(name, data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"{name}: not UTF-8 ({error})", hint="Save the page as UTF-8.") from error


def superseded_editions(day: date) -> tuple[tuple[str, str], ...]:
    """Return how editions that no longer count are cited, and the edition that does, from the catalogue."""
    return tuple(one for pack in load().packs for one in _superseded(pack, day))


def _superseded(pack: Pack, day: date) -> Iterator[tuple[str, str]]:
    current = standing(pack, day).edition
    if current is None:
        return
    for edition in pack.editions:
        if not _is_older(edition, current):
            continue
        issued = first_day(edition.issued or "")
        names = {re.escape(title[:_TITLE]) for title in (pack.title, edition.title) if title}
        ways = (f"{issued}", f"{issued.day} {issued:%B %Y}", f"{issued:%B} {issued.day}, {issued.year}")
        cited = rf"({'|'.join(sorted(names))})[^\n]{{0,160}}\b({'|'.join(ways)})\b"
        yield cited, f"the edition of {current.id}"


def _is_older(edition: Edition, current: Edition) -> bool:
    """Return whether both were issued on a known day, this one before."""
    days = (edition.issued or "", current.issued or "")
    return all(len(day) == _EXACT for day in days) and days[0] < days[1]


def _made(package: ReadPackage) -> date | None:
    """Return the day the package says it was made."""
    found = re.match(r"\d{4}-\d\d-\d\d", package.manifest.generated_at) if package.manifest else None
    return date.fromisoformat(found.group(0)) if found else None


def _files(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if path.is_dir():
            for one in sorted(path.rglob("*")):
                name = one.relative_to(path)
                if (one.is_file() or one.is_symlink()) and not any(p.startswith(".") for p in name.parts):
                    yield name.as_posix(), one
        elif path.is_file():
            yield path.name, path
        else:
            raise NotFoundError(f"{path}: no such file or folder")
