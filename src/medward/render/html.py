"""A dossier as HTML files that open from a folder, without a server and without JavaScript.

The pages carry a content security policy: nothing is loaded from elsewhere, no
inline script or style runs. The script of this package only sorts and filters.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Document, PageLink, Section, tables_of
from medward.render.blocks import anchor, block, csv_path
from medward.render.cells import Where, cell, esc, page_href
from medward.render.spreadsheet import table_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

POLICY: Final = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' file:; "
    "base-uri 'none'; form-action 'none'"
)
"""`file:` beside 'self': a page opened from a folder has an opaque origin in some browsers."""
STATIC: Final = ("medward.css", "tables.js")


_LISTED_FROM: Final = 3
"""Sections from which a page lists them at its head."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page says at its foot."""

    product: str
    release: str
    generated: str
    program: str


def html_files(documents: Sequence[Document], stamp: Stamp) -> dict[str, bytes]:
    """Return every file of the site by its path: pages, tables, stylesheet, script."""
    records = frozenset(
        item.slug.removeprefix("records/") for item in documents if item.slug.startswith("records/")
    )
    chapters = [item for item in documents if item.group]
    found: dict[str, bytes] = {}
    for document in documents:
        found[f"{document.slug}.html"] = page(document, chapters, records, stamp).encode()
        for table in tables_of(document.blocks):
            if table.is_data and table.rows:
                found[csv_path(table)] = table_csv(table)
    for name in STATIC:
        found[f"static/{name}"] = (files("medward.render") / "static" / name).read_bytes()
    return found


def page(document: Document, chapters: Sequence[Document], records: frozenset[str], stamp: Stamp) -> str:
    """Return one page."""
    where = Where("../" * document.slug.count("/"), records)
    body = "".join(block(item, where) for item in document.blocks)
    status = f'<span class="status">{cell(document.status, where)}</span>' if document.status else ""
    title = esc(document.title)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{esc(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - {esc(stamp.product)}</title>
<link rel="stylesheet" href="{where.root}static/medward.css">
<script src="{where.root}static/tables.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav class="side" aria-label="Pages of the dossier">
<a class="brand" href="{where.root}index.html"><strong>{esc(stamp.product)}</strong>
<span>{esc(stamp.release)}</span></a>
{_navigation(document, chapters, where)}
</nav>
<main id="content">
{_crumbs(document, where)}
<header><h1>{title} {status}</h1><p class="lead">{esc(document.lead)}</p></header>
{_contents(document)}
{body}
<footer><span>{esc(stamp.product)}, {esc(stamp.release)}</span><span>Generated {esc(stamp.generated)}</span>
<span>{esc(stamp.program)}</span></footer>
</main>
</body>
</html>
"""


def _navigation(document: Document, chapters: Sequence[Document], where: Where) -> str:
    """Return every chapter by group, the present one marked."""
    current = document.crumbs[-1].slug if document.crumbs else document.slug
    groups: dict[str, list[str]] = {}
    for item in chapters:
        mark = ' aria-current="page"' if item.slug == current else ""
        href = esc(page_href(PageLink(item.slug, ""), where))
        link = f'<li><a href="{href}"{mark}>{esc(item.short or item.title)}</a></li>'
        groups.setdefault(item.group, []).append(link)
    return "".join(f"<h2>{esc(name)}</h2><ul>{''.join(links)}</ul>" for name, links in groups.items())


def _crumbs(document: Document, where: Where) -> str:
    """Return the way back."""
    crumbs = document.crumbs or ((PageLink("index", "Overview"),) if document.slug != "index" else ())
    if not crumbs:
        return ""
    here = esc(document.short or document.slug.rpartition("/")[2])
    links = "".join(
        f'<li><a href="{esc(page_href(item, where))}">{esc(item.label)}</a></li>' for item in crumbs
    )
    return f'<nav class="crumbs" aria-label="Breadcrumb"><ol>{links}<li aria-current="page">{here}</li></ol></nav>'


def _contents(document: Document) -> str:
    """Return the sections of a chapter as links; a record page is short enough without."""
    titles = [item for item in document.blocks if isinstance(item, Section)]
    if not document.group or len(titles) < _LISTED_FROM:
        return ""
    links = "".join(
        f'<li><a href="#{esc(item.anchor or anchor(item.title))}">{esc(item.title)}</a></li>'
        for item in titles
    )
    return f'<nav class="contents" aria-label="On this page"><ul>{links}</ul></nav>'
