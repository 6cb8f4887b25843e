"""`medward metrics`: FDA's three measures of vulnerabilities, open cases beside the averages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from medward.cli.common import instant, json_option, print_json, today
from medward.cli.tables import plain, table
from medward.kernel.words import plural
from medward.vulnerabilities.metrics import DEFINITIONS, STATISTICS, TO_FIELD, TO_UPDATE, UPDATED
from medward.workspace.device import open_device
from medward.workspace.metrics import metrics_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from medward.vulnerabilities.metrics import Case, Metrics, Span, Times
    from medward.workspace.metrics import MetricsReport

_HEADS: Final = ("Measure", "n", "Mean", "Median", "90th %", "Max", "Open")


@click.command()
@click.option(
    "--as-of", "as_of", default="", metavar="DATE", help="Last day that counts; today unless given."
)
@click.option(
    "--since", default="", metavar="DATE", help="Count vulnerabilities identified from this day on."
)
@json_option
@click.pass_obj
def command(folder: Path, as_of: str, since: str, *, as_json: bool) -> None:
    """Measure how many vulnerabilities were updated, how fast, and how fast in the field.

    These are the three measures FDA asks for. Cases still open are listed with their age and enter no average.
    A device without history gets the definitions and its plan, not zeros.
    """
    first, last = (instant(day).date() if day else None for day in (since, as_of))
    last = last or today()
    if last > today():
        raise click.UsageError(f"--as-of {last} has not come; today is {today()}")
    if first and first > last:
        raise click.UsageError(f"--since {first} lies after {last}")
    report = metrics_report(open_device(folder), last, first)
    if as_json:
        print_json(_json(report))
    else:
        click.echo("\n".join(map(plain, _lines(report))))


def _lines(report: MetricsReport) -> Iterator[str]:
    found = report.metrics
    window = f"from {found.since} to {found.as_of}" if found.since else f"to {found.as_of}"
    yield f"{report.product}: vulnerabilities identified {window}"
    yield ""
    if found.has_history:
        yield from _numbers(report)
    else:
        yield "No vulnerability that affects a release is known for this time, so there is nothing to measure yet."
        yield "It will be measured as follows."
    yield from _beside(found)
    yield ""
    yield from (f"{name}: {text}" for name, text in DEFINITIONS.items())
    yield STATISTICS
    yield from (f"Plan {name}: {cadence}" for name, cadence in report.plans)
    if not report.plans:
        yield "No management plan is recorded, so nobody has said who measures and how often."


def _numbers(report: MetricsReport) -> Iterator[str]:
    found = report.metrics
    yield f"{UPDATED}: {len(found.updated)}/{len(found.identified)} = {found.percent:.1f} %"
    yield ""
    times = ((TO_UPDATE, found.to_update), (TO_FIELD, found.to_field))
    yield from table(_HEADS, [(f"{name}, days", *_statistics(one)) for name, one in times], indent="")
    yield from _open("Without an update", found.to_update.open)
    yield from _open("Update available, field not complete", found.to_field.open)
    if len(report.by_severity) > 1:
        yield ""
        yield from table(
            ("Severity", "Updated", "Mean days to update", "Mean days in the field"),
            [_severity(level, one) for level, one in report.by_severity.items()],
            indent="",
        )


def _statistics(times: Times) -> tuple[str, ...]:
    words = (_number(times.mean), _number(times.median), _number(times.p90), _number(times.longest))
    return (str(len(times.finished)), *words, str(len(times.open)))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}".removesuffix(".0")


def _open(title: str, spans: Iterable[Span]) -> Iterator[str]:
    rows = [
        (one.case.id, one.case.name, one.case.severity or "not rated", f"{one.days} days", _share(one))
        for one in spans
    ]
    if rows:
        yield ""
        yield f"{title}, {plural(len(rows), 'open case')}:"
        yield from table(("Record", "Vulnerability", "Severity", "Age", "In the field"), rows)


def _share(span: Span) -> str:
    """Return how far an open case has come in the field."""
    if span.share is not None:
        return f"{float(100 * span.share):.0f} %"
    return "not counted" if span.case.available else "-"


def _severity(level: str, one: Metrics) -> tuple[str, ...]:
    updated = f"{len(one.updated)}/{len(one.identified)}"
    return (level or "not rated", updated, _number(one.to_update.mean), _number(one.to_field.mean))


def _beside(found: Metrics) -> Iterator[str]:
    if found.not_judged:
        yield ""
        yield f"Not judged yet, and so not counted: {_named(found.not_judged)}"
    if found.excluded:
        yield ""
        yield f"{plural(len(found.excluded), 'vulnerability', 'vulnerabilities')} excluded as not affecting a release."


def _named(found: Iterable[Case]) -> str:
    return ", ".join(f"{one.name} ({one.id})" for one in found)


def _json(report: MetricsReport) -> dict[str, object]:
    found = report.metrics
    return {
        "product": report.product,
        "since": str(found.since) if found.since else None,
        "as_of": str(found.as_of),
        "has_history": found.has_history,
        **_measures(found),
        "by_severity": {level or "not rated": _measures(one) for level, one in report.by_severity.items()},
        "not_judged": [one.id for one in found.not_judged],
        "excluded": [{"id": one.id, "reason": one.excluded} for one in found.excluded],
        "definitions": {**DEFINITIONS, "statistics": STATISTICS},
        "plans": [{"id": name, "cadence": cadence} for name, cadence in report.plans],
    }


def _measures(found: Metrics) -> dict[str, object]:
    return {
        "updated": {
            "identified": len(found.identified),
            "updated": len(found.updated),
            "percent": None if found.percent is None else round(found.percent, 1),
        },
        "to_update": _times(found.to_update),
        "to_field": _times(found.to_field),
    }


def _times(times: Times) -> dict[str, object]:
    return {
        "count": len(times.finished),
        "mean": None if times.mean is None else round(times.mean, 1),
        "median": times.median,
        "p90": times.p90,
        "max": times.longest,
        "finished": [_span(one) for one in times.finished],
        "open": [_span(one) for one in times.open],
    }


def _span(span: Span) -> dict[str, object]:
    return {
        "id": span.case.id,
        "name": span.case.name,
        "severity": span.case.severity,
        "days": span.days,
        "share": None if span.share is None else round(float(span.share), 3),
    }
