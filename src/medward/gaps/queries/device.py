"""What is known of the product: definition, markets, model, views, release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from medward.catalogue.places import in_text
from medward.checks.rules.labelling import PORT_TABLE, v24
from medward.checks.rules.model import v01, v02, v03
from medward.controls.records import Label
from medward.devices.records import (
    Actor,
    ActorKind,
    Asset,
    AssetKind,
    Assumption,
    Element,
    IntendedUse,
    Interface,
    Product,
    View,
    ViewKind,
    Zone,
)
from medward.devices.use_cases import UseCase
from medward.gaps.tally import Tally
from medward.kernel.words import few

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medward.checks.case import Case
    from medward.checks.finding import Breach
    from medward.gaps.shown import Shown

_FEW: Final = 3


def product_of(case: Case) -> Product | None:
    """Return the product of the target release."""
    return case.records.find(case.release.of, Product)


def product_definition(case: Case) -> Shown:
    """Show product, description and device identifier."""
    tally = Tally(case)
    product = product_of(case)
    if product is None:
        tally.want(f"Write the product record {case.release.of}")
    else:
        tally.current(product)
        if not product.udi_di.strip():
            tally.lack("Enter the UDI-DI or Basic UDI-DI in udi_di of {}", product)
    return tally.answer()


def intended_use(case: Case) -> Shown:
    """Show indications, users, environment, connectivity and foreseeable misuse."""
    tally = Tally(case)
    uses = [one for one in case.live(IntendedUse) if one.of == case.release.of]
    tally.every(uses, "Write the intended use: indications, users, environment, connectivity, misuse")
    for use in uses:
        if not use.misuse:
            tally.lack("List reasonably foreseeable misuse in {}", use)
    return tally.answer()


def assumptions(case: Case) -> Shown:
    """Show what the security case relies on, and that users are told what falls to them."""
    tally = Tally(case)
    found = case.live(Assumption)
    told = {source for label in case.live(Label) for source in label.sources}
    tally.every(found, "Write what the security case takes for granted as assumption records")
    for one in found:
        if one.transferred and one.id not in told:
            tally.lack("Tell those who must make it true: name {} in the sources of a labelling item", one)
    return tally.answer()


def product_class(case: Case, jurisdiction: str) -> Shown:
    """Show the class of the device in a jurisdiction."""
    tally = Tally(case)
    product = product_of(case)
    if product is None or jurisdiction not in product.classes:
        nearest = () if product is None else (product,)
        tally.want(
            f"Record the class of the device for {in_text(jurisdiction)} in `classes` of {{}}", *nearest
        )
    else:
        tally.current(product)
    return tally.answer()


def market(case: Case, jurisdiction: str) -> Shown:
    """Show that the product is recorded for a market."""
    tally = Tally(case)
    product = product_of(case)
    if product is None or jurisdiction not in product.markets:
        nearest = () if product is None else (product,)
        tally.want(f"Add {jurisdiction} to the markets of {{}} once it is to be sold there", *nearest)
    else:
        tally.current(product)
    return tally.answer()


def system_model(case: Case) -> Shown:
    """Show zones, elements and interfaces, placed and connected."""
    tally = Tally(case)
    against = tally.breaches(v01(case))
    for kind, what in ((Zone, "trust zones"), (Element, "elements"), (Interface, "interfaces")):
        found = case.live(kind)
        tally.all_but(found, against)
        if not found:
            tally.want(f"Enter the {what} of the whole system")
    for element in case.live(Element):
        if not element.in_scope and not element.secured_by.strip():
            tally.lack("Say in secured_by who secures {}, which is outside our scope", element)
    return tally.answer()


def interfaces(case: Case) -> Shown:
    """Show every way in and out with protocol, authentication, authorisation and cryptography."""
    tally = Tally(case)
    found = case.live(Interface)
    tally.all_but(found, tally.breaches((*v02(case), *v03(case))))
    if not found:
        tally.want("Enter every interface, service, debug and update ones included")
    return tally.answer()


def assets(case: Case) -> Shown:
    """Show what is worth protecting, where it lives, and how keys are replaced."""
    tally = Tally(case)
    found = case.live(Asset)
    tally.every(found, "List functions, data and keys worth protecting as assets")
    for one in found:
        if not one.located:
            tally.lack("Say in located which elements hold {}", one)
        if one.asset_kind is AssetKind.KEY and not one.rotation.strip():
            tally.lack("Say in rotation of {} where the key is kept and how it is replaced", one)
    return tally.answer()


def actors(case: Case) -> Shown:
    """Show users with their privileges, and attackers."""
    tally = Tally(case)
    found = case.live(Actor)
    tally.every(found, "List the users and their privileges, and the attackers")
    for kind, what in (
        (ActorKind.USER, "the users with their privileges"),
        (ActorKind.ATTACKER, "attackers"),
    ):
        if found and not any(one.actor_kind is kind for one in found):
            tally.want(f"Add {what} to the actors")
    return tally.answer()


def view(case: Case, which: str) -> Shown:
    """Show one of the four architecture views; it leaves out nothing without a reason."""
    kind = ViewKind(which.replace("_", "-"))
    tally = Tally(case)
    found = [one for one in case.live(View) if one.view_kind is kind]
    tally.every(found, f"Write the {kind} view: elements, interfaces and a narrative")
    if kind is ViewKind.GLOBAL and found:
        seen = {name for one in found for name in (*one.elements, *one.interfaces)}
        unseen = [one for one in (*case.live(Element), *case.live(Interface)) if one.id not in seen]
        explained = any(one.excluded for one in found)
        if unseen and not explained:
            names = few([one.id for one in unseen], _FEW)
            tally.lack(f"Show {names} in {{}}, or say in excluded why not", *found)
    return tally.answer()


def use_cases(case: Case) -> Shown:
    """Show the security use cases and a check of identity or integrity in each."""
    tally = Tally(case)
    found = case.live(UseCase)
    tally.every(found, "Write a security use case for each function whose compromise can harm")
    for one in found:
        if not any(step.check.strip() for step in one.steps):
            tally.lack("Say in check which identity or integrity check a step of {} makes", one)
    return tally.answer()


def ports_labelled(case: Case) -> Shown:
    """Show that each open port stands in the port table that users get."""
    tally = Tally(case)
    tables = [one for one in case.live(Label) if one.item == PORT_TABLE]
    tally.every(tables, f"Write the port table: a label of item {PORT_TABLE} with every open port")
    tally.breaches(_of_interfaces(case))
    return tally.answer()


def release_record(case: Case) -> Shown:
    """Show the release: version, build, deployables, security configuration."""
    tally = Tally(case)
    release = case.release
    tally.current(release)
    if not release.configuration.strip():
        tally.lack("Describe build and default configuration in configuration of {}", release)
    return tally.answer()


def support_period(case: Case) -> Shown:
    """Show until when security updates are promised for product and release."""
    tally = Tally(case)
    product, release = product_of(case), case.release
    if product is None:
        tally.want(f"Write the product record {release.of} with support_until")
    for record, day in (
        (product, product.support_until if product else None),
        (release, release.supported_until),
    ):
        if record is None or day is None:
            continue
        if day < case.today:
            tally.lack(
                f"Security support in {{}} ended on {day}: extend it, or plan the end of support", record
            )
        else:
            tally.current(record)
    return tally.answer()


def _of_interfaces(case: Case) -> Iterator[Breach]:
    """Yield what V24 says about interfaces only."""
    return (breach for breach in v24(case) if case.records.find(breach.record, Interface) is not None)
