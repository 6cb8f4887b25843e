"""V24 and V35: users are told what they must know, and nothing they must not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach
from medward.controls.records import Label
from medward.devices.records import Assumption, Interface
from medward.kernel.records import Confidentiality, Record
from medward.vulnerabilities.records import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case

PORT_TABLE: Final = 6  # practice 7.1, document 14: the port table is the sixth of the fourteen items
_SECRET: Final = frozenset({Confidentiality.INTERNAL, Confidentiality.EMBARGO})
_ID: Final = re.compile(r"\b[A-Z][A-Z0-9]{1,11}-[A-Z]{3}-[0-9]{4,}\b")
_FLAGS: Final = re.compile(
    r"\b(internal (?:use )?only|company confidential|under embargo|embargoed|do not publish|not for release"
    r"|TLP:(?:RED|AMBER(?:\+STRICT)?))",
    re.IGNORECASE,
)


def v24(case: Case) -> Iterator[Breach]:
    """Each assumption handed to users is in a labelling item, each open port in the port table.

    Source: practice 3.1 V24 and 7.1, document 14.
    """
    labels = case.live(Label)
    told = {source for label in labels for source in label.sources}
    table = {source for label in labels if label.item == PORT_TABLE for source in label.sources}
    for assumption in case.live(Assumption):
        if assumption.transferred and assumption.id not in told:
            yield Breach(
                assumption.id,
                f"handed to the {assumption.assumption_kind}, but no labelling item tells them",
                "write a labelling item and name the assumption in its sources",
            )
    for interface in case.live(Interface):
        if interface.open_port and interface.id not in table:
            yield Breach(
                interface.id,
                f"port {interface.port} of {interface.short} is open, but not in the port table (item {PORT_TABLE})",
                "add it to the port table and to the sources of that item",
            )


def v35(case: Case) -> Iterator[Breach]:
    """Text for users holds nothing internal or under embargo.

    Found are flag words, ids of internal records, and titles and public ids of
    records under embargo. A label may name internal records in `sources`: those
    are not printed.

    Source: practice 3.1 V35.
    """
    embargoed = list(_embargoed(case))
    for label in case.live(Label):
        text = f"{label.title}\n{label.text}\n{label.answer}"
        flag = _FLAGS.search(text)
        if flag:
            yield Breach(label.id, f"its text says {flag.group()!r}", "remove what is not for users")
        if label.confidential is Confidentiality.EMBARGO:
            yield Breach(
                label.id, "the label itself is under embargo", "lift the embargo, or do not publish it"
            )
        for identity in dict.fromkeys(_ID.findall(label.text)):
            named = case.records.by_id.get(identity)
            if named is not None and named.confidential in _SECRET:
                yield Breach(
                    label.id,
                    f"its text names {identity}, which is {named.confidential}",
                    "say it without the record id",
                )
        for record, words in embargoed:
            if record.id != label.id and words.lower() in text.lower():
                yield Breach(
                    label.id,
                    f"its text repeats {words!r} of {record.id}, which is under embargo",
                    "remove it",
                )


def _embargoed(case: Case) -> Iterator[tuple[Record, str]]:
    """Yield records under embargo with the words that would give them away."""
    for record in case.records:
        if record.confidential is Confidentiality.EMBARGO:
            yield record, record.title
            if isinstance(record, Vulnerability):
                for name in (record.identifier, *record.aliases):
                    yield record, name
