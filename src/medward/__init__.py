"""Medward keeps the cybersecurity file of a connected medical device true."""

__version__ = "0.1.0"
