"""What the model says about an element, an interface and the product, as facts for threat rules.

Every fact is read from a field, or from the words of a text field (`rule_words`), or
from a tag such as `role:gateway`. What the record does not say is left out: it is
unknown, and a rule that needs it says so. The names are those of `rule-facts.yaml`.

Source: practice 4.1.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from medward.devices.records import (
    Asset,
    AssetKind,
    Element,
    ElementKind,
    Exposure,
    Interface,
    Product,
    Purpose,
    Release,
)
from medward.devices.regulatory import Production
from medward.threats.rule import Subject, vocabulary
from medward.threats.rule_words import DATA, data_classes, media, protocols, roles, stated
from medward.threats.stride import crosses

if TYPE_CHECKING:
    from collections.abc import Iterable

    from medward.catalogue.vocabulary import Value
    from medward.kernel.recordset import RecordSet

KnownFacts = dict[str, "Value"]
_RADIO: Final = frozenset({"bluetooth", "wifi", "inductive", "nfc", "mics", "cellular"})
_FROM_AFAR: Final = frozenset({Exposure.NETWORK, Exposure.INTERNET})
_STANDARDS: Final = frozenset({"hl7v2", "fhir", "dicom"})
_SHORTEST_NAME: Final = 4
"""Letters a word of the product's name needs to be told from an ordinary word."""


class ModelFacts:
    """The facts of one model; each is read when first asked for."""

    def __init__(self, records: RecordSet) -> None:
        """Index the flows and assets of a model."""
        self.records = records
        self._ends: dict[tuple[str, str], KnownFacts] = {}
        self.flows: dict[str, list[Interface]] = {}
        for flow in records.of(Interface):
            for end in dict.fromkeys((flow.source_element, flow.target_element)):
                self.flows.setdefault(end, []).append(flow)
        self.assets: dict[str, list[Asset]] = {}
        for asset in records.of(Asset):
            for place in asset.located:
                self.assets.setdefault(place, []).append(asset)

    def targets(self, subject: Subject) -> list[Element] | list[Interface] | list[Product]:
        """Return the records that rules about a subject look at."""
        if subject is Subject.ELEMENT:
            return self.records.of(Element)
        if subject is Subject.INTERFACE:
            return self.records.of(Interface)
        return [self.product] if self.product is not None else []

    def of(self, target: Element | Interface | Product) -> KnownFacts:
        """Return what is known of a target."""
        if isinstance(target, Interface):
            return {**self._interface(target), **self._product_facts}
        if isinstance(target, Element):
            return {**self._element(target), **self._product_facts}
        return {**self._whole_model(), **self._product_facts}

    @cached_property
    def product(self) -> Product | None:
        """The product; none when the file has no or several."""
        found = self.records.of(Product)
        return found[0] if len(found) == 1 else None

    @cached_property
    def _own_names(self) -> tuple[str, ...]:
        """The first word of the product's name; a protocol that bears it is the maker's own."""
        words = self.product.name.split() if self.product is not None else []
        return tuple(word for word in words[:1] if len(word) >= _SHORTEST_NAME)

    @cached_property
    def _product_facts(self) -> KnownFacts:
        """Facts of the product, which every rule may use."""
        if self.product is None:
            return {}
        stated_facts = self.product.regulatory
        answers: dict[str, bool | None] = {
            "product.ai": stated_facts.ai_enabled,
            "product.home": stated_facts.home_use,
            "product.personal": stated_facts.personal_data,
            "product.cloud": stated_facts.cloud_service,
            "product.legacy": stated_facts.legacy,
        }
        if stated_facts.production is not None:
            answers["product.series"] = stated_facts.production is Production.SERIES
        known: KnownFacts = {name: answer for name, answer in answers.items() if answer is not None}
        return {"product.type": self.product.device_type.value, **known}

    def _whole_model(self) -> KnownFacts:
        """Facts of the model as a whole; an empty model says nothing."""
        found: KnownFacts = {}
        flows, elements = self.records.of(Interface), self.records.of(Element)
        if elements:
            found["model.log"] = any(element.is_log for element in elements)
        if flows:
            purposes = {flow.purpose for flow in flows}
            found["model.update"] = Purpose.UPDATE in purposes
            found["model.service"] = bool(purposes & {Purpose.SERVICE, Purpose.DEBUG})
        if self.assets:
            found["model.keys"] = any(one.asset_kind is AssetKind.KEY for one in self.records.of(Asset))
        releases = self.records.of(Release)
        if releases:
            found["release.earlier"] = any(one.released_on and not one.target for one in releases)
        return found

    def _interface(self, flow: Interface) -> KnownFacts:
        """Facts of one flow and its two ends."""
        found: KnownFacts = {
            "direction": flow.direction.value,
            "purpose": flow.purpose.value,
            "exposure": flow.exposure.value,
            "default": flow.default.value,
        }
        for name in ("port", "authentication", "authorization", "cryptography"):
            answer = stated(getattr(flow, name))
            if answer:
                found[name] = answer
        self._add_set(found, "protocol", flow, protocols(flow.protocol, self._own_names))
        self._add_set(found, "content", flow, _content(flow, known=bool(found.get("protocol"))))
        self._add_set(found, "medium", flow, media(flow.medium))
        found.update(_data_facts(flow))
        ends = (("source", flow.source_element), ("target", flow.target_element))
        elements = {side: self.records.find(name, Element) for side, name in ends}
        for side, element in elements.items():
            if element is not None:
                found.update(self._end(side, element))
        if all(element is not None and _zone_is_known(element) for element in elements.values()):
            found["crossing"] = crosses(flow, self.records)
        return found

    def _end(self, side: str, element: Element) -> KnownFacts:
        """Facts of one end of a flow; many flows share an end."""
        if (side, element.id) in self._ends:
            return self._ends[side, element.id]
        found: KnownFacts = {
            f"{side}.kind": element.element_kind.value,
            f"{side}.safety": element.safety_related,
            f"{side}.log": element.is_log,
        }
        self._add_set(found, f"{side}.role", element, _roles_of(element))
        self._ends[side, element.id] = found
        return found

    def _element(self, element: Element) -> KnownFacts:
        """Facts of one element."""
        found: KnownFacts = {
            "kind": element.element_kind.value,
            "safety": element.safety_related,
            "log": element.is_log,
            "in_scope": element.in_scope,
            **self._held(element),
            **self._reached(element),
        }
        self._add_set(found, "role", element, _roles_of(element))
        return found

    def _held(self, element: Element) -> KnownFacts:
        """Facts of what an element holds; without any asset in the file nothing is known."""
        found: KnownFacts = {}
        held = self.assets.get(element.id, [])
        kinds = {asset.asset_kind for asset in held}
        power = _tagged(element, "power")
        if AssetKind.BATTERY in kinds or power == {"battery"}:
            found["power"] = "battery"
        elif power == {"mains"}:
            found["power"] = "mains"
        if self.assets:
            found["stores.key"] = AssetKind.KEY in kinds
            found["stores.data"] = AssetKind.DATA in kinds
        keys = [asset for asset in held if asset.asset_kind is AssetKind.KEY]
        if keys:
            found["rotation"] = "stated" if all(stated(key.rotation) == "stated" for key in keys) else "none"
        return found

    def _reached(self, element: Element) -> KnownFacts:
        """Facts of how an element can be reached; an element without flows says nothing."""
        flows = self.flows.get(element.id, [])
        if not flows:
            return {}
        into = [flow for flow in flows if flow.target_element == element.id]
        found: KnownFacts = {
            "reached.network": any(flow.exposure in _FROM_AFAR for flow in flows),
            "reached.service": any(flow.purpose in {Purpose.SERVICE, Purpose.DEBUG} for flow in into),
            "reached.update": any(flow.purpose is Purpose.UPDATE for flow in into),
        }
        named = [_known_set("medium", flow, media(flow.medium)) for flow in flows]
        if any(one & _RADIO for one in named):
            found["reached.radio"] = True
        elif all(named):
            found["reached.radio"] = False
        return found

    @staticmethod
    def _add_set(found: KnownFacts, name: str, record: Element | Interface, words: frozenset[str]) -> None:
        """Add a fact of several choices when its tag or its text names one."""
        known = _known_set(name.rpartition(".")[2], record, words)
        if known:
            found[name] = known


