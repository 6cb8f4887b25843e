"""Threat models and risk tables of other tools: bytes in, a neutral draft out, and back.

What a format cannot hold, or what could not be read, is a named loss of the draft.

>>> from medward.exchange.detect import read_model
>>> text = '{"otmVersion": "0.2.0", "project": {"name": "Pump", "id": "pump"}}'
>>> draft = read_model(text.encode(), "pump.otm")
>>> len(draft.elements), len(draft.losses)
(0, 0)

Source: practice 1.1 and 4.1; the formats are those of their projects.
"""
