"""The documents a manufacturer hands in: which there are, what each section shows, for whom they are put together.

`set/` holds the documents and packages as data, `outline` their form, `queries` what a section may show,
`narratives` the hand-written text, `assembling` makes a `Manuscript` from these and the facts.

>>> from medward.dossier.documents.shipped import document_set
>>> document_set().document("03").title
'Threat model report'

Source: practice 7.1 and 7.1b for the set and its tables; the outlines of the catalogue for what authorities expect.
"""
