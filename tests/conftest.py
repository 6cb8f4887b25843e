"""How properties are tried, and what the test run says at its end: figures, and every test not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings

if TYPE_CHECKING:
    import pytest

settings.register_profile("medward", deadline=None)  # a busy machine is no defect
settings.load_profile("medward")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests kept, and list what was skipped with its reason."""
    figures = [
        (report.nodeid, value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in report.user_properties
        if name == "figures"
    ]
    if figures:
        terminalreporter.section("figures from real data")
    for nodeid in dict.fromkeys(name for name, _ in figures):
        terminalreporter.write_line(nodeid)
        for line in (value for name, value in figures if name == nodeid):
            terminalreporter.write_line(f"    {line}")
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"{len(skipped)} tests not run")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"{report.nodeid}: {reason}")
