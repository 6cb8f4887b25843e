"""Reads a finished package as a sceptical reviewer would and writes the deficiency letter.

It knows only what was handed over: documents as headed text and tables, component lists, manifest. The questions
stand in one table; each names the clause it rests on and what would answer it.

>>> from datetime import date
>>> from medward.dossier.review.letter import review
>>> from medward.dossier.review.points import Case
>>> from medward.dossier.review.reading import Line, ReadDocument, ReadPackage
>>> plan = ReadDocument("plan.html", "html", "Security plan", (Line("heading", "Roles", 2), Line("text", "TBD")))
>>> letter = review(Case(ReadPackage((plan,)), "fda", date(2026, 6, 15)))
>>> [point.spots[0].what for point in letter.points if point.question.title == "placeholder text"]
['"TBD"']
>>> letter.unanswered[0].missing
'Architecture and views'
"""
