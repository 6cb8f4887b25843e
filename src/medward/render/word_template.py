"""A company's Word template: read once, opened anew for each document, with the styles it lacks.

What a document needs and the template has not is put in by plain styles of our own under the same names; `lacking`
names them, so that a person can add them to the template. A template that Word itself would not open as a document
without macros is refused.

Source: ECMA-376 part 2, annex on content types (document and template main parts).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.shared import Pt, RGBColor

from medward.errors import InvalidInputError, LimitError, NotFoundError
from medward.kernel.canonical import sha256_hex
from medward.render.word_xml import NAMESPACES

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as WordDocument

ENDINGS: Final = (".docx", ".dotx")
_MOST_BYTES: Final = 50_000_000
"""Bytes all parts of a template may unpack to."""
_TYPES: Final = "[Content_Types].xml"
_AS_TEMPLATE: Final = b"wordprocessingml.template.main+xml"
_AS_DOCUMENT: Final = b"wordprocessingml.document.main+xml"
_CHARACTER_STYLES: Final = {"Record id": True, "Quiet": False, "Fixed": False}
"""Character styles no other program knows, and whether they are bold."""
_OWN_STYLES: Final = {"FrontHeading": (14, True, 16, 6), "Cell": (7.5, False, 1, 1)}
"""Paragraph styles no other program knows: points, whether they are bold, space above and below."""
_PARAGRAPH_STYLES: Final = {
    "Normal": (10, False, 0, 6), "toc 1": (10, False, 0, 2), "toc 2": (10, False, 0, 2),
    "Title": (24, True, 60, 6), "Subtitle": (12, False, 6, 6), "Caption": (9, True, 8, 4), "Header": (8, False, 0, 0),
    "Heading 1": (15, True, 18, 8), "Heading 2": (12, True, 14, 6), "Heading 3": (11, True, 12, 4),
    "Heading 4": (10, True, 10, 4), "Heading 5": (10, True, 10, 4), "Heading 6": (10, True, 10, 4),
}  # fmt: skip
"""Paragraph styles of Word that a template should have, in the same order of values."""
_TABLE: Final = "Table Grid"
_RULED: Final = (
    f"<w:tblPr {NAMESPACES}><w:tblBorders>"
    + "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="B9C1CB"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr>"
)
_GREY: Final = RGBColor(0x56, 0x60, 0x6D)
_SAVE: Final = "Open it in Word and save it as .docx or .dotx, without macros."


@dataclass(frozen=True)
class WordTemplate:
    """A template as it was read."""

    name: str
    """Name of the file."""
    data: bytes
    """A Word document, also where the file was a template of Word."""
    sha256: str
    """Digest of the file."""

    def opened(self) -> WordDocument:
        """Return a fresh document on the template."""
        return docx.Document(io.BytesIO(self.data))

    @cached_property
    def lacking(self) -> tuple[str, ...]:
        """Return the names of Word's styles that documents need and the template has not."""
        present = {style.name for style in self.opened().styles}
        return tuple(name for name in (*_PARAGRAPH_STYLES, _TABLE) if name not in present)


def read_template(path: Path) -> WordTemplate:
    """Return a company's template.

    Raises:
        NotFoundError: There is no such file.
        InvalidInputError: It is no Word file without macros, or a style is of another sort than documents need.
        LimitError: It unpacks to more than a template has.
    """
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}", hint="Name the company's template, a .docx or .dotx.")
    data = path.read_bytes()
    try:
        template = WordTemplate(path.name, _as_document(data, path), sha256_hex(data))
        _refuse_other_sorts(template.opened(), path)
    except (zipfile.BadZipFile, PackageNotFoundError, SyntaxError, LookupError, ValueError) as error:
        raise InvalidInputError(f"it is not a Word file: {error}", place=str(path), hint=_SAVE) from error
    return template


def _as_document(data: bytes, path: Path) -> bytes:
    """Return the package with its main part declared as a document; Word declares it a template in a .dotx."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        size = sum(one.file_size for one in package.infolist())
        if size > _MOST_BYTES:
            raise LimitError(
                f"it unpacks to {size:,} bytes; a template may have {_MOST_BYTES:,}",
                place=str(path),
                hint="Take large pictures out of it.",
            )
        types = package.read(_TYPES)
        if b"macroEnabled" in types:
            raise InvalidInputError("it may hold macros", place=str(path), hint=_SAVE)
        if _AS_TEMPLATE not in types:
            return data
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as copy:
            for one in package.infolist():
                held = (
                    types.replace(_AS_TEMPLATE, _AS_DOCUMENT) if one.filename == _TYPES else package.read(one)
                )
                copy.writestr(one, held)
    return stream.getvalue()


def _refuse_other_sorts(document: WordDocument, path: Path) -> None:
    """Refuse a template in which a name we need belongs to a style of another sort."""
    wanted = {
        **dict.fromkeys((*_PARAGRAPH_STYLES, *_OWN_STYLES), WD_STYLE_TYPE.PARAGRAPH),
        **dict.fromkeys(_CHARACTER_STYLES, WD_STYLE_TYPE.CHARACTER),
        _TABLE: WD_STYLE_TYPE.TABLE,
    }
    for style in document.styles:
        sort = wanted.get(style.name or "", style.type)
        if style.type is not sort:
            raise InvalidInputError(
                f"its style {style.name!r} is a {style.type.name.lower()} style; "
                f"documents need a {sort.name.lower()} style of that name",
                place=str(path),
                hint="Rename the style in the template.",
            )


def complete_styles(document: WordDocument) -> None:
    """Add the styles a document needs and its template lacks."""
    present = {style.name for style in document.styles}
    for name, (size, is_bold, before, after) in {**_PARAGRAPH_STYLES, **_OWN_STYLES}.items():
        if name not in present:
            made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = document.styles["Normal"] if name != "Normal" else None
            made.font.size, made.font.bold = Pt(size), is_bold or None
            made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
    for name, is_bold in _CHARACTER_STYLES.items():
        if name not in present:
            style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            style.font.bold = is_bold or None
            if name == "Quiet":
                style.font.color.rgb = _GREY
            if name == "Fixed":
                style.font.name, style.font.size = "Consolas", Pt(8)
    if _TABLE not in present:
        made = document.styles.add_style(_TABLE, WD_STYLE_TYPE.TABLE)
        made.element.append(parse_xml(_RULED))


def counts_headings(document: WordDocument) -> bool:
    """Say whether the headings of a template number themselves."""
    heading = next((style for style in document.styles if style.name == "Heading 1"), None)
    return heading is not None and bool(heading.element.xpath(".//w:numPr"))
