"""Who decides, by which rule, and with whose signature.

Organisations, people, policies, plans, decisions, changes, controlled documents
and signatures: the records that every other record leans on. Policies are data
(`policies`): a company changes its matrix, its signature table or its SBOM gate
by a signed record, never by code.

>>> from medward.governance.records import Person
>>> Person.prefix
'USR'

Source: ISO 13485 4.2 (document control) and 21 CFR 11.10, 11.50, 11.70 in our words.
"""