def _known_set(name: str, record: Element | Interface, words: frozenset[str]) -> frozenset[str]:
    """Return the choices a tag names, else those of the text; nothing when a tag has a wrong word."""
    tags = _tagged(record, name)
    if not tags:
        return words
    fact = vocabulary()[name]
    return frozenset(tags) if tags <= set(fact.choices) else frozenset()


def _tagged(record: Element | Interface, name: str) -> set[str]:
    """Return what the tags of a record say under a name, as `gateway` for `role:gateway`."""
    if not record.tags:
        return set()
    return {tag.partition(":")[2].strip() for tag in record.tags if tag.partition(":")[0] == name}


def _content(flow: Interface, *, known: bool) -> frozenset[str]:
    """Return the clinical standards that protocol or data name, as a FHIR bundle sent over HTTPS.

    A protocol that is known and no such standard leaves `other`; an unknown one leaves nothing.
    """
    texts = (flow.protocol, *flow.data)
    found = frozenset[str]().union(*(protocols(text) for text in texts)) & _STANDARDS
    return found or (frozenset({"other"}) if known else frozenset())


def _roles_of(element: Element) -> frozenset[str]:
    """Return the parts an element's title names; only an external entity is a person."""
    found = roles(element.title)
    return found if element.element_kind is ElementKind.EXTERNAL else found - {"person"}


def _zone_is_known(element: Element) -> bool:
    """Say whether the model tells in which zone an element is."""
    return bool(element.zone) or element.element_kind is ElementKind.EXTERNAL


def _data_facts(flow: Interface) -> KnownFacts:
    """Return which classes of data pass: tags say it all; of texts, no is known only when each is understood."""
    tags = _tagged(flow, "data")
    if tags:
        return {f"data.{name}": name in tags for name in DATA} if tags <= {*DATA, "other"} else {}
    classes = [data_classes(text) for text in flow.data]
    named = frozenset[str]().union(*classes)
    found: KnownFacts = {f"data.{name}": True for name in named}
    if all(classes):
        found.update({f"data.{name}": False for name in _others(named)})
    return found


def _others(named: Iterable[str]) -> set[str]:
    """Return the classes of data that were not named."""
    return set(DATA) - set(named)
