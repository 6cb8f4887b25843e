"""Where requirements come from: clauses in our own words, and catalogue controls.

>>> from medward.catalogue.records import ControlCategory
>>> len(ControlCategory)
8

Source: practice 3, rows 4 and 5, and 4.17.
"""
