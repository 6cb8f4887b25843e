"""The age of feeds in words and as scripts read it: what is too old is never left unsaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from medward.cli.common import today
from medward.cli.tables import plain
from medward.vulnerabilities.freshness import Freshness
from medward.workspace.feeds import feed_states, medward_home

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.vulnerabilities.freshness import FeedAge


def stale_words(age: FeedAge) -> str:
    """Return what a feed that is not fresh means."""
    silence = ": its silence means nothing" if age.freshness is not Freshness.STALE else ""
    return f"the feed {age.name} is not fresh, {age}{silence}"


def stale_json(ages: Iterable[FeedAge]) -> list[dict[str, object]]:
    """Return feeds that are not fresh in the shape scripts rely on."""
    return [{**age._asdict(), "freshness": age.freshness.value} for age in ages]


def stale_in_use() -> list[FeedAge]:
    """Return the age of the imported feeds that are not fresh (rule V34)."""
    states = feed_states(medward_home(), today())
    return [state.age for state in states if state.age.freshness is not Freshness.FRESH]


def echo_stale(ages: Iterable[FeedAge]) -> None:
    """Print which feeds are not fresh."""
    for age in ages:
        click.echo(f"note: {plain(stale_words(age))}")
