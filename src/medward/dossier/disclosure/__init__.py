"""Answers for the manufacturer disclosure statement (MDS2), computed from the records.

The form belongs to NEMA and is not shipped: people bring their own workbook. Here lies only which question is
answered by which records, and how.

>>> from medward.dossier.disclosure.mapping import shipped
>>> shipped().edition_of({"DOC", "MPII", "CONN", "RMOT", "AUDT"}).title
'ANSI/NEMA HN 1-2019'
>>> shipped().rule("CONN-1.1.2").ask
<Ask.MEDIUM: 'medium'>
"""
