"""What each authority expects and which records show it: met, partly, missing, not applicable, cannot tell.

No tick boxes: `queries` holds about eighty pure functions of a case, each of which looks
at records, evidence and signatures; `evaluate` lays the clauses of the catalogue beside them.

>>> from medward.gaps.shown import Shown, State, combined
>>> combined([Shown(State.MET), Shown(State.CANNOT_TELL)]).state.value
'cannot-tell'
"""
