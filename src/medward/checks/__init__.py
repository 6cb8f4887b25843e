"""What must hold before a gate opens: rules V01 and on, gates G0 to G8, and the questions auditors ask.

A `Case` is one device file at one moment, seen for one release. `rules` holds one
function per rule, `gates` counts what is ready, draft and missing, `chain` walks
from a threat to its evidence and back, `questions` answers the forty audit
questions. Everything is computed; nothing here reads a clock or a file.

>>> from medward.checks.finding import CheckFinding, Level
>>> print(CheckFinding("V08", Level.BLOCK, "G3", "LVP-CTL-0009", "it has no requirement", "write one", ""))
LVP-CTL-0009: V08 it has no requirement. Fix: write one.

Source: practice 2.1 (gates), 2.6 (questions), 3.1 (rules).
"""
