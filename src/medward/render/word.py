"""A manuscript as a Word file: real styles, captions, repeating head rows, a table of contents, numbered pages.

Word computes page numbers when it opens the file, those of the contents too; everything else stands there.
A company's own template may be given: its styles, paper, margins, headers and footers stay (`word_template`).

python-docx keeps the package, parts and styles in order; long tables are written as markup (`word_xml`).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from medward.dossier.manuscript import LANGUAGE
from medward.render import word_xml as xml
from medward.render.legible import legible
from medward.render.qr import SIDE_MM, qr_alt, qr_help, qr_png
from medward.render.word_blocks import Entry, Flow, Setting, grid, word_flow
from medward.render.word_template import complete_styles, counts_headings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from docx.document import Document as WordDocument
    from docx.opc.part import XmlPart
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section as WordSection
    from docx.section import _Footer, _Header
    from docx.shared import Length

    from medward.dossier.manuscript import Manuscript, PaperSize
    from medward.render.typeset import Typeset
    from medward.render.word_template import WordTemplate

_SIZES: Final = {"a4": (210.0, 297.0), "us-letter": (215.9, 279.4)}
_MARGIN_MM: Final = 20.0
_TWIPS_PER_MM: Final = 56.69
_FURNITURE_MM: Final = 18.0
"""Height of a page that header, footer and a caption take beside the margins."""
_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LOOK: Final = {
    "Normal": 10, "Title": 24, "Subtitle": 12, "Caption": 8.5, "Header": 8, "Heading 1": 15, "Heading 2": 12,
    "Heading 3": 11, "Heading 4": 10, "Heading 5": 10, "Heading 6": 10,
}  # fmt: skip
"""Styles of a document without a template, in points."""
_TYPEFACE: Final = "Arial"
_DEEPEST: Final = 2
"""Level of the deepest heading in the contents."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Paper upright and its margins, in millimetres."""

    wide: float
    high: float
    left: float = _MARGIN_MM
    right: float = _MARGIN_MM
    top: float = 24.0
    bottom: float = 20.0

    def line(self, *, turned: bool) -> float:
        """Return how long a line is."""
        return (self.high if turned else self.wide) - self.left - self.right

    def column(self, *, turned: bool) -> float:
        """Return how much room there is from margin to margin downwards."""
        return (self.wide if turned else self.high) - self.top - self.bottom


