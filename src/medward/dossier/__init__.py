"""What a reviewer reads: a document as a tree of blocks, made from facts by pure functions.

`facts` is the input, `counts` holds every number once, `chains` follows a threat to its
evidence, `pages/` turns them into documents, `site` says which documents there are, and
`manifest` what went in and came out. No renderer is known here.

>>> from medward.dossier.blocks import Badge, Number, Ref, plain
>>> plain((Ref("LVP-THR-0042"), Number(31, 38), Badge("not verified")))
'LVP-THR-0042 31/38 not verified'

Source: practice 6 and 7; IMDRF N60 and the FDA premarket guidance of 3 February 2026 ask
for documents that agree with each other, in our words.
"""
