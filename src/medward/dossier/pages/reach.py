"""Attack paths: the easiest way to each function, and what one shared thing does to many patients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.dossier.blocks import (
    Badge,
    Block,
    Cell,
    Column,
    Document,
    Items,
    Notice,
    Number,
    PageLink,
    Ref,
    Row,
    Section,
    Table,
    listed,
    refs,
    text,
)
from medward.dossier.tones import Tone
from medward.dossier.words import class_badge
from medward.kernel.words import plural, spelled
from medward.risk.matrix import UNKNOWN

if TYPE_CHECKING:
    from medward.dossier.facts import Reach
    from medward.dossier.pages.context import Context
    from medward.risk.blast import BlastRow

_MOST_NAMED = 6
"""Controls or entries named in one cell; the commands `paths` and `blast` have all of them."""
_CANNOT_TELL = Badge("cannot tell", Tone.UNKNOWN)
_TREES = PageLink("threats", "attack trees")


def reach(context: Context) -> Document:
    """Return the page of attack paths and of what is shared (practice 4.2, 4.20)."""
    reaches, blast = context.facts.reaches, context.facts.blast
    rows = blast.rows if blast else ()
    many = sum(row.spread.is_multi is True for row in rows)
    unsure = sum(row.spread.is_multi is None for row in rows)
    return Document(
        slug="attack-paths",
        title="Attack paths and shared elements",
        lead=f"Ways to {plural(len(reaches), 'function')}; {plural(many, 'shared element')} of {len(rows)} "
        f"can reach several units at once{f'; of {unsure} it cannot be told' if unsure else ''}.",
        group="Design",
        short="Attack paths",
        blocks=(
            text(
                "Computed from the elements, interfaces and risks of this file. A level is that of the hardest "
                "step; a control counts once it is verified on this release. Ways that people drew by hand are "
                "the ",
                _TREES,
                ".",
            ),
            _ways(context),
            *_unknowns(context),
            Section("What one shared element does to many patients", (*_answer(context), _shared(context))),
        ),
    )


def _ways(context: Context) -> Table:
    """Return the easiest way to each function."""
    return Table(
        name="attack-paths",
        caption="Easiest way to each function after verified controls",
        columns=(
            Column("Function", is_narrow=True),
            Column("Name", is_below=True),
            Column("Easiest way"),
            Column("Entries", is_number=True),
            Column("Without a verified control"),
            Column("Guarded by one control alone"),
        ),
        rows=tuple(_way(item) for item in context.facts.reaches),
        empty="No asset of kind function and no safety-related element is recorded, so no way can be looked for.",
    )


def _way(item: Reach) -> Row:
    """Return one function."""
    return Row(
        (
            Ref(item.goal),
            item.title,
            item.easiest or "No entry reaches it.",
            Number(item.reached_from, item.entries),
            refs(item.open_from, Badge("none", Tone.GOOD)),
            refs(item.alone, Badge("none", Tone.GOOD)),
        )
    )


def _unknowns(context: Context) -> tuple[Block, ...]:
    """Return what the records leave open about ways."""
    found = context.facts.reach_unknowns
    return (Notice("What cannot be told", (Items(found),), Tone.UNKNOWN),) if found else ()


def _answer(context: Context) -> tuple[Block, ...]:
    """Return the answer to whether several patients can be hit at once."""
    blast = context.facts.blast
    word = blast.answer if blast else "cannot tell"
    words = {
        "yes": "Several patients can be hit at once, by the elements below and to the number of units named.",
        "none": "No shared element reaches more than one patient; the table is the proof.",
    }
    return (text(words.get(word, "Whether several patients can be hit cannot be told from the records.")),)


def _shared(context: Context) -> Table:
    """Return the multi-patient table."""
    return Table(
        name="multi-patient",
        caption="Multi-patient harm: what is shared, what it does, and what stands against it",
        columns=(
            Column("Shared", is_narrow=True),
            Column("Name", is_below=True),
            Column("Reaches by", is_below=True),
            Column("Easiest entry"),
            Column("Level there", is_below=True),
            Column("Units", is_number=True),
            Column("At one site", is_below=True),
            Column("Patients at once", is_below=True),
            Column("Severity", is_narrow=True),
            Column("Harms", is_below=True),
            Column("Prevented by"),
            Column("Detected by"),
            Column("Time to detect", is_below=True),
            Column("Response"),
            Column("Residual", is_narrow=True),
        ),
        rows=tuple(_row(row) for row in (context.facts.blast.rows if context.facts.blast else ())),
        empty="No key and no process is recorded, so nothing shared can be looked at.",
    )


def _row(row: BlastRow) -> Row:
    """Return one scenario."""
    spread = row.spread
    reaches = "" if spread.functions else "; no function within reach"
    known = row.residual not in {UNKNOWN, "cannot-tell"}
    return Row(
        (
            Ref(spread.record),
            spread.title,
            f"{spelled(spread.channel)}{reaches}",
            row.entry or "no way leads there",
            row.entry_level,
            _count(spread.units),
            _count(spread.units_at_site),
            _count(spread.patients),
            _CANNOT_TELL if row.severity == UNKNOWN else row.severity,
            _some(row.harms, row.gap or "no harm named"),
            _some(row.preventing, Badge("nothing verified", Tone.ATTENTION)),
            _some(row.detecting, Badge("no control", Tone.ATTENTION)),
            "not recorded",
            _some(row.responding, Badge("no control", Tone.ATTENTION)),
            class_badge(row.residual) if known else _CANNOT_TELL,
        )
    )


def _count(value: int | None) -> Cell:
    """Return a count, or that there is none to be had."""
    return _CANNOT_TELL if value is None else Number(value)


def _some(ids: tuple[str, ...], empty: Cell) -> Cell:
    """Return the first ids as links and how many are left."""
    left = len(ids) - _MOST_NAMED
    more = f"and {left} more" if left > 0 else ""
    return listed((*(Ref(name) for name in ids[:_MOST_NAMED]), more), empty)