@dataclass(slots=True)
class _Writer:
    """Puts a manuscript into one Word document."""

    ready: Typeset
    sheet: _Sheet
    document: WordDocument
    ids: dict[str, str]
    """Id of each paragraph, character and table style by its name."""

    def write(self) -> None:
        """Write cover, front matter and sections."""
        self.furnish()
        self.begin()
        self.page(self.document.sections[-1], turned=False)
        self.cover()
        upright, turned_setting = self.setting(turned=False), self.setting(turned=True)
        parts, entries = word_flow(
            self.ready, upright, turned_setting, is_numbered=not counts_headings(self.document)
        )
        self.front(entries)
        turned = bool(parts) and parts[0].turned
        self.turn(turned=turned)
        while parts:
            part = parts.popleft()  # a large document is not held twice, as markup and as elements
            if part.turned is not turned:
                turned = part.turned
                self.turn(turned=turned)
            self.put(part)

    @property
    def manuscript(self) -> Manuscript:
        """What is written."""
        return self.ready.manuscript

    def begin(self) -> None:
        """Begin on a fresh page: below what a template has in its last section, or in place of its empty lines."""
        body = self.document.element.body
        breaks = body.xpath("./w:p[w:pPr/w:sectPr]")
        there = list(breaks[-1].itersiblings()) if breaks else list(body)
        lines = [one for one in there if one.tag != qn("w:sectPr")]
        if any("".join(one.itertext()).strip() or one.xpath(".//w:drawing|.//w:pict") for one in lines):
            self.markup(xml.paragraph('<w:r><w:br w:type="page"/></w:r>'))
            return
        for one in lines:
            body.remove(one)

    def setting(self, *, turned: bool) -> Setting:
        """Return how wide a line is, in twips and letters."""
        width = self.sheet.line(turned=turned)
        return Setting(int(width * _TWIPS_PER_MM), 176 if turned else 104)

    def turn(self, *, turned: bool) -> None:
        """Begin a page that lies this way; header and footer go on, and what ends the one before takes no room."""
        body = self.document.element.body
        if body[-2].tag == qn("w:p") and not body[-2].xpath("w:r|w:hyperlink|w:bookmarkStart"):
            body.remove(body[-2])  # the gap behind a table; what ends the section takes its place
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        end = Paragraph(body[-2], self.document).paragraph_format
        end.space_before = end.space_after = Pt(0)
        end.line_spacing = Pt(1)
        section.different_first_page_header_footer = False
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = True
        self.page(section, turned=turned)

    def page(self, section: WordSection, *, turned: bool) -> None:
        """Give a section its paper."""
        sheet = self.sheet
        wide, high = (Mm(sheet.high), Mm(sheet.wide)) if turned else (Mm(sheet.wide), Mm(sheet.high))
        section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = wide, high
        section.left_margin, section.right_margin = Mm(sheet.left), Mm(sheet.right)
        section.top_margin, section.bottom_margin = Mm(sheet.top), Mm(sheet.bottom)

    def furnish(self) -> None:
        """Put number, title, status and page into every header and footer, below what a template has there."""
        cover = self.manuscript.cover
        head = f"{cover.number} rev {cover.revision}  \u00b7  {cover.title}  \u00b7  {cover.product}"
        pages = xml.run("page ") + xml.field("PAGE") + xml.run(" of ") + xml.field("NUMPAGES")
        heads, feet = self.furniture()
        for part in heads:
            self.fill(part, xml.run(head))
            if cover.watermark:
                part.element.append(parse_xml(xml.watermark(cover.watermark)))
        for part in feet:
            self.fill(part, xml.run(f"Status: {cover.status}    ") + pages)

    def furniture(self) -> tuple[list[XmlPart], list[XmlPart]]:
        """Return the headers and the footers in use, those of first and even pages among them, each once."""
        heads: dict[int, XmlPart] = {}
        feet: dict[int, XmlPart] = {}
        for section in self.document.sections:
            for head, foot in self.pairs(section):
                heads[id(head.part)], feet[id(foot.part)] = head.part, foot.part
        return list(heads.values()), list(feet.values())

    def pairs(self, section: WordSection) -> Iterator[tuple[_Header, _Footer]]:
        """Yield the headers with the footers a section has; asking one for its part makes what is not there."""
        yield section.header, section.footer
        if section.different_first_page_header_footer:
            yield section.first_page_header, section.first_page_footer
        if self.document.settings.odd_and_even_pages_header_footer:
            yield section.even_page_header, section.even_page_footer

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
        wide = self.sheet.line(turned=part.turned)
        high = self.sheet.column(turned=part.turned) - _FURNITURE_MM
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
        signed = [one.cells() for one in manuscript.signatures]
        head = ("Name", "Role", "Meaning", "Signed", "Signature", "Hash")
        self.grid(head, signed, "This document carries no signature.")
        self.seal()
        self.markup(xml.paragraph(xml.run("Revision history"), "FrontHeading"))
        revised = [one.cells() for one in manuscript.revisions]
        self.grid(("Rev", "Date", "Change", "Reason", "Author"), revised, "No revision is recorded.")
        for title, kind in (("Contents", "Heading"), ("Figures", "Figure"), ("Tables", "Table")):
            lines = [
                (f"toc {one.level}", one.words, one.mark)
                for one in entries
                if one.kind == kind and one.level <= _DEEPEST
            ]
            if lines:
                self.markup(xml.paragraph(xml.run(title), "FrontHeading", keep_next=True))
            for line in xml.listed(lines, self.setting(turned=False).twips):
                self.markup(line)

    def seal(self) -> None:
        """Write the short hash with its QR code, where the document has one."""
        short = self.manuscript.cover.short_hash
        if short:
            side = (SIDE_MM, SIDE_MM)
            self.put(Flow(qr_alt(short), turned=False, picture=qr_png(short), size_mm=side))
            self.markup(xml.paragraph(xml.run(qr_help(short), style="Quiet")))

    def grid(self, head: tuple[str, ...], rows: Sequence[Sequence[str]], empty: str) -> None:
        """Write a plain table of words, or the sentence that stands in its place."""
        wide = self.setting(turned=False).twips
        self.markup(grid(head, rows, wide) if rows else xml.paragraph(xml.run(empty)))


def word_file(
    ready: Typeset, paper: PaperSize, made_at: datetime, template: WordTemplate | None = None
) -> bytes:
    """Return a manuscript as a .docx file, the same bytes for the same input.

    Args:
        ready: What to write.
        paper: `a4` or `us-letter`; a template brings its own.
        made_at: Instant written into the file's properties.
        template: A company's template whose styles, paper, headers and footers are taken; what stands in its body is
            kept in front.
    """
    document = template.opened() if template else docx.Document()
    sheet = _sheet_of(document) if template else _Sheet(*_SIZES[paper])
    if template is None:
        _plain_look(document)
    complete_styles(document)
    properties, cover = document.core_properties, ready.manuscript.cover
    properties.title = legible(f"{cover.number} {cover.title}")
    properties.subject = legible(f"{cover.product}, {cover.release}")
    properties.author = properties.last_modified_by = legible(cover.company)
    properties.language = LANGUAGE
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    settings = document.settings.element
    settings.append(_parsed("<w:updateFields w:val='true'/>"))
    ids = {style.name: style.style_id for style in document.styles if style.name}
    _Writer(ready, sheet, document, ids).write()
    stream = io.BytesIO()
    document.save(stream)
    document.element.body.clear()  # python-docx holds its parts in a circle, which is let go much later
    return _with_fixed_dates(stream.getvalue())


def _sheet_of(document: WordDocument) -> _Sheet:
    """Return the paper of a template's last section, upright; what it does not say is A4 with our margins."""
    section, usual = document.sections[-1], _Sheet(*_SIZES["a4"])
    wide, high = sorted((_mm(section.page_width, usual.wide), _mm(section.page_height, usual.high)))
    return _Sheet(
        wide,
        high,
        left=_mm(section.left_margin, usual.left),
        right=_mm(section.right_margin, usual.right),
        top=_mm(section.top_margin, usual.top),
        bottom=_mm(section.bottom_margin, usual.bottom),
    )


def _mm(length: Length | None, usual: float) -> float:
    """Return a length in millimetres."""
    return length.mm if length is not None else usual


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
