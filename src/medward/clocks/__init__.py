"""Reporting clocks: facts about an event in, obligations with their due instants out."""
