"""Tests of version keys."""
