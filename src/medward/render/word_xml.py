"""Pieces of WordprocessingML as text, every word escaped in one place.

Tables are written as markup and parsed once each: building 5,000 rows object by object takes minutes.

Source: ECMA-376 Part 1, 17.3 (paragraphs and runs), 17.4 (tables), 17.16 (fields).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from medward.render.legible import legible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_MARK_SIZE: Final = 130
_STYLE: Final = re.compile(r'<w:(p|r|tbl)Style w:val="([^"]*)"')


def styled(markup: str, ids: Mapping[str, str]) -> str:
    """Return markup in which styles stand by their id instead of their name; ids differ between templates."""
    return _STYLE.sub(
        lambda found: f"<w:{found[1]}Style w:val={quoteattr(ids.get(found[2], found[2]))}", markup
    )


def text(words: str) -> str:
    """Return text as Word takes it: escaped, with what XML 1.0 forbids spelled out."""
    return escape(legible(words))


def run(words: str, *, bold: bool = False, style: str = "", shade: str = "", colour: str = "") -> str:
    """Return one run of text; a line break stands for each newline."""
    marks = f"<w:rStyle w:val={quoteattr(style)}/>" if style else ""
    marks += "<w:b/>" if bold else ""
    marks += f'<w:color w:val="{colour}"/>' if colour else ""
    marks += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in text(words).split("\n"))
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{lines}</w:r>"


def break_() -> str:
    """Return a line break."""
    return "<w:r><w:br/></w:r>"


def link(anchor: str, inner: str) -> str:
    """Return runs that lead to a bookmark of the same document."""
    return f"<w:hyperlink w:anchor={quoteattr(anchor)}>{inner}</w:hyperlink>"


def bookmark(name: str, number: int) -> str:
    """Return a place that links lead to."""
    return f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/><w:bookmarkEnd w:id="{number}"/>'


def bookmark_name(identity: str) -> str:
    """Return an id as a bookmark may be called: letters, digits and underscores, at most 40."""
    return "m_" + "".join(letter if letter.isalnum() else "_" for letter in identity)[:38]


def field(code: str, shown: str = "1") -> str:
    """Return a field that Word computes, e.g. PAGE; `shown` stands there until it does."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {text(code)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(inner: str, style: str = "Normal", *, keep_next: bool = False, right: bool = False) -> str:
    """Return a paragraph around runs."""
    marks = f"<w:pStyle w:val={quoteattr(style)}/>" if style else ""
    marks += "<w:keepNext/>" if keep_next else ""
    marks += '<w:jc w:val="right"/>' if right else ""
    return f"<w:p>{f'<w:pPr>{marks}</w:pPr>' if marks else ''}{inner}</w:p>"


def gap() -> str:
    """Return the paragraph Word needs behind a table, too low to fall on a page of its own."""
    return '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'


def caption(label: str, number: int, words: str, *, mark: str = "", keep_next: bool) -> str:
    """Return a caption with the number Word keeps counting; `mark` is a bookmark."""
    inner = mark + run(f"{label} ") + field(f"SEQ {label} \\* ARABIC", str(number)) + run(f"  {words}")
    return paragraph(inner, "Caption", keep_next=keep_next)


def listed(lines: Sequence[tuple[str, str, str]], wide: int) -> list[str]:
    """Return the lines of a table of contents, given style, text and bookmark of each.

    Every line asks for its own page, which Word and LibreOffice put in when they open the file. Inside a field for the
    whole table LibreOffice would keep what stood there when the file was made, when no page had a number yet.
    """
    found = []
    for style, words, anchor in lines:
        page = "<w:r><w:tab/></w:r>" + field(f"PAGEREF {anchor} \\h", "")
        inner = link(anchor, run(words) + page)
        stops = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{wide}"/></w:tabs>'
        found.append(f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{stops}</w:pPr>{inner}</w:p>")
    return found


def cell(inner: str, twips: int, *, shade: str = "") -> str:
    """Return a table cell around paragraphs; `twips` are twentieths of a point."""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>{fill}</w:tcPr>{inner}</w:tc>'


def row(cells: Iterable[str], *, is_head: bool = False) -> str:
    """Return a table row that does not break over pages; a head repeats on each."""
    marks = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


def table(columns: Sequence[int], rows: Iterable[str], style: str, description: str) -> str:
    """Return a table of fixed column widths, with a text for those who cannot see it."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f"<w:tbl {NAMESPACES}><w:tblPr><w:tblStyle w:val={quoteattr(style)}/>"
        f'<w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={quoteattr(text(description)[:250])}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def watermark(words: str) -> str:
    """Return a paragraph for a page header that draws words across the page."""
    return (
        f'<w:p {NAMESPACES}><w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '</v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="mark-{words.lower()}" type="#_x0000_t136" alt={quoteattr(words)} '
        f'style="position:absolute;margin-left:0;margin-top:0;width:{_MARK_SIZE * 3}pt;height:{_MARK_SIZE}pt;'
        "rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#f3d6d4" stroked="f">'
        f'<v:textpath style="font-family:Arial;font-size:1pt" string={quoteattr(words)}/>'
        "</v:shape></w:pict></w:r></w:p>"
    )
