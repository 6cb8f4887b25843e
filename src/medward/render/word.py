"""A manuscript as a Word file: real styles, captions, repeating head rows, a table of contents, numbered pages.

Word computes page numbers and the table of contents when it opens the file; everything else stands there.
A company's own template may be given: its styles are used where it has them.

python-docx keeps the package, parts and styles in order; long tables are written as markup (`word_xml`).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from medward.dossier.manuscript import LANGUAGE
from medward.render import word_xml as xml
from medward.render.legible import legible
from medward.render.word_blocks import Entry, Flow, Setting, grid, word_flow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from docx.document import Document as WordDocument
    from docx.opc.part import XmlPart
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section as WordSection

    from medward.dossier.manuscript import Manuscript, PaperSize
    from medward.render.typeset import Typeset

_SIZES: Final = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}
_MARGIN_MM: Final = 20.0
_TWIPS_PER_MM: Final = 56.69
_FURNITURE_MM: Final = 62.0
"""Height of a page that header, footer, margins and a caption take."""
_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)
_CHARACTER_STYLES: Final = {"Record id": True, "Quiet": False, "Fixed": False}
"""Character styles a template may lack, and whether they are bold."""
_PARAGRAPH_STYLES: Final = {
    "FrontHeading": (14, True, 16, 6), "Cell": (8, False, 1, 1), "toc 1": (10, False, 0, 2), "toc 2": (10, False, 0, 2),
    "Title": (24, True, 60, 6), "Subtitle": (12, False, 6, 6), "Caption": (9, True, 8, 4), "Header": (8, False, 0, 0),
    "Heading 1": (15, True, 18, 8), "Heading 2": (12, True, 14, 6), "Heading 3": (11, True, 12, 4),
    "Heading 4": (10, True, 10, 4), "Heading 5": (10, True, 10, 4), "Heading 6": (10, True, 10, 4),
}  # fmt: skip
"""Paragraph styles a template may lack: points, whether they are bold, space above and below."""
_LOOK: Final = {
    "Normal": 10, "Title": 24, "Subtitle": 12, "Caption": 8.5, "Header": 8, "Heading 1": 15, "Heading 2": 12,
    "Heading 3": 11, "Heading 4": 10, "Heading 5": 10, "Heading 6": 10,
}  # fmt: skip
"""Styles of a document without a template, in points."""
_TYPEFACE: Final = "Arial"
_RULED: Final = (
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="B9C1CB"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders></w:tblPr>"
)
_DEEPEST: Final = 2
"""Level of the deepest heading in the contents."""


@dataclass(slots=True)
class _Writer:
    """Puts a manuscript into one Word document."""

    ready: Typeset
    size: tuple[float, float]
    document: WordDocument
    ids: dict[str, str]
    """Id of each paragraph, character and table style by its name."""

    def write(self) -> None:
        """Write cover, front matter and sections."""
        self.page(self.document.sections[0], turned=False)
        self.cover()
        upright, turned_setting = self.setting(turned=False), self.setting(turned=True)
        parts, entries = word_flow(
            self.ready, upright, turned_setting, is_numbered=not _counts(self.document)
        )
        self.front(entries)
        turned = bool(parts) and parts[0].turned
        self.page(self.document.add_section(WD_SECTION.NEW_PAGE), turned=turned)
        for part in parts:
            if part.turned is not turned:
                turned = part.turned
                self.page(self.document.add_section(WD_SECTION.NEW_PAGE), turned=turned)
            self.put(part)

    @property
    def manuscript(self) -> Manuscript:
        """What is written."""
        return self.ready.manuscript

    def setting(self, *, turned: bool) -> Setting:
        """Return how wide a line is, in twips and letters."""
        width = (self.size[1] if turned else self.size[0]) - 2 * _MARGIN_MM
        return Setting(int(width * _TWIPS_PER_MM), 176 if turned else 104)

    def page(self, section: WordSection, *, turned: bool) -> None:
        """Give a section its paper, and what stands on each of its pages."""
        wide, high = (Mm(self.size[1]), Mm(self.size[0])) if turned else (Mm(self.size[0]), Mm(self.size[1]))
        section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = wide, high
        section.left_margin = section.right_margin = Mm(_MARGIN_MM)
        section.top_margin, section.bottom_margin = Mm(24), Mm(20)
        if len(self.document.sections) == 1:
            self.furnish(section)
        else:
            section.header.is_linked_to_previous = section.footer.is_linked_to_previous = True

    def furnish(self, section: WordSection) -> None:
        """Put number, title, status and page into header and footer, below what a company's template has there."""
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        cover = self.manuscript.cover
        head = f"{cover.number} rev {cover.revision}  \u00b7  {cover.title}  \u00b7  {cover.product}"
        self.fill(section.header.part, xml.run(head))
        pages = xml.run("page ") + xml.field("PAGE") + xml.run(" of ") + xml.field("NUMPAGES")
        self.fill(section.footer.part, xml.run(f"Status: {cover.status}    ") + pages)
        if cover.watermark:
            section.header.part.element.append(parse_xml(xml.watermark(cover.watermark)))

    def fill(self, place: XmlPart, inner: str) -> None:
        """Put runs into a header or footer; the empty paragraph it comes with goes."""
        for child in list(place.element):
            if not "".join(child.itertext()).strip() and not child.xpath(
                ".//w:drawing|.//w:pict|.//w:fldChar"
            ):
                place.element.remove(child)
        place.element.append(self.parsed(xml.paragraph(inner, "Header")))

    def parsed(self, markup: str) -> BaseOxmlElement:
        """Return markup as an element, its styles by the ids of this document."""
        return _parsed(xml.styled(markup, self.ids))

    def put(self, part: Flow) -> None:
        """Append a part before the section's properties."""
        element = self.picture(part) if part.picture else self.parsed(part.markup)
        self.document.element.body[-1].addprevious(element)

    def picture(self, part: Flow) -> BaseOxmlElement:
        """Return a paragraph with a drawing, shrunk to the page where it is larger."""
        wide = self.setting(turned=part.turned).twips / _TWIPS_PER_MM
        high = (self.size[0] if part.turned else self.size[1]) - _FURNITURE_MM
        scale = min(1.0, wide / part.size_mm[0], high / part.size_mm[1])
        inline = self.document.part.new_pic_inline(
            io.BytesIO(part.picture), Mm(part.size_mm[0] * scale), None
        )
        inline.docPr.set("descr", part.markup)
        paragraph = self.parsed(xml.paragraph("<w:r/>", keep_next=True))
        paragraph[-1].append(_drawing(inline))
        return paragraph

    def markup(self, text: str) -> None:
        """Append markup."""
        self.put(Flow(text, turned=False))

    def cover(self) -> None:
        """Write the first page."""
        cover = self.manuscript.cover
        self.markup(xml.paragraph(xml.run(cover.company), "Subtitle"))
        self.markup(xml.paragraph(xml.run(cover.title), "Title"))
        self.markup(xml.paragraph(xml.run(f"{cover.number}  rev {cover.revision}"), "Subtitle"))
        for label, value in cover.lines():
            self.markup(xml.paragraph(xml.run(f"{label}:  ", style="Quiet") + xml.run(value)))

    def front(self, entries: Sequence[Entry]) -> None:
        """Write signatures, revisions and the tables of contents, figures and tables."""
        manuscript = self.manuscript
        self.markup(xml.paragraph('<w:r><w:br w:type="page"/></w:r>' + xml.run("Signatures"), "FrontHeading"))
        signed = [
            (one.name, one.role, one.meaning, one.signed_at, one.id, one.digest[:16])
            for one in manuscript.signatures
        ]
        head = ("Name", "Role", "Meaning", "Signed", "Signature", "Hash")
        self.grid(head, signed, "This document carries no signature.")
        self.markup(xml.paragraph(xml.run("Revision history"), "FrontHeading"))
        revised = [
            (one.revision, one.date, one.change, one.reason, one.author) for one in manuscript.revisions
        ]
        self.grid(("Rev", "Date", "Change", "Reason", "Author"), revised, "No revision is recorded.")
        for title, kind, code in (
            ("Contents", "Heading", 'TOC \\o "1-2" \\h \\z'), ("Figures", "Figure", 'TOC \\h \\z \\c "Figure"'),
            ("Tables", "Table", 'TOC \\h \\z \\c "Table"'),
        ):  # fmt: skip
            lines = [
                (f"toc {one.level}", one.words, one.mark)
                for one in entries
                if one.kind == kind and one.level <= _DEEPEST
            ]
            if lines:
                self.markup(xml.paragraph(xml.run(title), "FrontHeading", keep_next=True))
            for line in xml.listed(code, lines, self.setting(turned=False).twips):
                self.markup(line)

    def grid(self, head: tuple[str, ...], rows: Sequence[Sequence[str]], empty: str) -> None:
        """Write a plain table of words, or the sentence that stands in its place."""
        wide = self.setting(turned=False).twips
        self.markup(grid(head, rows, wide) if rows else xml.paragraph(xml.run(empty)))


