"""Tests of the forty questions."""
