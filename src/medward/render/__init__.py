"""Renderers: how the blocks of a dossier look.

`html` writes pages that open from a folder, `cells` and `blocks` hold the markup, `diagram`
and `chain` the drawings, `spreadsheet` the tables as CSV. Every text is escaped in one place.

>>> from medward.dossier.blocks import Badge
>>> from medward.render.cells import badge
>>> badge(Badge("<script>"))
'<span class="badge neutral">&lt;script&gt;</span>'

Source: practice 6 (plain pages, keyboard, print, no meaning by colour alone).
"""
