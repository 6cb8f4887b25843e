"""Where answers of the disclosure statement are looked for: one function per `Ask`, over the facts of a dossier.

Each returns what was found: records with their ids, a sentence for the note, and what limits the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from medward.controls.records import Control, Label
from medward.devices.records import DeviceType, Exposure, IntendedUse, Interface, Product, View
from medward.devices.use_cases import UseCase
from medward.dossier.disclosure.mapping import Ask
from medward.governance.programme import Membership
from medward.governance.records import Document, Organisation, OrganisationRole, Plan
from medward.kernel.lifecycle import OUT_OF_USE
from medward.kernel.records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from medward.dossier.disclosure.mapping import Rule
    from medward.dossier.facts import DossierFacts

R = TypeVar("R", bound=Record)
_GONE: Final = OUT_OF_USE | {"rejected"}
_UNSETTLED: Final = frozenset({"draft", "in-review", "proposed"})


@dataclass(frozen=True, slots=True)
class Found:
    """What the records say to a question."""

    records: tuple[str, ...] = ()
    """Ids of the records that answer."""
    says: str = ""
    """A sentence for the note, or the answer itself where the form asks for text."""
    limits: str = ""
    """Why the answer needs the note beside it; empty when nothing limits it."""
    denies: bool = False
    """Whether a record says no, rather than none being there."""
    is_text: bool = False
    """Whether `says` is the answer."""

    def __bool__(self) -> bool:
        """Say whether anything answers."""
        return bool(self.records or self.says)


def look(rule: Rule, facts: DossierFacts) -> Found:
    """Return what the records say to the question of a rule."""
    return _ASKS[rule.ask](rule, facts)


def live(kind: type[R], facts: DossierFacts) -> list[R]:
    """Return the records of a kind that are in use and about the target release."""
    release = facts.release.id if facts.release else ""
    return [
        one
        for one in facts.records.of(kind)
        if str(one.status) not in _GONE and (not one.applies_to or release in one.applies_to)
    ]


def _found(records: Iterable[Record], says: str = "") -> Found:
    """Return records as an answer; drafts limit it."""
    found = tuple(records)
    drafts = [one.id for one in found if str(one.status) in _UNSETTLED]
    limits = f"Not approved yet: {', '.join(drafts)}." if drafts and len(drafts) == len(found) else ""
    return Found(tuple(one.id for one in found), says if found else "", limits)


def _mentions(rule: Rule, *texts: str) -> bool:
    return not rule.mentions or re.search(rule.mentions, " ".join(texts), re.IGNORECASE) is not None


def _text(words: str, records: Iterable[Record]) -> Found:
    return Found(tuple(one.id for one in records), words, is_text=True) if words else Found()


def _maker(facts: DossierFacts) -> list[Organisation]:
    return [one for one in live(Organisation, facts) if OrganisationRole.MANUFACTURER in one.roles][:1]


def _manufacturer(_rule: Rule, facts: DossierFacts) -> Found:
    makers = _maker(facts)
    return _text(makers[0].legal_name if makers else "", makers)


def _contact(_rule: Rule, facts: DossierFacts) -> Found:
    makers = _maker(facts)
    return _text("; ".join(makers[0].contacts) if makers else "", makers)


def _description(_rule: Rule, facts: DossierFacts) -> Found:
    products = live(Product, facts)[:1]
    return _text(products[0].description if products else "", products)


def _model(_rule: Rule, facts: DossierFacts) -> Found:
    products, release = live(Product, facts)[:1], facts.release
    if not products or release is None:
        return Found()
    return _text(f"{products[0].name}, release {release.release_version}", (products[0], release))


def _document_number(_rule: Rule, facts: DossierFacts) -> Found:
    filed = [one for one in live(Document, facts) if "disclosure statement" in one.document_kind.lower()]
    return _text(filed[0].number if filed else "", filed[:1])


def _connectivity(_rule: Rule, facts: DossierFacts) -> Found:
    uses = live(IntendedUse, facts)[:1]
    return _text(uses[0].connectivity if uses else "", uses)


def _plan(rule: Rule, facts: DossierFacts) -> Found:
    plans = [
        one
        for one in live(Plan, facts)
        if one.plan_kind == rule.of
        and _mentions(rule, one.scope, one.cadence, *(f"{part.heading} {part.text}" for part in one.sections))
    ]
    return _found(plans, "; ".join(one.title for one in plans))


def _membership(_rule: Rule, facts: DossierFacts) -> Found:
    known, today = live(Membership, facts), facts.generated_at.date()
    members = [one for one in known if one.is_member_on(today)]
    if known and not members:
        return Found(tuple(one.id for one in known), "Applied for, no membership in force.", denies=True)
    return _found(members, "; ".join(one.title for one in members))


def _views(_rule: Rule, facts: DossierFacts) -> Found:
    return _found(live(View, facts), "Architecture views and data-flow diagram.")


def _software_only(_rule: Rule, facts: DossierFacts) -> Found:
    products = live(Product, facts)[:1]
    if not products:
        return Found()
    kind = products[0].device_type
    return Found((products[0].id,), f"Device type: {kind}.", denies=kind is not DeviceType.SAMD)


def _personal_data(_rule: Rule, facts: DossierFacts) -> Found:
    products = [one for one in live(Product, facts)[:1] if one.regulatory.personal_data is not None]
    if not products:
        return Found()
    says = "Personal data are processed by the device or a service of it."
    held = bool(products[0].regulatory.personal_data)
    return Found((products[0].id,), says if held else "No personal data.", denies=not held)


def _control(rule: Rule, facts: DossierFacts) -> Found:
    found = [
        one
        for one in live(Control, facts)
        if rule.of in one.mdcg_capabilities and _mentions(rule, one.title, one.design, one.parameters)
    ]
    if not found:
        return Found()
    proved = [one for one in found if (proof := facts.controls.get(one.id)) is not None and proof.verified]
    if proved:
        return _found(proved, "; ".join(one.title for one in proved))
    limits = "Designed, but no control for it is verified on this release."
    return Found(tuple(one.id for one in found), "; ".join(one.title for one in found), limits)


def _reachable(facts: DossierFacts) -> list[Interface]:
    return [one for one in live(Interface, facts) if one.exposure is not Exposure.INTERNAL]


def _medium(rule: Rule, facts: DossierFacts) -> Found:
    found = [one for one in _reachable(facts) if _mentions(rule, one.medium, one.port)]
    return _interfaces(found, facts)


def _exposure(rule: Rule, facts: DossierFacts) -> Found:
    return _interfaces([one for one in _reachable(facts) if one.exposure in rule.of.split()], facts)


def _protocol(rule: Rule, facts: DossierFacts) -> Found:
    return _interfaces(
        [one for one in _reachable(facts) if _mentions(rule, one.protocol, one.cryptography)], facts
    )


def _interfaces(found: list[Interface], facts: DossierFacts) -> Found:
    """Return interfaces as an answer, first those users are told of; none is a no if the model has others."""
    if not found:
        known = bool(_reachable(facts))
        return (
            Found((), "No interface of the model that can be reached has it.", denies=True)
            if known
            else Found()
        )
    told = {name for label in live(Label, facts) for name in label.sources}
    found = [one for one in found if one.open_port or one.id in told] or found
    states = sorted({f"{one.medium}, {one.default} as delivered" for one in found})
    return _found(found, "; ".join(states))


def _log(rule: Rule, facts: DossierFacts) -> Found:
    steps = [
        (case, step.log)
        for case in live(UseCase, facts)
        for step in case.steps
        if step.log and _mentions(rule, step.log)
    ]
    cases = {case.id: case for case, _ in steps}
    return _found(cases.values(), "; ".join(dict.fromkeys(log for _, log in steps[:4])))


def _label(rule: Rule, facts: DossierFacts) -> Found:
    labels = [
        one for one in live(Label, facts) if str(one.item) == rule.of and _mentions(rule, one.title, one.text)
    ]
    return _found(labels, "; ".join(one.location for one in labels))


def _sbom(_rule: Rule, facts: DossierFacts) -> Found:
    if not facts.sboms:
        return Found()
    formats = sorted({one.content.format for one in facts.sboms})
    records = tuple(one.record for one in facts.sboms)
    broken = "" if not facts.sbom_problems else "An SBOM of the release could not be read."
    return Found(records, f"{len(facts.sboms)} files, {', '.join(formats)}.", broken)


def _sbom_field(rule: Rule, facts: DossierFacts) -> Found:
    components = [one for file in facts.sboms for one in file.content.components]
    if not components:
        return Found()
    known = sum(bool(getattr(one, rule.of)) for one in components)
    says = f"{known} of {len(components)} components."
    records = tuple(one.record for one in facts.sboms)
    return Found(
        records, says, "" if known == len(components) else "Not every component says it.", denies=not known
    )


def _component_type(rule: Rule, facts: DossierFacts) -> Found:
    holders = [(file, one) for file in facts.sboms for one in file.content.components if one.type == rule.of]
    names = sorted({f"{one.name} {one.version}".strip() for _, one in holders})
    return Found(tuple(dict.fromkeys(file.record for file, _ in holders)), "; ".join(names))


_ASKS: Final[dict[Ask, Callable[[Rule, DossierFacts], Found]]] = {
    Ask.MANUFACTURER: _manufacturer,
    Ask.CONTACT: _contact,
    Ask.DESCRIPTION: _description,
    Ask.MODEL: _model,
    Ask.DOCUMENT_NUMBER: _document_number,
    Ask.CONNECTIVITY: _connectivity,
    Ask.PLAN: _plan,
    Ask.MEMBERSHIP: _membership,
    Ask.VIEWS: _views,
    Ask.SOFTWARE_ONLY: _software_only,
    Ask.PERSONAL_DATA: _personal_data,
    Ask.CONTROL: _control,
    Ask.MEDIUM: _medium,
    Ask.EXPOSURE: _exposure,
    Ask.PROTOCOL: _protocol,
    Ask.LOG: _log,
    Ask.LABEL: _label,
    Ask.SBOM: _sbom,
    Ask.SBOM_FIELD: _sbom_field,
    Ask.COMPONENT_TYPE: _component_type,
}
