"""Spark: the same Parquet files and the same question, in a local cluster of this process's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import SparkSession

from medward.facts.engines import ORDERED, TABLES, Facts, Findings, found

if TYPE_CHECKING:
    from pathlib import Path


def findings(facts: Facts) -> Findings:
    """Return what Spark finds."""
    builder = SparkSession.builder.master("local[2]").appName("medward").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "8").getOrCreate()
    try:
        for name in TABLES:
            files: list[Path] = [path / f"{name}.parquet" for path in facts.snapshots]
            if name == "parts":
                files = [facts.components.file("parts")]
            session.read.parquet(*map(str, files)).distinct().createOrReplaceTempView(name)
        rows = session.sql(ORDERED).collect()
        return found([(row[0], row[1], row[2]) for row in rows])
    finally:
        session.stop()
