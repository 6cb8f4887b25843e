"""The device and its architecture: what it is, what it is made of, what talks to what.

Product, intended use, zones, elements, interfaces, assets, actors, views, use
cases, assumptions and releases.

>>> from medward.devices.records import Interface
>>> Interface.prefix
'IFC'

Source: practice 2.5 and 4.21; FDA premarket cybersecurity guidance of 3 February
2026, appendix on architecture views, in our words.
"""
