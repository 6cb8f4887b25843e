"""A manuscript as one HTML file: readable offline, by a screen reader and on paper, with nothing beside it.

The stylesheet stands inside and is named by its hash in the content security policy, so nothing else runs.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Block, Details, Plot, Section, Table, tables_of
from medward.dossier.manuscript import LANGUAGE
from medward.render.blocks import anchor, block
from medward.render.cells import Where, esc
from medward.render.qr import qr_alt, qr_help, qr_svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from medward.dossier.manuscript import Manuscript

_STYLES: Final = ("medward.css", "manuscript.css")


def html_file(manuscript: Manuscript) -> bytes:
    """Return a manuscript as one HTML file."""
    style = "\n".join((files("medward.render") / "static" / name).read_text("utf-8") for name in _STYLES)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    cover = manuscript.cover
    anchors = frozenset(row.anchor for table in tables_of(manuscript.sections) for row in table.rows)
    where = Where("", anchors, is_single=True)
    numbered = list(_numbered(manuscript.sections))
    body = "".join(block(section, where) for section in numbered)
    title = esc(f"{cover.number} {cover.title}")
    mark = f'<p class="mark-{cover.watermark.lower()}">{cover.watermark}</p>' if cover.watermark else ""
    return f"""<!DOCTYPE html>
<html lang="{LANGUAGE}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{esc(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="manuscript">
<a class="skip" href="#content">Skip to content</a>
<main id="content">
<header class="cover">{mark}
<p class="company">{esc(cover.company)}</p>
<h1>{esc(cover.title)}</h1>
<p class="lead">{esc(cover.number)} rev {esc(cover.revision)}</p>
<dl class="facts">{_facts(manuscript)}</dl>
</header>
{_signatures(manuscript)}
{_revisions(manuscript)}
<nav class="contents" aria-label="Contents"><h2>Contents</h2>{_contents(numbered)}</nav>
{body}
<footer><span>{title} rev {esc(cover.revision)}</span><span>Status: {esc(cover.status)}</span>
<span>{esc(cover.product)}, {esc(cover.release)}</span></footer>
</main>
</body>
</html>
""".encode()


def _numbered(sections: Iterable[Section], prefix: str = "") -> Iterator[Section]:
    """Yield sections with their numbers and an anchor of their own, and tables without a file beside them."""
    for number, section in enumerate(sections, start=1):
        own = f"{prefix}{number}"
        inner = tuple(_numbered((item for item in section.blocks if isinstance(item, Section)), f"{own}."))
        leaves = tuple(_alone(item) for item in section.blocks if not isinstance(item, Section))
        yield Section(
            f"{own} {section.title}", (*leaves, *inner), section.anchor or f"s{own}-{anchor(section.title)}"
        )


def _alone(value: Block) -> Block:
    if isinstance(value, Table):
        return replace(value, is_data=False)
    if isinstance(value, Plot):
        return replace(value, table=replace(value.table, is_data=False))
    if isinstance(value, Details):
        return replace(value, blocks=tuple(_alone(item) for item in value.blocks))
    return value


def _facts(manuscript: Manuscript) -> str:
    return "".join(f"<dt>{esc(label)}</dt><dd>{esc(value)}</dd>" for label, value in manuscript.cover.lines())


def _contents(sections: Sequence[Section]) -> str:
    if not sections:
        return ""
    lines = "".join(
        f'<li><a href="#{esc(item.anchor)}">{esc(item.title)}</a>'
        f"{_contents([one for one in item.blocks if isinstance(one, Section)])}</li>"
        for item in sections
    )
    return f"<ul>{lines}</ul>"


def _signatures(manuscript: Manuscript) -> str:
    rows = [one.cells() for one in manuscript.signatures]
    head = ("Name", "Role", "Meaning", "Signed", "Signature", "Hash")
    return _grid("Signatures", head, rows, "This document carries no signature.") + _seal(
        manuscript.cover.short_hash
    )


def _seal(short: str) -> str:
    """Return the short hash with its QR code, where the document has one."""
    if not short:
        return ""
    code = qr_svg(short).decode().replace("<svg ", f'<svg role="img" aria-label="{esc(qr_alt(short))}" ', 1)
    return f'<div class="seal">{code}<p>{esc(qr_help(short))}</p></div>'


def _revisions(manuscript: Manuscript) -> str:
    rows = [one.cells() for one in manuscript.revisions]
    head = ("Rev", "Date", "Change", "Reason", "Author")
    return _grid("Revision history", head, rows, "No revision is recorded.")


def _grid(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    if not rows:
        return f"<section><h2>{title}</h2><p>{empty}</p></section>"
    first = "".join(f'<th scope="col">{word}</th>' for word in head)
    lines = "".join(f"<tr>{''.join(f'<td>{esc(word)}</td>' for word in row)}</tr>" for row in rows)
    return (
        f'<section><h2>{title}</h2><div class="table"><table class="data"><caption>{title}</caption>'
        f"<thead><tr>{first}</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )
