"""Plots as values: what is measured, as a Vega-Lite specification with the table of its numbers beside it.

Each plot is a pure function of the context. A renderer turns the one specification into SVG for a page and into a
picture for a document; nothing is drawn that the table does not say too.

>>> from medward.dossier.plots.spec import spec_text
>>> spec_text({"mark": "bar", "encoding": {}})
'{"encoding":{},"mark":"bar"}'

Source: practice 6 and 7.2 (no pie charts, no gauges, no meaning by colour alone); practice 4.16 for open cases.
"""