def word_file(ready: Typeset, paper: PaperSize, made_at: datetime, template: Path | None = None) -> bytes:
    """Return a manuscript as a .docx file, the same bytes for the same input.

    Args:
        ready: What to write.
        paper: `a4` or `us-letter`.
        made_at: Instant written into the file's properties.
        template: A company's .docx whose styles and page furniture are taken; its body text is kept in front.
    """
    document = docx.Document(str(template) if template else None)
    if template is None:
        _plain_look(document)
    _styles(document)
    properties, cover = document.core_properties, ready.manuscript.cover
    properties.title = legible(f"{cover.number} {cover.title}")
    properties.subject = legible(f"{cover.product}, {cover.release}")
    properties.author = properties.last_modified_by = legible(cover.company)
    properties.language = LANGUAGE
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    settings = document.settings.element
    settings.append(_parsed("<w:updateFields w:val='true'/>"))
    ids = {style.name: style.style_id for style in document.styles if style.name}
    _Writer(ready, _SIZES[paper], document, ids).write()
    stream = io.BytesIO()
    document.save(stream)
    return _with_fixed_dates(stream.getvalue())


def _counts(document: WordDocument) -> bool:
    """Say whether the headings of a template number themselves."""
    heading = next((style for style in document.styles if style.name == "Heading 1"), None)
    return heading is not None and bool(heading.element.xpath(".//w:numPr"))


