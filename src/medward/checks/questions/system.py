"""Questions 1 to 5: the system."""

from __future__ import annotations

import re
from typing import Final

from medward.checks.questions.answer import Answer, Query, found, no_record, row
from medward.devices.records import Asset, AssetKind, Assumption, Element, Interface
from medward.governance.records import Change, Document, Submission

_NONE: Final = re.compile(r"^none\b", re.IGNORECASE)


def ways_in_and_out(query: Query) -> Answer:
    """1: every interface, disabled ones included."""
    case = query.case
    return found(
        (
            row(
                one,
                f"{one.medium}, {one.protocol}, port {one.port}, {one.direction}, {one.default}, {one.purpose}, "
                f"{one.exposure}{', listens' if one.open_port else ''}"
                f"{f', disabled by {one.disabled_how}' if one.disabled_how else ''}",
            )
            for one in case.live(Interface)
        ),
        "ways in and out, disabled ones included",
        "interface records (IFC)",
    )


def without_authentication(query: Query) -> Answer:
    """2: interfaces whose authentication is none, with the reason."""
    interfaces = query.case.live(Interface)
    if not interfaces:
        return no_record("interface records (IFC), field authentication")
    bare = [one for one in interfaces if _NONE.match(one.authentication)]
    if not bare:
        return Answer(
            f"none of {len(interfaces)} interfaces is without authentication", tuple(map(row, interfaces))
        )
    reasons = ((one, one.none_reason or one.authentication) for one in bare)
    return found((row(one, why) for one, why in reasons), f"of {len(interfaces)} interfaces", "")


def changed_since_submission(query: Query) -> Answer:
    """3: model records that differ from the snapshot of the last submission, and changes on record."""
    case = query.case
    sent = [one for one in case.live(Submission) if one.submitted_on is not None]
    if not sent:
        changes = [row(one, f"{one.status}: {one.what}") for one in case.live(Change)]
        where = "submission records (SUB) with submitted_on, and their documents' input snapshots"
        return found(
            changes, "changes on record; nothing has been submitted yet, so there is no baseline", where
        )
    last = max(sent, key=lambda one: str(one.submitted_on))
    documents = [case.records.find(identity, Document) for identity in last.documents]
    seen = {item.record: item for document in documents if document for item in document.inputs}
    model = [*case.live(Element), *case.live(Interface)]
    rows = [
        row(
            one,
            "new since the submission"
            if one.id not in seen
            else f"version {seen[one.id].version} was submitted",
        )
        for one in model
        if one.id not in seen or seen[one.id].sha256 != one.digest
    ]
    return found(
        [row(last, f"submitted {last.submitted_on}"), *rows],
        f"records: the submission and {len(rows)} changes",
        "",
    )


def outside_scope(query: Query) -> Answer:
    """4: elements outside our scope with who secures them, and what we assume of others."""
    case = query.case
    outside = [
        row(one, f"secured by {one.secured_by or 'nobody named'}")
        for one in case.live(Element)
        if not one.in_scope
    ]
    assumed = [
        row(one, f"assumed of the {one.assumption_kind}: {one.text}")
        for one in case.live(Assumption)
        if one.transferred
    ]
    where = "element records (ELM) with in_scope: false and secured_by"
    return found([*outside, *assumed], "parts and assumptions others answer for", where)


def keys(query: Query) -> Answer:
    """5: key assets, where they are kept and how they are replaced."""
    keys_ = [one for one in query.case.live(Asset) if one.asset_kind is AssetKind.KEY]
    return found(
        (
            row(one, f"in {', '.join(one.located)}; {one.rotation or 'rotation not recorded'}")
            for one in keys_
        ),
        "keys",
        "asset records (AST) of kind key, fields located and rotation",
    )
