"""The index of a package as one HTML file with links to the files beside it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from medward.dossier.blocks import Section
from medward.render.blocks import anchor, block
from medward.render.cells import Where, esc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medward.dossier.blocks import Block

_STYLES: Final = ("medward.css", "manuscript.css")


def index_file(title: str, lead: str, blocks: Sequence[Block]) -> bytes:
    """Return the index page; nothing in it runs, and nothing is loaded from elsewhere."""
    style = "\n".join((files("medward.render") / "static" / name).read_text("utf-8") for name in _STYLES)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    where = Where("", frozenset())
    body = "".join(block(_anchored(item), where) for item in blocks)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{esc(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{esc(title)}</title>
<style>{style}</style>
</head>
<body class="manuscript">
<a class="skip" href="#content">Skip to content</a>
<main id="content">
<header class="cover"><h1>{esc(title)}</h1><p class="lead">{esc(lead)}</p></header>
{body}
</main>
</body>
</html>
""".encode()


def _anchored(item: Block) -> Block:
    return replace(item, anchor=anchor(item.title)) if isinstance(item, Section) else item
