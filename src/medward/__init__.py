"""Medward keeps the cybersecurity file of a connected medical device true.

The map of the packages: `kernel` is the grammar of a record; `governance`, `devices`, `catalogue`,
`components`, `controls`, `verification`, `threats`, `risk`, `vulnerabilities` and `vex` hold one chapter
of the file each; `checks` judges the whole; `dossier` writes it up. `ledger`, `facts` and `render` touch
the world, `workspace` is what a person can do, `cli` the door.

"practice 2.3" and the like, throughout, name a section of the practice specification that Medward
implements; it is not part of the program.

>>> from medward.kinds import record_class
>>> record_class("threat").prefix
'THR'
"""

__version__ = "0.1.0"
