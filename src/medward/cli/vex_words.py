"""How the import of a supplier's VEX document is said to people and to scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from medward.kernel.words import plural

if TYPE_CHECKING:
    from datetime import date

    from medward.workspace.vex_suppliers import Import


def import_json(found: Import) -> dict[str, object]:
    """Return what the import of a supplier's document found."""
    document = found.received.document
    return {
        "author": document.author,
        "document": document.id,
        "version": document.version,
        "sha256": document.sha256,
        "file": found.received.file,
        "statements": len(document.statements),
        "fitting": found.fitting,
        "about_release": found.about_release,
        "new": found.is_new,
        "superseded": found.is_superseded,
        "dated_ahead": str(found.ahead) if found.ahead else None,
        "named_author": found.named_author,
        "notes": list(document.notes),
    }


def import_lines(found: Import, release: str) -> list[str]:
    """Return the same in words, a line each; `release` is the version it was held against."""
    document = found.received.document
    what = f"{document.format.label} {document.spec_version} of {document.author}"
    many = plural(len(document.statements), "statement")
    lines = [f"{what}, version {document.version or 'not given'}: {many}"]
    rest = found.fitting < len(document.statements)
    lines.append(
        f"{plural(found.fitting, 'statement fits', 'statements fit')} components of release {release}"
        f"{'; `medward watch` holds each against every supported release' if rest else ''}"
    )
    lines += [_about_release_words(found.about_release)] if found.about_release else []
    lines.append(
        f"kept as {found.received.file}" if found.is_new else "the very same document is kept already"
    )
    if found.is_superseded:
        lines.append("a later version of it is at hand, so it changes nothing")
    if found.is_passed_on:
        lines.append(f"note: the document itself names {found.named_author} as its author")
    lines += [f"note: {ahead_words(found.ahead)}"] if found.ahead else []
    return [*lines, *(f"note: {note}" for note in document.notes)]


def _about_release_words(count: int) -> str:
    many = plural(count, "statement is", "statements are")
    return f"{many} about the product as a whole, or one of its name: see `medward vex conflicts --all`"


def ahead_words(day: date) -> str:
    """Return what a document does that is dated after today."""
    return f"it is dated {day}, which has not come: until then it replaces nothing that is dated earlier"
