"""Rows on their way into DuckDB arrive as they were written, whatever their texts hold."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from medward.facts.parquet import csv_of

if TYPE_CHECKING:
    import pytest

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from('\r\n",\\'), max_size=8
)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_texts_pass_csv_unchanged(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x-0.csv"
    rows = [(number, *one) for number, one in enumerate(texts)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    columns = {"number": "BIGINT", "first": "VARCHAR", "second": "VARCHAR"}
    assert duckdb.sql(f"SELECT * FROM {csv_of(path, columns)} ORDER BY number").fetchall() == rows  # noqa: S608
