"""What the commands about packages print, for people and for scripts."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from medward.cli.tables import plain
from medward.dossier.documents.gap_list import Topic
from medward.kernel.canonical import sha256_hex
from medward.kernel.words import few, plural
from medward.workspace.package_files import as_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from medward.dossier.documents.gap_list import PackageGap
    from medward.dossier.documents.outline import PackageOutline
    from medward.workspace.package_state import Cause, Comparison, DocumentState, PackageState, SealedDocument
    from medward.workspace.packaging import BuiltPackage

_CAUSES: Final = 5
_TITLES: Final = {
    Topic.FINDING: "Findings",
    Topic.STALE: "Stale documents",
    Topic.TEXT: "Texts still to be written",
    Topic.FILE: "Files",
    Topic.CONFIRM: "To compare with the authority's text",
    Topic.PART: "Parts of outlines that no document answers",
}


def say(text: str) -> None:
    """Print one line; characters that would steer a terminal are spelled out."""
    click.echo(plain(text))


def print_built(built: BuiltPackage) -> None:
    """Print what was written, what blocks first."""
    say(f"{built.folder}: {named(built.outline)}: {plural(len(built.documents), 'document')}, "
        f"{plural(len(built.files), 'file')}")  # fmt: skip
    if built.blocking:
        say(f"  {plural(len(built.blocking), 'point')} block handing in, so every document is a draft:")
        for one in built.blocking:
            say(f"    {line_of(one)}")
    else:
        say("  nothing blocks handing in")
    for made in built.documents:
        cover = made.assembled.manuscript.cover
        mark = f"  {cover.watermark}" if cover.watermark else ""
        say(f"  {cover.number} rev {cover.revision}  {cover.title}  ({cover.status}){mark}")
    word = built.order.word
    if word:
        say(f"  Word documents stand on {word.name}")
    if word and word.lacking:
        say(f"    it lacks {plural(len(word.lacking), 'style')}, for which plain ones of Medward stand in: "
            f"{', '.join(word.lacking)}")  # fmt: skip
    say(f"  SHA-256 of manifest.json: {sha256_hex(as_json(built.manifest))}")


def built_json(built: BuiltPackage) -> dict[str, object]:
    """Return the shape of `build --for --json`."""
    return {
        "package": str(built.folder),
        "documents": [
            {
                "number": one.assembled.manuscript.cover.number,
                "title": one.assembled.manuscript.cover.title,
                "path": name,
                "sha256": built.files[name],
                "status": one.assembled.manuscript.cover.status,
            }
            for one in built.documents
            for name in one.files
        ],
        "gaps": [_gap(one) for one in built.gaps],
        "manifest": dict(built.manifest),
    }


def print_gaps(outline: PackageOutline, gaps: Sequence[PackageGap]) -> None:
    """Print what lacks, what blocks first, then by kind."""
    blocking = [one for one in gaps if one.is_blocking]
    rest = [one for one in gaps if not one.is_blocking]
    say(f"{outline.id}  {named(outline)}: {len(blocking)} blocking, {len(rest)} open")
    for title, some in (("Blocking", blocking), *((_TITLES[topic], _of(topic, rest)) for topic in Topic)):
        if some:
            click.echo()
            say(f"  {title}")
            for line in (
                _parts(some) if some[0].topic is Topic.PART and title != "Blocking" else _points(some)
            ):
                say(f"    {line}")
    click.echo()


def _points(gaps: Iterable[PackageGap]) -> Iterator[str]:
    """Yield each point, and below it who does what."""
    for one in gaps:
        yield line_of(one)
        yield f"    {one.owner}: {one.fix}"


def _parts(gaps: Sequence[PackageGap]) -> Iterator[str]:
    """Yield the parts outline by outline, since each is answered in the same way."""
    for outline, some in groupby(gaps, key=lambda one: one.subject.partition("/")[0]):
        parts = "; ".join(f"{one.subject.partition('/')[2]} {one.what.partition(': no ')[0]}" for one in some)
        yield f"{outline}: {parts}"
    yield f"    {gaps[0].owner}: {gaps[0].fix}"


def _of(topic: Topic, gaps: Iterable[PackageGap]) -> list[PackageGap]:
    return [one for one in gaps if one.topic is topic]


def line_of(one: PackageGap) -> str:
    """Return one gap in a line."""
    where = f"{one.gate} {one.rule} " if one.rule else ""
    return f"{where}{one.subject}: {one.what}"


def gaps_json(outline: PackageOutline, gaps: Sequence[PackageGap]) -> dict[str, object]:
    """Return the gaps of one package."""
    return {
        "package": outline.id,
        "template": outline.template,
        "blocking": sum(one.is_blocking for one in gaps),
        "gaps": [_gap(one) for one in gaps],
    }


def _gap(one: PackageGap) -> dict[str, object]:
    return {
        "topic": one.topic.value,
        "level": "block" if one.is_blocking else "warn",
        "gate": one.gate,
        "rule": one.rule,
        "record": one.subject,
        "message": one.what,
        "fix": one.fix,
        "owner": one.owner,
        "documents": list(one.documents),
    }


def print_state(folder: Path, state: PackageState) -> None:
    """Print which documents are stale, with causes."""
    touched = f", {len(state.touched)} touched" if state.touched else ""
    say(f"{folder}: {len(state.stale)} of {plural(len(state.documents), 'document')} stale{touched}")
    for one in state.documents:
        say(f"  {_word(one):<7}  {one.number}  {one.title}")
        for cause in one.causes[:_CAUSES]:
            say(f"             {_cause(cause)}")
        if len(one.causes) > _CAUSES:
            say(f"             and {len(one.causes) - _CAUSES:,} more; --json lists them")
        if one.is_touched:
            names = [cause.input for cause in one.moved]
            say(f"             would name other records now: {few(names, _CAUSES)}")
    for words in state.around:
        say(f"  also: {words}")
    for words in state.damage:
        say(f"  damaged: {words}")


def _word(one: DocumentState) -> str:
    """Return the state of a document in a word."""
    return "stale" if one.is_stale else "touched" if one.is_touched else "current"


def _cause(one: Cause) -> str:
    title = f" ({one.title})" if one.title else ""
    by = (
        f", {one.by}"
        if one.by
        else ", not written to the ledger yet"
        if one.title and one.change != "gone"
        else ""
    )
    return f"{one.input}{title} {'is' if one.change != 'changed' else 'has'} {one.change}{by}"


def state_json(state: PackageState) -> dict[str, object]:
    """Return the shape of `status --json`."""
    return {
        "package": state.sealed.package,
        "generated_at": state.sealed.generated_at,
        "documents": [
            {
                "code": one.code,
                "number": one.number,
                "title": one.title,
                "state": _word(one),
                "causes": [_cause_json(cause) for cause in one.causes],
                "moved": [_cause_json(cause) for cause in one.moved],
            }
            for one in state.documents
        ],
        "also": list(state.around),
        "damaged": list(state.damage),
    }


def _cause_json(one: Cause) -> dict[str, str]:
    return {"input": one.input, "change": one.change, "title": one.title, "by": one.by}


def print_comparison(found: Comparison) -> None:
    """Print a change list."""
    lines = [
        *(f"new      {_titled(one)}" for one in found.added),
        *(f"gone     {_titled(one)}" for one in found.removed),
        *(f"changed  {_titled(now)}: {_what(was, now)}" for was, now in found.changed),
    ]
    for line in lines or ["no document differs"]:
        say(line)
    if found.inputs:
        click.echo()
        say(f"{plural(len(found.inputs), 'record or file differs', 'records and files differ')}:")
        for one in found.inputs:
            say(f"  {one.change:<8} {one.input}")
    if found.counts:
        click.echo()
        say("Numbers:")
        for name, was, now in found.counts:
            say(f"  {name.replace('_', ' ')}: {was:,}, now {now:,}")
    for words in found.around:
        say(f"also: {words}")


def _what(was: SealedDocument, now: SealedDocument) -> str:
    """Return what differs between two builds of one document."""
    names = sorted(
        name for name in {*was.inputs, *now.inputs} if was.inputs.get(name) != now.inputs.get(name)
    )
    said = [
        f"{label} {before} to {after}"
        for label, before, after in (
            ("revision", was.revision, now.revision),
            ("state", was.status, now.status),
            ("title", was.title, now.title),
        )
        if before != after
    ]
    return "; ".join((*said, few(names, _CAUSES))) if names else "; ".join(said) or "number"


def _titled(one: SealedDocument) -> str:
    return f"{one.number} rev {one.revision}  {one.title}"


def comparison_json(found: Comparison) -> dict[str, object]:
    """Return the shape of `compare --json`."""
    return {
        "added": [one.number for one in found.added],
        "removed": [one.number for one in found.removed],
        "changed": [
            {"number": now.number, "title": now.title, "what": _what(was, now)} for was, now in found.changed
        ],
        "inputs": [{"input": one.input, "change": one.change} for one in found.inputs],
        "counts": {name: {"before": was, "after": now} for name, was, now in found.counts},
        "also": list(found.around),
    }


def named(outline: PackageOutline) -> str:
    """Return a package with its template."""
    return f"{outline.title}{f', {outline.template}' if outline.template else ''}"
