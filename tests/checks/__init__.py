"""Tests of rules, gates, traces and questions."""