def _plain_look(document: WordDocument) -> None:
    """Give a document without a template a sober look in a typeface every machine has."""
    for name, size in _LOOK.items():
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for key in list(fonts.attrib):
            del fonts.attrib[key]
        style.font.name, style.font.size = _TYPEFACE, Pt(size)
        if name != "Normal":
            style.font.color.rgb, style.font.italic = RGBColor(0x1B, 0x24, 0x30), False
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    for edge in document.styles["Table Grid"].element.xpath(".//w:tblBorders/*"):
        edge.set(qn("w:color"), "B9C1CB")


def _styles(document: WordDocument) -> None:
    """Add the styles a template may lack."""
    present = {style.name for style in document.styles}
    for name, is_bold in _CHARACTER_STYLES.items():
        if name not in present:
            style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
            style.font.bold = is_bold or None
            if name == "Quiet":
                style.font.color.rgb = RGBColor(0x56, 0x60, 0x6D)
            if name == "Fixed":
                style.font.name, style.font.size = "Consolas", Pt(8)
    for name, (size, is_bold, before, after) in _PARAGRAPH_STYLES.items():
        if name not in present:
            made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            made.base_style = document.styles["Normal"] if "Normal" in present else None
            made.font.size, made.font.bold = Pt(size), is_bold or None
            made.paragraph_format.space_before, made.paragraph_format.space_after = Pt(before), Pt(after)
    if "Table Grid" not in present:
        made = document.styles.add_style("Table Grid", WD_STYLE_TYPE.TABLE)
        made.element.append(_parsed(_RULED))


def _parsed(markup: str) -> BaseOxmlElement:
    """Return markup as an element; the outermost tag gets the namespaces where it has none."""
    if xml.NAMESPACES not in markup[:400]:
        tag = markup.index(">") if "/" not in markup[: markup.index(">")] else markup.index("/")
        space = markup.find(" ")
        at = min(tag, space) if space > 0 else tag
        markup = f"{markup[:at]} {xml.NAMESPACES}{markup[at:]}"
    return parse_xml(markup)


def _drawing(inline: BaseOxmlElement) -> BaseOxmlElement:
    """Return an inline picture as a run holds it."""
    holder = _parsed("<w:drawing/>")
    holder.append(inline)
    return holder


def _with_fixed_dates(data: bytes) -> bytes:
    """Return the package with every member dated alike, so that equal content is equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            member = zipfile.ZipInfo(info.filename, _FIXED_DATE)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(member, old.read(info))
    return stream.getvalue()
