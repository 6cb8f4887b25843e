"""Tests of results, evidence and credit."""
