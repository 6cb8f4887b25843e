"""Reporting clocks: facts about an event in, obligations with their due instants out.

A clock of the catalogue says when its limit starts and how it is counted; the arithmetic
is `counting`, the judgement of an event `engine`.

>>> from datetime import datetime
>>> from zoneinfo import ZoneInfo
>>> from medward.catalogue.clock import ClockStage
>>> from medward.clocks.counting import due
>>> limit = ClockStage(start="aware", amount=10, unit="calendar-days", words="10 days")
>>> due(limit, datetime.fromisoformat("2026-03-02T09:10:00+01:00"), ZoneInfo("Europe/Berlin"), "").at.isoformat()
'2026-03-12T23:59:59+01:00'

Source: practice 4.22.
"""
