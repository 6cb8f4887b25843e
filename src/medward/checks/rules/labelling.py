"""V24 and V35: users are told what they must know, and nothing they must not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from medward.checks.finding import Breach, Level
from medward.checks.rules.vulnerabilities import assessments_of
from medward.controls.records import Label
from medward.devices.records import Assumption, Interface
from medward.kernel.records import Confidentiality, Record
from medward.vex.ours import STATUS_OF, TOLD, silent
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
    """Text for users holds nothing internal or under embargo: labels, and what VEX tells of vulnerabilities.

    Found are flag words, ids of internal records, and titles and public ids of
    records under embargo. A label may name internal records in `sources`: those
    are not printed. The text of an assessment or vulnerability goes out when it
    is for customers or public; where what users do is internal, users never read it.

    Source: practice 3.1 V35.
    """
    embargoed = list(_embargoed(case))
    for label in case.live(Label):
        text = f"{label.title}\n{label.text}\n{label.answer}"
        if label.confidential is Confidentiality.EMBARGO:
            yield Breach(
                label.id, "the label itself is under embargo", "lift the embargo, or do not publish it"
            )
        yield from _secrets(label, text, label.text, embargoed, case)
    for record, text in _told(case):
        yield from _secrets(record, text, text, embargoed, case)
    for one in assessments_of(case):
        if one.status == "affected" and one.action_statement and one.confidential is Confidentiality.INTERNAL:
            yield Breach(
                one.id,
                "what users do is internal, so that no export tells them",
                "set confidential to customer when its text may be read by users",
                Level.WARN,
            )


def _told(case: Case) -> Iterator[tuple[Record, str]]:
    """Yield assessments of the release and their vulnerabilities with the text that VEX gives to others."""
    told: dict[str, Record] = {}
    for one in assessments_of(case):
        if one.status in STATUS_OF and not silent(one, case.records):
            told |= {name: case.records.by_id[name] for name in (one.id, one.vulnerability)}
    for record in told.values():
        if record.confidential in TOLD:
            named = ("detail", "impact_statement", "action_statement", "summary")
            yield record, "\n".join(filter(None, (getattr(record, name, "") for name in named)))


def _secrets(
    record: Record, text: str, names_in: str, embargoed: list[tuple[Record, str]], case: Case
) -> Iterator[Breach]:
    """Yield what a text for users gives away; ids of records are looked for in `names_in`."""
    flag = _FLAGS.search(text)
    if flag:
        yield Breach(record.id, f"its text says {flag.group()!r}", "remove what is not for users")
    for identity in dict.fromkeys(_ID.findall(names_in)):
        named = case.records.by_id.get(identity)
        if named is not None and named.confidential in _SECRET:
            yield Breach(
                record.id,
                f"its text names {identity}, which is {named.confidential}",
                "say it without the record id",
            )
    for other, words in embargoed:
        if other.id != record.id and words.lower() in text.lower():
            yield Breach(
                record.id,
                f"its text repeats {words!r} of {other.id}, which is under embargo",
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
