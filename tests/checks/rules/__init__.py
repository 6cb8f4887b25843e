"""Tests of the rules, one table per chapter."""
